/* SPDX-License-Identifier: MIT */
/* Loading namespace providers: when, how often, and those that cannot be
 * used. */
#include "nsproviders.h"

static void liar_code(const struct ct_row *row)
{
    GUID id = liar_id(row->arg);
    struct ask ask = {.name = L"give:1", .provider = &id};
    HANDLE h;

    SOCKET_FAILS(liars[row->arg].code, ask_begin(&ask, &h));
    SOCKET_FAILS(liars[row->arg].code, ask_begin(&ask, &h)); /* remembered */
}

static void old_table(const struct ct_row *row)
{
    GUID id = liar_id(OLD_TABLE);
    HANDLE h = ASK(L"give:1", .provider = &id);
    DWORD size = 0;

    (void)row;
    SOCKET_FAILS(WSAEOPNOTSUPP, WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0,
                                            NULL, 0, &size, NULL));
    SOCKET_FAILS(WSA_E_NO_MORE, next(h, 0));
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* Loaded when it is first asked, once for each provider, and told of the end.
 */
static void loaded_once(const struct ct_row *row)
{
    LONG starts = count(NSP_STARTS), cleanups = count(NSP_CLEANUPS);
    DWORD length = sizeof(room);
    WSADATA data;

    (void)row;
    CHECK(WSAEnumNameSpaceProvidersW(&length, (void *)room) > 0);
    EQUAL(count(NSP_STARTS), starts);
    for (int i = 0; i < 3; i++)
        EQUAL(WSALookupServiceEnd(ASK(L"give:1")), 0);
    EQUAL(count(NSP_STARTS), starts + 2);
    EQUAL(count(NSP_OPEN), 0);
    EQUAL(WSACleanup(), 0);
    EQUAL(count(NSP_CLEANUPS), cleanups + 2);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

/* Queries that the program left open are ended with Windows Sockets. */
static void left_open(const struct ct_row *row)
{
    LONG cleanups = count(NSP_CLEANUPS);
    HANDLE h = ASK(L"give:1");
    WSADATA data;

    (void)row;
    EQUAL(count(NSP_OPEN), 2);
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(WSACleanup(), 0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    EQUAL(count(NSP_OPEN), 0);
    EQUAL(count(NSP_CLEANUPS), cleanups + 2);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
    SOCKET_FAILS(WSA_INVALID_HANDLE, next(h, 0));
}

static DWORD WINAPI many_queries(void *arg)
{
    for (int i = 0; i < 200; i++) {
        struct ask ask = {.name = L"give:1", .flags = LUP_RETURN_ALL};
        HANDLE h = NULL;
        char mine[2048];
        DWORD length = sizeof(mine);

        if (ask_begin(&ask, &h) != 0)
            return 1;
        if (WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, (void *)mine) !=
            0)
            return 2;
        if (WSALookupServiceEnd(h) != 0)
            return 3;
    }
    *(DWORD *)arg = 0;
    return 0;
}

/* All are first at once. */
static void many_threads(const struct ct_row *row)
{
    LONG starts = count(NSP_STARTS);
    DWORD failed[4] = {1, 1, 1, 1};
    HANDLE threads[4];

    (void)row;
    for (int i = 0; i < 4; i++)
        threads[i] = ct_thread(many_queries, &failed[i]);
    for (int i = 0; i < 4; i++) {
        ct_join(threads[i]);
        EQUAL(failed[i], 0);
    }
    EQUAL(count(NSP_STARTS), starts + 2);
    EQUAL(count(NSP_OPEN), 0);
}

static void listed(const struct ct_row *row)
{
    WSANAMESPACE_INFOW *all = (void *)room;
    DWORD length = sizeof(room);
    int count_all = WSAEnumNameSpaceProvidersW(&length, all), at = -1;

    (void)row;
    for (int i = 0; i < count_all; i++)
        if (memcmp(&all[i].NSProviderId, &first, sizeof(GUID)) == 0)
            at = i;
    CHECK(at >= 0 && at + 1 < count_all);
    if (ct_failed())
        return;
    CHECK(wcscmp(all[at].lpszIdentifier, L"first") == 0);
    EQUAL(all[at].dwNameSpace, NSP_SPACE);
    EQUAL(all[at].dwVersion, 1);
    EQUAL(all[at].fActive, TRUE);
    CHECK(memcmp(&all[at + 1].NSProviderId, &second, sizeof(GUID)) == 0);
}

#define LIAR(what, i)                                                          \
    RULE(WSALookupServiceBegin, "a provider that cannot be used: " what,       \
         liar_code, .arg = i)

static const struct ct_row rows[] = {
    RULE(WSAEnumNameSpaceProviders, "what was installed, in order", listed),
    LIAR("no NSPStartup", 0),
    LIAR("NSPStartup fails", 1),
    LIAR("NSPStartup fails and names no code", 2),
    LIAR("NSPStartup fails and fills the table", 3),
    LIAR("a file that is none", 4),
    LIAR("a file that is gone", 5),
    LIAR("no version", 6),
    LIAR("a procedure is missing", 7),
    LIAR("a table that is too short", 8),
    RULE(WSALookupServiceBegin, "a table from before NSPIoctl", old_table),
    RULE(WSALookupServiceBegin, "providers are loaded once", loaded_once),
    RULE(WSALookupServiceBegin, "by many threads at once", many_threads),
    RULE(WSACleanup, "ends open queries", left_open),
};

int main(int argc, char **argv)
{
    return ns_main(argc, argv, rows, CT_COUNT(rows));
}
