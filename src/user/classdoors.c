/* SPDX-License-Identifier: MIT */
/* The doors of window classes. Follows "RegisterClassExW function
 * (winuser.h)" and its neighbours on Microsoft Learn. Both flavours of the
 * structures have one layout; only what two members point to differs. */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "user/atom.h"
#include "user/class.h"
#include "user/proc.h"
#include "user/window.h"
#include "win32/door.h"
#include "win32/utf.h"

_Static_assert(sizeof(WNDCLASSEXA) == sizeof(WNDCLASSEXW) &&
                   sizeof(WNDCLASSA) == sizeof(WNDCLASSW),
               "the flavours have one layout");

static void info_from_plain(WNDCLASSEXW *info, const WNDCLASSW *plain)
{
    *info = (WNDCLASSEXW){
        .cbSize = sizeof(*info),
        .style = plain->style,
        .lpfnWndProc = plain->lpfnWndProc,
        .cbClsExtra = plain->cbClsExtra,
        .cbWndExtra = plain->cbWndExtra,
        .hInstance = plain->hInstance,
        .hIcon = plain->hIcon,
        .hCursor = plain->hCursor,
        .hbrBackground = plain->hbrBackground,
        .lpszMenuName = plain->lpszMenuName,
        .lpszClassName = plain->lpszClassName,
    };
}

static void info_to_plain(WNDCLASSW *plain, const WNDCLASSEXW *info)
{
    *plain = (WNDCLASSW){
        .style = info->style,
        .lpfnWndProc = info->lpfnWndProc,
        .cbClsExtra = info->cbClsExtra,
        .cbWndExtra = info->cbWndExtra,
        .hInstance = info->hInstance,
        .hIcon = info->hIcon,
        .hCursor = info->hCursor,
        .hbrBackground = info->hbrBackground,
        .lpszMenuName = info->lpszMenuName,
        .lpszClassName = info->lpszClassName,
    };
}

static bool name_fits(const struct ws2_name *name)
{
    if (name->text == NULL)
        return true; /* a number: class.c knows */
    return name->text[0] != 0 && ws2_utf16_len(name->text) <= WS2_ATOM_NAME;
}

static ws2_err class_register(WNDCLASSEXW *info, bool wide, uint16_t *atom)
{
    struct ws2_name name;
    ws2_err err = ERROR_INVALID_PARAMETER;

    if (info->cbSize != sizeof(*info) || info->cbClsExtra < 0 ||
        info->cbWndExtra < 0 || info->lpfnWndProc == NULL ||
        info->lpszClassName == NULL)
        return ERROR_INVALID_PARAMETER;
    if (!ws2_name_read(&name, info->lpszClassName, wide))
        return ERROR_NOT_ENOUGH_MEMORY;
    info->lpfnWndProc = ws2_proc_resolve(info->lpfnWndProc, &wide);
    if (name_fits(&name)) {
        ws2_user_lock();
        err = ws2_class_add_locked(info, wide, &name, atom);
        ws2_user_unlock();
    }
    free(name.text);
    return err;
}

static ATOM register_door(const void *given, bool ex, bool wide)
{
    WNDCLASSEXW info;
    WNDCLASSW plain;
    uint16_t atom = 0;
    ws2_err err;

    if ((ex ? os_mem_copy_in(&info, given, sizeof(info))
            : os_mem_copy_in(&plain, given, sizeof(plain))) != 0)
        return (ATOM)ws2_win32_zero(ERROR_NOACCESS);
    if (!ex)
        info_from_plain(&info, &plain);
    err = class_register(&info, wide, &atom);
    return err == WS2_OK ? atom : (ATOM)ws2_win32_zero(err);
}

ATOM WINAPI RegisterClassA(const WNDCLASSA *lpWndClass)
{
    return register_door(lpWndClass, false, false);
}

ATOM WINAPI RegisterClassW(const WNDCLASSW *lpWndClass)
{
    return register_door(lpWndClass, false, true);
}

ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *lpwcx)
{
    return register_door(lpwcx, true, false);
}

ATOM WINAPI RegisterClassExW(const WNDCLASSEXW *lpwcx)
{
    return register_door(lpwcx, true, true);
}

static BOOL unregister_door(const void *class_name, HINSTANCE module, bool wide)
{
    struct ws2_name name;
    ws2_err err;

    if (!ws2_name_read(&name, class_name, wide))
        return ws2_win32_bool(ERROR_NOT_ENOUGH_MEMORY);
    ws2_user_lock();
    err = ws2_class_remove_locked(&name, module);
    ws2_user_unlock();
    free(name.text);
    return ws2_win32_bool(err);
}

BOOL WINAPI UnregisterClassA(LPCSTR lpClassName, HINSTANCE hInstance)
{
    return unregister_door(lpClassName, hInstance, false);
}

BOOL WINAPI UnregisterClassW(LPCWSTR lpClassName, HINSTANCE hInstance)
{
    return unregister_door(lpClassName, hInstance, true);
}

/* The atom, or 0. A menu's name is handed back to who speaks its flavour; the
 * class's name is the caller's own. */
static uint16_t class_info(HINSTANCE module, const void *class_name, bool wide,
                           WNDCLASSEXW *info, ws2_err *err)
{
    struct ws2_class *class;
    struct ws2_name name;
    uint16_t atom = 0;

    *err = ERROR_NOT_ENOUGH_MEMORY;
    if (!ws2_name_read(&name, class_name, wide))
        return 0;
    *err = ERROR_CLASS_DOES_NOT_EXIST;
    ws2_user_lock();
    class = ws2_class_find_locked(&name, module);
    if (class != NULL) {
        atom = class->atom;
        *info = class->info;
        info->lpfnWndProc =
            ws2_proc_expose_locked(info->lpfnWndProc, class->wide, wide);
        if (class->wide != wide && !IS_INTRESOURCE(info->lpszMenuName))
            info->lpszMenuName = NULL;
        info->lpszClassName = class_name;
        info->hInstance = module;
    }
    ws2_user_unlock();
    free(name.text);
    return atom;
}

static BOOL info_door(HINSTANCE module, const void *class_name, bool wide,
                      void *out, bool ex)
{
    WNDCLASSEXW info = {0};
    WNDCLASSW plain;
    ws2_err err;
    uint16_t atom = class_info(module, class_name, wide, &info, &err);
    int res;

    if (atom == 0)
        return (BOOL)ws2_win32_zero(err);
    info.cbSize = sizeof(info);
    info_to_plain(&plain, &info);
    res = ex ? os_mem_copy_out(out, &info, sizeof(info))
             : os_mem_copy_out(out, &plain, sizeof(plain));
    return res == 0 ? atom : (BOOL)ws2_win32_zero(ERROR_NOACCESS);
}

BOOL WINAPI GetClassInfoA(HINSTANCE hInstance, LPCSTR lpClassName,
                          LPWNDCLASSA lpWndClass)
{
    return info_door(hInstance, lpClassName, false, lpWndClass, false);
}

BOOL WINAPI GetClassInfoW(HINSTANCE hInstance, LPCWSTR lpClassName,
                          LPWNDCLASSW lpWndClass)
{
    return info_door(hInstance, lpClassName, true, lpWndClass, false);
}

BOOL WINAPI GetClassInfoExA(HINSTANCE hInstance, LPCSTR lpszClass,
                            LPWNDCLASSEXA lpwcx)
{
    return info_door(hInstance, lpszClass, false, lpwcx, true);
}

BOOL WINAPI GetClassInfoExW(HINSTANCE hInstance, LPCWSTR lpszClass,
                            LPWNDCLASSEXW lpwcx)
{
    return info_door(hInstance, lpszClass, true, lpwcx, true);
}

static int class_name(HWND hwnd, void *out, int cap, bool wide)
{
    char16_t name[WS2_ATOM_NAME + 1] = {0};
    struct ws2_window *w;

    if (cap <= 0)
        return (int)ws2_win32_zero(ERROR_INVALID_PARAMETER);
    ws2_user_lock();
    w = ws2_window_find_locked(hwnd);
    if (w != NULL)
        ws2_name_write(ws2_atom_name_locked(w->class->atom), name,
                       WS2_ATOM_NAME + 1, true);
    ws2_user_unlock();
    if (w == NULL)
        return (int)ws2_win32_zero(ERROR_INVALID_WINDOW_HANDLE);
    if (!os_mem_writable(out, (size_t)cap * (wide ? sizeof(WCHAR) : 1)))
        return (int)ws2_win32_zero(ERROR_NOACCESS);
    return (int)ws2_name_write(name, out, (size_t)cap, wide);
}

int WINAPI GetClassNameA(HWND hWnd, LPSTR lpClassName, int nMaxCount)
{
    return class_name(hWnd, lpClassName, nMaxCount, false);
}

int WINAPI GetClassNameW(HWND hWnd, LPWSTR lpClassName, int nMaxCount)
{
    return class_name(hWnd, lpClassName, nMaxCount, true);
}
