/* SPDX-License-Identifier: MIT */
/* CreateFile. Follows "CreateFileA function (fileapi.h)" on Microsoft Learn;
 * share modes and security attributes have no effect (docs/differences.md). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"

#define READS  (GENERIC_READ | GENERIC_ALL | FILE_READ_DATA)
#define WRITES (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA)
#define SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define RACES  8 /* tries while others make and delete the file */

static unsigned access_flags(DWORD access)
{
    unsigned flags = 0;

    if ((access & READS) != 0)
        flags |= WS2_FILE_READ;
    if ((access & (WRITES | FILE_APPEND_DATA)) != 0)
        flags |= WS2_FILE_WRITE;
    return flags;
}

static int open_flags(DWORD access, DWORD disposition, DWORD attributes)
{
    unsigned flags = access_flags(access);
    int o = O_CLOEXEC | O_NOCTTY;

    if ((flags & WS2_FILE_WRITE) != 0)
        o |= (flags & WS2_FILE_READ) != 0 ? O_RDWR : O_WRONLY;
    else if (flags == 0 && disposition == OPEN_EXISTING &&
             (access & FILE_WRITE_ATTRIBUTES) == 0)
        o |= O_PATH; /* to look at: needs no right to read */
    if ((access & WRITES) == 0 && (access & FILE_APPEND_DATA) != 0)
        o |= O_APPEND;
    if ((attributes & FILE_FLAG_WRITE_THROUGH) != 0)
        o |= O_DSYNC;
    return o;
}

/* CREATE_ALWAYS and OPEN_ALWAYS must tell which of both they did. */
static int open_or_create(const char *name, int o, int trunc, mode_t mode,
                          bool *existed)
{
    int fd = -1;

    for (int i = 0; i < RACES; i++) {
        *existed = false;
        fd = open(name, o | O_CREAT | O_EXCL, mode);
        if (fd >= 0 || errno != EEXIST)
            return ws2_file_res(fd);
        *existed = true;
        fd = open(name, o | trunc);
        if (fd >= 0 || errno != ENOENT)
            return ws2_file_res(fd);
    }
    *existed = false; /* a link to a file that is not there */
    return ws2_file_res(open(name, o | O_CREAT | trunc, mode));
}

static int open_disposed(const char *name, int o, DWORD disposition,
                         mode_t mode, bool *existed)
{
    switch (disposition) {
    case CREATE_NEW:
        return ws2_file_res(open(name, o | O_CREAT | O_EXCL, mode));
    case CREATE_ALWAYS:
        return open_or_create(name, o, O_TRUNC, mode, existed);
    case OPEN_ALWAYS:
        return open_or_create(name, o, 0, mode, existed);
    case TRUNCATE_EXISTING:
        return ws2_file_res(open(name, o | O_TRUNC));
    default:
        return ws2_file_res(open(name, o));
    }
}

static ws2_err arguments_check(DWORD access, DWORD share, DWORD disposition,
                               LPSECURITY_ATTRIBUTES security)
{
    SECURITY_ATTRIBUTES sa;

    if (disposition < CREATE_NEW || disposition > TRUNCATE_EXISTING ||
        (share & ~(DWORD)SHARES) != 0)
        return ERROR_INVALID_PARAMETER;
    if (disposition == TRUNCATE_EXISTING && (access & WRITES) == 0)
        return ERROR_INVALID_PARAMETER;
    if (security == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&sa, security, sizeof(sa)) != 0)
        return ERROR_NOACCESS;
    return sa.bInheritHandle ? ERROR_NOT_SUPPORTED : WS2_OK;
}

/* fd becomes a handle or is closed. */
static ws2_err file_publish(int fd, const char *name, DWORD access,
                            DWORD attributes, ws2_handle *h)
{
    unsigned flags = access_flags(access);
    char *remove = NULL;
    struct stat st;

    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) &&
        (attributes & FILE_FLAG_BACKUP_SEMANTICS) == 0) {
        close(fd);
        return ERROR_ACCESS_DENIED;
    }
    if ((attributes & FILE_FLAG_DELETE_ON_CLOSE) != 0) {
        remove = realpath(name, NULL);
        if (remove == NULL) {
            close(fd);
            return ERROR_ACCESS_DENIED;
        }
    }
    if ((attributes & FILE_FLAG_OVERLAPPED) != 0)
        flags |= WS2_FILE_OVERLAPPED;
    if ((attributes & FILE_FLAG_SEQUENTIAL_SCAN) != 0)
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return ws2_file_open(fd, flags, remove, h);
}

static ws2_err file_create(const char *name, DWORD access, DWORD disposition,
                           DWORD attributes, ws2_handle *h, bool *existed)
{
    mode_t mode = (attributes & FILE_ATTRIBUTE_READONLY) != 0 ? 0444 : 0666;
    int o = open_flags(access, disposition, attributes);
    int fd = open_disposed(name, o, disposition, mode, existed);

    if (fd < 0)
        return ws2_filename_err(name, fd);
    return file_publish(fd, name, access, attributes, h);
}

HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess,
                          DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                          DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
    bool existed = false;
    int saved = errno;
    ws2_handle h = 0;
    char *name = NULL;
    ws2_err err;

    (void)hTemplateFile;
    err = arguments_check(dwDesiredAccess, dwShareMode, dwCreationDisposition,
                          lpSecurityAttributes);
    if (err == WS2_OK)
        err = ws2_filename(lpFileName, &name);
    if (err == WS2_OK)
        err = file_create(name, dwDesiredAccess, dwCreationDisposition,
                          dwFlagsAndAttributes, &h, &existed);
    free(name);
    errno = saved;
    if (err != WS2_OK) {
        ws2_set_last_error(err);
        return INVALID_HANDLE_VALUE;
    }
    ws2_set_last_error(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return (HANDLE)h;
}

HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess,
                          DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                          DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
{
    HANDLE h = INVALID_HANDLE_VALUE;
    char *name;

    if (ws2_filename_wide(lpFileName, &name)) {
        h = CreateFileA(name, dwDesiredAccess, dwShareMode,
                        lpSecurityAttributes, dwCreationDisposition,
                        dwFlagsAndAttributes, hTemplateFile);
        free(name);
    }
    return h;
}

HANDLE WINAPI CreateFile2(LPCWSTR lpFileName, DWORD dwDesiredAccess,
                          DWORD dwShareMode, DWORD dwCreationDisposition,
                          LPCREATEFILE2_EXTENDED_PARAMETERS pCreateExParams)
{
    CREATEFILE2_EXTENDED_PARAMETERS p = {
        .dwSize = sizeof(p), .dwFileAttributes = FILE_ATTRIBUTE_NORMAL};
    ws2_err err = WS2_OK;

    if (pCreateExParams != NULL &&
        os_mem_copy_in(&p, pCreateExParams, sizeof(p)) != 0)
        err = ERROR_NOACCESS;
    else if (p.dwSize < sizeof(p))
        err = ERROR_INVALID_PARAMETER;
    if (err != WS2_OK) {
        ws2_set_last_error(err);
        return INVALID_HANDLE_VALUE;
    }
    return CreateFileW(lpFileName, dwDesiredAccess, dwShareMode,
                       p.lpSecurityAttributes, dwCreationDisposition,
                       p.dwFileAttributes | p.dwFileFlags |
                           p.dwSecurityQosFlags,
                       p.hTemplateFile);
}
