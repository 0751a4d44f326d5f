/* SPDX-License-Identifier: MIT */
/* Starting one transport provider. */
#ifndef WS2_SPI_LAYER_LOAD_H
#define WS2_SPI_LAYER_LOAD_H

#include "spi/layer.h"

/* Loads the file and fills proc; a code of layer.h. Runs the provider's code.
 */
ws2_err ws2_layer_start(const char *path, const WSAPROTOCOL_INFOW *entry,
                        const WSPUPCALLTABLE *upcalls, WSPPROC_TABLE *proc);

#endif
