/* SPDX-License-Identifier: MIT */
/* The reactor's timers by time: a pairing heap. Nothing is allocated. */
#ifndef WS2_IO_TIMER_HEAP_H
#define WS2_IO_TIMER_HEAP_H

#include "io/timer.h"

struct ws2_timer_heap {
    struct ws2_timer *root; /* the earliest, or NULL */
};

void ws2_timer_heap_add(struct ws2_timer_heap *heap, struct ws2_timer *timer);
void ws2_timer_heap_remove(struct ws2_timer_heap *heap,
                           struct ws2_timer *timer);

#endif
