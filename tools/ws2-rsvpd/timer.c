/* SPDX-License-Identifier: MIT */
#include "timer.h"

#include <stdlib.h>

bool timers_reserve(struct timers *all, size_t count)
{
    size_t room = all->room > 0 ? all->room : 64;
    struct timer **heap;

    if (count < all->room)
        return true;
    while (room <= count)
        room *= 2;
    heap = realloc(all->heap, room * sizeof(struct timer *));
    if (heap == NULL)
        return false;
    all->heap = heap;
    all->room = room;
    return true;
}

void timers_free(struct timers *all)
{
    free(all->heap);
    *all = (struct timers){NULL, 0, 0};
}

static void place(struct timers *all, struct timer *t, size_t at)
{
    all->heap[at] = t;
    t->place = at;
}

static void sift_up(struct timers *all, struct timer *t, size_t at)
{
    while (at > 1 && all->heap[at / 2]->due > t->due) {
        place(all, all->heap[at / 2], at);
        at /= 2;
    }
    place(all, t, at);
}

static void sift_down(struct timers *all, struct timer *t, size_t at)
{
    size_t child;

    while ((child = 2 * at) <= all->count) {
        if (child < all->count &&
            all->heap[child + 1]->due < all->heap[child]->due)
            child++;
        if (all->heap[child]->due >= t->due)
            break;
        place(all, all->heap[child], at);
        at = child;
    }
    place(all, t, at);
}

void timer_set(struct timers *all, struct timer *t, uint64_t due)
{
    timer_clear(all, t);
    t->due = due;
    sift_up(all, t, ++all->count);
}

void timer_clear(struct timers *all, struct timer *t)
{
    size_t at = t->place;
    struct timer *last;

    if (at == 0)
        return;
    t->place = 0;
    last = all->heap[all->count--];
    if (last == t)
        return;
    if (at > 1 && all->heap[at / 2]->due > last->due)
        sift_up(all, last, at);
    else
        sift_down(all, last, at);
}

void timers_run(struct timers *all, uint64_t now)
{
    while (all->count > 0 && all->heap[1]->due <= now) {
        struct timer *t = all->heap[1];

        timer_clear(all, t);
        t->run(t);
    }
}

uint64_t timers_next(const struct timers *all)
{
    return all->count > 0 ? all->heap[1]->due : UINT64_MAX;
}
