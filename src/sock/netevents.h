/* SPDX-License-Identifier: MIT */
/* Network events: what WSAEventSelect and WSAAsyncSelect share. A socket has a
 * selection: which events are wanted, and a sink that is told of each.
 *
 * An event that was told is told again when a call has enabled it again, which
 * the functions below report: receives for FD_READ and FD_OOB, accepts for
 * FD_ACCEPT, a send that found no room for FD_WRITE, SIO_GET_QOS for FD_QOS.
 * Page "WSAEventSelect function", whose tables and words those of
 * WSAAsyncSelect repeat. */
#ifndef WS2_SOCK_NETEVENTS_H
#define WS2_SOCK_NETEVENTS_H

#include "sock/rare.h"

struct ws2_event;

/* Who is told. The selection has a copy, and a reference to obj; so has that of
 * each socket that is accepted. */
struct ws2_netsink {
    /* One event, FD_*, and its code or 0. Called with a lock that only a
     * socket's, the wait core's and a message queue's may be taken under. */
    void (*tell)(const struct ws2_netsink *sink, SOCKET s, LONG event,
                 ws2_err code);
    bool records;        /* for WSAEnumNetworkEvents */
    struct ws2_obj *obj; /* the event object, or NULL */
    HWND hwnd;
    UINT message;
};

/* Makes the socket non-blocking and replaces its selection; what holds already
 * is told at once. events 0 ends the selection, and sink may be NULL.
 * WSAEINVAL: unknown events; WSAENOTSOCK: closed meanwhile; WSAENOBUFS. */
ws2_err ws2_netevents_select(struct ws2_sock *sk,
                             const struct ws2_netsink *sink, LONG events);
bool ws2_netevents_selected(struct ws2_sock *sk);
/* An accepted socket that has no selection of its own gets its listener's. */
ws2_err ws2_netevents_inherit(struct ws2_sock *sk, struct ws2_sock *listener);

/* Copies what was recorded, forgets it and resets the event, if one is given,
 * in one step. out is the program's memory. */
void ws2_netevents_take(struct ws2_sock *sk, struct ws2_event *reset,
                        WSANETWORKEVENTS *out);

/* A call was made that enables these events again. */
void ws2_netevents_enable(struct ws2_sock *sk, LONG events);
static inline void ws2_netevents_again(struct ws2_sock *sk, LONG events)
{
    if (atomic_load_explicit(&sock_rare(sk)->netevents, memory_order_relaxed) !=
        NULL)
        ws2_netevents_enable(sk, events);
}

/* A connect begins; is under way, and may have ended by now. */
void ws2_netevents_connecting(struct ws2_sock *sk);
void ws2_netevents_look(struct ws2_sock *sk);
/* It has ended, the socket's state says how as well: the first word about it is
 * the one that is told. For 0 all that concerns a connection is enabled. */
void ws2_netevents_connected(struct ws2_sock *sk, ws2_err code);
/* An accept has given the socket a connection. */
void ws2_netevents_accepted(struct ws2_sock *sk);
/* The addresses, or a route, changed; told when, or once, it is selected. */
void ws2_netevents_changed(struct ws2_sock *sk, LONG event, ws2_err code);

/* A change of the quality of service can be fetched. */
void ws2_netevents_quality(struct ws2_sock *sk);

void ws2_netevents_renew(struct ws2_sock *sk); /* its connection was given up */
void ws2_netevents_stop(struct ws2_sock *sk);  /* closesocket: nobody is told */
void ws2_netevents_forked(struct ws2_sock *sk);

#endif
