/* SPDX-License-Identifier: MIT */
/* Transport providers come, change, go and are ordered: WSCInstallProvider,
 * WSCInstallProviderAndChains, WSCUpdateProvider, WSCDeinstallProvider,
 * WSCWriteProviderOrder; and what the enumerators show of that. */
#include "wsc.h"

/* --- Arguments of WSCInstallProvider and WSCUpdateProvider, which are alike.
 */

enum place { ID, PATH, LIST, ERRNO };

typedef int(WSPAPI *change_fn)(LPGUID, const WCHAR *, const LPWSAPROTOCOL_INFOW,
                               DWORD, LPINT);

static change_fn change_of(const struct ct_row *row)
{
    return row->function[3] == 'I' ? WSCInstallProvider : WSCUpdateProvider;
}

/* What an update needs is there. */
static WSAPROTOCOL_INFOW prepared(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"provider");

    wsc_clean();
    return row->function[3] == 'I' ? info : wsc_install(0, &info);
}

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void bad_pointer(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row);
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    WSC_FAILS(row->code,
              change_of(row)(at == ID ? bad : WSC_ID(0),
                             at == PATH ? bad : (void *)WSC_PATH,
                             at == LIST ? bad : (void *)&info, 1, &e));
}

/* Nothing is done by who cannot say how it failed; the last error says it. */
static void bad_errno(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row);

    wsc_clean();
    SOCKET_FAILS(row->code, change_of(row)(WSC_ID(0), WSC_PATH, &info, 1,
                                           ct_bad(row->arg)));
    CHECK(!wsc_entry(WSC_ID(0), -1, 0, &info));
}

enum fault {
    NO_ENTRIES,
    EMPTY_PATH,
    LONG_PATH,
    PATH_OF_TWO_LINES,
    NO_NAME,
    LONG_NAME,
    HALF_A_CHARACTER,
    NEGATIVE_CHAIN,
    LONG_CHAIN,
    UNKNOWN_MEMBER,
    MEMBER_TWICE
};

static void long_path(WCHAR *path, int len)
{
    int i;

    for (i = 0; i < len; i++)
        path[i] = i % 50 == 0 ? '/' : 'p';
    path[len] = 0;
}

static void fault_in_info(enum fault fault, WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOW base;
    int i;

    switch (fault) {
    case NO_NAME:
        info->szProtocol[0] = 0;
        break;
    case LONG_NAME:
        for (i = 0; i <= WSAPROTOCOL_LEN; i++)
            info->szProtocol[i] = 'n';
        break;
    case HALF_A_CHARACTER:
        info->szProtocol[2] = 0xd83d;
        break;
    case NEGATIVE_CHAIN:
        info->ProtocolChain.ChainLen = -1;
        break;
    case LONG_CHAIN:
        info->ProtocolChain.ChainLen = MAX_PROTOCOL_CHAIN + 1;
        break;
    case UNKNOWN_MEMBER:
    case MEMBER_TWICE:
        wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &base);
        info->ProtocolChain.ChainLen = 2;
        info->ProtocolChain.ChainEntries[0] =
            fault == MEMBER_TWICE ? base.dwCatalogEntryId : 0x7fff0000;
        info->ProtocolChain.ChainEntries[1] = base.dwCatalogEntryId;
        break;
    default:
        break;
    }
}

/* Row: a fault in the arguments (arg). */
static void bad_argument(const struct ct_row *row)
{
    static WCHAR path[400] = L"/a/path";
    WSAPROTOCOL_INFOW info = prepared(row), after;
    enum fault fault = (enum fault)row->arg;

    fault_in_info(fault, &info);
    long_path(path, fault == LONG_PATH ? MAX_PATH : 20);
    if (fault == EMPTY_PATH)
        path[0] = 0;
    if (fault == PATH_OF_TWO_LINES)
        path[3] = '\n';
    WSC_FAILS(row->code,
              change_of(row)(WSC_ID(0), path, &info, fault != NO_ENTRIES, &e));
    if (row->function[3] == 'I')
        CHECK(!wsc_entry(WSC_ID(0), -1, 0, &after));
}

static void too_many(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row);

    WSC_FAILS(row->code,
              WSCInstallProvider(WSC_ID(0), WSC_PATH, &info, 0xffffffff, &e));
}

static void installed_already(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row);

    wsc_install(0, &info);
    WSC_FAILS(row->code, WSCInstallProvider(WSC_ID(0), WSC_PATH, &info, 1, &e));
    CHECK(wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &info));
    WSC_FAILS(row->code,
              WSCInstallProvider(&info.ProviderId, WSC_PATH, &info, 1, &e));
}

/* The longest path is taken, and comes back. */
static void long_path_taken(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row);
    WCHAR path[MAX_PATH], back[MAX_PATH];
    INT len = MAX_PATH;

    long_path(path, MAX_PATH - 1);
    WSC_WORKS(0, WSCInstallProvider(WSC_ID(0), path, &info, 1, &e));
    WSC_WORKS(0, WSCGetProviderPath(WSC_ID(0), back, &len, &e));
    EQUAL(len, MAX_PATH);
    EQUAL(memcmp(path, back, sizeof(path)), 0);
}

static void same_entry(const WSAPROTOCOL_INFOW *got, WSAPROTOCOL_INFOW want)
{
    want.ProviderId = got->ProviderId;
    want.dwCatalogEntryId = got->dwCatalogEntryId;
    EQUAL(memcmp(got, &want, sizeof(want)), 0);
}

/* What was installed comes back to the last bit, with a number of its own. */
static void round_trip(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row), got;

    memset(&info.dwServiceFlags1, 0xa5, 4 * sizeof(DWORD));
    info.iProtocol = -2;
    info.iProtocolMaxOffset = 255;
    info.iNetworkByteOrder = LITTLEENDIAN;
    info.iSecurityScheme = 7;
    info.dwMessageSize = 0xffffffff;
    info.dwProviderReserved = 0x80000001;
    memset(info.szProtocol, 0, sizeof(info.szProtocol));
    memcpy(info.szProtocol, L" \"\u00e4\U0001f600 ", 7 * sizeof(WCHAR));
    got = wsc_install(0, &info);
    same_entry(&got, info);
    CHECK(got.dwCatalogEntryId != 0);
    wsc_clean();
    got = wsc_install(0, &info);
    same_entry(&got, info);
}

/* Numbers are not given again: who remembers one finds that or nothing. */
static void numbers(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row);
    DWORD first = wsc_install(0, &info).dwCatalogEntryId, second;

    wsc_clean();
    second = wsc_install(1, &info).dwCatalogEntryId;
    CHECK(second > first);
}

/* Several entries are one provider, the last in order. */
static void several(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW list[3] = {prepared(row), wsc_info(L"second"),
                                 wsc_info(L"third")};
    WSAPROTOCOL_INFOW *all;
    int n;

    WSC_WORKS(0, WSCInstallProvider64_32(WSC_ID(0), WSC_PATH, list, 3, &e));
    n = wsc_all(&all);
    NEED(n > 3, TRUE);
    same_entry(&all[n - 3], list[0]);
    same_entry(&all[n - 2], list[1]);
    same_entry(&all[n - 1], list[2]);
    free(all);
    WSC_WORKS(0, WSCDeinstallProvider(WSC_ID(0), &e));
    CHECK(!wsc_entry(WSC_ID(0), -1, 0, &list[0]));
}

/* --- Enumerating. */

static void enum_bad(const struct ct_row *row)
{
    static char room[65536];
    INT filter[] = {IPPROTO_TCP, 0};
    DWORD len = sizeof(room);
    void *bad = ct_bad(row->arg);
    int at = row->arg2;

    WSC_FAILS(row->code, WSCEnumProtocols(at == 0 ? bad : filter,
                                          at == 1 ? bad : (void *)room,
                                          at == 2 ? bad : &len, &e));
    WSC_FAILS(row->code, WSCEnumProtocols32(at == 0 ? bad : filter,
                                            at == 1 ? bad : (void *)room,
                                            at == 2 ? bad : &len, &e));
}

static void enum_errno(const struct ct_row *row)
{
    DWORD len = 0;

    SOCKET_FAILS(row->code,
                 WSCEnumProtocols(NULL, NULL, &len, ct_bad(row->arg)));
}

static void enum_room(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOW room[64];
    DWORD len = 0, need;

    memset(room, 0, sizeof(room));
    WSC_FAILS(row->code, WSCEnumProtocols(NULL, NULL, &len, &e));
    NEED(len > 0 && len <= sizeof(room) && len % sizeof(*room) == 0, TRUE);
    need = len--;
    WSC_FAILS(row->code, WSCEnumProtocols(NULL, room, &len, &e));
    EQUAL(len, need);
    EQUAL(room[0].iVersion, 0); /* untouched */
    WSC_WORKS(need / sizeof(*room), WSCEnumProtocols(NULL, room, &len, &e));
}

static bool wsa_lists(DWORD id)
{
    static WSAPROTOCOL_INFOW room[64];
    DWORD len = sizeof(room);
    int i, n = WSAEnumProtocolsW(NULL, room, &len);

    for (i = 0; i < n; i++)
        if (room[i].dwCatalogEntryId == id)
            return true;
    CHECK(n > 0);
    return false;
}

/* Programs see base protocols and chains; layers and what is hidden are for
 * installers. */
static void who_sees_what(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"seen"), chain = wsc_info(L"chain");
    DWORD base, layer, hidden, over;

    (void)row;
    wsc_clean();
    base = wsc_install(0, &info).dwCatalogEntryId;
    info.dwProviderFlags |= PFL_HIDDEN;
    hidden = wsc_install(1, &info).dwCatalogEntryId;
    layer = wsc_layer(2, L"layer").dwCatalogEntryId;
    chain.ProtocolChain.ChainLen = 2;
    chain.ProtocolChain.ChainEntries[0] = layer;
    chain.ProtocolChain.ChainEntries[1] = base;
    over = wsc_install(3, &chain).dwCatalogEntryId;
    EQUAL(wsa_lists(base), TRUE);
    EQUAL(wsa_lists(over), TRUE);
    EQUAL(wsa_lists(hidden), FALSE);
    EQUAL(wsa_lists(layer), FALSE);
    wsc_clean();
    EQUAL(wsa_lists(base), FALSE);
}

static void enum_filters(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOW room[64];
    INT filter[] = {0x7eef, 0}, e = 0;
    DWORD len = sizeof(room);
    WSAPROTOCOL_INFOW info = wsc_info(L"odd");

    (void)row;
    wsc_clean();
    info.iProtocol = 0x7eef;
    wsc_install(0, &info);
    EQUAL(WSCEnumProtocols(filter, room, &len, &e), 1);
    EQUAL(room[0].iProtocol, 0x7eef);
    EQUAL(len, sizeof(room[0]));
}

/* --- A layer with its chains. */

static void chains_bad(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"x");
    void *bad = ct_bad(row->arg);
    int at = row->arg2;
    DWORD layer;

    wsc_clean();
    WSC_FAILS(row->code,
              wsc_chains(at == 0 ? bad : WSC_ID(0), at == 1 ? bad : WSC_PATH,
                         at == 2 ? bad : L"lsp", 0, at == 3 ? bad : &info, 1,
                         at == 4 ? bad : &layer, &e));
    CHECK(!wsc_entry(WSC_ID(0), -1, 0, &info));
}

static void chains_errno(const struct ct_row *row)
{
    wsc_clean();
    SOCKET_FAILS(row->code, wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, NULL, 0,
                                       NULL, ct_bad(row->arg)));
}

/* Row: what is wrong with the path (arg 1), the name (2). */
static void chains_text(const struct ct_row *row)
{
    static WCHAR text[400];

    wsc_clean();
    long_path(text, row->arg3);
    WSC_FAILS(row->code,
              wsc_chains(WSC_ID(0), row->arg == 1 ? text : WSC_PATH,
                         row->arg == 2 ? text : L"lsp", 0, NULL, 0, NULL, &e));
}

static void chains_empty_list(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"x");

    wsc_clean();
    WSC_FAILS(row->code,
              wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, &info, 0, NULL, &e));
}

static void chains_no_match(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW list[2] = {wsc_info(L"x"), wsc_info(L"y")};

    wsc_clean();
    list[1].iProtocol = 0x7ead;
    WSC_FAILS(row->code,
              wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, list, 2, NULL, &e));
    CHECK(!wsc_entry(WSC_ID(0), -1, 0, &list[0]));
}

/* Row: the same identifier (arg 0) or the same name. */
static void chains_twice(const struct ct_row *row)
{
    wsc_clean();
    WSC_WORKS(0, wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, NULL, 0, NULL, &e));
    WSC_FAILS(row->code, wsc_chains(WSC_ID(row->arg), WSC_PATH,
                                    row->arg == 0 ? L"other" : L"lsp", 0, NULL,
                                    0, NULL, &e));
}

static void chains_too_many(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"x");

    wsc_clean();
    WSC_FAILS(row->code, wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, &info,
                                    0xffffffff, NULL, &e));
}

/* A layer over a layer ... until the chain is full. */
static void chains_full(const struct ct_row *row)
{
    static const WCHAR *names[] = {L"a", L"b", L"c", L"d", L"e", L"f", L"g"};
    WSAPROTOCOL_INFOW info = wsc_info(L"x"), got;
    int i;

    wsc_clean();
    for (i = 0; i < MAX_PROTOCOL_CHAIN - 1; i++)
        WSC_WORKS(0, wsc_chains(WSC_ID(i), WSC_PATH, names[i], 0, &info, 1,
                                NULL, &e));
    CHECK(wsc_entry(NULL, MAX_PROTOCOL_CHAIN, SOCK_STREAM, &got));
    WSC_FAILS(row->code,
              wsc_chains(WSC_ID(i), WSC_PATH, names[i], 0, &info, 1, NULL, &e));
    wsc_clean();
}

static bool same_text(const WCHAR *a, const WCHAR *b)
{
    while (*a != 0 && *a == *b)
        a++, b++;
    return *a == *b;
}

/* Without a list: one chain over each kind of base protocol, in front. Row: is
 * its service IFS (arg)? */
static void chains_over_all(const struct ct_row *row)
{
    DWORD flags = row->arg ? XP1_IFS_HANDLES : 0, layer = 0;
    WSAPROTOCOL_INFOW *all, base, dummy;
    int i, n, before;

    wsc_clean();
    before = wsc_all(&all);
    free(all);
    wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &base);
    WSC_WORKS(
        0, wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", flags, NULL, 0, &layer, &e));
    CHECK(wsc_entry(WSC_ID(0), LAYERED_PROTOCOL, 0, &dummy));
    EQUAL(dummy.dwCatalogEntryId, layer);
    EQUAL(dummy.dwServiceFlags1, flags);
    CHECK(same_text(dummy.szProtocol, L"lsp"));
    n = wsc_all(&all);
    CHECK(n > before + 1);
    for (i = 0; i < n - before - 1; i++) {
        EQUAL(IsEqualGUID(&all[i].ProviderId, WSC_ID(0)), TRUE);
        EQUAL(all[i].ProtocolChain.ChainLen, 2);
        EQUAL(all[i].ProtocolChain.ChainEntries[0], layer);
        EQUAL(all[i].dwServiceFlags1 & XP1_IFS_HANDLES, flags);
        if (all[i].ProtocolChain.ChainEntries[1] == base.dwCatalogEntryId)
            EQUAL(all[i].iProtocol, base.iProtocol);
    }
    free(all);
}

/* With a list: over the topmost entry of that kind, and only there. */
static void chains_over_some(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW list[2] = {wsc_info(L"x"), wsc_info(L"x")}, below, above;
    DWORD layer;

    (void)row;
    wsc_clean();
    WSC_WORKS(0,
              wsc_chains(WSC_ID(0), WSC_PATH, L"low", 0, list, 2, &layer, &e));
    CHECK(wsc_entry(WSC_ID(0), 2, SOCK_STREAM, &below));
    CHECK(!wsc_entry(WSC_ID(0), 2, SOCK_DGRAM, &above));
    WSC_WORKS(0,
              wsc_chains(WSC_ID(1), WSC_PATH, L"high", 0, list, 1, &layer, &e));
    NEED(wsc_entry(NULL, -1, SOCK_STREAM, &above), TRUE);
    EQUAL(above.ProtocolChain.ChainLen, 3);
    EQUAL(above.ProtocolChain.ChainEntries[0], layer);
    EQUAL(above.ProtocolChain.ChainEntries[1],
          below.ProtocolChain.ChainEntries[0]);
    EQUAL(above.ProtocolChain.ChainEntries[2],
          below.ProtocolChain.ChainEntries[1]);
}

/* A chain that has lost a member serves nobody. */
static void chains_broken(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"x"), chain;

    (void)row;
    wsc_clean();
    WSC_WORKS(0,
              wsc_chains(WSC_ID(0), WSC_PATH, L"low", 0, &info, 1, NULL, &e));
    WSC_WORKS(0,
              wsc_chains(WSC_ID(1), WSC_PATH, L"high", 0, &info, 1, NULL, &e));
    CHECK(wsc_entry(WSC_ID(1), 3, SOCK_STREAM, &chain));
    EQUAL(wsa_lists(chain.dwCatalogEntryId), TRUE);
    WSC_WORKS(0, WSCDeinstallProvider32(WSC_ID(0), &e));
    CHECK(wsc_entry(WSC_ID(1), 3, SOCK_STREAM, &chain));
    EQUAL(wsa_lists(chain.dwCatalogEntryId), FALSE);
    CHECK(ct_open(CT_TCP) != INVALID_SOCKET);
}

/* --- Removing. */

static void remove_bad(const struct ct_row *row)
{
    WSC_FAILS(row->code, WSCDeinstallProvider(ct_bad(row->arg), &e));
}

static void remove_errno(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"x");

    wsc_clean();
    wsc_install(0, &info);
    SOCKET_FAILS(row->code, WSCDeinstallProvider(WSC_ID(0), ct_bad(row->arg)));
    CHECK(wsc_entry(WSC_ID(0), -1, 0, &info));
}

static void remove_unknown(const struct ct_row *row)
{
    wsc_clean();
    WSC_FAILS(row->code, WSCDeinstallProvider(WSC_ID(0), &e));
    WSC_FAILS(row->code, WSCDeinstallProvider32(WSC_ID(0), &e));
}

/* The base provider is a part of the library. */
static void base_stays(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW base;

    wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &base);
    if (row->function[3] == 'D')
        WSC_FAILS(row->code, WSCDeinstallProvider(&base.ProviderId, &e));
    else
        WSC_FAILS(row->code,
                  WSCUpdateProvider(&base.ProviderId, WSC_PATH, &base, 1, &e));
}

/* --- Updating. */

static void updates(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row), got;
    WCHAR path[MAX_PATH];
    INT len = MAX_PATH;

    info.iProtocol = 99;
    info.szProtocol[0] = 'P';
    WSC_WORKS(0, WSCUpdateProvider32(WSC_ID(0), L"/new", &info, 1, &e));
    CHECK(wsc_entry(WSC_ID(0), -1, 0, &got));
    EQUAL(memcmp(&got, &info, sizeof(got)), 0);
    WSC_WORKS(0, WSCGetProviderPath(WSC_ID(0), path, &len, &e));
    CHECK(same_text(path, L"/new"));
}

/* Row: the provider (arg 0) or its entry is not there. */
static void update_unknown(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = prepared(row), other = wsc_info(L"other");

    if (row->arg == 1)
        info = wsc_install(1, &other);
    WSC_FAILS(row->code, WSCUpdateProvider(WSC_ID(row->arg == 0 ? 2 : 0),
                                           WSC_PATH, &info, 1, &e));
}

/* --- Order. */

static int order_all(DWORD ids[64])
{
    WSAPROTOCOL_INFOW *all;
    int i, n = wsc_all(&all);

    for (i = 0; i < n && i < 64; i++)
        ids[i] = all[i].dwCatalogEntryId;
    free(all);
    return n;
}

enum order_fault { ONE_LESS, ONE_MORE, TWICE, UNKNOWN, NONE_AT_ALL, A_LOT };

static void order_bad(const struct ct_row *row)
{
    DWORD ids[65], after[64], count;
    int n = order_all(ids);

    count = (DWORD)n;
    ids[n] = ids[0];
    switch ((enum order_fault)row->arg) {
    case ONE_LESS:
        count--;
        break;
    case ONE_MORE:
        count++;
        break;
    case TWICE:
        ids[1] = ids[0];
        break;
    case UNKNOWN:
        ids[1] = 0x7fff0000;
        break;
    case NONE_AT_ALL:
        count = 0;
        break;
    case A_LOT:
        count = 0xffffffff;
        break;
    }
    EQUAL(WSCWriteProviderOrder(ids, count), row->code);
    EQUAL(WSCWriteProviderOrder32(ids, count), row->code);
    order_all(ids);
    order_all(after);
    EQUAL(memcmp(ids, after, (size_t)n * sizeof(DWORD)), 0);
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

/* --- Sockets of providers that cannot be loaded. */

static void not_loadable(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"x"), base, chain;

    wsc_clean();
    wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &base);
    WSC_WORKS(0,
              wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, &info, 1, NULL, &e));
    CHECK(wsc_entry(WSC_ID(0), 2, SOCK_STREAM, &chain));
    if (row->function[0] == 's')
        FAILS(INVALID_SOCKET, row->code, socket(AF_INET, SOCK_STREAM, 0));
    else
        FAILS(INVALID_SOCKET, row->code,
              WSASocketW(AF_INET, SOCK_STREAM, 0, &chain, 0, 0));
    /* who names the base provider gets it */
    CHECK(ct_keep(WSASocketW(AF_INET, SOCK_STREAM, 0, &base, 0, 0)) !=
          INVALID_SOCKET);
    wsc_clean();
    CHECK(!wsc_entry(WSC_ID(0), 2, SOCK_STREAM, &chain)); /* seen, from here */
    CHECK(ct_open(CT_TCP) != INVALID_SOCKET);
}

#define BOTH_BAD(what, how, where)                                             \
    ROW(WSCInstallProvider, WSAEFAULT, what, bad_pointer, .arg = how,          \
        .arg2 = where),                                                        \
        ROW(WSCUpdateProvider, WSAEFAULT, what, bad_pointer, .arg = how,       \
            .arg2 = where)
#define BOTH_INVALID(what, func, ...)                                          \
    ROW(WSCInstallProvider, WSAEINVAL, what, func, __VA_ARGS__),               \
        ROW(WSCUpdateProvider, WSAEINVAL, what, func, __VA_ARGS__)
#define CHAINS(err, what, func, ...)                                           \
    ROW(WSCInstallProviderAndChains, err, what, func, __VA_ARGS__)
#define ORDER(what, fault)                                                     \
    ROW(WSCWriteProviderOrder, WSAEINVAL, what, order_bad, .arg = fault)

static const struct ct_row rows[] = {
    BOTH_BAD("identifier NULL", CT_NULL, ID),
    BOTH_BAD("identifier unmapped", CT_UNMAPPED, ID),
    BOTH_BAD("path unmapped", CT_UNMAPPED, PATH),
    BOTH_BAD("list NULL", CT_NULL, LIST),
    BOTH_BAD("list unmapped", CT_UNMAPPED, LIST),
    ROW(WSCInstallProvider, WSAEFAULT, "error NULL", bad_errno),
    ROW(WSCInstallProvider, WSAEFAULT, "error read-only", bad_errno,
        .arg = CT_READONLY),
    ROW(WSCUpdateProvider, WSAEFAULT, "error unmapped", bad_errno,
        .arg = CT_UNMAPPED),
    BOTH_INVALID("no entries", bad_argument, .arg = NO_ENTRIES),
    BOTH_INVALID("path NULL", bad_pointer, .arg = CT_NULL, .arg2 = PATH),
    BOTH_INVALID("path empty", bad_argument, .arg = EMPTY_PATH),
    BOTH_INVALID("path too long", bad_argument, .arg = LONG_PATH),
    BOTH_INVALID("path of two lines", bad_argument, .arg = PATH_OF_TWO_LINES),
    BOTH_INVALID("no name", bad_argument, .arg = NO_NAME),
    BOTH_INVALID("name without end", bad_argument, .arg = LONG_NAME),
    BOTH_INVALID("half a character in the name", bad_argument,
                 .arg = HALF_A_CHARACTER),
    BOTH_INVALID("chain of -1", bad_argument, .arg = NEGATIVE_CHAIN),
    BOTH_INVALID("chain too long", bad_argument, .arg = LONG_CHAIN),
    BOTH_INVALID("member of a chain unknown", bad_argument,
                 .arg = UNKNOWN_MEMBER),
    BOTH_INVALID("member of a chain twice", bad_argument, .arg = MEMBER_TWICE),
    ROW(WSCInstallProvider, WSAENOBUFS, "more than memory has", too_many),
    ROW(WSCInstallProvider, WSANO_RECOVERY, "installed already",
        installed_already),
    RULE(WSCInstallProvider, "the longest path", long_path_taken),
    RULE(WSCInstallProvider, "what goes in comes out", round_trip),
    RULE(WSCInstallProvider, "numbers are not given again", numbers),
    RULE(WSCInstallProvider, "several entries", several),
    ROW(WSCEnumProtocols, WSAEFAULT, "filter unmapped", enum_bad,
        .arg = CT_UNMAPPED),
    ROW(WSCEnumProtocols, WSAEFAULT, "buffer unmapped", enum_bad,
        .arg = CT_UNMAPPED, .arg2 = 1),
    ROW(WSCEnumProtocols, WSAEFAULT, "buffer read-only", enum_bad,
        .arg = CT_READONLY, .arg2 = 1),
    ROW(WSCEnumProtocols, WSAEFAULT, "length NULL", enum_bad, .arg2 = 2),
    ROW(WSCEnumProtocols, WSAEFAULT, "length read-only", enum_bad,
        .arg = CT_READONLY, .arg2 = 2),
    ROW(WSCEnumProtocols, WSAEFAULT, "error NULL", enum_errno),
    ROW(WSCEnumProtocols, WSAENOBUFS, "no room, or too little", enum_room),
    RULE(WSCEnumProtocols, "works before WSAStartup", enum_room,
         .code = WSAENOBUFS, .flags = CT_UNSTARTED),
    RULE(WSCEnumProtocols, "a filter of protocols", enum_filters),
    RULE(WSAEnumProtocols, "shows base protocols and chains", who_sees_what),
    CHAINS(WSAEINVAL, "identifier NULL", chains_bad),
    CHAINS(WSAEFAULT, "identifier unmapped", chains_bad, .arg = CT_UNMAPPED),
    CHAINS(WSAEINVAL, "path NULL", chains_bad, .arg2 = 1),
    CHAINS(WSAEFAULT, "path unmapped", chains_bad, .arg = CT_UNMAPPED,
           .arg2 = 1),
    CHAINS(WSAEINVAL, "name NULL", chains_bad, .arg2 = 2),
    CHAINS(WSAEFAULT, "name unmapped", chains_bad, .arg = CT_UNMAPPED,
           .arg2 = 2),
    CHAINS(WSAEFAULT, "list unmapped", chains_bad, .arg = CT_UNMAPPED,
           .arg2 = 3),
    CHAINS(WSAEFAULT, "number unmapped", chains_bad, .arg = CT_UNMAPPED,
           .arg2 = 4),
    CHAINS(WSAEFAULT, "error NULL", chains_errno),
    CHAINS(WSAEINVAL, "path empty", chains_text, .arg = 1),
    CHAINS(WSAEINVAL, "path too long", chains_text, .arg = 1, .arg3 = MAX_PATH),
    CHAINS(WSAEINVAL, "name empty", chains_text, .arg = 2),
    CHAINS(WSAEINVAL, "name too long", chains_text, .arg = 2,
           .arg3 = WSAPROTOCOL_LEN + 1),
    CHAINS(WSAEINVAL, "a list without entries", chains_empty_list),
    CHAINS(WSAEINVAL, "nothing of that protocol", chains_no_match),
    CHAINS(WSAEINVAL, "the identifier is known", chains_twice),
    CHAINS(WSAEINVAL, "the name is known", chains_twice, .arg = 1),
    CHAINS(WSAENOBUFS, "more than memory has", chains_too_many),
    CHAINS(WSANO_RECOVERY, "the chain is full", chains_full),
    RULE(WSCInstallProviderAndChains, "over every base protocol",
         chains_over_all),
    RULE(WSCInstallProviderAndChains, "over every base protocol, IFS",
         chains_over_all, .arg = 1),
    RULE(WSCInstallProviderAndChains, "over the topmost of a kind",
         chains_over_some),
    RULE(WSAEnumProtocols, "a chain without a member is not shown",
         chains_broken),
    ROW(WSCDeinstallProvider, WSAEFAULT, "identifier NULL", remove_bad),
    ROW(WSCDeinstallProvider, WSAEFAULT, "identifier unmapped", remove_bad,
        .arg = CT_UNMAPPED),
    ROW(WSCDeinstallProvider, WSAEFAULT, "error NULL", remove_errno),
    ROW(WSCDeinstallProvider, WSAEFAULT, "error read-only", remove_errno,
        .arg = CT_READONLY),
    ROW(WSCDeinstallProvider, WSAEINVAL, "unknown", remove_unknown),
    RULE(WSCDeinstallProvider, "the base provider stays", base_stays,
         .code = WSANO_RECOVERY),
    RULE(WSCUpdateProvider, "the base provider stays", base_stays,
         .code = WSANO_RECOVERY),
    ROW(WSCUpdateProvider, WSAEINVAL, "unknown", update_unknown),
    ROW(WSCUpdateProvider, WSAEINVAL, "an entry of another provider",
        update_unknown, .arg = 1),
    RULE(WSCUpdateProvider, "updates", updates),
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
    ROW(socket, WSAEPROVIDERFAILEDINIT, "the provider is not there",
        not_loadable),
    ROW(WSASocket, WSAEPROVIDERFAILEDINIT, "the provider is not there",
        not_loadable),
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
