/* SPDX-License-Identifier: MIT */
/* Waiting for a change of this machine's addresses, or of the interface that
 * leads to an address: SIO_ADDRESS_LIST_CHANGE and
 * SIO_ROUTING_INTERFACE_CHANGE. */
#ifndef WS2_SOCK_NETCHANGE_H
#define WS2_SOCK_NETCHANGE_H

#include "os/netif.h"
#include "sock/sock.h"

struct ws2_netchange { /* what is looked at */
    bool route;        /* how `to` is reached, else the addresses of a family */
    struct os_netif_addr to; /* at least its family */
    uint64_t state;          /* how it was at the beginning: ours */
};

/* Waits; WSAEINTR when the socket is closed, WSAEWOULDBLOCK on a non-blocking
 * one, where the change will be told as a network event. */
ws2_err ws2_netchange_wait(struct ws2_sock *sk, struct ws2_netchange *what);

/* Overlapped: WSA_IO_PENDING, or a code. */
ws2_err ws2_netchange_begin(struct ws2_sock *sk,
                            const struct ws2_netchange *what,
                            LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* Whether any are pending. */
bool ws2_netchange_busy(void);

/* As ws2_op_cancel (op.h), which calls it. */
unsigned ws2_netchange_cancel(const struct ws2_sock *sk, const OVERLAPPED *ov,
                              uint32_t thread);

#endif
