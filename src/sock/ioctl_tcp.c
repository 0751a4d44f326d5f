/* SPDX-License-Identifier: MIT */
/* Ioctls about a TCP connection: SIO_TCP_INFO, SIO_TCP_INITIAL_RTO and the
 * ideal send backlog. No state, no lock. Microsoft Learn has a page of each. */
#include <string.h>

#include <mstcpip.h>
#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/tcpinfo.h"
#include "sock/ioctl.h"

_Static_assert((int)OS_TCP_TIME_WAIT == (int)TCPSTATE_TIME_WAIT,
               "os_tcp_state has Windows' numbers");
_Static_assert(offsetof(TCP_INFO_v1, SynRetrans) ==
                       offsetof(TCP_INFO_v0, SynRetrans) &&
                   offsetof(TCP_INFO_v2, SndLimBytesSnd) ==
                       offsetof(TCP_INFO_v1, SndLimBytesSnd),
               "each version begins with the one before");

static ULONG milliseconds(uint64_t us)
{
    return (ULONG)(us / 1000);
}

static ULONG64 connected_ms(const struct ws2_sock *sk)
{
    if (!sock_has(sk, SK_CONNECTED))
        return 0;
    return sock_connected_ms(sk);
}

static void info_fill(const struct ws2_sock *sk, const struct os_tcp_info *ti,
                      TCP_INFO_v2 *out)
{
    int room = os_getopt_int(sk->fd, SOL_SOCKET, SO_RCVBUF);

    out->State = (TCPSTATE)ti->state;
    out->Mss = ti->mss;
    out->ConnectionTimeMs = connected_ms(sk);
    out->TimestampsEnabled = ti->timestamps;
    out->RttUs = ti->rtt_us;
    out->MinRttUs = ti->min_rtt_us;
    out->BytesInFlight = ti->in_flight;
    out->Cwnd = ti->cwnd;
    out->SndWnd = ti->snd_wnd;
    out->RcvWnd = ti->rcv_wnd;
    out->RcvBuf = room > 0 ? (ULONG)room / 2 : 0;
    out->BytesOut = ti->bytes_out;
    out->BytesIn = ti->bytes_in;
    out->BytesReordered = ti->out_of_order * ti->rcv_mss;
    out->BytesRetrans = (ULONG)ti->bytes_again;
    out->SndLimTimeRwin = milliseconds(ti->limited_peer_us);
    out->SndLimTimeCwnd = milliseconds(ti->limited_net_us);
    out->SndLimTimeSnd = milliseconds(ti->limited_self_us);
    out->OutOfOrderPktsIn = ti->out_of_order;
    out->EcnNegotiated = ti->ecn;
    out->EceAcksIn = ti->ce_acks;
}

ws2_err ws2_ioctl_tcp_info(struct ws2_sock *sk, const struct ioctl_call *c)
{
    static const size_t sizes[] = {sizeof(TCP_INFO_v0), sizeof(TCP_INFO_v1),
                                   sizeof(TCP_INFO_v2)};
    TCP_INFO_v2 info;
    struct os_tcp_info ti;
    DWORD version;
    ws2_err err;
    int res;

    if (!sock_is_tcp(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &version, sizeof(version));
    if (err != WS2_OK)
        return err;
    if (version >= sizeof(sizes) / sizeof(sizes[0]))
        return WSAEINVAL;
    res = os_tcp_info(sk->fd, &ti);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    memset(&info, 0, sizeof(info)); /* padding goes out, too */
    info_fill(sk, &ti, &info);
    return out_put(c, &info, sizes[version]);
}

/* Linux has no first time-out of one socket's own; 1 second stands for all. */
ws2_err ws2_ioctl_initial_rto(struct ws2_sock *sk, const struct ioctl_call *c)
{
    const int most = 127; /* SYNs that Linux sends again */
    TCP_INITIAL_RTO_PARAMETERS rto;
    int count;
    ws2_err err;

    if (!sock_is_tcp(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &rto, sizeof(rto));
    if (err != WS2_OK)
        return err;
    if (sock_has(sk, SK_CONNECTING | SK_CONNECTED | SK_LISTENING))
        return WSAEINVAL; /* it counts for the connect to come */
    if (rto.Rtt != TCP_INITIAL_RTO_UNSPECIFIED_RTT &&
        rto.Rtt != TCP_INITIAL_RTO_DEFAULT_RTT && rto.Rtt != 1000)
        return WSAEOPNOTSUPP;
    count = rto.MaxSynRetransmissions;
    if (count == TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS)
        return WSAEOPNOTSUPP; /* Linux repeats at least once */
    if (count == TCP_INITIAL_RTO_UNSPECIFIED_MAX_SYN_RETRANSMISSIONS ||
        count == TCP_INITIAL_RTO_DEFAULT_MAX_SYN_RETRANSMISSIONS)
        return WS2_OK;
    return ws2_err_from_res(
        WS2_OP_SOCKOPT,
        os_tcp_syn_retries(sk->fd, count < most ? count : most));
}

/* What the path holds: as much as the congestion window and the peer's allow,
 * and never less than a few segments. */
ws2_err ws2_ioctl_send_backlog(struct ws2_sock *sk, const struct ioctl_call *c)
{
    const ULONG least = 65536;
    struct os_tcp_info ti;
    ULONG backlog;
    int res;

    if (!sock_is_tcp(sk))
        return WSAEOPNOTSUPP;
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    res = os_tcp_info(sk->fd, &ti);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    backlog = ti.snd_wnd != 0 && ti.snd_wnd < ti.cwnd ? ti.snd_wnd : ti.cwnd;
    backlog = backlog < least ? least : backlog;
    return out_put(c, &backlog, sizeof(backlog));
}
