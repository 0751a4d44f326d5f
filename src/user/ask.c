/* SPDX-License-Identifier: MIT */
/* What a program asks about a window, and its place among others. Follows
 * winuser.h on Microsoft Learn. */
#include <unistd.h>

#include "os/mem.h"
#include "user/queue.h"
#include "user/window.h"
#include "win32/door.h"

BOOL WINAPI IsWindow(HWND hWnd)
{
    return ws2_win32_bool(
        ws2_window_exists(hWnd) ? WS2_OK : ERROR_INVALID_WINDOW_HANDLE);
}

BOOL WINAPI IsWindowUnicode(HWND hWnd)
{
    struct ws2_window *w;
    bool wide = false;

    ws2_user_lock();
    w = ws2_window_find_locked(hWnd);
    if (w != NULL)
        wide = w->wide;
    ws2_user_unlock();
    return w != NULL ? wide : ws2_win32_bool(ERROR_INVALID_WINDOW_HANDLE);
}

BOOL WINAPI IsChild(HWND hWndParent, HWND hWnd)
{
    struct ws2_window *parent, *w;
    bool child;

    ws2_user_lock();
    parent = ws2_window_find_locked(hWndParent);
    w = ws2_window_find_locked(hWnd);
    child =
        parent != NULL && w != NULL && ws2_window_is_child_locked(parent, w);
    ws2_user_unlock();
    return child;
}

DWORD WINAPI GetWindowThreadProcessId(HWND hWnd, LPDWORD lpdwProcessId)
{
    DWORD thread = 0, process = (DWORD)getpid();
    struct ws2_window *w;

    ws2_user_lock();
    w = ws2_window_find_locked(hWnd);
    if (w != NULL)
        thread = w->queue->thread_id;
    ws2_user_unlock();
    if (w == NULL)
        return ws2_win32_zero(ERROR_INVALID_WINDOW_HANDLE);
    if (lpdwProcessId != NULL &&
        os_mem_copy_out(lpdwProcessId, &process, sizeof(process)) != 0)
        return ws2_win32_zero(ERROR_NOACCESS);
    return thread;
}

/* A child's parent, else the owner. */
HWND WINAPI GetParent(HWND hWnd)
{
    struct ws2_window *w;
    HWND parent = NULL;

    ws2_user_lock();
    w = ws2_window_find_locked(hWnd);
    if (w != NULL && ((DWORD)w->style & WS_CHILD) != 0)
        parent = w->parent != NULL ? w->parent->handle : NULL;
    else if (w != NULL)
        parent = w->owner;
    ws2_user_unlock();
    return w != NULL ? parent : ws2_win32_null(ERROR_INVALID_WINDOW_HANDLE);
}

HWND WINAPI SetParent(HWND hWndChild, HWND hWndNewParent)
{
    struct ws2_window *w, *parent;
    ws2_err err = WS2_OK;
    HWND old = NULL;

    ws2_user_lock();
    w = ws2_window_find_locked(hWndChild);
    parent = ws2_window_parent_locked(hWndNewParent);
    if (w == NULL || parent == NULL) {
        err = ERROR_INVALID_WINDOW_HANDLE;
    } else if (parent == w || ws2_window_is_child_locked(w, parent)) {
        err = ERROR_INVALID_PARAMETER; /* no tree */
    } else {
        old = w->parent != NULL ? w->parent->handle : NULL;
        ws2_window_unlink_locked(w);
        ws2_window_link_locked(w, parent);
    }
    ws2_user_unlock();
    return err == WS2_OK ? old : ws2_win32_null(err);
}

static bool visible_set(HWND hwnd, bool change, bool visible)
{
    struct ws2_window *w;
    bool was = false;

    ws2_user_lock();
    w = ws2_window_find_locked(hwnd);
    if (w != NULL) {
        was = ((DWORD)w->style & WS_VISIBLE) != 0;
        if (change)
            w->style = (LONG)(visible ? (DWORD)w->style | WS_VISIBLE
                                      : (DWORD)w->style & ~WS_VISIBLE);
    }
    ws2_user_unlock();
    if (w == NULL)
        ws2_set_last_error(ERROR_INVALID_WINDOW_HANDLE);
    return was;
}

BOOL WINAPI ShowWindow(HWND hWnd, int nCmdShow)
{
    return visible_set(hWnd, true, nCmdShow != SW_HIDE);
}

BOOL WINAPI IsWindowVisible(HWND hWnd)
{
    return visible_set(hWnd, false, false);
}

/* Nothing of a window is ever out of date. */
BOOL WINAPI UpdateWindow(HWND hWnd)
{
    return IsWindow(hWnd);
}
