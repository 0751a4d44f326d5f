/* SPDX-License-Identifier: MIT */
/* Calls that have no MSG_NOSIGNAL: SIGPIPE, which goes to the calling thread,
 * is blocked for the length of the call and taken back, unless one was pending
 * before and is the program's own. */
#ifndef WS2_OS_SIGPIPE_H
#define WS2_OS_SIGPIPE_H

#include <signal.h>
#include <stdbool.h>

struct os_sigpipe {
    sigset_t before, pending;
};

void os_sigpipe_hold(struct os_sigpipe *s);
void os_sigpipe_release(const struct os_sigpipe *s, bool raised);

#endif
