/* SPDX-License-Identifier: MIT */
/* The records of all threads that are in the library, for who has to look at
 * each. */
#ifndef WS2_HANDLE_THREADS_H
#define WS2_HANDLE_THREADS_H

#include "handle/thread.h"

void ws2_threads_enter(struct ws2_thread *t);
void ws2_threads_leave(struct ws2_thread *t);

/* Whether some thread holds this handle (ws2_handle_hold); a heavy fence has
 * come before. */
bool ws2_threads_hold(uintptr_t h);

void ws2_threads_forked(void); /* there is but one */

#endif
