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

static inline void lsp_path(const char *name, WCHAR *out)
{
    const char *dir = getenv("CT_PROVIDERS");
    char path[MAX_PATH];
    size_t i = 0;

    snprintf(path, sizeof(path), "%s/%s.so", dir != NULL ? dir : ".", name);
    do
        out[i] = (WCHAR)(unsigned char)path[i];
    while (path[i++] != '\0');
}

static MAYBE GUID lsp_id = {0x15b0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};

/* Chains over TCP and UDP of IPv4 with that file on top; before others. */
static inline void lsp_install(const char *file, DWORD service_flags)
{
    static WSAPROTOCOL_INFOW over[2];
    WCHAR path[MAX_PATH], name[] = L"lsp";
    DWORD id = 0;
    INT e = 0;

    over[0].iAddressFamily = over[1].iAddressFamily = AF_INET;
    over[0].iSocketType = SOCK_STREAM;
    over[0].iProtocol = IPPROTO_TCP;
    over[1].iSocketType = SOCK_DGRAM;
    over[1].iProtocol = IPPROTO_UDP;
    lsp_path(file, path);
    EQUAL(WSCInstallProviderAndChains64_32(&lsp_id, path, NULL, name,
                                           service_flags, (void *)over, 2, &id,
                                           &e),
          0);
    EQUAL(e, 0);
}

/* The catalog as it is now is what sockets are made from. */
static inline void lsp_remove(void)
{
    INT e = 0;

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

#endif
