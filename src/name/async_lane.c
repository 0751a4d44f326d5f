/* SPDX-License-Identifier: MIT */
/* The resolvers that asynchronous lookups share; see async_lane.h.
 *
 * Locking: lanes.lock guards the list, and is held to join. Only the service's
 * thread takes lanes out of the list, so that it may walk it without the lock
 * from a first one that it has read under it. */
#include "name/async_lane.h"

#include <pthread.h>
#include <stdlib.h>

#include "os/fork.h"

static struct {
    pthread_mutex_t lock;
    struct ws2_async_lane *first;
    struct ws2_async_lane *current; /* the one to join, or NULL */
} lanes = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The parent's thread drives them. */
static void lanes_forked(void)
{
    lanes.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    lanes.first = lanes.current = NULL;
}
OS_IN_FORKED_CHILD(lanes_forked)

static struct ws2_async_lane *current_join(void)
{
    struct ws2_async_lane *lane;

    pthread_mutex_lock(&lanes.lock);
    lane = lanes.current;
    if (lane != NULL)
        lane->lookups++;
    pthread_mutex_unlock(&lanes.lock);
    return lane;
}

static struct ws2_async_lane *lane_new(void)
{
    struct ws2_async_lane *lane = malloc(sizeof(*lane));

    if (lane == NULL)
        return NULL;
    *lane = (struct ws2_async_lane){.dns = ws2_dns_get(), .lookups = 1};
    if (lane->dns == NULL) {
        free(lane);
        return NULL;
    }
    return lane;
}

struct ws2_async_lane *ws2_async_lane_join(void)
{
    struct ws2_async_lane *lane = current_join();

    if (lane != NULL && ws2_dns_current(lane->dns))
        return lane;
    if (lane != NULL)
        ws2_async_lane_leave(lane);
    lane = lane_new();
    if (lane == NULL)
        return NULL;
    pthread_mutex_lock(&lanes.lock);
    lane->next = lanes.first;
    lanes.first = lanes.current = lane;
    pthread_mutex_unlock(&lanes.lock);
    return lane;
}

void ws2_async_lane_leave(struct ws2_async_lane *lane)
{
    atomic_fetch_sub_explicit(&lane->lookups, 1, memory_order_release);
}

/* Takes out what nobody asks any more and nobody will. */
static struct ws2_async_lane *unused_take(void)
{
    struct ws2_async_lane *lane, **link = &lanes.first;
    struct ws2_async_lane *unused = NULL;

    pthread_mutex_lock(&lanes.lock);
    while ((lane = *link) != NULL) {
        if (lane == lanes.current ||
            atomic_load_explicit(&lane->lookups, memory_order_acquire) > 0) {
            link = &lane->next;
            continue;
        }
        *link = lane->next;
        lane->next = unused;
        unused = lane;
    }
    pthread_mutex_unlock(&lanes.lock);
    return unused;
}

static void unused_free(void)
{
    struct ws2_async_lane *lane, *next;

    for (lane = unused_take(); lane != NULL; lane = next) {
        next = lane->next;
        ws2_dns_put(lane->dns);
        free(lane);
    }
}

static struct ws2_async_lane *lanes_first(void)
{
    struct ws2_async_lane *first;

    pthread_mutex_lock(&lanes.lock);
    first = lanes.first;
    pthread_mutex_unlock(&lanes.lock);
    return first;
}

static void deadline_advance(int64_t *deadline_ns, int timeout_ms)
{
    int64_t due_ns;

    if (timeout_ms < 0)
        return;
    due_ns = os_deadline((uint32_t)timeout_ms);
    if (due_ns < *deadline_ns)
        *deadline_ns = due_ns;
}

/* A lane whose descriptors find no room has its time-outs all the same. */
size_t ws2_async_lanes_poll(struct os_pollfd *fds, size_t max,
                            int64_t *deadline_ns)
{
    struct ws2_async_lane *lane;
    size_t count = 0;

    unused_free();
    for (lane = lanes_first(); lane != NULL; lane = lane->next) {
        int timeout_ms;

        lane->polled =
            ws2_dns_poll(lane->dns, fds + count, max - count, &timeout_ms);
        count += lane->polled;
        deadline_advance(deadline_ns, timeout_ms);
    }
    return count;
}

/* Lanes that came meanwhile stand before those that were polled: nothing of
 * theirs is in fds. */
void ws2_async_lanes_process(const struct os_pollfd *fds)
{
    struct ws2_async_lane *lane;

    for (lane = lanes_first(); lane != NULL; lane = lane->next) {
        ws2_dns_process(lane->dns, fds, lane->polled);
        fds += lane->polled;
        lane->polled = 0;
    }
}

/* What a lookup joins now that comes too late for the service, which refuses
 * it, waits for the next one. */
void ws2_async_lanes_close(void)
{
    struct ws2_async_lane *lane;

    pthread_mutex_lock(&lanes.lock);
    lanes.current = NULL;
    pthread_mutex_unlock(&lanes.lock);
    for (lane = lanes_first(); lane != NULL; lane = lane->next)
        ws2_dns_cancel(lane->dns);
    unused_free();
}
