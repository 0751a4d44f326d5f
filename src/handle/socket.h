/* SPDX-License-Identifier: MIT */
/* What a SOCKET names, as far as the dispatcher cares: the provider that
 * serves it. The base provider's socket objects begin with this, whoever they
 * were passed on to (WPUModifyIFSHandle), and so do the handles of providers
 * without real ones, which are of another kind. */
#ifndef WS2_HANDLE_SOCKET_H
#define WS2_HANDLE_SOCKET_H

#include "handle/handle.h"

struct _WSPPROC_TABLE; /* ws2spi.h */

struct ws2_direct; /* sock/direct.h */

struct ws2_provider {
    struct ws2_obj_ops ops; /* first: of its sockets' objects */
    const struct _WSPPROC_TABLE *proc;
    const struct ws2_direct *direct; /* or NULL */
};

struct ws2_socket {
    struct ws2_obj obj; /* of WS2_KIND_SOCKETS; its ops are its provider's */
};

static inline const struct ws2_provider *
ws2_socket_provider(const struct ws2_socket *so)
{
    return (const struct ws2_provider *)so->obj.ops;
}

/* The same for the data path, until ws2_socket_let_go(s). */
static inline ws2_err ws2_socket_hold(ws2_handle s, struct ws2_socket **out)
{
    *out = (struct ws2_socket *)ws2_handle_hold(s, WS2_KIND_SOCKETS);
    return *out != NULL ? WS2_OK : 10038; /* WSAENOTSOCK */
}

static inline void ws2_socket_let_go(ws2_handle s)
{
    ws2_handle_let_go(s);
}

/* Held until ws2_socket_unpin(s); WSAENOTSOCK when s names no socket. */
static inline ws2_err ws2_socket_pin(ws2_handle s, struct ws2_socket **out)
{
    *out = (struct ws2_socket *)ws2_handle_pin(s, WS2_KIND_SOCKETS);
    return *out != NULL ? WS2_OK : 10038; /* WSAENOTSOCK */
}

static inline void ws2_socket_unpin(ws2_handle s)
{
    ws2_handle_unpin(s);
}

#endif
