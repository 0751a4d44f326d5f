/* SPDX-License-Identifier: MIT */
/* A thread by handle, GetCurrentThread() included. */
#ifndef WS2_WIN32_THREAD_PIN_H
#define WS2_WIN32_THREAD_PIN_H

#include "handle/pseudo.h"
#include "handle/thread_obj.h"
#include "win32/door.h"

/* Until ws2_thread_unpin; NULL and ERROR_INVALID_HANDLE as last error. */
static inline struct ws2_thread_obj *ws2_thread_pin(HANDLE h)
{
    struct ws2_obj *obj = ws2_pseudo_pin((ws2_handle)h, WS2_KIND_THREAD);

    if (obj == NULL)
        ws2_set_last_error(ERROR_INVALID_HANDLE);
    return (struct ws2_thread_obj *)obj;
}

static inline void ws2_thread_unpin(HANDLE h)
{
    ws2_pseudo_unpin((ws2_handle)h);
}

#endif
