/* SPDX-License-Identifier: MIT */
/* WSAPoll; see select.h. No state. */
#include <mswsock.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "extension.h"
#include "memory.h"
#include "select.h"
#include "wake.h"

struct call {
    LPWSAPOLLFD fds; /* as the program's */
    ULONG count;
    LPWSAPOLLFD watched; /* those below, */
    ULONG *whose;        /* and of which of fds each is */
    ULONG watched_count;
    int ready;
    BOOL opening;
    struct wake wake;
    const struct below *below;
    LPFN_WSAPOLL poll_below;
};

static void watch(struct call *c, SOCKET lower, SHORT events, ULONG whose)
{
    c->watched[c->watched_count].fd = lower;
    c->watched[c->watched_count].events = events;
    c->whose[c->watched_count++] = whose;
}

/* Windows tells a connection that has failed by these. */
static SHORT failed_events(SHORT events)
{
    return POLLHUP | POLLERR | (events & POLLWRNORM);
}

static void call_look(struct call *c)
{
    SOCKET lower;

    c->watched_count = 0;
    c->ready = 0;
    c->opening = FALSE;
    for (ULONG i = 0; i < c->count; i++) {
        c->fds[i].revents = 0;
        switch (psocket_view(c->fds[i].fd, &lower, &c->below)) {
        case ROUTE_OPENING:
            c->opening = TRUE;
            break;
        case ROUTE_FAILED:
            c->fds[i].revents = failed_events(c->fds[i].events);
            c->ready++;
            break;
        case ROUTE_DIRECT:
        case ROUTE_PROXIED:
            watch(c, lower, c->fds[i].events, i);
            break;
        }
    }
}

/* As in select.c. */
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
    watch(c, c->wake.lower, POLLRDNORM, c->count);
    return 0;
}

/* How many of the program's have events. */
static int call_store(struct call *c)
{
    int found = c->ready;

    for (ULONG i = 0; i < c->watched_count; i++) {
        SHORT revents = c->watched[i].revents;

        if (revents == 0)
            continue;
        if (c->whose[i] == c->count) {
            wake_drain(&c->wake);
        } else {
            c->fds[c->whose[i]].revents = revents;
            found++;
        }
    }
    return found;
}

static INT time_left(ULONGLONG deadline_ms, INT timeout_ms)
{
    ULONGLONG now = GetTickCount64();

    if (timeout_ms < 0)
        return -1;
    return deadline_ms > now ? (INT)(deadline_ms - now) : 0;
}

/* SOCKET_ERROR: the last error is the provider's below, or set here. */
static int call_wait(struct call *c, INT timeout_ms)
{
    ULONGLONG deadline_ms = GetTickCount64() + (ULONGLONG)timeout_ms;
    int error, found = 0, res = 0;
    INT left;

    do {
        call_look(c);
        error = wake_need(c);
        if (error != 0) {
            WSASetLastError(error);
            return SOCKET_ERROR;
        }
        left = c->ready != 0 ? 0 : time_left(deadline_ms, timeout_ms);
        if (c->watched_count != 0)
            res = c->poll_below(c->watched, c->watched_count, left);
        if (res == SOCKET_ERROR)
            return res;
        found = call_store(c);
    } while (found == 0 && res != 0);
    return found;
}

/* The function of whoever is below the first socket that is ours. */
static BOOL poll_find(struct call *c)
{
    INT err;

    for (ULONG i = 0; i < c->count; i++) {
        struct psocket *ps = psocket_find(c->fds[i].fd, &err);
        BOOL found;

        if (ps == NULL)
            continue;
        found = extension_get(ps, &(GUID)WSAID_WSAPOLL, &c->poll_below);
        psocket_put(ps);
        return found;
    }
    WSASetLastError(WSAENOTSOCK);
    return FALSE;
}

INT WSAAPI proxy_poll(LPWSAPOLLFD fds, ULONG count, INT timeout_ms)
{
    struct call c;
    int res = SOCKET_ERROR;

    memset(&c, 0, sizeof(c));
    c.count = count;
    c.wake.lower = INVALID_SOCKET;
    c.fds = calloc((size_t)count + 1, sizeof(*c.fds));
    c.watched = calloc((size_t)count + 1, sizeof(*c.watched));
    c.whose = calloc((size_t)count + 1, sizeof(*c.whose));
    if (c.fds == NULL || c.watched == NULL || c.whose == NULL)
        WSASetLastError(WSAENOBUFS);
    else if (count > INT_MAX / sizeof(*fds) ||
             !memory_read(fds, c.fds, (int)(count * sizeof(*fds))))
        WSASetLastError(WSAEFAULT);
    else if (poll_find(&c))
        res = call_wait(&c, timeout_ms);
    if (res >= 0 && !memory_write(fds, c.fds, (int)(count * sizeof(*fds)))) {
        WSASetLastError(WSAEFAULT);
        res = SOCKET_ERROR;
    }
    wake_close(&c.wake);
    free(c.fds);
    free(c.watched);
    free(c.whose);
    return res;
}
