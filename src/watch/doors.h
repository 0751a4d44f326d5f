/* SPDX-License-Identifier: MIT */
/* The doors of doors.def: ws2_do_SYMBOL is what a door does, and what the
 * library itself calls; the exported function, or ws2_door_SYMBOL where
 * programs get a function by its GUID, is the stub before it (doors.c), which
 * shows the call to whoever watches. */
#ifndef WS2_WATCH_DOORS_H
#define WS2_WATCH_DOORS_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <ws2spi.h>
#include <nspapi.h>
#include <qosname.h>
#include <mstcpip.h>
#include <socketapi.h>

#include "watch/params.h"

#define DOOR(symbol, name, fails, result, n, ...)                              \
    result WSAAPI ws2_do_##symbol(WS2_PARAMS_##n(__VA_ARGS__));
#define PROC(symbol, name, n, ...)                                             \
    void WSAAPI ws2_do_##symbol(WS2_PARAMS_##n(__VA_ARGS__));
#define HIDDEN(symbol, name, fails, result, n, ...)                            \
    result WSAAPI ws2_do_##symbol(WS2_PARAMS_##n(__VA_ARGS__));                \
    result WSAAPI ws2_door_##symbol(WS2_PARAMS_##n(__VA_ARGS__));
#define HIDDEN_PROC(symbol, name, n, ...)                                      \
    void WSAAPI ws2_do_##symbol(WS2_PARAMS_##n(__VA_ARGS__));                  \
    void WSAAPI ws2_door_##symbol(WS2_PARAMS_##n(__VA_ARGS__));
#include "watch/doors.def"
#undef DOOR
#undef PROC
#undef HIDDEN
#undef HIDDEN_PROC

#endif
