/* SPDX-License-Identifier: MIT */
/* Mutexes: owned by a thread, recursive, abandoned when the owner ends. */
#ifndef WS2_HANDLE_MUTEX_H
#define WS2_HANDLE_MUTEX_H

#include "handle/wait.h"

struct ws2_mutex;

/* One reference for the caller; NULL without memory. */
struct ws2_mutex *ws2_mutex_new(void);
struct ws2_waitable *ws2_mutex_waitable(struct ws2_mutex *mutex);

/* ERROR_NOT_OWNER (288) when the thread does not own it. */
ws2_err ws2_mutex_release(struct ws2_mutex *mutex, struct ws2_thread *thread);

#endif
