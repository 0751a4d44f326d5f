/* SPDX-License-Identifier: MIT */
/* Finding windows. Follows "FindWindowExW function (winuser.h)" on Microsoft
 * Learn. */
#include <stdlib.h>

#include "user/atom.h"
#include "user/window.h"
#include "win32/door.h"

struct find {
    struct ws2_name class_name, text; /* neither text nor atom: any */
};

static bool window_fits(const struct ws2_window *w, const struct find *find)
{
    const struct ws2_name *name = &find->class_name;
    const char16_t *text = w->text != NULL ? w->text : u"";

    if (name->text != NULL &&
        !ws2_name_equal(name->text, ws2_atom_name_locked(w->class->atom)))
        return false;
    if (name->atom != 0 && name->atom != w->class->atom)
        return false;
    return find->text.text == NULL || ws2_name_equal(find->text.text, text);
}

static HWND find_locked(HWND parent, HWND after, const struct find *find,
                        ws2_err *err)
{
    struct ws2_window *p = ws2_window_parent_locked(parent), *w;

    *err = ERROR_INVALID_WINDOW_HANDLE;
    if (p == NULL)
        return NULL;
    w = p->child;
    if (after != NULL) {
        w = ws2_window_find_locked(after);
        if (w == NULL || w->parent != p)
            return NULL;
        w = w->next;
    }
    *err = WS2_OK;
    while (w != NULL && !window_fits(w, find))
        w = w->next;
    return w != NULL ? w->handle : NULL;
}

static HWND find_door(HWND parent, HWND after, const void *class_name,
                      const void *text, bool wide)
{
    struct find find = {0};
    ws2_err err = ERROR_NOT_ENOUGH_MEMORY;
    HWND found = NULL;

    if (ws2_name_read(&find.class_name, class_name, wide) &&
        ws2_name_read(&find.text, text, wide)) {
        ws2_user_lock();
        found = find_locked(parent, after, &find, &err);
        ws2_user_unlock();
    }
    free(find.class_name.text);
    free(find.text.text);
    if (err != WS2_OK)
        ws2_set_last_error(err);
    return found;
}

HWND WINAPI FindWindowExA(HWND hWndParent, HWND hWndChildAfter,
                          LPCSTR lpszClass, LPCSTR lpszWindow)
{
    return find_door(hWndParent, hWndChildAfter, lpszClass, lpszWindow, false);
}

HWND WINAPI FindWindowExW(HWND hWndParent, HWND hWndChildAfter,
                          LPCWSTR lpszClass, LPCWSTR lpszWindow)
{
    return find_door(hWndParent, hWndChildAfter, lpszClass, lpszWindow, true);
}

HWND WINAPI FindWindowA(LPCSTR lpClassName, LPCSTR lpWindowName)
{
    return find_door(NULL, NULL, lpClassName, lpWindowName, false);
}

HWND WINAPI FindWindowW(LPCWSTR lpClassName, LPCWSTR lpWindowName)
{
    return find_door(NULL, NULL, lpClassName, lpWindowName, true);
}
