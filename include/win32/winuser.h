/* SPDX-License-Identifier: MIT */
/* Messages and the windows that receive them. No window is ever shown: a
 * program creates message-only or hidden ones to be told of things, as
 * WSAAsyncSelect and the WSAAsyncGet family do.
 *
 * Source   Microsoft Learn, winuser.h and "Windows and Messages" */
#ifndef WS2_WINUSER_H
#define WS2_WINUSER_H

#include "windef.h"

#include "winuser_codes.h"
#include "winuser_class.h"
#include "winuser_message.h"
#include "winuser_window.h"

#endif
