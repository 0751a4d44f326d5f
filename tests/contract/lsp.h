/* SPDX-License-Identifier: MIT */
/* For the tests of layered providers, which are those of tests/lsp, found in
 * the directory CT_PROVIDERS. The catalog is the program's own. */
#ifndef CT_LSP_H
#define CT_LSP_H

#include "../lsp/layer.h"
#include "harness.h"

#include <mswsock.h>

#include <ws2spi.h>
#include <stdlib.h>

#define MAYBE __attribute__((unused))

static inline void lsp_widen(const char *text, WCHAR *out)
{
    do
        *out++ = (WCHAR)(unsigned char)*text;
    while (*text++ != '\0');
}

static inline void lsp_path(const char *name, WCHAR *out)
{
    const char *dir = getenv("CT_PROVIDERS");
    char path[MAX_PATH];

    snprintf(path, sizeof(path), "%s/%s.so", dir != NULL ? dir : ".", name);
    lsp_widen(path, out);
}

static MAYBE GUID lsp_id = {0x15b0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
static MAYBE GUID lsp_over_id = {0x15b0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 2}};

/* Chains over TCP and UDP of IPv4 with that file on top; before others, and
 * over a layer that is there. */
static inline void lsp_install_as(GUID *id, const char *file,
                                  DWORD service_flags)
{
    static WSAPROTOCOL_INFOW over[2];
    WCHAR path[MAX_PATH], name[32];
    DWORD entry = 0;
    INT e = 0;

    over[0].iAddressFamily = over[1].iAddressFamily = AF_INET;
    over[0].iSocketType = SOCK_STREAM;
    over[0].iProtocol = IPPROTO_TCP;
    over[1].iSocketType = SOCK_DGRAM;
    over[1].iProtocol = IPPROTO_UDP;
    lsp_path(file, path);
    lsp_widen(file, name);
    WSCInstallProviderAndChains64_32(id, path, NULL, name, service_flags,
                                     (void *)over, 2, &entry, &e);
    EQUAL(e, 0);
}

static inline void lsp_install(const char *file, DWORD service_flags)
{
    lsp_install_as(&lsp_id, file, service_flags);
}

/* The catalog as it is now is what sockets are made from. */
static inline void lsp_remove(void)
{
    INT e = 0;

    WSCDeinstallProvider(&lsp_over_id, &e);
    WSCDeinstallProvider(&lsp_id, &e);
}

static inline void lsp_restart(void)
{
    WSADATA data;

    EQUAL(WSACleanup(), 0);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
}

/* What the layer counts. */
static MAYBE HMODULE lsp_module;
static inline FARPROC lsp_exported(const char *file, const char *name)
{
    WCHAR path[MAX_PATH];

    lsp_path(file, path);
    lsp_module = LoadLibraryW(path);
    return GetProcAddress(lsp_module, name);
}

static inline LONG lsp_count(const char *file, int what)
{
    LONG *counts = (LONG *)(void (*)(void))lsp_exported(file, "layer_count");

    return counts != NULL ? counts[what] : -1;
}

/* The base provider, as layers find it: its entries stand first where nothing
 * is installed. */
static MAYBE LPWSPSTARTUP lsp_base_startup(void)
{
    static WSAPROTOCOL_INFOW all[64];
    WCHAR path[MAX_PATH];
    INT len = MAX_PATH, e = 0;
    DWORD size = sizeof(all);

    if (WSCEnumProtocols(NULL, all, &size, &e) <= 0 ||
        WSCGetProviderPath(&all[0].ProviderId, path, &len, &e) != 0)
        return NULL;
    return (LPWSPSTARTUP)(void (*)(void))GetProcAddress(LoadLibraryW(path),
                                                        "WSPStartup");
}

/* The layers that a row's sockets pass through, from below: pass has real
 * handles, own has not. */
enum lsp_stack { LSP_IFS, LSP_NON_IFS, LSP_IFS_IFS, LSP_OWN_IFS, LSP_OWN_OWN };
static MAYBE const struct {
    const char *below, *top; /* below: or NULL */
} lsp_stacks[] = {
    [LSP_IFS] = {NULL, "pass"},           [LSP_NON_IFS] = {NULL, "own"},
    [LSP_IFS_IFS] = {"pass", "passover"}, [LSP_OWN_IFS] = {"pass", "ownover"},
    [LSP_OWN_OWN] = {"own", "ownover"},
};

static MAYBE bool lsp_is_ifs(const struct ct_row *row)
{
    return row->arg == LSP_IFS || row->arg == LSP_IFS_IFS;
}

static MAYBE void lsp_begin(const struct ct_row *row)
{
    const char *below = lsp_stacks[row->arg].below;

    lsp_remove(); /* another row's that failed */
    if (below != NULL)
        lsp_install(below, below[0] == 'p' ? XP1_IFS_HANDLES : 0);
    lsp_install_as(below != NULL ? &lsp_over_id : &lsp_id,
                   lsp_stacks[row->arg].top,
                   lsp_is_ifs(row) ? XP1_IFS_HANDLES : 0);
    lsp_restart();
}

/* What the topmost layer counts, and the one below it. */
static MAYBE LONG lsp_top_count(const struct ct_row *row, int what)
{
    return lsp_count(lsp_stacks[row->arg].top, what);
}

static MAYBE LONG lsp_below_count(const struct ct_row *row, int what)
{
    const char *below = lsp_stacks[row->arg].below;

    return below != NULL ? lsp_count(below, what) : 0;
}

#define LSP_STACKS(fn, what, func, ...)                                        \
    RULE(fn, what ", real handles", func, .arg = LSP_IFS, __VA_ARGS__),        \
        RULE(fn, what ", its own", func, .arg = LSP_NON_IFS, __VA_ARGS__),     \
        RULE(fn, what ", real handles over real ones", func,                   \
             .arg = LSP_IFS_IFS, __VA_ARGS__),                                 \
        RULE(fn, what ", its own over real ones", func, .arg = LSP_OWN_IFS,    \
             __VA_ARGS__),                                                     \
        RULE(fn, what ", its own over others", func, .arg = LSP_OWN_OWN,       \
             __VA_ARGS__)

#endif
