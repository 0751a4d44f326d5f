/* SPDX-License-Identifier: MIT */
/* The catalog against the public headers: every name must exist there and have
 * the catalog's value, and every alias must be the number it claims. Nothing
 * but assertions; the file compiles to nothing. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#define WSA_ERROR(name, value, ...)                                            \
    _Static_assert((name) == (value), #name " differs from the header");
#define WIN32_ERROR(name, value, ...)                                          \
    _Static_assert((name) == (value), #name " differs from the header");
#include "err/wsa_errors.def"
#include "err/win32_errors.def"

#define ERROR_ALIAS(family, alias, name)                                       \
    _Static_assert((alias) == (name), #alias " is not " #name);
#include "err/error_aliases.def"
