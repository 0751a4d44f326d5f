/* SPDX-License-Identifier: MIT */
/* The shared objects that providers are in. */
#ifndef WS2_SPI_OBJECT_H
#define WS2_SPI_OBJECT_H

/* A file for dlclose(), or NULL: it is not there, is none, or others could have
 * written it. A name without a slash is one beside this library. */
void *ws2_spi_open(const char *path);

/* *function, a pointer to a function, or NULL: it is not exported. */
void ws2_spi_symbol(void *file, const char *name, void *function);

#endif
