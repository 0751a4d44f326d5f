/* SPDX-License-Identifier: MIT */
/* Who waits for changes; see watch.h. lock guards everything here; queries run
 * under it, what a program is told is told without it.
 *
 * A writer is seen before it has committed; the look waits for it
 * (WS2_REG_LATEST). */
#include "registry/watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "os/thread.h"
#include "registry/news.h"
#include "registry/notice.h"

struct waiter {
    struct waiter *next;
    struct ws2_reg_lookup *lookup; /* a reference */
    struct ws2_reg_notice notice;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiter *waiters;
static pthread_t thread;
static bool running, stopping;
static struct ws2_reg_news news = WS2_REG_NEWS_NONE;

/* What waits is the parent's, as its thread is. */
static void forked(void)
{
    pthread_mutex_init(&lock, NULL);
    waiters = NULL;
    running = stopping = false;
    ws2_reg_news_close(&news);
}

static __attribute__((constructor)) void fork_register(void)
{
    pthread_atfork(NULL, NULL, forked);
}

static void list_tell(struct waiter *list, ws2_err err)
{
    while (list != NULL) {
        struct waiter *w = list;

        list = w->next;
        ws2_reg_notice_end(&w->notice, err);
        ws2_reg_lookup_put(w->lookup);
        free(w);
    }
}

/* Those of a lookup; NULL: all whose results have changed. */
static struct waiter *waiters_take_locked(const struct ws2_reg_lookup *lookup)
{
    struct waiter **at = &waiters, *taken = NULL;

    while (*at != NULL) {
        struct waiter *w = *at;

        if (lookup != NULL ? w->lookup != lookup
                           : !ws2_reg_lookup_differs(w->lookup, true)) {
            at = &w->next;
            continue;
        }
        *at = w->next;
        w->next = taken;
        taken = w;
    }
    return taken;
}

static void *watch_run(void *arg)
{
    const struct ws2_reg_news *mine = arg;

    for (;;) {
        struct waiter *changed = NULL;
        bool stop;

        ws2_reg_news_wait(mine);
        pthread_mutex_lock(&lock);
        stop = stopping;
        if (!stop)
            changed = waiters_take_locked(NULL);
        pthread_mutex_unlock(&lock);
        list_tell(changed, WS2_OK);
        if (stop)
            return NULL;
    }
}

static int start_locked(void)
{
    int res = running ? 0 : ws2_reg_news_open(&news);

    if (running || res < 0)
        return res;
    res = os_thread_spawn(&thread, 0, watch_run, &news);
    if (res < 0)
        ws2_reg_news_close(&news);
    running = res == 0;
    return res;
}

/* The thread looks at once: something may have changed already. */
static ws2_err waiter_add_locked(struct waiter *w,
                                 const WSACOMPLETION *completion)
{
    ws2_err err;

    if (start_locked() < 0)
        return WSAEWOULDBLOCK;
    err = ws2_reg_notice_begin(&w->notice, completion);
    if (err != WS2_OK)
        return err;
    w->next = waiters;
    waiters = w;
    ws2_reg_news_wake(&news);
    return WSA_IO_PENDING;
}

ws2_err ws2_reg_watch(struct ws2_reg_lookup *lookup,
                      const WSACOMPLETION *completion)
{
    struct waiter *w = malloc(sizeof(*w));
    int saved = errno;
    ws2_err err;

    if (w == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    w->lookup = ws2_reg_lookup_ref(lookup);
    pthread_mutex_lock(&lock);
    err = waiter_add_locked(w, completion);
    pthread_mutex_unlock(&lock);
    if (err != WSA_IO_PENDING) {
        ws2_reg_lookup_put(lookup);
        free(w);
    } else if (atomic_load(&lookup->ended)) {
        ws2_reg_watch_cancel(lookup); /* meanwhile, by another thread */
    }
    errno = saved;
    return err;
}

void ws2_reg_watch_cancel(struct ws2_reg_lookup *lookup)
{
    struct waiter *taken;

    pthread_mutex_lock(&lock);
    taken = waiters_take_locked(lookup);
    pthread_mutex_unlock(&lock);
    list_tell(taken, WSA_OPERATION_ABORTED);
}

void ws2_reg_watch_stop(void)
{
    pthread_mutex_lock(&lock);
    if (!running) {
        pthread_mutex_unlock(&lock);
        return;
    }
    stopping = true;
    ws2_reg_news_wake(&news);
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    running = stopping = false;
    ws2_reg_news_close(&news);
}
