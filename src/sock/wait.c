/* SPDX-License-Identifier: MIT */
/* Blocking on a socket.
 *
 * Every descriptor is non-blocking; a blocking call tries, and when it must
 * wait comes here. The wait ends by readiness, by the deadline, or by the
 * thread's own wake-up, which is how closesocket reaches it. Few
 * sockets have waiters at a time, so these lie not in the socket but in lists
 * of the process, by the socket's address. */
#include <string.h>

#include "handle/apc.h"
#include "handle/hook.h"
#include "handle/port.h"
#include "handle/spin.h"
#include "handle/thread.h"
#include "os/fork.h"
#include "sock/police.h"

#define LOOK_EVERY_NS 20000000
#define LISTS         256

static struct list {
    struct ws2_lock lock; /* a leaf */
    struct ws2_waiter *first;
} lists[LISTS];

/* Who waited in the parent is not here. */
static void lists_forked(void)
{
    memset(lists, 0, sizeof(lists));
}
OS_IN_FORKED_CHILD(lists_forked)

static struct list *list_of(const struct ws2_sock *sk)
{
    return &lists[((uintptr_t)sk / 16 * 0x9e3779b1u >> 16) % LISTS];
}

ws2_err ws2_waiter_add(struct ws2_sock *sk, struct ws2_waiter *w,
                       struct ws2_thread *t)
{
    struct list *list = list_of(sk);
    ws2_err err = WS2_OK;

    w->sk = sk;
    w->thread = t;
    ws2_lock_take(&list->lock);
    if (sock_has(sk, SK_CLOSED)) {
        err = WSAENOTSOCK;
    } else {
        w->next = list->first;
        w->prev = &list->first;
        if (w->next != NULL)
            w->next->prev = &w->next;
        list->first = w;
    }
    ws2_lock_drop(&list->lock);
    return err;
}

void ws2_waiter_remove(struct ws2_waiter *w)
{
    struct list *list = list_of(w->sk);

    ws2_lock_take(&list->lock);
    *w->prev = w->next;
    if (w->next != NULL)
        w->next->prev = w->prev;
    ws2_lock_drop(&list->lock);
}

void ws2_sock_wake(struct ws2_sock *sk)
{
    struct list *list = list_of(sk);

    ws2_lock_take(&list->lock);
    for (struct ws2_waiter *w = list->first; w != NULL; w = w->next)
        if (w->sk == sk)
            ws2_thread_wake(w->thread);
    ws2_lock_drop(&list->lock);
}

/* Without a descriptor for the wake-up, because there are no more, the thread
 * looks after itself now and then. */
static int sleep_woken(struct ws2_thread *t, struct os_pollfd *fds, unsigned n,
                       int64_t deadline_ns)
{
    int64_t look_ns;
    int res;

    if (t->wake_fd >= 0) {
        os_poll_set(&fds[n], t->wake_fd, OS_IN);
        return os_poll(fds, n + 1, deadline_ns);
    }
    look_ns = os_now_ns() + LOOK_EVERY_NS;
    if (look_ns >= deadline_ns)
        return os_poll(fds, n, deadline_ns);
    res = os_poll(fds, n, look_ns);
    return res == 0 ? 1 : res;
}

/* Meanwhile another thread of the same completion port may run. The sleep is
 * alertable: an APC wakes the thread, and one that is there already does not
 * let it sleep. */
int ws2_sock_sleep(struct ws2_thread *t, struct os_pollfd *fds, unsigned n,
                   int64_t deadline_ns)
{
    bool running = ws2_port_pause(t);
    int res;

    if (!ws2_apc_watch(t))
        ws2_thread_wake(t);
    res = sleep_woken(t, fds, n, deadline_ns);
    ws2_apc_unwatch(t);
    if (running)
        ws2_port_return(t);
    return res;
}

/* An APC cannot wake a thread without a descriptor for it. */
void ws2_sock_awake(struct ws2_thread *t)
{
    if (ws2_thread_unwake(t) || t->wake_fd < 0)
        ws2_apc_run(t);
}

/* What changed before this thread was listed, so that nobody woke it, and what
 * its call does not find out by trying. */
static bool wait_is_over(const struct ws2_sock *sk, int events)
{
    if ((events & OS_OUT) != 0)
        return sock_has(sk, SK_SHUT_WR);
    return sock_has(sk, SK_SHUT_RD) || ws2_sock_has_error(sk) ||
           ws2_sock_has_deferred(sk);
}

/* 0 at the deadline, > 0 for readiness or a wake-up, -errno. */
static int wait_asleep(struct ws2_sock *sk, struct ws2_thread *t, int events,
                       int64_t deadline_ns)
{
    int64_t due_ns = (events & OS_OUT) != 0 ? ws2_police_due(sk) : 0;
    struct os_pollfd p[2];
    int res;

    if (wait_is_over(sk, events))
        return 1;
    if (due_ns != 0)
        events &= ~OS_OUT;
    os_poll_set(&p[0], sk->fd, events);
    if (due_ns != 0 && due_ns < deadline_ns) {
        res = ws2_sock_sleep(t, p, 1, due_ns);
        if (res == 0)
            res = 1;
    } else {
        res = ws2_sock_sleep(t, p, 1, deadline_ns);
    }
    if (res > 0 && (os_poll_got(&p[0]) & OS_ERR) != 0 && !sock_is_stream(sk))
        ws2_sock_keep_error(sk); /* it would end every wait at once */
    return res;
}

static ws2_err wait_listed(struct ws2_sock *sk, struct ws2_thread *t,
                           int events, int64_t deadline_ns)
{
    struct ws2_waiter w;
    ws2_err err = ws2_waiter_add(sk, &w, t);
    bool cancelled;
    int res;

    if (err != WS2_OK)
        return WSAEINTR; /* closed since the call began */
    ws2_sync_begin(t);
    res = wait_asleep(sk, t, events, deadline_ns);
    cancelled = ws2_sync_end(t);
    ws2_waiter_remove(&w);
    ws2_sock_awake(t);
    if (sock_has(sk, SK_CLOSED))
        return WSAEINTR;
    if (cancelled)
        return WSA_OPERATION_ABORTED;
    return res == 0 ? WSAETIMEDOUT : ws2_err_from_res(WS2_OP_POLL, res);
}

ws2_err ws2_sock_wait(struct ws2_sock *sk, int events, uint32_t timeout_ms,
                      struct ws2_wait *wait)
{
    struct ws2_thread *t = ws2_thread_self();
    int64_t now = os_now_ns(), until_ns;
    ws2_err err;

    if (t == NULL)
        return WSAENOBUFS;
    ws2_thread_wake_fd(t); /* if it can be had; see ws2_sock_sleep */
    if (wait->deadline_ns == 0)
        wait->deadline_ns =
            timeout_ms == 0 ? OS_FOREVER : os_deadline(timeout_ms);
    if (wait->start_ns == 0) {
        wait->start_ns = now;
        ws2_spin_begin(t);
    }
    if (ws2_spin_once(t, wait->start_ns, now))
        return sock_has(sk, SK_CLOSED) ? WSAEINTR : WS2_OK;
    until_ns = wait->deadline_ns;
    err = ws2_hook_turn(t, &until_ns);
    if (err != WS2_OK)
        return err;
    err = wait_listed(sk, t, events, until_ns);
    ws2_spin_slept(t, os_now_ns() - wait->start_ns);
    /* the hook's next turn, after the caller has tried */
    return err == WSAETIMEDOUT && until_ns < wait->deadline_ns ? WS2_OK : err;
}
