/* SPDX-License-Identifier: MIT */
/* select over sockets of the base provider, on poll.
 *
 * Windows' sets are arrays of sockets. Each socket goes to poll once, for all
 * the sets that it is in: poll takes no more entries than the process may have
 * descriptors. The sets are written back with what was ready. readfds fires
 * for data, end, reset and a queued connection; writefds for room, end and a
 * finished connect; exceptfds for a failed connect and urgent data. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "handle/thread.h"
#include "os/mem.h"
#include "sock/sock.h"

enum set_kind { SET_READ, SET_WRITE, SET_EXCEPT, SET_KINDS };

struct target { /* a socket, whatever sets it is in */
    SOCKET s;
    struct ws2_sock *sk; /* pinned */
    struct ws2_waiter waiter;
    unsigned kinds; /* bits: 1 << enum set_kind */
};

struct selection {
    fd_set *set[SET_KINDS];
    u_int count[SET_KINDS];
    u_int n;              /* members of all sets */
    u_int pinned, listed; /* targets */
    struct target *targets;
    struct os_pollfd *fds;  /* of the targets; room for a wake-up behind */
    u_int *members;         /* their targets, in set order */
    u_int *hash, hash_mask; /* targets by handle, counted from 1; 0: free */
};

#define FEW 16 /* members that need no allocation */

struct room { /* for them */
    struct target targets[FEW];
    struct os_pollfd fds[FEW + 1];
    u_int members[FEW];
    u_int hash[2 * FEW];
};

static const int events_of[SET_KINDS] = {OS_IN, OS_OUT, OS_PRI};

/* Sets may stand at odd addresses. */
static char *set_member(fd_set *set, u_int i)
{
    return (char *)set + offsetof(fd_set, fd_array) + i * sizeof(SOCKET);
}

static SOCKET set_get(fd_set *set, u_int i)
{
    SOCKET s;

    memcpy(&s, set_member(set, i), sizeof(s));
    return s;
}

/* Counts the members; the arrays themselves are tested for access. */
static ws2_err sets_check(struct selection *sel)
{
    for (int k = 0; k < SET_KINDS; k++) {
        fd_set *set = sel->set[k];
        u_int *count = &sel->count[k];

        *count = 0;
        if (set == NULL)
            continue;
        if (os_mem_copy_in(count, set, sizeof(*count)) != 0 ||
            *count > INT32_MAX - sel->n ||
            !os_mem_writable(set,
                             (size_t)(set_member(set, *count) - (char *)set)))
            return WSAEFAULT;
        sel->n += *count;
    }
    return sel->n == 0 ? WSAEINVAL : WS2_OK;
}

/* The target's number; a socket that was not met before is pinned. */
static ws2_err target_find(struct selection *sel, SOCKET s, u_int *at)
{
    u_int i = (u_int)(s >> 2) & sel->hash_mask;
    struct target *t;

    for (; sel->hash[i] != 0; i = (i + 1) & sel->hash_mask) {
        *at = sel->hash[i] - 1;
        if (sel->targets[*at].s == s)
            return WS2_OK;
    }
    t = &sel->targets[sel->pinned];
    if (ws2_sock_pin(s, &t->sk) != WS2_OK)
        return WSAENOTSOCK;
    t->s = s;
    t->kinds = 0;
    *at = sel->pinned++;
    sel->hash[i] = sel->pinned;
    return WS2_OK;
}

/* What to ask the kernel for. */
static void target_arm(struct selection *sel, u_int at)
{
    const struct target *t = &sel->targets[at];
    unsigned flags = sock_flags(t->sk);
    int events = 0;

    for (int k = 0; k < SET_KINDS; k++)
        if ((t->kinds >> k & 1) != 0)
            events |= events_of[k];
    if ((flags & SK_OOBINLINE) != 0)
        events &= ~OS_PRI; /* urgent data is ordinary data then */
    /* the outcome of a connect is told to one set or the other */
    if ((flags & SK_CONNECTING) != 0)
        events = OS_OUT;
    os_poll_set(&sel->fds[at], t->sk->fd, events);
    /* Linux reports HUP on a stream that never was connected */
    if (sock_is_stream(t->sk) &&
        (flags & (SK_CONNECTED | SK_CONNECTING | SK_LISTENING)) == 0)
        sel->fds[at].fd = -1;
}

static ws2_err targets_pin(struct selection *sel)
{
    u_int *member = sel->members;

    for (int k = 0; k < SET_KINDS; k++)
        for (u_int i = 0; i < sel->count[k]; i++, member++) {
            if (target_find(sel, set_get(sel->set[k], i), member) != WS2_OK)
                return WSAENOTSOCK;
            sel->targets[*member].kinds |= 1u << k;
        }
    for (u_int at = 0; at < sel->pinned; at++)
        target_arm(sel, at);
    return WS2_OK;
}

static void targets_unpin(struct selection *sel)
{
    while (sel->pinned > 0)
        ws2_sock_unpin(sel->targets[--sel->pinned].s);
}

static bool target_ready(const struct selection *sel, u_int at, int kind)
{
    struct ws2_sock *sk = sel->targets[at].sk;
    int got = os_poll_got(&sel->fds[at]);
    bool over = (got & (OS_ERR | OS_HUP)) != 0;

    if (kind == SET_READ && ws2_sock_has_error(sk))
        return true;
    if (got == 0)
        return false;
    if (sock_has(sk, SK_CONNECTING))
        return kind == SET_EXCEPT ? over : kind == SET_WRITE && !over;
    if (!sock_is_stream(sk))
        over = false; /* an error that was looked at, and nothing else */
    switch (kind) {
    case SET_READ:
        return over || (got & OS_IN) != 0;
    case SET_WRITE: /* a send need not wait to fail */
        return over || (got & OS_OUT) != 0;
    default:
        return (got & OS_PRI) != 0;
    }
}

/* Leaves the ready members in the sets; how many. */
static int sets_write(struct selection *sel)
{
    const u_int *member = sel->members;
    int ready = 0;

    for (int k = 0; k < SET_KINDS; k++) {
        fd_set *set = sel->set[k];
        u_int kept = 0;

        for (u_int i = 0; i < sel->count[k]; i++, member++) {
            if (target_ready(sel, *member, k))
                memcpy(set_member(set, kept++), &sel->targets[*member].s,
                       sizeof(SOCKET));
        }
        if (set != NULL)
            memcpy(set, &kept, sizeof(kept));
        ready += (int)kept;
    }
    /* only now: while CONNECTING shows, the write and except sets agree */
    for (u_int at = 0; at < sel->pinned; at++)
        if (os_poll_got(&sel->fds[at]) != 0)
            ws2_sock_refresh(sel->targets[at].sk);
    return ready;
}

static bool any_ready(const struct selection *sel)
{
    for (u_int at = 0; at < sel->pinned; at++)
        for (int k = 0; k < SET_KINDS; k++)
            if ((sel->targets[at].kinds >> k & 1) != 0 &&
                target_ready(sel, at, k))
                return true;
    return false;
}

/* poll has returned: errors of datagram sockets are taken off, or kept for the
 * next receive, so that they are not reported again. */
static ws2_err targets_look(struct selection *sel, int res)
{
    for (u_int at = 0; res > 0 && at < sel->pinned; at++) {
        int got = os_poll_got(&sel->fds[at]);

        if ((got & OS_NVAL) != 0)
            res = -EBADF;
        else if ((got & OS_ERR) != 0 && !sock_is_stream(sel->targets[at].sk))
            ws2_sock_keep_error(sel->targets[at].sk);
    }
    return ws2_err_from_res(WS2_OP_POLL, res);
}

/* The kernel reports something that no set of this socket does: a reset to
 * exceptfds, the end of a connect to a set that does not tell it. Asked again
 * it would say so again at once; so a socket that got connected is asked for
 * what the sets want, and any other no more. */
static void target_settle(struct selection *sel, u_int at)
{
    struct ws2_sock *sk = sel->targets[at].sk;
    bool connecting = sock_has(sk, SK_CONNECTING);

    if (os_poll_got(&sel->fds[at]) == 0 || !sock_is_stream(sk))
        return;
    ws2_sock_refresh(sk);
    if (connecting && sock_has(sk, SK_CONNECTED))
        target_arm(sel, at);
    else
        os_poll_set(&sel->fds[at], -1, 0);
}

static ws2_err waiters_add(struct selection *sel, struct ws2_thread *t)
{
    for (; sel->listed < sel->pinned; sel->listed++) {
        struct target *target = &sel->targets[sel->listed];

        if (ws2_waiter_add(target->sk, &target->waiter, t) != WS2_OK)
            return WSAENOTSOCK;
    }
    return WS2_OK;
}

static void waiters_remove(struct selection *sel)
{
    while (sel->listed > 0) {
        struct target *target = &sel->targets[--sel->listed];

        ws2_waiter_remove(target->sk, &target->waiter);
    }
}

static bool any_closed(const struct selection *sel)
{
    for (u_int at = 0; at < sel->pinned; at++)
        if (sock_has(sel->targets[at].sk, SK_CLOSED))
            return true;
    return false;
}

/* A socket closed in another thread ends the wait with WSAENOTSOCK. */
static ws2_err sleep_until_ready(struct selection *sel, int64_t deadline_ns)
{
    struct ws2_thread *t = ws2_thread_self();
    ws2_err err = WSAEFAULT; /* no memory */
    bool expired = false;

    if (t != NULL) {
        ws2_thread_wake_fd(t); /* if it can be had; see ws2_sock_sleep */
        err = waiters_add(sel, t);
    }
    while (err == WS2_OK && !expired && !any_ready(sel)) {
        int res;

        for (u_int at = 0; at < sel->pinned; at++)
            target_settle(sel, at);
        res = ws2_sock_sleep(t, sel->fds, sel->pinned, deadline_ns);
        expired = res == 0 || os_now_ns() >= deadline_ns;
        ws2_thread_unwake(t);
        err = any_closed(sel) ? WSAENOTSOCK : targets_look(sel, res);
    }
    waiters_remove(sel);
    if (t != NULL)
        ws2_thread_unwake(t);
    return err;
}

/* Windows' timeval has 32 bits each; longer is for ever. */
static ws2_err timeout_in(const struct timeval *timeout, int64_t *deadline_ns)
{
    struct timeval tv;

    *deadline_ns = OS_FOREVER;
    if (timeout == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&tv, timeout, sizeof(tv)) != 0)
        return WSAEFAULT;
    if (tv.tv_sec < 0 || tv.tv_usec < 0)
        return WSAEINVAL;
    if (tv.tv_sec > INT32_MAX || tv.tv_usec > INT32_MAX)
        return WS2_OK;
    *deadline_ns = 0; /* look, do not wait */
    if (tv.tv_sec != 0 || tv.tv_usec != 0)
        *deadline_ns = os_now_ns() + (int64_t)tv.tv_sec * 1000000000 +
                       (int64_t)tv.tv_usec * 1000;
    return WS2_OK;
}

static ws2_err select_run(struct selection *sel, int64_t deadline_ns,
                          int *count)
{
    ws2_err err = targets_pin(sel);

    if (err == WS2_OK)
        err = targets_look(sel, os_poll(sel->fds, sel->pinned, 0));
    if (err == WS2_OK && deadline_ns != 0 && !any_ready(sel))
        err = sleep_until_ready(sel, deadline_ns);
    if (err == WS2_OK)
        *count = sets_write(sel);
    targets_unpin(sel);
    return err;
}

static void room_few(struct selection *sel, struct room *few)
{
    memset(few->hash, 0, sizeof(few->hash));
    sel->targets = few->targets;
    sel->fds = few->fds;
    sel->members = few->members;
    sel->hash = few->hash;
    sel->hash_mask = 2 * FEW - 1;
}

/* One block; NULL without memory. */
static void *room_many(struct selection *sel)
{
    size_t n = sel->n, slots = 2 * FEW;
    char *block;

    while (slots < 2 * n)
        slots *= 2;
    block = calloc(1, n * sizeof(struct target) +
                          (n + 1) * sizeof(struct os_pollfd) +
                          (n + slots) * sizeof(u_int));
    if (block == NULL)
        return NULL;
    sel->targets = (struct target *)(void *)block;
    sel->fds = (struct os_pollfd *)(void *)(sel->targets + n);
    sel->members = (u_int *)(void *)(sel->fds + n + 1);
    sel->hash = sel->members + n;
    sel->hash_mask = (u_int)(slots - 1);
    return block;
}

ws2_err ws2_sock_select(fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                        const struct timeval *timeout, int *count)
{
    struct selection sel = {.set = {readfds, writefds, exceptfds}};
    struct room few;
    int64_t deadline_ns;
    void *many;
    ws2_err err = sets_check(&sel);

    if (err == WS2_OK)
        err = timeout_in(timeout, &deadline_ns);
    if (err != WS2_OK)
        return err;
    if (sel.n <= FEW) {
        room_few(&sel, &few);
        return select_run(&sel, deadline_ns, count);
    }
    many = room_many(&sel);
    if (many == NULL)
        return WSAEFAULT; /* documented: could not allocate */
    err = select_run(&sel, deadline_ns, count);
    free(many);
    return err;
}
