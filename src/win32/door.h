/* SPDX-License-Identifier: MIT */
/* How the doors of this folder end: the last error and the Windows value. */
#ifndef WS2_WIN32_DOOR_H
#define WS2_WIN32_DOOR_H

#include <windows.h>

#include <stdbool.h>
#include <stdint.h>

#include "err/lasterror.h"

/* TRUE, or FALSE with the last error set. */
static inline BOOL ws2_win32_bool(ws2_err err)
{
    if (err != WS2_OK)
        ws2_set_last_error(err);
    return err == WS2_OK;
}

/* NULL with the last error set. */
static inline void *ws2_win32_null(ws2_err err)
{
    ws2_set_last_error(err);
    return NULL;
}

/* 0 with the last error set. */
static inline unsigned ws2_win32_zero(ws2_err err)
{
    ws2_set_last_error(err);
    return 0;
}

#endif
