/* SPDX-License-Identifier: MIT */
/* printf as Windows has it, into a growing buffer of UTF-8. What differs from
 * Linux: %ld and its kind take 32 bits, %I64d and %Iu exist, %S and %ws are
 * the other and the wide string, %p prints sixteen digits, %n nothing. */
#ifndef WS2_WIN32_FORMAT_H
#define WS2_WIN32_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct ws2_text {
    char *data; /* local, or from malloc; not terminated */
    size_t len, cap;
    bool failed; /* no memory */
    char local[512];
};

void ws2_text_init(struct ws2_text *text);
void ws2_text_free(struct ws2_text *text);
void ws2_text_add(struct ws2_text *text, const char *s, size_t n);
void ws2_text_pad(struct ws2_text *text, char c, size_t n);

/* wide: the format came from a wide function, so %s is a wide string and
 * widths count UTF-16 units. */
void ws2_format(struct ws2_text *text, bool wide, const char *format,
                va_list args);

#endif
