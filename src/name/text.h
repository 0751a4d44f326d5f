/* SPDX-License-Identifier: MIT */
/* Text between the caller and the lookups: copied in from memory that may not
 * be there, UTF-16 to UTF-8 and back. Char strings are UTF-8 throughout: it is
 * the code page of this system. */
#ifndef WS2_NAME_TEXT_H
#define WS2_NAME_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

/* Longer input is no name of anything; NI_MAXHOST with room for UTF-8. */
#define WS2_TEXT_CHARS 1025
#define WS2_TEXT_MAX   (3 * WS2_TEXT_CHARS + 1)

enum ws2_text {
    WS2_TEXT_OK,
    WS2_TEXT_UNMAPPED, /* the pointer is bad */
    WS2_TEXT_TOO_LONG,
    WS2_TEXT_LONE_SURROGATE /* one half of a character */
};

enum ws2_text ws2_text_in(char out[WS2_TEXT_MAX], const char *s);
enum ws2_text ws2_text_in_wide(char out[WS2_TEXT_MAX], const char16_t *s);

/* s in UTF-16 with its terminator: how many units that takes. Writes them when
 * out is not NULL. What is not UTF-8 becomes U+FFFD. */
size_t ws2_text_to_wide(const char *s, char16_t *out);

/* The way back, in bytes. A lone surrogate becomes U+FFFD. */
size_t ws2_text_to_utf8(const char16_t *s, char *out);

#endif
