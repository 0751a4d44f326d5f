/* SPDX-License-Identifier: MIT */
/* What the base provider knows of windows: as any provider, what it is given
 * when it starts. The layer that has windows lies beside this one. */
#ifndef WS2_SOCK_WINDOWS_H
#define WS2_SOCK_WINDOWS_H

#include <stdatomic.h>
#include <stdbool.h>

#include <winsock2.h>
#include <ws2spi.h>

struct ws2_windows {
    LPWPUPOSTMESSAGE post; /* the upcall; leaves the last error alone */
    bool (*there)(HWND hwnd);
};

extern _Atomic(const struct ws2_windows *) ws2_sock_windows;

#endif
