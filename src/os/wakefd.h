/* SPDX-License-Identifier: MIT */
/* A descriptor that one thread makes readable to end another's poll. */
#ifndef WS2_OS_WAKEFD_H
#define WS2_OS_WAKEFD_H

#include <stdbool.h>

int os_wakefd_open(void); /* -errno */
void os_wakefd_close(int fd);

/* False when the kernel did not take it. */
bool os_wakefd_set(int fd);

/* Makes it unreadable again. 0, -EAGAIN when it was, -errno. */
int os_wakefd_take(int fd);

#endif
