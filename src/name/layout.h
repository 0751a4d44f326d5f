/* SPDX-License-Identifier: MIT */
/* Laying out a HOSTENT and its like: one block that holds the structure and all
 * that it points at. The block is written in one place and may come to stand in
 * another: its pointers are those of the latter. */
#ifndef WS2_NAME_LAYOUT_H
#define WS2_NAME_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

struct ws2_layout {
    char *mem;    /* zeroed; NULL: nothing is written, only counted */
    uintptr_t at; /* where it will stand */
    size_t size;  /* so far */
};

/* Each appends, and gives the address at which it will stand. */
char *ws2_layout_room(struct ws2_layout *l, size_t size);
char *ws2_layout_bytes(struct ws2_layout *l, const void *bytes, size_t size);
char *ws2_layout_string(struct ws2_layout *l, const char *s);

/* Writes over what was appended at that address. */
void ws2_layout_fill(struct ws2_layout *l, char *place, const void *bytes,
                     size_t size);

/* Appends room for count pointers and a NULL. What has to be aligned goes
 * before all strings. */
char **ws2_layout_pointers(struct ws2_layout *l, size_t count);
void ws2_layout_point(struct ws2_layout *l, char **pointers, size_t i,
                      const char *to);

/* Appends count strings, for pointers that are there. */
void ws2_layout_strings(struct ws2_layout *l, char **pointers,
                        char *const *strings, size_t count);

/* What is laid out: appends it all, the structure first. */
typedef void ws2_layer(struct ws2_layout *l, const void *source);

size_t ws2_layout_size(ws2_layer *lay, const void *source);
/* The block, for free(), with the pointers that it has at that address or, for
 * 0, where it is. NULL without memory. */
void *ws2_layout_make(ws2_layer *lay, const void *source, size_t size,
                      uintptr_t at);

#endif
