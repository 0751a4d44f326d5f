/* SPDX-License-Identifier: MIT */
/* Door: WSAProviderConfigChange. Microsoft Learn, same title. */
#include "api/door.h"

#include <windows.h>

#include "err/ntstatus.h"
#include "os/mem.h"
#include "spi/changes.h"

static ws2_err handle_make(LPHANDLE out)
{
    ws2_handle h;
    ws2_err err;

    if (!os_mem_writable(out, sizeof(*out)))
        return WSAEFAULT;
    err = ws2_changes_open(&h);
    if (err == WS2_OK)
        *out = (HANDLE)h;
    return err;
}

/* Without OVERLAPPED the call waits, alertably, on one of its own. */
static ws2_err change_await(ws2_handle h)
{
    OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    ws2_err err;

    if (ov.hEvent == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    err = ws2_changes_wait(h, &ov, NULL);
    if (err == WSA_IO_PENDING) {
        while (WaitForSingleObjectEx(ov.hEvent, INFINITE, TRUE) ==
               WAIT_IO_COMPLETION)
            ;
        err = ws2_err_from_status((uint32_t)ov.Internal);
    }
    CloseHandle(ov.hEvent);
    return err;
}

INT WSAAPI ws2_do_WSAProviderConfigChange(
    LPHANDLE lpNotificationHandle, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    ws2_err err = ws2_enter();
    HANDLE h;

    if (err == WS2_OK &&
        (lpNotificationHandle == NULL ||
         os_mem_copy_in(&h, lpNotificationHandle, sizeof(h)) != 0))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (h == NULL)
        err = handle_make(lpNotificationHandle);
    else if (lpOverlapped == NULL)
        err = change_await((ws2_handle)h);
    else
        err =
            ws2_changes_wait((ws2_handle)h, lpOverlapped, lpCompletionRoutine);
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}
