/* SPDX-License-Identifier: MIT */
/* Icons and cursors, which a class of windows usually has. Nothing is shown
 * here, so that there are none: the calls fail as for a resource that the
 * module lacks, and programs go on with NULL. */
#include <windows.h>

#include "win32/door.h"

HICON WINAPI LoadIconA(HINSTANCE hInstance, LPCSTR lpIconName)
{
    (void)hInstance;
    (void)lpIconName;
    return ws2_win32_null(ERROR_RESOURCE_NAME_NOT_FOUND);
}

HICON WINAPI LoadIconW(HINSTANCE hInstance, LPCWSTR lpIconName)
{
    (void)hInstance;
    (void)lpIconName;
    return ws2_win32_null(ERROR_RESOURCE_NAME_NOT_FOUND);
}

HCURSOR WINAPI LoadCursorA(HINSTANCE hInstance, LPCSTR lpCursorName)
{
    return LoadIconA(hInstance, lpCursorName);
}

HCURSOR WINAPI LoadCursorW(HINSTANCE hInstance, LPCWSTR lpCursorName)
{
    return LoadIconW(hInstance, lpCursorName);
}
