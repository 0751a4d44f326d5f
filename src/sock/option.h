/* SPDX-License-Identifier: MIT */
/* What a row of sockopt.def becomes. */
#ifndef WS2_SOCK_OPTION_H
#define WS2_SOCK_OPTION_H

#include <string.h>

#include "sock/rare.h"

struct opt;

struct opt_value {
    const char *user; /* where the program wants it, for pointers inside */
    int len;
    _Alignas(8) char bytes[sizeof(WSAPROTOCOL_INFOW) + 64];
};

/* Sizes of an option's value in sockopt.def. */
#define OPT_BOOL  1 /* a BOOL; one byte is accepted, as on Windows */
#define OPT_BYTES 0 /* of any length, and none */

/* The initial value where that is the system's choice. */
#define OPT_SYSTEM INT32_MIN

struct opt {
    int level;
    int name;
    int size;    /* the least that setsockopt takes */
    int initial; /* what a fresh socket has, where the getter asks for it */
    ws2_err (*get)(struct ws2_sock *sk, const struct opt *o,
                   struct opt_value *v);
    ws2_err (*set)(struct ws2_sock *sk, const struct opt *o,
                   const struct opt_value *v);
};

static inline ws2_err opt_get_int(struct opt_value *v, int value)
{
    v->len = sizeof(value);
    memcpy(v->bytes, &value, sizeof(value));
    return WS2_OK;
}

static inline int opt_set_int(const struct opt_value *v)
{
    int value;

    memcpy(&value, v->bytes, sizeof(value));
    return value;
}

#define OPT_GETTER(name)                                                       \
    ws2_err ws2_opt_get_##name(struct ws2_sock *sk, const struct opt *o,       \
                               struct opt_value *v)
#define OPT_SETTER(name)                                                       \
    ws2_err ws2_opt_set_##name(struct ws2_sock *sk, const struct opt *o,       \
                               const struct opt_value *v)

/* option.c: as Linux has it. */
OPT_GETTER(MAPPED);
OPT_SETTER(MAPPED);

/* option_socket.c */
OPT_GETTER(flag);
OPT_GETTER(keepalive);
OPT_GETTER(dontroute);
OPT_GETTER(linger);
OPT_GETTER(dontlinger);
OPT_GETTER(buffer_size);
OPT_GETTER(timeout);
OPT_GETTER(error);
OPT_GETTER(type);
OPT_GETTER(zero);
OPT_GETTER(group_priority);
OPT_GETTER(connect_time);
OPT_GETTER(max_msg_size);
OPT_GETTER(protocol_info_w);
OPT_GETTER(protocol_info_a);
OPT_GETTER(bsp_state);
OPT_GETTER(opentype); /* the thread's: sk may be NULL */
OPT_SETTER(opentype);
OPT_SETTER(flag);
OPT_SETTER(broadcast);
OPT_SETTER(oobinline);
OPT_SETTER(conditional);
OPT_SETTER(reuse);
OPT_SETTER(exclusive);
OPT_SETTER(keepalive);
OPT_SETTER(dontroute);
OPT_SETTER(linger);
OPT_SETTER(dontlinger);
OPT_SETTER(buffer_size);
OPT_SETTER(timeout);
OPT_SETTER(group_priority);

/* option_kept.c: values that only come back. */
OPT_GETTER(kept);
OPT_SETTER(kept);
OPT_SETTER(kept_unbound); /* WSAEINVAL once the socket is bound */
OPT_SETTER(kept_segment);
OPT_SETTER(kept_coalesce);
OPT_SETTER(randomize_port);
OPT_SETTER(offload);
OPT_GETTER(kept_or_initial); /* initial until it is set */
OPT_SETTER(protection);
OPT_GETTER(fixed);
OPT_SETTER(fixed);

/* option_net.c: what Linux has in another form. */
OPT_GETTER(dontfragment);
OPT_SETTER(dontfragment);
OPT_GETTER(mtu_discover);
OPT_SETTER(mtu_discover);
OPT_GETTER(header_included);
OPT_SETTER(header_included);
OPT_GETTER(v6only);
OPT_SETTER(v6only);
OPT_GETTER(unicast_if);
OPT_SETTER(unicast_if6);
OPT_GETTER(original_dst);
OPT_GETTER(atmark);
OPT_GETTER(tcp_timestamps);
OPT_SETTER(tcp_timestamps);
OPT_SETTER(user_mtu4);
OPT_SETTER(fastopen);
OPT_SETTER(maxrt);
OPT_SETTER(keep_alive_tuning);
OPT_SETTER(user_mtu6);
OPT_GETTER(checksum);
OPT_SETTER(checksum);
OPT_GETTER(no_checksum);
OPT_SETTER(no_checksum);
OPT_SETTER(accept_context);
OPT_SETTER(connect_context);
/* What SO_KEEPALIVE starts with on Windows. */
int ws2_opt_tune_keepalive(struct ws2_sock *sk);

/* option_filter.c: what does not come. */
OPT_GETTER(iflist);
OPT_SETTER(iflist);
OPT_SETTER(iflist_add);
OPT_SETTER(iflist_delete);
OPT_GETTER(iflist_all);
OPT_GETTER(receive_broadcast);
OPT_SETTER(receive_broadcast);
OPT_GETTER(multicast_port);
OPT_SETTER(multicast_port);

/* errqueue.c: ICMP errors. */
OPT_GETTER(recverr);
OPT_SETTER(recverr);
OPT_SETTER(icmp_fails_connect);
OPT_GETTER(icmp_error_info);

/* cmsg.c: what comes with a message. */
OPT_GETTER(info);
OPT_SETTER(info);

/* multicast.c */
OPT_GETTER(multicast_if);
OPT_SETTER(multicast_if);
OPT_SETTER(multicast_scope); /* and whether it comes back */
OPT_SETTER(membership);
OPT_SETTER(source_membership);
OPT_SETTER(group);
OPT_SETTER(group_source);

#endif
