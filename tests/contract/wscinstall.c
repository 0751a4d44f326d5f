/* SPDX-License-Identifier: MIT */
/* Transport providers come, change and go: WSCInstallProvider,
 * WSCUpdateProvider, WSCDeinstallProvider. */
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
    wsc_long_path(path, fault == LONG_PATH ? MAX_PATH : 20);
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

    wsc_long_path(path, MAX_PATH - 1);
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
    CHECK(wsc_same_text(path, L"/new"));
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
