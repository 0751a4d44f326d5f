/* SPDX-License-Identifier: MIT */
/* Doors: SetService A and W, WSASetService's predecessor, which is the one of
 * WSAInstallServiceClass and WSARemoveServiceClass, too. Microsoft Learn,
 * "SetServiceW function (nspapi.h)". */
#include "api/nspapi.h"

#include "name/serviceinfo.h"
#include "spi/nsdefer.h"
#include "watch/doors.h"

struct call {
    DWORD space, operation, flags;
    const void *info;
    const void *async_info;
    DWORD *status;
    bool wide;
};

/* Persistent is what a provider still has of a service that is not registered;
 * to take that away is another operation now. */
static WSAESETSERVICEOP operation_of(const struct call *call)
{
    if (call->operation == SERVICE_REGISTER)
        return RNRSERVICE_REGISTER;
    return (call->flags & SERVICE_FLAG_HARD) != 0 ? RNRSERVICE_DELETE
                                                  : RNRSERVICE_DEREGISTER;
}

static ws2_err service_set(const struct call *call, bool *partial)
{
    struct ws2_queryset service;
    ws2_err err = ws2_serviceinfo_in(&service, call->info, call->wide);

    if (err != WS2_OK)
        return err;
    service.set.dwNameSpace = call->space;
    if ((call->flags & SERVICE_FLAG_DEFER) != 0) {
        err = ws2_nsdefer_add(&service, operation_of(call));
        if (err == WS2_OK)
            return err;
    } else {
        err = ws2_nsdefer_now(&service.set, operation_of(call), partial);
    }
    ws2_queryset_free(&service);
    return err;
}

static ws2_err type_add(const struct call *call, bool *partial)
{
    struct ws2_classinfo class;
    ws2_err err = ws2_serviceinfo_class_in(&class, call->info, call->wide);

    if (err != WS2_OK)
        return err;
    err = class.info.lpServiceClassId != NULL
              ? ws2_nsservice_install(&class.info, partial)
              : WSAEINVAL;
    ws2_classinfo_free(&class);
    return err;
}

static ws2_err type_delete(const struct call *call, bool *partial)
{
    SERVICE_INFOW info;
    GUID type;

    if (call->info == NULL)
        return WSAEINVAL;
    if (os_mem_copy_in(&info, call->info, sizeof(info)) != 0)
        return WSAEFAULT;
    if (info.lpServiceType == NULL)
        return WSAEINVAL;
    if (os_mem_copy_in(&type, info.lpServiceType, sizeof(type)) != 0)
        return WSAEFAULT;
    return ws2_nsservice_remove(&type, partial);
}

static ws2_err carry_out(const struct call *call, bool *partial)
{
    switch (call->operation) {
    case SERVICE_REGISTER:
    case SERVICE_DEREGISTER:
        return service_set(call, partial);
    case SERVICE_FLUSH:
        return ws2_nsdefer_flush(call->space, partial);
    case SERVICE_ADD_TYPE:
        return type_add(call, partial);
    case SERVICE_DELETE_TYPE:
        return type_delete(call, partial);
    default:
        return WSAEINVAL;
    }
}

static ws2_err call_run(const struct call *call)
{
    const DWORD known = SERVICE_FLAG_DEFER | SERVICE_FLAG_HARD;
    bool partial = false;
    DWORD status;
    ws2_err err;

    if (call->async_info != NULL || call->status == NULL ||
        (call->flags & ~known) != 0)
        return ERROR_INVALID_PARAMETER;
    if (!os_mem_writable(call->status, sizeof(*call->status)))
        return WSAEFAULT;
    err = ws2_nspapi_code(carry_out(call, &partial));
    status = partial ? SET_SERVICE_PARTIAL_SUCCESS : 0;
    (void)os_mem_copy_out(call->status, &status, sizeof(status));
    return err;
}

static INT set_service(const struct call *call)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = call_run(call);
    return ws2_nsdoor_leave(&door, err);
}

INT WINAPI ws2_do_SetServiceW(DWORD dwNameSpace, DWORD dwOperation,
                              DWORD dwFlags, LPSERVICE_INFOW lpServiceInfo,
                              LPSERVICE_ASYNC_INFO lpServiceAsyncInfo,
                              LPDWORD lpdwStatusFlags)
{
    return set_service(&(struct call){dwNameSpace, dwOperation, dwFlags,
                                      lpServiceInfo, lpServiceAsyncInfo,
                                      lpdwStatusFlags, true});
}

INT WINAPI ws2_do_SetServiceA(DWORD dwNameSpace, DWORD dwOperation,
                              DWORD dwFlags, LPSERVICE_INFOA lpServiceInfo,
                              LPSERVICE_ASYNC_INFO lpServiceAsyncInfo,
                              LPDWORD lpdwStatusFlags)
{
    return set_service(&(struct call){dwNameSpace, dwOperation, dwFlags,
                                      lpServiceInfo, lpServiceAsyncInfo,
                                      lpdwStatusFlags, false});
}
