/* SPDX-License-Identifier: MIT */
/* Blocks with pointers into themselves; see layout.h. No state. */
#include "name/layout.h"

#include <stdlib.h>
#include <string.h>

char *ws2_layout_room(struct ws2_layout *l, size_t size)
{
    uintptr_t place = l->at + l->size;

    l->size += size;
    return (char *)place;
}

void ws2_layout_fill(struct ws2_layout *l, char *place, const void *bytes,
                     size_t size)
{
    if (l->mem != NULL)
        memcpy(l->mem + ((uintptr_t)place - l->at), bytes, size);
}

char *ws2_layout_bytes(struct ws2_layout *l, const void *bytes, size_t size)
{
    char *place = ws2_layout_room(l, size);

    ws2_layout_fill(l, place, bytes, size);
    return place;
}

char *ws2_layout_string(struct ws2_layout *l, const char *s)
{
    return ws2_layout_bytes(l, s, strlen(s) + 1);
}

char **ws2_layout_pointers(struct ws2_layout *l, size_t count)
{
    return (char **)(void *)ws2_layout_room(l, (count + 1) * sizeof(char *));
}

void ws2_layout_point(struct ws2_layout *l, char **pointers, size_t i,
                      const char *to)
{
    ws2_layout_fill(l, (char *)((uintptr_t)pointers + i * sizeof(to)), &to,
                    sizeof(to));
}

void ws2_layout_strings(struct ws2_layout *l, char **pointers,
                        char *const *strings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ws2_layout_point(l, pointers, i, ws2_layout_string(l, strings[i]));
}

size_t ws2_layout_size(ws2_layer *lay, const void *source)
{
    struct ws2_layout l = {0};

    lay(&l, source);
    return l.size;
}

void *ws2_layout_make(ws2_layer *lay, const void *source, size_t size,
                      uintptr_t at)
{
    struct ws2_layout l = {.mem = calloc(1, size)};

    if (l.mem == NULL)
        return NULL;
    l.at = at != 0 ? at : (uintptr_t)l.mem;
    lay(&l, source);
    return l.mem;
}
