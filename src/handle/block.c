/* SPDX-License-Identifier: MIT */
/* The end of a thread's blocks; see block.h. */
#include "handle/block.h"

void ws2_blocks_free(struct ws2_thread *t)
{
    for (size_t i = 0; i < WS2_BLOCK_CLASSES; i++) {
        struct ws2_block *block = t->blocks[i].first, *next;

        for (; block != NULL; block = next) {
            next = block->next;
            free(block);
        }
        t->blocks[i].first = NULL;
        t->blocks[i].n = 0;
    }
}
