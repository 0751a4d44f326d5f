/* SPDX-License-Identifier: MIT */
/* Polling before sleep: whether a thread that has to wait does so. */
#ifndef WS2_HANDLE_SPIN_H
#define WS2_HANDLE_SPIN_H

#include "handle/thread.h"

/* At a call's first wait. */
void ws2_spin_begin(struct ws2_thread *t);

/* Whether the next wait would be by polling. */
bool ws2_spin_willing(const struct ws2_thread *t);

/* Gives the processor up once; false when it is time to sleep. The call has
 * waited since start_ns. */
bool ws2_spin_once(struct ws2_thread *t, int64_t start_ns, int64_t now_ns);

/* The thread has waited for so long, and slept at last. */
void ws2_spin_slept(struct ws2_thread *t, int64_t waited_ns);

#endif
