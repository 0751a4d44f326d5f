/* SPDX-License-Identifier: MIT */
/* The functions that programs ask for by SIO_GET_EXTENSION_FUNCTION_POINTER:
 * ours, and how we get those of the provider below. */
#ifndef PROXY_EXTENSION_H
#define PROXY_EXTENSION_H

#include "socket.h"

/* *function: a pointer to a function, of the provider below. FALSE, and the
 * last error: it has none. */
BOOL extension_get(struct psocket *ps, const GUID *id, void *function);

/* Ours for the program. WSAEOPNOTSUPP: there is none of that kind. */
int extension_answer(struct psocket *ps, const GUID *id, void *function);

#endif
