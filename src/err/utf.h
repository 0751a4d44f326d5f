/* SPDX-License-Identifier: MIT */
/* Strings of inserts into the 16-bit units of msgtext.h. Each takes at most
 * max elements of s up to its terminator and returns the number of units in
 * *out, which is terminated and which the caller frees; NULL without memory. */
#ifndef WS2_ERR_UTF_H
#define WS2_ERR_UTF_H

#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

/* One unit for each byte, unchanged. */
size_t ws2_utf_from_bytes(const char *s, size_t max, char16_t **out);

/* UTF-8 to UTF-16; what is no UTF-8 becomes U+FFFD. */
size_t ws2_utf_from_utf8(const char *s, size_t max, char16_t **out);

/* A copy. */
size_t ws2_utf_from_wide(const char16_t *s, size_t max, char16_t **out);

/* UTF-16 to UTF-8, one unit for each byte; a lone surrogate becomes U+FFFD. */
size_t ws2_utf_bytes_from_wide(const char16_t *s, size_t max, char16_t **out);

#endif
