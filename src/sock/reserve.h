/* SPDX-License-Identifier: MIT */
/* Reservations of ports; see reserve.c. */
#ifndef WS2_SOCK_RESERVE_H
#define WS2_SOCK_RESERVE_H

#include "sock/rare.h"

/* Binds a socket that SIO_ASSOCIATE_PORT_RESERVATION gave a reservation: with
 * port 0 to the first of its ports that is free, else to that one of them.
 * fn does the work. >= 0, or -errno. */
int ws2_reserve_bind(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss, int len,
                     int (*fn)(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                               int len));

/* The socket is closed: its reservations end, its port goes back to the one
 * that it came from. */
void ws2_reserve_closed(struct ws2_sock *sk);

static inline bool ws2_reserve_concerns(const struct ws2_sock *sk)
{
    const struct ws2_rare *rare = sock_rare(sk);

    return rare->ports.token != 0 || rare->ports.owner;
}

#endif
