/* SPDX-License-Identifier: MIT */
/* Events: signaled or not; auto-reset events release one waiter a signal. */
#ifndef WS2_HANDLE_EVENT_H
#define WS2_HANDLE_EVENT_H

#include "handle/wait.h"

struct ws2_event;

/* One reference for the caller; NULL without memory. */
struct ws2_event *ws2_event_new(bool manual, bool signaled);
struct ws2_waitable *ws2_event_waitable(struct ws2_event *event);

void ws2_event_set(struct ws2_event *event);
void ws2_event_reset(struct ws2_event *event);
void ws2_event_pulse(struct ws2_event *event); /* who waits now; see event.c */

/* By handle: ERROR_INVALID_HANDLE (6) when h names no event,
 * ERROR_NOT_ENOUGH_MEMORY (8). */
ws2_err ws2_event_open(bool manual, bool signaled, ws2_handle *out);
ws2_err ws2_event_apply(ws2_handle h, void (*change)(struct ws2_event *event));

#endif
