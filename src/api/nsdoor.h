/* SPDX-License-Identifier: MIT */
/* Doors behind which namespace providers are called, the program's own or
 * somebody's. They write the last error and errno, whatever comes of it: both
 * are as before unless the door fails. */
#ifndef WS2_API_NSDOOR_H
#define WS2_API_NSDOOR_H

#include "api/door.h"

#include <errno.h>

struct ws2_nsdoor {
    int saved_errno;
    ws2_err last;
};

static inline ws2_err ws2_nsdoor_enter(struct ws2_nsdoor *door)
{
    door->saved_errno = errno;
    door->last = ws2_get_last_error();
    return ws2_enter();
}

/* Below version 2.2 two codes are others. */
static inline ws2_err ws2_nsdoor_code(ws2_err err)
{
    bool old = atomic_load_explicit(&ws2_below22, memory_order_relaxed);

    if (err == WSA_E_NO_MORE || err == WSAENOMORE)
        return old ? WSAENOMORE : WSA_E_NO_MORE;
    if (err == WSA_E_CANCELLED || err == WSAECANCELLED)
        return old ? WSAECANCELLED : WSA_E_CANCELLED;
    return err;
}

static inline INT ws2_nsdoor_leave(const struct ws2_nsdoor *door, ws2_err err)
{
    ws2_set_last_error(err != WS2_OK ? ws2_nsdoor_code(err) : door->last);
    errno = door->saved_errno;
    return err != WS2_OK ? SOCKET_ERROR : 0;
}

#endif
