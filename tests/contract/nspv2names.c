/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx and SetAddrInfoEx by namespace providers of version 2, waiting
 * and not. */
#include "nspv2.h"

static const struct timeval soon = {0, 50000};

static INT get(const WCHAR *name, const struct entry *hints,
               struct entry **list)
{
    return GetAddrInfoExW(name, W("mail"), SPACE, NULL, (const void *)hints,
                          (void *)list, NULL, NULL, NULL, NULL);
}

static void found_with_all(const struct ct_row *row)
{
    struct entry *list = NULL, hints = {.flags = AI_CANONNAME};

    (void)row;
    v2_advertise();
    NEED(get(L"give:2", &hints, &list), 0);
    entries_are(list, "10.0.0.1 10.0.0.2");
    CHECK(wcscmp(v2.string, L"mail") == 0);
    EQUAL(v2.flags & LUP_RETURN_ADDR, LUP_RETURN_ADDR);
    EQUAL(list->socktype, SOCK_STREAM);
    EQUAL(list->protocol, IPPROTO_TCP);
    EQUAL(((struct sockaddr_in *)(void *)list->addr)->sin_port, htons(25));
    SAME_WIDE(list->canonname, "found");
    CHECK(list->provider != NULL &&
          memcmp(list->provider, &v2_id, sizeof(GUID)) == 0);
    EQUAL(list->blob, NULL);
    list_free(list);
    EQUAL(v2.begun, v2.ended);
}

static void found_narrow(const struct ct_row *row)
{
    struct entry *list = NULL, hints = {.flags = AI_CANONNAME};

    (void)row;
    v2_advertise();
    NEED(GetAddrInfoExA("give:1", NULL, SPACE, &v2_id, (const void *)&hints,
                        (void *)&list, NULL, NULL, NULL, NULL),
         0);
    entries_are(list, "10.0.0.1");
    CHECK(strcmp(list->canonname, "found") == 0);
    list_free(list);
}

/* Data without an address. */
static void found_data(const struct ct_row *row)
{
    struct entry *list = NULL;

    (void)row;
    v2_advertise();
    NEED(get(L"large:5000", NULL, &list), 0);
    EQUAL(list->addr, NULL);
    EQUAL(list->bloblen, 5000);
    EQUAL(((BYTE *)list->blob)[4999], 0x5a);
    EQUAL(list->next, NULL);
    list_free(list);
}

/* Every provider is asked, and DNS. */
static void found_all(const struct ct_row *row)
{
    struct entry *list = NULL, hints = {.flags = AI_NUMERICHOST};

    (void)row;
    v2_advertise();
    NEED(GetAddrInfoExW(W("127.0.0.9"), NULL, NS_ALL, NULL,
                        (const void *)&hints, (void *)&list, NULL, NULL, NULL,
                        NULL),
         0);
    entries_are(list, "127.0.0.9");
    EQUAL(v2.begun, 1);
    list_free(list);
    NEED(GetAddrInfoExW(L"give:1", NULL, NS_ALL, NULL, (const void *)&hints,
                        (void *)&list, NULL, NULL, NULL, NULL),
         0);
    entries_are(list, "10.0.0.1");
    list_free(list);
}

/* Row: arg is the order; or hints that nothing found satisfies. */
static const WCHAR *const orders[] = {L"give:0", L"refuse:11002", L"fail:11003",
                                      L"greedy:0", L"give:1"};
enum { WITH_HINTS = 4 };

static void get_fails(const struct ct_row *row)
{
    struct entry *list = (struct entry *)&v2, hints = {.family = AF_INET6};

    v2_advertise();
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(get(orders[row->arg], row->arg == WITH_HINTS ? &hints : NULL, &list),
          row->code);
    EQUAL(WSAGetLastError(), row->code);
    EQUAL(list, NULL);
    EQUAL(v2.begun, v2.ended);
}

static void nobody(const struct ct_row *row)
{
    struct entry *list;

    EQUAL(get(L"give:1", NULL, &list), row->code);
}

static void timed_out(const struct ct_row *row)
{
    struct entry *list;

    v2_advertise();
    EQUAL(GetAddrInfoExW(row->arg ? L"late:1" : L"wait:0", NULL, SPACE, NULL,
                         NULL, (void *)&list, (struct timeval *)&soon, NULL,
                         NULL, NULL),
          row->code);
    EQUAL(list, NULL);
    EQUAL(v2.ended, 1);
}

/* --- Overlapped. */

struct lookup {
    OVERLAPPED ov;
    struct entry *list;
    HANDLE handle, ended;
    DWORD error;
};

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov)
{
    struct lookup *l = (struct lookup *)ov;

    (void)bytes;
    l->error = error;
    SetEvent(l->ended);
}

static void start(struct lookup *l, const WCHAR *name, int by_routine,
                  const struct timeval *timeout)
{
    memset(l, 0, sizeof(*l));
    l->ended = ct_event();
    l->error = CT_UNTOUCHED;
    l->ov.hEvent = by_routine ? NULL : l->ended;
    EQUAL(GetAddrInfoExW(name, NULL, SPACE, NULL, NULL, (void *)&l->list,
                         (struct timeval *)timeout, &l->ov,
                         by_routine ? routine : NULL, &l->handle),
          WSA_IO_PENDING);
}

static void is_over(struct lookup *l, int code, const char *addresses)
{
    ct_await(l->ended);
    EQUAL(GetAddrInfoExOverlappedResult(&l->ov), code);
    if (code == 0)
        entries_are(l->list, addresses);
    else
        EQUAL(l->list, NULL);
    list_free(l->list);
}

/* Row: arg: by a routine. The provider ends its calls at once. */
static void at_once(const struct ct_row *row)
{
    struct lookup l;

    v2_advertise();
    start(&l, L"give:3", row->arg, NULL);
    is_over(&l, 0, "10.0.0.1 10.0.0.2 10.0.0.3");
    if (row->arg)
        EQUAL(l.error, 0);
    EQUAL(GetAddrInfoExCancel(&l.handle), WSA_INVALID_HANDLE);
}

/* The provider ends them later. */
static void later(const struct ct_row *row)
{
    struct lookup l;

    (void)row;
    v2_advertise();
    start(&l, L"late:2", 0, NULL);
    EQUAL(GetAddrInfoExOverlappedResult(&l.ov), WSAEINPROGRESS);
    EQUAL(v2_tell(0), 0);
    EQUAL(v2_tell(0), 0);
    EQUAL(v2_tell(0), 0); /* no more */
    is_over(&l, 0, "10.0.0.1 10.0.0.2");
    SOCKET_FAILS(WSAEINVAL, WSAProviderCompleteAsyncCall(v2.call, 0));
}

static void later_fails(const struct ct_row *row)
{
    struct lookup l;

    v2_advertise();
    start(&l, L"late:2", 0, NULL);
    ct_await(v2.waits);
    if (row->arg) /* the code is the last error */
        WSASetLastError(row->code);
    EQUAL(WSAProviderCompleteAsyncCall(v2.call,
                                       row->arg ? SOCKET_ERROR : row->code),
          0);
    is_over(&l, row->code, NULL);
}

enum { CANCEL, TIME, WITHDRAWN };

/* Row: arg: what ends it before the provider does. That one may still write. */
static void given_up(const struct ct_row *row)
{
    struct lookup l;

    v2_advertise();
    start(&l, L"late:1", 0, row->arg == TIME ? &soon : NULL);
    ct_await(v2.waits);
    if (row->arg == CANCEL)
        EQUAL(GetAddrInfoExCancel(&l.handle), 0);
    if (row->arg == WITHDRAWN)
        EQUAL(WSAUnadvertiseProvider(&v2_id), 0);
    is_over(&l, row->code, NULL);
    EQUAL(v2.ended, 1);
    EQUAL(v2_fill(v2.lookup, v2.length, v2.result), 0);
    EQUAL(WSAProviderCompleteAsyncCall(v2.call, 0), 0);
    SOCKET_FAILS(WSAEINVAL, WSAProviderCompleteAsyncCall(v2.call, 0));
}

static void many(const struct ct_row *row)
{
    struct lookup l[64];
    int i;

    (void)row;
    v2_advertise();
    for (i = 0; i < CT_COUNT(l); i++)
        start(&l[i], L"give:2", i % 2, NULL);
    for (i = 0; i < CT_COUNT(l); i++)
        is_over(&l[i], 0, "10.0.0.1 10.0.0.2");
    EQUAL(v2.startups, 1);
}

/* --- SetAddrInfoEx. */

static INT set(DWORD count, DWORD space, GUID *id)
{
    struct sockaddr_in sin = ct_loopback(htons(25));
    SOCKET_ADDRESS addresses[2] = {{SA(&sin), sizeof(sin)},
                                   {SA(&sin), sizeof(sin)}};

    return SetAddrInfoExW(W("me@example"), W("smtp"), addresses, count, NULL,
                          SERVICE_MULTIPLE, space, id, NULL, NULL, NULL, NULL);
}

static void registered(const struct ct_row *row)
{
    (void)row;
    v2_advertise();
    EQUAL(set(2, SPACE, NULL), 0);
    EQUAL(v2.op, RNRSERVICE_REGISTER);
    EQUAL(v2.addresses, 2);
    EQUAL(v2.port, htons(25));
    EQUAL(v2.set_flags, SERVICE_MULTIPLE);
    EQUAL(v2.seen, &v2_session);
    CHECK(wcscmp(v2.string, L"smtp") == 0);
    EQUAL(set(0, NS_ALL, &v2_id), 0);
    EQUAL(v2.op, RNRSERVICE_DEREGISTER);
    EQUAL(set(1, NS_ALL, NULL), 0);
    EQUAL(v2.addresses, 1);
}

static void not_registered(const struct ct_row *row)
{
    v2_advertise();
    v2.set_code = row->code;
    EQUAL(set(1, SPACE, NULL), row->code);
    EQUAL(WSAGetLastError(), row->code);
}

#define GET(what, func, ...) RULE(GetAddrInfoEx, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    GET("version 2: addresses and more", found_with_all),
    GET("version 2: the A form", found_narrow),
    GET("version 2: data without address", found_data),
    GET("NS_ALL asks DNS and version 2", found_all),
    GET("version 2 has nothing", get_fails, .code = WSAHOST_NOT_FOUND),
    GET("version 2 refuses", get_fails, .code = WSATRY_AGAIN, .arg = 1),
    GET("version 2 fails", get_fails, .code = WSANO_RECOVERY, .arg = 2),
    GET("version 2 wants room without end", get_fails,
        .code = WSASYSCALLFAILURE, .arg = 3),
    GET("version 2 has addresses of another family", get_fails,
        .code = WSAHOST_NOT_FOUND, .arg = WITH_HINTS),
    ROW(GetAddrInfoEx, WSASERVICE_NOT_FOUND, "nobody advertises", nobody),
    GET("version 2 takes too long", timed_out, .code = WSAETIMEDOUT),
    GET("version 2 takes too long to end a call", timed_out,
        .code = WSAETIMEDOUT, .arg = 1),
    GET("overlapped, ended at once, by an event", at_once),
    GET("overlapped, ended at once, by a routine", at_once, .arg = 1),
    GET("overlapped, ended later", later),
    GET("overlapped, fails later", later_fails, .code = WSANO_DATA),
    GET("overlapped, fails later with the last error", later_fails,
        .code = WSATRY_AGAIN, .arg = 1),
    GET("overlapped, cancelled", given_up, .code = WSA_E_CANCELLED,
        .arg = CANCEL),
    GET("overlapped, in time", given_up, .code = WSAETIMEDOUT, .arg = TIME),
    GET("overlapped, its provider goes", given_up, .code = WSA_E_CANCELLED,
        .arg = WITHDRAWN),
    GET("overlapped, many", many),
    RULE(SetAddrInfoEx, "registers with version 2", registered),
    ROW(SetAddrInfoEx, WSATRY_AGAIN, "version 2 cannot yet", not_registered),
    ROW(SetAddrInfoEx, WSAENOBUFS, "version 2 has no room", not_registered),
    RULE(SetAddrInfoEx, "version 2 has a code of its own", not_registered,
         .code = WSAEACCES),
};

int main(int argc, char **argv)
{
    return v2_main(argc, argv, rows, CT_COUNT(rows));
}
