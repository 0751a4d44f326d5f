/* SPDX-License-Identifier: MIT */
/* The two handles that are constants: GetCurrentProcess() and
 * GetCurrentThread(). INVALID_HANDLE_VALUE has the value of the first, on
 * Windows too. */
#ifndef WS2_HANDLE_PSEUDO_H
#define WS2_HANDLE_PSEUDO_H

#include "handle/handle.h"

#define WS2_HANDLE_SELF_PROCESS ((ws2_handle)-1)
#define WS2_HANDLE_SELF_THREAD  ((ws2_handle)-2)

/* ws2_handle_pin and unpin that know the pseudo handles too. */
struct ws2_obj *ws2_pseudo_pin(ws2_handle h, unsigned kinds);
void ws2_pseudo_unpin(ws2_handle h);

#endif
