/* SPDX-License-Identifier: MIT */
/* The time of day, and being told when somebody sets it. */
#ifndef WS2_OS_WALLCLOCK_H
#define WS2_OS_WALLCLOCK_H

#include <stdint.h>

int64_t os_wall_ns(void); /* since 1970-01-01 UTC */

/* A descriptor that becomes readable when the time of day is set; -errno. */
int os_wallwatch_open(void);

/* Makes it wait for the next time. */
void os_wallwatch_arm(int fd);

void os_wallwatch_close(int fd);

#endif
