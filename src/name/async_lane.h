/* SPDX-License-Identifier: MIT */
/* The resolvers that asynchronous lookups share; a part of async.c.
 *
 * A lane is a ws2_dns with those that ask it. All new lookups join one lane,
 * until the configuration changes: then a new one is made, and the old one goes
 * with its last lookup. A lane is made by the thread that begins a lookup,
 * which may have to read files for it, and driven by the service's thread. */
#ifndef WS2_NAME_ASYNC_LANE_H
#define WS2_NAME_ASYNC_LANE_H

#include <stdatomic.h>

#include "name/cares.h"

struct ws2_async_lane {
    struct ws2_async_lane *next;
    struct ws2_dns *dns;
    atomic_size_t lookups; /* comes from 0 under async_lane.c's lock only */
    size_t polled;         /* descriptors of the last ws2_async_lanes_poll */
};

/* The lane for a new lookup, which counts; NULL: no memory or descriptors. */
struct ws2_async_lane *ws2_async_lane_join(void);
void ws2_async_lane_leave(struct ws2_async_lane *lane);

/* For the service's thread, as ws2_dns_poll and ws2_dns_process; the deadline
 * is moved forward where a lane has an earlier one. */
size_t ws2_async_lanes_poll(struct os_pollfd *fds, size_t max,
                            int64_t *deadline_ns);
void ws2_async_lanes_process(const struct os_pollfd *fds);

/* Gives all resolvers back: what they were asked is cancelled. */
void ws2_async_lanes_close(void);

#endif
