/* SPDX-License-Identifier: MIT */
/* WSACreateEvent, WSASetEvent, WSAResetEvent, WSACloseEvent and
 * WSAWaitForMultipleEvents, as long as nothing overlapped is under way. */
#include "harness.h"

/* WSA_WAIT_FAILED and the other results, as a DWORD on both systems. */
static long long wait_for(DWORD count, const WSAEVENT *events, BOOL all,
                          DWORD timeout_ms)
{
    return (long long)WSAWaitForMultipleEvents(count, events, all, timeout_ms,
                                               FALSE);
}

#define WAIT_FAILS(err, ...)                                                   \
    FAILS((long long)WSA_WAIT_FAILED, err, wait_for(__VA_ARGS__))
#define STATE(event) wait_for(1, &(event), FALSE, 0)

/* An event of WSACreateEvent; the row closes it. */
static WSAEVENT event_new(void)
{
    WSAEVENT event = WSACreateEvent();

    if (event == WSA_INVALID_EVENT)
        ct_fail("WSACreateEvent gave %s", ct_err_name(WSAGetLastError()));
    return event;
}

enum target { NONE, GARBAGE, CLOSED, SOCKET_HANDLE, THREAD_HANDLE };

static DWORD WINAPI thread_main(void *unused)
{
    (void)unused;
    return 0;
}

/* Row: what is no event is arg (enum target). */
static WSAEVENT not_an_event(const struct ct_row *row)
{
    WSAEVENT event;

    switch (row->arg) {
    case GARBAGE:
        return (WSAEVENT)(uintptr_t)0x00abcdf0;
    case CLOSED:
        event = event_new();
        EQUAL(WSACloseEvent(event), TRUE);
        return event;
    case SOCKET_HANDLE:
        return (WSAEVENT)(uintptr_t)ct_open(CT_UDP);
    case THREAD_HANDLE:
        return (WSAEVENT)ct_thread(thread_main, NULL);
    default:
        return NULL;
    }
}

static void create_fails(const struct ct_row *row)
{
    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    FAILS(WSA_INVALID_EVENT, row->code, WSACreateEvent());
}

/* For the three functions that take an event and say whether it worked. */
static BOOL call_on(const struct ct_row *row, WSAEVENT event)
{
    switch (row->function[3]) {
    case 'S':
        return WSASetEvent(event);
    case 'R':
        return WSAResetEvent(event);
    default:
        return WSACloseEvent(event);
    }
}

static void one_fails(const struct ct_row *row)
{
    FAILS(FALSE, row->code, call_on(row, not_an_event(row)));
}

/* A good event, and Windows Sockets down. */
static void one_unstarted(const struct ct_row *row)
{
    WSAEVENT event =
        row->flags & CT_UNSTARTED ? (WSAEVENT)ct_event() : event_new();
    WSADATA data;

    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    FAILS(FALSE, row->code, call_on(row, event));
    if (row->flags & CT_CLEANED) {
        EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
        EQUAL(WSACloseEvent(event), TRUE); /* it was not closed */
    }
}

static void wait_unstarted(const struct ct_row *row)
{
    WSAEVENT event = ct_event();

    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    WAIT_FAILS(row->code, 1, &event, FALSE, 0);
}

/* Row: arg is no event; arg2 of two others precede it, arg3 whether all. */
static void wait_bad_handle(const struct ct_row *row)
{
    WSAEVENT events[3] = {ct_event(), ct_event(), ct_event()};

    events[row->arg2] = not_an_event(row);
    WAIT_FAILS(row->code, (DWORD)row->arg2 + 1, events, row->arg3, 0);
}

/* Row: the count is arg. */
static void wait_bad_count(const struct ct_row *row)
{
    WSAEVENT events[WSA_MAXIMUM_WAIT_EVENTS + 1];
    int i;

    for (i = 0; i < CT_COUNT(events); i++)
        events[i] = ct_event();
    WAIT_FAILS(row->code, (DWORD)row->arg, events, FALSE, 0);
}

static void wait_twice_same(const struct ct_row *row)
{
    WSAEVENT event = ct_event();
    WSAEVENT events[2] = {event, event};

    WAIT_FAILS(row->code, 2, events, TRUE, 0);
}

static void count_before_handle(const struct ct_row *row)
{
    WSAEVENT events[WSA_MAXIMUM_WAIT_EVENTS + 1] = {NULL};

    WAIT_FAILS(row->code, (DWORD)row->arg, events, FALSE, 0);
}

static void starts_unset(const struct ct_row *row)
{
    WSAEVENT event = event_new();

    (void)row;
    EQUAL(STATE(event), WSA_WAIT_TIMEOUT);
    EQUAL(WSACloseEvent(event), TRUE);
}

/* Manual reset: a wait leaves it set. */
static void set_and_reset(const struct ct_row *row)
{
    WSAEVENT event = event_new();

    (void)row;
    EQUAL(WSASetEvent(event), TRUE);
    EQUAL(STATE(event), WSA_WAIT_EVENT_0);
    EQUAL(STATE(event), WSA_WAIT_EVENT_0);
    EQUAL(WSASetEvent(event), TRUE); /* again, for nothing */
    EQUAL(WSAResetEvent(event), TRUE);
    EQUAL(STATE(event), WSA_WAIT_TIMEOUT);
    EQUAL(WSAResetEvent(event), TRUE);
    EQUAL(WSACloseEvent(event), TRUE);
}

/* The handle is an ordinary one, and an ordinary one serves. */
static void plain_events(const struct ct_row *row)
{
    WSAEVENT ours = event_new(), theirs = ct_event();

    (void)row;
    EQUAL(SetEvent(ours), TRUE);
    EQUAL(WaitForSingleObject(ours, 0), WAIT_OBJECT_0);
    EQUAL(WSASetEvent(theirs), TRUE);
    EQUAL(STATE(theirs), WSA_WAIT_EVENT_0);
    EQUAL(STATE(theirs), WSA_WAIT_TIMEOUT); /* auto-reset: taken */
    EQUAL(WSACloseEvent(ours), TRUE);
}

static void closes(const struct ct_row *row)
{
    WSAEVENT event = event_new();

    (void)row;
    EQUAL(WSACloseEvent(event), TRUE);
    FAILS(FALSE, WSA_INVALID_HANDLE, WSACloseEvent(event));
    FAILS(FALSE, WSA_INVALID_HANDLE, WSASetEvent(event));
}

static void lowest_wins(const struct ct_row *row)
{
    WSAEVENT events[3] = {ct_event(), ct_event(), ct_event()};

    (void)row;
    EQUAL(WSASetEvent(events[2]), TRUE);
    EQUAL(WSASetEvent(events[1]), TRUE);
    EQUAL(wait_for(3, events, FALSE, 0), WSA_WAIT_EVENT_0 + 1);
    EQUAL(wait_for(3, events, FALSE, 0), WSA_WAIT_EVENT_0 + 2);
    EQUAL(wait_for(3, events, FALSE, 0), WSA_WAIT_TIMEOUT);
}

/* Until all are set none is touched. */
static void all_or_none(const struct ct_row *row)
{
    WSAEVENT events[2] = {ct_event(), ct_event()};

    (void)row;
    EQUAL(WSASetEvent(events[0]), TRUE);
    EQUAL(wait_for(2, events, TRUE, 0), WSA_WAIT_TIMEOUT);
    EQUAL(WSASetEvent(events[1]), TRUE);
    EQUAL(wait_for(2, events, TRUE, 0), WSA_WAIT_EVENT_0);
    EQUAL(STATE(events[0]), WSA_WAIT_TIMEOUT);
    EQUAL(STATE(events[1]), WSA_WAIT_TIMEOUT);
}

static void as_many_as_allowed(const struct ct_row *row)
{
    WSAEVENT events[WSA_MAXIMUM_WAIT_EVENTS];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(events); i++)
        events[i] = ct_event();
    EQUAL(WSASetEvent(events[63]), TRUE);
    EQUAL(wait_for(64, events, FALSE, 0), WSA_WAIT_EVENT_0 + 63);
    for (i = 0; i < CT_COUNT(events); i++)
        EQUAL(WSASetEvent(events[i]), TRUE);
    EQUAL(wait_for(64, events, TRUE, WSA_INFINITE), WSA_WAIT_EVENT_0);
}

static void times_out(const struct ct_row *row)
{
    WSAEVENT event = ct_event();
    ULONGLONG start = GetTickCount64();

    (void)row;
    EQUAL(wait_for(1, &event, FALSE, 100), WSA_WAIT_TIMEOUT);
    CHECK(GetTickCount64() - start >= 80); /* the clock ticks coarsely */
    EQUAL(WSAWaitForMultipleEvents(1, &event, FALSE, 1, TRUE),
          WSA_WAIT_TIMEOUT); /* alertable, and nothing to run */
}

struct waiting {
    WSAEVENT events[2];
    BOOL all;
    HANDLE about_to;
};

static DWORD WINAPI wait_main(void *arg)
{
    struct waiting *w = arg;

    ct_fire(w->about_to);
    return (DWORD)wait_for(2, w->events, w->all, WSA_INFINITE);
}

/* Row: waits for one, or with arg for both, that this thread sets. */
static void set_by_another(const struct ct_row *row)
{
    struct waiting w = {{ct_event(), ct_event()}, row->arg, ct_event()};
    HANDLE thread = ct_thread(wait_main, &w);
    DWORD result = 99;

    ct_await(w.about_to);
    EQUAL(WSASetEvent(w.events[1]), TRUE);
    if (row->arg) {
        EQUAL(WaitForSingleObject(thread, 50), WAIT_TIMEOUT);
        EQUAL(WSASetEvent(w.events[0]), TRUE);
    }
    ct_join(thread);
    EQUAL(GetExitCodeThread(thread, &result) != 0, 1);
    EQUAL(result, row->arg ? WSA_WAIT_EVENT_0 : WSA_WAIT_EVENT_0 + 1);
}

#define UNSTARTED(fn, func)                                                    \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", func,                      \
        .flags = CT_UNSTARTED),                                                \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", func,                   \
            .flags = CT_CLEANED)
#define BAD(fn, what, kind)                                                    \
    ROW(fn, WSA_INVALID_HANDLE, what, one_fails, .arg = kind)
#define BAD_WAIT(what, kind, before, all)                                      \
    ROW(WSAWaitForMultipleEvents, WSA_INVALID_HANDLE, what, wait_bad_handle,   \
        .arg = kind, .arg2 = before, .arg3 = all)
#define BAD_COUNT(what, count)                                                 \
    ROW(WSAWaitForMultipleEvents, WSA_INVALID_PARAMETER, what, wait_bad_count, \
        .arg = count)

static const struct ct_row rows[] = {
    UNSTARTED(WSACreateEvent, create_fails),
    UNSTARTED(WSASetEvent, one_unstarted),
    UNSTARTED(WSAResetEvent, one_unstarted),
    UNSTARTED(WSACloseEvent, one_unstarted),
    UNSTARTED(WSAWaitForMultipleEvents, wait_unstarted),
    BAD(WSASetEvent, "NULL", NONE),
    BAD(WSASetEvent, "never a handle", GARBAGE),
    BAD(WSASetEvent, "closed", CLOSED),
    BAD(WSASetEvent, "a socket", SOCKET_HANDLE),
    BAD(WSASetEvent, "a thread", THREAD_HANDLE),
    BAD(WSAResetEvent, "NULL", NONE),
    BAD(WSAResetEvent, "never a handle", GARBAGE),
    BAD(WSAResetEvent, "closed", CLOSED),
    BAD(WSAResetEvent, "a socket", SOCKET_HANDLE),
    BAD(WSAResetEvent, "a thread", THREAD_HANDLE),
    BAD(WSACloseEvent, "NULL", NONE),
    BAD(WSACloseEvent, "never a handle", GARBAGE),
    BAD(WSACloseEvent, "closed before", CLOSED),
    BAD_WAIT("the only one is NULL", NONE, 0, FALSE),
    BAD_WAIT("never a handle", GARBAGE, 0, FALSE),
    BAD_WAIT("closed", CLOSED, 0, FALSE),
    BAD_WAIT("the last of three", CLOSED, 2, FALSE),
    BAD_WAIT("the last of three, for all", CLOSED, 2, TRUE),
    BAD_COUNT("no events", 0),
    BAD_COUNT("65 events", WSA_MAXIMUM_WAIT_EVENTS + 1),
    ROW(WSAWaitForMultipleEvents, WSA_INVALID_PARAMETER,
        "the same twice, for all", wait_twice_same),
    FIRST(WSAWaitForMultipleEvents, WSA_INVALID_PARAMETER,
          "WSA_INVALID_HANDLE, 65 events", count_before_handle,
          .arg = WSA_MAXIMUM_WAIT_EVENTS + 1),
    FIRST(WSAWaitForMultipleEvents, WSANOTINITIALISED, "WSA_INVALID_PARAMETER",
          count_before_handle, .flags = CT_UNSTARTED),
    FIRST(WSASetEvent, WSANOTINITIALISED, "WSA_INVALID_HANDLE", one_fails,
          .flags = CT_UNSTARTED),
    FIRST(WSACloseEvent, WSANOTINITIALISED, "WSA_INVALID_HANDLE", one_fails,
          .flags = CT_UNSTARTED),
    RULE(WSACreateEvent, "starts unset", starts_unset),
    RULE(WSASetEvent, "stays set until WSAResetEvent", set_and_reset),
    RULE(WSACreateEvent, "events are those of CreateEvent", plain_events),
    RULE(WSACloseEvent, "a closed event is none", closes),
    RULE(WSAWaitForMultipleEvents, "the lowest index wins", lowest_wins),
    RULE(WSAWaitForMultipleEvents, "all or none", all_or_none),
    RULE(WSAWaitForMultipleEvents, "64 events", as_many_as_allowed),
    RULE(WSAWaitForMultipleEvents, "times out", times_out),
    RULE(WSAWaitForMultipleEvents, "another thread sets one", set_by_another),
    RULE(WSAWaitForMultipleEvents, "another thread sets all", set_by_another,
         .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
