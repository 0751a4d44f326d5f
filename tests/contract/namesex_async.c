/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx that does not wait: how its end is told, time-outs,
 * cancelling, many at a time, and the end of Windows Sockets. */
#include "namesex.h"

struct lookup {
    OVERLAPPED ov;
    struct entry *list;
    HANDLE handle;
    HANDLE ended; /* an event; where a routine is told, it sets it */
    DWORD error, bytes, thread;
    LPWSAOVERLAPPED told;
    LONG calls;
};

static void CALLBACK ended(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped)
{
    struct lookup *l = (struct lookup *)overlapped;

    l->error = error;
    l->bytes = bytes;
    l->told = overlapped;
    l->thread = GetCurrentThreadId();
    InterlockedIncrement(&l->calls);
    SetEvent(l->ended);
}

enum { BY_EVENT, BY_ROUTINE }; /* how an end is told */

/* event: of its own, or several lookups'. */
static void lookup_make(struct lookup *l, int told, HANDLE event)
{
    memset(l, 0, sizeof(*l));
    memset(&l->ov, 0xcc, sizeof(l->ov));
    l->list = (struct entry *)l;
    l->ended = event;
    l->ov.hEvent = told == BY_EVENT ? event : NULL;
}

static INT lookup_begin(struct lookup *l, const char *name, int told,
                        const struct timeval *timeout)
{
    static const struct entry hints = {.family = AF_INET};
    WCHAR wide[512];

    return GetAddrInfoExW(
        widen(name, wide), W("80"), NS_DNS, NULL, (const void *)&hints,
        (void *)&l->list, (struct timeval *)timeout, &l->ov,
        told == BY_ROUTINE ? (void *)ended : NULL, &l->handle);
}

static void lookup_start(struct lookup *l, const char *name, int told,
                         const struct timeval *timeout)
{
    lookup_make(l, told, ct_event());
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(lookup_begin(l, name, told, timeout), WSA_IO_PENDING);
    EQUAL(WSAGetLastError(), WSA_IO_PENDING);
}

/* It has ended with err; without error the address is the one given. */
static void lookup_is(struct lookup *l, int err, const char *address)
{
    EQUAL(GetAddrInfoExOverlappedResult(&l->ov), err);
    EQUAL(l->ov.Internal, err);
    EQUAL(l->ov.InternalHigh, 0);
    CHECK(l->ov.Pointer == &l->list);
    if (err == 0)
        entries_are(l->list, address);
    else
        CHECK(l->list == NULL);
    list_free(l->list);
    l->list = NULL;
}

static void lookup_wait(struct lookup *l, int err, const char *address)
{
    ct_await(l->ended);
    if (l->ov.hEvent == NULL) {
        EQUAL(l->calls, 1);
        EQUAL(l->error, err);
        EQUAL(l->bytes, 0);
        CHECK(l->told == &l->ov);
        CHECK(l->thread != GetCurrentThreadId());
    }
    lookup_is(l, err, address);
}

/* Row: how it is told (arg). */
static void is_found(const struct ct_row *row)
{
    struct lookup l;

    if (!have_dns())
        return;
    lookup_start(&l, "alias.test", row->arg, NULL);
    lookup_wait(&l, 0, "198.51.100.1");
    lookup_start(&l, "slow.test", row->arg, NULL);
    lookup_wait(&l, 0, "198.51.100.5");
}

/* Known without any server: told the same way. */
static void found_at_once(const struct ct_row *row)
{
    struct lookup l;

    lookup_start(&l, "127.0.0.1", row->arg, NULL);
    lookup_wait(&l, 0, "127.0.0.1");
    lookup_start(&l, "localhost", row->arg, NULL);
    lookup_wait(&l, 0, "127.0.0.1");
}

static const struct {
    const char *name;
    int err;
} failures[] = {
    {"nxdomain.test", WSAHOST_NOT_FOUND}, /* 0 */
    {"v6.test", WSANO_DATA},              /* 1 */
    {"refused.test", WSANO_RECOVERY},     /* 2 */
    {"servfail.test", WSATRY_AGAIN},      /* 3 */
    {"silent.test", WSATRY_AGAIN},        /* 4 */
    {"otherid.test", WSATRY_AGAIN},       /* 5 */
    {"reset.test", WSATRY_AGAIN},         /* 6 */
    {"short.test", WSANO_RECOVERY},       /* 7 */
    {"selfptr.test", WSANO_RECOVERY},     /* 8 */
    {"loop.test", WSANO_RECOVERY},        /* 9 */
};

static void fails(const struct ct_row *row)
{
    struct lookup l[CT_COUNT(failures)];

    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(failures); i++) {
        patience(failures[i].name);
        lookup_start(&l[i], failures[i].name, i % 2, NULL);
    }
    for (int i = 0; i < CT_COUNT(failures); i++)
        lookup_wait(&l[i], failures[i].err, NULL);
}

/* Row: what is wrong (arg). Nothing is told, and the event is left alone. */
static void refused(const struct ct_row *row)
{
    struct lookup l;
    struct entry hints = {.family = 99};
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    int wrong = row->arg;

    ct_keep_handle(port);
    lookup_make(&l, BY_EVENT, ct_event());
    SetEvent(l.ended);
    if (wrong == 1) /* both, and none */
        l.ov.hEvent = NULL;
    if (wrong == 3)
        l.ov.hEvent = port;
    FAILS(row->code, row->code,
          GetAddrInfoExW(
              wrong == 4 ? NULL : W("v4.test"), NULL, NS_DNS, NULL,
              wrong == 5 ? (const void *)&hints : NULL, (void *)&l.list, NULL,
              wrong == 2   ? NULL
              : wrong == 6 ? ct_bad(CT_UNMAPPED)
              : wrong == 7 ? ct_bad(CT_READONLY)
                           : &l.ov,
              wrong == 0 || wrong == 2 ? (void *)ended : NULL, &l.handle));
    CHECK(l.list == NULL);
    EQUAL(l.calls, 0);
    EQUAL(WaitForSingleObject(l.ended, 0), WAIT_OBJECT_0);
    EQUAL(GetAddrInfoExCancel(&l.handle), WSA_INVALID_HANDLE);
}

static void cleaned(const struct ct_row *row)
{
    struct lookup l;

    lookup_make(&l, BY_EVENT, ct_event());
    WSACleanup();
    FAILS(row->code, row->code, lookup_begin(&l, "v4.test", BY_EVENT, NULL));
    WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
}

/* The event of an earlier end does not count for the next lookup. */
static void event_is_reset(const struct ct_row *row)
{
    struct lookup l;

    if (!have_dns())
        return;
    (void)row;
    lookup_make(&l, BY_EVENT, ct_event());
    SetEvent(l.ended);
    EQUAL(lookup_begin(&l, "never.test", BY_EVENT, NULL), WSA_IO_PENDING);
    EQUAL(WaitForSingleObject(l.ended, 0), WAIT_TIMEOUT);
    EQUAL(GetAddrInfoExOverlappedResult(&l.ov), WSAEINPROGRESS);
    CHECK(l.list == NULL);
    EQUAL(GetAddrInfoExCancel(&l.handle), 0);
    lookup_wait(&l, WSA_E_CANCELLED, NULL);
}

static void result_pending(const struct ct_row *row)
{
    struct lookup l;

    if (!have_dns())
        return;
    lookup_start(&l, "never.test", row->arg, NULL);
    EQUAL(GetAddrInfoExOverlappedResult(&l.ov), row->code);
    EQUAL(l.ov.Internal, row->code);
    GetAddrInfoExCancel(&l.handle);
    ct_await(l.ended);
}

static void result_of_none(const struct ct_row *row)
{
    EQUAL(GetAddrInfoExOverlappedResult(NULL), row->code);
}

/* Row: arg is a bad pointer. */
static void result_pointer(const struct ct_row *row)
{
    EQUAL(GetAddrInfoExOverlappedResult(ct_bad(row->arg)), row->code);
}

static void cancel_pointer(const struct ct_row *row)
{
    EQUAL(GetAddrInfoExCancel(ct_bad(row->arg)), row->code);
}

static void cancelled(const struct ct_row *row)
{
    struct lookup l;

    if (!have_dns())
        return;
    lookup_start(&l, "never.test", row->arg, NULL);
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(GetAddrInfoExCancel(&l.handle), 0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    lookup_wait(&l, WSA_E_CANCELLED, NULL);
    EQUAL(GetAddrInfoExCancel(&l.handle), WSA_INVALID_HANDLE);
}

/* Row: arg says what the handle is. */
static void cancel_fails(const struct ct_row *row)
{
    struct timeval brief = {0, 1000};
    struct lookup l = {.handle = NULL};

    if (!have_dns())
        return;
    switch (row->arg) {
    case 0: /* finished */
        lookup_start(&l, "v4.test", BY_EVENT, NULL);
        ct_await(l.ended);
        break;
    case 1: /* timed out */
        lookup_start(&l, "never.test", BY_EVENT, &brief);
        ct_await(l.ended);
        break;
    case 2:
        l.handle = ct_event();
        break;
    case 3:
        l.handle = INVALID_HANDLE_VALUE;
        break;
    default:
        break;
    }
    EQUAL(GetAddrInfoExCancel(&l.handle), row->code);
    list_free(l.list);
}

/* In the routine the handle is not valid any more. */
static void CALLBACK cancels_itself(DWORD error, DWORD bytes,
                                    LPWSAOVERLAPPED overlapped)
{
    struct lookup *l = (struct lookup *)overlapped;

    EQUAL(GetAddrInfoExCancel(&l->handle), WSA_INVALID_HANDLE);
    ended(error, bytes, overlapped);
}

static void cancel_in_routine(const struct ct_row *row)
{
    struct lookup l;

    if (!have_dns())
        return;
    (void)row;
    lookup_make(&l, BY_ROUTINE, ct_event());
    EQUAL(GetAddrInfoExW(W("v4.test"), NULL, NS_DNS, NULL, NULL,
                         (void *)&l.list, NULL, &l.ov, (void *)cancels_itself,
                         &l.handle),
          WSA_IO_PENDING);
    lookup_wait(&l, 0, "198.51.100.1");
}

/* A routine may wait: for another lookup, too. */
static void CALLBACK looks_up(DWORD error, DWORD bytes,
                              LPWSAOVERLAPPED overlapped)
{
    struct lookup l;

    lookup_start(&l, "alias.test", BY_ROUTINE, NULL);
    lookup_wait(&l, 0, "198.51.100.1");
    ended(error, bytes, overlapped);
}

static void lookup_in_routine(const struct ct_row *row)
{
    struct lookup l;

    if (!have_dns())
        return;
    (void)row;
    lookup_make(&l, BY_ROUTINE, ct_event());
    EQUAL(GetAddrInfoExW(W("v4.test"), NULL, NS_DNS, NULL, NULL,
                         (void *)&l.list, NULL, &l.ov, (void *)looks_up, NULL),
          WSA_IO_PENDING);
    lookup_wait(&l, 0, "198.51.100.1");
}

/* Routines of lookups that end together run side by side: each waits until all
 * have come. */
enum { MEETING = 8 };

static struct {
    struct lookup lookups[MEETING];
    LONG absent;
    HANDLE all;
} meeting;

static void CALLBACK meets(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped)
{
    if (InterlockedDecrement(&meeting.absent) == 0)
        SetEvent(meeting.all);
    ct_await(meeting.all);
    ended(error, bytes, overlapped);
}

static void routines_meet(const struct ct_row *row)
{
    if (!have_dns())
        return;
    (void)row;
    meeting.all = CreateEventW(NULL, TRUE, FALSE, NULL);
    meeting.absent = MEETING;
    for (int i = 0; i < MEETING; i++) {
        struct lookup *l = &meeting.lookups[i];

        lookup_make(l, BY_ROUTINE, ct_event());
        EQUAL(GetAddrInfoExW(W("v4.test"), NULL, NS_DNS, NULL, NULL,
                             (void *)&l->list, NULL, &l->ov, (void *)meets,
                             NULL),
              WSA_IO_PENDING);
    }
    for (int i = 0; i < MEETING; i++)
        lookup_wait(&meeting.lookups[i], 0, "198.51.100.1");
}

static void timed_out(const struct ct_row *row)
{
    struct timeval brief = {0, 50000}, long_time = {30, 0};
    DWORD before = GetTickCount();
    struct lookup never, slow;

    if (!have_dns())
        return;
    lookup_start(&never, "never.test", row->arg, &brief);
    lookup_start(&slow, "slow.test", row->arg, &long_time);
    lookup_wait(&never, WSAETIMEDOUT, NULL);
    CHECK(GetTickCount() - before >= 49);
    lookup_wait(&slow, 0, "198.51.100.5");
}

/* What nobody answers holds up nobody else. */
static void slow_beside_fast(const struct ct_row *row)
{
    static struct lookup never[200];
    struct lookup fast;
    DWORD before;

    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(never); i++) {
        lookup_make(&never[i], BY_ROUTINE, ct_event());
        EQUAL(lookup_begin(&never[i], i % 2 ? "never.test" : "silent.test",
                           BY_ROUTINE, NULL),
              WSA_IO_PENDING);
    }
    before = GetTickCount();
    for (int i = 0; i < 20; i++) {
        lookup_start(&fast, "v4.test", BY_EVENT, NULL);
        lookup_wait(&fast, 0, "198.51.100.1");
    }
    CHECK(GetTickCount() - before < 1900); /* before the others' time is over */
    for (int i = 0; i < CT_COUNT(never); i++)
        EQUAL(GetAddrInfoExCancel(&never[i].handle), 0);
    for (int i = 0; i < CT_COUNT(never); i++)
        lookup_wait(&never[i], WSA_E_CANCELLED, NULL);
}

/* Thousands at a time, each its own name; one event counts for all. */
enum { MANY = 4000 };

static struct {
    struct lookup lookups[MANY];
    LONG left;
    HANDLE all;
} many;

static void CALLBACK one_less(DWORD error, DWORD bytes,
                              LPWSAOVERLAPPED overlapped)
{
    struct lookup *l = (struct lookup *)overlapped;

    (void)bytes;
    l->error = error;
    InterlockedIncrement(&l->calls);
    if (InterlockedDecrement(&many.left) == 0)
        SetEvent(many.all);
}

static void thousands(const struct ct_row *row)
{
    struct timeval minute = {60, 0};
    WCHAR wide[64];
    char name[64];

    if (!have_dns())
        return;
    (void)row;
    many.all = ct_event();
    many.left = MANY;
    for (int i = 0; i < MANY; i++) {
        struct lookup *l = &many.lookups[i];

        lookup_make(l, BY_ROUTINE, NULL);
        snprintf(name, sizeof(name), "n%d.bulk.test", i);
        NEED(GetAddrInfoExW(widen(name, wide), NULL, NS_DNS, NULL, NULL,
                            (void *)&l->list, &minute, &l->ov, (void *)one_less,
                            NULL),
             WSA_IO_PENDING);
    }
    ct_await(many.all);
    for (int i = 0; i < MANY && !ct_failed(); i++) {
        EQUAL(many.lookups[i].calls, 1);
        EQUAL(many.lookups[i].error, 0);
        lookup_is(&many.lookups[i], 0, "198.51.100.30");
    }
}

/* One thread begins, another cancels: each lookup has one end, and it is a
 * cancellation exactly if that said so. */
enum { RACES = 300 };

static struct {
    struct lookup lookups[RACES];
    LONG begun;
    INT result[RACES];
} race;

static DWORD WINAPI canceller(void *arg)
{
    (void)arg;
    for (int i = 0; i < RACES; i++) {
        while (InterlockedCompareExchange(&race.begun, 0, 0) <= i)
            SwitchToThread();
        race.result[i] = GetAddrInfoExCancel(&race.lookups[i].handle);
    }
    return 0;
}

static void cancel_races(const struct ct_row *row)
{
    static const char *const name[] = {"v4.test", "never.test", "127.0.0.1"};
    static const char *const address[] = {"198.51.100.1", "", "127.0.0.1"};
    HANDLE thread;

    if (!have_dns())
        return;
    (void)row;
    race.begun = 0;
    thread = ct_thread(canceller, NULL);
    for (int i = 0; i < RACES; i++) {
        lookup_make(&race.lookups[i], i % 2, ct_event());
        EQUAL(lookup_begin(&race.lookups[i], name[i % 3], i % 2, NULL),
              WSA_IO_PENDING);
        InterlockedIncrement(&race.begun);
    }
    ct_join(thread);
    for (int i = 0; i < RACES && !ct_failed(); i++)
        if (race.result[i] == 0)
            lookup_wait(&race.lookups[i], WSA_E_CANCELLED, NULL);
        else
            lookup_wait(&race.lookups[i], 0, address[i % 3]);
}

/* The last WSACleanup ends everything, by WSA_E_CANCELLED, and soon. */
static void cleanup_ends(const struct ct_row *row)
{
    static struct lookup l[100];
    DWORD before;

    if (!have_dns())
        return;
    (void)row;
    for (int i = 0; i < CT_COUNT(l); i++) {
        lookup_make(&l[i], i % 2, ct_event());
        EQUAL(lookup_begin(&l[i], i % 4 < 2 ? "never.test" : "silent.test",
                           i % 2, NULL),
              WSA_IO_PENDING);
    }
    before = GetTickCount();
    WSACleanup();
    CHECK(GetTickCount() - before < 1900);
    for (int i = 0; i < CT_COUNT(l); i++)
        lookup_wait(&l[i], WSA_E_CANCELLED, NULL);
    EQUAL(GetAddrInfoExCancel(&l[0].handle), WSA_INVALID_HANDLE);
    WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
    lookup_start(&l[0], "v4.test", BY_EVENT, NULL);
    lookup_wait(&l[0], 0, "198.51.100.1");
}

#define EX(err, what, func, ...)                                               \
    ROW(GetAddrInfoEx, err, what, func, __VA_ARGS__)
#define BOTH(what, func)                                                       \
    RULE(GetAddrInfoEx, "by an event: " what, func, .arg = BY_EVENT),          \
        RULE(GetAddrInfoEx, "by a routine: " what, func, .arg = BY_ROUTINE)

static const struct ct_row rows[] = {
    BOTH("found", is_found),
    BOTH("found at once", found_at_once),
    RULE(GetAddrInfoEx, "failures that are told", fails),
    EX(WSAEINVAL, "an event and a routine", refused, .arg = 0),
    EX(WSAEINVAL, "neither event nor routine", refused, .arg = 1),
    EX(WSAEINVAL, "a routine without OVERLAPPED", refused, .arg = 2),
    FIRST(GetAddrInfoEx, WSA_INVALID_HANDLE, "lookup: hEvent is a port",
          refused, .arg = 3),
    EX(WSAHOST_NOT_FOUND, "neither name nor service, overlapped", refused,
       .arg = 4),
    EX(WSAEAFNOSUPPORT, "family 99, overlapped", refused, .arg = 5),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: unmapped OVERLAPPED", refused,
          .arg = 6),
    FIRST(GetAddrInfoEx, WSAEFAULT, "lookup: read-only OVERLAPPED", refused,
          .arg = 7),
    EX(WSANOTINITIALISED, "after WSACleanup, overlapped", cleaned),
    RULE(GetAddrInfoEx, "the event is reset", event_is_reset),
    EX(WSA_E_CANCELLED, "cancelled, by an event", cancelled, .arg = BY_EVENT),
    EX(WSA_E_CANCELLED, "cancelled, by a routine", cancelled,
       .arg = BY_ROUTINE),
    BOTH("cut off by its time", timed_out),
    RULE(GetAddrInfoEx, "slow servers beside fast ones", slow_beside_fast),
    RULE(GetAddrInfoEx, "thousands at a time", thousands),
    RULE(GetAddrInfoEx, "a lookup in a routine", lookup_in_routine),
    RULE(GetAddrInfoEx, "routines that wait for each other", routines_meet),
    RULE(GetAddrInfoEx, "ended by WSACleanup", cleanup_ends),
    RULE(GetAddrInfoExCancel, "races with the end", cancel_races),
    RULE(GetAddrInfoExCancel, "in the routine it is too late",
         cancel_in_routine),
    ROW(GetAddrInfoExCancel, WSA_INVALID_HANDLE, "finished", cancel_fails,
        .arg = 0),
    ROW(GetAddrInfoExCancel, WSA_INVALID_HANDLE, "timed out", cancel_fails,
        .arg = 1),
    ROW(GetAddrInfoExCancel, WSA_INVALID_HANDLE, "an event", cancel_fails,
        .arg = 2),
    ROW(GetAddrInfoExCancel, WSA_INVALID_HANDLE, "INVALID_HANDLE_VALUE",
        cancel_fails, .arg = 3),
    ROW(GetAddrInfoExCancel, WSA_INVALID_HANDLE, "NULL", cancel_fails,
        .arg = 4),
    FIRST(GetAddrInfoExCancel, WSAEFAULT, "cancel: unmapped", cancel_pointer,
          .arg = CT_UNMAPPED),
    FIRST(GetAddrInfoExCancel, WSAEFAULT, "cancel: NULL", cancel_pointer,
          .arg = CT_NULL),
    ROW(GetAddrInfoExOverlappedResult, WSAEINPROGRESS, "under way, by an event",
        result_pending, .arg = BY_EVENT),
    ROW(GetAddrInfoExOverlappedResult, WSAEINPROGRESS,
        "under way, by a routine", result_pending, .arg = BY_ROUTINE),
    ROW(GetAddrInfoExOverlappedResult, WSAEINVAL, "NULL", result_of_none),
    FIRST(GetAddrInfoExOverlappedResult, WSAEFAULT, "result: unmapped",
          result_pointer, .arg = CT_UNMAPPED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
