/* SPDX-License-Identifier: MIT */
/* Broadcasting; see broadcast.h. */
#include "user/broadcast.h"

#include <stdlib.h>

#include "user/window.h"

ws2_err ws2_broadcast(void (*tell)(HWND hwnd, void *arg), void *arg)
{
    HWND *windows = malloc(WS2_WINDOWS_MAX * sizeof(*windows));
    unsigned n = 0;

    if (windows == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    ws2_user_lock();
    for (struct ws2_window *w = ws2_window_desktop()->child; w != NULL;
         w = w->next)
        windows[n++] = w->handle;
    ws2_user_unlock();
    for (unsigned i = 0; i < n; i++)
        tell(windows[i], arg);
    free(windows);
    return WS2_OK;
}
