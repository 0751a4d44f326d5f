/* SPDX-License-Identifier: MIT */
/* select over sockets of the base provider, on poll.
 *
 * Windows' sets are arrays of sockets: the three are joined into one poll
 * array, an entry per member, and written back with what was ready. readfds
 * fires for data, end, reset and a queued connection; writefds for room and a
 * finished connect; exceptfds for a failed connect and urgent data. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "handle/thread.h"
#include "os/mem.h"
#include "sock/sock.h"

enum set_kind { SET_READ, SET_WRITE, SET_EXCEPT, SET_KINDS };

struct member {
    SOCKET s;
    struct ws2_sock *sk; /* pinned */
    struct ws2_waiter waiter;
};

struct selection {
    fd_set *set[SET_KINDS];
    u_int count[SET_KINDS];
    u_int n, pinned, listed;
    struct member *members;
    struct os_pollfd *fds; /* n and the thread's wake-up */
};

#define FEW 16 /* members that need no allocation */

static const int events_of[SET_KINDS] = {OS_IN, OS_OUT, OS_PRI};

/* Counts the members; the arrays themselves are tested for access. */
static ws2_err sets_check(struct selection *sel)
{
    for (int k = 0; k < SET_KINDS; k++) {
        fd_set *set = sel->set[k];

        sel->count[k] = 0;
        if (set == NULL)
            continue;
        if (os_mem_copy_in(&sel->count[k], &set->fd_count,
                           sizeof(set->fd_count)) != 0 ||
            !os_mem_writable(set, offsetof(fd_set, fd_array) +
                                      (size_t)sel->count[k] * sizeof(SOCKET)))
            return WSAEFAULT;
        sel->n += sel->count[k];
    }
    return sel->n == 0 ? WSAEINVAL : WS2_OK;
}

static ws2_err members_pin(struct selection *sel)
{
    for (int k = 0; k < SET_KINDS; k++) {
        for (u_int i = 0; i < sel->count[k]; i++) {
            struct member *m = &sel->members[sel->pinned];
            int events = events_of[k];

            m->s = sel->set[k]->fd_array[i];
            if (ws2_sock_pin(m->s, &m->sk) != WS2_OK)
                return WSAENOTSOCK;
            /* with SO_OOBINLINE urgent data is ordinary data */
            if (k == SET_EXCEPT && sock_has(m->sk, SK_OOBINLINE))
                events = 0;
            /* the outcome of a connect is told to one set or the other */
            if (sock_has(m->sk, SK_CONNECTING))
                events = OS_OUT;
            os_poll_set(&sel->fds[sel->pinned], m->sk->fd, events);
            /* Linux reports HUP on a stream that never was connected */
            if (sock_is_stream(m->sk) &&
                !sock_has(m->sk, SK_CONNECTED | SK_CONNECTING | SK_LISTENING))
                sel->fds[sel->pinned].fd = -1;
            sel->pinned++;
        }
    }
    return WS2_OK;
}

static void members_unpin(struct selection *sel)
{
    while (sel->pinned > 0)
        ws2_sock_unpin(sel->members[--sel->pinned].s);
}

static bool member_ready(const struct selection *sel, u_int i, int kind)
{
    struct ws2_sock *sk = sel->members[i].sk;
    int got = os_poll_got(&sel->fds[i]);

    if (got == 0)
        return false;
    if (sock_has(sk, SK_CONNECTING)) {
        bool failed = (got & (OS_ERR | OS_HUP)) != 0;

        return kind == SET_EXCEPT ? failed : kind == SET_WRITE && !failed;
    }
    switch (kind) {
    case SET_READ:
        return (got & (OS_IN | OS_ERR | OS_HUP)) != 0;
    case SET_WRITE:
        return (got & OS_OUT) != 0;
    default:
        return (got & OS_PRI) != 0;
    }
}

/* Leaves the ready members in the sets; how many. Members come in set order,
 * so a set is packed in place. */
static int sets_write(struct selection *sel)
{
    u_int at = 0;
    int ready = 0;

    for (int k = 0; k < SET_KINDS; k++) {
        u_int kept = 0;

        for (u_int i = 0; i < sel->count[k]; i++, at++) {
            if (member_ready(sel, at, k))
                sel->set[k]->fd_array[kept++] = sel->members[at].s;
        }
        if (sel->set[k] != NULL)
            sel->set[k]->fd_count = kept;
        ready += (int)kept;
    }
    /* only now: while CONNECTING shows, the write and except sets agree */
    for (u_int i = 0; i < sel->n; i++)
        if (os_poll_got(&sel->fds[i]) != 0)
            ws2_sock_refresh(sel->members[i].sk);
    return ready;
}

static bool any_ready(const struct selection *sel)
{
    u_int at = 0;

    for (int k = 0; k < SET_KINDS; k++)
        for (u_int i = 0; i < sel->count[k]; i++, at++)
            if (member_ready(sel, at, k))
                return true;
    return false;
}

/* The kernel reports something that this set does not: a reset to exceptfds,
 * the end of a connect to the set that does not tell it. Asked again it would
 * say so again at once; so a socket that got connected is asked for what the
 * set wants, and any other no more. */
static void member_settle(struct selection *sel, u_int i, int kind)
{
    struct ws2_sock *sk = sel->members[i].sk;
    bool connecting = sock_has(sk, SK_CONNECTING);

    if (!sock_is_stream(sk))
        return; /* an ICMP error, and no room: room will come */
    ws2_sock_refresh(sk);
    if (connecting && sock_has(sk, SK_CONNECTED))
        os_poll_set(&sel->fds[i], sk->fd, events_of[kind]);
    else
        sel->fds[i].fd = -1;
}

static void members_settle(struct selection *sel)
{
    u_int at = 0;

    for (int k = 0; k < SET_KINDS; k++)
        for (u_int i = 0; i < sel->count[k]; i++, at++)
            if (os_poll_got(&sel->fds[at]) != 0)
                member_settle(sel, at, k);
}

static ws2_err waiters_add(struct selection *sel, struct ws2_thread *t)
{
    for (; sel->listed < sel->n; sel->listed++) {
        struct member *m = &sel->members[sel->listed];

        if (ws2_waiter_add(m->sk, &m->waiter, t) != WS2_OK)
            return WSAENOTSOCK;
    }
    return WS2_OK;
}

static void waiters_remove(struct selection *sel)
{
    while (sel->listed > 0) {
        struct member *m = &sel->members[--sel->listed];

        ws2_waiter_remove(m->sk, &m->waiter);
    }
}

/* A member closed in another thread ends the wait with WSAENOTSOCK. */
static ws2_err sleep_until_ready(struct selection *sel, int64_t deadline_ns)
{
    struct ws2_thread *t = ws2_thread_self();
    ws2_err err = WSAENOBUFS;
    int res;

    if (t == NULL || ws2_thread_wake_fd(t) < 0)
        return err;
    os_poll_set(&sel->fds[sel->n], t->wake_fd, OS_IN);
    err = waiters_add(sel, t);
    while (err == WS2_OK) {
        res = os_poll(sel->fds, sel->n + 1, deadline_ns);
        err = ws2_err_from_res(WS2_OP_POLL, res);
        if (res == 0 || any_ready(sel))
            break;
        members_settle(sel);
        ws2_thread_unwake(t);
        for (u_int i = 0; i < sel->n && err == WS2_OK; i++)
            if (sock_has(sel->members[i].sk, SK_CLOSED))
                err = WSAENOTSOCK;
    }
    waiters_remove(sel);
    ws2_thread_unwake(t);
    return err;
}

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
    *deadline_ns = 0; /* look, do not wait */
    if (tv.tv_sec != 0 || tv.tv_usec != 0)
        *deadline_ns = os_now_ns() + (int64_t)tv.tv_sec * 1000000000 +
                       (int64_t)tv.tv_usec * 1000;
    return WS2_OK;
}

static ws2_err select_run(struct selection *sel, int64_t deadline_ns,
                          int *count)
{
    ws2_err err = members_pin(sel);
    int res;

    if (err == WS2_OK) {
        res = os_poll(sel->fds, sel->n, 0);
        err = ws2_err_from_res(WS2_OP_POLL, res);
    }
    if (err == WS2_OK && deadline_ns != 0 && !any_ready(sel))
        err = sleep_until_ready(sel, deadline_ns);
    if (err == WS2_OK)
        *count = sets_write(sel);
    members_unpin(sel);
    return err;
}

ws2_err ws2_sock_select(fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                        const struct timeval *timeout, int *count)
{
    struct member few_members[FEW];
    struct os_pollfd few_fds[FEW + 1];
    struct selection sel = {.set = {readfds, writefds, exceptfds},
                            .members = few_members,
                            .fds = few_fds};
    int64_t deadline_ns;
    ws2_err err = sets_check(&sel);

    if (err == WS2_OK)
        err = timeout_in(timeout, &deadline_ns);
    if (err != WS2_OK)
        return err;
    if (sel.n > FEW) {
        sel.members = calloc(sel.n, sizeof(*sel.members));
        sel.fds = calloc((size_t)sel.n + 1, sizeof(*sel.fds));
    }
    if (sel.members != NULL && sel.fds != NULL)
        err = select_run(&sel, deadline_ns, count);
    else
        err = WSAEFAULT; /* documented: could not allocate */
    if (sel.n > FEW) {
        free(sel.members);
        free(sel.fds);
    }
    return err;
}
