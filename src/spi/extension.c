/* SPDX-License-Identifier: MIT */
/* Functions called by name on sockets of layers; see extension.h. What a
 * provider has handed out is kept with it, for all of its sockets. */
#include "spi/extension.h"

#include "spi/provider.h"

static ws2_err function_ask(const WSPPROC_TABLE *proc, SOCKET s,
                            enum ws2_layer_function which,
                            ws2_extension_fn *function)
{
    static const GUID ids[] = {[WS2_ACCEPTEX] = WSAID_ACCEPTEX,
                               [WS2_TRANSMITFILE] = WSAID_TRANSMITFILE};
    GUID id = ids[which];
    ws2_extension_fn found = NULL;
    DWORD returned = 0;
    INT err = WS2_OK;

    if (proc->lpWSPIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                         &found, sizeof(found), &returned, NULL, NULL, NULL,
                         &err) != 0)
        return err != WS2_OK ? err : WSASYSCALLFAILURE;
    if (found == NULL)
        return WSASYSCALLFAILURE;
    *function = found;
    return WS2_OK;
}

static ws2_err layer_function(struct ws2_layer *l, SOCKET s,
                              enum ws2_layer_function which,
                              ws2_extension_fn *function)
{
    ws2_extension_fn kept = atomic_load(&l->functions[which]);
    ws2_err err;

    if (kept != NULL) {
        *function = kept;
        return WS2_OK;
    }
    err = function_ask(&l->proc, s, which, function);
    if (err == WS2_OK)
        atomic_store(&l->functions[which], *function);
    return err;
}

ws2_err ws2_layer_extension(SOCKET s, enum ws2_layer_function which,
                            ws2_extension_fn *function)
{
    struct ws2_socket *so;
    struct ws2_layer *l;
    ws2_err err = WS2_OK;

    if (ws2_socket_pin(s, &so) != WS2_OK)
        return WS2_OK; /* the base provider has the code */
    l = ws2_layer_of(so);
    if (l != NULL)
        err = layer_function(l, s, which, function);
    ws2_socket_unpin(s);
    return err;
}

const struct ws2_layer *ws2_spi_layer(SOCKET s)
{
    const struct ws2_layer *l;
    struct ws2_socket *so;

    if (ws2_socket_pin(s, &so) != WS2_OK)
        return NULL;
    l = ws2_layer_of(so);
    ws2_socket_unpin(s);
    return l;
}

SOCKET ws2_spi_below(SOCKET s, DWORD code)
{
    const WSPPROC_TABLE *proc;
    SOCKET below = s;
    DWORD returned = 0;
    INT err = WS2_OK;

    if (ws2_spi_begin(s, &proc) != WS2_OK)
        return s;
    if (proc->lpWSPIoctl(s, code, NULL, 0, &below, sizeof(below), &returned,
                         NULL, NULL, NULL, &err) != 0)
        below = s;
    ws2_socket_unpin(s);
    return below;
}
