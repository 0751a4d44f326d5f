/* SPDX-License-Identifier: MIT */
/* Namespace providers of version 2: the sessions of their clients, and coming
 * and going while they are asked. */
#include "nspv2.h"

/* A query that its provider has left behind. */
static void left_behind(const struct ct_row *row)
{
    HANDLE h;

    v2_advertise();
    NEED(v2_ask(L"give:1", &h), 0);
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    EQUAL(v2.ended, 1);
    SOCKET_FAILS(row->code, v2_more(h));
    EQUAL(WSALookupServiceEnd(h), 0);
    EQUAL(v2.ended, 1);
}

/* One session, from the first query to WSACleanup. */
static void session(const struct ct_row *row)
{
    WSADATA data;
    HANDLE h;
    int i;

    (void)row;
    v2_advertise();
    EQUAL(v2.startups, 0);
    for (i = 0; i < 3; i++) {
        NEED(v2_ask(L"give:1", &h), 0);
        EQUAL(v2.seen, &v2_session);
        EQUAL(WSALookupServiceEnd(h), 0);
    }
    EQUAL(v2.startups, 1);
    EQUAL(v2.cleanups, 0);
    EQUAL(WSACleanup(), 0);
    EQUAL(v2.cleanups, 1);
    EQUAL(v2.rundowns, 0);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
    SOCKET_FAILS(WSASERVICE_NOT_FOUND, v2_ask(L"give:1", &h));
}

/* A session that the provider ends. */
static void session_run_down(const struct ct_row *row)
{
    HANDLE h;

    (void)row;
    v2_advertise();
    NEED(v2_ask(L"give:1", &h), 0);
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    EQUAL(v2.rundowns, 1);
    EQUAL(v2.cleanups, 1);
    EQUAL(v2.seen, &v2_session);
}

/* A client that is refused may try again. */
static void session_refused(const struct ct_row *row)
{
    HANDLE h;

    v2_advertise();
    v2.startup_code = row->code;
    SOCKET_FAILS(row->code, v2_ask(L"give:1", &h));
    SOCKET_FAILS(row->code, v2_ask(L"give:1", &h));
    EQUAL(v2.startups, 2);
    v2.startup_code = 0;
    EQUAL(v2_ask(L"give:1", &h), 0);
    EQUAL(v2.startups, 3);
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    EQUAL(v2.cleanups, 1);
}

/* Row: arg: a stub fails, a stub returns its code, or there is nothing. */
static void sessionless(const struct ct_row *row)
{
    NSPV2_ROUTINE table = v2_table();
    HANDLE h;

    memset(&v2, 0, sizeof(v2));
    v2.startup_code = row->arg == 0 ? WSAEOPNOTSUPP : 0;
    v2.startup_stub = row->arg == 1;
    if (row->arg == 2) {
        table.NSPv2Startup = NULL;
        table.NSPv2Cleanup = NULL;
        table.NSPv2ClientSessionRundown = NULL;
        table.NSPv2SetServiceEx = NULL;
    }
    NEED(v2_add(&v2_id, &table), 0);
    EQUAL(v2_ask(L"give:1", &h), 0);
    EQUAL(v2.seen, NULL);
    EQUAL(v2_more(h), 0);
    EQUAL(WSALookupServiceEnd(h), 0);
    if (row->arg == 2) {
        WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = SPACE};

        SOCKET_FAILS(WSAEOPNOTSUPP, WSASetServiceW(&q, RNRSERVICE_REGISTER, 0));
    }
}

/* Many queries at once while the provider comes and goes. Its queries have no
 * memory, as they may end while it is asked. */
static LONG stop;

static INT WSAAPI busy_begin(LPGUID id, LPWSAQUERYSET2W query, DWORD flags,
                             LPVOID session, LPHANDLE out)
{
    (void)id, (void)query, (void)flags, (void)session;
    InterlockedIncrement(&v2.begun);
    *out = (HANDLE)(ULONG_PTR)1;
    return 0;
}

static VOID WSAAPI busy_next(HANDLE call, HANDLE h, DWORD flags, LPDWORD length,
                             LPWSAQUERYSET2W out)
{
    (void)call, (void)h, (void)flags, (void)length;
    out->dwSize = sizeof(*out);
}

static INT WSAAPI busy_end(HANDLE h)
{
    (void)h;
    InterlockedIncrement(&v2.ended);
    return 0;
}

static DWORD WINAPI many_queries(void *arg)
{
    LONG *found = arg;
    HANDLE h;

    while (!InterlockedCompareExchange(&stop, 0, 0)) {
        char mine[1024];
        DWORD length = sizeof(mine);

        if (v2_ask(L"give:1", &h) != 0) {
            Sleep(0);
            continue;
        }
        if (WSALookupServiceNextW(h, 0, &length, (void *)mine) == 0)
            InterlockedIncrement(found);
        WSALookupServiceEnd(h);
    }
    return 0;
}

static void comes_and_goes(const struct ct_row *row)
{
    NSPV2_ROUTINE table = v2_table();
    HANDLE threads[3];
    LONG found = 0;
    int i;

    (void)row;
    memset(&v2, 0, sizeof(v2));
    table.NSPv2LookupServiceBegin = busy_begin;
    table.NSPv2LookupServiceNextEx =
        V2_PROC(LPNSPV2LOOKUPSERVICENEXTEX, busy_next);
    table.NSPv2LookupServiceEnd = busy_end;
    InterlockedExchange(&stop, 0);
    for (i = 0; i < 3; i++)
        threads[i] = ct_thread(many_queries, &found);
    for (i = 0; i < 200 || InterlockedCompareExchange(&found, 0, 0) == 0; i++) {
        EQUAL(v2_add(&v2_id, &table), 0);
        Sleep(0);
        EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
        EQUAL(v2.begun, v2.ended);
        EQUAL(v2.startups, v2.cleanups);
        v2.cleanups = v2.startups = 0;
    }
    InterlockedExchange(&stop, 1);
    for (i = 0; i < 3; i++)
        ct_join(threads[i]);
}

/* A provider that withdraws itself while it is asked. */
static VOID WSAAPI next_withdraws(HANDLE call, HANDLE h, DWORD flags,
                                  LPDWORD length, LPWSAQUERYSET2W out)
{
    (void)call, (void)h, (void)flags, (void)length, (void)out;
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    WSASetLastError(WSA_E_NO_MORE);
}

static void withdraws_itself(const struct ct_row *row)
{
    NSPV2_ROUTINE table = v2_table();
    HANDLE h;

    (void)row;
    memset(&v2, 0, sizeof(v2));
    table.NSPv2LookupServiceNextEx =
        V2_PROC(LPNSPV2LOOKUPSERVICENEXTEX, next_withdraws);
    EQUAL(v2_add(&v2_id, &table), 0);
    NEED(v2_ask(L"give:1", &h), 0);
    SOCKET_FAILS(WSA_E_NO_MORE, v2_more(h));
    EQUAL(v2.ended, 1);
    EQUAL(v2.cleanups, 1);
}

static const struct ct_row rows[] = {
    ROW(NSPv2Startup, WSAEACCES, "a client that may not", session_refused),
    ROW(NSPv2Startup, WSAEINVAL, "likewise", session_refused),
    ROW(NSPv2Startup, WSASERVICE_NOT_FOUND, "likewise", session_refused),
    ROW(NSPv2Startup, WSA_NOT_ENOUGH_MEMORY, "likewise", session_refused,
        .name = "WSA_NOT_ENOUGH_MEMORY"),
    ROW(NSPv2Startup, WSAEOPNOTSUPP, "a stub: there are no sessions",
        sessionless),
    RULE(NSPv2Startup, "a stub that returns its code", sessionless, .arg = 1),
    RULE(NSPv2Startup, "only what must be there is", sessionless, .arg = 2),
    RULE(NSPv2Startup, "one session for each client", session),
    RULE(NSPv2ClientSessionRundown, "its provider ends it", session_run_down),
    RULE(WSAUnadvertiseProvider, "ends queries", left_behind,
         .code = WSA_E_CANCELLED),
    RULE(WSAAdvertiseProvider, "comes and goes while it is asked",
         comes_and_goes),
    RULE(WSAUnadvertiseProvider, "by the provider itself, inside a call",
         withdraws_itself),
};

int main(int argc, char **argv)
{
    return v2_main(argc, argv, rows, CT_COUNT(rows));
}
