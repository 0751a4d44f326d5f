/* SPDX-License-Identifier: MIT */
/* The current directory and temporary files. Sizes are counted as the pages of
 * processenv.h and fileapi.h on Microsoft Learn say: without the terminator
 * when the text fits, with it when it does not. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"
#include "win32/utf.h"

#define PREFIX_MAX 3
#define TRIES      0x10000u

static DWORD text_give(const char *text, DWORD room, LPSTR out)
{
    size_t len = strlen(text);

    if (len >= room)
        return (DWORD)len + 1;
    if (os_mem_copy_out(out, text, len + 1) != 0)
        return ws2_win32_zero(ERROR_NOACCESS);
    return (DWORD)len;
}

static DWORD text_give_wide(const char *text, DWORD room, LPWSTR out)
{
    char16_t *wide = ws2_utf16_dup(text);
    size_t len;
    DWORD result;

    if (wide == NULL)
        return ws2_win32_zero(ERROR_NOT_ENOUGH_MEMORY);
    len = ws2_utf16_len(wide);
    if (len >= room)
        result = (DWORD)len + 1;
    else if (os_mem_copy_out(out, wide, (len + 1) * sizeof(*wide)) != 0)
        result = ws2_win32_zero(ERROR_NOACCESS);
    else
        result = (DWORD)len;
    free(wide);
    return result;
}

/* For free(); NULL and the last error. */
static char *directory_now(void)
{
    int saved = errno;
    char *name = getcwd(NULL, 0);
    int res = name != NULL ? 0 : -errno;

    errno = saved;
    if (name == NULL)
        ws2_set_last_error(ws2_err_from_res(WS2_OP_FILENAME, res));
    return name;
}

DWORD WINAPI GetCurrentDirectoryA(DWORD nBufferLength, LPSTR lpBuffer)
{
    char *name = directory_now();
    DWORD result = name != NULL ? text_give(name, nBufferLength, lpBuffer) : 0;

    free(name);
    return result;
}

DWORD WINAPI GetCurrentDirectoryW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    char *name = directory_now();
    DWORD result =
        name != NULL ? text_give_wide(name, nBufferLength, lpBuffer) : 0;

    free(name);
    return result;
}

BOOL WINAPI SetCurrentDirectoryA(LPCSTR lpPathName)
{
    int saved = errno;
    struct stat st;
    char *name;
    ws2_err err = ws2_filename(lpPathName, &name);

    if (err == WS2_OK && stat(name, &st) == 0 && !S_ISDIR(st.st_mode))
        err = ERROR_DIRECTORY;
    if (err == WS2_OK)
        err = ws2_filename_err(name, ws2_file_res(chdir(name)));
    free(name);
    errno = saved;
    return ws2_win32_bool(err);
}

BOOL WINAPI SetCurrentDirectoryW(LPCWSTR lpPathName)
{
    BOOL done = FALSE;
    char *name;

    if (ws2_filename_wide(lpPathName, &name)) {
        done = SetCurrentDirectoryA(name);
        free(name);
    }
    return done;
}

static void temp_path(char path[PATH_MAX])
{
    const char *dir = secure_getenv("TMPDIR");
    size_t len = dir != NULL ? strlen(dir) : 0;

    if (len == 0 || len > PATH_MAX - 2)
        dir = "/tmp";
    len = strlen(dir);
    memcpy(path, dir, len + 1);
    if (path[len - 1] != '/')
        memcpy(path + len, "/", 2);
}

DWORD WINAPI GetTempPathA(DWORD nBufferLength, LPSTR lpBuffer)
{
    char path[PATH_MAX];

    temp_path(path);
    return text_give(path, nBufferLength, lpBuffer);
}

DWORD WINAPI GetTempPathW(DWORD nBufferLength, LPWSTR lpBuffer)
{
    char path[PATH_MAX];

    temp_path(path);
    return text_give_wide(path, nBufferLength, lpBuffer);
}

static ws2_err temp_create(const char *name)
{
    int fd = ws2_file_res(open(name, O_CREAT | O_EXCL | O_CLOEXEC, 0600));

    if (fd >= 0)
        close(fd);
    return ws2_filename_err(name, fd);
}

/* The name in out, its number in *unique: DIR/PREnnnn.TMP. */
static ws2_err temp_name(const char *dir, const char *prefix, UINT *unique,
                         char out[MAX_PATH])
{
    const char *slash = dir[strlen(dir) - 1] == '/' ? "" : "/";
    struct timespec now;
    unsigned seed = *unique;
    ws2_err err = WS2_OK;

    clock_gettime(CLOCK_REALTIME, &now);
    for (unsigned i = 0; i < TRIES; i++) {
        if (*unique == 0)
            seed = (unsigned)(now.tv_nsec >> 10) + i;
        if ((seed & 0xffff) == 0)
            continue;
        if (snprintf(out, MAX_PATH, "%s%s%.*s%x.TMP", dir, slash, PREFIX_MAX,
                     prefix, seed & 0xffff) >= MAX_PATH)
            return ERROR_BUFFER_OVERFLOW;
        err = *unique == 0 ? temp_create(out) : WS2_OK;
        if (err != ERROR_FILE_EXISTS)
            break;
    }
    *unique = err == WS2_OK ? seed & 0xffff : 0;
    return err;
}

UINT WINAPI GetTempFileNameA(LPCSTR lpPathName, LPCSTR lpPrefixString,
                             UINT uUnique, LPSTR lpTempFileName)
{
    char out[MAX_PATH];
    int saved = errno;
    struct stat st;
    char *dir;
    ws2_err err = ws2_filename(lpPathName, &dir);

    if (err == WS2_OK && (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)))
        err = ERROR_DIRECTORY;
    if (err == WS2_OK && (uUnique & 0xffff) == 0 && uUnique != 0)
        err = ERROR_INVALID_PARAMETER;
    if (err == WS2_OK)
        err = temp_name(dir, lpPrefixString != NULL ? lpPrefixString : "",
                        &uUnique, out);
    free(dir);
    errno = saved;
    if (err == WS2_OK &&
        os_mem_copy_out(lpTempFileName, out, strlen(out) + 1) != 0)
        err = ERROR_NOACCESS;
    return err == WS2_OK ? uUnique : ws2_win32_zero(err);
}

UINT WINAPI GetTempFileNameW(LPCWSTR lpPathName, LPCWSTR lpPrefixString,
                             UINT uUnique, LPWSTR lpTempFileName)
{
    char *dir = NULL, *prefix = NULL;
    char out[MAX_PATH];
    UINT unique = 0;

    if (ws2_filename_wide(lpPathName, &dir) &&
        ws2_filename_wide(lpPrefixString, &prefix))
        unique = GetTempFileNameA(dir, prefix, uUnique, out);
    if (unique != 0 && text_give_wide(out, MAX_PATH, lpTempFileName) == 0)
        unique = 0;
    free(dir);
    free(prefix);
    return unique;
}
