/* SPDX-License-Identifier: MIT */
/* Which call an OVERLAPPED was given to last. */
#ifndef WS2_TRACE_PENDING_H
#define WS2_TRACE_PENDING_H

#include "trace/out.h"
#include "watch/watch.h"

struct ws2_pending {
    uintptr_t overlapped;
    uint64_t call;
    const struct ws2_door *door;
    uintptr_t socket; /* 0: none */
    int64_t begin_ns;
};

/* Without memory it is not noted. */
void ws2_pending_note(const struct ws2_pending *pending);
void ws2_pending_forget(uintptr_t overlapped, uint64_t call);
bool ws2_pending_find(uintptr_t overlapped, struct ws2_pending *out);
void ws2_pending_clear(void);

/* The pointer, and the call that it belongs to. */
void ws2_show_overlapped(struct ws2_out *t, uintptr_t overlapped);

#endif
