/* SPDX-License-Identifier: MIT */
/* Control data in Windows' form (WSACMSGHDR): parsed before a message is sent,
 * built after one was received. In between it is an os_control, so that the
 * same pieces serve whoever makes the attempt. */
#ifndef WS2_SOCK_CMSG_H
#define WS2_SOCK_CMSG_H

#include "os/cmsg.h"
#include "sock/sock.h"

/* The program's items into out. WSAEFAULT for bad memory, WSAEINVAL for items
 * that are malformed, unknown, or not of the socket's protocols. */
ws2_err ws2_control_in(const struct ws2_sock *sk, const WSABUF *buf,
                       struct os_control *out);

/* Whether the program's room can be written; before anything is received. */
ws2_err ws2_control_room(const WSABUF *buf);

/* What the socket asked for, as far as there is room. Sets buf->len to what
 * was used, and MSG_CTRUNC in *flags when something was left out. */
ws2_err ws2_control_out(const struct ws2_sock *sk, const struct os_control *in,
                        WSABUF *buf, ULONG *flags);

/* One item of our own, instead. */
ws2_err ws2_control_one(const struct os_cmsg *item, WSABUF *buf, ULONG *flags);

/* Has the kernel tell of a message's destination from now on. */
void ws2_control_ask(struct ws2_sock *sk);

#endif
