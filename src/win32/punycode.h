/* SPDX-License-Identifier: MIT */
/* Punycode, RFC 3492: characters of any kind as letters, digits and hyphens.
 * One label, without its "xn--". */
#ifndef WS2_WIN32_PUNYCODE_H
#define WS2_WIN32_PUNYCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS2_PUNYCODE_MAX 63u /* of either form: that of a label of DNS */

/* False: it is too long. Lengths in characters, without terminators. */
bool ws2_punycode_encode(const uint32_t *text, size_t n,
                         char out[WS2_PUNYCODE_MAX], size_t *len);

/* False: it is none. */
bool ws2_punycode_decode(const char *text, size_t n,
                         uint32_t out[WS2_PUNYCODE_MAX], size_t *len);

#endif
