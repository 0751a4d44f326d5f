/* SPDX-License-Identifier: MIT */
/* Memory for what lives from a call to its completion: malloc with a few blocks
 * of each size at hand in the thread's record, as the thread that takes a
 * completion is most often the one that begins the next operation. */
#ifndef WS2_HANDLE_BLOCK_H
#define WS2_HANDLE_BLOCK_H

#include <stdlib.h>

#include "handle/thread.h"

#if defined(__SANITIZE_ADDRESS__)
#define WS2_BLOCKS_KEPT 0 /* the sanitizer is to see each use after free */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WS2_BLOCKS_KEPT 0
#endif
#endif
#ifndef WS2_BLOCKS_KEPT
#define WS2_BLOCKS_KEPT 32 /* of each size, by each thread */
#endif

/* Blocks of class n have the room that malloc gives anyway, this and n units;
 * larger ones than the last are not kept. */
#define WS2_BLOCK_LEAST 8u
#define WS2_BLOCK_UNIT  16u

struct ws2_block {
    struct ws2_block *next;
};

static inline size_t ws2_block_class(size_t size)
{
    return (size + WS2_BLOCK_UNIT - 1 - WS2_BLOCK_LEAST) / WS2_BLOCK_UNIT;
}

/* NULL without memory. */
static inline void *ws2_block_get(size_t size)
{
    struct ws2_thread *t = ws2_thread_peek();
    size_t class = ws2_block_class(size);
    struct ws2_block *block;

    if (class >= WS2_BLOCK_CLASSES)
        return malloc(size);
    if (t == NULL || t->blocks[class].first == NULL)
        return malloc(WS2_BLOCK_LEAST + class * WS2_BLOCK_UNIT);
    block = t->blocks[class].first;
    t->blocks[class].first = block->next;
    t->blocks[class].n--;
    return block;
}

/* With the size that it was taken with. */
static inline void ws2_block_put(void *data, size_t size)
{
    struct ws2_thread *t = ws2_thread_peek();
    size_t class = ws2_block_class(size);
    struct ws2_block *block = data;

    if (t == NULL || class >= WS2_BLOCK_CLASSES ||
        (int)t->blocks[class].n >= WS2_BLOCKS_KEPT) {
        free(data);
        return;
    }
    block->next = t->blocks[class].first;
    t->blocks[class].first = block;
    t->blocks[class].n++;
}

void ws2_blocks_free(struct ws2_thread *t); /* it ends */

#endif
