/* SPDX-License-Identifier: MIT */
/* Several sockets that one call waits for, on poll; see watch.h. Nothing here
 * is shared: a watch belongs to the thread that waits. */
#include "sock/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handle/hook.h"
#include "sock/police.h"

/* One block; false without memory. */
static bool room_many(struct ws2_watch *w, size_t n)
{
    size_t slots = 2 * WS2_WATCH_FEW;

    while (slots < 2 * n)
        slots *= 2;
    w->many = calloc(1, n * sizeof(struct ws2_target) +
                            (n + 1) * sizeof(struct os_pollfd) +
                            (n + slots) * sizeof(u_int));
    if (w->many == NULL)
        return false;
    w->targets = w->many;
    w->fds = (struct os_pollfd *)(void *)(w->targets + n);
    w->members = (u_int *)(void *)(w->fds + n + 1);
    w->hash = w->members + n;
    w->hash_mask = (u_int)(slots - 1);
    return true;
}

bool ws2_watch_init(struct ws2_watch *w, u_int n,
                    void (*arm)(struct ws2_watch *w, u_int at),
                    bool (*ready)(const struct ws2_watch *w, u_int at))
{
    w->pinned = w->listed = 0;
    w->arm = arm;
    w->ready = ready;
    w->many = NULL;
    if (n > WS2_WATCH_FEW)
        return room_many(w, n);
    memset(w->few.hash, 0, sizeof(w->few.hash));
    w->targets = w->few.targets;
    w->fds = w->few.fds;
    w->members = w->few.members;
    w->hash = w->few.hash;
    w->hash_mask = 2 * WS2_WATCH_FEW - 1;
    return true;
}

void ws2_watch_free(struct ws2_watch *w)
{
    while (w->pinned > 0)
        ws2_sock_unpin(w->targets[--w->pinned].s);
    free(w->many);
}

ws2_err ws2_watch_add(struct ws2_watch *w, SOCKET s, u_int *at)
{
    u_int i = (u_int)(s >> 2) & w->hash_mask;
    struct ws2_target *t;

    for (; w->hash[i] != 0; i = (i + 1) & w->hash_mask) {
        *at = w->hash[i] - 1;
        if (w->targets[*at].s == s)
            return WS2_OK;
    }
    t = &w->targets[w->pinned];
    if (ws2_sock_pin(s, &t->sk) != WS2_OK)
        return WSAENOTSOCK;
    t->s = s;
    t->wants = 0;
    *at = w->pinned++;
    w->hash[i] = w->pinned;
    return WS2_OK;
}

static bool any_ready(const struct ws2_watch *w)
{
    for (u_int at = 0; at < w->pinned; at++)
        if (w->ready(w, at))
            return true;
    return false;
}

bool ws2_watch_any_closed(const struct ws2_watch *w)
{
    for (u_int at = 0; at < w->pinned; at++)
        if (sock_has(w->targets[at].sk, SK_CLOSED))
            return true;
    return false;
}

/* poll has returned: errors of datagram sockets are taken off, or kept for the
 * next receive, so that they are not reported again, as is what ICMP says to a
 * connect that goes on. */
static ws2_err targets_look(struct ws2_watch *w, int res)
{
    for (u_int at = 0; res > 0 && at < w->pinned; at++) {
        struct ws2_sock *sk = w->targets[at].sk;
        int got = os_poll_got(&w->fds[at]);

        if ((got & OS_NVAL) != 0)
            res = -EBADF;
        else if ((got & OS_ERR) != 0 && !sock_is_stream(sk))
            ws2_sock_keep_error(sk);
        else if ((got & OS_ERR) != 0 && sock_has(sk, SK_CONNECTING))
            ws2_sock_connect_ready(sk);
    }
    return ws2_err_from_res(WS2_OP_POLL, res);
}

/* The kernel reports something that the call is not to tell: a reset to
 * exceptfds, the end of a connect to who waits for data. Asked again it would
 * say so again at once; so a socket that got connected is asked for what the
 * caller wants, one to whose connect ICMP said something (it was looked at) how
 * that ends, and any other no more. */
static void target_settle(struct ws2_watch *w, u_int at)
{
    struct ws2_sock *sk = w->targets[at].sk;
    bool connecting = sock_has(sk, SK_CONNECTING);
    int got = os_poll_got(&w->fds[at]);

    if (got == 0 || !sock_is_stream(sk))
        return;
    ws2_sock_refresh(sk);
    if (connecting && (got & OS_HUP) == 0)
        w->arm(w, at);
    else
        os_poll_set(&w->fds[at], -1, 0);
}

/* False when one of the sockets is closed already. */
static bool waiters_add(struct ws2_watch *w, struct ws2_thread *t)
{
    for (; w->listed < w->pinned; w->listed++) {
        struct ws2_target *target = &w->targets[w->listed];

        if (ws2_waiter_add(target->sk, &target->waiter, t) != WS2_OK)
            return false;
    }
    return true;
}

static void waiters_remove(struct ws2_watch *w)
{
    while (w->listed > 0) {
        struct ws2_target *target = &w->targets[--w->listed];

        ws2_waiter_remove(&target->waiter);
    }
}

/* As ws2_sock_sleep; > 0 at once when one of the sockets is closed. */
static int sleep_listed(struct ws2_watch *w, struct ws2_thread *t,
                        int64_t deadline_ns)
{
    int res = 1;

    if (waiters_add(w, t)) {
        for (u_int at = 0; at < w->pinned; at++)
            target_settle(w, at);
        res = ws2_sock_sleep(t, w->fds, w->pinned, deadline_ns);
    }
    waiters_remove(w);
    return res;
}

/* Sockets whose sends are delayed have room when their time comes, which the
 * kernel does not know: it is asked for what holds now, until then. */
static int64_t policed_arm(struct ws2_watch *w, int64_t until_ns)
{
    for (u_int at = 0; at < w->pinned; at++) {
        const struct ws2_sock *sk = w->targets[at].sk;
        int64_t due_ns;

        if (sock_police(sk) == NULL)
            continue;
        do {
            due_ns = ws2_police_due(sk);
            w->arm(w, at);
        } while (due_ns != ws2_police_due(sk));
        if (due_ns != 0 && due_ns < until_ns)
            until_ns = due_ns;
    }
    return until_ns;
}

static ws2_err sleep_until_ready(struct ws2_watch *w, struct ws2_thread *t,
                                 int64_t deadline_ns)
{
    bool over = false;
    ws2_err err = WS2_OK;

    while (err == WS2_OK && !over && !any_ready(w)) {
        int64_t until_ns = policed_arm(w, deadline_ns);

        err = ws2_hook_turn(t, &until_ns);
        if (err == WS2_OK) {
            err = targets_look(w, sleep_listed(w, t, until_ns));
            ws2_sock_awake(t);
        }
        over = os_now_ns() >= deadline_ns || ws2_watch_any_closed(w);
    }
    return err;
}

ws2_err ws2_watch_wait(struct ws2_watch *w, int64_t deadline_ns)
{
    struct ws2_thread *t;
    ws2_err err;

    for (u_int at = 0; at < w->pinned; at++)
        w->arm(w, at);
    err = targets_look(w, os_poll(w->fds, w->pinned, 0));
    if (err != WS2_OK || deadline_ns == 0 || any_ready(w))
        return err;
    t = ws2_thread_self();
    if (t == NULL)
        return WSAENOBUFS;
    ws2_thread_wake_fd(t); /* if it can be had; see ws2_sock_sleep */
    return sleep_until_ready(w, t, deadline_ns);
}

void ws2_watch_refresh(struct ws2_watch *w)
{
    for (u_int at = 0; at < w->pinned; at++)
        if (os_poll_got(&w->fds[at]) != 0)
            ws2_sock_refresh(w->targets[at].sk);
}
