/* SPDX-License-Identifier: MIT */
/* A window's fields and extra bytes by number. Follows "SetWindowLongPtrW
 * function (winuser.h)" on Microsoft Learn. */
#include <string.h>

#include "user/proc.h"
#include "user/window.h"
#include "win32/door.h"

struct field { /* one access */
    struct ws2_window *w;
    int index;
    size_t size; /* LONG or LONG_PTR: of extra bytes */
    bool wide;
    const LONG_PTR *set; /* or NULL */
    bool set_wide;       /* a procedure's flavour */
};

static LONG_PTR long_swap(LONG *field, const LONG_PTR *set)
{
    LONG old = *field;

    if (set != NULL)
        *field = (LONG)*set;
    return old;
}

static LONG_PTR pointer_swap(LONG_PTR *field, const LONG_PTR *set)
{
    LONG_PTR old = *field;

    if (set != NULL)
        *field = *set;
    return old;
}

static LONG_PTR proc_swap(const struct field *f)
{
    WNDPROC old = ws2_proc_expose_locked(f->w->proc, f->w->wide, f->wide);

    if (f->set != NULL && *f->set != 0) {
        f->w->proc = (WNDPROC)*f->set;
        f->w->wide = f->set_wide;
    }
    return (LONG_PTR)old;
}

static ws2_err extra_swap(const struct field *f, LONG_PTR *old)
{
    size_t at = (size_t)f->index;
    LONG_PTR value = 0;
    LONG half = 0;

    if (f->index < 0 || at + f->size > (size_t)f->w->extra_size)
        return ERROR_INVALID_INDEX;
    if (f->size == sizeof(half)) {
        memcpy(&half, f->w->extra + at, f->size);
        value = half;
    } else {
        memcpy(&value, f->w->extra + at, f->size);
    }
    *old = value;
    if (f->set != NULL) { /* the low half comes first */
        value = *f->set;
        memcpy(f->w->extra + at, &value, f->size);
    }
    return WS2_OK;
}

static ws2_err field_swap(const struct field *f, LONG_PTR *old)
{
    struct ws2_window *w = f->w;

    switch (f->index) {
    case GWLP_WNDPROC:
        *old = proc_swap(f);
        return WS2_OK;
    case GWLP_HINSTANCE:
        *old = pointer_swap((LONG_PTR *)&w->module, f->set);
        return WS2_OK;
    case GWLP_HWNDPARENT:
        *old = pointer_swap((LONG_PTR *)&w->owner, f->set);
        return WS2_OK;
    case GWLP_ID:
        *old = pointer_swap(&w->id, f->set);
        return WS2_OK;
    case GWLP_USERDATA:
        *old = pointer_swap(&w->data, f->set);
        return WS2_OK;
    case GWL_STYLE:
        *old = long_swap(&w->style, f->set);
        return WS2_OK;
    case GWL_EXSTYLE:
        *old = long_swap(&w->ex_style, f->set);
        return WS2_OK;
    default:
        return extra_swap(f, old);
    }
}

static LONG_PTR field_door(HWND hwnd, struct field *f)
{
    LONG_PTR old = 0, proc;
    ws2_err err;

    f->set_wide = f->wide;
    if (f->set != NULL && f->index == GWLP_WNDPROC) {
        proc = (LONG_PTR)ws2_proc_resolve((WNDPROC)*f->set, &f->set_wide);
        f->set = &proc;
    }
    ws2_user_lock();
    f->w = ws2_window_find_locked(hwnd);
    err = f->w != NULL ? field_swap(f, &old) : ERROR_INVALID_WINDOW_HANDLE;
    ws2_user_unlock();
    return err == WS2_OK ? old : (LONG_PTR)ws2_win32_zero(err);
}

static LONG_PTR field_get(HWND hwnd, int index, size_t size, bool wide)
{
    struct field f = {.index = index, .size = size, .wide = wide};

    return field_door(hwnd, &f);
}

static LONG_PTR field_set(HWND hwnd, int index, LONG_PTR value, size_t size,
                          bool wide)
{
    struct field f = {
        .index = index, .size = size, .wide = wide, .set = &value};

    return field_door(hwnd, &f);
}

LONG_PTR WINAPI GetWindowLongPtrA(HWND hWnd, int nIndex)
{
    return field_get(hWnd, nIndex, sizeof(LONG_PTR), false);
}

LONG_PTR WINAPI GetWindowLongPtrW(HWND hWnd, int nIndex)
{
    return field_get(hWnd, nIndex, sizeof(LONG_PTR), true);
}

LONG_PTR WINAPI SetWindowLongPtrA(HWND hWnd, int nIndex, LONG_PTR dwNewLong)
{
    return field_set(hWnd, nIndex, dwNewLong, sizeof(LONG_PTR), false);
}

LONG_PTR WINAPI SetWindowLongPtrW(HWND hWnd, int nIndex, LONG_PTR dwNewLong)
{
    return field_set(hWnd, nIndex, dwNewLong, sizeof(LONG_PTR), true);
}

LONG WINAPI GetWindowLongA(HWND hWnd, int nIndex)
{
    return (LONG)field_get(hWnd, nIndex, sizeof(LONG), false);
}

LONG WINAPI GetWindowLongW(HWND hWnd, int nIndex)
{
    return (LONG)field_get(hWnd, nIndex, sizeof(LONG), true);
}

LONG WINAPI SetWindowLongA(HWND hWnd, int nIndex, LONG dwNewLong)
{
    return (LONG)field_set(hWnd, nIndex, dwNewLong, sizeof(LONG), false);
}

LONG WINAPI SetWindowLongW(HWND hWnd, int nIndex, LONG dwNewLong)
{
    return (LONG)field_set(hWnd, nIndex, dwNewLong, sizeof(LONG), true);
}
