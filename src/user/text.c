/* SPDX-License-Identifier: MIT */
/* A window's text, which its procedure keeps. Follows "GetWindowTextW function
 * (winuser.h)" and its neighbours on Microsoft Learn. */
#include <windows.h>

#include "os/mem.h"
#include "win32/door.h"

BOOL WINAPI SetWindowTextA(HWND hWnd, LPCSTR lpString)
{
    return SendMessageA(hWnd, WM_SETTEXT, 0, (LPARAM)lpString) != 0;
}

BOOL WINAPI SetWindowTextW(HWND hWnd, LPCWSTR lpString)
{
    return SendMessageW(hWnd, WM_SETTEXT, 0, (LPARAM)lpString) != 0;
}

/* Room of cap characters, at least one. */
static bool buffer_fits(void *buffer, int cap, size_t size)
{
    if (cap > 0 && os_mem_writable(buffer, (size_t)cap * size))
        return true;
    ws2_set_last_error(cap > 0 ? ERROR_NOACCESS : ERROR_INVALID_PARAMETER);
    return false;
}

int WINAPI GetWindowTextA(HWND hWnd, LPSTR lpString, int nMaxCount)
{
    if (!buffer_fits(lpString, nMaxCount, sizeof(*lpString)))
        return 0;
    return (int)SendMessageA(hWnd, WM_GETTEXT, (WPARAM)nMaxCount,
                             (LPARAM)lpString);
}

int WINAPI GetWindowTextW(HWND hWnd, LPWSTR lpString, int nMaxCount)
{
    if (!buffer_fits(lpString, nMaxCount, sizeof(*lpString)))
        return 0;
    return (int)SendMessageW(hWnd, WM_GETTEXT, (WPARAM)nMaxCount,
                             (LPARAM)lpString);
}

int WINAPI GetWindowTextLengthA(HWND hWnd)
{
    return (int)SendMessageA(hWnd, WM_GETTEXTLENGTH, 0, 0);
}

int WINAPI GetWindowTextLengthW(HWND hWnd)
{
    return (int)SendMessageW(hWnd, WM_GETTEXTLENGTH, 0, 0);
}
