/* SPDX-License-Identifier: MIT */
/* Doors: queries of namespace providers. What a program hands in is copied
 * before a provider sees it. NULL for what must be there is WSAEINVAL, a bad
 * pointer WSAEFAULT. Pages: WSALookupServiceBeginW, WSALookupServiceNextW,
 * WSALookupServiceEnd, WSANSPIoctl. */
#include "api/nsdoor.h"

#include <string.h>

#include "name/queryset.h"
#include "os/mem.h"
#include "spi/nslookup.h"
#include "watch/doors.h"

#define BOTH (LUP_CONTAINERS | LUP_NOCONTAINERS)

static ws2_err begin(const void *restrictions, bool wide, DWORD flags,
                     HANDLE *lookup)
{
    struct ws2_queryset query;
    HANDLE h = NULL;
    ws2_err err;

    if (restrictions == NULL || lookup == NULL || (flags & BOTH) == BOTH)
        return WSAEINVAL;
    if (!os_mem_writable(lookup, sizeof(*lookup)))
        return WSAEFAULT;
    err = ws2_queryset_in(&query, restrictions, wide, WS2_SET_QUERY);
    if (err != WS2_OK)
        return err;
    err = ws2_nslookup_begin(&query.set, flags, 0, &h);
    ws2_queryset_free(&query);
    if (err == WS2_OK && os_mem_copy_out(lookup, &h, sizeof(h)) != 0) {
        (void)ws2_nslookup_end(h);
        err = WSAEFAULT;
    }
    return err;
}

static INT lookup_begin(const void *restrictions, bool wide, DWORD flags,
                        HANDLE *lookup)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = begin(restrictions, wide, flags, lookup);
    return ws2_nsdoor_leave(&door, err);
}

INT WSAAPI ws2_do_WSALookupServiceBeginW(LPWSAQUERYSETW lpqsRestrictions,
                                         DWORD dwControlFlags,
                                         LPHANDLE lphLookup)
{
    return lookup_begin(lpqsRestrictions, true, dwControlFlags, lphLookup);
}

INT WSAAPI ws2_do_WSALookupServiceBeginA(LPWSAQUERYSETA lpqsRestrictions,
                                         DWORD dwControlFlags,
                                         LPHANDLE lphLookup)
{
    return lookup_begin(lpqsRestrictions, false, dwControlFlags, lphLookup);
}

static ws2_err next(HANDLE lookup, DWORD flags, bool wide, DWORD *length,
                    void *results)
{
    DWORD size;
    ws2_err err = ws2_nslookup_check(lookup);

    if (err != WS2_OK)
        return err;
    if (length == NULL || (flags & BOTH) == BOTH)
        return WSAEINVAL;
    if (os_mem_copy_in(&size, length, sizeof(size)) != 0)
        return WSAEFAULT;
    err = ws2_nslookup_next(lookup, flags, wide, &size, results);
    if (err == WSAEFAULT)
        (void)os_mem_copy_out(length, &size, sizeof(size));
    return err;
}

static INT lookup_next(HANDLE lookup, DWORD flags, bool wide, DWORD *length,
                       void *results)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = next(lookup, flags, wide, length, results);
    return ws2_nsdoor_leave(&door, err);
}

INT WSAAPI ws2_do_WSALookupServiceNextW(HANDLE hLookup, DWORD dwControlFlags,
                                        LPDWORD lpdwBufferLength,
                                        LPWSAQUERYSETW lpqsResults)
{
    return lookup_next(hLookup, dwControlFlags, true, lpdwBufferLength,
                       lpqsResults);
}

INT WSAAPI ws2_do_WSALookupServiceNextA(HANDLE hLookup, DWORD dwControlFlags,
                                        LPDWORD lpdwBufferLength,
                                        LPWSAQUERYSETA lpqsResults)
{
    return lookup_next(hLookup, dwControlFlags, false, lpdwBufferLength,
                       lpqsResults);
}

INT WSAAPI ws2_do_WSALookupServiceEnd(HANDLE hLookup)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = ws2_nslookup_end(hLookup);
    return ws2_nsdoor_leave(&door, err);
}

/* The OVERLAPPED of a completion; NULL where there is none by its type. */
static LPWSAOVERLAPPED completion_overlapped(const WSACOMPLETION *c)
{
    if (c->Type == NSP_NOTIFY_EVENT)
        return c->Parameters.Event.lpOverlapped;
    if (c->Type == NSP_NOTIFY_PORT)
        return c->Parameters.Port.lpOverlapped;
    return c->Parameters.Apc.lpOverlapped;
}

static ws2_err completion_in(WSACOMPLETION *c, const WSACOMPLETION *from)
{
    if (os_mem_copy_in(c, from, sizeof(*c)) != 0)
        return WSAEFAULT;
    if ((unsigned)c->Type > NSP_NOTIFY_APC)
        return WSAEINVAL;
    if (c->Type == NSP_NOTIFY_IMMEDIATELY || c->Type == NSP_NOTIFY_HWND)
        return WS2_OK;
    return os_mem_writable(completion_overlapped(c), sizeof(WSAOVERLAPPED))
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err ioctl(HANDLE lookup, struct ws2_nsioctl *arguments)
{
    WSACOMPLETION completion;
    DWORD returned = 0;
    void *user;
    ws2_err err = ws2_nslookup_check(lookup);

    if (err != WS2_OK)
        return err;
    if (!os_mem_readable(arguments->in, arguments->in_size) ||
        !os_mem_writable(arguments->out, arguments->out_size) ||
        !os_mem_writable(arguments->returned, sizeof(*arguments->returned)))
        return WSAEFAULT;
    if (arguments->completion != NULL) {
        err = completion_in(&completion, arguments->completion);
        if (err != WS2_OK)
            return err;
        arguments->completion = &completion;
    }
    user = arguments->returned;
    arguments->returned = &returned; /* aligned, whatever the program's is */
    err = ws2_nslookup_ioctl(lookup, arguments);
    memcpy(user, &returned, sizeof(returned));
    return err;
}

INT WSAAPI ws2_do_WSANSPIoctl(HANDLE hLookup, DWORD dwControlCode,
                              LPVOID lpvInBuffer, DWORD cbInBuffer,
                              LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                              LPDWORD lpcbBytesReturned,
                              LPWSACOMPLETION lpCompletion)
{
    struct ws2_nsioctl arguments = {.code = dwControlCode,
                                    .in = lpvInBuffer,
                                    .out = lpvOutBuffer,
                                    .in_size = cbInBuffer,
                                    .out_size = cbOutBuffer,
                                    .returned = lpcbBytesReturned,
                                    .completion = lpCompletion};
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = ioctl(hLookup, &arguments);
    return ws2_nsdoor_leave(&door, err);
}
