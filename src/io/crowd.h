/* SPDX-License-Identifier: MIT */
/* Descriptors that the reactor watches by edge: any number of them, in one of
 * its places. For things that happen rarely, to sockets of which there may be
 * many. */
#ifndef WS2_IO_CROWD_H
#define WS2_IO_CROWD_H

struct ws2_crowd_fd { /* embedded in its owner, who sets the first three */
    int fd;
    /* got: OS_* bits. On the reactor's thread, without locks; must not block.
     * By edge: take everything there is. */
    void (*ready)(struct ws2_crowd_fd *member, int got);
    /* In the child of a fork: it is not watched there any more, and its owner
     * may free it. NULL: it goes on being watched. Takes no lock. */
    void (*forked)(struct ws2_crowd_fd *member);
    struct ws2_crowd_fd *next, **prev; /* prev NULL: not watched */
};

int ws2_crowd_add(struct ws2_crowd_fd *member); /* -errno */

/* When this returns, ready is not running and will not run, unless the caller
 * is ready itself. Hold no lock that ready takes. Not watched: nothing. */
void ws2_crowd_remove(struct ws2_crowd_fd *member);

#endif
