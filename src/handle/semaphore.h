/* SPDX-License-Identifier: MIT */
/* Semaphores: signaled while the count is above zero. */
#ifndef WS2_HANDLE_SEMAPHORE_H
#define WS2_HANDLE_SEMAPHORE_H

#include "handle/wait.h"

struct ws2_semaphore;

/* 0 <= count <= max, max > 0: the caller has checked. One reference; NULL
 * without memory. */
struct ws2_semaphore *ws2_semaphore_new(int32_t count, int32_t max);
struct ws2_waitable *ws2_semaphore_waitable(struct ws2_semaphore *semaphore);

/* Adds n > 0. ERROR_TOO_MANY_POSTS (298) past the maximum: no change. */
ws2_err ws2_semaphore_post(struct ws2_semaphore *semaphore, int32_t n,
                           int32_t *previous);

#endif
