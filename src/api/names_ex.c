/* SPDX-License-Identifier: MIT */
/* Doors that resolve names with more to say about how: GetAddrInfoEx and its
 * relatives, SetAddrInfoEx. The code is the result and, of these two, the last
 * error too, also 0 and WSA_IO_PENDING. Microsoft Learn, "ws2tcpip.h header".
 */
#include "api/door.h"

#include <errno.h>
#include <stdlib.h>
#include <ws2tcpip.h>

#include "name/queryset.h"
#include "os/mem.h"
#include "os/poll.h"
#include "sock/sock.h"
#include "spi/nsaddr.h"
#include "spi/nsservice.h"

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

/* By DNS alone, or by namespace providers that were installed, too. */
static ws2_err get_find(struct get *get, const struct ws2_nsaddr_scope *scope,
                        ADDRINFOA **list)
{
    struct ws2_ai_search *search;
    ws2_err err;

    if (!scope->installed)
        return get->how.overlapped != NULL ? ws2_ai_begin(&get->call, &get->how)
                                           : ws2_ai_lookup(&get->call, list);
    err = ws2_nsaddr_search(&get->call, scope, &search);
    if (err != WS2_OK)
        return err;
    if (get->how.overlapped != NULL)
        return ws2_ai_begin_search(search, &get->how);
    err = search->find(search, list);
    search->free(search);
    return err;
}

/* *ppResult is NULL before anything can come of it, and after a failure. */
static ws2_err get_run(struct get *get)
{
    ADDRINFOA *list = NULL;
    struct ws2_nsaddr_scope scope;
    ws2_err err = ws2_enter();

    if (os_mem_copy_out(get->how.result, &list, sizeof(list)) < 0 &&
        err == WS2_OK)
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = reserved_check(get);
    if (err == WS2_OK)
        err = ws2_nsaddr_scope(get->name_space, get->provider, &scope);
    if (err == WS2_OK)
        err = ws2_timeval_in(get->timeout, &get->call.deadline_ns);
    if (err == WS2_OK)
        err = handle_clear(get->how.handle);
    if (err == WS2_OK)
        err = get_find(get, &scope, &list);
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

INT WSAAPI ws2_do_GetAddrInfoExA(
    PCSTR pName, PCSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXA *hints, PADDRINFOEXA *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
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

INT WSAAPI ws2_do_GetAddrInfoExW(
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

INT WSAAPI ws2_do_GetAddrInfoExCancel(LPHANDLE lpHandle)
{
    HANDLE handle;

    if (os_mem_copy_in(&handle, lpHandle, sizeof(handle)) < 0)
        return WSAEFAULT;
    return ws2_ai_cancel((ws2_handle)handle);
}

INT WSAAPI ws2_do_GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped)
{
    return ws2_ai_result(lpOverlapped);
}

VOID WSAAPI ws2_do_FreeAddrInfoEx(PADDRINFOEXA pAddrInfoEx)
{
    ws2_ai_free_ex(pAddrInfoEx);
}

VOID WSAAPI ws2_do_FreeAddrInfoExW(PADDRINFOEXW pAddrInfoEx)
{
    ws2_ai_free_ex(pAddrInfoEx);
}

struct set {
    const void *name, *service;
    const SOCKET_ADDRESS *addresses;
    DWORD count;
    const BLOB *blob;
    DWORD flags, name_space;
    const GUID *provider;
    bool wide;
    bool reserved; /* something is given that must be NULL */
};

/* Windows' limit is unknown; nothing has as many addresses. */
#define ADDRESSES_MAX 4096u

/* An address is where the name can be reached and where from. */
static CSADDR_INFO *addresses_widen(const struct set *set)
{
    CSADDR_INFO *all = calloc(set->count + 1, sizeof(*all));

    for (DWORD i = 0; all != NULL && i < set->count; i++)
        all[i].LocalAddr = all[i].RemoteAddr = set->addresses[i];
    return all;
}

/* No addresses take the name away. Version 1 has no names without services. */
static ws2_err set_give(const struct set *set)
{
    WSAQUERYSETW in = {.dwSize = sizeof(in),
                       .lpszServiceInstanceName = (LPWSTR)(uintptr_t)set->name,
                       .lpszQueryString = (LPWSTR)(uintptr_t)set->service,
                       .dwNameSpace = set->name_space,
                       .lpNSProviderId = (LPGUID)(uintptr_t)set->provider,
                       .dwNumberOfCsAddrs = set->count,
                       .lpcsaBuffer = addresses_widen(set),
                       .lpBlob = (LPBLOB)(uintptr_t)set->blob};
    struct ws2_queryset query;
    ws2_err err = in.lpcsaBuffer != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;

    if (err == WS2_OK)
        err = ws2_queryset_in(&query, &in, set->wide, WS2_SET_NAME);
    free(in.lpcsaBuffer);
    if (err != WS2_OK)
        return err;
    err = ws2_nsservice_set_name(&query.set,
                                 set->count != 0 ? RNRSERVICE_REGISTER
                                                 : RNRSERVICE_DEREGISTER,
                                 set->flags);
    ws2_queryset_free(&query);
    return err;
}

static ws2_err set_run(const struct set *set)
{
    if (set->reserved || set->name == NULL || set->count > ADDRESSES_MAX ||
        (set->count != 0 && set->addresses == NULL))
        return WSAEINVAL;
    if (!os_mem_readable(set->addresses, set->count * sizeof(*set->addresses)))
        return WSAEFAULT;
    return set_give(set);
}

static INT set_leave(const struct set *set)
{
    int saved = errno;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = set_run(set);
    ws2_set_last_error(err);
    errno = saved;
    return err;
}

INT WSAAPI ws2_do_SetAddrInfoExA(
    PCSTR pName, PCSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle)
{
    struct set set = {pName,
                      pServiceName,
                      pAddresses,
                      dwAddressCount,
                      lpBlob,
                      dwFlags,
                      dwNameSpace,
                      lpNspId,
                      false,
                      timeout != NULL || lpOverlapped != NULL ||
                          lpCompletionRoutine != NULL || lpNameHandle != NULL};

    return set_leave(&set);
}

INT WSAAPI ws2_do_SetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle)
{
    struct set set = {pName,
                      pServiceName,
                      pAddresses,
                      dwAddressCount,
                      lpBlob,
                      dwFlags,
                      dwNameSpace,
                      lpNspId,
                      true,
                      timeout != NULL || lpOverlapped != NULL ||
                          lpCompletionRoutine != NULL || lpNameHandle != NULL};

    return set_leave(&set);
}
