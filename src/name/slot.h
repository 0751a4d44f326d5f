/* SPDX-License-Identifier: MIT */
/* A thread's last result of a kind: hostent, servent, protoent. */
#ifndef WS2_NAME_SLOT_H
#define WS2_NAME_SLOT_H

#include "handle/thread.h"
#include "name/layout.h"

/* Lays out a result, which replaces the thread's last one; the pointer is the
 * thread's from now on. NULL, and nothing changed, without memory. */
void *ws2_slot_lay(enum ws2_thread_slot slot, ws2_layer *lay,
                   const void *source);

#endif
