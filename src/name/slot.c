/* SPDX-License-Identifier: MIT */
/* Per-thread results; see slot.h. Only the thread itself touches its slots: no
 * lock. */
#include "name/slot.h"

#include <stdlib.h>

void *ws2_slot_lay(enum ws2_thread_slot slot, ws2_layer *lay,
                   const void *source)
{
    struct ws2_thread *self = ws2_thread_self();
    void *block;

    if (self == NULL)
        return NULL;
    block = ws2_layout_make(lay, source, ws2_layout_size(lay, source), 0);
    if (block == NULL)
        return NULL;
    free(self->slot[slot].data);
    self->slot[slot].data = block;
    self->slot[slot].destroy = free;
    return block;
}
