/* SPDX-License-Identifier: MIT */
/* Timers of the thread pool, for threadpool timers and timer queues. */
#ifndef WS2_WIN32_POOL_TIMER_H
#define WS2_WIN32_POOL_TIMER_H

#include "handle/walltimer.h"
#include "win32/due.h"
#include "win32/pool.h"

struct ws2_pool_timer {
    struct ws2_pool_item item; /* its kind: stop is ws2_pool_timer_stop */
    struct ws2_walltimer clock;
    bool set;   /* as IsThreadpoolTimerSet sees it */
    bool armed; /* it will fire */
    struct ws2_due due;
    int64_t period_ns;
};

void ws2_pool_timer_init(struct ws2_pool_timer *t);

/* due NULL: stops it. Whether it would have fired. */
bool ws2_pool_timer_set(struct ws2_pool_timer *t, const struct ws2_due *due,
                        uint32_t period_ms);
void ws2_pool_timer_stop(struct ws2_pool_item *item);

/* For destroy functions. */
void ws2_pool_timer_end(struct ws2_pool_timer *t);

#endif
