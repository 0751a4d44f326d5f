/* SPDX-License-Identifier: MIT */
/* Operations that end with a code and nothing else: what fault injection has
 * fail after the call has returned. Nothing is sent, received or accepted for
 * them; they can be cancelled like any other, and end once. */
#ifndef WS2_SOCK_OPLATE_H
#define WS2_SOCK_OPLATE_H

#include "sock/sock.h"

/* WSA_IO_PENDING: the operation ends with code in delay_ms milliseconds.
 * Else a code of ws2_overlapped_begin. */
ws2_err ws2_op_fail_late(struct ws2_sock *sk, LPWSAOVERLAPPED ov,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                         ws2_err code, uint32_t delay_ms);

/* Those of sk, or of it what has this OVERLAPPED (if not NULL) and was begun by
 * this thread (if not 0). How many there were. */
unsigned ws2_op_late_cancel(const struct ws2_sock *sk, const OVERLAPPED *ov,
                            uint32_t thread);

#endif
