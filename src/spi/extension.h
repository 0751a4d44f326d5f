/* SPDX-License-Identifier: MIT */
/* Functions without a procedure in WSPPROC_TABLE, called by name on the sockets
 * of layers. Page "Function Extension Mechanism in the SPI": their pointers are
 * the provider's to give. Where no provider but the base one has ever been
 * loaded, nothing here looks at the socket. */
#ifndef WS2_SPI_EXTENSION_H
#define WS2_SPI_EXTENSION_H

#include <winsock2.h>

#include "err/err.h"
#include "sock/extension.h"
#include "spi/layer.h"

/* The function as the socket's provider hands it out; unchanged where that is
 * the base provider, or s no socket. The provider is asked once. */
ws2_err ws2_layer_extension(SOCKET s, enum ws2_layer_function which,
                            ws2_extension_fn *function);

static inline ws2_err ws2_spi_extension(SOCKET s, enum ws2_layer_function which,
                                        ws2_extension_fn *function)
{
    return ws2_layers_used() ? ws2_layer_extension(s, which, function) : WS2_OK;
}

/* Whose socket it is; NULL: the base provider's, or none. A layer is never
 * freed.
 */
const struct ws2_layer *ws2_spi_layer(SOCKET s);

/* The socket that serves s for the function that the ioctl is about
 * (SIO_BSP_HANDLE and its siblings): below a layer that leaves the ioctl alone,
 * s itself of one that answers it, or of none. */
SOCKET ws2_spi_below(SOCKET s, DWORD code);

#endif
