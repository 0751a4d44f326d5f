/* SPDX-License-Identifier: MIT */
/* What window procedures leave to the system. Follows "DefWindowProcW function
 * (winuser.h)" and the messages' pages on Microsoft Learn, as far as windows
 * that nobody sees get them. */
#include <stdlib.h>

#include "user/window.h"
#include "win32/door.h"
#include "win32/utf.h"

static bool text_set(HWND hwnd, const void *given, bool wide)
{
    struct ws2_name name = {0};
    struct ws2_window *w;

    if (given != NULL && !ws2_name_read(&name, given, wide))
        return false;
    ws2_user_lock();
    w = ws2_window_find_locked(hwnd);
    if (w != NULL) {
        free(w->text);
        w->text = name.text;
    }
    ws2_user_unlock();
    if (w == NULL)
        free(name.text);
    return w != NULL;
}

/* A copy for free(), empty when there is none; NULL without memory, or window.
 */
static char16_t *text_get(HWND hwnd)
{
    struct ws2_name copy = {0};
    struct ws2_window *w;

    ws2_user_lock();
    w = ws2_window_find_locked(hwnd);
    if (w != NULL)
        ws2_name_read(&copy, w->text != NULL ? w->text : u"", true);
    ws2_user_unlock();
    return copy.text;
}

static LRESULT text_out(HWND hwnd, void *buffer, size_t cap, bool wide)
{
    char16_t *text = cap != 0 ? text_get(hwnd) : NULL;
    size_t n = 0;

    if (text != NULL)
        n = ws2_name_write(text, buffer, cap, wide);
    free(text);
    return (LRESULT)n;
}

static LRESULT text_length(HWND hwnd, bool wide)
{
    char16_t *text = text_get(hwnd);
    size_t n = 0;

    if (text != NULL) {
        n = ws2_utf16_len(text);
        if (!wide)
            n = ws2_utf16_to_8(text, n, NULL, 0, NULL);
    }
    free(text);
    return (LRESULT)n;
}

static LRESULT def_proc(HWND hwnd, UINT msg, WPARAM wparam, LPARAM lparam,
                        bool wide)
{
    switch (msg) {
    case WM_NCCREATE:
        return text_set(hwnd, ((const CREATESTRUCTW *)lparam)->lpszName, wide);
    case WM_CLOSE:
        DestroyWindow(hwnd);
        return 0;
    case WM_SETTEXT:
        return text_set(hwnd, (const void *)lparam, wide);
    case WM_GETTEXT:
        return text_out(hwnd, (void *)lparam, wparam, wide);
    case WM_GETTEXTLENGTH:
        return text_length(hwnd, wide);
    case WM_QUERYENDSESSION:
    case WM_QUERYOPEN:
        return TRUE;
    default:
        return 0;
    }
}

static LRESULT def_door(HWND hwnd, UINT msg, WPARAM wparam, LPARAM lparam,
                        bool wide)
{
    return ws2_window_exists(hwnd) ? def_proc(hwnd, msg, wparam, lparam, wide)
                                   : 0;
}

LRESULT WINAPI DefWindowProcA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return def_door(hWnd, Msg, wParam, lParam, false);
}

LRESULT WINAPI DefWindowProcW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return def_door(hWnd, Msg, wParam, lParam, true);
}
