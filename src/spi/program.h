/* SPDX-License-Identifier: MIT */
/* This program, as WSCSetApplicationCategory tells programs apart. */
#ifndef WS2_SPI_PROGRAM_H
#define WS2_SPI_PROGRAM_H

#include "spi/catalog.h"

/* The categories that the catalog permits it: by its file with its arguments,
 * or else its file with any. False: it was never categorised. */
bool ws2_program_categories(const struct ws2_catalog *c, DWORD *categories);

#endif
