/* SPDX-License-Identifier: MIT */
/* Doors: the upcalls by which providers get and pass on SOCKETs, and tell the
 * ends of operations on those that are their own.
 * Pages: WPUCreateSocketHandle, WPUCloseSocketHandle,
 * WPUQuerySocketHandleContext, WPUModifyIFSHandle,
 * WPUCompleteOverlappedRequest. */
#include <winsock2.h>

#include <ws2spi.h>

#include "api/upcalls.h"
#include "os/mem.h"
#include "sock/sock.h"
#include "sock/wsp.h"
#include "spi/layer.h"
#include "spi/layered.h"
#include "spi/provider.h"

SOCKET WSPAPI WPUCreateSocketHandle(DWORD dwCatalogEntryId, DWORD_PTR dwContext,
                                    LPINT lpErrno)
{
    WSAPROTOCOL_INFOW entry;
    SOCKET s = INVALID_SOCKET;
    ws2_err err = WSAEINVAL;

    if (ws2_spi_entry(dwCatalogEntryId, &entry))
        err = ws2_layered_new(ws2_layer_find(&entry.ProviderId), dwContext, &s);
    return ws2_upcall_works(err, lpErrno) ? s : INVALID_SOCKET;
}

int WSPAPI WPUCloseSocketHandle(SOCKET s, LPINT lpErrno)
{
    return ws2_upcall_end(ws2_layered_close(s), lpErrno);
}

int WSPAPI WPUQuerySocketHandleContext(SOCKET s, PDWORD_PTR lpContext,
                                       LPINT lpErrno)
{
    DWORD_PTR context = 0;
    ws2_err err = ws2_layered_context(s, &context);

    if (err == WS2_OK &&
        os_mem_copy_out(lpContext, &context, sizeof(context)) != 0)
        err = WSAEFAULT;
    return ws2_upcall_end(err, lpErrno);
}

/* The socket's calls go to this provider from here on; the value stays. One
 * that another provider has loaded below itself is nobody's to call. */
static void socket_pass(struct ws2_sock *sk, const GUID *provider)
{
    const struct ws2_layer *layer = ws2_layer_find(provider);
    const struct ws2_obj_ops *ops =
        layer != NULL ? &layer->real.ops : &ws2_base_provider.ops;

    if (layer != NULL || ws2_spi_is_base(provider))
        __atomic_store_n(&sk->so.obj.ops, ops, __ATOMIC_RELEASE);
}

SOCKET WSPAPI WPUModifyIFSHandle(DWORD dwCatalogEntryId, SOCKET ProposedHandle,
                                 LPINT lpErrno)
{
    WSAPROTOCOL_INFOW entry;
    struct ws2_sock *sk;
    ws2_err err = WS2_OK;

    if (!ws2_spi_entry(dwCatalogEntryId, &entry) ||
        ws2_sock_pin(ProposedHandle, &sk) != WS2_OK)
        err = WSAEINVAL;
    if (!ws2_upcall_works(err, lpErrno))
        return INVALID_SOCKET;
    socket_pass(sk, &entry.ProviderId);
    ws2_sock_unpin(ProposedHandle);
    return ProposedHandle;
}

int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
                                        DWORD dwError, DWORD cbTransferred,
                                        LPINT lpErrno)
{
    return ws2_upcall_end(
        ws2_layered_complete(s, lpOverlapped, (ws2_err)dwError, cbTransferred),
        lpErrno);
}
