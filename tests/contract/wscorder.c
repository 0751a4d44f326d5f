/* SPDX-License-Identifier: MIT */
/* WSCWriteProviderOrder. */
#include "wsc.h"

static int order_all(DWORD ids[64])
{
    WSAPROTOCOL_INFOW *all;
    int i, n = wsc_all(&all);

    for (i = 0; i < n && i < 64; i++)
        ids[i] = all[i].dwCatalogEntryId;
    free(all);
    return n;
}

static void order_bad(const struct ct_row *row)
{
    DWORD ids[65], before[65], after[64], unknown = 0x7fff0000, count;
    int n = order_all(ids);

    memcpy(before, ids, sizeof(before));
    count = wsc_order_spoil((enum wsc_order_fault)row->arg, ids, sizeof(*ids),
                            n, &unknown);
    EQUAL(WSCWriteProviderOrder(ids, count), row->code);
    EQUAL(WSCWriteProviderOrder32(ids, count), row->code);
    EQUAL(order_all(after), n);
    EQUAL(memcmp(before, after, (size_t)n * sizeof(DWORD)), 0);
}

static void order_pointer(const struct ct_row *row)
{
    EQUAL(WSCWriteProviderOrder(ct_bad(row->arg), 7), row->code);
}

/* Backwards and forwards; what is first is what a socket is made from. */
static void orders(const struct ct_row *row)
{
    DWORD ids[64], back[64];
    WSAPROTOCOL_INFOW info = wsc_info(L"mine");
    int i, n;

    (void)row;
    wsc_clean();
    wsc_install(0, &info);
    n = order_all(ids);
    for (i = 0; i < n; i++)
        back[i] = ids[n - 1 - i];
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(WSCWriteProviderOrder(back, (DWORD)n), 0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
    order_all(ids);
    EQUAL(memcmp(ids, back, (size_t)n * sizeof(DWORD)), 0);
    wsc_clean();
    n = order_all(ids);
    EQUAL(memcmp(ids, back + 1, (size_t)n * sizeof(DWORD)), 0);
    for (i = 0; i < n; i++)
        back[i] = ids[n - 1 - i];
    EQUAL(WSCWriteProviderOrder(back, (DWORD)n), 0);
}

static void restart(void)
{
    WSADATA data;

    WSACleanup();
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

/* Those that programs are shown come in the catalog's order. */
static void shown_in_order(const DWORD *ids, int n)
{
    static WSAPROTOCOL_INFOW shown[64];
    DWORD size = sizeof(shown);
    int i, at = 0, count = WSAEnumProtocolsW(NULL, shown, &size);

    for (i = 0; i < n && at < count; i++)
        if (shown[at].dwCatalogEntryId == ids[i])
            at++;
    EQUAL(at, count);
    CHECK(count > 0);
}

/* A socket is made from the first entry that fits, here of a provider that is
 * nowhere, or the base provider's. */
static void chosen(const struct ct_row *row)
{
    DWORD ids[64];
    WSAPROTOCOL_INFOW info = wsc_info(L"mine"), mine;
    int i, k, n, last;

    (void)row;
    wsc_clean();
    mine = wsc_install(0, &info);
    for (last = 0; last < 2; last++) {
        n = order_all(ids);
        for (i = k = 0; i < n; i++)
            if (ids[i] != mine.dwCatalogEntryId)
                ids[k++] = ids[i];
        if (last)
            ids[k] = mine.dwCatalogEntryId;
        else
            memmove(ids + 1, ids, (size_t)k * sizeof(DWORD));
        if (!last)
            ids[0] = mine.dwCatalogEntryId;
        EQUAL(WSCWriteProviderOrder32(ids, (DWORD)n), 0);
        restart();
        shown_in_order(ids, n);
        if (last)
            CHECK(ct_keep(socket(AF_INET, SOCK_STREAM, 0)) != INVALID_SOCKET);
        else
            FAILS(INVALID_SOCKET, WSAEPROVIDERFAILEDINIT,
                  socket(AF_INET, SOCK_STREAM, 0));
        CHECK(ct_keep(socket(AF_INET, SOCK_DGRAM, 0)) != INVALID_SOCKET);
    }
    wsc_clean();
    restart();
}

#define ORDER(what, fault)                                                     \
    ROW(WSCWriteProviderOrder, WSAEINVAL, what, order_bad, .arg = fault)

static const struct ct_row rows[] = {
    ORDER("one less", ONE_LESS),
    ORDER("one more", ONE_MORE),
    ORDER("one twice", TWICE),
    ORDER("one unknown", UNKNOWN),
    ORDER("none", NONE_AT_ALL),
    ORDER("a lot", A_LOT),
    RULE(WSCWriteProviderOrder, "NULL", order_pointer, .code = WSAEFAULT),
    RULE(WSCWriteProviderOrder, "unmapped", order_pointer, .code = WSAEFAULT,
         .arg = CT_UNMAPPED),
    RULE(WSCWriteProviderOrder, "orders", orders),
    RULE(WSCWriteProviderOrder, "decides what a socket is made from", chosen),
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
