/* SPDX-License-Identifier: MIT */
/* A pairing heap; see timer_heap.h. A timer's children are a list through
 * next; link is whatever points to the timer, so that it can be taken out from
 * anywhere. Adding is constant, taking out logarithmic on the long run. */
#include "io/timer_heap.h"

#include <stddef.h>

static void timer_place(struct ws2_timer **link, struct ws2_timer *timer)
{
    *link = timer;
    if (timer != NULL)
        timer->link = link;
}

/* The earlier of two trees takes the other as its first child. */
static struct ws2_timer *tree_join(struct ws2_timer *a, struct ws2_timer *b)
{
    if (a == NULL || b == NULL)
        return a != NULL ? a : b;
    if (b->due_ns < a->due_ns) {
        struct ws2_timer *c = a;

        a = b;
        b = c;
    }
    timer_place(&b->next, a->child);
    timer_place(&a->child, b);
    return a;
}

/* One tree of a list: joined in pairs from the left, then from the right. No
 * recursion: the list can be as long as the heap. */
static struct ws2_timer *list_join(struct ws2_timer *first)
{
    struct ws2_timer *pairs = NULL, *tree = NULL;

    while (first != NULL) {
        struct ws2_timer *a = first, *b = first->next;

        first = b != NULL ? b->next : NULL;
        a->next = NULL;
        if (b != NULL)
            b->next = NULL;
        a = tree_join(a, b);
        a->next = pairs;
        pairs = a;
    }
    while (pairs != NULL) {
        struct ws2_timer *rest = pairs->next;

        pairs->next = NULL;
        tree = tree_join(tree, pairs);
        pairs = rest;
    }
    return tree;
}

void ws2_timer_heap_add(struct ws2_timer_heap *heap, struct ws2_timer *timer)
{
    timer->child = NULL;
    timer->next = NULL;
    timer_place(&heap->root, tree_join(heap->root, timer));
}

void ws2_timer_heap_remove(struct ws2_timer_heap *heap, struct ws2_timer *timer)
{
    struct ws2_timer *children = list_join(timer->child);

    timer_place(timer->link, timer->next);
    timer->link = NULL;
    timer->child = NULL;
    timer->next = NULL;
    timer_place(&heap->root, tree_join(heap->root, children));
}
