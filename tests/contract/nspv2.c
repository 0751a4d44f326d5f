/* SPDX-License-Identifier: MIT */
/* Namespace providers of version 2: being advertised and withdrawn, and the
 * queries and services of WSALookupService... and WSASetService. */
#include "nspv2.h"

enum { ADVERTISE, UNADVERTISE, COMPLETE };

static INT call_made(int which, GUID *id, NSPV2_ROUTINE *table)
{
    if (which == ADVERTISE)
        return v2_add(id, table);
    if (which == UNADVERTISE)
        return WSAUnadvertiseProvider(id);
    return WSAProviderCompleteAsyncCall((HANDLE)id, 0);
}

/* Row: arg which call, arg2: what is wrong. */
enum {
    NO_ID,
    NO_TABLE,
    NO_BEGIN,
    NO_NEXT,
    NO_END,
    TOO_SHORT,
    NOBODY,
    VERSION_1
};

static void fails(const struct ct_row *row)
{
    NSPV2_ROUTINE table = v2_table();
    GUID nobody = {7, 7, 7, {7}};
    GUID *id = row->arg2 == NO_ID       ? NULL
               : row->arg2 == NOBODY    ? &nobody
               : row->arg2 == VERSION_1 ? &v1_id
                                        : &v2_id;

    if (row->flags & CT_CLEANED)
        WSACleanup();
    if (row->arg2 == NO_BEGIN)
        table.NSPv2LookupServiceBegin = NULL;
    if (row->arg2 == NO_NEXT)
        table.NSPv2LookupServiceNextEx = NULL;
    if (row->arg2 == NO_END)
        table.NSPv2LookupServiceEnd = NULL;
    if (row->arg2 == TOO_SHORT)
        table.cbSize = 16;
    SOCKET_FAILS(row->code, call_made(row->arg, id,
                                      row->arg2 == NO_TABLE ? NULL : &table));
}

static void bad_memory(const struct ct_row *row)
{
    NSPV2_ROUTINE table = v2_table();

    SOCKET_FAILS(row->code, call_made(row->arg, ct_unmapped(), &table));
    if (row->arg == ADVERTISE)
        SOCKET_FAILS(row->code, call_made(row->arg, &v2_id, ct_unmapped()));
}

static void twice(const struct ct_row *row)
{
    NSPV2_ROUTINE table = v2_table();

    v2_advertise();
    SOCKET_FAILS(row->code, v2_add(&v2_id, &table));
    EQUAL(v2_add(&v2_mail, &table), 0);
    EQUAL(WSAUnadvertiseProvider(&v2_mail), 0);
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    SOCKET_FAILS(row->code, WSAUnadvertiseProvider(&v2_id));
    EQUAL(v2_add(&v2_id, &table), 0);
}

/* Nobody advertises it, any more. */
static void not_there(const struct ct_row *row)
{
    HANDLE h;

    SOCKET_FAILS(row->code, v2_ask(L"give:1", &h));
    v2_advertise();
    EQUAL(v2_ask(L"give:1", &h), 0);
    EQUAL(WSALookupServiceEnd(h), 0);
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    SOCKET_FAILS(row->code, v2_ask(L"give:1", &h));
}

static void results(const struct ct_row *row)
{
    HANDLE h;

    (void)row;
    v2_advertise();
    NEED(v2_ask(L"give:2", &h), 0);
    EQUAL(v2.flags, LUP_RETURN_ALL);
    CHECK(wcscmp(v2.string, L"query") == 0);
    WSASetLastError(CT_UNTOUCHED);
    NEED(v2_more(h), 0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    CHECK(wcscmp(v2_found->lpszServiceInstanceName, L"found") == 0);
    EQUAL(v2_found->dwNumberOfCsAddrs, 1);
    EQUAL(v2_more(h), 0);
    SOCKET_FAILS(WSA_E_NO_MORE, v2_more(h));
    EQUAL(WSALookupServiceEnd(h), 0);
    EQUAL(v2.begun, 1);
    EQUAL(v2.ended, 1);
}

/* Of any size, whatever room the program has. */
static void large(const struct ct_row *row)
{
    static char big[100000];
    DWORD length = 64;
    HANDLE h;

    (void)row;
    v2_advertise();
    NEED(v2_ask(L"large:70000", &h), 0);
    SOCKET_FAILS(WSAEFAULT, WSALookupServiceNextW(h, 0, &length, (void *)big));
    CHECK(length > 70000 && length < sizeof(big));
    EQUAL(WSALookupServiceNextW(h, 0, &length, (void *)big), 0);
    EQUAL(((WSAQUERYSETW *)(void *)big)->lpBlob->cbSize, 70000);
    SOCKET_FAILS(WSA_E_NO_MORE, v2_more(h));
    EQUAL(WSALookupServiceEnd(h), 0);
}

/* Row: arg is the order. */
static const WCHAR *const orders[] = {L"refuse:11001", L"refuse:0",
                                      L"fail:11004",   L"greedy:0",
                                      L"astray:0",     L"fail:10060"};

static void order_fails(const struct ct_row *row)
{
    HANDLE h = NULL;
    int i;

    v2_advertise();
    for (i = 0; i < 2; i++) {
        WSASetLastError(CT_UNTOUCHED);
        if (v2_ask(orders[row->arg], &h) == 0)
            SOCKET_FAILS(row->code, v2_more(h));
        else
            EQUAL(WSAGetLastError(), row->code);
    }
    EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    EQUAL(v2.begun, v2.ended);
}

static HANDLE waiting;

static void more_waits(struct ct_blocked *b)
{
    b->res = v2_more(waiting);
    b->err = WSAGetLastError();
}

/* Row: arg: who ends it. */
static void more_ended(const struct ct_row *row)
{
    struct ct_blocked b = {.run = more_waits};
    WSADATA data;

    v2_advertise();
    NEED(v2_ask(L"wait:0", &waiting), 0);
    ct_blocked_start(&b);
    ct_await(v2.waits);
    if (row->arg == 0)
        EQUAL(WSALookupServiceEnd(waiting), 0);
    else if (row->arg == 1)
        EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    else
        EQUAL(WSACleanup(), 0);
    ct_blocked_end(&b);
    ct_verdict(b.res, SOCKET_ERROR, b.err, row->code, "WSALookupServiceNext");
    EQUAL(v2.ended, 1);
    if (row->arg == 2)
        EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

static void services(const struct ct_row *row)
{
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = SPACE};
    struct sockaddr_in sin = ct_loopback(htons(25));
    CSADDR_INFO address = {.RemoteAddr = {SA(&sin), sizeof(sin)}};

    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)L"service";
    q.lpcsaBuffer = &address;
    q.dwNumberOfCsAddrs = 1;
    v2_advertise();
    EQUAL(WSASetServiceW(&q, RNRSERVICE_DELETE, SERVICE_MULTIPLE), 0);
    EQUAL(v2.op, RNRSERVICE_DELETE);
    EQUAL(v2.set_flags, SERVICE_MULTIPLE);
    EQUAL(v2.addresses, 1);
    EQUAL(v2.port, htons(25));
    EQUAL(v2.seen, &v2_session);
    v2.set_code = row->code;
    SOCKET_FAILS(row->code, WSASetServiceW(&q, RNRSERVICE_REGISTER, 0));
}

#define ADVERTISED(err, what, i, ...)                                          \
    ROW(WSAAdvertiseProvider, err, what, fails, .arg = ADVERTISE, .arg2 = i,   \
        __VA_ARGS__)
#define FAULT(fn, i) ROW(fn, WSAEFAULT, "unmapped", bad_memory, .arg = i)
#define BEGUN(err, what, i)                                                    \
    RULE(WSALookupServiceBegin, what, order_fails, .code = err, .arg = i)

static const struct ct_row rows[] = {
    ADVERTISED(WSANOTINITIALISED, "before WSAStartup", TOO_SHORT,
               .flags = CT_UNSTARTED),
    ADVERTISED(WSAEINVAL, "id NULL", NO_ID),
    ADVERTISED(WSAEINVAL, "table NULL", NO_TABLE),
    ADVERTISED(WSAEINVAL, "no NSPv2LookupServiceBegin", NO_BEGIN),
    ADVERTISED(WSAEINVAL, "no NSPv2LookupServiceNextEx", NO_NEXT),
    ADVERTISED(WSAEINVAL, "no NSPv2LookupServiceEnd", NO_END),
    ADVERTISED(WSAEINVAL, "a table that is too short", TOO_SHORT),
    ADVERTISED(WSAEINVALIDPROVIDER, "a provider of nobody", NOBODY),
    ADVERTISED(WSAEINVALIDPROVIDER, "a provider of version 1", VERSION_1),
    FAULT(WSAAdvertiseProvider, ADVERTISE),
    ROW(WSAAdvertiseProvider, WSAEINVAL, "advertised already", twice),
    ROW(WSAUnadvertiseProvider, WSAEINVAL, "id NULL", fails, .arg = UNADVERTISE,
        .arg2 = NO_ID),
    ROW(WSAUnadvertiseProvider, WSAEINVAL, "a provider of nobody", fails,
        .arg = UNADVERTISE, .arg2 = NOBODY),
    RULE(WSAUnadvertiseProvider, "unmapped: WSAEFAULT", bad_memory,
         .code = WSAEFAULT, .arg = UNADVERTISE),
    RULE(WSAUnadvertiseProvider, "before WSAStartup: WSANOTINITIALISED", fails,
         .code = WSANOTINITIALISED, .arg = UNADVERTISE, .arg2 = TOO_SHORT,
         .flags = CT_UNSTARTED),
    ROW(WSAProviderCompleteAsyncCall, WSANOTINITIALISED, "before WSAStartup",
        fails, .arg = COMPLETE, .flags = CT_UNSTARTED),
    ROW(WSAProviderCompleteAsyncCall, WSAEINVAL, "handle NULL", fails,
        .arg = COMPLETE, .arg2 = NO_ID),
    ROW(WSAProviderCompleteAsyncCall, WSAEINVAL, "no handle", fails,
        .arg = COMPLETE, .arg2 = NOBODY),
    RULE(WSALookupServiceBegin, "nobody advertises the provider", not_there,
         .code = WSASERVICE_NOT_FOUND),
    RULE(WSALookupServiceNext, "results of version 2", results),
    RULE(WSALookupServiceNext, "a large result of version 2", large),
    BEGUN(WSAHOST_NOT_FOUND, "version 2 refuses with a code", 0),
    BEGUN(WSASYSCALLFAILURE, "version 2 refuses without a code", 1),
    BEGUN(WSANO_DATA, "version 2 fails with a code", 2),
    BEGUN(WSASYSCALLFAILURE, "version 2 wants room without end", 3),
    BEGUN(WSASYSCALLFAILURE, "version 2 has a pointer that leads nowhere", 4),
    BEGUN(WSAETIMEDOUT, "version 2 fails with another code", 5),
    RULE(WSALookupServiceEnd, "ends a call of version 2 that waits", more_ended,
         .code = WSA_E_CANCELLED),
    RULE(WSAUnadvertiseProvider, "ends a call that waits", more_ended,
         .code = WSA_E_CANCELLED, .arg = 1),
    RULE(WSACleanup, "ends a call of version 2 that waits", more_ended,
         .code = WSA_E_CANCELLED, .arg = 2),
    RULE(WSASetService, "services of version 2", services, .code = WSAEACCES),
};

int main(int argc, char **argv)
{
    return v2_main(argc, argv, rows, CT_COUNT(rows));
}
