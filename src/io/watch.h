/* SPDX-License-Identifier: MIT */
/* A descriptor that the reactor watches from when somebody first needs it, for
 * good. The child of a fork has the parent's in its list and makes its own. */
#ifndef WS2_IO_WATCH_H
#define WS2_IO_WATCH_H

#include <stdatomic.h>

#include "io/reactor.h"

struct ws2_watch {
    struct ws2_reactor_fd watched;
    void (*ready)(int fd); /* called by the reactor */
    atomic_bool parents;   /* this process is the child of the one it is of */
};

/* What open gives, a descriptor or -errno, is watched and then *watch, unless
 * there is one. 0 or -errno. The caller has a lock. */
int ws2_watch_need(struct ws2_watch **watch, int (*open)(void),
                   void (*ready)(int fd));

/* In the child of a fork: there is none any more. */
void ws2_watch_forked(struct ws2_watch **watch);

#endif
