/* SPDX-License-Identifier: MIT */
/* Functions that a program gets from SIO_GET_EXTENSION_FUNCTION_POINTER. They
 * are doors, so the table's rows are with the doors (api/extension.c). */
#ifndef WS2_SOCK_EXTENSION_H
#define WS2_SOCK_EXTENSION_H

#include <winsock2.h>

typedef void (*ws2_extension_fn)(void);

struct ws2_extension {
    GUID id;
    ws2_extension_fn function;
};

extern const struct ws2_extension ws2_extensions[];
extern const unsigned ws2_extension_count;

#endif
