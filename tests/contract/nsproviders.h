/* SPDX-License-Identifier: MIT */
/* For the tests of what namespace providers answer. The providers are those of
 * tests/nsp, found in the directory CT_PROVIDERS and installed before the first
 * row; the catalog is the program's own, and no others have a say. */
#ifndef CT_NSPROVIDERS_H
#define CT_NSPROVIDERS_H

#include "../nsp/good.h"
#include "harness.h"

#include <stdlib.h>

#define MAYBE __attribute__((unused))

static MAYBE GUID first = {1, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
static MAYBE GUID second = {2, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
static MAYBE GUID older = {3, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};
static MAYBE GUID some_class = {11, 0, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
static MAYBE GUID other_class = {12, 0, 3, {4, 5, 6, 7, 8, 9, 10, 11}};

/* Those that cannot be used, in namespaces of their own. */
static MAYBE const struct {
    const char *file;
    int code;
} liars[] = {
    {"nostartup", WSAEPROVIDERFAILEDINIT}, /* 0 */
    {"fails", WSAEPROVIDERFAILEDINIT},     /* 1 */
    {"unnamed", WSAEPROVIDERFAILEDINIT},   /* 2 */
    {"failswell", WSAEPROVIDERFAILEDINIT}, /* 3 */
    {"noobject", WSAEPROVIDERFAILEDINIT},  /* 4 */
    {"notthere", WSAEPROVIDERFAILEDINIT},  /* 5 */
    {"noversion", WSAEINVALIDPROVIDER},    /* 6 */
    {"noslot", WSAEINVALIDPROCTABLE},      /* 7 */
    {"shorttable", WSAEINVALIDPROCTABLE},  /* 8 */
    {"oldtable", 0},                       /* 9: can be used */
};

enum { OLDER_SPACE = NSP_SPACE + 1, OLD_SPACE };
enum { LIARS = sizeof(liars) / sizeof(liars[0]), OLD_TABLE = 9 };

static MAYBE GUID liar_id(int i)
{
    GUID id = {100 + (unsigned)i, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};

    return id;
}

static inline void file_path(const char *name, WCHAR *out)
{
    const char *dir = getenv("CT_PROVIDERS");
    char path[MAX_PATH];
    size_t i = 0;

    snprintf(path, sizeof(path), "%s/%s.so", dir != NULL ? dir : ".", name);
    do
        out[i] = (WCHAR)(unsigned char)path[i];
    while (path[i++] != '\0');
}

static inline void install(const char *file, const WCHAR *name, DWORD space,
                           GUID *id)
{
    WCHAR path[MAX_PATH];

    file_path(file, path);
    WSCInstallNameSpace((LPWSTR)(uintptr_t)name, path, space, 1, id);
}

/* Others than those of this program have no say. */
static inline void others_disable(void)
{
    static char room[16384];
    WSANAMESPACE_INFOW *all = (void *)room;
    DWORD length = sizeof(room);
    WSADATA data;
    int count;

    WSAStartup(MAKEWORD(2, 2), &data);
    count = WSAEnumNameSpaceProvidersW(&length, all);
    WSACleanup();
    for (int i = 0; i < count; i++)
        WSCEnableNSProvider(&all[i].NSProviderId, FALSE);
}

static inline void all_install(void)
{
    others_disable();
    install("good", L"first", NSP_SPACE, &first);
    install("good", L"second", NSP_SPACE, &second);
    install("older", L"older", OLDER_SPACE, &older);
    for (int i = 0; i < LIARS; i++) {
        GUID id = liar_id(i);

        install(liars[i].file, L"liar", i == OLD_TABLE ? OLD_SPACE : NSP_SPACE,
                &id);
    }
}

/* Queries */

struct ask {
    const WCHAR *name, *context;
    GUID *provider;
    DWORD flags;
};

static inline int ask_begin(const struct ask *ask, HANDLE *out)
{
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = NSP_SPACE};

    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)ask->name;
    q.lpszContext = (LPWSTR)(uintptr_t)ask->context;
    q.lpServiceClassId = &some_class;
    q.lpNSProviderId = ask->provider;
    return WSALookupServiceBeginW(
        &q, ask->flags != 0 ? ask->flags : LUP_RETURN_ALL, out);
}

static inline HANDLE ask_begun(const struct ask *ask)
{
    HANDLE h = NULL;

    EQUAL(ask_begin(ask, &h), 0);
    return h;
}

#define ASK(order, ...) ask_begun(&(struct ask){.name = (order), __VA_ARGS__})

static MAYBE char room[8192];
static MAYBE WSAQUERYSETW *const answer = (void *)room;

static inline int next(HANDLE h, DWORD flags)
{
    DWORD length = sizeof(room);

    memset(room, 0, sizeof(room));
    return WSALookupServiceNextW(h, flags, &length, answer);
}

static MAYBE HMODULE module;

static inline FARPROC exported(const char *name)
{
    if (module == NULL) {
        WCHAR path[MAX_PATH];

        file_path("good", path);
        module = LoadLibraryW(path);
    }
    return GetProcAddress(module, name);
}

static inline LONG count(int which)
{
    LONG(WSAAPI * call)
    (int) = (LONG(WSAAPI *)(int))(void (*)(void))exported("nsp_count");

    return call(which);
}

static inline HANDLE waiting_event(void)
{
    HANDLE(WSAAPI * call)
    (void) = (HANDLE(WSAAPI *)(void))(void (*)(void))exported("nsp_waiting");

    return call();
}

static inline int ns_main(int argc, char **argv, const struct ct_row *rows,
                          int number)
{
    all_install();
    return ct_main(argc, argv, rows, number);
}

#endif
