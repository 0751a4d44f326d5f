/* SPDX-License-Identifier: MIT */
/* Deleting, renaming and copying files; making and removing directories.
 * Follow their pages of fileapi.h and winbase.h on Microsoft Learn. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"

#define MOVES                                                                  \
    (MOVEFILE_REPLACE_EXISTING | MOVEFILE_COPY_ALLOWED | MOVEFILE_WRITE_THROUGH)
#define COPY_BLOCK (1u << 30)

/* One name, one operation on it. */
static BOOL name_apply(const char *windows, ws2_err (*apply)(const char *name))
{
    int saved = errno;
    char *name;
    ws2_err err = ws2_filename(windows, &name);

    if (err == WS2_OK)
        err = apply(name);
    free(name);
    errno = saved;
    return ws2_win32_bool(err);
}

static BOOL name_apply_wide(LPCWSTR wide, BOOL(WINAPI *door)(LPCSTR name))
{
    BOOL done = FALSE;
    char *name;

    if (ws2_filename_wide(wide, &name)) {
        done = door(name);
        free(name);
    }
    return done;
}

/* A read-only file is not deleted, as on Windows; Linux would. */
static ws2_err file_delete(const char *name)
{
    struct stat st;
    int res = ws2_file_res(lstat(name, &st));

    if (res == 0 && S_ISREG(st.st_mode) && (st.st_mode & 0222) == 0)
        return ERROR_ACCESS_DENIED;
    if (res == 0)
        res = ws2_file_res(unlink(name));
    return ws2_filename_err(name, res);
}

static ws2_err directory_make(const char *name)
{
    int res = ws2_file_res(mkdir(name, 0777));

    return res == -EEXIST ? ERROR_ALREADY_EXISTS : ws2_filename_err(name, res);
}

static ws2_err directory_remove(const char *name)
{
    struct stat st;
    int res = ws2_file_res(lstat(name, &st));

    if (res == 0 && !S_ISDIR(st.st_mode))
        return ERROR_DIRECTORY;
    if (res == 0)
        res = ws2_file_res(rmdir(name));
    return ws2_filename_err(name, res);
}

BOOL WINAPI DeleteFileA(LPCSTR lpFileName)
{
    return name_apply(lpFileName, file_delete);
}

BOOL WINAPI DeleteFileW(LPCWSTR lpFileName)
{
    return name_apply_wide(lpFileName, DeleteFileA);
}

BOOL WINAPI CreateDirectoryA(LPCSTR lpPathName,
                             LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    (void)lpSecurityAttributes;
    return name_apply(lpPathName, directory_make);
}

BOOL WINAPI CreateDirectoryW(LPCWSTR lpPathName,
                             LPSECURITY_ATTRIBUTES lpSecurityAttributes)
{
    BOOL done = FALSE;
    char *name;

    if (ws2_filename_wide(lpPathName, &name)) {
        done = CreateDirectoryA(name, lpSecurityAttributes);
        free(name);
    }
    return done;
}

BOOL WINAPI RemoveDirectoryA(LPCSTR lpPathName)
{
    return name_apply(lpPathName, directory_remove);
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR lpPathName)
{
    return name_apply_wide(lpPathName, RemoveDirectoryA);
}

static int bytes_copy(int in, int out)
{
    ssize_t n;

    do
        n = copy_file_range(in, NULL, out, NULL, COPY_BLOCK, 0);
    while (n > 0 || (n < 0 && errno == EINTR));
    return ws2_file_res((int)n);
}

/* Contents, permissions and times. A copy that fails half-way is removed. */
static ws2_err file_copy(const char *from, const char *to, bool fail_if_exists)
{
    int in = ws2_file_res(open(from, O_RDONLY | O_CLOEXEC));
    struct timespec times[2];
    struct stat st, old;
    ws2_err err;
    int out, res;

    if (in < 0)
        return ws2_filename_err(from, in);
    res = ws2_file_res(fstat(in, &st));
    if (res == 0 && (S_ISDIR(st.st_mode) ||
                     (stat(to, &old) == 0 && old.st_ino == st.st_ino &&
                      old.st_dev == st.st_dev && !fail_if_exists))) {
        close(in); /* onto itself: a sharing violation on Windows */
        return S_ISDIR(st.st_mode) ? ERROR_ACCESS_DENIED
                                   : ERROR_SHARING_VIOLATION;
    }
    out = ws2_file_res(open(to,
                            O_WRONLY | O_CREAT | O_CLOEXEC |
                                (fail_if_exists ? O_EXCL : O_TRUNC),
                            st.st_mode & 0777));
    if (out < 0) {
        close(in);
        return ws2_filename_err(to, out);
    }
    res = bytes_copy(in, out);
    times[0] = st.st_atim;
    times[1] = st.st_mtim;
    futimens(out, times);
    err = ws2_err_from_res(WS2_OP_FILE, res);
    if (err != WS2_OK)
        unlink(to);
    close(in);
    close(out);
    return err;
}

BOOL WINAPI CopyFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName,
                      BOOL bFailIfExists)
{
    char *from, *to = NULL;
    int saved = errno;
    ws2_err err = ws2_filename(lpExistingFileName, &from);

    if (err == WS2_OK)
        err = ws2_filename(lpNewFileName, &to);
    if (err == WS2_OK)
        err = file_copy(from, to, bFailIfExists != FALSE);
    free(from);
    free(to);
    errno = saved;
    return ws2_win32_bool(err);
}

static ws2_err file_move(const char *from, const char *to, DWORD flags)
{
    bool replace = (flags & MOVEFILE_REPLACE_EXISTING) != 0;
    struct stat st, old;
    ws2_err err;
    int res;

    res = ws2_file_res(lstat(from, &st));
    if (res < 0)
        return ws2_filename_err(from, res);
    if (replace && lstat(to, &old) == 0 && S_ISDIR(old.st_mode))
        return ERROR_ACCESS_DENIED;
    res = ws2_file_res(renameat2(AT_FDCWD, from, AT_FDCWD, to,
                                 replace ? 0 : RENAME_NOREPLACE));
    if (res == -EEXIST)
        return ERROR_ALREADY_EXISTS;
    if (res != -EXDEV || (flags & MOVEFILE_COPY_ALLOWED) == 0 ||
        !S_ISREG(st.st_mode))
        return ws2_filename_err(to, res);
    err = file_copy(from, to, !replace);
    if (err == WS2_OK)
        err = ws2_filename_err(from, ws2_file_res(unlink(from)));
    return err;
}

BOOL WINAPI MoveFileExA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName,
                        DWORD dwFlags)
{
    char *from, *to = NULL;
    int saved = errno;
    ws2_err err;

    if ((dwFlags & ~(DWORD)MOVES) != 0)
        return ws2_win32_bool(ERROR_NOT_SUPPORTED);
    err = ws2_filename(lpExistingFileName, &from);
    if (err == WS2_OK)
        err = ws2_filename(lpNewFileName, &to);
    if (err == WS2_OK)
        err = file_move(from, to, dwFlags);
    free(from);
    free(to);
    errno = saved;
    return ws2_win32_bool(err);
}

BOOL WINAPI MoveFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName)
{
    return MoveFileExA(lpExistingFileName, lpNewFileName,
                       MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI MoveFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                        DWORD dwFlags)
{
    char *from = NULL, *to = NULL;
    BOOL done = FALSE;

    if (ws2_filename_wide(lpExistingFileName, &from) &&
        ws2_filename_wide(lpNewFileName, &to))
        done = MoveFileExA(from, to, dwFlags);
    free(from);
    free(to);
    return done;
}

BOOL WINAPI MoveFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName)
{
    return MoveFileExW(lpExistingFileName, lpNewFileName,
                       MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI CopyFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                      BOOL bFailIfExists)
{
    char *from = NULL, *to = NULL;
    BOOL done = FALSE;

    if (ws2_filename_wide(lpExistingFileName, &from) &&
        ws2_filename_wide(lpNewFileName, &to))
        done = CopyFileA(from, to, bFailIfExists);
    free(from);
    free(to);
    return done;
}
