/* SPDX-License-Identifier: MIT */
/* A layer with its chains: WSCInstallProviderAndChains. */
#include "wsc.h"

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
    wsc_long_path(text, row->arg3);
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
    CHECK(wsc_same_text(dummy.szProtocol, L"lsp"));
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
    EQUAL(wsc_wsa_lists(chain.dwCatalogEntryId), TRUE);
    WSC_WORKS(0, WSCDeinstallProvider32(WSC_ID(0), &e));
    CHECK(wsc_entry(WSC_ID(1), 3, SOCK_STREAM, &chain));
    EQUAL(wsc_wsa_lists(chain.dwCatalogEntryId), FALSE);
    CHECK(ct_open(CT_TCP) != INVALID_SOCKET);
}

#define CHAINS(err, what, func, ...)                                           \
    ROW(WSCInstallProviderAndChains, err, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
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
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
