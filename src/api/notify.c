/* SPDX-License-Identifier: MIT */
/* Doors: ProcessSocketNotifications. Page "ProcessSocketNotifications". */
#include "api/door.h"

#include "handle/port.h"
#include "os/mem.h"
#include "sock/notify.h"

#define TAKE_MAX 64 /* packets that one call takes off at once */

/* What belongs to a count that is 0 must not be there. */
static ws2_err args_check(UINT32 registrations, SOCK_NOTIFY_REGISTRATION *infos,
                          UINT32 timeout_ms, ULONG max,
                          OVERLAPPED_ENTRY *entries, UINT32 *received)
{
    if (registrations == 0 && infos != NULL)
        return WSAEINVAL;
    if (max == 0 && (timeout_ms != 0 || entries != NULL || received != NULL))
        return WSAEINVAL;
    if (!os_mem_writable(infos, registrations * sizeof(*infos)))
        return WSAEFAULT;
    if (max > TAKE_MAX)
        max = TAKE_MAX;
    if (max != 0 && (!os_mem_writable(entries, max * sizeof(*entries)) ||
                     !os_mem_writable(received, sizeof(*received))))
        return WSAEFAULT;
    return WS2_OK;
}

static ws2_err entries_take(struct ws2_port *port, struct ws2_thread *t,
                            UINT32 timeout_ms, ULONG max,
                            OVERLAPPED_ENTRY *entries, UINT32 *received)
{
    struct ws2_packet packets[TAKE_MAX];
    unsigned taken = 0;
    ws2_err err = ws2_port_take(port, packets, max < TAKE_MAX ? max : TAKE_MAX,
                                &taken, timeout_ms, false, t);

    for (unsigned i = 0; i < taken; i++) {
        entries[i].lpCompletionKey = packets[i].key;
        entries[i].lpOverlapped = packets[i].overlapped;
        entries[i].Internal = packets[i].status;
        entries[i].dwNumberOfBytesTransferred = packets[i].bytes;
    }
    *received = err == WS2_OK ? taken : 0;
    return err;
}

DWORD WSAAPI ws2_do_ProcessSocketNotifications(
    HANDLE completionPort, UINT32 registrationCount,
    SOCK_NOTIFY_REGISTRATION *registrationInfos, UINT32 timeoutMs,
    ULONG completionCount, OVERLAPPED_ENTRY *completionPortEntries,
    UINT32 *receivedEntryCount)
{
    struct ws2_thread *t = ws2_thread_self();
    struct ws2_port *port;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = args_check(registrationCount, registrationInfos, timeoutMs,
                         completionCount, completionPortEntries,
                         receivedEntryCount);
    if (err == WS2_OK && t == NULL)
        err = WSAENOBUFS;
    if (err != WS2_OK)
        return (DWORD)err;
    port = ws2_port_pin((ws2_handle)completionPort);
    if (port == NULL)
        return WSA_INVALID_HANDLE;
    for (UINT32 i = 0; i < registrationCount; i++)
        registrationInfos[i].registrationResult =
            (DWORD)ws2_notify_process(port, &registrationInfos[i]);
    if (completionCount != 0)
        err = entries_take(port, t, timeoutMs, completionCount,
                           completionPortEntries, receivedEntryCount);
    ws2_handle_unpin((ws2_handle)completionPort);
    return (DWORD)err;
}
