/* SPDX-License-Identifier: MIT */
/* Per-thread results; see slot.h. Only the thread itself touches its slots: no
 * lock. */
#include "name/slot.h"

#include <stdlib.h>
#include <string.h>

bool ws2_slot_keep(enum ws2_thread_slot slot, void *block)
{
    struct ws2_thread *self = ws2_thread_self();

    if (self == NULL)
        return false;
    free(self->slot[slot].data);
    self->slot[slot].data = block;
    self->slot[slot].destroy = free;
    return true;
}

char *ws2_slot_string(char **cursor, const char *s)
{
    size_t size = strlen(s) + 1;
    char *copy = memcpy(*cursor, s, size);

    *cursor += size;
    return copy;
}
