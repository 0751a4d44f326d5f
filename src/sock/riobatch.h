/* SPDX-License-Identifier: MIT */
/* Several requests with one system call: datagrams that are sent or received
 * one after the other, what goes to a byte stream as one piece. */
#ifndef WS2_SOCK_RIOBATCH_H
#define WS2_SOCK_RIOBATCH_H

#include "sock/riorq.h"

/* Tries r with those that wait behind it. True: r is done, and perhaps others
 * (rio_request.done), each with its outcome. False: nothing was gained, and r
 * is to be tried by itself. Called as an attempt is. */
bool ws2_rio_batch_recv(struct rio_request *r);
bool ws2_rio_batch_send(struct rio_request *r);

#endif
