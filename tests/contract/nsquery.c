/* SPDX-License-Identifier: MIT */
/* Queries, as namespace providers answer them: several to one query, some
 * that fail. */
#include "nsproviders.h"

#include <sporder.h>

/* Row: the names of all results, one after the other. */
static void results_are(HANDLE h, const WCHAR *const *names, int count)
{
    for (int i = 0; i < count && !ct_failed(); i++) {
        EQUAL(next(h, LUP_RETURN_ALL), 0);
        if (!ct_failed())
            CHECK(wcscmp(answer->lpszServiceInstanceName, names[i]) == 0);
    }
    SOCKET_FAILS(WSA_E_NO_MORE, next(h, LUP_RETURN_ALL));
    SOCKET_FAILS(WSA_E_NO_MORE, next(h, LUP_RETURN_ALL)); /* and stays so */
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void in_order(const struct ct_row *row)
{
    static const WCHAR *const names[] = {L"1-1", L"1-2", L"1-3",
                                         L"2-1", L"2-2", L"2-3"};

    (void)row;
    results_are(ASK(L"give:3"), names, 6);
}

static int guid_at(const GUID *ids, int n, const GUID *id)
{
    int i = 0;

    while (i < n && memcmp(&ids[i], id, sizeof(*id)) != 0)
        i++;
    return i;
}

/* The two change places, and back. */
static void in_another_order(const struct ct_row *row)
{
    static const WCHAR *const back[] = {L"2-1", L"1-1"};
    static const WCHAR *const forth[] = {L"1-1", L"2-1"};
    WSANAMESPACE_INFOW *all = (void *)room;
    GUID ids[64];
    WSADATA data;
    int i, n, a, b;

    (void)row;
    for (i = 0; i < 2; i++) {
        DWORD length = sizeof(room);

        n = WSAEnumNameSpaceProvidersW(&length, all);
        for (int k = 0; k < n; k++)
            ids[k] = all[k].NSProviderId;
        a = guid_at(ids, n, &first);
        b = guid_at(ids, n, &second);
        NEED(a < n && b < n, TRUE);
        ids[a] = second;
        ids[b] = first;
        EQUAL(WSCWriteNameSpaceOrder(ids, (DWORD)n), 0);
        EQUAL(WSACleanup(), 0);
        EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
        results_are(ASK(L"give:1"), i == 0 ? back : forth, 2);
    }
}

static void one_provider(const struct ct_row *row)
{
    static const WCHAR *const names[] = {L"2-1", L"2-2"};

    (void)row;
    results_are(ASK(L"give:2", .provider = &second), names, 2);
}

/* The first fails, in some way; the second answers. */
static void one_fails(const struct ct_row *row)
{
    static const WCHAR *const orders[] = {L"refuse:10013", L"refuse:0",
                                          L"fail:10013",   L"fail:0",
                                          L"greedy",       L"give:0"};
    static const WCHAR *const names[] = {L"2-1"};

    results_are(ASK(orders[row->arg], .context = L"1"), names, 1);
}

static void begin_code(const struct ct_row *row)
{
    WCHAR order[32];
    struct ask ask = {.name = order, .provider = row->arg ? &first : NULL};
    HANDLE h;

    swprintf(order, 32, L"refuse:%d", row->arg2);
    SOCKET_FAILS(row->code, ask_begin(&ask, &h));
}

static void next_code(const struct ct_row *row)
{
    WCHAR order[32];
    HANDLE h;

    swprintf(order, 32, L"fail:%d", row->arg2);
    h = ASK(order);
    SOCKET_FAILS(row->code, next(h, LUP_RETURN_ALL));
    SOCKET_FAILS(WSA_E_NO_MORE, next(h, LUP_RETURN_ALL)); /* told once */
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* Memory may come back: nobody is given up for it. */
static void next_memory(const struct ct_row *row)
{
    HANDLE h = ASK(L"fail:8", .context = L"1");

    SOCKET_FAILS(row->code, next(h, LUP_RETURN_ALL));
    SOCKET_FAILS(row->code, next(h, LUP_RETURN_ALL));
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void next_inval(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1");
    DWORD length = sizeof(room);

    SOCKET_FAILS(row->code, WSALookupServiceNextW(h, 0, NULL, answer));
    SOCKET_FAILS(row->code,
                 WSALookupServiceNextW(h, LUP_CONTAINERS | LUP_NOCONTAINERS,
                                       &length, answer));
    SOCKET_FAILS(WSAEFAULT, WSALookupServiceNextW(h, 0, ct_unmapped(), answer));
    EQUAL(next(h, LUP_RETURN_ALL), 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* Too little room: the size is told, the result waits. */
static void next_room(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:2", .provider = &first);
    DWORD length = 0, need, less;

    SOCKET_FAILS(row->code,
                 WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, NULL));
    CHECK(length > sizeof(WSAQUERYSETW));
    need = length;
    less = need - 1;
    SOCKET_FAILS(row->code, WSALookupServiceNextW(h, LUP_RETURN_ALL, &less,
                                                  ct_edge(need - 1)));
    EQUAL(less, need);
    SOCKET_FAILS(row->code, WSALookupServiceNextW(h, LUP_RETURN_ALL, &length,
                                                  ct_readonly()));
    EQUAL(WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, ct_edge(need)), 0);
    EQUAL(next(h, LUP_RETURN_ALL), 0);
    CHECK(wcscmp(answer->lpszServiceInstanceName, L"1-2") == 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void next_flush(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:2", .provider = &first);
    DWORD length = 0;

    (void)row;
    SOCKET_FAILS(WSAEFAULT,
                 WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, NULL));
    EQUAL(next(h, LUP_RETURN_ALL | LUP_FLUSHPREVIOUS), 0);
    CHECK(wcscmp(answer->lpszServiceInstanceName, L"1-2") == 0);
    SOCKET_FAILS(WSA_E_NO_MORE, next(h, LUP_RETURN_ALL | LUP_FLUSHPREVIOUS));
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* A result that waits is cut to what is asked for when it is fetched. */
static void next_waits_narrower(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1", .provider = &first);
    DWORD length = 0;

    (void)row;
    SOCKET_FAILS(WSAEFAULT,
                 WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, NULL));
    EQUAL(next(h, LUP_RETURN_TYPE), 0);
    EQUAL(answer->lpszServiceInstanceName, NULL);
    EQUAL(answer->lpszComment, NULL);
    EQUAL(answer->dwNumberOfCsAddrs, 0);
    EQUAL(answer->lpBlob, NULL);
    CHECK(memcmp(answer->lpServiceClassId, &some_class, sizeof(GUID)) == 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* Never more than was asked for at the beginning, nor than now. */
static void next_flags(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:2", .provider = &first,
                   .flags = LUP_RETURN_NAME | LUP_RETURN_COMMENT);

    (void)row;
    EQUAL(next(h, LUP_RETURN_ALL), 0);
    CHECK(answer->lpszServiceInstanceName != NULL);
    CHECK(answer->lpszComment != NULL);
    EQUAL(answer->lpBlob, NULL);
    EQUAL(next(h, LUP_RETURN_NAME), 0);
    CHECK(answer->lpszServiceInstanceName != NULL);
    EQUAL(answer->lpszComment, NULL);
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void whole_result(void)
{
    const struct sockaddr_in *in;

    EQUAL(answer->dwSize, sizeof(*answer));
    EQUAL(answer->dwNameSpace, NSP_SPACE);
    NEED(answer->dwNumberOfCsAddrs, 1);
    NEED(answer->dwNumberOfProtocols, 1);
    EQUAL(answer->lpafpProtocols[0].iAddressFamily, AF_INET);
    in = (void *)answer->lpcsaBuffer[0].RemoteAddr.lpSockaddr;
    EQUAL(in->sin_port, htons(1));
    EQUAL(answer->lpVersion->dwVersion, 7);
    EQUAL(answer->lpBlob->cbSize, 4);
    EQUAL(answer->lpBlob->pBlobData[3], 0x5a);
    CHECK(memcmp(answer->lpNSProviderId, &first, sizeof(GUID)) == 0);
    CHECK((char *)answer->lpNSProviderId > room);
    CHECK((char *)answer->lpNSProviderId < room + sizeof(room));
}

static void result_wide(const struct ct_row *row)
{
    HANDLE h = ASK(L"give:1", .provider = &first);

    (void)row;
    NEED(next(h, LUP_RETURN_ALL), 0);
    whole_result();
    CHECK(wcscmp(answer->lpszQueryString, L"query") == 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* The whole way in UTF-8. */
static void result_narrow(const struct ct_row *row)
{
    WSAQUERYSETA q = {.dwSize = sizeof(q), .dwNameSpace = NSP_SPACE};
    WSAQUERYSETA *narrow = (void *)room;
    DWORD length = 0;
    HANDLE h = NULL;

    (void)row;
    q.lpszServiceInstanceName = (char *)(uintptr_t) "give:1";
    q.lpNSProviderId = &first;
    NEED(WSALookupServiceBeginA(&q, LUP_RETURN_ALL, &h), 0);
    SOCKET_FAILS(WSAEFAULT,
                 WSALookupServiceNextA(h, LUP_RETURN_ALL, &length, NULL));
    memset(room, 0, sizeof(room));
    NEED(WSALookupServiceNextA(h, LUP_RETURN_ALL, &length, narrow), 0);
    whole_result();
    CHECK(strcmp(narrow->lpszServiceInstanceName, "1-1") == 0);
    CHECK(strcmp(narrow->lpszComment, "comment") == 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* More than the dispatcher offers a provider at first. */
static void result_large(const struct ct_row *row)
{
    static char large[300000];
    HANDLE h = ASK(L"large:200000", .provider = &first);
    DWORD length = sizeof(large);
    WSAQUERYSETW *set = (void *)large;

    (void)row;
    NEED(WSALookupServiceNextW(h, LUP_RETURN_BLOB, &length, set), 0);
    EQUAL(set->lpBlob->cbSize, 200000);
    EQUAL(set->lpBlob->pBlobData[199999], 0x5a);
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* A provider's result whose pointers lead nowhere is a failure of its own. */
static void result_astray(const struct ct_row *row)
{
    WCHAR order[32];
    HANDLE h;

    swprintf(order, 32, L"astray:%d", row->arg);
    h = ASK(order, .provider = &first);
    SOCKET_FAILS(row->code, next(h, LUP_RETURN_ALL));
    SOCKET_FAILS(WSA_E_NO_MORE, next(h, LUP_RETURN_ALL));
    EQUAL(WSALookupServiceEnd(h), 0);
}

static void quiet(const struct ct_row *row)
{
    HANDLE h = NULL;
    struct ask ask = {.name = L"fail:10013", .context = L"1"};

    (void)row;
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(ask_begin(&ask, &h), 0);
    EQUAL(next(h, LUP_RETURN_ALL), 0); /* of the second */
    EQUAL(WSALookupServiceEnd(h), 0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
}

#define BEGIN_CODE(err)                                                        \
    ROW(WSALookupServiceBegin, err, "all providers say so", begin_code,        \
        .arg2 = err),                                                          \
        ROW(WSALookupServiceBegin, err, "the provider says so", begin_code,    \
            .arg = 1, .arg2 = err)
#define SURVIVES(what, i)                                                      \
    RULE(WSALookupServiceNext, "others answer: " what, one_fails, .arg = i)
#define ASTRAY(i)                                                              \
    RULE(WSALookupServiceNext, "a provider's pointers: " #i, result_astray,    \
         .code = WSASYSCALLFAILURE, .arg = i)

static const struct ct_row rows[] = {
    RULE(WSALookupServiceNext, "results in the catalog's order", in_order),
    RULE(WSCWriteNameSpaceOrder, "decides the order of results",
         in_another_order),
    RULE(WSCWriteNameSpaceOrder, "decides the order of results",
         in_another_order),
    RULE(WSALookupServiceNext, "of one provider", one_provider),
    SURVIVES("one refuses", 0),
    SURVIVES("one refuses and names no code", 1),
    SURVIVES("one fails", 2),
    SURVIVES("one fails and names no code", 3),
    SURVIVES("one always wants more room", 4),
    SURVIVES("one has nothing", 5),
    BEGIN_CODE(WSASERVICE_NOT_FOUND),
    BEGIN_CODE(WSANO_DATA),
    BEGIN_CODE(WSAEINVAL),
    BEGIN_CODE(WSA_NOT_ENOUGH_MEMORY),
    RULE(WSALookupServiceBegin, "a provider that names no code", begin_code,
         .code = WSASYSCALLFAILURE),
    ROW(WSALookupServiceNext, WSANO_DATA, "all providers say so", next_code,
        .arg2 = WSANO_DATA),
    ROW(WSALookupServiceNext, WSA_NOT_ENOUGH_MEMORY, "the provider says so",
        next_memory),
    RULE(WSALookupServiceNext, "WSASERVICE_NOT_FOUND", next_code,
         .code = WSASERVICE_NOT_FOUND, .arg2 = WSASERVICE_NOT_FOUND),
    RULE(WSALookupServiceNext, "providers that name no code", next_code,
         .code = WSASYSCALLFAILURE),
    ROW(WSALookupServiceNext, WSAEINVAL, "arguments", next_inval),
    ROW(WSALookupServiceNext, WSAEFAULT, "too little room", next_room),
    RULE(WSALookupServiceNext, "LUP_FLUSHPREVIOUS", next_flush),
    RULE(WSALookupServiceNext, "a result that waits, and other flags",
         next_waits_narrower),
    RULE(WSALookupServiceNext, "flags restrict", next_flags),
    RULE(WSALookupServiceNext, "a result, wide", result_wide),
    RULE(WSALookupServiceNext, "a result, narrow", result_narrow),
    RULE(WSALookupServiceNext, "a large result", result_large),
    ASTRAY(0),
    ASTRAY(1),
    ASTRAY(2),
    ASTRAY(3),
    ASTRAY(4),
    ASTRAY(5),
    ASTRAY(6),
    ASTRAY(7),
    RULE(WSALookupServiceNext, "success leaves the last error alone", quiet),
};

int main(int argc, char **argv)
{
    return ns_main(argc, argv, rows, CT_COUNT(rows));
}
