/* SPDX-License-Identifier: MIT */
/* select over sockets of the base provider, on poll.
 *
 * Windows' sets are arrays of sockets. Each socket goes to poll once, for all
 * the sets that it is in: poll takes no more entries than the process may have
 * descriptors. The sets are written back with what was ready. readfds fires
 * for data, end, reset and a queued connection; writefds for room, end and a
 * finished connect; exceptfds for a failed connect and urgent data. */
#include <stddef.h>
#include <string.h>

#include "os/mem.h"
#include "sock/police.h"
#include "sock/watch.h"

enum set_kind { SET_READ, SET_WRITE, SET_EXCEPT, SET_KINDS };

struct selection {
    fd_set *set[SET_KINDS];
    u_int count[SET_KINDS];
    u_int n;                /* members of all sets */
    struct ws2_watch watch; /* wants: bits, 1 << enum set_kind */
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

/* What to ask the kernel for. */
static void target_arm(struct ws2_watch *w, u_int at)
{
    const struct ws2_target *t = &w->targets[at];
    unsigned flags = sock_flags(t->sk);
    int events = 0;

    for (int k = 0; k < SET_KINDS; k++)
        if ((t->wants >> k & 1) != 0)
            events |= events_of[k];
    if ((flags & SK_OOBINLINE) != 0)
        events &= ~OS_PRI; /* urgent data is ordinary data then */
    if ((events & OS_OUT) != 0 && ws2_police_due(t->sk) != 0)
        events &= ~OS_OUT;
    /* the outcome of a connect is told to one set or the other */
    if ((flags & SK_CONNECTING) != 0)
        events = OS_OUT;
    os_poll_set(&w->fds[at], t->sk->fd, events);
    /* Linux reports HUP on a stream that never was connected */
    if (sock_is_stream(t->sk) &&
        (flags & (SK_CONNECTED | SK_CONNECTING | SK_LISTENING)) == 0)
        w->fds[at].fd = -1;
}

static ws2_err members_pin(struct selection *sel)
{
    struct ws2_watch *w = &sel->watch;
    u_int *member = w->members;

    for (int k = 0; k < SET_KINDS; k++)
        for (u_int i = 0; i < sel->count[k]; i++, member++) {
            if (ws2_watch_add(w, set_get(sel->set[k], i), member) != WS2_OK)
                return WSAENOTSOCK;
            w->targets[*member].wants |= 1u << k;
        }
    return WS2_OK;
}

static bool target_ready(const struct ws2_watch *w, u_int at, int kind)
{
    struct ws2_sock *sk = w->targets[at].sk;
    int got = os_poll_got(&w->fds[at]);
    bool over = (got & (OS_ERR | OS_HUP)) != 0;
    bool failed = (got & OS_HUP) != 0;

    if (kind == SET_READ &&
        (ws2_sock_has_error(sk) || ws2_sock_has_deferred(sk)))
        return true;
    if (got == 0)
        return false;
    if (sock_has(sk, SK_CONNECTING))
        return kind == SET_EXCEPT
                   ? failed
                   : kind == SET_WRITE && !failed && (got & OS_OUT) != 0;
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
    const struct ws2_watch *w = &sel->watch;
    const u_int *member = w->members;
    int ready = 0;

    for (int k = 0; k < SET_KINDS; k++) {
        fd_set *set = sel->set[k];
        u_int kept = 0;

        for (u_int i = 0; i < sel->count[k]; i++, member++) {
            if (target_ready(w, *member, k))
                memcpy(set_member(set, kept++), &w->targets[*member].s,
                       sizeof(SOCKET));
        }
        if (set != NULL)
            memcpy(set, &kept, sizeof(kept));
        ready += (int)kept;
    }
    return ready;
}

static bool any_set_ready(const struct ws2_watch *w, u_int at)
{
    for (int k = 0; k < SET_KINDS; k++)
        if ((w->targets[at].wants >> k & 1) != 0 && target_ready(w, at, k))
            return true;
    return false;
}

/* Windows' timeval has 32 bits each; longer is for ever. */
ws2_err ws2_timeval_in(const struct timeval *timeout, int64_t *deadline_ns)
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

/* A socket closed in another thread ends the wait with WSAENOTSOCK. */
static ws2_err select_run(struct selection *sel, int64_t deadline_ns,
                          int *count)
{
    struct ws2_watch *w = &sel->watch;
    ws2_err err = members_pin(sel);

    if (err == WS2_OK)
        err = ws2_watch_wait(w, deadline_ns);
    if (err == WSAENOBUFS)
        err = WSAEFAULT; /* documented: could not allocate */
    if (err == WS2_OK && ws2_watch_any_closed(w))
        err = WSAENOTSOCK;
    if (err == WS2_OK) {
        *count = sets_write(sel);
        /* only now: while CONNECTING shows, the write and except sets agree */
        ws2_watch_refresh(w);
    }
    return err;
}

ws2_err ws2_sock_select(fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                        const struct timeval *timeout, int *count)
{
    struct selection sel;
    int64_t deadline_ns;
    ws2_err err;

    sel.n = 0;
    sel.set[SET_READ] = readfds;
    sel.set[SET_WRITE] = writefds;
    sel.set[SET_EXCEPT] = exceptfds;
    err = sets_check(&sel);
    if (err == WS2_OK)
        err = ws2_timeval_in(timeout, &deadline_ns);
    if (err != WS2_OK)
        return err;
    if (!ws2_watch_init(&sel.watch, sel.n, target_arm, any_set_ready))
        return WSAEFAULT; /* documented: could not allocate */
    err = select_run(&sel, deadline_ns, count);
    ws2_watch_free(&sel.watch);
    return err;
}
