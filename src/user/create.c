/* SPDX-License-Identifier: MIT */
/* Creating windows. Follows "CreateWindowExW function (winuser.h)" on
 * Microsoft Learn, without what is about size, place and looks. */
#include <stdlib.h>

#include "user/queue.h"
#include "user/window.h"
#include "win32/door.h"

/* Where the new window goes in the tree. A parent without WS_CHILD owns it. */
static ws2_err window_place_locked(struct ws2_window *w,
                                   const CREATESTRUCTW *cs)
{
    bool child = ((DWORD)cs->style & (WS_CHILD | WS_POPUP)) == WS_CHILD;
    struct ws2_window *parent = ws2_window_parent_locked(cs->hwndParent);

    if (parent == NULL)
        return ERROR_INVALID_WINDOW_HANDLE;
    if (child && parent == ws2_window_desktop())
        return ERROR_TLW_WITH_WSCHILD;
    if (!child && parent->handle != NULL) {
        w->owner = parent->handle;
        parent = ws2_window_desktop();
    }
    ws2_window_link_locked(w, parent);
    return WS2_OK;
}

static ws2_err window_make_locked(const CREATESTRUCTW *cs,
                                  const struct ws2_name *class_name,
                                  struct ws2_queue *q, struct ws2_window **out)
{
    struct ws2_class *class = ws2_class_find_locked(class_name, cs->hInstance);
    struct ws2_window *w;
    ws2_err err;

    if (class == NULL)
        return ERROR_CANNOT_FIND_WND_CLASS;
    err = ws2_window_new_locked(class, q, &w);
    if (err != WS2_OK)
        return err;
    w->style = cs->style;
    w->ex_style = (LONG)cs->dwExStyle;
    w->module = cs->hInstance;
    if (((DWORD)cs->style & WS_CHILD) != 0)
        w->id = (LONG_PTR)cs->hMenu; /* a child's number, not a menu */
    err = window_place_locked(w, cs);
    if (err != WS2_OK) {
        ws2_window_remove_locked(w);
        ws2_window_put_locked(w);
        return err;
    }
    *out = w;
    return WS2_OK;
}

/* The procedure has a say. False: the window is gone. */
static bool window_greet(struct ws2_window *w, CREATESTRUCTW *cs, bool wide)
{
    if (ws2_window_call(w, wide, WM_NCCREATE, 0, (LPARAM)cs) == 0)
        ws2_window_finish(w);
    else if (ws2_window_call(w, wide, WM_CREATE, 0, (LPARAM)cs) == -1)
        ws2_window_destroy(w);
    return !w->gone; /* it can have destroyed itself, too */
}

/* The flavours of a CREATESTRUCT have one layout. */
static HWND create_door(CREATESTRUCTW *cs, bool wide)
{
    struct ws2_queue *q = ws2_queue_self();
    struct ws2_window *w = NULL;
    struct ws2_name class_name;
    HWND hwnd = NULL;
    ws2_err err;

    if (cs->lpszClass == NULL)
        return ws2_win32_null(ERROR_CANNOT_FIND_WND_CLASS);
    if (q == NULL || !ws2_name_read(&class_name, cs->lpszClass, wide))
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    ws2_user_lock();
    err = window_make_locked(cs, &class_name, q, &w);
    ws2_user_unlock();
    free(class_name.text);
    if (err != WS2_OK)
        return ws2_win32_null(err);
    if (window_greet(w, cs, wide))
        hwnd = w->handle;
    ws2_window_put(w);
    return hwnd;
}

HWND WINAPI CreateWindowExA(DWORD dwExStyle, LPCSTR lpClassName,
                            LPCSTR lpWindowName, DWORD dwStyle, int X, int Y,
                            int nWidth, int nHeight, HWND hWndParent,
                            HMENU hMenu, HINSTANCE hInstance, LPVOID lpParam)
{
    CREATESTRUCTA cs = {lpParam,       hInstance,    hMenu,       hWndParent,
                        nHeight,       nWidth,       Y,           X,
                        (LONG)dwStyle, lpWindowName, lpClassName, dwExStyle};

    return create_door((CREATESTRUCTW *)&cs, false);
}

HWND WINAPI CreateWindowExW(DWORD dwExStyle, LPCWSTR lpClassName,
                            LPCWSTR lpWindowName, DWORD dwStyle, int X, int Y,
                            int nWidth, int nHeight, HWND hWndParent,
                            HMENU hMenu, HINSTANCE hInstance, LPVOID lpParam)
{
    CREATESTRUCTW cs = {lpParam,       hInstance,    hMenu,       hWndParent,
                        nHeight,       nWidth,       Y,           X,
                        (LONG)dwStyle, lpWindowName, lpClassName, dwExStyle};

    return create_door(&cs, true);
}
