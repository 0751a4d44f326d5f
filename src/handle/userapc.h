/* SPDX-License-Identifier: MIT */
/* APCs that the program, or a provider, queues itself. */
#ifndef WS2_HANDLE_USERAPC_H
#define WS2_HANDLE_USERAPC_H

#include "handle/thread.h"

/* The caller keeps the record alive, which may be NULL: there was no memory for
 * it. ERROR_NOT_ENOUGH_MEMORY; ERROR_GEN_FAILURE: the thread has ended. */
ws2_err ws2_user_apc(struct ws2_thread *t, void (*function)(uintptr_t data),
                     uintptr_t data);

#endif
