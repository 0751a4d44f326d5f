/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx with a namespace that an installed provider serves, or with the
 * provider's id: its results are addresses, its codes are the call's, and a
 * lookup that it does not end can be given up. */
#include "namesex.h"
#include "nsproviders.h"

enum { FORMS = 3 };

/* The three ways to ask: a namespace, one provider of it, all namespaces with
 * that provider. */
static int get(int form, const WCHAR *name, struct entry **list)
{
    return GetAddrInfoExW(name, NULL, form < 2 ? NSP_SPACE : NS_ALL,
                          form > 0 ? &second : NULL, NULL, (void *)list, NULL,
                          NULL, NULL, NULL);
}

static int entries(const struct entry *list)
{
    int n = 0;

    for (; list != NULL; list = list->next, n++) {
        EQUAL(list->family, AF_INET);
        EQUAL(list->addrlen, sizeof(struct sockaddr_in));
    }
    return n;
}

static void found_all(const struct ct_row *row)
{
    struct entry *list = NULL;

    (void)row;
    for (int form = 0; form < FORMS; form++) {
        NEED(get(form, L"give:3", &list), 0);
        EQUAL(entries(list), form == 0 ? 6 : 3);
        list_free(list);
    }
}

/* A service is the provider's to understand: this one has a port of its own. */
static void found_narrow(const struct ct_row *row)
{
    struct entry *list = NULL;

    (void)row;
    NEED(GetAddrInfoExA("give:2", "80", NSP_SPACE, &first, NULL, (void *)&list,
                        NULL, NULL, NULL, NULL),
         0);
    EQUAL(((struct sockaddr_in *)list->addr)->sin_port, htons(1));
    CHECK(list->next != NULL && list->next->next == NULL);
    list_free(list);
}

static void no_address(const struct ct_row *row)
{
    struct entry *list = (void *)room;

    for (int form = 0; form < FORMS; form++)
        FAILS(row->code, row->code, get(form, L"give:0", &list));
    CHECK(list == NULL);
}

static void refused(const struct ct_row *row)
{
    struct entry *list;
    WCHAR order[32];

    swprintf(order, 32, row->arg ? L"fail:%d" : L"refuse:%d", row->code);
    for (int form = 0; form < FORMS; form++)
        FAILS(row->code, row->code, get(form, order, &list));
}

/* One of several fails, the other has results. */
static void nobody(const struct ct_row *row)
{
    GUID id = {4711, 1, 2, {3}};
    struct entry *list;

    FAILS(row->code, row->code,
          GetAddrInfoExW(L"give:1", NULL, NSP_SPACE + 100, NULL, NULL,
                         (void *)&list, NULL, NULL, NULL, NULL));
    FAILS(row->code, row->code,
          GetAddrInfoExW(L"give:1", NULL, NSP_SPACE, &id, NULL, (void *)&list,
                         NULL, NULL, NULL, NULL));
}

static void too_slow(const struct ct_row *row)
{
    struct timeval timeout = {0, 50000};
    struct entry *list;

    FAILS(row->code, row->code,
          GetAddrInfoExW(L"wait", NULL, NSP_SPACE, &first, NULL, (void *)&list,
                         &timeout, NULL, NULL, NULL));
}

/* The provider is in its NSPLookupServiceNext, and NSPLookupServiceEnd ends
 * that. */
static void cancelled(const struct ct_row *row)
{
    OVERLAPPED ov = {.hEvent = ct_event()};
    struct entry *list = NULL;
    HANDLE lookup = NULL;

    EQUAL(WSALookupServiceEnd(ASK(L"give:1", .provider = &first)),
          0); /* loads */
    NEED(GetAddrInfoExW(L"wait", NULL, NSP_SPACE, &first, NULL, (void *)&list,
                        NULL, &ov, NULL, &lookup),
         WSA_IO_PENDING);
    ct_await(waiting_event());
    EQUAL(GetAddrInfoExCancel(&lookup), 0);
    EQUAL(WaitForSingleObject(ov.hEvent, 20000), WAIT_OBJECT_0);
    EQUAL(GetAddrInfoExOverlappedResult(&ov), row->code);
    CHECK(list == NULL);
    EQUAL(GetAddrInfoExCancel(&lookup), WSA_INVALID_HANDLE);
}

static void overlapped(const struct ct_row *row)
{
    OVERLAPPED ov = {.hEvent = ct_event()};
    struct entry *list = NULL;

    (void)row;
    NEED(GetAddrInfoExW(L"give:2", NULL, NSP_SPACE, NULL, NULL, (void *)&list,
                        NULL, &ov, NULL, NULL),
         WSA_IO_PENDING);
    EQUAL(WaitForSingleObject(ov.hEvent, 20000), WAIT_OBJECT_0);
    EQUAL(GetAddrInfoExOverlappedResult(&ov), 0);
    EQUAL(entries(list), 4);
    list_free(list);
}

#define GET(what, func, ...) RULE(GetAddrInfoEx, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    GET("installed: by namespace, by provider", found_all, .arg = 0),
    GET("installed: the A form, with a service", found_narrow, .arg = 0),
    GET("installed: no result", no_address, .code = WSAHOST_NOT_FOUND),
    GET("installed: refuses", refused, .code = WSATRY_AGAIN),
    GET("installed: fails", refused, .code = WSANO_RECOVERY, .arg = 1),
    ROW(GetAddrInfoEx, WSASERVICE_NOT_FOUND,
        "installed: another namespace, another provider", nobody),
    GET("installed: takes too long", too_slow, .code = WSAETIMEDOUT),
    ROW(GetAddrInfoEx, WSA_E_CANCELLED, "installed: cancelled", cancelled),
    GET("installed: overlapped", overlapped, .arg = 0),
};

int main(int argc, char **argv)
{
    return ns_main(argc, argv, rows, CT_COUNT(rows));
}
