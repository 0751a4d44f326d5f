/* SPDX-License-Identifier: MIT */
/* The doors of modules: LoadLibrary, GetModuleHandle, GetProcAddress. Names of
 * this library's functions that libc also has are exported as ws2_NAME, so that
 * is looked for first. Follows libloaderapi.h on Microsoft Learn. */
#include <windows.h>

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "win32/door.h"
#include "win32/module.h"
#include "win32/utf.h"

#define NAME_MAX_BYTES 256
#define PATH_BUFFER    4096

static HMODULE module_get(const char *name, bool load)
{
    int saved = errno;
    HMODULE module = NULL;
    ws2_err err = ERROR_INVALID_PARAMETER;

    if (name != NULL && *name != '\0')
        err = ws2_module_find(name, load, &module);
    errno = saved;
    return err == WS2_OK ? module : ws2_win32_null(err);
}

HMODULE WINAPI LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)dwFlags; /* search order: that of dlopen */
    if (hFile != NULL)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    return module_get(lpLibFileName, true);
}

HMODULE WINAPI LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile,
                              DWORD dwFlags)
{
    char *name = ws2_utf8_dup(lpLibFileName);
    HMODULE module = LoadLibraryExA(name, hFile, dwFlags);

    free(name);
    return module;
}

HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName)
{
    return LoadLibraryExA(lpLibFileName, NULL, 0);
}

HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName)
{
    return LoadLibraryExW(lpLibFileName, NULL, 0);
}

BOOL WINAPI FreeLibrary(HMODULE hLibModule)
{
    int saved = errno;
    ws2_err err = ws2_module_free(hLibModule);

    errno = saved;
    return ws2_win32_bool(err);
}

HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName)
{
    return lpModuleName != NULL ? module_get(lpModuleName, false)
                                : ws2_module_program();
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName)
{
    char *name = ws2_utf8_dup(lpModuleName);
    HMODULE module =
        lpModuleName != NULL ? module_get(name, false) : ws2_module_program();

    free(name);
    return module;
}

/* Modules are never unloaded while in use here, so pinning and counting make
 * no difference for those that GetModuleHandle finds. */
static BOOL module_get_ex(DWORD flags, const void *address, const char *name,
                          HMODULE *out)
{
    Dl_info info;

    *out = NULL;
    if ((flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) == 0)
        *out = GetModuleHandleA(name);
    else if (dladdr(address, &info) != 0)
        *out = (HMODULE)info.dli_fbase;
    else
        ws2_set_last_error(ERROR_MOD_NOT_FOUND);
    return *out != NULL;
}

BOOL WINAPI GetModuleHandleExA(DWORD dwFlags, LPCSTR lpModuleName,
                               HMODULE *phModule)
{
    if (phModule == NULL)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    return module_get_ex(dwFlags, lpModuleName, lpModuleName, phModule);
}

BOOL WINAPI GetModuleHandleExW(DWORD dwFlags, LPCWSTR lpModuleName,
                               HMODULE *phModule)
{
    bool by_name = (dwFlags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) == 0;
    char *name = by_name ? ws2_utf8_dup(lpModuleName) : NULL;
    BOOL found;

    if (phModule == NULL)
        found = ws2_win32_bool(ERROR_INVALID_PARAMETER);
    else
        found = module_get_ex(dwFlags, lpModuleName, name, phModule);
    free(name);
    return found;
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE hLibModule)
{
    return ws2_win32_bool(
        ws2_module_dl(hLibModule) != NULL ? WS2_OK : ERROR_MOD_NOT_FOUND);
}

/* Names behind the ordinals of Windows Sockets 1.1, the only ones that
 * programs bind by number. */
static const char *ordinal_name(unsigned ordinal)
{
    static const struct {
        unsigned char ordinal;
        const char *name;
    } map[] = {
#define ORDINAL(number, name) {number, name},
#include "win32/ordinals.def"
#undef ORDINAL
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
        if (map[i].ordinal == ordinal)
            return map[i].name;
    return NULL;
}

/* A symbol of that very module: dlsym also looks into what it depends on. */
static void *symbol_find(void *dl, HMODULE module, const char *name)
{
    void *symbol = dlsym(dl, name);
    Dl_info info;

    if (symbol == NULL || dladdr(symbol, &info) == 0 ||
        (HMODULE)info.dli_fbase != module)
        return NULL;
    return symbol;
}

static void *proc_find(void *dl, HMODULE module, const char *name)
{
    char ours[NAME_MAX_BYTES];
    void *symbol = NULL;

    if (module == ws2_module_library() &&
        snprintf(ours, sizeof(ours), "ws2_%s", name) < (int)sizeof(ours))
        symbol = symbol_find(dl, module, ours);
    return symbol != NULL ? symbol : symbol_find(dl, module, name);
}

FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
{
    HMODULE module = hModule != NULL ? hModule : ws2_module_program();
    const char *name = lpProcName;
    void *dl = ws2_module_dl(module);
    void *symbol = NULL;

    if (dl == NULL && module != ws2_module_library())
        return (FARPROC)ws2_win32_null(ERROR_MOD_NOT_FOUND);
    if ((ULONG_PTR)lpProcName <= 0xffff)
        name = module == ws2_module_library()
                   ? ordinal_name((unsigned)(ULONG_PTR)lpProcName)
                   : NULL;
    if (name != NULL)
        symbol = proc_find(dl, module, name);
    if (symbol == NULL)
        ws2_set_last_error(ERROR_PROC_NOT_FOUND);
    return (FARPROC)symbol;
}

/* The file of a module; ERROR_MOD_NOT_FOUND. */
static ws2_err module_path(HMODULE module, char *path)
{
    ssize_t n;
    Dl_info info;

    if (module == NULL || module == ws2_module_program()) {
        n = readlink("/proc/self/exe", path, PATH_BUFFER - 1);
        path[n > 0 ? n : 0] = '\0';
        return n > 0 ? WS2_OK : ERROR_MOD_NOT_FOUND;
    }
    if (dladdr(module, &info) == 0 || info.dli_fbase != (void *)module)
        return ERROR_MOD_NOT_FOUND;
    if (realpath(info.dli_fname, path) == NULL)
        snprintf(path, PATH_BUFFER, "%s", info.dli_fname);
    return WS2_OK;
}

/* Too long a name is cut, terminated, and a code says so. */
DWORD WINAPI GetModuleFileNameA(HMODULE hModule, LPSTR lpFilename, DWORD nSize)
{
    char path[PATH_BUFFER];
    int saved = errno;
    ws2_err err = module_path(hModule, path);
    size_t len;

    errno = saved;
    if (err != WS2_OK)
        return ws2_win32_zero(err);
    len = strlen(path);
    if (len < nSize) {
        memcpy(lpFilename, path, len + 1);
        ws2_set_last_error(ERROR_SUCCESS);
        return (DWORD)len;
    }
    ws2_set_last_error(ERROR_INSUFFICIENT_BUFFER);
    if (nSize > 0) {
        memcpy(lpFilename, path, nSize - 1);
        lpFilename[nSize - 1] = '\0';
    }
    return nSize;
}

DWORD WINAPI GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
{
    char path[PATH_BUFFER];
    int saved = errno;
    ws2_err err = module_path(hModule, path);
    size_t len;

    errno = saved;
    if (err != WS2_OK)
        return ws2_win32_zero(err);
    memset(lpFilename, 0, nSize * sizeof(*lpFilename));
    len = ws2_utf8_to_16(path, strlen(path), lpFilename,
                         nSize > 0 ? nSize - 1 : 0, NULL);
    ws2_set_last_error(len < nSize ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
    return len < nSize ? (DWORD)len : nSize;
}
