/* SPDX-License-Identifier: MIT */
/* Attributes and times of files. Follow their pages of fileapi.h on Microsoft
 * Learn; which attributes Linux knows is in fileapi.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"
#include "win32/times.h"

#define NOBODY_WRITES(mode) (((mode)&0222) == 0)
#define NS_PER_S            1000000000ll
#define UNITS_PER_S         10000000u
#define LEAVE_ALONE         UINT64_MAX /* SetFileTime's second way to say so */

/* Not by way of nanoseconds, which end in 2262: files may be given any time. */
FILETIME ws2_file_time(struct timespec t)
{
    FILETIME ft;

    ws2_filetime_set(&ft, (uint64_t)t.tv_sec * UNITS_PER_S +
                              (uint64_t)t.tv_nsec / 100 + WS2_FILETIME_1970);
    return ft;
}

/* name may be NULL: a handle does not know its own. */
DWORD ws2_file_attributes(const char *name, const struct stat *st)
{
    const char *slash = name != NULL ? strrchr(name, '/') : NULL;
    const char *base = slash != NULL ? slash + 1 : name;
    DWORD attributes = 0;

    if (S_ISDIR(st->st_mode))
        attributes |= FILE_ATTRIBUTE_DIRECTORY;
    else if (!S_ISREG(st->st_mode))
        attributes |= FILE_ATTRIBUTE_DEVICE;
    if (NOBODY_WRITES(st->st_mode))
        attributes |= FILE_ATTRIBUTE_READONLY;
    if (base != NULL && base[0] == '.' && base[1] != '\0' &&
        strcmp(base, "..") != 0)
        attributes |= FILE_ATTRIBUTE_HIDDEN;
    return attributes != 0 ? attributes : FILE_ATTRIBUTE_NORMAL;
}

static ws2_err name_stat(const char *windows, struct stat *st,
                         DWORD *attributes)
{
    char *name;
    ws2_err err = ws2_filename(windows, &name);
    int saved = errno;

    if (err == WS2_OK)
        err = ws2_filename_err(name, ws2_file_res(stat(name, st)));
    if (err == WS2_OK)
        *attributes = ws2_file_attributes(name, st);
    free(name);
    errno = saved;
    return err;
}

DWORD WINAPI GetFileAttributesA(LPCSTR lpFileName)
{
    DWORD attributes = INVALID_FILE_ATTRIBUTES;
    struct stat st;

    ws2_win32_bool(name_stat(lpFileName, &st, &attributes));
    return attributes;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR lpFileName)
{
    DWORD attributes = INVALID_FILE_ATTRIBUTES;
    char *name;

    if (ws2_filename_wide(lpFileName, &name)) {
        attributes = GetFileAttributesA(name);
        free(name);
    }
    return attributes;
}

BOOL WINAPI GetFileAttributesExA(LPCSTR lpFileName,
                                 GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                 LPVOID lpFileInformation)
{
    WIN32_FILE_ATTRIBUTE_DATA data;
    DWORD attributes = 0;
    struct stat st;
    ws2_err err;

    if (fInfoLevelId != GetFileExInfoStandard)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    err = name_stat(lpFileName, &st, &attributes);
    if (err != WS2_OK)
        return ws2_win32_bool(err);
    data = (WIN32_FILE_ATTRIBUTE_DATA){
        .dwFileAttributes = attributes,
        .ftCreationTime = ws2_file_time(st.st_ctim),
        .ftLastAccessTime = ws2_file_time(st.st_atim),
        .ftLastWriteTime = ws2_file_time(st.st_mtim),
        .nFileSizeHigh = (DWORD)((uint64_t)st.st_size >> 32),
        .nFileSizeLow = (DWORD)st.st_size};
    if (os_mem_copy_out(lpFileInformation, &data, sizeof(data)) != 0)
        err = ERROR_NOACCESS;
    return ws2_win32_bool(err);
}

BOOL WINAPI GetFileAttributesExW(LPCWSTR lpFileName,
                                 GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                 LPVOID lpFileInformation)
{
    BOOL done = FALSE;
    char *name;

    if (ws2_filename_wide(lpFileName, &name)) {
        done = GetFileAttributesExA(name, fInfoLevelId, lpFileInformation);
        free(name);
    }
    return done;
}

/* Only READONLY has a counterpart. Without it who owns the file may write. */
BOOL WINAPI SetFileAttributesA(LPCSTR lpFileName, DWORD dwFileAttributes)
{
    bool readonly = (dwFileAttributes & FILE_ATTRIBUTE_READONLY) != 0;
    int saved = errno;
    struct stat st;
    char *name;
    ws2_err err = ws2_filename(lpFileName, &name);

    if (err == WS2_OK)
        err = ws2_filename_err(name, ws2_file_res(stat(name, &st)));
    if (err == WS2_OK && NOBODY_WRITES(st.st_mode) != readonly) {
        mode_t mode = readonly ? st.st_mode & ~(mode_t)0222 : st.st_mode | 0200;
        err = ws2_filename_err(name, ws2_file_res(chmod(name, mode & 07777)));
    }
    free(name);
    errno = saved;
    return ws2_win32_bool(err);
}

BOOL WINAPI SetFileAttributesW(LPCWSTR lpFileName, DWORD dwFileAttributes)
{
    BOOL done = FALSE;
    char *name;

    if (ws2_filename_wide(lpFileName, &name)) {
        done = SetFileAttributesA(name, dwFileAttributes);
        free(name);
    }
    return done;
}

static ws2_err handle_stat(HANDLE h, struct stat *st)
{
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)h, WS2_KIND_FILE);
    int saved = errno;
    int res;

    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    res = ws2_file_res(fstat(ws2_file_fd(obj), st));
    ws2_handle_unpin((ws2_handle)h);
    errno = saved;
    return ws2_err_from_res(WS2_OP_FILE, res);
}

BOOL WINAPI GetFileInformationByHandle(
    HANDLE hFile, LPBY_HANDLE_FILE_INFORMATION lpFileInformation)
{
    BY_HANDLE_FILE_INFORMATION info;
    struct stat st;
    ws2_err err = handle_stat(hFile, &st);

    if (err != WS2_OK)
        return ws2_win32_bool(err);
    info = (BY_HANDLE_FILE_INFORMATION){
        .dwFileAttributes = ws2_file_attributes(NULL, &st),
        .ftCreationTime = ws2_file_time(st.st_ctim),
        .ftLastAccessTime = ws2_file_time(st.st_atim),
        .ftLastWriteTime = ws2_file_time(st.st_mtim),
        .dwVolumeSerialNumber =
            (DWORD)(major(st.st_dev) << 20 | minor(st.st_dev)),
        .nFileSizeHigh = (DWORD)((uint64_t)st.st_size >> 32),
        .nFileSizeLow = (DWORD)st.st_size,
        .nNumberOfLinks = (DWORD)st.st_nlink,
        .nFileIndexHigh = (DWORD)((uint64_t)st.st_ino >> 32),
        .nFileIndexLow = (DWORD)st.st_ino};
    if (os_mem_copy_out(lpFileInformation, &info, sizeof(info)) != 0)
        err = ERROR_NOACCESS;
    return ws2_win32_bool(err);
}

static bool time_give(LPFILETIME out, struct timespec t)
{
    FILETIME ft = ws2_file_time(t);

    return out == NULL || os_mem_copy_out(out, &ft, sizeof(ft)) == 0;
}

BOOL WINAPI GetFileTime(HANDLE hFile, LPFILETIME lpCreationTime,
                        LPFILETIME lpLastAccessTime, LPFILETIME lpLastWriteTime)
{
    struct stat st;
    ws2_err err = handle_stat(hFile, &st);

    if (err == WS2_OK && (!time_give(lpCreationTime, st.st_ctim) ||
                          !time_give(lpLastAccessTime, st.st_atim) ||
                          !time_give(lpLastWriteTime, st.st_mtim)))
        err = ERROR_NOACCESS;
    return ws2_win32_bool(err);
}

static bool time_take(const FILETIME *in, struct timespec *t)
{
    uint64_t value;
    FILETIME ft;
    int64_t units;

    t->tv_sec = 0;
    t->tv_nsec = UTIME_OMIT;
    if (in == NULL)
        return true;
    if (os_mem_copy_in(&ft, in, sizeof(ft)) != 0)
        return false;
    value = ws2_filetime_get(&ft);
    if (value == 0 || value == LEAVE_ALONE)
        return true;
    units = (int64_t)(value - WS2_FILETIME_1970);
    t->tv_sec = units / 10000000;
    t->tv_nsec = units % 10000000 * 100;
    if (t->tv_nsec < 0) {
        t->tv_nsec += NS_PER_S;
        t->tv_sec--;
    }
    return true;
}

BOOL WINAPI SetFileTime(HANDLE hFile, const FILETIME *lpCreationTime,
                        const FILETIME *lpLastAccessTime,
                        const FILETIME *lpLastWriteTime)
{
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)hFile, WS2_KIND_FILE);
    struct timespec times[2], created;
    int saved = errno;
    ws2_err err;

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if (!time_take(lpCreationTime, &created) ||
        !time_take(lpLastAccessTime, &times[0]) ||
        !time_take(lpLastWriteTime, &times[1]))
        err = ERROR_NOACCESS;
    else
        err = ws2_err_from_res(WS2_OP_FILE,
                               ws2_file_res(futimens(ws2_file_fd(obj), times)));
    ws2_handle_unpin((ws2_handle)hFile);
    errno = saved;
    return ws2_win32_bool(err);
}
