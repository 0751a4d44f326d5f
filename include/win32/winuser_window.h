/* SPDX-License-Identifier: MIT */
/* Windows: creating, destroying, asking. A part of winuser.h. */
#ifndef WS2_WINUSER_WINDOW_H
#define WS2_WINUSER_WINDOW_H

#include "windef.h"

#include "winuser_class.h"

typedef struct tagCREATESTRUCTA {
    LPVOID lpCreateParams;
    HINSTANCE hInstance;
    HMENU hMenu;
    HWND hwndParent;
    int cy;
    int cx;
    int y;
    int x;
    LONG style;
    LPCSTR lpszName;
    LPCSTR lpszClass;
    DWORD dwExStyle;
} CREATESTRUCTA, *LPCREATESTRUCTA;

typedef struct tagCREATESTRUCTW {
    LPVOID lpCreateParams;
    HINSTANCE hInstance;
    HMENU hMenu;
    HWND hwndParent;
    int cy;
    int cx;
    int y;
    int x;
    LONG style;
    LPCWSTR lpszName;
    LPCWSTR lpszClass;
    DWORD dwExStyle;
} CREATESTRUCTW, *LPCREATESTRUCTW;

#ifdef UNICODE
typedef CREATESTRUCTW CREATESTRUCT;
typedef LPCREATESTRUCTW LPCREATESTRUCT;
#else
typedef CREATESTRUCTA CREATESTRUCT;
typedef LPCREATESTRUCTA LPCREATESTRUCT;
#endif

WS2_EXTERN_C_BEGIN

/* CreateWindowEx: a window of the calling thread. The procedure gets
 * WM_NCCREATE and WM_CREATE, and can refuse with FALSE and -1. Position, size
 * and WS_VISIBLE are accepted, and nothing is shown.
 * hWndParent  HWND_MESSAGE: message-only; with WS_CHILD the parent, else the
 *             owner
 * Returns     NULL on failure
 * Errors      ERROR_CANNOT_FIND_WND_CLASS, ERROR_INVALID_WINDOW_HANDLE,
 *             ERROR_TLW_WITH_WSCHILD, ERROR_NO_MORE_USER_HANDLES (10,000),
 *             ERROR_NOT_ENOUGH_MEMORY */
WINUSERAPI HWND WINAPI CreateWindowExA(DWORD dwExStyle, LPCSTR lpClassName,
                                       LPCSTR lpWindowName, DWORD dwStyle,
                                       int X, int Y, int nWidth, int nHeight,
                                       HWND hWndParent, HMENU hMenu,
                                       HINSTANCE hInstance, LPVOID lpParam);
WINUSERAPI HWND WINAPI CreateWindowExW(DWORD dwExStyle, LPCWSTR lpClassName,
                                       LPCWSTR lpWindowName, DWORD dwStyle,
                                       int X, int Y, int nWidth, int nHeight,
                                       HWND hWndParent, HMENU hMenu,
                                       HINSTANCE hInstance, LPVOID lpParam);

/* Destroys a window of the calling thread, its children, and what it owns.
 * Errors   ERROR_INVALID_WINDOW_HANDLE, ERROR_ACCESS_DENIED (another
 *          thread's) */
WINUSERAPI BOOL WINAPI DestroyWindow(HWND hWnd);

/* What a window procedure does not process itself. */
WINUSERAPI LRESULT WINAPI DefWindowProcA(HWND hWnd, UINT Msg, WPARAM wParam,
                                         LPARAM lParam);
WINUSERAPI LRESULT WINAPI DefWindowProcW(HWND hWnd, UINT Msg, WPARAM wParam,
                                         LPARAM lParam);
WINUSERAPI LRESULT WINAPI CallWindowProcA(WNDPROC lpPrevWndFunc, HWND hWnd,
                                          UINT Msg, WPARAM wParam,
                                          LPARAM lParam);
WINUSERAPI LRESULT WINAPI CallWindowProcW(WNDPROC lpPrevWndFunc, HWND hWnd,
                                          UINT Msg, WPARAM wParam,
                                          LPARAM lParam);

WINUSERAPI BOOL WINAPI IsWindow(HWND hWnd);
WINUSERAPI BOOL WINAPI IsWindowUnicode(HWND hWnd);
WINUSERAPI BOOL WINAPI IsChild(HWND hWndParent, HWND hWnd);
WINUSERAPI DWORD WINAPI GetWindowThreadProcessId(HWND hWnd,
                                                 LPDWORD lpdwProcessId);
WINUSERAPI HWND WINAPI GetParent(HWND hWnd);
WINUSERAPI HWND WINAPI SetParent(HWND hWndChild, HWND hWndNewParent);

/* Sets and clears WS_VISIBLE; whether it was set. */
WINUSERAPI BOOL WINAPI ShowWindow(HWND hWnd, int nCmdShow);
WINUSERAPI BOOL WINAPI IsWindowVisible(HWND hWnd);
WINUSERAPI BOOL WINAPI UpdateWindow(HWND hWnd);

/* Windows by class and text, each may be NULL. Message-only windows are found
 * below HWND_MESSAGE only. */
WINUSERAPI HWND WINAPI FindWindowA(LPCSTR lpClassName, LPCSTR lpWindowName);
WINUSERAPI HWND WINAPI FindWindowW(LPCWSTR lpClassName, LPCWSTR lpWindowName);
WINUSERAPI HWND WINAPI FindWindowExA(HWND hWndParent, HWND hWndChildAfter,
                                     LPCSTR lpszClass, LPCSTR lpszWindow);
WINUSERAPI HWND WINAPI FindWindowExW(HWND hWndParent, HWND hWndChildAfter,
                                     LPCWSTR lpszClass, LPCWSTR lpszWindow);

/* GWL_ and GWLP_ values, or an offset into the extra bytes.
 * Errors   ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_INDEX */
WINUSERAPI LONG WINAPI GetWindowLongA(HWND hWnd, int nIndex);
WINUSERAPI LONG WINAPI GetWindowLongW(HWND hWnd, int nIndex);
WINUSERAPI LONG WINAPI SetWindowLongA(HWND hWnd, int nIndex, LONG dwNewLong);
WINUSERAPI LONG WINAPI SetWindowLongW(HWND hWnd, int nIndex, LONG dwNewLong);
WINUSERAPI LONG_PTR WINAPI GetWindowLongPtrA(HWND hWnd, int nIndex);
WINUSERAPI LONG_PTR WINAPI GetWindowLongPtrW(HWND hWnd, int nIndex);
WINUSERAPI LONG_PTR WINAPI SetWindowLongPtrA(HWND hWnd, int nIndex,
                                             LONG_PTR dwNewLong);
WINUSERAPI LONG_PTR WINAPI SetWindowLongPtrW(HWND hWnd, int nIndex,
                                             LONG_PTR dwNewLong);

/* WM_SETTEXT, WM_GETTEXT, WM_GETTEXTLENGTH to the window. */
WINUSERAPI BOOL WINAPI SetWindowTextA(HWND hWnd, LPCSTR lpString);
WINUSERAPI BOOL WINAPI SetWindowTextW(HWND hWnd, LPCWSTR lpString);
WINUSERAPI int WINAPI GetWindowTextA(HWND hWnd, LPSTR lpString, int nMaxCount);
WINUSERAPI int WINAPI GetWindowTextW(HWND hWnd, LPWSTR lpString, int nMaxCount);
WINUSERAPI int WINAPI GetWindowTextLengthA(HWND hWnd);
WINUSERAPI int WINAPI GetWindowTextLengthW(HWND hWnd);

WS2_EXTERN_C_END

#define CreateWindowA(lpClassName, lpWindowName, dwStyle, x, y, nWidth,        \
                      nHeight, hWndParent, hMenu, hInstance, lpParam)          \
    CreateWindowExA(0u, lpClassName, lpWindowName, dwStyle, x, y, nWidth,      \
                    nHeight, hWndParent, hMenu, hInstance, lpParam)
#define CreateWindowW(lpClassName, lpWindowName, dwStyle, x, y, nWidth,        \
                      nHeight, hWndParent, hMenu, hInstance, lpParam)          \
    CreateWindowExW(0u, lpClassName, lpWindowName, dwStyle, x, y, nWidth,      \
                    nHeight, hWndParent, hMenu, hInstance, lpParam)

#ifdef UNICODE
#define CreateWindow        CreateWindowW
#define CreateWindowEx      CreateWindowExW
#define DefWindowProc       DefWindowProcW
#define CallWindowProc      CallWindowProcW
#define FindWindow          FindWindowW
#define FindWindowEx        FindWindowExW
#define GetWindowLong       GetWindowLongW
#define SetWindowLong       SetWindowLongW
#define GetWindowLongPtr    GetWindowLongPtrW
#define SetWindowLongPtr    SetWindowLongPtrW
#define SetWindowText       SetWindowTextW
#define GetWindowText       GetWindowTextW
#define GetWindowTextLength GetWindowTextLengthW
#else
#define CreateWindow        CreateWindowA
#define CreateWindowEx      CreateWindowExA
#define DefWindowProc       DefWindowProcA
#define CallWindowProc      CallWindowProcA
#define FindWindow          FindWindowA
#define FindWindowEx        FindWindowExA
#define GetWindowLong       GetWindowLongA
#define SetWindowLong       SetWindowLongA
#define GetWindowLongPtr    GetWindowLongPtrA
#define SetWindowLongPtr    SetWindowLongPtrA
#define SetWindowText       SetWindowTextA
#define GetWindowText       GetWindowTextA
#define GetWindowTextLength GetWindowTextLengthA
#endif

#endif
