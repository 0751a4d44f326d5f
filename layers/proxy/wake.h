/* SPDX-License-Identifier: MIT */
/* select and WSAPoll while the proxy is asked for some of their sockets. The
 * provider below must not watch those, so the call watches a socket of its own
 * instead, which becomes readable when a connection through the proxy is there
 * or has failed, and looks again. */
#ifndef PROXY_WAKE_H
#define PROXY_WAKE_H

#include "below.h"

struct wake {
    struct wake *next, **self;
    const struct below *below;
    SOCKET lower; /* INVALID_SOCKET: not open */
};

/* Until wake_close, or 0 and a code of Windows Sockets. */
int wake_open(struct wake *w, const struct below *below);
/* It was readable. */
void wake_drain(struct wake *w);
void wake_close(struct wake *w);

void wake_all(void);

#endif
