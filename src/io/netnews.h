/* SPDX-License-Identifier: MIT */
/* News of this machine's network: something about its interfaces, addresses or
 * routes has changed. What, each listener finds out by looking and comparing.
 *
 * The first listener makes the descriptor that the reactor watches from then
 * on; the child of a fork has no listeners. */
#ifndef WS2_IO_NETNEWS_H
#define WS2_IO_NETNEWS_H

#include <stdbool.h>

/* One for each part of the library that wants to know, for good. */
struct ws2_netnews {
    struct ws2_netnews *next;
    bool listens;
    void (*changed)(void); /* on the reactor's thread, without locks */
};

/* From now on it is told, if it is not yet. 0, or -errno. */
int ws2_netnews_listen(struct ws2_netnews *listener);

#endif
