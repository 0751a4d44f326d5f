/* SPDX-License-Identifier: MIT */
/* The end of queries of namespace providers: of their results, by the
 * program, by another thread, with Windows Sockets. */
#include "nsproviders.h"

static void end_twice(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1");
    DWORD length = sizeof(room);

    EQUAL(WSALookupServiceEnd(h), 0);
    if (strcmp(row->function, "WSALookupServiceEnd") == 0)
        SOCKET_FAILS(row->code, WSALookupServiceEnd(h));
    else if (strcmp(row->function, "WSALookupServiceNext") == 0)
        SOCKET_FAILS(row->code, next(h, 0));
    else
        SOCKET_FAILS(row->code,
                     WSANSPIoctl(h, NSP_WHO, NULL, 0, NULL, 0, &length, NULL));
}

static HANDLE waiting_lookup;

static void next_waits(struct ct_blocked *b)
{
    b->res = next(waiting_lookup, LUP_RETURN_ALL);
    b->err = WSAGetLastError();
}

/* Another thread ends the query, or Windows Sockets, while Next waits. */
static void next_cancelled(const struct ct_row *row)
{
    struct ct_blocked b = {.run = next_waits};
    WSADATA data;

    if (row->arg2) {
        WSACleanup();
        EQUAL(WSAStartup(MAKEWORD(2, 0), &data), 0);
    }
    waiting_lookup = ASK(L"wait", .provider = &first);
    ct_blocked_start(&b);
    ct_await(waiting_event());
    if (row->arg)
        EQUAL(WSACleanup(), 0);
    else
        EQUAL(WSALookupServiceEnd(waiting_lookup), 0);
    ct_blocked_end(&b);
    ct_verdict(b.res, SOCKET_ERROR, b.err, row->code, "WSALookupServiceNext");
    if (row->arg)
        EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

/* By the version that was agreed on, whichever code a provider has. */
static void no_more(const struct ct_row *row)
{
    WSADATA data;
    HANDLE h = NULL;
    WSAQUERYSETW q = {.dwSize = sizeof(q),
                      .dwNameSpace = row->arg2 ? OLDER_SPACE : NSP_SPACE};

    if (row->arg) {
        WSACleanup();
        EQUAL(WSAStartup((WORD)row->arg, &data), 0);
    }
    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)L"give:0";
    NEED(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h), 0);
    SOCKET_FAILS(row->code, next(h, LUP_RETURN_ALL));
    EQUAL(WSALookupServiceEnd(h), 0);
}

static const struct ct_row rows[] = {
    ROW(WSALookupServiceEnd, WSA_INVALID_HANDLE, "twice", end_twice),
    ROW(WSALookupServiceNext, WSA_INVALID_HANDLE, "after the end", end_twice),
    ROW(WSANSPIoctl, WSA_INVALID_HANDLE, "after the end", end_twice),
    ROW(WSALookupServiceNext, WSA_E_CANCELLED, "ended meanwhile",
        next_cancelled),
    ROW(WSALookupServiceNext, WSA_E_CANCELLED, "WSACleanup meanwhile",
        next_cancelled, .arg = 1),
    ROW(WSALookupServiceNext, WSAECANCELLED, "ended meanwhile, below 2.2",
        next_cancelled, .arg2 = 1),
    ROW(WSALookupServiceNext, WSA_E_NO_MORE, "2.2", no_more),
    ROW(WSALookupServiceNext, WSA_E_NO_MORE, "2.2, an older provider", no_more,
        .arg2 = 1),
    ROW(WSALookupServiceNext, WSAENOMORE, "2.1", no_more, .arg = 0x102),
    ROW(WSALookupServiceNext, WSAENOMORE, "1.1", no_more, .arg = 0x101),
    ROW(WSALookupServiceNext, WSAENOMORE, "2.0, an older provider", no_more,
        .arg = 2, .arg2 = 1),
};

int main(int argc, char **argv)
{
    return ns_main(argc, argv, rows, CT_COUNT(rows));
}
