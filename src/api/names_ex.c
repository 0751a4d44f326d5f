/* SPDX-License-Identifier: MIT */
/* Doors that resolve names with more to say about how: GetAddrInfoEx and its
 * relatives, SetAddrInfoEx. The code is the result and, of these two, the last
 * error too, also 0 and WSA_IO_PENDING. Microsoft Learn, "ws2tcpip.h header".
 */
#include "api/door.h"

#include <errno.h>
#include <ws2tcpip.h>

#include "name/addrinfoex.h"
#include "name/namespace.h"
#include "os/mem.h"
#include "os/poll.h"
#include "sock/sock.h"

struct get {
    struct ws2_ai_call call;
    DWORD name_space;
    const GUID *provider;
    const struct timeval *timeout;
    struct ws2_ai_overlapped how;
};

/* What one form lacks, and what makes sense only together. */
static ws2_err reserved_check(const struct get *get)
{
    const struct ws2_ai_overlapped *how = &get->how;
    bool overlapped =
        how->overlapped != NULL || how->routine != NULL || how->handle != NULL;

    if (!get->call.wide && (overlapped || get->timeout != NULL))
        return WSAEINVAL;
    return how->routine != NULL && how->overlapped == NULL ? WSAEINVAL : WS2_OK;
}

/* Without an OVERLAPPED there is nothing to cancel. */
static ws2_err handle_clear(HANDLE *handle)
{
    HANDLE none = NULL;

    return handle == NULL || os_mem_copy_out(handle, &none, sizeof(none)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

/* *ppResult is NULL before anything can come of it, and after a failure. */
static ws2_err get_run(struct get *get)
{
    ADDRINFOA *list = NULL;
    ws2_err err = ws2_enter();

    if (os_mem_copy_out(get->how.result, &list, sizeof(list)) < 0 &&
        err == WS2_OK)
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = reserved_check(get);
    if (err == WS2_OK)
        err = ws2_namespace_check(get->name_space, get->provider);
    if (err == WS2_OK)
        err = ws2_timeval_in(get->timeout, &get->call.deadline_ns);
    if (err == WS2_OK)
        err = handle_clear(get->how.handle);
    if (err != WS2_OK)
        return err;
    if (get->how.overlapped != NULL)
        return ws2_ai_begin(&get->call, &get->how);
    err = ws2_ai_lookup(&get->call, &list);
    if (err == WS2_OK)
        (void)os_mem_copy_out(get->how.result, &list, sizeof(list));
    return err;
}

static INT get_leave(struct get *get)
{
    int saved = errno;
    ws2_err err = get_run(get);

    ws2_set_last_error(err);
    errno = saved;
    return err;
}

INT WSAAPI
GetAddrInfoExA(PCSTR pName, PCSTR pServiceName, DWORD dwNameSpace,
               LPGUID lpNspId, const ADDRINFOEXA *hints, PADDRINFOEXA *ppResult,
               struct timeval *timeout, LPOVERLAPPED lpOverlapped,
               LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
               LPHANDLE lpNameHandle)
{
    struct get get = {
        {pName, pServiceName, hints, false, true, OS_FOREVER},
        dwNameSpace,
        lpNspId,
        timeout,
        {lpOverlapped, lpCompletionRoutine, ppResult, lpNameHandle}};

    return get_leave(&get);
}

INT WSAAPI GetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXW *hints, PADDRINFOEXW *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine, LPHANDLE lpHandle)
{
    struct get get = {{pName, pServiceName, hints, true, true, OS_FOREVER},
                      dwNameSpace,
                      lpNspId,
                      timeout,
                      {lpOverlapped, lpCompletionRoutine, ppResult, lpHandle}};

    return get_leave(&get);
}

INT WSAAPI GetAddrInfoExCancel(LPHANDLE lpHandle)
{
    HANDLE handle;

    if (os_mem_copy_in(&handle, lpHandle, sizeof(handle)) < 0)
        return WSAEFAULT;
    return ws2_ai_cancel((ws2_handle)handle);
}

INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped)
{
    return ws2_ai_result(lpOverlapped);
}

VOID WSAAPI FreeAddrInfoEx(PADDRINFOEXA pAddrInfoEx)
{
    ws2_ai_free_ex(pAddrInfoEx);
}

VOID WSAAPI FreeAddrInfoExW(PADDRINFOEXW pAddrInfoEx)
{
    ws2_ai_free_ex(pAddrInfoEx);
}

struct set {
    const void *name;
    const SOCKET_ADDRESS *addresses;
    DWORD count;
    const BLOB *blob;
    bool reserved; /* something is given that must be NULL */
};

/* No provider that there is registers names: DNS' does not on Windows either.
 */
static INT set_leave(const struct set *set)
{
    ws2_err err = ws2_enter();

    if (err == WS2_OK && (set->reserved || set->name == NULL ||
                          (set->count != 0 && set->addresses == NULL)))
        err = WSAEINVAL;
    if (err == WS2_OK &&
        (!os_mem_readable(set->name, 1) ||
         !os_mem_readable(set->addresses,
                          set->count * sizeof(*set->addresses)) ||
         (set->blob != NULL && !os_mem_readable(set->blob, sizeof(BLOB)))))
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = WSANO_RECOVERY;
    ws2_set_last_error(err);
    return err;
}

INT WSAAPI SetAddrInfoExA(
    PCSTR pName, PCSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle)
{
    struct set set = {pName, pAddresses, dwAddressCount, lpBlob,
                      timeout != NULL || lpOverlapped != NULL ||
                          lpCompletionRoutine != NULL || lpNameHandle != NULL};

    (void)pServiceName;
    (void)dwFlags;
    (void)dwNameSpace;
    (void)lpNspId;
    return set_leave(&set);
}

INT WSAAPI SetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle)
{
    struct set set = {pName, pAddresses, dwAddressCount, lpBlob,
                      timeout != NULL || lpOverlapped != NULL ||
                          lpCompletionRoutine != NULL || lpNameHandle != NULL};

    (void)pServiceName;
    (void)dwFlags;
    (void)dwNameSpace;
    (void)lpNspId;
    return set_leave(&set);
}
