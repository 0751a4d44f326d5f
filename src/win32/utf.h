/* SPDX-License-Identifier: MIT */
/* UTF-8 and UTF-16, without locale. */
#ifndef WS2_WIN32_UTF_H
#define WS2_WIN32_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <uchar.h>

/* Convert n units of src; how many units the whole result has, of which the
 * first cap are written (never half of a pair or of a sequence that does not
 * fit). What is malformed becomes U+FFFD, one for each maximal part, and sets
 * *bad if bad is not NULL. */
size_t ws2_utf8_to_16(const char *src, size_t n, char16_t *dst, size_t cap,
                      bool *bad);
size_t ws2_utf16_to_8(const char16_t *src, size_t n, char *dst, size_t cap,
                      bool *bad);

size_t ws2_utf16_len(const char16_t *s); /* without the terminator */

/* Terminated copies for free(); NULL without memory or for NULL. */
char *ws2_utf8_dup(const char16_t *src);
char16_t *ws2_utf16_dup(const char *src);

#endif
