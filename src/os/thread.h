/* SPDX-License-Identifier: MIT */
/* Threads of the library's own: all signals are blocked in them, the program's
 * handlers run on its own threads. */
#ifndef WS2_OS_THREAD_H
#define WS2_OS_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* id NULL: detached. stack_size 0: the system's default. 0 or -errno. */
int os_thread_spawn(pthread_t *id, size_t stack_size, void *(*run)(void *arg),
                    void *arg);

#endif
