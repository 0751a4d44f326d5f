/* SPDX-License-Identifier: MIT */
/* ReadFile, WriteFile and FlushFileBuffers. Follow their pages on Microsoft
 * Learn. Operations on overlapped handles are done when the call returns;
 * file_complete is where their results go. */
#include <errno.h>
#include <unistd.h>

#include "handle/event.h"
#include "os/mem.h"
#include "win32/door.h"
#include "win32/files.h"

#define STATUS_AT_END      0xC0000011u /* STATUS_END_OF_FILE */
#define STATUS_OF_ERROR(e) (0xC0070000u | (unsigned)(e))

/* One call. */
struct transfer {
    const struct ws2_obj *obj;
    void *data;
    DWORD length;
    bool writing;
    bool overlapped; /* ov is the caller's */
    int64_t offset;
    OVERLAPPED ov;
};

/* An operation with an OVERLAPPED has ended: its members and its event. The
 * seam for completion ports: a packet is due when err is 0 and the file is
 * overlapped and bound to a port (#4). */
static ws2_err file_complete(const struct transfer *t, LPOVERLAPPED ov,
                             ws2_err err, DWORD moved)
{
    struct {
        ULONG_PTR status, moved;
    } result = {err == WS2_OK             ? 0
                : err == ERROR_HANDLE_EOF ? STATUS_AT_END
                                          : STATUS_OF_ERROR(err),
                moved};

    if (os_mem_copy_out(ov, &result, sizeof(result)) != 0)
        return ERROR_NOACCESS;
    if (t->ov.hEvent != NULL)
        ws2_event_apply((ws2_handle)t->ov.hEvent, ws2_event_set);
    return err;
}

static ws2_err transfer_begin(struct transfer *t, LPOVERLAPPED ov)
{
    unsigned flags = ws2_file_flags(t->obj);

    if ((flags & (t->writing ? WS2_FILE_WRITE : WS2_FILE_READ)) == 0)
        return ERROR_ACCESS_DENIED;
    t->offset = WS2_FILE_HERE;
    t->overlapped = ov != NULL;
    if (ov == NULL)
        return (flags & WS2_FILE_OVERLAPPED) != 0 ? ERROR_INVALID_PARAMETER
                                                  : WS2_OK;
    if (os_mem_copy_in(&t->ov, ov, sizeof(t->ov)) != 0)
        return ERROR_NOACCESS;
    t->offset = (int64_t)((uint64_t)t->ov.OffsetHigh << 32 | t->ov.Offset);
    if (t->writing && t->offset == -1)
        t->offset = WS2_FILE_END;
    else if (t->offset < 0)
        return ERROR_INVALID_PARAMETER;
    if (t->ov.hEvent == NULL)
        return WS2_OK;
    return ws2_event_apply((ws2_handle)t->ov.hEvent, ws2_event_reset);
}

static ws2_err transfer_run(const struct transfer *t, DWORD *moved)
{
    long res = t->writing
                   ? ws2_file_write(t->obj, t->data, t->length, t->offset)
                   : ws2_file_read(t->obj, t->data, t->length, t->offset);

    if (res < 0)
        return ws2_err_from_res(WS2_OP_FILE, (int)res);
    *moved = (DWORD)res;
    if (res > 0 || t->writing || t->length == 0)
        return WS2_OK;
    if ((ws2_file_flags(t->obj) & WS2_FILE_PIPE) != 0)
        return ERROR_BROKEN_PIPE;
    return t->overlapped ? ERROR_HANDLE_EOF : WS2_OK;
}

static ws2_err file_transfer(struct transfer *t, LPDWORD count, LPOVERLAPPED ov)
{
    ws2_err err = transfer_begin(t, ov);
    DWORD moved = 0;

    if (err != WS2_OK)
        return err;
    err = transfer_run(t, &moved);
    if (ov != NULL)
        err = file_complete(t, ov, err, moved);
    if (count != NULL && os_mem_copy_out(count, &moved, sizeof(moved)) != 0)
        err = ERROR_NOACCESS;
    return err;
}

static ws2_err handle_transfer(HANDLE h, struct transfer *t, LPDWORD count,
                               LPOVERLAPPED ov)
{
    const DWORD none = 0;
    struct ws2_obj *obj;
    ws2_err err;

    if (count == NULL && ov == NULL)
        return ERROR_INVALID_PARAMETER;
    if (count != NULL && os_mem_copy_out(count, &none, sizeof(none)) != 0)
        return ERROR_NOACCESS;
    obj = ws2_handle_pin((ws2_handle)h, WS2_KIND_FILE | WS2_KIND_SOCKET);
    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    t->obj = obj;
    switch (obj->kind) {
    case WS2_KIND_FILE:
        err = file_transfer(t, count, ov);
        break;
    default: /* TODO(#4): sockets */
        err = ERROR_NOT_SUPPORTED;
        break;
    }
    ws2_handle_unpin((ws2_handle)h);
    return err;
}

BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
                     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)
{
    struct transfer t = {.data = lpBuffer, .length = nNumberOfBytesToRead};

    return ws2_win32_bool(
        handle_transfer(hFile, &t, lpNumberOfBytesRead, lpOverlapped));
}

BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer,
                      DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)
{
    struct transfer t = {.data = (void *)(uintptr_t)lpBuffer,
                         .length = nNumberOfBytesToWrite,
                         .writing = true};

    return ws2_win32_bool(
        handle_transfer(hFile, &t, lpNumberOfBytesWritten, lpOverlapped));
}

BOOL WINAPI FlushFileBuffers(HANDLE hFile)
{
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)hFile, WS2_KIND_FILE);
    int saved = errno;
    ws2_err err = WS2_OK;

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if ((ws2_file_flags(obj) & WS2_FILE_WRITE) == 0)
        err = ERROR_ACCESS_DENIED;
    else if ((ws2_file_flags(obj) & WS2_FILE_SEEKABLE) != 0)
        err = ws2_err_from_res(WS2_OP_FILE,
                               ws2_file_res(fsync(ws2_file_fd(obj))));
    ws2_handle_unpin((ws2_handle)hFile);
    errno = saved;
    return ws2_win32_bool(err);
}
