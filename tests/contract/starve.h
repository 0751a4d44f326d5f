/* SPDX-License-Identifier: MIT */
/* For rows in a process that has no memory left: the test driver runs them with
 * a limit (few-memory), which CT_MEMORY says; elsewhere they are skipped. */
#ifndef CT_STARVE_H
#define CT_STARVE_H

#include "harness.h"

#include <stdlib.h>

/* All of it, in pieces that the allocator could still give. */
static struct starve_piece {
    struct starve_piece *next;
} * starve_pieces;

static inline bool starve_ready(void)
{
    if (getenv("CT_MEMORY") == NULL)
        ct_skip("needs a limit of memory, and no sanitizer");
    return !ct_failed();
}

static inline void starve_take(size_t size)
{
    struct starve_piece *piece;

    while ((piece = malloc(size)) != NULL) {
        piece->next = starve_pieces;
        starve_pieces = piece;
    }
}

/* The stack has grown before: later it could not, and nobody could be told. */
static inline void starve_stack(void)
{
    volatile char room[1 << 18];
    size_t i;

    for (i = 0; i < sizeof(room); i += 1024)
        room[i] = 0;
}

/* Until nothing is left of any size, neither in the system nor among what the
 * allocator keeps at hand. */
static inline void starve(void)
{
    size_t size;

    starve_stack();
    for (size = 1 << 20; size > 2048; size /= 2)
        starve_take(size);
    for (size = 2048; size >= 16; size -= 8)
        starve_take(size);
}

static inline void starve_end(void)
{
    while (starve_pieces != NULL) {
        struct starve_piece *piece = starve_pieces;

        starve_pieces = piece->next;
        free(piece);
    }
}

#endif
