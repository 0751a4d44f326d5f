/* SPDX-License-Identifier: MIT */
/* The list of threads; see threads.h. lock guards it and is a leaf. */
#include "handle/threads.h"

static struct ws2_lock lock;
static struct ws2_thread *threads;

void ws2_threads_enter(struct ws2_thread *t)
{
    ws2_lock_take(&lock);
    t->next = threads;
    t->link = &threads;
    if (t->next != NULL)
        t->next->link = &t->next;
    threads = t;
    ws2_lock_drop(&lock);
}

void ws2_threads_leave(struct ws2_thread *t)
{
    ws2_lock_take(&lock);
    *t->link = t->next;
    if (t->next != NULL)
        t->next->link = t->link;
    ws2_lock_drop(&lock);
}

bool ws2_threads_hold(uintptr_t h)
{
    bool held = false;

    ws2_lock_take(&lock);
    for (struct ws2_thread *t = threads; t != NULL && !held; t = t->next)
        held = atomic_load(&t->held) == h;
    ws2_lock_drop(&lock);
    return held;
}

void ws2_threads_forked(void)
{
    atomic_store(&lock.word, 0);
    threads = NULL;
    if (ws2_thread_own != NULL)
        ws2_threads_enter(ws2_thread_own);
}
