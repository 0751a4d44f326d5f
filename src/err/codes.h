/* SPDX-License-Identifier: MIT */
/* The catalog's codes as constants, for the files of src/err that see no
 * Windows header, and each entry's place in the table. Never include it
 * together with winerror.h or winsock2.h: there the names are macros. */
#ifndef WS2_ERR_CODES_H
#define WS2_ERR_CODES_H

#define WSA_ERROR(name, value, ...)   name = (value),
#define WIN32_ERROR(name, value, ...) name = (value),
enum ws2_code {
#include "err/wsa_errors.def"
#include "err/win32_errors.def"
};
#undef WSA_ERROR
#undef WIN32_ERROR

#define WSA_ERROR(name, ...)   WS2_AT_##name,
#define WIN32_ERROR(name, ...) WS2_AT_##name,
enum ws2_error_index {
#include "err/wsa_errors.def"
    WS2_WINSOCK_COUNT,
    WS2_BEFORE_WIN32 = WS2_WINSOCK_COUNT - 1,
#include "err/win32_errors.def"
    WS2_ERROR_COUNT
};
#undef WSA_ERROR
#undef WIN32_ERROR

_Static_assert(WS2_WINSOCK_COUNT == 95, "Windows Sockets has 95 error codes");

#endif
