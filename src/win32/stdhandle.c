/* SPDX-License-Identifier: MIT */
/* The standard handles, and pipes. A standard handle is a file over descriptor
 * 0, 1 or 2, which closing it leaves open: it is libc's, too. std.lock guards
 * the three. Follows processenv.h and namedpipeapi.h on Microsoft Learn. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "os/lock.h"
#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"

static struct {
    struct ws2_lock lock;
    bool known[3]; /* made or set */
    HANDLE handle[3];
} std = {.lock = WS2_LOCK_INIT};

/* 0, 1, 2, or -1. */
static int std_index(DWORD number)
{
    return number <= STD_INPUT_HANDLE && number >= STD_ERROR_HANDLE
               ? (int)(STD_INPUT_HANDLE - number)
               : -1;
}

/* NULL for a descriptor that is not open. */
static ws2_err std_open(int fd, HANDLE *out)
{
    int mode = fcntl(fd, F_GETFL);
    unsigned flags = WS2_FILE_BORROWED;
    ws2_handle h = 0;
    ws2_err err;

    *out = NULL;
    if (mode < 0)
        return WS2_OK;
    if ((mode & O_ACCMODE) != O_WRONLY)
        flags |= WS2_FILE_READ;
    if ((mode & O_ACCMODE) != O_RDONLY)
        flags |= WS2_FILE_WRITE;
    err = ws2_file_open(fd, flags, NULL, &h);
    *out = (HANDLE)h;
    return err;
}

HANDLE WINAPI GetStdHandle(DWORD nStdHandle)
{
    int i = std_index(nStdHandle);
    int saved = errno;
    ws2_err err = ERROR_INVALID_HANDLE;
    HANDLE h = INVALID_HANDLE_VALUE;

    if (i >= 0) {
        err = WS2_OK;
        ws2_lock_take(&std.lock);
        if (!std.known[i]) {
            err = std_open(i, &std.handle[i]);
            std.known[i] = err == WS2_OK;
        }
        h = err == WS2_OK ? std.handle[i] : INVALID_HANDLE_VALUE;
        ws2_lock_drop(&std.lock);
    }
    errno = saved;
    if (err != WS2_OK)
        ws2_set_last_error(err);
    return h;
}

BOOL WINAPI SetStdHandle(DWORD nStdHandle, HANDLE hHandle)
{
    int i = std_index(nStdHandle);

    if (i < 0)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_lock_take(&std.lock);
    std.handle[i] = hHandle;
    std.known[i] = true;
    ws2_lock_drop(&std.lock);
    return TRUE;
}

static ws2_err pipe_attributes(LPSECURITY_ATTRIBUTES security)
{
    SECURITY_ATTRIBUTES sa;

    if (security == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&sa, security, sizeof(sa)) != 0)
        return ERROR_NOACCESS;
    return sa.bInheritHandle ? ERROR_NOT_SUPPORTED : WS2_OK;
}

static ws2_err pipe_open(DWORD size, ws2_handle ends[2])
{
    struct ws2_obj *first;
    ws2_err err;
    int fd[2];

    if (pipe2(fd, O_CLOEXEC) != 0)
        return ws2_err_from_res(WS2_OP_FILE, -errno);
    if (size > 0 && size <= INT32_MAX)
        fcntl(fd[1], F_SETPIPE_SZ, (int)size); /* a hint: it may be refused */
    err = ws2_file_open(fd[0], WS2_FILE_READ, NULL, &ends[0]);
    if (err != WS2_OK) {
        close(fd[1]);
        return err;
    }
    err = ws2_file_open(fd[1], WS2_FILE_WRITE, NULL, &ends[1]);
    if (err != WS2_OK) {
        first = ws2_handle_close(ends[0], WS2_KIND_FILE);
        if (first != NULL)
            ws2_obj_put(first);
    }
    return err;
}

BOOL WINAPI CreatePipe(PHANDLE hReadPipe, PHANDLE hWritePipe,
                       LPSECURITY_ATTRIBUTES lpPipeAttributes, DWORD nSize)
{
    ws2_err err = pipe_attributes(lpPipeAttributes);
    int saved = errno;
    ws2_handle ends[2];

    if (err == WS2_OK && (!os_mem_writable(hReadPipe, sizeof(HANDLE)) ||
                          !os_mem_writable(hWritePipe, sizeof(HANDLE))))
        err = ERROR_NOACCESS;
    if (err == WS2_OK)
        err = pipe_open(nSize, ends);
    if (err == WS2_OK) {
        *hReadPipe = (HANDLE)ends[0];
        *hWritePipe = (HANDLE)ends[1];
    }
    errno = saved;
    return ws2_win32_bool(err);
}
