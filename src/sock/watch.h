/* SPDX-License-Identifier: MIT */
/* Several sockets that one call waits for: what select and WSAPoll share.
 *
 * Each socket is pinned once and goes to the kernel's poll once, however often
 * the call names it: poll takes no more entries than the process may have
 * descriptors. While the call sleeps it is listed as a waiter of every socket,
 * so that closing one of them ends the sleep. One thread owns a watch. */
#ifndef WS2_SOCK_WATCH_H
#define WS2_SOCK_WATCH_H

#include "sock/sock.h"

#define WS2_WATCH_FEW 16 /* sockets that need no allocation */

struct ws2_target { /* a socket */
    SOCKET s;
    struct ws2_sock *sk; /* pinned */
    struct ws2_waiter waiter;
    unsigned wants; /* the caller's bits; 0 when it was added */
};

struct ws2_watch {
    u_int pinned, listed; /* targets */
    struct ws2_target *targets;
    struct os_pollfd *fds;  /* of the targets; room for a wake-up behind */
    u_int *members;         /* the caller's: one for each socket named */
    u_int *hash, hash_mask; /* targets by handle, counted from 1; 0: free */
    /* Sets what to ask the kernel for, from wants and the socket's state. */
    void (*arm)(struct ws2_watch *w, u_int at);
    /* Whether the call has something to say about the target. */
    bool (*ready)(const struct ws2_watch *w, u_int at);
    void *many; /* the arrays, when few do not do */
    struct {
        struct ws2_target targets[WS2_WATCH_FEW];
        struct os_pollfd fds[WS2_WATCH_FEW + 1];
        u_int members[WS2_WATCH_FEW];
        u_int hash[2 * WS2_WATCH_FEW];
    } few;
};

/* Room for n sockets; false without memory. */
bool ws2_watch_init(struct ws2_watch *w, u_int n,
                    void (*arm)(struct ws2_watch *w, u_int at),
                    bool (*ready)(const struct ws2_watch *w, u_int at));
void ws2_watch_free(struct ws2_watch *w); /* unpins */

/* The number of the socket's target, which is pinned if it was not met before.
 * WSAENOTSOCK. */
ws2_err ws2_watch_add(struct ws2_watch *w, SOCKET s, u_int *at);

/* What is ready now, and if nothing is, by the deadline (0: only now). A
 * socket closed in another thread ends the wait too. */
ws2_err ws2_watch_wait(struct ws2_watch *w, int64_t deadline_ns);
bool ws2_watch_any_closed(const struct ws2_watch *w);

/* After the results were read: connects that ended are noted. */
void ws2_watch_refresh(struct ws2_watch *w);

#endif
