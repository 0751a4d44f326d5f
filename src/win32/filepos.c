/* SPDX-License-Identifier: MIT */
/* Positions, sizes and types of files. Follow their pages of fileapi.h on
 * Microsoft Learn. */
#include <errno.h>
#include <unistd.h>

#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"

static ws2_err file_pin(HANDLE h, struct ws2_obj **obj)
{
    *obj = ws2_handle_pin((ws2_handle)h, WS2_KIND_FILE);
    return *obj != NULL ? WS2_OK : ERROR_INVALID_HANDLE;
}

static void file_unpin(HANDLE h)
{
    ws2_handle_unpin((ws2_handle)h);
}

static ws2_err file_seek(const struct ws2_obj *obj, int64_t distance,
                         DWORD method, int64_t *at)
{
    if (method > FILE_END)
        return ERROR_INVALID_PARAMETER;
    if ((ws2_file_flags(obj) & WS2_FILE_SEEKABLE) == 0)
        return ERROR_SEEK;
    *at = ws2_file_seek(obj, distance, (int)method);
    if (*at >= 0)
        return WS2_OK;
    if (*at == -EINVAL && distance < 0)
        return ERROR_NEGATIVE_SEEK;
    return ws2_err_from_res(WS2_OP_FILE, (int)*at);
}

BOOL WINAPI SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove,
                             PLARGE_INTEGER lpNewFilePointer,
                             DWORD dwMoveMethod)
{
    struct ws2_obj *obj;
    ws2_err err = file_pin(hFile, &obj);
    int64_t at = 0;

    if (err != WS2_OK)
        return ws2_win32_bool(err);
    err = file_seek(obj, liDistanceToMove.QuadPart, dwMoveMethod, &at);
    file_unpin(hFile);
    if (err == WS2_OK && lpNewFilePointer != NULL &&
        os_mem_copy_out(lpNewFilePointer, &at, sizeof(at)) != 0)
        err = ERROR_NOACCESS;
    return ws2_win32_bool(err);
}

/* Without the upper half the new position must fit the lower one; if it does
 * not, nothing has moved. */
static ws2_err seek_32(const struct ws2_obj *obj, LONG distance, DWORD method,
                       int64_t *at)
{
    int64_t before = 0;
    ws2_err err = file_seek(obj, 0, FILE_CURRENT, &before);

    if (err == WS2_OK)
        err = file_seek(obj, distance, method, at);
    if (err != WS2_OK || *at <= UINT32_MAX)
        return err;
    ws2_file_seek(obj, before, SEEK_SET);
    return ERROR_INVALID_PARAMETER;
}

DWORD WINAPI SetFilePointer(HANDLE hFile, LONG lDistanceToMove,
                            PLONG lpDistanceToMoveHigh, DWORD dwMoveMethod)
{
    struct ws2_obj *obj;
    ws2_err err = file_pin(hFile, &obj);
    int64_t at = 0;
    LONG high = 0;

    if (err == WS2_OK) {
        if (lpDistanceToMoveHigh == NULL)
            err = seek_32(obj, lDistanceToMove, dwMoveMethod, &at);
        else if (os_mem_copy_in(&high, lpDistanceToMoveHigh, sizeof(high)) != 0)
            err = ERROR_NOACCESS;
        else
            err = file_seek(obj,
                            (int64_t)((uint64_t)(uint32_t)high << 32 |
                                      (uint32_t)lDistanceToMove),
                            dwMoveMethod, &at);
        file_unpin(hFile);
    }
    high = (LONG)(at >> 32);
    if (err == WS2_OK && lpDistanceToMoveHigh != NULL &&
        os_mem_copy_out(lpDistanceToMoveHigh, &high, sizeof(high)) != 0)
        err = ERROR_NOACCESS;
    /* Success says so where its value alone could be a failure. */
    if (err != WS2_OK || (DWORD)at == INVALID_SET_FILE_POINTER)
        ws2_set_last_error(err);
    return err == WS2_OK ? (DWORD)at : INVALID_SET_FILE_POINTER;
}

BOOL WINAPI SetEndOfFile(HANDLE hFile)
{
    struct ws2_obj *obj;
    ws2_err err = file_pin(hFile, &obj);
    int saved = errno;
    int64_t at = 0;

    if (err != WS2_OK)
        return ws2_win32_bool(err);
    if ((ws2_file_flags(obj) & WS2_FILE_WRITE) == 0)
        err = ERROR_ACCESS_DENIED;
    else
        err = file_seek(obj, 0, FILE_CURRENT, &at);
    if (err == WS2_OK)
        err = ws2_err_from_res(WS2_OP_FILE,
                               ws2_file_res(ftruncate(ws2_file_fd(obj), at)));
    file_unpin(hFile);
    errno = saved;
    return ws2_win32_bool(err);
}

static ws2_err file_size(HANDLE h, uint64_t *size)
{
    struct ws2_obj *obj;
    ws2_err err = file_pin(h, &obj);
    int saved = errno;
    struct stat st;

    if (err != WS2_OK)
        return err;
    err = ws2_err_from_res(WS2_OP_FILE,
                           ws2_file_res(fstat(ws2_file_fd(obj), &st)));
    if (err == WS2_OK && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        err = ERROR_INVALID_FUNCTION;
    if (err == WS2_OK)
        *size = (uint64_t)st.st_size;
    file_unpin(h);
    errno = saved;
    return err;
}

BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize)
{
    uint64_t size;
    ws2_err err = file_size(hFile, &size);

    if (err == WS2_OK && os_mem_copy_out(lpFileSize, &size, sizeof(size)) != 0)
        err = ERROR_NOACCESS;
    return ws2_win32_bool(err);
}

DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh)
{
    uint64_t size = 0;
    ws2_err err = file_size(hFile, &size);
    DWORD high = (DWORD)(size >> 32);

    if (err == WS2_OK && lpFileSizeHigh != NULL &&
        os_mem_copy_out(lpFileSizeHigh, &high, sizeof(high)) != 0)
        err = ERROR_NOACCESS;
    if (err != WS2_OK || (DWORD)size == INVALID_FILE_SIZE)
        ws2_set_last_error(err);
    return err == WS2_OK ? (DWORD)size : INVALID_FILE_SIZE;
}

static DWORD descriptor_type(int fd)
{
    int saved = errno;
    struct stat st;
    int res = fstat(fd, &st);

    errno = saved;
    if (res != 0)
        return FILE_TYPE_UNKNOWN;
    if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || S_ISBLK(st.st_mode))
        return FILE_TYPE_DISK;
    return S_ISCHR(st.st_mode) ? FILE_TYPE_CHAR : FILE_TYPE_PIPE;
}

DWORD WINAPI GetFileType(HANDLE hFile)
{
    struct ws2_obj *obj =
        ws2_handle_pin((ws2_handle)hFile, WS2_KIND_FILE | WS2_KIND_SOCKETS);
    DWORD type = FILE_TYPE_PIPE;

    if (obj == NULL) {
        ws2_set_last_error(ERROR_INVALID_HANDLE);
        return FILE_TYPE_UNKNOWN;
    }
    if (obj->kind == WS2_KIND_FILE)
        type = descriptor_type(ws2_file_fd(obj));
    file_unpin(hFile);
    if (type == FILE_TYPE_UNKNOWN)
        ws2_set_last_error(ERROR_SUCCESS);
    return type;
}
