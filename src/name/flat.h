/* SPDX-License-Identifier: MIT */
/* A structure and all that it points to in one block, as the functions of
 * registration and resolution give their results: pointers into the block,
 * which the caller frees as one.
 *
 * The same code runs twice, first without memory, to count. What is written is
 * written by memcpy, so that a block may stand at any address. */
#ifndef WS2_NAME_FLAT_H
#define WS2_NAME_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <uchar.h>

struct ws2_flat {
    char *base; /* NULL: only counted */
    size_t used;
};

/* Where in the block the next len bytes are. */
size_t ws2_flat_reserve(struct ws2_flat *f, size_t len, size_t align);
void ws2_flat_write(const struct ws2_flat *f, size_t at, const void *src,
                    size_t len);

/* The address of what is at an offset; NULL while counting. */
void *ws2_flat_address(const struct ws2_flat *f, size_t at);

/* A copy in the block, and its address; NULL for NULL. */
void *ws2_flat_put(struct ws2_flat *f, const void *src, size_t len,
                   size_t align);

/* The same for text, which becomes UTF-8 where it is not to be wide. */
void *ws2_flat_text(struct ws2_flat *f, const char16_t *s, bool wide);

#endif
