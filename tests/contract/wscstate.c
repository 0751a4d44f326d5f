/* SPDX-License-Identifier: MIT */
/* Calls of the catalog while it cannot be read, written or had. The test driver
 * runs this once in each state (with-catalog), which CT_CATALOG names; rows of
 * other states are skipped. */
#include "starve.h"
#include "wsc.h"

#define BROKEN "corrupt writable denied gone"
#define UNREAD "corrupt writable"

/* Whether the run has one of the states. */
static bool state_is(const char *states)
{
    const char *state = getenv("CT_CATALOG");
    const char *at = state != NULL ? strstr(states, state) : NULL;

    if (at == NULL)
        ct_skip("only in the run that brings this about");
    return at != NULL;
}

static int install(INT *e)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"provider");

    return WSCInstallProvider(WSC_ID(0), WSC_PATH, &info, 1, e);
}

static int update(INT *e)
{
    WSAPROTOCOL_INFOW info = wsc_info(L"provider");

    return WSCUpdateProvider(WSC_ID(0), WSC_PATH, &info, 1, e);
}

static int chains(INT *e)
{
    return wsc_chains(WSC_ID(0), WSC_PATH, L"lsp", 0, NULL, 0, NULL, e);
}

static int deinstall(INT *e)
{
    return WSCDeinstallProvider(WSC_ID(0), e);
}

static int info_set(INT *e)
{
    DWORD categories = LSP_PROXY;

    return WSCSetProviderInfo(WSC_ID(0), ProviderInfoLspCategories,
                              (PBYTE)&categories, sizeof(categories), 0, e);
}

static int info_get(INT *e)
{
    DWORD categories;
    size_t size = sizeof(categories);

    return WSCGetProviderInfo(WSC_ID(0), ProviderInfoLspCategories,
                              (PBYTE)&categories, &size, 0, e);
}

static int category_set(INT *e)
{
    return WSCSetApplicationCategory(L"/p", 2, NULL, 0, LSP_PROXY, NULL, e);
}

static int category_get(INT *e)
{
    DWORD categories;

    return WSCGetApplicationCategory(L"/p", 2, NULL, 0, &categories, e);
}

/* Read before there may be no memory for it. */
static DWORD ids[64];
static int id_count;

static void ids_read(void)
{
    WSAPROTOCOL_INFOW *all;
    int i;

    id_count = wsc_all(&all);
    for (i = 0; i < id_count && i < 64; i++)
        ids[i] = all[i].dwCatalogEntryId;
    free(all);
}

static int order(INT *e)
{
    *e = WSCWriteProviderOrder(ids, (DWORD)id_count);
    return *e == 0 ? 0 : SOCKET_ERROR;
}

static int ns_order(INT *e)
{
    *e = WSCWriteNameSpaceOrder(WSC_ID(1), 1);
    return *e == 0 ? 0 : SOCKET_ERROR;
}

/* Those that use the last error. */
static int last(INT *e, INT got)
{
    *e = WSAGetLastError();
    return got;
}

static int ns_install(INT *e)
{
    WCHAR name[] = L"names";

    return last(e, WSCInstallNameSpace(name, WSC_PATH, NS_DNS, 1, WSC_ID(0)));
}

static int ns_install_ex(INT *e)
{
    WCHAR name[] = L"names";

    return last(
        e, WSCInstallNameSpaceEx(name, WSC_PATH, NS_DNS, 1, WSC_ID(0), NULL));
}

static int ns_install_other(INT *e)
{
    WCHAR name[] = L"names";

    *e = 0;
    return WSCInstallNameSpace(name, WSC_PATH, NS_DNS, 1, WSC_ID(1));
}

static int ns_remove(INT *e)
{
    return last(e, WSCUnInstallNameSpace(WSC_ID(1)));
}

static int ns_enable(INT *e)
{
    return last(e, WSCEnableNSProvider(WSC_ID(1), TRUE));
}

static const struct {
    const char *name;
    int (*call)(INT *e);
} calls[] = {
    {"WSCInstallProvider", install},
    {"WSCUpdateProvider", update},
    {"WSCInstallProviderAndChains", chains},
    {"WSCDeinstallProvider", deinstall},
    {"WSCSetProviderInfo", info_set},
    {"WSCGetProviderInfo", info_get},
    {"WSCSetApplicationCategory", category_set},
    {"WSCGetApplicationCategory", category_get},
    {"WSCWriteProviderOrder", order},
    {"WSCWriteNameSpaceOrder", ns_order},
    {"WSCInstallNameSpace", ns_install},
    {"WSCInstallNameSpaceEx", ns_install_ex},
    {"WSCUnInstallNameSpace", ns_remove},
    {"WSCEnableNSProvider", ns_enable},
};

static int call(const struct ct_row *row, INT *e)
{
    int i;

    for (i = 0; i < CT_COUNT(calls); i++)
        if (strcmp(calls[i].name, row->function) == 0)
            return calls[i].call(e);
    ct_fail("no such call");
    return 0;
}

static const char *const states[] = {
    BROKEN,    UNREAD, "denied", "busy", "written", "corrupt writable gone",
    "unlocked"};
enum {
    IN_BROKEN,
    IN_UNREAD,
    IN_DENIED,
    IN_BUSY,
    IN_WRITTEN,
    IN_DAMAGED,
    IN_UNLOCKED
};

/* Row: the states (arg) in which the call fails so. */
static void fails(const struct ct_row *row)
{
    ids_read();
    if (state_is(states[row->arg]))
        WSC_FAILS(row->code, call(row, &e));
}

/* Nothing is wrong with the catalog, and the call would succeed. */
static void starved(const struct ct_row *row)
{
    INT e = 0;
    int got;

    if (!starve_ready())
        return;
    wsc_clean();
    if (strstr(row->function, "Install") != row->function + strlen("WSC") ||
        strcmp(row->function, "WSCUnInstallNameSpace") == 0) {
        EQUAL(install(&e), 0);
        EQUAL(ns_install_other(&e), 0);
    }
    ids_read();
    starve();
    got = call(row, &e);
    starve_end();
    ct_verdict(got, SOCKET_ERROR, e, row->code, row->function);
    wsc_clean();
}

/* Whatever the catalog is like: the base provider is there, and serves. */
static void base_serves(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW base;

    (void)row;
    CHECK(wsc_entry(NULL, BASE_PROTOCOL, SOCK_STREAM, &base));
    CHECK(wsc_entry(NULL, BASE_PROTOCOL, SOCK_DGRAM, &base));
    CHECK(ct_open(CT_TCP_CLIENT) != INVALID_SOCKET);
    CHECK(ct_open(CT_UDP_PAIR) != INVALID_SOCKET);
}

/* A provider that a bad catalog names is not there. */
static void nothing_from_it(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW *all;
    int i, n;

    (void)row;
    if (!state_is(UNREAD))
        return;
    n = wsc_all(&all);
    CHECK(n > 0);
    for (i = 0; i < n; i++)
        CHECK(all[i].dwCatalogEntryId < 1101);
    free(all);
}

#define STARVED(fn) ROW(fn, WSA_NOT_ENOUGH_MEMORY, "no memory is left", starved)
#define UNLOCKED(fn)                                                           \
    ROW(fn, WSASYSCALLFAILURE, "the file system knows no locks", fails,        \
        .arg = IN_UNLOCKED)
#define BROKEN_ROW(fn)                                                         \
    ROW(fn, WSANO_RECOVERY, "the catalog is broken", fails, .arg = IN_BROKEN)

static const struct ct_row rows[] = {
    BROKEN_ROW(WSCInstallProvider),
    BROKEN_ROW(WSCUpdateProvider),
    BROKEN_ROW(WSCInstallProviderAndChains),
    BROKEN_ROW(WSCDeinstallProvider),
    BROKEN_ROW(WSCSetProviderInfo),
    BROKEN_ROW(WSCSetApplicationCategory),
    BROKEN_ROW(WSCWriteProviderOrder),
    BROKEN_ROW(WSCWriteNameSpaceOrder),
    BROKEN_ROW(WSCUnInstallNameSpace),
    ROW(WSCGetProviderInfo, WSANO_RECOVERY, "the catalog cannot be read", fails,
        .arg = IN_UNREAD),
    ROW(WSCGetApplicationCategory, WSANO_RECOVERY, "the catalog cannot be read",
        fails, .arg = IN_UNREAD),
    ROW(WSCInstallNameSpace, WSANO_RECOVERY, "the catalog is damaged", fails,
        .arg = IN_DAMAGED),
    ROW(WSCInstallNameSpaceEx, WSANO_RECOVERY, "the catalog is damaged", fails,
        .arg = IN_DAMAGED),
    RULE(WSCEnableNSProvider, "the catalog is damaged", fails,
         .arg = IN_DAMAGED, .code = WSANO_RECOVERY),
    ROW(WSCInstallNameSpace, WSAEACCES, "without rights", fails,
        .arg = IN_DENIED),
    ROW(WSCInstallNameSpaceEx, WSAEACCES, "without rights", fails,
        .arg = IN_DENIED),
    {.function = "WSCEnableNSProvider",
     .shows = CT_PAIR,
     .code = WSAEACCES,
     .name = "-",
     .label = "without rights",
     .run = fails,
     .arg = IN_DENIED},
    ROW(WSCInstallProviderAndChains, WSAEINPROGRESS, "others install", fails,
        .arg = IN_BUSY),
    {.function = "WSCWriteProviderOrder",
     .shows = CT_PAIR,
     .code = WSATRY_AGAIN,
     .name = "-",
     .label = "others are at it",
     .run = fails,
     .arg = IN_BUSY},
    ROW(WSCWriteNameSpaceOrder, WSATRY_AGAIN, "others are at it", fails,
        .arg = IN_BUSY),
    ROW(WSCWriteNameSpaceOrder, WSANO_RECOVERY, "others write", fails,
        .arg = IN_WRITTEN),
    UNLOCKED(WSCInstallProvider),
    UNLOCKED(WSCInstallProviderAndChains),
    UNLOCKED(WSCInstallNameSpace),
    UNLOCKED(WSCInstallNameSpaceEx),
    UNLOCKED(WSCUnInstallNameSpace),
    UNLOCKED(WSCEnableNSProvider),
    UNLOCKED(WSCWriteNameSpaceOrder),
    ROW(WSCInstallProvider, WSAENOBUFS, "no memory is left", starved),
    STARVED(WSCUpdateProvider),
    STARVED(WSCDeinstallProvider),
    STARVED(WSCSetProviderInfo),
    STARVED(WSCGetProviderInfo),
    STARVED(WSCWriteProviderOrder),
    STARVED(WSCWriteNameSpaceOrder),
    STARVED(WSCInstallNameSpace),
    STARVED(WSCInstallNameSpaceEx),
    STARVED(WSCUnInstallNameSpace),
    STARVED(WSCEnableNSProvider),
    RULE(WSCEnumProtocols, "the base provider serves", base_serves),
    RULE(WSCEnumProtocols, "a bad catalog adds nothing", nothing_from_it),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
