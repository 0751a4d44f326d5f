/* SPDX-License-Identifier: MIT */
/* A raw socket that sees other packets than its own; see rcvall.c. */
#ifndef WS2_SOCK_RCVALL_H
#define WS2_SOCK_RCVALL_H

#include "sock/rare.h"

struct ws2_capture { /* once there, it stays as long as the socket */
    atomic_bool on;
    SOCKADDR_STORAGE name; /* what the socket is bound to */
    int len;
};

static inline struct ws2_capture *ws2_capture_of(const struct ws2_sock *sk)
{
    return atomic_load(&sock_rare(sk)->capture);
}

static inline bool ws2_is_capturing(const struct ws2_sock *sk)
{
    struct ws2_capture *capture = ws2_capture_of(sk);

    return capture != NULL && atomic_load(&capture->on);
}

#endif
