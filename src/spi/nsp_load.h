/* SPDX-License-Identifier: MIT */
/* Bringing one namespace provider in, and out again. */
#ifndef WS2_SPI_NSP_LOAD_H
#define WS2_SPI_NSP_LOAD_H

#include "spi/nsp.h"

/* Fills what nsp->entry leads to; a code of nsp.h. Runs the provider's code. */
ws2_err ws2_nsp_bring(struct ws2_nsp *nsp);

/* NSPCleanup, and its file goes. */
void ws2_nsp_remove(struct ws2_nsp *nsp);

#endif
