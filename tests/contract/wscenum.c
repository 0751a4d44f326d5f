/* SPDX-License-Identifier: MIT */
/* What WSCEnumProtocols and WSAEnumProtocols show of the catalog. */
#include "wsc.h"

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
    EQUAL(wsc_wsa_lists(base), TRUE);
    EQUAL(wsc_wsa_lists(over), TRUE);
    EQUAL(wsc_wsa_lists(hidden), FALSE);
    EQUAL(wsc_wsa_lists(layer), FALSE);
    wsc_clean();
    EQUAL(wsc_wsa_lists(base), FALSE);
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

static const struct ct_row rows[] = {
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
};

int main(int argc, char **argv)
{
    int status = ct_main(argc, argv, rows, CT_COUNT(rows));

    wsc_clean();
    return status;
}
