/* SPDX-License-Identifier: MIT */
/* The provider's sockets; see socket.h. lock guards the list, and the time
 * between a handle's context and a reference to it. */
#include "socket.h"

#include <stdlib.h>

#include "engine.h"
#include "layer.h"

static SRWLOCK lock = SRWLOCK_INIT;
static struct psocket *list;

static struct psocket *psocket_make(const WSAPROTOCOL_INFOW *entry,
                                    const struct below *below, SOCKET lower,
                                    DWORD flags)
{
    struct psocket *ps = calloc(1, sizeof(*ps));

    if (ps == NULL)
        return NULL;
    InitializeSRWLock(&ps->lock);
    ps->references = 1;
    ps->lower = lower;
    ps->below = below;
    ps->entry = *entry;
    ps->overlapped = (flags & WSA_FLAG_OVERLAPPED) != 0;
    ps->blocking = TRUE;
    return ps;
}

static void list_add(struct psocket *ps)
{
    AcquireSRWLockExclusive(&lock);
    ps->next = list;
    ps->self = &list;
    if (list != NULL)
        list->self = &ps->next;
    list = ps;
    ReleaseSRWLockExclusive(&lock);
}

SOCKET psocket_new(const WSAPROTOCOL_INFOW *entry, const struct below *below,
                   SOCKET lower, DWORD flags, LPINT err)
{
    struct psocket *ps = psocket_make(entry, below, lower, flags);
    INT ignored;

    *err = WSAENOBUFS;
    if (ps != NULL && engine_attach(lower)) {
        ps->s = layer.upcalls.lpWPUCreateSocketHandle(entry->dwCatalogEntryId,
                                                      (DWORD_PTR)ps, err);
        if (ps->s != INVALID_SOCKET) {
            list_add(ps);
            return ps->s;
        }
    }
    (void)below->proc.lpWSPCloseSocket(lower, &ignored);
    free(ps);
    return INVALID_SOCKET;
}

struct psocket *psocket_find(SOCKET s, LPINT err)
{
    struct psocket *ps = NULL;
    DWORD_PTR context;

    AcquireSRWLockShared(&lock);
    if (layer.upcalls.lpWPUQuerySocketHandleContext(s, &context, err) == 0)
        ps = (struct psocket *)context;
    if (ps != NULL && ps->closed)
        ps = NULL;
    if (ps != NULL)
        psocket_hold(ps);
    ReleaseSRWLockShared(&lock);
    if (ps == NULL)
        *err = WSAENOTSOCK;
    return ps;
}

void psocket_hold(struct psocket *ps)
{
    InterlockedIncrement(&ps->references);
}

void psocket_put(struct psocket *ps)
{
    INT ignored;

    if (InterlockedDecrement(&ps->references) != 0)
        return;
    AcquireSRWLockExclusive(&lock);
    (void)layer.upcalls.lpWPUCloseSocketHandle(ps->s, &ignored);
    ReleaseSRWLockExclusive(&lock);
    free(ps);
}

void psocket_close(struct psocket *ps)
{
    BOOL closes;

    AcquireSRWLockExclusive(&lock);
    closes = !ps->closed;
    ps->closed = TRUE;
    if (closes) {
        *ps->self = ps->next;
        if (ps->next != NULL)
            ps->next->self = ps->self;
    }
    ReleaseSRWLockExclusive(&lock);
    if (closes)
        psocket_put(ps);
}

void psocket_each(void (*visit)(struct psocket *ps))
{
    struct psocket *ps;

    for (;;) {
        AcquireSRWLockShared(&lock);
        ps = list;
        if (ps != NULL)
            psocket_hold(ps);
        ReleaseSRWLockShared(&lock);
        if (ps == NULL)
            return;
        visit(ps);
        psocket_close(ps);
        psocket_put(ps);
    }
}

enum route psocket_route(struct psocket *ps)
{
    enum route route;

    AcquireSRWLockShared(&ps->lock);
    route = ps->route;
    ReleaseSRWLockShared(&ps->lock);
    return route;
}

enum route psocket_view(SOCKET s, SOCKET *lower, const struct below **below)
{
    INT ignored;
    struct psocket *ps = psocket_find(s, &ignored);
    enum route route;

    *lower = s;
    if (ps == NULL)
        return ROUTE_DIRECT;
    *lower = ps->lower;
    *below = ps->below;
    route = psocket_route(ps);
    psocket_put(ps);
    return route;
}

int psocket_connected(struct psocket *ps)
{
    enum route route = psocket_route(ps);

    return route == ROUTE_OPENING || route == ROUTE_FAILED ? WSAENOTCONN : 0;
}
