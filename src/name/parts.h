/* SPDX-License-Identifier: MIT */
/* What a structure points to, copied piece by piece from a program's memory,
 * which may not be there, or made here, and freed together. The first failure
 * is kept, and what comes after it does nothing, so that a caller asks once, at
 * the end. */
#ifndef WS2_NAME_PARTS_H
#define WS2_NAME_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "err/err.h"

struct ws2_part;

struct ws2_parts {
    struct ws2_part *list;
    ws2_err err; /* WSAEFAULT, WSAEINVAL or WSA_NOT_ENOUGH_MEMORY */
};

/* No string of a name service is longer, in characters. */
#define WS2_PARTS_TEXT_MAX 65535u

/* count elements of size bytes at src; NULL for NULL or none. */
void *ws2_parts_copy(struct ws2_parts *parts, const void *src, size_t count,
                     size_t size);

/* The same where NULL is a fault unless count is 0. */
void *ws2_parts_array(struct ws2_parts *parts, const void *src, size_t count,
                      size_t size);

/* A string in UTF-16, from UTF-16 or, not wide, UTF-8; NULL for NULL. */
void *ws2_parts_text(struct ws2_parts *parts, const void *s, bool wide);

/* Room for len bytes, zeroed. */
void *ws2_parts_room(struct ws2_parts *parts, size_t len);

void ws2_parts_free(struct ws2_parts *parts);

#endif
