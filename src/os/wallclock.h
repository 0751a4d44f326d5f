/* SPDX-License-Identifier: MIT */
/* The time of day, and being told when somebody sets it; the counter that
 * nobody sets. */
#ifndef WS2_OS_WALLCLOCK_H
#define WS2_OS_WALLCLOCK_H

#include <stdint.h>

int64_t os_wall_ns(void); /* since 1970-01-01 UTC */

/* Windows' performance counter, which goes on from boot. */
#define OS_COUNTER_HZ 10000000
uint64_t os_counter(void);
uint64_t
os_counter_at(int64_t wall_ns); /* what it showed at that time of day */

/* A descriptor that becomes readable when the time of day is set; -errno. */
int os_wallwatch_open(void);

/* Makes it wait for the next time. */
void os_wallwatch_arm(int fd);

void os_wallwatch_close(int fd);

#endif
