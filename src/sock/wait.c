/* SPDX-License-Identifier: MIT */
/* Blocking on a socket.
 *
 * Every descriptor is non-blocking; a blocking call tries, and when it must
 * wait comes here. The wait ends by readiness, by the deadline, or by the
 * thread's own wake-up, which is how closesocket reaches it. sock.lock guards
 * the list of waiters. */
#include "handle/thread.h"
#include "sock/sock.h"

/* Before a thread sleeps it polls for a while, giving up the processor each
 * time: a sleeping processor takes tens of microseconds to come back, longer
 * than a peer on the same machine takes to answer. It does so only after
 * recent waits that were short, so that an idle thread sleeps at once. */
#define POLL_BUDGET_NS 50000
#define SHORT_WAIT_NS  200000
#define SCORE_MAX      8
#define SCORE_NEEDED   2

ws2_err ws2_waiter_add(struct ws2_sock *sk, struct ws2_waiter *w,
                       struct ws2_thread *t)
{
    ws2_err err = WS2_OK;

    w->thread = t;
    ws2_lock_take(&sk->lock);
    if (sock_has(sk, SK_CLOSED)) {
        err = WSAENOTSOCK;
    } else {
        w->next = sk->waiters;
        w->prev = &sk->waiters;
        if (w->next != NULL)
            w->next->prev = &w->next;
        sk->waiters = w;
    }
    ws2_lock_drop(&sk->lock);
    return err;
}

void ws2_waiter_remove(struct ws2_sock *sk, struct ws2_waiter *w)
{
    ws2_lock_take(&sk->lock);
    *w->prev = w->next;
    if (w->next != NULL)
        w->next->prev = w->prev;
    ws2_lock_drop(&sk->lock);
}

void ws2_sock_wake(struct ws2_sock *sk)
{
    ws2_lock_take(&sk->lock);
    for (struct ws2_waiter *w = sk->waiters; w != NULL; w = w->next)
        ws2_thread_wake(w->thread);
    ws2_lock_drop(&sk->lock);
}

/* True when the event came while the thread polled. */
static bool poll_briefly(const struct ws2_sock *sk, int events, int64_t start)
{
    do {
        os_yield();
        if (sock_has(sk, SK_CLOSED) || os_ready(sk->fd, events) != 0)
            return true;
    } while (os_now_ns() - start < POLL_BUDGET_NS);
    return false;
}

/* 0 at the deadline, > 0 for readiness or a wake-up, -errno. */
static int wait_asleep(struct ws2_sock *sk, struct ws2_thread *t, int events,
                       int64_t deadline_ns)
{
    struct os_pollfd p[2];

    os_poll_set(&p[0], sk->fd, events);
    os_poll_set(&p[1], t->wake_fd, OS_IN);
    return os_poll(p, 2, deadline_ns);
}

static ws2_err wait_listed(struct ws2_sock *sk, struct ws2_thread *t,
                           int events, int64_t deadline_ns)
{
    struct ws2_waiter w;
    ws2_err err = ws2_waiter_add(sk, &w, t);
    int res;

    if (err != WS2_OK)
        return WSAEINTR; /* closed since the call began */
    res = wait_asleep(sk, t, events, deadline_ns);
    ws2_waiter_remove(sk, &w);
    ws2_thread_unwake(t);
    if (sock_has(sk, SK_CLOSED))
        return WSAEINTR;
    return res == 0 ? WSAETIMEDOUT : ws2_err_from_res(WS2_OP_POLL, res);
}

ws2_err ws2_sock_wait(struct ws2_sock *sk, int events, int64_t deadline_ns)
{
    struct ws2_thread *t = ws2_thread_self();
    int64_t start = os_now_ns();
    ws2_err err;

    if (t == NULL || ws2_thread_wake_fd(t) < 0)
        return WSAENOBUFS;
    if (t->short_waits >= SCORE_NEEDED) {
        if (poll_briefly(sk, events, start)) {
            if (t->short_waits < SCORE_MAX)
                t->short_waits++;
            return sock_has(sk, SK_CLOSED) ? WSAEINTR : WS2_OK;
        }
        t->short_waits -= 2;
    }
    err = wait_listed(sk, t, events, deadline_ns);
    if (os_now_ns() - start < SHORT_WAIT_NS && t->short_waits < SCORE_MAX)
        t->short_waits++;
    return err;
}
