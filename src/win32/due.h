/* SPDX-License-Identifier: MIT */
/* Due times as Windows tells them: 100 ns units, negative from now, otherwise
 * a time of day since 1601. */
#ifndef WS2_WIN32_DUE_H
#define WS2_WIN32_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "os/poll.h"
#include "win32/times.h"

struct ws2_due {
    bool wall;  /* ns since 1970, else of the monotonic clock */
    int64_t ns; /* the far future when there is no number for it */
};

static inline struct ws2_due ws2_due_from(int64_t value)
{
    struct ws2_due due = {.wall = value >= 0, .ns = OS_FOREVER - 1};
    int64_t now = os_now_ns();

    if (due.wall) {
        value -= (int64_t)WS2_FILETIME_1970;
        if (value < 0)
            due.ns = 0; /* as past as any */
        else if (value < due.ns / 100)
            due.ns = value * 100;
    } else if (value > -((due.ns - now) / 100)) {
        due.ns = now - value * 100;
    }
    return due;
}

#endif
