/* SPDX-License-Identifier: MIT */
/* What ioctl.c and its siblings share: a call's buffers. */
#ifndef WS2_SOCK_IOCTL_H
#define WS2_SOCK_IOCTL_H

#include "os/mem.h"
#include "sock/sock.h"

struct ioctl_call {
    SOCKET s;
    const void *in;
    DWORD in_len;
    void *out;
    DWORD out_len;
    ws2_user_dword *returned;
    LPWSAOVERLAPPED ov; /* for those that may pend; else NULL, as routine */
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
};

static inline ws2_err in_get(const struct ioctl_call *c, void *value,
                             size_t len)
{
    if (c->in == NULL || c->in_len < len ||
        os_mem_copy_in(value, c->in, len) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

static inline ws2_err out_put(const struct ioctl_call *c, const void *value,
                              size_t len)
{
    if (c->out == NULL || c->out_len < len ||
        os_mem_copy_out(c->out, value, len) != 0)
        return WSAEFAULT;
    *c->returned = (DWORD)len;
    return WS2_OK;
}

/* ioctl_ext.c */
ws2_err ws2_ioctl_base_handle(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_poll_handle(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_extension(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_extensions(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_ext_sendmsg(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_ext_poll(struct ws2_sock *sk, const struct ioctl_call *c);

/* ioctl_net.c */
ws2_err ws2_ioctl_address_list(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_broadcast_address(struct ws2_sock *sk,
                                    const struct ioctl_call *c);
ws2_err ws2_ioctl_fast_path(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_multicast_scope(struct ws2_sock *sk,
                                  const struct ioctl_call *c);
ws2_err ws2_ioctl_multipoint_loopback(struct ws2_sock *sk,
                                      const struct ioctl_call *c);
ws2_err ws2_ioctl_interface_list(struct ws2_sock *sk,
                                 const struct ioctl_call *c);
ws2_err ws2_ioctl_find_route(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_routing_interface(struct ws2_sock *sk,
                                    const struct ioctl_call *c);
ws2_err ws2_ioctl_address_change(struct ws2_sock *sk,
                                 const struct ioctl_call *c);
ws2_err ws2_ioctl_routing_change(struct ws2_sock *sk,
                                 const struct ioctl_call *c);

/* ioctl_secure.c */
ws2_err ws2_ioctl_set_security(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_query_security(struct ws2_sock *sk,
                                 const struct ioctl_call *c);
ws2_err ws2_ioctl_set_target_name(struct ws2_sock *sk,
                                  const struct ioctl_call *c);
ws2_err ws2_ioctl_delete_target_name(struct ws2_sock *sk,
                                     const struct ioctl_call *c);

/* ioctl_sort.c */
ws2_err ws2_ioctl_address_sort(struct ws2_sock *sk, const struct ioctl_call *c);

/* ioctl_stack.c */
ws2_err ws2_ioctl_cpu_affinity(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_rss_processor(struct ws2_sock *sk,
                                const struct ioctl_call *c);
ws2_err ws2_ioctl_rss_scalability(struct ws2_sock *sk,
                                  const struct ioctl_call *c);
ws2_err ws2_ioctl_wfp_endpoint(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_router_alert(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_compatibility(struct ws2_sock *sk,
                                const struct ioctl_call *c);

/* qosask.c, qosget.c */
ws2_err ws2_ioctl_set_qos(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_get_qos(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_chk_qos(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_get_group_qos(struct ws2_sock *sk,
                                const struct ioctl_call *c);

/* reserve.c */
ws2_err ws2_ioctl_acquire_ports(struct ws2_sock *sk,
                                const struct ioctl_call *c);
ws2_err ws2_ioctl_release_ports(struct ws2_sock *sk,
                                const struct ioctl_call *c);
ws2_err ws2_ioctl_associate_ports(struct ws2_sock *sk,
                                  const struct ioctl_call *c);

/* rcvall.c */
ws2_err ws2_ioctl_rcvall(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_rcvall_mcast(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_rcvall_igmp(struct ws2_sock *sk, const struct ioctl_call *c);

/* timestamp.c */
ws2_err ws2_ioctl_timestamping(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_tx_timestamp(struct ws2_sock *sk, const struct ioctl_call *c);

/* ioctl_tcp.c */
ws2_err ws2_ioctl_initial_rto(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_send_backlog(struct ws2_sock *sk, const struct ioctl_call *c);
ws2_err ws2_ioctl_tcp_info(struct ws2_sock *sk, const struct ioctl_call *c);

/* msfilter.c */
ws2_err ws2_ioctl_set_ipv4_filter(struct ws2_sock *sk,
                                  const struct ioctl_call *c);
ws2_err ws2_ioctl_get_ipv4_filter(struct ws2_sock *sk,
                                  const struct ioctl_call *c);
ws2_err ws2_ioctl_set_group_filter(struct ws2_sock *sk,
                                   const struct ioctl_call *c);
ws2_err ws2_ioctl_get_group_filter(struct ws2_sock *sk,
                                   const struct ioctl_call *c);

#endif
