/* SPDX-License-Identifier: MIT */
/* What every door does: is Windows Sockets started, which provider serves the
 * socket, and how a failure reaches the program. A door reads
 *
 *     const WSPPROC_TABLE *proc;
 *     INT err = ws2_door_open(s, &proc);
 *     int res = SOCKET_ERROR;
 *
 *     if (err == WS2_OK) {
 *         res = proc->lpWSPListen(s, backlog, &err);
 *         ws2_door_close(s);
 *     }
 *     return res != 0 ? ws2_door_fail(err) : 0;
 */
#ifndef WS2_API_DOOR_H
#define WS2_API_DOOR_H

#include "err/lasterror.h"
#include "handle/hook.h"
#include "spi/provider.h"
#include "watch/doors.h"

/* The same, where the gate is not open. */
__attribute__((cold)) ws2_err ws2_enter_closely(void);

/* WSANOTINITIALISED before the first WSAStartup and after the last cleanup,
 * WSAEINPROGRESS from a blocking hook. */
static inline ws2_err ws2_enter(void)
{
    return atomic_load_explicit(&ws2_gate, memory_order_relaxed) > 0
               ? WS2_OK
               : ws2_enter_closely();
}

/* Started, and s is a socket: its provider's procedures, until
 * ws2_door_close(s). */
static inline INT ws2_door_open(SOCKET s, const WSPPROC_TABLE **proc)
{
    ws2_err err = ws2_enter();

    return err != WS2_OK ? err : ws2_spi_begin(s, proc);
}

/* The same for the data path: the socket itself, until ws2_door_let_go(s). */
static inline INT ws2_door_hold(SOCKET s, struct ws2_socket **so)
{
    ws2_err err = ws2_enter();

    return err != WS2_OK ? err : ws2_socket_hold(s, so);
}

static inline void ws2_door_let_go(SOCKET s)
{
    ws2_socket_let_go(s);
}

static inline void ws2_door_close(SOCKET s)
{
    ws2_socket_unpin(s);
}

/* The failing exit: a provider that fails and names no code is a
 * WSASYSCALLFAILURE. */
static inline int ws2_door_fail(INT err)
{
    ws2_set_last_error(err != WS2_OK ? err : WSASYSCALLFAILURE);
    return SOCKET_ERROR;
}

#endif
