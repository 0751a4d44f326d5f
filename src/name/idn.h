/* SPDX-License-Identifier: MIT */
/* International names as the hosts file and DNS know them. */
#ifndef WS2_NAME_IDN_H
#define WS2_NAME_IDN_H

#include "err/err.h"

#define WS2_IDN_MAX 256 /* what DNS can carry, with its terminator */

/* Gives a name (UTF-8) in ASCII: itself when it is that already, and else its
 * Punycode, which is in room. WSAHOST_NOT_FOUND for what no such name can be
 * made of, WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_idn_encode(const char *name, char room[WS2_IDN_MAX],
                       const char **encoded);

#endif
