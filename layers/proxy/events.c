/* SPDX-License-Identifier: MIT */
/* Network events; see events.h. */
#include "events.h"

#include "layer.h"

static const WSPPROC_TABLE *proc_of(const struct psocket *ps)
{
    return &ps->below->proc;
}

/* --- Messages */

static void post(const struct psocket *ps, long event, int error)
{
    (void)layer.upcalls.lpWPUPostMessage(ps->selection.hwnd,
                                         ps->selection.message, ps->s,
                                         WSAMAKESELECTREPLY(event, error));
}

static void post_recorded(const struct psocket *ps,
                          const WSANETWORKEVENTS *recorded)
{
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++)
        if ((recorded->lNetworkEvents & ps->selection.events & 1L << bit) != 0)
            post(ps, 1L << bit, recorded->iErrorCode[bit]);
}

/* On the thread pool: our event is set. */
static VOID CALLBACK signalled(PVOID context, BOOLEAN late)
{
    struct psocket *ps = context;
    WSANETWORKEVENTS recorded;
    INT err = 0;

    (void)late;
    AcquireSRWLockExclusive(&ps->lock);
    if (proc_of(ps)->lpWSPEnumNetworkEvents(ps->lower, ps->selection.signal,
                                            &recorded, &err) != 0)
        (void)layer.upcalls.lpWPUResetEvent(ps->selection.signal, &err);
    else if (ps->selection.hwnd != NULL)
        post_recorded(ps, &recorded);
    ReleaseSRWLockExclusive(&ps->lock);
}

/* Made for a socket's first window, for as long as the socket is there. */
static int signal_need_locked(struct psocket *ps)
{
    struct selection *sel = &ps->selection;
    INT err = 0;

    if (sel->signal != NULL)
        return 0;
    sel->signal = layer.upcalls.lpWPUCreateEvent(&err);
    if (sel->signal == WSA_INVALID_EVENT)
        return err;
    if (RegisterWaitForSingleObject(&sel->wait, sel->signal, signalled, ps,
                                    INFINITE, WT_EXECUTEDEFAULT))
        return 0;
    (void)layer.upcalls.lpWPUCloseEvent(sel->signal, &err);
    sel->signal = NULL;
    return WSAENOBUFS;
}

/* --- The selection */

static void connect_tell_locked(struct psocket *ps)
{
    INT ignored;

    if (!ps->connect_untold || (ps->selection.events & FD_CONNECT) == 0)
        return;
    ps->connect_untold = FALSE;
    if (ps->selection.hwnd != NULL) {
        post(ps, FD_CONNECT, ps->connect_error);
    } else {
        ps->connect_recorded = TRUE;
        (void)layer.upcalls.lpWPUSetEvent(ps->selection.event, &ignored);
    }
}

/* What of the selection the provider below is to watch. */
static long events_below(const struct psocket *ps)
{
    switch (ps->route) {
    case ROUTE_OPENING:
    case ROUTE_FAILED:
        return 0;
    case ROUTE_PROXIED:
        return ps->selection.events & ~FD_CONNECT;
    case ROUTE_DIRECT:
    default:
        return ps->selection.events;
    }
}

int events_apply_locked(struct psocket *ps)
{
    const struct selection *sel = &ps->selection;
    long events = events_below(ps);
    INT err = 0;

    if (!sel->made) /* it would make the socket non-blocking */
        return 0;
    if (proc_of(ps)->lpWSPEventSelect(
            ps->lower, sel->hwnd != NULL ? sel->signal : sel->event, events,
            &err) != 0)
        return err;
    connect_tell_locked(ps);
    return 0;
}

void events_connected_locked(struct psocket *ps, int error)
{
    ps->connect_untold = TRUE;
    ps->connect_recorded = FALSE;
    ps->connect_error = error;
    (void)events_apply_locked(ps);
}

/* One that fails leaves none. */
static int select_locked(struct psocket *ps, WSAEVENT event, HWND hwnd,
                         UINT message, long events)
{
    struct selection *sel = &ps->selection;
    int error;

    if ((events & ~FD_ALL_EVENTS) != 0)
        return WSAEINVAL;
    error = hwnd != NULL ? signal_need_locked(ps) : 0;
    if (error != 0)
        return error;
    sel->event = event;
    sel->hwnd = hwnd;
    sel->message = message;
    sel->events = events;
    sel->made = TRUE;
    ps->connect_recorded = FALSE;
    ps->blocking = FALSE;
    error = events_apply_locked(ps);
    if (error != 0)
        sel->events = 0;
    return error;
}

static int select_for(SOCKET s, WSAEVENT event, HWND hwnd, UINT message,
                      long events, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    int error;

    if (ps == NULL)
        return SOCKET_ERROR;
    AcquireSRWLockExclusive(&ps->lock);
    error = select_locked(ps, event, hwnd, message, events);
    ReleaseSRWLockExclusive(&ps->lock);
    psocket_put(ps);
    *err = error;
    return error == 0 ? 0 : SOCKET_ERROR;
}

int WSPAPI proxy_eventselect(SOCKET s, WSAEVENT event, long events, LPINT err)
{
    return select_for(s, event, NULL, 0, events, err);
}

int WSPAPI proxy_asyncselect(SOCKET s, HWND hwnd, unsigned int message,
                             long events, LPINT err)
{
    if (events == 0) /* neither is looked at */
        return select_for(s, NULL, NULL, 0, 0, err);
    if (IsWindow(hwnd))
        return select_for(s, NULL, hwnd, message, events, err);
    *err = WSAEINVAL;
    return SOCKET_ERROR;
}

int WSPAPI proxy_enumnetworkevents(SOCKET s, WSAEVENT event,
                                   LPWSANETWORKEVENTS out, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    int res;

    if (ps == NULL)
        return SOCKET_ERROR;
    AcquireSRWLockExclusive(&ps->lock);
    res = proc_of(ps)->lpWSPEnumNetworkEvents(ps->lower, event, out, err);
    if (res == 0 && ps->connect_recorded) {
        out->lNetworkEvents |= FD_CONNECT;
        out->iErrorCode[FD_CONNECT_BIT] = ps->connect_error;
        ps->connect_recorded = FALSE;
    }
    ReleaseSRWLockExclusive(&ps->lock);
    psocket_put(ps);
    return res;
}

void events_inherit(struct psocket *ps, struct psocket *listener)
{
    struct selection sel;
    BOOL blocking;

    AcquireSRWLockShared(&listener->lock);
    sel = listener->selection;
    blocking = listener->blocking;
    ReleaseSRWLockShared(&listener->lock);
    AcquireSRWLockExclusive(&ps->lock);
    ps->blocking = blocking;
    if (sel.made && !ps->selection.made)
        (void)select_locked(ps, sel.event, sel.hwnd, sel.message, sel.events);
    ReleaseSRWLockExclusive(&ps->lock);
}

/* Waits for a callback that runs, which takes the lock. */
void events_end(struct psocket *ps)
{
    struct selection sel;
    INT ignored;

    AcquireSRWLockExclusive(&ps->lock);
    sel = ps->selection;
    ps->selection.events = 0;
    ps->selection.hwnd = NULL;
    ps->selection.wait = NULL;
    ReleaseSRWLockExclusive(&ps->lock);
    if (sel.wait == NULL)
        return;
    UnregisterWaitEx(sel.wait, INVALID_HANDLE_VALUE);
    (void)layer.upcalls.lpWPUCloseEvent(sel.signal, &ignored);
}
