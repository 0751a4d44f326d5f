/* SPDX-License-Identifier: MIT */
/* Providers that the rows of the catalog install, in a catalog of their own
 * (with-catalog). What a row has installed is removed before the next one. */
#ifndef CT_WSC_H
#define CT_WSC_H

#include "harness.h"
#include <ws2spi.h>
#include <sporder.h>
#include <stdlib.h>

#define WSC_GUIDS 8
static const GUID wsc_ids[WSC_GUIDS] = {
    {0x7a6d0001, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0002, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0003, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0004, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0005, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0006, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0007, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
    {0x7a6d0008, 0x57c3, 0x4e0b, {0x80, 0x11, 1, 2, 3, 4, 5, 6}},
};
#define WSC_ID(i) ((GUID *)(uintptr_t)&wsc_ids[i])
#define WSC_PATH  ((WCHAR *)(uintptr_t)L"%CT_NOWHERE%/provider.so")

/* The call must return SOCKET_ERROR and say why at its last argument, e. */
#define WSC_FAILS(err, ...)                                                    \
    do {                                                                       \
        INT e = CT_UNTOUCHED;                                                  \
        long long got_ = (__VA_ARGS__);                                        \
        ct_verdict(got_, SOCKET_ERROR, e, err, #__VA_ARGS__);                  \
    } while (0)

/* It must succeed. */
#define WSC_WORKS(want, ...)                                                   \
    do {                                                                       \
        INT e = 0;                                                             \
        EQUAL(__VA_ARGS__, want);                                              \
        EQUAL(e, 0);                                                           \
    } while (0)

/* The rows' providers are gone. Every row begins with this. */
static inline void wsc_clean(void)
{
    INT e;
    int i;

    for (i = WSC_GUIDS; i-- > 0;) {
        WSCDeinstallProvider(WSC_ID(i), &e);
        WSCUnInstallNameSpace(WSC_ID(i));
    }
}

/* What can be wrong with an order. */
enum wsc_order_fault { ONE_LESS, ONE_MORE, TWICE, UNKNOWN, NONE_AT_ALL, A_LOT };

/* Spoils n ids of size bytes each, which have room for one more: how many to
 * say there are. */
static inline DWORD wsc_order_spoil(enum wsc_order_fault fault, void *ids,
                                    size_t size, int n, const void *unknown)
{
    char *at = ids;

    memcpy(at + (size_t)n * size, at, size);
    switch (fault) {
    case ONE_LESS:
        return (DWORD)n - 1;
    case ONE_MORE:
        return (DWORD)n + 1;
    case TWICE:
        memcpy(at + size, at, size);
        return (DWORD)n;
    case UNKNOWN:
        memcpy(at + size, unknown, size);
        return (DWORD)n;
    case NONE_AT_ALL:
        return 0;
    case A_LOT:
    default:
        return 0xffffffff;
    }
}

/* All entries, for free(); how many. */
static inline int wsc_all(WSAPROTOCOL_INFOW **out)
{
    DWORD len = 0;
    INT e = 0;
    int n = WSCEnumProtocols(NULL, NULL, &len, &e);

    *out = malloc(len + 1);
    if (n == SOCKET_ERROR && e == WSAENOBUFS)
        n = WSCEnumProtocols(NULL, *out, &len, &e);
    if (n < 0)
        ct_fail("WSCEnumProtocols gave %s", ct_err_name(e));
    return n < 0 ? 0 : n;
}

/* The first entry that fits; 0: any. False: there is none. */
static inline bool wsc_entry(const GUID *id, int chain_len, int type,
                             WSAPROTOCOL_INFOW *out)
{
    WSAPROTOCOL_INFOW *all;
    int i, n = wsc_all(&all);
    bool found = false;

    memset(out, 0, sizeof(*out));
    for (i = 0; i < n && !found; i++) {
        found = (id == NULL || IsEqualGUID(&all[i].ProviderId, id)) &&
                (chain_len < 0 || all[i].ProtocolChain.ChainLen == chain_len) &&
                (type == 0 || (all[i].iAddressFamily == AF_INET &&
                               all[i].iSocketType == type));
        if (found)
            *out = all[i];
    }
    free(all);
    return found;
}

/* An entry as a provider would install it: IPv4 TCP, a base protocol. */
static inline WSAPROTOCOL_INFOW wsc_info(const WCHAR *name)
{
    WSAPROTOCOL_INFOW info;
    int i;

    memset(&info, 0, sizeof(info));
    info.dwServiceFlags1 = XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER;
    info.dwProviderFlags = PFL_MATCHES_PROTOCOL_ZERO;
    info.ProtocolChain.ChainLen = BASE_PROTOCOL;
    info.iVersion = 2;
    info.iAddressFamily = AF_INET;
    info.iMaxSockAddr = info.iMinSockAddr = 16;
    info.iSocketType = SOCK_STREAM;
    info.iProtocol = IPPROTO_TCP;
    for (i = 0; name[i] != 0; i++)
        info.szProtocol[i] = name[i];
    return info;
}

/* Installs it; the entry as it is then. */
static inline WSAPROTOCOL_INFOW wsc_install(int id,
                                            const WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOW copy = *info;

    WSC_WORKS(0, WSCInstallProvider(WSC_ID(id), WSC_PATH, &copy, 1, &e));
    CHECK(wsc_entry(WSC_ID(id), -1, 0, &copy));
    return copy;
}

static inline WSAPROTOCOL_INFOW wsc_layer(int id, const WCHAR *name)
{
    WSAPROTOCOL_INFOW info = wsc_info(name);

    info.ProtocolChain.ChainLen = LAYERED_PROTOCOL;
    return wsc_install(id, &info);
}

/* Of 64-bit Windows, where the one without 64_32 is not declared. */
static inline int wsc_chains(const GUID *id, const WCHAR *path,
                             const WCHAR *name, DWORD flags, void *list,
                             DWORD count, DWORD *layer, INT *e)
{
    return WSCInstallProviderAndChains64_32(
        (GUID *)(uintptr_t)id, (WCHAR *)(uintptr_t)path, NULL,
        (WCHAR *)(uintptr_t)name, flags, list, count, layer, e);
}

static inline void wsc_long_path(WCHAR *path, int len)
{
    int i;

    for (i = 0; i < len; i++)
        path[i] = i % 50 == 0 ? '/' : 'p';
    path[len] = 0;
}

static inline bool wsc_same_text(const WCHAR *a, const WCHAR *b)
{
    while (*a != 0 && *a == *b)
        a++, b++;
    return *a == *b;
}

static inline bool wsc_wsa_lists(DWORD id)
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

#endif
