/* SPDX-License-Identifier: MIT */
/* What a handle with overlapped operations says when it is itself waited for:
 * signaled when an operation without an event of its own has ended, and none
 * has begun since. Most are never asked, so it is made on first use. */
#ifndef WS2_HANDLE_SIGNAL_H
#define WS2_HANDLE_SIGNAL_H

#include "handle/event.h"
#include "handle/overlapped.h"

struct ws2_signal {
    struct ws2_event *event;         /* a reference */
    _Atomic(struct ws2_port *) port; /* the attachment's */
    atomic_uint ends;                /* counts operations; a futex */
    atomic_uint watched;             /* threads that sleep on it */
};

/* NULL without memory. idle: whether there have been operations and none is
 * pending; what ends after it has looked finds the signal. NULL: it is. */
struct ws2_signal *ws2_signal_need(struct ws2_attachment *a,
                                   struct ws2_obj *obj,
                                   bool (*idle)(struct ws2_obj *obj));
void ws2_signal_free(struct ws2_signal *signal);

/* An operation begins, and has ended; own: with an event of its own. */
void ws2_signal_begin(struct ws2_signal *signal);
void ws2_signal_end(struct ws2_signal *signal, const struct ws2_attachment *a,
                    bool own);

/* Until one ends, for a while. ends: as it was before the caller looked. */
void ws2_signal_wait(struct ws2_signal *signal, unsigned ends);

#endif
