/* SPDX-License-Identifier: MIT */
/* ioctlsocket and the WSAIoctl codes of the base provider.
 *
 * Three failures are kept apart: WSAEINVAL for a code nobody knows,
 * WSAENOPROTOOPT for one that the protocol lacks, WSAEOPNOTSUPP for one that
 * is known and not done. Undersized buffers are WSAEFAULT. */
#include <stdlib.h>
#include <string.h>

#include <afunix.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <mswsockdef.h>
#include <qossp.h>
#include <ws2tcpip.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "sock/ioctl.h"
#include "sock/netevents.h"
#include "sock/op.h"

static ws2_err io_nonblock(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ULONG on;
    ws2_err err = in_get(c, &on, sizeof(on));

    if (err == WS2_OK && on == 0 && ws2_netevents_selected(sk))
        err = WSAEINVAL;
    if (err == WS2_OK)
        sock_put_flag(sk, SK_NONBLOCK, on != 0);
    return err;
}

/* All datagrams' bytes, as the page says. An ICMP error that comes up is for
 * the next receive. */
static int dgrams_unread(struct ws2_sock *sk)
{
    int res, tries = 16;

    for (;;) {
        ws2_lock_take(&sk->lock);
        res = os_unread_all(sk->fd);
        ws2_lock_drop(&sk->lock);
        if (res >= 0 || !ws2_sock_is_icmp(sk, res) || --tries == 0)
            return res;
        ws2_sock_keep_error(sk);
    }
}

static ws2_err io_nread(struct ws2_sock *sk, const struct ioctl_call *c)
{
    int res = sock_is_udp(sk) ? dgrams_unread(sk) : os_unread(sk->fd);
    ULONG n = res < 0 ? 0 : (ULONG)res;

    /* Linux refuses on a listener; Windows has nothing to read there */
    if (res < 0 && !sock_has(sk, SK_LISTENING))
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    return out_put(c, &n, sizeof(n));
}

ws2_err ws2_sock_at_mark(struct ws2_sock *sk, ULONG *at_mark)
{
    int res = 1;

    *at_mark = 1;
    if (sk->family != AF_UNIX && sock_has(sk, SK_CONNECTED))
        res = os_at_mark(sk->fd);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    /* Windows' sense is the reverse: TRUE when no urgent data waits ahead */
    if (sock_has(sk, SK_CONNECTED) && sk->family != AF_UNIX)
        *at_mark = res != 0 || (os_ready(sk->fd, OS_PRI) & OS_PRI) == 0;
    return WS2_OK;
}

static ws2_err io_atmark(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ULONG at_mark;
    ws2_err err =
        sock_is_stream(sk) ? ws2_sock_at_mark(sk, &at_mark) : WSAEINVAL;

    return err == WS2_OK ? out_put(c, &at_mark, sizeof(at_mark)) : err;
}

/* FALSE turns the report off; flag says "off". */
static ws2_err io_udp_report(struct ws2_sock *sk, const struct ioctl_call *c,
                             unsigned flag)
{
    BOOL on;
    ws2_err err = sock_is_udp(sk) ? in_get(c, &on, sizeof(on)) : WSAENOPROTOOPT;

    if (err == WS2_OK)
        sock_put_flag(sk, flag, !on);
    return err;
}

/* Milliseconds here, seconds there, and the kernel takes no more than that. */
static int keepalive_seconds(ULONG ms)
{
    const ULONG most = 32767;
    ULONG seconds = ms / 1000 + (ms % 1000 != 0);

    return (int)(seconds == 0 ? 1 : seconds < most ? seconds : most);
}

static ws2_err io_keepalive(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct tcp_keepalive ka;
    ws2_err err;
    int res;

    if (!sock_is_stream(sk) || sk->family == AF_UNIX)
        return WSAENOPROTOOPT;
    err = in_get(c, &ka, sizeof(ka));
    if (err != WS2_OK)
        return err;
    res = os_setopt_int(sk->fd, SOL_SOCKET, SO_KEEPALIVE, ka.onoff != 0);
    if (res >= 0 && ka.onoff != 0)
        res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_KEEPIDLE,
                            keepalive_seconds(ka.keepalivetime));
    if (res >= 0 && ka.onoff != 0)
        res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_KEEPINTVL,
                            keepalive_seconds(ka.keepaliveinterval));
    if (res >= 0)
        sock_put_flag(sk, SK_KEEPALIVE, ka.onoff != 0);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

static ws2_err io_udp_connreset(struct ws2_sock *sk, const struct ioctl_call *c)
{
    return io_udp_report(sk, c, SK_NO_CONNRESET);
}

static ws2_err io_udp_netreset(struct ws2_sock *sk, const struct ioctl_call *c)
{
    return io_udp_report(sk, c, SK_NO_NETRESET);
}

static ws2_err io_absent(struct ws2_sock *sk, const struct ioctl_call *c)
{
    (void)sk;
    (void)c;
    return WSAEOPNOTSUPP; /* docs/differences.md */
}

/* As documented for a provider that cannot do it. */
static ws2_err io_noproto(struct ws2_sock *sk, const struct ioctl_call *c)
{
    (void)sk;
    (void)c;
    return WSAENOPROTOOPT;
}

/* Who has the other end of an AF_UNIX connection. */
static ws2_err io_peer_pid(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ULONG pid;
    int res;

    if (sk->family != AF_UNIX)
        return WSAEOPNOTSUPP;
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    res = os_peer_pid(sk->fd);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    pid = (ULONG)res;
    return out_put(c, &pid, sizeof(pid));
}

static ws2_err io_unknown(struct ws2_sock *sk, const struct ioctl_call *c)
{
    (void)sk;
    (void)c;
    return WSAEINVAL;
}

#define io_base_handle         ws2_ioctl_base_handle
#define io_poll_handle         ws2_ioctl_poll_handle
#define io_extension           ws2_ioctl_extension
#define io_extensions          ws2_ioctl_extensions
#define io_ext_sendmsg         ws2_ioctl_ext_sendmsg
#define io_ext_poll            ws2_ioctl_ext_poll
#define io_address_change      ws2_ioctl_address_change
#define io_address_list        ws2_ioctl_address_list
#define io_address_sort        ws2_ioctl_address_sort
#define io_acquire_ports       ws2_ioctl_acquire_ports
#define io_release_ports       ws2_ioctl_release_ports
#define io_associate_ports     ws2_ioctl_associate_ports
#define io_rcvall              ws2_ioctl_rcvall
#define io_rcvall_mcast        ws2_ioctl_rcvall_mcast
#define io_rcvall_igmp         ws2_ioctl_rcvall_igmp
#define io_timestamping        ws2_ioctl_timestamping
#define io_tx_timestamp        ws2_ioctl_tx_timestamp
#define io_cpu_affinity        ws2_ioctl_cpu_affinity
#define io_rss_processor       ws2_ioctl_rss_processor
#define io_rss_scalability     ws2_ioctl_rss_scalability
#define io_wfp_endpoint        ws2_ioctl_wfp_endpoint
#define io_router_alert        ws2_ioctl_router_alert
#define io_compatibility       ws2_ioctl_compatibility
#define io_broadcast_address   ws2_ioctl_broadcast_address
#define io_fast_path           ws2_ioctl_fast_path
#define io_multicast_scope     ws2_ioctl_multicast_scope
#define io_multipoint_loopback ws2_ioctl_multipoint_loopback
#define io_routing_change      ws2_ioctl_routing_change
#define io_routing_interface   ws2_ioctl_routing_interface
#define io_interface_list      ws2_ioctl_interface_list
#define io_find_route          ws2_ioctl_find_route
#define io_set_qos             ws2_ioctl_set_qos
#define io_get_qos             ws2_ioctl_get_qos
#define io_chk_qos             ws2_ioctl_chk_qos
#define io_get_group_qos       ws2_ioctl_get_group_qos
#define io_initial_rto         ws2_ioctl_initial_rto
#define io_send_backlog        ws2_ioctl_send_backlog
#define io_tcp_info            ws2_ioctl_tcp_info
#define io_set_ipv4_filter     ws2_ioctl_set_ipv4_filter
#define io_get_ipv4_filter     ws2_ioctl_get_ipv4_filter
#define io_set_group_filter    ws2_ioctl_set_group_filter
#define io_get_group_filter    ws2_ioctl_get_group_filter
#define io_set_security        ws2_ioctl_set_security
#define io_query_security      ws2_ioctl_query_security
#define io_set_target_name     ws2_ioctl_set_target_name
#define io_delete_target_name  ws2_ioctl_delete_target_name

static const struct ioctl {
    DWORD code;
    ws2_err (*run)(struct ws2_sock *sk, const struct ioctl_call *c);
} ioctls[] = {
#define IOCTL(code, in, out, run) {(DWORD)(code), io_##run},
#include "sock/ioctl.def"
#undef IOCTL
};

/* Overlapped, and done before the call returns: told all the same. */
static ws2_err ioctl_at_once(struct ws2_sock *sk, const struct ioctl *ioctl,
                             const struct ioctl_call *c)
{
    struct ws2_overlapped *o = ws2_block_get(sizeof(*o));
    const unsigned skip = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS;
    ws2_err err;

    if (o == NULL)
        return WSAENOBUFS;
    o->packet.size = sizeof(*o);
    err = ws2_overlapped_begin(o, &sk->attached, c->ov, c->routine);
    if (err != WS2_OK) {
        ws2_block_put(o, sizeof(*o));
        return err;
    }
    err = ioctl->run(sk, c);
    if (err == WS2_OK)
        ws2_overlapped_end(o, &sk->attached, 0, *c->returned, 0,
                           (ws2_attached_modes(&sk->attached) & skip) != 0);
    else
        ws2_overlapped_drop(o, ws2_status_from_err(err));
    return err;
}

static bool ioctl_pends(DWORD code)
{
    return code == SIO_EXT_SENDMSG || code == SIO_ADDRESS_LIST_CHANGE ||
           code == SIO_ROUTING_INTERFACE_CHANGE || code == SIO_SET_QOS ||
           code == SIO_GET_QOS;
}

ws2_err ws2_sock_ioctl(struct ws2_sock *sk, DWORD code,
                       const struct ioctl_call *c)
{
    bool at_once = (c->ov != NULL || c->routine != NULL) && !ioctl_pends(code);

    *c->returned = 0;
    for (size_t i = 0; i < sizeof(ioctls) / sizeof(ioctls[0]); i++)
        if (ioctls[i].code == code)
            return at_once ? ioctl_at_once(sk, &ioctls[i], c)
                           : ioctls[i].run(sk, c);
    return WSAEINVAL;
}
