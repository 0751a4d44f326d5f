/* SPDX-License-Identifier: MIT */
/* Leaves of multipoint sessions; see join.c. */
#ifndef WS2_SOCK_JOIN_H
#define WS2_SOCK_JOIN_H

#include "sock/sock.h"

/* WSAJoinLeaf; flags: JL_*; qos: what is asked for the session, or NULL. */
ws2_err ws2_sock_join(struct ws2_sock *sk, const struct sockaddr *name,
                      int namelen, DWORD flags, const QOS *qos);

/* The group that a leaf sends to when no address is given, or NULL. */
const struct sockaddr *ws2_leaf_peer(const struct ws2_sock *sk, int *len);

/* The same, of a socket that comes from another process; false without
 * memory. */
bool ws2_leaf_set(struct ws2_sock *sk, const SOCKADDR_STORAGE *group, int len);

#endif
