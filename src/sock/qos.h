/* SPDX-License-Identifier: MIT */
/* Quality of service of a socket that was made from a catalog entry with
 * XP1_QOS_SUPPORTED: what it asked for, its flow at a backend (qos/provider.h)
 * and what is to be told of it. */
#ifndef WS2_SOCK_QOS_H
#define WS2_SOCK_QOS_H

#include "qos/provider.h"
#include "sock/rare.h"

bool ws2_qos_is_offered(const struct ws2_sock *sk);

/* Where a call that asks for quality is about to lead. */
struct ws2_qos_aim {
    const SOCKADDR_STORAGE *to; /* a peer, or a group; NULL: not known */
    bool connects;              /* the only peer */
    DWORD part;                 /* JL_*, in a group; else 0 */
};

/* WSAConnect's and WSAJoinLeaf's: user is the program's memory. The socket gets
 * a name, without which nothing could be had for it yet. WSAEOPNOTSUPP: not on
 * this socket. Waits for the local part. What was aimed at counts until
 * ws2_qos_aimed, after what the call was made for, which waits for nothing. */
ws2_err ws2_qos_call(struct ws2_sock *sk, const QOS *user,
                     const struct ws2_qos_aim *aim);
void ws2_qos_aimed(struct ws2_sock *sk);

/* WSAAccept's, and SO_UPDATE_ACCEPT_CONTEXT's: sk has come from listener and
 * gets what that has, but for what the condition function wrote into wanted, if
 * it was asked. A socket that was asked for quality itself keeps its own. */
ws2_err ws2_qos_accepted(struct ws2_sock *sk, const struct ws2_sock *listener,
                         const QOS *wanted);

/* The socket got another name, peer or direction. */
void ws2_qos_moved_far(struct ws2_sock *sk);
static inline void ws2_qos_moved(struct ws2_sock *sk)
{
    if (atomic_load_explicit(&sock_rare(sk)->qos, memory_order_acquire) != NULL)
        ws2_qos_moved_far(sk);
}

/* It is a leaf of this group now; part: JL_*. */
void ws2_qos_joined(struct ws2_sock *sk, const SOCKADDR_STORAGE *group,
                    DWORD part);

/* The association that it was asked for is dissolved: as if never asked. */
void ws2_qos_end(struct ws2_sock *sk);
void ws2_qos_stop(struct ws2_sock *sk); /* closesocket */
void ws2_qos_forked(struct ws2_sock *sk);
void ws2_qos_free(struct ws2_sock *sk);

/* qosget.c: the code of the oldest change that was not fetched, or WS2_OK. */
ws2_err ws2_qos_due(struct ws2_sock *sk);
/* As ws2_op_cancel (op.h), which calls it. */
unsigned ws2_qos_cancel(struct ws2_sock *sk, const OVERLAPPED *ov,
                        uint32_t thread);
bool ws2_qos_is_busy(const struct ws2_sock *sk); /* operations are pending */

#endif
