/* SPDX-License-Identifier: MIT */
/* When datagrams were sent; see timestamp.c. */
#ifndef WS2_SOCK_TIMESTAMP_H
#define WS2_SOCK_TIMESTAMP_H

#include "sock/sock.h"

/* A datagram with SO_TIMESTAMP_ID has left. */
void ws2_stamp_sent(struct ws2_sock *sk, uint32_t id);

#endif
