/* SPDX-License-Identifier: MIT */
/* Doors of completion ports. Follows ioapiset.h on Microsoft Learn. */
#include <winsock2.h>

#include "err/ntstatus.h"
#include "handle/overlapped.h"
#include "handle/port.h"
#include "handle/thread_obj.h"
#include "os/mem.h"
#include "win32/door.h"
#include "win32/thread_pin.h"
#include "watch/doors.h"

#define TAKE_MAX 64 /* packets that one call takes off at once */

static ws2_err port_attach(ws2_handle h, ws2_handle port_handle, uintptr_t key)
{
    struct ws2_port *port = ws2_port_pin(port_handle);
    struct ws2_obj *obj;
    ws2_err err = ERROR_INVALID_HANDLE;

    if (port == NULL)
        return err;
    obj = ws2_handle_pin(h, WS2_KIND_ANY);
    if (obj != NULL) {
        err = obj->ops->attach != NULL ? obj->ops->attach(obj, port, key)
                                       : ERROR_INVALID_PARAMETER;
        ws2_handle_unpin(h);
    }
    ws2_handle_unpin(port_handle);
    return err;
}

HANDLE WINAPI ws2_do_CreateIoCompletionPort(HANDLE FileHandle,
                                            HANDLE ExistingCompletionPort,
                                            ULONG_PTR CompletionKey,
                                            DWORD NumberOfConcurrentThreads)
{
    ws2_handle port = (ws2_handle)ExistingCompletionPort;
    ws2_err err = WS2_OK;
    struct ws2_obj *made;

    if (FileHandle == INVALID_HANDLE_VALUE && port != 0)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    if (port == 0)
        err = ws2_port_new(NumberOfConcurrentThreads, &port);
    if (err == WS2_OK && FileHandle != INVALID_HANDLE_VALUE) {
        err = port_attach((ws2_handle)FileHandle, port, CompletionKey);
        if (err != WS2_OK && ExistingCompletionPort == NULL) {
            made = ws2_handle_close(port, WS2_KIND_PORT);
            if (made != NULL)
                ws2_obj_put(made);
        }
    }
    return err == WS2_OK ? (HANDLE)port : ws2_win32_null(err);
}

static ws2_err take(HANDLE h, struct ws2_packet *out, ULONG max,
                    unsigned *taken, DWORD timeout_ms, bool alertable)
{
    struct ws2_thread *t = ws2_thread_self();
    struct ws2_port *port;
    ws2_err err;

    if (t == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    port = ws2_port_own(t, (ws2_handle)h);
    if (port != NULL)
        return ws2_port_take(port, out, max, taken, timeout_ms, alertable, t);
    port = ws2_port_pin((ws2_handle)h);
    if (port == NULL)
        return ERROR_INVALID_HANDLE;
    err = ws2_port_take(port, out, max, taken, timeout_ms, alertable, t);
    ws2_handle_unpin((ws2_handle)h);
    if (err == WS2_OK)
        t->port.handle = (ws2_handle)h;
    return err;
}

static inline ws2_err take_one(HANDLE h, struct ws2_packet *out,
                               DWORD timeout_ms)
{
    struct ws2_thread *t = ws2_thread_peek();
    unsigned taken;

    if (t != NULL && ws2_port_take_quickly(t, (ws2_handle)h, out))
        return WS2_OK;
    return take(h, out, 1, &taken, timeout_ms, false);
}

BOOL WINAPI ws2_do_GetQueuedCompletionStatus(HANDLE CompletionPort,
                                             LPDWORD lpNumberOfBytesTransferred,
                                             PULONG_PTR lpCompletionKey,
                                             LPOVERLAPPED *lpOverlapped,
                                             DWORD dwMilliseconds)
{
    struct ws2_packet packet;
    ws2_err err;

    if (!os_mem_on_stack3(lpOverlapped, sizeof(*lpOverlapped), lpCompletionKey,
                          sizeof(*lpCompletionKey), lpNumberOfBytesTransferred,
                          sizeof(*lpNumberOfBytesTransferred)) &&
        (!os_mem_writable(lpOverlapped, sizeof(*lpOverlapped)) ||
         !os_mem_writable(lpCompletionKey, sizeof(*lpCompletionKey)) ||
         !os_mem_writable(lpNumberOfBytesTransferred,
                          sizeof(*lpNumberOfBytesTransferred))))
        return ws2_win32_bool(ERROR_NOACCESS);
    *lpOverlapped = NULL;
    err = take_one(CompletionPort, &packet, dwMilliseconds);
    if (err != WS2_OK)
        return ws2_win32_bool(err);
    *lpNumberOfBytesTransferred = packet.bytes;
    *lpCompletionKey = packet.key;
    *lpOverlapped = packet.overlapped;
    return packet.status == 0
               ? TRUE
               : ws2_win32_bool(ws2_win32_from_status(packet.status));
}

BOOL WINAPI ws2_do_GetQueuedCompletionStatusEx(
    HANDLE CompletionPort, LPOVERLAPPED_ENTRY lpCompletionPortEntries,
    ULONG ulCount, PULONG ulNumEntriesRemoved, DWORD dwMilliseconds,
    BOOL fAlertable)
{
    struct ws2_packet packets[TAKE_MAX];
    unsigned taken = 0;
    ws2_err err;

    if (ulCount == 0)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    if (ulCount > TAKE_MAX)
        ulCount = TAKE_MAX;
    if (!os_mem_writable(lpCompletionPortEntries,
                         ulCount * sizeof(*lpCompletionPortEntries)) ||
        !os_mem_writable(ulNumEntriesRemoved, sizeof(*ulNumEntriesRemoved)))
        return ws2_win32_bool(ERROR_NOACCESS);
    err = take(CompletionPort, packets, ulCount, &taken, dwMilliseconds,
               fAlertable);
    for (unsigned i = 0; i < taken; i++) {
        lpCompletionPortEntries[i].lpCompletionKey = packets[i].key;
        lpCompletionPortEntries[i].lpOverlapped = packets[i].overlapped;
        lpCompletionPortEntries[i].Internal = packets[i].status;
        lpCompletionPortEntries[i].dwNumberOfBytesTransferred =
            packets[i].bytes;
    }
    *ulNumEntriesRemoved = taken;
    return ws2_win32_bool(err);
}

static ws2_err post(ws2_handle h, DWORD bytes, ULONG_PTR key, OVERLAPPED *ov)
{
    const struct ws2_thread *t = ws2_thread_peek();
    struct ws2_port *port = t != NULL ? ws2_port_own(t, h) : NULL;
    ws2_err err;

    if (port != NULL)
        return ws2_port_post(port, bytes, key, ov);
    port = ws2_port_pin(h);
    if (port == NULL)
        return ERROR_INVALID_HANDLE;
    err = ws2_port_post(port, bytes, key, ov);
    ws2_handle_unpin(h);
    return err;
}

BOOL WINAPI ws2_do_PostQueuedCompletionStatus(HANDLE CompletionPort,
                                              DWORD dwNumberOfBytesTransferred,
                                              ULONG_PTR dwCompletionKey,
                                              LPOVERLAPPED lpOverlapped)
{
    return ws2_win32_bool(post((ws2_handle)CompletionPort,
                               dwNumberOfBytesTransferred, dwCompletionKey,
                               lpOverlapped));
}

BOOL WINAPI ws2_do_SetFileCompletionNotificationModes(HANDLE FileHandle,
                                                      UCHAR Flags)
{
    const unsigned known =
        FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE;
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)FileHandle, WS2_KIND_ANY);
    ws2_err err = WS2_OK;

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if ((Flags & ~known) != 0 || obj->ops->notify == NULL)
        err = ERROR_INVALID_PARAMETER;
    else
        obj->ops->notify(obj, Flags);
    ws2_handle_unpin((ws2_handle)FileHandle);
    return ws2_win32_bool(err);
}

static ws2_err cancel(HANDLE h, const void *overlapped, uint32_t thread)
{
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)h, WS2_KIND_ANY);
    unsigned n = 0;

    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    if (obj->ops->cancel != NULL)
        n = obj->ops->cancel(obj, overlapped, thread);
    ws2_handle_unpin((ws2_handle)h);
    return n != 0 ? WS2_OK : ERROR_NOT_FOUND;
}

BOOL WINAPI ws2_do_CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)
{
    return ws2_win32_bool(cancel(hFile, lpOverlapped, 0));
}

/* That there was nothing to cancel is no failure here. */
BOOL WINAPI ws2_do_CancelIo(HANDLE hFile)
{
    ws2_err err = cancel(hFile, NULL, ws2_thread_id());

    return ws2_win32_bool(err == ERROR_NOT_FOUND ? WS2_OK : err);
}

BOOL WINAPI ws2_do_CancelSynchronousIo(HANDLE hThread)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    struct ws2_thread *record;
    ws2_err err;

    if (t == NULL)
        return FALSE;
    record = ws2_thread_obj_record(t);
    err = record != NULL && ws2_sync_cancel(record) ? WS2_OK : ERROR_NOT_FOUND;
    ws2_thread_unpin(hThread);
    return ws2_win32_bool(err);
}

BOOL WINAPI ws2_do_GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,
                                       LPDWORD lpNumberOfBytesTransferred,
                                       BOOL bWait)
{
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)hFile, WS2_KIND_ANY);
    uint32_t status = 0;
    DWORD bytes = 0;
    ws2_err err;

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    err = os_mem_writable(lpNumberOfBytesTransferred, sizeof(bytes))
              ? ws2_overlapped_result(obj, lpOverlapped, bWait, &status, &bytes)
              : ERROR_NOACCESS;
    ws2_handle_unpin((ws2_handle)hFile);
    if (err == WSAEFAULT)
        err = ERROR_NOACCESS;
    if (err != WS2_OK)
        return ws2_win32_bool(err);
    *lpNumberOfBytesTransferred = bytes;
    return ws2_win32_bool(ws2_win32_from_status(status));
}
