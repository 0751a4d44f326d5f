/* SPDX-License-Identifier: MIT */
/* The thread record; see thread.h. A pthread key frees it at thread exit. */
#include "handle/thread.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "handle/apc.h"
#include "handle/block.h"
#include "handle/handle.h"
#include "handle/hook.h"
#include "handle/threads.h"
#include "os/wakefd.h"

__thread struct ws2_thread *ws2_thread_own;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool key_made;

void ws2_thread_put(struct ws2_thread *t)
{
    if (atomic_fetch_sub_explicit(&t->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (t->wake_fd >= 0)
        os_wakefd_close(t->wake_fd);
    free(t);
}

/* The slot is empty when its destructor runs; true when there was one. */
static bool slot_end(struct ws2_thread *t, enum ws2_thread_slot i)
{
    void *data = t->slot[i].data;

    t->slot[i].data = NULL;
    if (data == NULL || t->slot[i].destroy == NULL)
        return false;
    t->slot[i].destroy(data);
    return true;
}

/* A destructor can run the program's code (FlsAlloc), which can fill slots
 * again: a few rounds, as pthread keys get. */
static void thread_exit(void *data)
{
    struct ws2_thread *t = data;
    bool again = true;

    ws2_hook_end(t);
    if (atomic_load(&t->held) != 0) /* it ended in a completion routine */
        ws2_handle_let_go(atomic_load(&t->held));
    for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS;
         round++) {
        again = false;
        for (int i = 0; i < WS2_SLOT_OBJECT; i++)
            again |= slot_end(t, (enum ws2_thread_slot)i);
    }
    ws2_apc_end(t);
    slot_end(t, WS2_SLOT_OBJECT);
    ws2_thread_own = NULL;
    ws2_threads_leave(t);
    ws2_blocks_free(t);
    ws2_thread_put(t);
}

/* A child shares its parent's eventfd: it needs one of its own. */
static void fork_child(void)
{
    if (ws2_thread_own == NULL)
        return;
    if (ws2_thread_own->wake_fd >= 0)
        os_wakefd_close(ws2_thread_own->wake_fd);
    ws2_thread_own->wake_fd = -1;
    atomic_store(&ws2_thread_own->wakes, 0);
    ws2_apc_forked(ws2_thread_own);
}

static void key_make(void)
{
    pthread_atfork(NULL, NULL, fork_child);
    key_made = pthread_key_create(&key, thread_exit) == 0;
}

/* The main thread leaves through exit(), which runs no key destructors. */
static __attribute__((destructor)) void process_exit(void)
{
    if (ws2_thread_own != NULL)
        thread_exit(ws2_thread_own);
}

struct ws2_thread *ws2_thread_alloc(void)
{
    struct ws2_thread *t;

    pthread_once(&once, key_make);
    t = key_made ? calloc(1, sizeof(*t)) : NULL;
    if (t == NULL)
        return NULL;
    t->wake_fd = -1;
    atomic_init(&t->refs, 1);
    return t;
}

bool ws2_thread_adopt(struct ws2_thread *t)
{
    if (pthread_setspecific(key, t) != 0) {
        free(t);
        return false;
    }
    ws2_thread_own = t;
    ws2_threads_enter(t);
    return true;
}

struct ws2_thread *ws2_thread_make(void)
{
    struct ws2_thread *t = ws2_thread_alloc();

    return t != NULL && ws2_thread_adopt(t) ? t : NULL;
}

int ws2_thread_wake_fd(struct ws2_thread *t)
{
    int fd;

    if (t->wake_fd >= 0)
        return t->wake_fd;
    fd = os_wakefd_open();
    if (fd >= 0)
        t->wake_fd = fd;
    return fd;
}

void ws2_thread_wake(struct ws2_thread *t)
{
    if (atomic_exchange(&t->wakes, 1) == 0 && !os_wakefd_set(t->wake_fd))
        atomic_store(&t->wakes, 0);
}

bool ws2_sync_cancel(struct ws2_thread *t)
{
    unsigned expect = WS2_SYNC_WAITS;

    if (!atomic_compare_exchange_strong(&t->sync, &expect, WS2_SYNC_CANCELLED))
        return false;
    ws2_thread_wake(t);
    return true;
}

bool ws2_thread_unwake(struct ws2_thread *t)
{
    if (atomic_load(&t->wakes) == 0)
        return false;
    /* The writer sets the flag first: its write may still be on the way. */
    while (os_wakefd_take(t->wake_fd) == -EAGAIN)
        ;
    atomic_exchange(&t->wakes, 0); /* a later waker's store is now visible */
    return true;
}
