/* SPDX-License-Identifier: MIT */
/* A thread's last result of a kind: hostent, servent, protoent. */
#ifndef WS2_NAME_SLOT_H
#define WS2_NAME_SLOT_H

#include <stdbool.h>

#include "handle/thread.h"

/* A result is one allocation. Replaces the thread's last one; the pointer is
 * the thread's from now on. False, and nothing changed, without memory. */
bool ws2_slot_keep(enum ws2_thread_slot slot, void *block);

/* Copies s to *cursor, moves the cursor behind it, returns the copy. */
char *ws2_slot_string(char **cursor, const char *s);

#endif
