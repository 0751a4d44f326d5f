/* SPDX-License-Identifier: MIT */
/* One attempt on a connection with one buffer and no flags, inline: see
 * os/raw6.h. What ws2_sock_send_try and ws2_sock_recv_try do otherwise. */
#ifndef WS2_SOCK_PLAIN_H
#define WS2_SOCK_PLAIN_H

#include <errno.h>

#include "os/raw6.h"
#include "sock/sock.h"

/* WS2_OK, WS2_AGAIN or a code. len is not 0. The socket is looked at after the
 * system call, while which the processor fetches it. */
static inline ws2_err ws2_plain_recv(struct ws2_sock *sk, int fd, char *base,
                                     uint32_t len, DWORD *moved)
{
    long res;

    __builtin_prefetch(sk);
    do
        res = os_recv_plain(fd, base, len);
    while (res == -EINTR);
    if (res > 0) {
        *moved = (DWORD)res;
        return WS2_OK;
    }
    if (res == -EAGAIN)
        return WS2_AGAIN;
    return res == 0 ? ws2_sock_ended(sk)
                    : ws2_sock_broken(sk, WS2_OP_RECV, res);
}

/* Sends what is left, and keeps what still is. */
static inline ws2_err ws2_plain_send(struct ws2_sock *sk, int fd,
                                     struct os_buf *left, DWORD *moved)
{
    for (;;) {
        long res = os_send_plain(fd, left->base, left->len);

        if (res >= 0) {
            *moved += (DWORD)res;
            left->base += res;
            left->len -= (uint32_t)res;
            if (left->len == 0)
                return WS2_OK;
        } else if (res != -EINTR) {
            return res == -EAGAIN ? WS2_AGAIN
                                  : ws2_sock_broken(sk, WS2_OP_SEND, res);
        }
    }
}

#endif
