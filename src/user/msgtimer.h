/* SPDX-License-Identifier: MIT */
/* The timers of a message queue. No clock runs for them: the owner, the only
 * one to get their messages, looks at the time when it looks for messages and
 * waits no longer than until the next is due. */
#ifndef WS2_USER_MSGTIMER_H
#define WS2_USER_MSGTIMER_H

#include "user/queue.h"

/* Sets the QS_TIMER bits for what has become due; when the next will be,
 * OS_FOREVER when none. */
int64_t ws2_msgtimers_update_locked(struct ws2_queue *q);

/* The message of the timer that waits longest. Removed, the timer starts its
 * next period. */
bool ws2_msgtimer_take_locked(struct ws2_queue *q, const struct ws2_take *take,
                              MSG *msg);

void ws2_msgtimers_forget_locked(struct ws2_queue *q, HWND hwnd);
void ws2_msgtimers_free(struct ws2_queue *q);

#endif
