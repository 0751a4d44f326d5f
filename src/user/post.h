/* SPDX-License-Identifier: MIT */
/* Posting for other layers, without the last error. */
#ifndef WS2_USER_POST_H
#define WS2_USER_POST_H

#include "user/user.h"

/* ERROR_INVALID_WINDOW_HANDLE, ERROR_NOT_ENOUGH_QUOTA,
 * ERROR_MESSAGE_SYNC_ONLY, ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_post(HWND hwnd, UINT msg, WPARAM wparam, LPARAM lparam);

#endif
