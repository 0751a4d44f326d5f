/* SPDX-License-Identifier: MIT */
/* What goes to every top-level window (HWND_BROADCAST). */
#ifndef WS2_USER_BROADCAST_H
#define WS2_USER_BROADCAST_H

#include "user/user.h"

/* Calls tell for each, without locks. ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_broadcast(void (*tell)(HWND hwnd, void *arg), void *arg);

#endif
