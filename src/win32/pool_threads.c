/* SPDX-License-Identifier: MIT */
/* Pools and their workers; see pool_threads.h.
 *
 * A pool has as many busy workers as there are processors before it holds back;
 * beyond that it grows by one whenever no callback has begun for a moment,
 * because all of them block. Callbacks that said they run long do not count. A
 * worker without work leaves after a while. */
#include "win32/pool_threads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "os/fork.h"
#include "os/poll.h"
#include "os/thread.h"

#define THREADS_MAX   500
#define GROW_AFTER_NS 10000000
#define IDLE_NS       10000000000
#define EXIT_NS       1000000000

pthread_mutex_t ws2_pool_mutex = PTHREAD_MUTEX_INITIALIZER;
unsigned ws2_pool_forks;

static pthread_cond_t idle_left = PTHREAD_COND_INITIALIZER;
static PTP_POOL pools; /* all of them */
static PTP_POOL usual; /* the default pool; never freed */
static struct _TP_POOL usual_pool;
static unsigned idle_total;
static bool stopping;

static void grow_fire(struct ws2_timer *timer);

/* Nothing waits for the parent's threads. What they held is lost. */
static void pools_forked(void)
{
    ws2_pool_forks++;
    idle_total = 0;
    pthread_mutex_init(&ws2_pool_mutex, NULL);
    pthread_cond_init(&idle_left, NULL);
}
OS_IN_FORKED_CHILD(pools_forked)

void ws2_pool_fork_check_locked(PTP_POOL pool)
{
    if (pool->forks == ws2_pool_forks)
        return;
    pool->forks = ws2_pool_forks;
    pool->refs -= pool->threads + pool->growing;
    pool->threads = pool->idle = pool->longs = pool->wakes = 0;
    pool->growing = false;
    ws2_timer_cancel(&pool->grow);
    pthread_cond_init(&pool->work, NULL);
    memset(pool->queue, 0, sizeof(pool->queue));
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n > 0 ? (unsigned)n : 1;
}

static void pool_init(PTP_POOL pool)
{
    pool->refs = 1;
    pool->max = THREADS_MAX;
    pool->processors = processors();
    pool->forks = ws2_pool_forks;
    ws2_timer_init(&pool->grow, grow_fire);
    pthread_cond_init(&pool->work, NULL);
    pool->next = pools;
    pools = pool;
}

PTP_POOL ws2_pool_new(void)
{
    PTP_POOL pool = calloc(1, sizeof(*pool));

    if (pool == NULL)
        return NULL;
    ws2_pool_lock();
    pool_init(pool);
    ws2_pool_unlock();
    return pool;
}

PTP_POOL ws2_pool_default_locked(void)
{
    if (usual == NULL) {
        usual = &usual_pool;
        pool_init(usual);
    }
    return usual;
}

/* The growing timer has a reference, so it is not set any more. */
void ws2_pool_put_locked(PTP_POOL pool)
{
    PTP_POOL *link;

    if (--pool->refs != 0)
        return;
    for (link = &pools; *link != pool;)
        link = &(*link)->next;
    *link = pool->next;
    pthread_cond_destroy(&pool->work);
    free(pool);
}

static bool pool_has_work(const struct _TP_POOL *pool)
{
    for (int i = 0; i < TP_CALLBACK_PRIORITY_COUNT; i++)
        if (pool->queue[i].first != NULL)
            return true;
    return false;
}

/* False when there was nothing to do for so long that the worker can go. */
static bool worker_idle_locked(PTP_POOL pool)
{
    int64_t until = os_now_ns() + IDLE_NS;
    struct timespec ts = {.tv_sec = until / 1000000000,
                          .tv_nsec = until % 1000000000};
    int res;

    pool->idle++;
    idle_total++;
    res = pthread_cond_clockwait(&pool->work, &ws2_pool_mutex, CLOCK_MONOTONIC,
                                 &ts);
    pool->idle--;
    idle_total--;
    if (pool->wakes > 0)
        pool->wakes--;
    return res != ETIMEDOUT || pool->threads <= pool->min;
}

static void *worker_main(void *arg)
{
    PTP_POOL pool = arg;
    bool stay = true;

    ws2_pool_lock();
    while (!stopping) {
        if (ws2_pool_run_one_locked(pool))
            stay = true;
        else if (pool->closed || !stay)
            break;
        else
            stay = worker_idle_locked(pool);
    }
    pool->threads--;
    ws2_pool_put_locked(pool);
    if (stopping)
        pthread_cond_broadcast(&idle_left);
    ws2_pool_unlock();
    return NULL;
}

static bool worker_start_locked(PTP_POOL pool)
{
    if (os_thread_spawn(NULL, pool->stack.StackReserve, worker_main, pool) != 0)
        return false;
    pool->threads++;
    pool->refs++;
    return true;
}

static void grow_later_locked(PTP_POOL pool)
{
    if (pool->growing)
        return;
    pool->started_then = pool->started;
    pool->growing =
        ws2_timer_set(&pool->grow, os_now_ns() + GROW_AFTER_NS) == 0;
    pool->refs += pool->growing;
}

/* Work has waited: if nothing has begun meanwhile, a worker more. */
static void grow_fire(struct ws2_timer *timer)
{
    PTP_POOL pool =
        (PTP_POOL)(void *)((char *)timer - offsetof(struct _TP_POOL, grow));

    ws2_pool_lock();
    pool->growing = false;
    if (pool_has_work(pool) && pool->idle <= pool->wakes) {
        if (pool->started == pool->started_then && pool->threads < pool->max)
            worker_start_locked(pool);
        grow_later_locked(pool);
    }
    ws2_pool_put_locked(pool);
    ws2_pool_unlock();
}

void ws2_pool_need_locked(PTP_POOL pool)
{
    if (stopping)
        return;
    if (pool->idle > pool->wakes) {
        pool->wakes++;
        pthread_cond_signal(&pool->work);
        return;
    }
    if (pool->threads < pool->max &&
        pool->threads - pool->longs < pool->processors &&
        worker_start_locked(pool))
        return;
    grow_later_locked(pool); /* also when no thread could be had */
}

bool ws2_pool_fill_locked(PTP_POOL pool)
{
    while (pool->threads < pool->min)
        if (!worker_start_locked(pool))
            return false;
    return true;
}

/* The end of the process: idle workers leave, so that nothing of theirs is
 * left; who runs a callback is not waited for. */
static __attribute__((destructor)) void process_exit(void)
{
    int64_t until = os_now_ns() + EXIT_NS;
    struct timespec ts = {.tv_sec = until / 1000000000,
                          .tv_nsec = until % 1000000000};

    ws2_pool_lock();
    stopping = true;
    for (PTP_POOL pool = pools; pool != NULL; pool = pool->next)
        pthread_cond_broadcast(&pool->work);
    while (idle_total != 0 &&
           pthread_cond_clockwait(&idle_left, &ws2_pool_mutex, CLOCK_MONOTONIC,
                                  &ts) != ETIMEDOUT)
        ;
    ws2_pool_unlock();
}
