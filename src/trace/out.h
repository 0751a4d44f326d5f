/* SPDX-License-Identifier: MIT */
/* Text that is built in a buffer of the caller's and cut where that ends. */
#ifndef WS2_TRACE_OUT_H
#define WS2_TRACE_OUT_H

#include <stdbool.h>
#include <stddef.h>

struct ws2_out {
    char *buf;
    size_t len, size; /* size: with room for a terminator */
    bool cut;         /* there was more */
};

void ws2_out_init(struct ws2_out *t, char *buf, size_t size);
void ws2_out_put(struct ws2_out *t, const char *s);
void ws2_out_bytes(struct ws2_out *t, const char *s, size_t len);
void ws2_out_format(struct ws2_out *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* In quotes, what is not printable ASCII as in C; "..." behind the quotes when
 * there is more than len. */
void ws2_out_quote(struct ws2_out *t, const char *s, size_t len, bool more);

/* s as a JSON string, with its quotes. */
void ws2_out_json(struct ws2_out *t, const char *s, size_t len);

#endif
