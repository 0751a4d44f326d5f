/* SPDX-License-Identifier: MIT */
/* Arrays that grow by one. */
#ifndef WS2_SPI_LIST_H
#define WS2_SPI_LIST_H

#include <stdlib.h>
#include <string.h>

/* Room for n + 1 elements, the last one zeroed; the array, wherever it is now,
 * or NULL and nothing changed. Capacities are powers of two, so that n says
 * when one is used up. */
static inline void *ws2_list_grow(void *list, unsigned n, size_t size)
{
    char *at = list;

    if ((n & (n - 1)) == 0) { /* 0 and powers of two */
        at = realloc(list, (n == 0 ? 1u : 2u * n) * size);
        if (at == NULL)
            return NULL;
    }
    memset(at + n * size, 0, size);
    return at;
}

/* A new element behind list's count others, or NULL. */
#define WS2_LIST_ADD(list, count)                                              \
    __extension__({                                                            \
        void *list_ = ws2_list_grow(list, count, sizeof(*(list)));             \
        if (list_ != NULL)                                                     \
            (list) = list_;                                                    \
        list_ != NULL ? &(list)[(count)++] : NULL;                             \
    })

/* Takes the element at i out. */
#define WS2_LIST_REMOVE(list, count, i)                                        \
    memmove(&(list)[i], &(list)[(i) + 1], (--(count) - (i)) * sizeof(*(list)))

#endif
