/* SPDX-License-Identifier: MIT */
/* Waits of the thread pool: no thread sits in them. */
#ifndef WS2_WIN32_POOL_WAIT_H
#define WS2_WIN32_POOL_WAIT_H

#include "handle/wait.h"
#include "handle/walltimer.h"
#include "win32/due.h"
#include "win32/pool.h"

/* Kinds of object that the pool waits for: a mutex would have no owner. */
#define WS2_POOL_WAITABLE (WS2_KIND_WAITABLE & ~(unsigned)WS2_KIND_MUTEX)

struct ws2_pool_waiting;

struct ws2_pool_wait {
    struct ws2_pool_item item;        /* its kind: stop is ws2_pool_wait_stop */
    struct ws2_pool_waiting *waiting; /* NULL: for nothing */
    struct ws2_walltimer clock;
    struct ws2_due due; /* of the time-out */
};

void ws2_pool_wait_init(struct ws2_pool_wait *w);

/* Waits for w's next object instead of what it waited for, up to due (NULL:
 * for good). Whether it waited for something. ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_pool_wait_set(struct ws2_pool_wait *w, struct ws2_waitable *object,
                          const struct ws2_due *due, bool *was);
void ws2_pool_wait_stop(struct ws2_pool_item *item);

/* For destroy functions. */
void ws2_pool_wait_end(struct ws2_pool_wait *w);

#endif
