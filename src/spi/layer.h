/* SPDX-License-Identifier: MIT */
/* Transport providers other than the base provider: layers above it, and base
 * providers of others. Each is loaded when the first socket is made of one of
 * its entries, once, whichever entry it is; a failure is remembered. The last
 * WSACleanup tells it by WSPCleanup, and the next socket after that starts it
 * anew. Its file stays loaded: a thread may still be inside.
 *
 * A provider that cannot be used has one of these codes:
 * WSAEPROVIDERFAILEDINIT (its file is not there, is none, lacks WSPStartup, or
 * that failed), WSAEINVALIDPROVIDER (of another version than 2.2),
 * WSAEINVALIDPROCTABLE (procedures are missing), WSASYSNOTREADY (it wants a
 * socket of itself while it starts). Pages: WSPStartup, WSPCleanup. */
#ifndef WS2_SPI_LAYER_H
#define WS2_SPI_LAYER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"
#include "handle/socket.h"
#include "sock/extension.h"
#include "sock/wsp.h"

/* Functions that programs call by name and providers hand out (extension.h). */
enum ws2_layer_function { WS2_ACCEPTEX, WS2_TRANSMITFILE, WS2_LAYER_FUNCTIONS };

enum ws2_layer_state {
    WS2_LAYER_NEW,
    WS2_LAYER_BUSY, /* a thread starts it, or ends it */
    WS2_LAYER_READY,
    WS2_LAYER_BAD
};

struct ws2_layer {
    struct ws2_layer *next; /* it is never freed: sockets point to it */
    GUID id;
    enum ws2_layer_state state; /* under layer.c's lock */
    ws2_err bad;
    /* Constant while READY. */
    WSPPROC_TABLE proc;
    struct ws2_provider real; /* of the base provider's sockets it passes on */
    struct ws2_provider handles; /* of those that are its own (layered.h) */
    /* What it has handed out since it was started; NULL: not asked for. */
    _Atomic(ws2_extension_fn) functions[WS2_LAYER_FUNCTIONS];
};

/* Whether any has ever been loaded in this process: most have none. */
extern atomic_bool ws2_layers_loaded;
static inline bool ws2_layers_used(void)
{
    return atomic_load_explicit(&ws2_layers_loaded, memory_order_relaxed);
}

/* What providers are given at their start; before the first one is loaded. */
void ws2_layers_give(const WSPUPCALLTABLE *upcalls);

/* The entry's provider, ready to be called after WS2_OK. */
ws2_err ws2_layer_load(const WSAPROTOCOL_INFOW *entry,
                       const struct ws2_layer **out);

/* NULL: it is not loaded. */
const struct ws2_layer *ws2_layer_find(const GUID *id);

/* Whose socket it is; NULL: the base provider's, or of one below a layer. */
static inline struct ws2_layer *ws2_layer_of(const struct ws2_socket *so)
{
    const struct ws2_provider *provider = ws2_socket_provider(so);

    if (provider->proc == &ws2_base_procs)
        return NULL;
    return (struct ws2_layer *)((uintptr_t)provider->proc -
                                offsetof(struct ws2_layer, proc));
}

/* The last WSACleanup. Runs their code; no lock is held. */
void ws2_layers_end(void);

#endif
