/* SPDX-License-Identifier: MIT */
/* Trying a provider; see catalog_try.h. The command itself is linked with the
 * library statically, and a provider would start another one's: so what starts
 * it is the shared library, as in the programs that it will serve. */
#include "catalog_try.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <ws2/errors.h>

#include "beside.h"

struct library {
    int(WSAAPI *startup)(WORD version, LPWSADATA data);
    int(WSAAPI *cleanup)(void);
    int(WSAAPI *last_error)(void);
    SOCKET(WSAAPI *socket)(int, int, int, LPWSAPROTOCOL_INFOW, GROUP, DWORD);
    int(WSAAPI *close)(SOCKET s);
    INT(WSAAPI *class_info)(LPGUID, LPGUID, LPDWORD, LPWSASERVICECLASSINFOW);
};

static void *library_open(void)
{
    return beside_open("", "libws2_32.so.0", RTLD_NOW | RTLD_GLOBAL);
}

static void function_find(void *file, const char *name, void *function)
{
    void *found = dlsym(file, name);

    memcpy(function, &found, sizeof(found));
}

static bool library_find(void *file, struct library *lib)
{
    function_find(file, "WSAStartup", &lib->startup);
    function_find(file, "WSACleanup", &lib->cleanup);
    function_find(file, "WSAGetLastError", &lib->last_error);
    function_find(file, "WSASocketW", &lib->socket);
    function_find(file, "closesocket", &lib->close);
    function_find(file, "WSAGetServiceClassInfoW", &lib->class_info);
    return lib->startup != NULL && lib->cleanup != NULL &&
           lib->last_error != NULL && lib->socket != NULL &&
           lib->close != NULL && lib->class_info != NULL;
}

/* What the codes of a provider that cannot be used say; NULL for others. */
static const char *code_words(int code, bool of_names)
{
    switch (code) {
    case WSAEPROVIDERFAILEDINIT:
        return of_names ? "NSPStartup fails" : "WSPStartup fails";
    case WSAEINVALIDPROVIDER:
        return of_names ? "it is of no version" : "it is not of version 2.2";
    case WSAEINVALIDPROCTABLE:
        return "procedures are missing";
    case WSASYSCALLFAILURE:
        return of_names ? NULL : "WSPSocket fails and names no code";
    case WSAENOTSOCK:
        return of_names ? NULL : "WSPSocket gives what is no socket";
    default:
        return of_names ? NULL : "WSPSocket fails";
    }
}

static void code_tell(int code, bool of_names, char *words, size_t size)
{
    const ws2_error_info *info = ws2_error_by_code(code);
    const char *says = code_words(code, of_names);

    if (says != NULL && info != NULL)
        snprintf(words, size, "%s (%s)", says, info->name);
    else if (says != NULL)
        snprintf(words, size, "%s (%d)", says, code);
}

/* A layer without chains serves nobody, and is only loaded. */
static void transport_try(const struct library *lib,
                          const struct catalog_subject *subject, char *words,
                          size_t size)
{
    WSAPROTOCOL_INFOW entry = *subject->entry;
    SOCKET s = lib->socket(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                           FROM_PROTOCOL_INFO, &entry, 0, 0);

    if (s == INVALID_SOCKET || lib->close(s) != 0)
        code_tell(lib->last_error(), false, words, size);
}

/* A question that no provider has an answer to. */
static void namespace_try(const struct library *lib,
                          const struct catalog_subject *subject, char *words,
                          size_t size)
{
    WSASERVICECLASSINFOW info;
    DWORD length = sizeof(info);
    GUID class = {0, 0, 0, {0}}, provider = *subject->provider;

    if (lib->class_info(&provider, &class, &length, &info) != 0)
        code_tell(lib->last_error(), true, words, size);
}

void catalog_try(const struct catalog_subject *subject, char *words,
                 size_t size)
{
    void *library = library_open();
    void *file = dlopen(subject->file, RTLD_NOW | RTLD_LOCAL);
    struct library lib;
    WSADATA data;

    if (file == NULL) {
        snprintf(words, size, "%s", dlerror());
        return;
    }
    if (dlsym(file, subject->startup) == NULL) {
        snprintf(words, size, "it exports no %s", subject->startup);
        return;
    }
    if (library == NULL) /* it may have come with the provider */
        library = library_open();
    if (library == NULL || !library_find(library, &lib) ||
        lib.startup(MAKEWORD(2, 2), &data) != 0) {
        snprintf(words, size, "libws2_32.so.0 to start it with is not there");
        return;
    }
    if (subject->entry != NULL)
        transport_try(&lib, subject, words, size);
    if (subject->provider != NULL)
        namespace_try(&lib, subject, words, size);
    (void)lib.cleanup();
}
