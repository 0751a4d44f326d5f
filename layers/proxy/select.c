/* SPDX-License-Identifier: MIT */
/* select; see select.h. The sets may be larger than FD_SETSIZE here: the
 * program may have been compiled with another. No state. */
#include "select.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "wake.h"

enum { READS, WRITES, EXCEPTS, SIDES };

/* One of the program's sets, and ours for the provider below. */
struct side {
    fd_set *set;
    fd_set *watched;
    struct member {
        SOCKET lower;
        BOOL watched, ready; /* ready without a look below */
    } * members;
};

struct call {
    struct side sides[SIDES];
    const struct below *below;
    u_int watched, ready;
    BOOL opening; /* the proxy is asked for some of them */
    struct wake wake;
};

/* --- The sets */

static BOOL side_alloc(struct side *side, fd_set *set)
{
    size_t room = set != NULL ? set->fd_count : 0;

    side->set = set;
    side->members = calloc(room + 1, sizeof(*side->members));
    side->watched = malloc(offsetof(fd_set, fd_array) +
                           (room + 1) * sizeof(SOCKET)); /* one to be woken */
    return side->members != NULL && side->watched != NULL;
}

static void side_free(struct side *side)
{
    free(side->members);
    free(side->watched);
}

static void watch(struct call *c, struct side *side, SOCKET lower)
{
    side->watched->fd_array[side->watched->fd_count++] = lower;
    c->watched++;
}

/* A socket whose connection has failed is told among the exceptions, where one
 * that is being connected will be told, too. */
static void member_look(struct call *c, struct side *side, u_int i)
{
    struct member *m = &side->members[i];
    enum route route =
        psocket_view(side->set->fd_array[i], &m->lower, &c->below);

    m->watched = route == ROUTE_DIRECT || route == ROUTE_PROXIED;
    m->ready = route == ROUTE_FAILED && side == &c->sides[EXCEPTS];
    if (m->watched)
        watch(c, side, m->lower);
    if (m->ready)
        c->ready++;
    if (route == ROUTE_OPENING)
        c->opening = TRUE;
}

static void call_look(struct call *c)
{
    c->watched = c->ready = 0;
    c->opening = FALSE;
    for (int which = 0; which < SIDES; which++) {
        struct side *side = &c->sides[which];

        side->watched->fd_count = 0;
        for (u_int i = 0; side->set != NULL && i < side->set->fd_count; i++)
            member_look(c, side, i);
    }
}

static BOOL side_has(const struct side *side, SOCKET lower)
{
    for (u_int i = 0; i < side->watched->fd_count; i++)
        if (side->watched->fd_array[i] == lower)
            return TRUE;
    return FALSE;
}

static int side_store(struct side *side)
{
    u_int kept = 0;

    if (side->set == NULL)
        return 0;
    for (u_int i = 0; i < side->set->fd_count; i++)
        if (side->members[i].ready || (side->members[i].watched &&
                                       side_has(side, side->members[i].lower)))
            side->set->fd_array[kept++] = side->set->fd_array[i];
    side->set->fd_count = kept;
    return (int)kept;
}

static int call_store(struct call *c)
{
    int found = 0;

    for (int which = 0; which < SIDES; which++)
        found += side_store(&c->sides[which]);
    return found;
}

/* --- Waiting */

static fd_set *set_below(struct side *side)
{
    return side->watched->fd_count != 0 ? side->watched : NULL;
}

/* timeout NULL: for ever. What is not found is taken out of our sets. */
static int select_below(struct call *c, struct timeval *timeout, LPINT err)
{
    struct timeval none = {0, 0};

    if (c->watched == 0) /* all of them have failed */
        return 0;
    return c->below->proc.lpWSPSelect(
        0, set_below(&c->sides[READS]), set_below(&c->sides[WRITES]),
        set_below(&c->sides[EXCEPTS]), c->ready != 0 ? &none : timeout, err);
}

static ULONGLONG deadline_of(const struct timeval *timeout)
{
    return timeout == NULL
               ? ~(ULONGLONG)0
               : GetTickCount64() + (ULONGLONG)timeout->tv_sec * 1000 +
                     (ULONGLONG)timeout->tv_usec / 1000;
}

static struct timeval time_left(ULONGLONG deadline_ms)
{
    ULONGLONG now = GetTickCount64();
    ULONGLONG left = deadline_ms > now ? deadline_ms - now : 0;
    struct timeval tv;

    tv.tv_sec = (long)(left / 1000);
    tv.tv_usec = (long)(left % 1000 * 1000);
    return tv;
}

/* The first look is without being woken; as a connection may be there between
 * the look and the wake socket, the call looks again once it has that. */
static int wake_need(struct call *c)
{
    int error;

    if (!c->opening)
        return 0;
    if (c->wake.lower == INVALID_SOCKET) {
        error = wake_open(&c->wake, c->below);
        if (error != 0)
            return error;
        call_look(c);
    }
    watch(c, &c->sides[READS], c->wake.lower);
    return 0;
}

static BOOL woken(struct call *c)
{
    BOOL woken = c->wake.lower != INVALID_SOCKET &&
                 side_has(&c->sides[READS], c->wake.lower);

    if (woken)
        wake_drain(&c->wake);
    return woken;
}

/* Until something of the program's is found, or the time is over. */
static int call_wait(struct call *c, const struct timeval *timeout, LPINT err)
{
    ULONGLONG deadline_ms = deadline_of(timeout);
    struct timeval left;
    int res;

    do {
        call_look(c);
        *err = wake_need(c);
        if (*err != 0)
            return SOCKET_ERROR;
        left = time_left(deadline_ms);
        res = select_below(c, timeout != NULL ? &left : NULL, err);
        if (res == SOCKET_ERROR)
            return res;
    } while (woken(c) && res == 1 && c->ready == 0);
    return call_store(c);
}

int WSPAPI proxy_select(int nfds, fd_set *reads, fd_set *writes,
                        fd_set *excepts, const struct timeval *timeout,
                        LPINT err)
{
    struct call c;
    struct timeval limit;
    int res = SOCKET_ERROR;
    BOOL room;

    (void)nfds;
    if (timeout != NULL && !memory_read(timeout, &limit, sizeof(limit))) {
        *err = WSAEFAULT;
        return res;
    }
    memset(&c, 0, sizeof(c));
    c.wake.lower = INVALID_SOCKET;
    room = side_alloc(&c.sides[READS], reads);
    room = side_alloc(&c.sides[WRITES], writes) && room;
    room = side_alloc(&c.sides[EXCEPTS], excepts) && room;
    *err = WSAENOBUFS;
    if (room)
        res = call_wait(&c, timeout != NULL ? &limit : NULL, err);
    wake_close(&c.wake);
    for (int which = 0; which < SIDES; which++)
        side_free(&c.sides[which]);
    return res;
}
