/* SPDX-License-Identifier: MIT */
/* ReadFile, WriteFile, their Ex forms and FlushFileBuffers. Follow their pages
 * on Microsoft Learn. Operations on overlapped files are done when the call
 * returns, and told as any: by event, packet or routine. */
#include <winsock2.h>

#include <errno.h>
#include <unistd.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/event.h"
#include "handle/overlapped.h"
#include "os/mem.h"
#include "win32/door.h"
#include "win32/fileio.h"
#include "win32/files.h"

/* From the OVERLAPPED: where in the file. */
static ws2_err offset_in(const struct ws2_transfer *t, const OVERLAPPED *ov,
                         int64_t *offset)
{
    *offset = (int64_t)((uint64_t)ov->OffsetHigh << 32 | ov->Offset);
    if (t->writing && *offset == -1)
        *offset = WS2_FILE_END;
    else if (*offset < 0)
        return ERROR_INVALID_PARAMETER;
    return WS2_OK;
}

static ws2_err transfer_run(struct ws2_transfer *t, int64_t offset)
{
    long res = t->writing ? ws2_file_write(t->obj, t->data, t->length, offset)
                          : ws2_file_read(t->obj, t->data, t->length, offset);

    if (res < 0)
        return ws2_err_from_res(WS2_OP_FILE, (int)res);
    t->moved = (DWORD)res;
    if (res > 0 || t->writing || t->length == 0)
        return WS2_OK;
    if ((ws2_file_flags(t->obj) & WS2_FILE_PIPE) != 0)
        return ERROR_BROKEN_PIPE;
    return t->ov != NULL ? ERROR_HANDLE_EOF : WS2_OK;
}

/* On a file that is not overlapped the OVERLAPPED says where, and is told how
 * it ended, with the event set. */
static ws2_err plain_transfer(struct ws2_transfer *t, const OVERLAPPED *ov,
                              int64_t offset)
{
    struct {
        ULONG_PTR status, moved;
    } result;
    ws2_err err = WS2_OK;

    if (ov->hEvent != NULL)
        err = ws2_event_apply((ws2_handle)ov->hEvent, ws2_event_reset);
    if (err != WS2_OK)
        return err;
    err = transfer_run(t, offset);
    result.status = ws2_status_from_err(err);
    result.moved = t->moved;
    if (os_mem_copy_out(t->ov, &result, sizeof(result)) != 0)
        return ERROR_NOACCESS;
    if (ov->hEvent != NULL)
        ws2_event_apply((ws2_handle)ov->hEvent, ws2_event_set);
    return err;
}

/* The codes of ws2_overlapped_begin, as Win32 has them. */
static ws2_err begin_code(ws2_err err)
{
    switch (err) {
    case WSAEFAULT:
        return ERROR_NOACCESS;
    case WSAEINVAL: /* a routine, and a port */
        return ERROR_INVALID_PARAMETER;
    case WSAENOBUFS:
        return ERROR_NOT_ENOUGH_MEMORY;
    default:
        return err;
    }
}

static ws2_err overlapped_transfer(struct ws2_transfer *t, int64_t offset)
{
    const unsigned skip = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS;
    struct ws2_attachment *a = ws2_file_attached(t->obj);
    struct ws2_overlapped *o = ws2_block_get(sizeof(*o));
    ws2_err err;

    if (o == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    o->packet.size = sizeof(*o);
    err = begin_code(ws2_overlapped_begin(
        o, a, t->ov,
        (LPWSAOVERLAPPED_COMPLETION_ROUTINE)(void (*)(void))t->routine));
    if (err != WS2_OK) {
        ws2_block_put(o, sizeof(*o));
        return err;
    }
    err = transfer_run(t, offset);
    if (err == WS2_OK)
        ws2_overlapped_end(o, a, 0, t->moved, 0,
                           (ws2_attached_modes(a) & skip) != 0);
    else
        ws2_overlapped_drop(o, ws2_status_from_err(err));
    return err;
}

static ws2_err file_transfer(struct ws2_transfer *t)
{
    unsigned flags = ws2_file_flags(t->obj);
    int64_t offset;
    OVERLAPPED ov;
    ws2_err err;

    if ((flags & (t->writing ? WS2_FILE_WRITE : WS2_FILE_READ)) == 0)
        return ERROR_ACCESS_DENIED;
    if (t->ov == NULL)
        return (flags & WS2_FILE_OVERLAPPED) != 0
                   ? ERROR_INVALID_PARAMETER
                   : transfer_run(t, WS2_FILE_HERE);
    if (os_mem_copy_in(&ov, t->ov, sizeof(ov)) != 0)
        return ERROR_NOACCESS;
    err = offset_in(t, &ov, &offset);
    if (err != WS2_OK)
        return err;
    if ((flags & WS2_FILE_OVERLAPPED) != 0)
        return overlapped_transfer(t, offset);
    return t->routine != NULL ? ERROR_INVALID_PARAMETER
                              : plain_transfer(t, &ov, offset);
}

static ws2_err handle_transfer(struct ws2_transfer *t)
{
    struct ws2_obj *obj =
        ws2_handle_pin(t->handle, WS2_KIND_FILE | WS2_KIND_SOCKETS);
    ws2_err err;

    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    t->obj = obj;
    err =
        obj->kind == WS2_KIND_FILE ? file_transfer(t) : ws2_socket_transfer(t);
    ws2_handle_unpin(t->handle);
    return err;
}

static ws2_err counted_transfer(struct ws2_transfer *t, LPDWORD count)
{
    const DWORD none = 0;
    ws2_err err;

    if (count == NULL && t->ov == NULL)
        return ERROR_INVALID_PARAMETER;
    if (count != NULL && os_mem_copy_out(count, &none, sizeof(none)) != 0)
        return ERROR_NOACCESS;
    err = handle_transfer(t);
    if (err == ERROR_IO_PENDING)
        return err;
    if (count != NULL &&
        os_mem_copy_out(count, &t->moved, sizeof(t->moved)) != 0)
        err = ERROR_NOACCESS;
    return err;
}

BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
                     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped)
{
    struct ws2_transfer t = {.handle = (ws2_handle)hFile,
                             .data = lpBuffer,
                             .length = nNumberOfBytesToRead,
                             .ov = lpOverlapped};

    return ws2_win32_bool(counted_transfer(&t, lpNumberOfBytesRead));
}

BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer,
                      DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped)
{
    struct ws2_transfer t = {.handle = (ws2_handle)hFile,
                             .data = (void *)(uintptr_t)lpBuffer,
                             .length = nNumberOfBytesToWrite,
                             .writing = true,
                             .ov = lpOverlapped};

    return ws2_win32_bool(counted_transfer(&t, lpNumberOfBytesWritten));
}

/* That the operation is pending is success here. */
static BOOL transfer_ex(struct ws2_transfer *t)
{
    ws2_err err = t->ov != NULL && t->routine != NULL ? handle_transfer(t)
                                                      : ERROR_INVALID_PARAMETER;

    return ws2_win32_bool(err == ERROR_IO_PENDING ? WS2_OK : err);
}

BOOL WINAPI ReadFileEx(HANDLE hFile, LPVOID lpBuffer,
                       DWORD nNumberOfBytesToRead, LPOVERLAPPED lpOverlapped,
                       LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct ws2_transfer t = {.handle = (ws2_handle)hFile,
                             .data = lpBuffer,
                             .length = nNumberOfBytesToRead,
                             .ov = lpOverlapped,
                             .routine = lpCompletionRoutine};

    return transfer_ex(&t);
}

BOOL WINAPI WriteFileEx(HANDLE hFile, LPCVOID lpBuffer,
                        DWORD nNumberOfBytesToWrite, LPOVERLAPPED lpOverlapped,
                        LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct ws2_transfer t = {.handle = (ws2_handle)hFile,
                             .data = (void *)(uintptr_t)lpBuffer,
                             .length = nNumberOfBytesToWrite,
                             .writing = true,
                             .ov = lpOverlapped,
                             .routine = lpCompletionRoutine};

    return transfer_ex(&t);
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
