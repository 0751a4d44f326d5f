/* SPDX-License-Identifier: MIT */
/* Codes by name: WSAECONNRESET, ERROR_IO_PENDING, WAIT_TIMEOUT, in any case. */
#ifndef WS2_TOOL_ANNOTATE_NAMES_H
#define WS2_TOOL_ANNOTATE_NAMES_H

#include <stddef.h>

#include "ws2/errors.h"

/* NULL: no code is called so. */
const ws2_error_info *name_meaning(const char *name, size_t length);

#endif
