/* SPDX-License-Identifier: MIT */
/* Pools and their workers; pool.h's lock is held for all but new. */
#ifndef WS2_WIN32_POOL_THREADS_H
#define WS2_WIN32_POOL_THREADS_H

#include <pthread.h>

#include "io/timer.h"
#include "win32/pool.h"

struct pool_queue {
    struct ws2_pool_item *first, *last;
};

struct _TP_POOL {
    unsigned refs; /* the owner's, items', workers', the growing timer's */
    bool closed;
    DWORD max, min;
    unsigned processors;
    unsigned threads; /* workers, of them: */
    unsigned idle, longs;
    unsigned wakes;        /* idle workers that were told already */
    unsigned started;      /* callbacks so far */
    unsigned started_then; /* when the growing timer looked last */
    struct ws2_timer grow;
    bool growing;
    unsigned forks; /* the process its workers are in */
    TP_POOL_STACK_INFORMATION stack;
    pthread_cond_t work;
    struct pool_queue queue[TP_CALLBACK_PRIORITY_COUNT];
    PTP_POOL next; /* in the list of all pools */
};

PTP_POOL ws2_pool_new(void);
PTP_POOL ws2_pool_default_locked(void);
void ws2_pool_put_locked(PTP_POOL pool);

/* A queued item needs a worker. */
void ws2_pool_need_locked(PTP_POOL pool);

/* Starts workers up to the minimum; false when one could not be. */
bool ws2_pool_fill_locked(PTP_POOL pool);

/* In the child of a fork the workers are not there. */
void ws2_pool_fork_check_locked(PTP_POOL pool);

/* pool.c: the next callback is run; false when there is none. */
bool ws2_pool_run_one_locked(PTP_POOL pool);

extern pthread_mutex_t ws2_pool_mutex;
extern unsigned ws2_pool_forks;

#endif
