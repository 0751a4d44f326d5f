/* SPDX-License-Identifier: MIT */
/* Traced: waiting, and being told. */
#include "calls.h"
#include "layer.h"
#include "line.h"

static void add_set(struct line *l, const fd_set *set, const char *what)
{
    u_int count;

    if (set != NULL && line_peek(&set->fd_count, &count, sizeof(count)))
        line_add(l, "%u to %s", (unsigned)count, what);
}

static int WSPAPI trace_select(int nfds, fd_set *reads, fd_set *writes,
                               fd_set *excepts, const struct timeval *timeout,
                               LPINT err)
{
    struct timeval limit;
    struct line l;
    int res;

    line_begin(&l, "WSPSelect");
    add_set(&l, reads, "read");
    add_set(&l, writes, "write");
    add_set(&l, excepts, "except");
    if (timeout != NULL && line_peek(timeout, &limit, sizeof(limit)))
        line_add(&l, "%d.%06d s", (int)limit.tv_sec, (int)limit.tv_usec);
    res = layer.lpWSPSelect(nfds, reads, writes, excepts,
                            (struct timeval *)timeout, err);
    if (line_succeeds(&l, res != SOCKET_ERROR, err))
        line_add(&l, "%d", res);
    line_write(&l);
    return res;
}

static int WSPAPI trace_asyncselect(SOCKET s, HWND hwnd, unsigned int message,
                                    long events, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPAsyncSelect", s);
    line_add(&l, "window 0x%x, message 0x%x", HANDLE_NUMBER(hwnd), message);
    line_flags(&l, &names_events, (DWORD)events);
    return line_end(&l, layer.lpWSPAsyncSelect(s, hwnd, message, events, err),
                    err);
}

static int WSPAPI trace_eventselect(SOCKET s, WSAEVENT event, long events,
                                    LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPEventSelect", s);
    line_add(&l, "event 0x%x", HANDLE_NUMBER(event));
    line_flags(&l, &names_events, (DWORD)events);
    return line_end(&l, layer.lpWSPEventSelect(s, event, events, err), err);
}

static int WSPAPI trace_enumnetworkevents(SOCKET s, WSAEVENT event,
                                          LPWSANETWORKEVENTS out, LPINT err)
{
    WSANETWORKEVENTS events;
    struct line l;
    int res;

    line_begin_socket(&l, "WSPEnumNetworkEvents", s);
    line_add(&l, "event 0x%x", HANDLE_NUMBER(event));
    res = layer.lpWSPEnumNetworkEvents(s, event, out, err);
    if (line_succeeds(&l, res == 0, err) &&
        line_peek(out, &events, sizeof(events)))
        line_flags(&l, &names_events, (DWORD)events.lNetworkEvents);
    line_write(&l);
    return res;
}

void calls_events(LPWSPPROC_TABLE table)
{
    table->lpWSPAsyncSelect = trace_asyncselect;
    table->lpWSPEnumNetworkEvents = trace_enumnetworkevents;
    table->lpWSPEventSelect = trace_eventselect;
    /* headers disagree on const */
    table->lpWSPSelect = (LPWSPSELECT)trace_select;
}
