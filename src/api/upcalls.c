/* SPDX-License-Identifier: MIT */
/* Doors: the upcalls that a provider may make. Those that need the provider
 * catalog are not here yet; see unimplemented.def.
 * Pages: WPUFDIsSet, WPUPostMessage. */
#include <winsock2.h>

#include <ws2spi.h>

#include "api/upcalls.h"
#include "sock/windows.h"
#include "user/post.h"
#include "user/window.h"

int WSPAPI WPUFDIsSet(SOCKET s, fd_set *fdset)
{
    return __WSAFDIsSet(s, fdset);
}

/* The page names no code, and a provider calls this in the middle of calls that
 * succeed: the last error is left alone. */
BOOL WSPAPI WPUPostMessage(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return ws2_post(hWnd, Msg, wParam, lParam) == WS2_OK;
}

void ws2_upcalls_give(void)
{
    static const struct ws2_windows windows = {.post = WPUPostMessage,
                                               .there = ws2_window_exists};

    atomic_store(&ws2_sock_windows, &windows);
}
