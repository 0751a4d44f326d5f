/* SPDX-License-Identifier: MIT */
/* Messages whose parameters point to the sender's memory. */
#ifndef WS2_USER_SYNCMSG_H
#define WS2_USER_SYNCMSG_H

#include "user/user.h"

/* They can be sent, and not posted: ERROR_MESSAGE_SYNC_ONLY. */
static inline bool ws2_message_is_sync(UINT msg)
{
    switch (msg) {
    case WM_CREATE:
    case WM_SETTEXT:
    case WM_GETTEXT:
    case WM_SETTINGCHANGE:
    case WM_DEVMODECHANGE:
    case WM_GETMINMAXINFO:
    case WM_DRAWITEM:
    case WM_MEASUREITEM:
    case WM_DELETEITEM:
    case WM_COMPAREITEM:
    case WM_WINDOWPOSCHANGING:
    case WM_WINDOWPOSCHANGED:
    case WM_COPYDATA:
    case WM_NOTIFY:
    case WM_HELP:
    case WM_STYLECHANGING:
    case WM_STYLECHANGED:
    case WM_NCCREATE:
    case WM_NCCALCSIZE:
    case WM_SIZING:
    case WM_MOVING:
        return true;
    default:
        return false;
    }
}

#endif
