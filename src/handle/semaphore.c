/* SPDX-License-Identifier: MIT */
/* Semaphores; see semaphore.h. `count` is guarded by the waitable's lock.
 * Follows "Semaphore Objects" on Microsoft Learn. */
#include "handle/semaphore.h"

#include <stdlib.h>
#include <winerror.h>

#include "handle/named.h"

struct ws2_semaphore {
    struct ws2_waitable base;
    int32_t count;
    int32_t max;
};

static enum ws2_ready semaphore_ready(const struct ws2_waitable *w,
                                      const struct ws2_thread *thread)
{
    (void)thread;
    return ((const struct ws2_semaphore *)w)->count > 0 ? WS2_READY
                                                        : WS2_NOT_READY;
}

static void semaphore_take(struct ws2_waitable *w, struct ws2_thread *thread)
{
    (void)thread;
    ((struct ws2_semaphore *)w)->count--;
}

static void semaphore_destroy(struct ws2_obj *obj)
{
    ws2_named_forget((struct ws2_waitable *)obj);
    free(obj);
}

static const struct ws2_obj_ops semaphore_ops = {.destroy = semaphore_destroy,
                                                 .forked = ws2_waitable_forked};
static const struct ws2_wait_ops semaphore_wait = {.ready = semaphore_ready,
                                                   .take = semaphore_take};

struct ws2_semaphore *ws2_semaphore_new(int32_t count, int32_t max)
{
    struct ws2_semaphore *semaphore = malloc(sizeof(*semaphore));

    if (semaphore == NULL)
        return NULL;
    ws2_waitable_init(&semaphore->base, WS2_KIND_SEMAPHORE, &semaphore_ops,
                      &semaphore_wait);
    semaphore->count = count;
    semaphore->max = max;
    return semaphore;
}

struct ws2_waitable *ws2_semaphore_waitable(struct ws2_semaphore *semaphore)
{
    return &semaphore->base;
}

ws2_err ws2_semaphore_post(struct ws2_semaphore *semaphore, int32_t n,
                           int32_t *previous)
{
    struct ws2_wait_guard guard;
    ws2_err err = WS2_OK;

    ws2_waitable_lock(&semaphore->base, &guard);
    if (n > semaphore->max - semaphore->count) {
        err = ERROR_TOO_MANY_POSTS;
    } else {
        *previous = semaphore->count;
        semaphore->count += n;
        ws2_waitable_release(&semaphore->base, &guard);
    }
    ws2_waitable_unlock(&semaphore->base, &guard);
    return err;
}
