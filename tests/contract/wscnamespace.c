/* SPDX-License-Identifier: MIT */
/* Namespace providers come, go, are turned on and off and ordered:
 * WSCInstallNameSpace, WSCInstallNameSpaceEx, WSCUnInstallNameSpace,
 * WSCEnableNSProvider, WSCWriteNameSpaceOrder. A running program sees that when
 * it starts Windows Sockets anew. */
#include "wsc.h"

static WCHAR ns_name[] = L"names of the rows";

/* The function that the row names. */
static int install(const struct ct_row *row, const void *name, const void *path,
                   DWORD space, const void *id)
{
    WCHAR *n = (WCHAR *)(uintptr_t)name, *p = (WCHAR *)(uintptr_t)path;
    GUID *g = (GUID *)(uintptr_t)id;

    return strcmp(row->function, "WSCInstallNameSpace") == 0
               ? WSCInstallNameSpace(n, p, space, 7, g)
               : WSCInstallNameSpaceEx(n, p, space, 7, g, NULL);
}

static void installed(int id)
{
    NEED(WSCInstallNameSpace(ns_name, WSC_PATH, NS_DNS, 7, WSC_ID(id)), 0);
}

struct infos {
    union {
        WSANAMESPACE_INFOEXW at[64];
        char bytes[65536];
    } room;
    int count;
};

/* All of them, as a program sees them that starts now. */
static void infos_get(struct infos *infos)
{
    DWORD len = sizeof(infos->room);
    WSADATA data;

    WSACleanup();
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    infos->count = WSAEnumNameSpaceProvidersExW(&len, infos->room.at);
    CHECK(infos->count > 0);
}

static const WSANAMESPACE_INFOEXW *info_find(const struct infos *infos,
                                             const GUID *id)
{
    int i;

    for (i = 0; i < infos->count; i++)
        if (IsEqualGUID(&infos->room.at[i].NSProviderId, id))
            return &infos->room.at[i];
    return NULL;
}

static void install_bad(const struct ct_row *row)
{
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    wsc_clean();
    SOCKET_FAILS(row->code, install(row, at == 0 ? bad : (void *)ns_name,
                                    at == 1 ? bad : (void *)WSC_PATH, NS_DNS,
                                    at == 2 ? bad : (void *)WSC_ID(0)));
    SOCKET_FAILS(WSAEINVAL, WSCUnInstallNameSpace(WSC_ID(0)));
}

static void install_blob_bad(const struct ct_row *row)
{
    BLOB blob = {16, ct_bad(row->arg)};

    wsc_clean();
    SOCKET_FAILS(row->code,
                 WSCInstallNameSpaceEx(ns_name, WSC_PATH, NS_DNS, 1, WSC_ID(0),
                                       row->arg2 ? ct_bad(row->arg) : &blob));
}

/* Row: lengths of name (arg) and path (arg2), the namespace (arg3). */
static void install_argument(const struct ct_row *row)
{
    static WCHAR name[400], path[400];
    int i;

    wsc_clean();
    for (i = 0; i < 399; i++)
        name[i] = path[i] = 'n';
    name[row->arg] = path[row->arg2] = 0;
    SOCKET_FAILS(row->code,
                 install(row, name, path, (DWORD)row->arg3, WSC_ID(0)));
}

static void install_twice(const struct ct_row *row)
{
    wsc_clean();
    installed(0);
    SOCKET_FAILS(row->code, install(row, ns_name, WSC_PATH, NS_DNS, WSC_ID(0)));
}

/* Installed, it is seen as it was given, the last one, and active. */
static void install_seen(const struct ct_row *row)
{
    static struct infos infos;
    static BYTE bytes[] = {0, 1, 0xfe, 0xff, '\n'};
    BLOB blob = {sizeof(bytes), bytes};
    const WSANAMESPACE_INFOEXW *info;

    (void)row;
    wsc_clean();
    NEED(WSCInstallNameSpaceEx(ns_name, WSC_PATH, NS_NLA, 7, WSC_ID(0), &blob),
         0);
    infos_get(&infos);
    info = info_find(&infos, WSC_ID(0));
    NEED(info != NULL, TRUE);
    EQUAL(info - infos.room.at, infos.count - 1);
    EQUAL(info->dwNameSpace, NS_NLA);
    EQUAL(info->dwVersion, 7);
    EQUAL(info->fActive, TRUE);
    EQUAL(memcmp(info->lpszIdentifier, ns_name, sizeof(ns_name)), 0);
    EQUAL(info->ProviderSpecific.cbSize, sizeof(bytes));
    EQUAL(memcmp(info->ProviderSpecific.pBlobData, bytes, sizeof(bytes)), 0);
    wsc_clean();
    infos_get(&infos);
    CHECK(info_find(&infos, WSC_ID(0)) == NULL);
}

/* --- By its identifier. */

static int by_id(const struct ct_row *row, void *id)
{
    return row->function[3] == 'U' ? WSCUnInstallNameSpace(id)
                                   : WSCEnableNSProvider(id, TRUE);
}

static void id_bad(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, by_id(row, ct_bad(row->arg)));
}

static void id_unknown(const struct ct_row *row)
{
    wsc_clean();
    SOCKET_FAILS(row->code, by_id(row, WSC_ID(0)));
}

/* What is built in can be turned off, and not removed. */
static void built_in_stays(const struct ct_row *row)
{
    static struct infos infos;
    GUID id;

    infos_get(&infos);
    id = infos.room.at[0].NSProviderId;
    SOCKET_FAILS(row->code, WSCUnInstallNameSpace(&id));
}

/* Row: one that is built in (arg 1), or our own. */
static void enables(const struct ct_row *row)
{
    static struct infos infos;
    GUID id = *WSC_ID(0);

    wsc_clean();
    installed(0);
    infos_get(&infos);
    if (row->arg)
        id = infos.room.at[0].NSProviderId;
    EQUAL(WSCEnableNSProvider(&id, FALSE), 0);
    infos_get(&infos);
    EQUAL(info_find(&infos, &id)->fActive, FALSE);
    EQUAL(WSCEnableNSProvider32(&id, TRUE), 0);
    infos_get(&infos);
    EQUAL(info_find(&infos, &id)->fActive, TRUE);
}

/* --- Order. */

static int ids_get(GUID ids[64])
{
    static struct infos infos;
    int i;

    infos_get(&infos);
    for (i = 0; i < infos.count; i++)
        ids[i] = infos.room.at[i].NSProviderId;
    return infos.count;
}

static void order_bad(const struct ct_row *row)
{
    GUID ids[65], before[64], after[64];
    DWORD count;
    int n;

    wsc_clean();
    installed(0);
    n = ids_get(ids);
    ids_get(before);
    count = wsc_order_spoil((enum wsc_order_fault)row->arg, ids, sizeof(*ids),
                            n, WSC_ID(1));
    EQUAL(WSCWriteNameSpaceOrder(ids, count), row->code);
    EQUAL(WSCWriteNameSpaceOrder32(ids, count), row->code);
    EQUAL(ids_get(after), n);
    EQUAL(memcmp(before, after, (size_t)n * sizeof(GUID)), 0);
}

static void order_pointer(const struct ct_row *row)
{
    EQUAL(WSCWriteNameSpaceOrder(ct_bad(row->arg), 3), row->code);
}

static void orders(const struct ct_row *row)
{
    GUID ids[64], back[64];
    int i, n;

    (void)row;
    wsc_clean();
    installed(0);
    n = ids_get(ids);
    for (i = 0; i < n; i++)
        back[i] = ids[n - 1 - i];
    EQUAL(WSCWriteNameSpaceOrder(back, (DWORD)n), 0);
    EQUAL(ids_get(ids), n);
    EQUAL(memcmp(ids, back, (size_t)n * sizeof(GUID)), 0);
    for (i = 0; i < n; i++)
        back[i] = ids[n - 1 - i];
    EQUAL(WSCWriteNameSpaceOrder(back, (DWORD)n), 0);
}

#define BOTH(err, what, func, ...)                                             \
    ROW(WSCInstallNameSpace, err, what, func, __VA_ARGS__),                    \
        ROW(WSCInstallNameSpaceEx, err, what, func, __VA_ARGS__)
#define BOTH_RULES(err, what, func, ...)                                       \
    RULE(WSCInstallNameSpace, what, func, .code = err, __VA_ARGS__),           \
        RULE(WSCInstallNameSpaceEx, what, func, .code = err, __VA_ARGS__)
#define IDS(err, what, func, ...)                                              \
    ROW(WSCUnInstallNameSpace, err, what, func, __VA_ARGS__),                  \
        ROW(WSCEnableNSProvider, err, what, func, __VA_ARGS__)
#define ORDER(what, fault)                                                     \
    ROW(WSCWriteNameSpaceOrder, WSAEINVAL, what, order_bad, .arg = fault)

static const struct ct_row rows[] = {
    BOTH(WSAEINVAL, "name NULL", install_bad, .arg2 = 0),
    BOTH(WSAEINVAL, "path NULL", install_bad, .arg2 = 1),
    BOTH(WSAEINVAL, "identifier NULL", install_bad, .arg2 = 2),
    BOTH_RULES(WSAEFAULT, "name unmapped", install_bad, .arg = CT_UNMAPPED),
    BOTH_RULES(WSAEFAULT, "path unmapped", install_bad, .arg = CT_UNMAPPED,
               .arg2 = 1),
    BOTH_RULES(WSAEFAULT, "identifier unmapped", install_bad,
               .arg = CT_UNMAPPED, .arg2 = 2),
    RULE(WSCInstallNameSpaceEx, "blob unmapped", install_blob_bad,
         .code = WSAEFAULT, .arg = CT_UNMAPPED, .arg2 = 1),
    RULE(WSCInstallNameSpaceEx, "blob's data unmapped", install_blob_bad,
         .code = WSAEFAULT, .arg = CT_UNMAPPED),
    BOTH(WSAEINVAL, "name empty", install_argument, .arg2 = 5, .arg3 = NS_DNS),
    BOTH(WSAEINVAL, "path empty", install_argument, .arg = 5, .arg3 = NS_DNS),
    BOTH(WSAEINVAL, "path too long", install_argument, .arg = 5,
         .arg2 = MAX_PATH, .arg3 = NS_DNS),
    BOTH(WSAEINVAL, "all namespaces", install_argument, .arg = 5, .arg2 = 5,
         .arg3 = NS_ALL),
    BOTH(WSANO_RECOVERY, "installed already", install_twice, .arg = 0),
    RULE(WSCInstallNameSpaceEx, "is seen as it was given", install_seen),
    IDS(WSAEFAULT, "identifier NULL", id_bad, .arg = CT_NULL),
    IDS(WSAEFAULT, "identifier unmapped", id_bad, .arg = CT_UNMAPPED),
    IDS(WSAEINVAL, "unknown", id_unknown, .arg = 0),
    ROW(WSCUnInstallNameSpace, WSANO_RECOVERY, "what is built in",
        built_in_stays),
    RULE(WSCEnableNSProvider, "off and on", enables),
    RULE(WSCEnableNSProvider, "off and on, one that is built in", enables,
         .arg = 1),
    ORDER("one less", ONE_LESS),
    ORDER("one more", ONE_MORE),
    ORDER("one twice", TWICE),
    ORDER("one unknown", UNKNOWN),
    ORDER("none", NONE_AT_ALL),
    ORDER("a lot", A_LOT),
    ROW(WSCWriteNameSpaceOrder, WSAEFAULT, "NULL", order_pointer),
    ROW(WSCWriteNameSpaceOrder, WSAEFAULT, "unmapped", order_pointer,
        .arg = CT_UNMAPPED),
    RULE(WSCWriteNameSpaceOrder, "orders", orders),
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
