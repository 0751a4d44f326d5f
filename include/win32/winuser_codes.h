/* SPDX-License-Identifier: MIT */
/* The numbers of winuser.h: messages, styles, queue states. */
#ifndef WS2_WINUSER_CODES_H
#define WS2_WINUSER_CODES_H

#include "windef.h"

#define WM_NULL              0x0000
#define WM_CREATE            0x0001
#define WM_DESTROY           0x0002
#define WM_MOVE              0x0003
#define WM_SIZE              0x0005
#define WM_ACTIVATE          0x0006
#define WM_SETFOCUS          0x0007
#define WM_KILLFOCUS         0x0008
#define WM_ENABLE            0x000a
#define WM_SETREDRAW         0x000b
#define WM_SETTEXT           0x000c
#define WM_GETTEXT           0x000d
#define WM_GETTEXTLENGTH     0x000e
#define WM_PAINT             0x000f
#define WM_CLOSE             0x0010
#define WM_QUERYENDSESSION   0x0011
#define WM_QUIT              0x0012
#define WM_QUERYOPEN         0x0013
#define WM_ERASEBKGND        0x0014
#define WM_ENDSESSION        0x0016
#define WM_SHOWWINDOW        0x0018
#define WM_WININICHANGE      0x001a
#define WM_SETTINGCHANGE     WM_WININICHANGE
#define WM_DEVMODECHANGE     0x001b
#define WM_ACTIVATEAPP       0x001c
#define WM_TIMECHANGE        0x001e
#define WM_CANCELMODE        0x001f
#define WM_SETCURSOR         0x0020
#define WM_GETMINMAXINFO     0x0024
#define WM_DRAWITEM          0x002b
#define WM_MEASUREITEM       0x002c
#define WM_DELETEITEM        0x002d
#define WM_COMPAREITEM       0x0039
#define WM_WINDOWPOSCHANGING 0x0046
#define WM_WINDOWPOSCHANGED  0x0047
#define WM_POWER             0x0048
#define WM_COPYDATA          0x004a
#define WM_NOTIFY            0x004e
#define WM_HELP              0x0053
#define WM_USERCHANGED       0x0054
#define WM_STYLECHANGING     0x007c
#define WM_STYLECHANGED      0x007d
#define WM_DISPLAYCHANGE     0x007e
#define WM_NCCREATE          0x0081
#define WM_NCDESTROY         0x0082
#define WM_NCCALCSIZE        0x0083
#define WM_KEYFIRST          0x0100
#define WM_KEYDOWN           0x0100
#define WM_KEYUP             0x0101
#define WM_CHAR              0x0102
#define WM_DEADCHAR          0x0103
#define WM_SYSKEYDOWN        0x0104
#define WM_SYSKEYUP          0x0105
#define WM_SYSCHAR           0x0106
#define WM_SYSDEADCHAR       0x0107
#define WM_UNICHAR           0x0109
#define WM_KEYLAST           0x0109
#define WM_INITDIALOG        0x0110
#define WM_COMMAND           0x0111
#define WM_SYSCOMMAND        0x0112
#define WM_TIMER             0x0113
#define WM_HSCROLL           0x0114
#define WM_VSCROLL           0x0115
#define WM_MOUSEFIRST        0x0200
#define WM_MOUSEMOVE         0x0200
#define WM_LBUTTONDOWN       0x0201
#define WM_LBUTTONUP         0x0202
#define WM_RBUTTONDOWN       0x0204
#define WM_RBUTTONUP         0x0205
#define WM_MOUSEWHEEL        0x020a
#define WM_MOUSELAST         0x020e
#define WM_PARENTNOTIFY      0x0210
#define WM_SIZING            0x0214
#define WM_MOVING            0x0216
#define WM_POWERBROADCAST    0x0218
#define WM_DEVICECHANGE      0x0219
#define WM_HOTKEY            0x0312
#define WM_USER              0x0400
#define WM_APP               0x8000

#define PM_NOREMOVE       0x0000
#define PM_REMOVE         0x0001
#define PM_NOYIELD        0x0002
#define PM_QS_INPUT       (QS_INPUT << 16)
#define PM_QS_POSTMESSAGE ((QS_POSTMESSAGE | QS_HOTKEY | QS_TIMER) << 16)
#define PM_QS_PAINT       (QS_PAINT << 16)
#define PM_QS_SENDMESSAGE (QS_SENDMESSAGE << 16)

#define QS_KEY            0x0001
#define QS_MOUSEMOVE      0x0002
#define QS_MOUSEBUTTON    0x0004
#define QS_POSTMESSAGE    0x0008
#define QS_TIMER          0x0010
#define QS_PAINT          0x0020
#define QS_SENDMESSAGE    0x0040
#define QS_HOTKEY         0x0080
#define QS_ALLPOSTMESSAGE 0x0100
#define QS_RAWINPUT       0x0400
#define QS_TOUCH          0x0800
#define QS_POINTER        0x1000
#define QS_MOUSE          (QS_MOUSEMOVE | QS_MOUSEBUTTON)
#define QS_INPUT          (QS_MOUSE | QS_KEY | QS_RAWINPUT | QS_TOUCH | QS_POINTER)
#define QS_ALLEVENTS                                                           \
    (QS_INPUT | QS_POSTMESSAGE | QS_TIMER | QS_PAINT | QS_HOTKEY)
#define QS_ALLINPUT                                                            \
    (QS_INPUT | QS_POSTMESSAGE | QS_TIMER | QS_PAINT | QS_HOTKEY |             \
     QS_SENDMESSAGE)

#define MWMO_WAITALL        0x0001
#define MWMO_ALERTABLE      0x0002
#define MWMO_INPUTAVAILABLE 0x0004

#define SMTO_NORMAL             0x0000
#define SMTO_BLOCK              0x0001
#define SMTO_ABORTIFHUNG        0x0002
#define SMTO_NOTIMEOUTIFNOTHUNG 0x0008
#define SMTO_ERRORONEXIT        0x0020

#define ISMEX_NOSEND   0x00000000
#define ISMEX_SEND     0x00000001
#define ISMEX_NOTIFY   0x00000002
#define ISMEX_CALLBACK 0x00000004
#define ISMEX_REPLIED  0x00000008

#define USER_TIMER_MINIMUM 0x0000000A
#define USER_TIMER_MAXIMUM 0x7FFFFFFF

#define HWND_MESSAGE   ((HWND)-3)
#define HWND_BROADCAST ((HWND)0xffff)
#define HWND_DESKTOP   ((HWND)0)
#define CW_USEDEFAULT  ((int)0x80000000)

#define CS_VREDRAW     0x0001
#define CS_HREDRAW     0x0002
#define CS_DBLCLKS     0x0008
#define CS_OWNDC       0x0020
#define CS_CLASSDC     0x0040
#define CS_PARENTDC    0x0080
#define CS_NOCLOSE     0x0200
#define CS_SAVEBITS    0x0800
#define CS_GLOBALCLASS 0x4000

#define WS_OVERLAPPED   0x00000000u
#define WS_POPUP        0x80000000u
#define WS_CHILD        0x40000000u
#define WS_MINIMIZE     0x20000000u
#define WS_VISIBLE      0x10000000u
#define WS_DISABLED     0x08000000u
#define WS_CLIPSIBLINGS 0x04000000u
#define WS_CLIPCHILDREN 0x02000000u
#define WS_MAXIMIZE     0x01000000u
#define WS_CAPTION      0x00C00000u
#define WS_BORDER       0x00800000u
#define WS_DLGFRAME     0x00400000u
#define WS_VSCROLL      0x00200000u
#define WS_HSCROLL      0x00100000u
#define WS_SYSMENU      0x00080000u
#define WS_THICKFRAME   0x00040000u
#define WS_GROUP        0x00020000u
#define WS_TABSTOP      0x00010000u
#define WS_MINIMIZEBOX  0x00020000u
#define WS_MAXIMIZEBOX  0x00010000u
#define WS_TILED        WS_OVERLAPPED
#define WS_ICONIC       WS_MINIMIZE
#define WS_SIZEBOX      WS_THICKFRAME
#define WS_OVERLAPPEDWINDOW                                                    \
    (WS_OVERLAPPED | WS_CAPTION | WS_SYSMENU | WS_THICKFRAME |                 \
     WS_MINIMIZEBOX | WS_MAXIMIZEBOX)
#define WS_TILEDWINDOW WS_OVERLAPPEDWINDOW
#define WS_POPUPWINDOW (WS_POPUP | WS_BORDER | WS_SYSMENU)
#define WS_CHILDWINDOW (WS_CHILD)

#define WS_EX_NOPARENTNOTIFY 0x00000004u
#define WS_EX_TOPMOST        0x00000008u
#define WS_EX_TRANSPARENT    0x00000020u
#define WS_EX_TOOLWINDOW     0x00000080u
#define WS_EX_WINDOWEDGE     0x00000100u
#define WS_EX_CLIENTEDGE     0x00000200u
#define WS_EX_APPWINDOW      0x00040000u
#define WS_EX_NOACTIVATE     0x08000000u

#define GWL_STYLE       (-16)
#define GWL_EXSTYLE     (-20)
#define GWLP_WNDPROC    (-4)
#define GWLP_HINSTANCE  (-6)
#define GWLP_HWNDPARENT (-8)
#define GWLP_ID         (-12)
#define GWLP_USERDATA   (-21)

/* Numbers in the place of a name's pointer. */
#define IS_INTRESOURCE(_r)  ((((ULONG_PTR)(_r)) >> 16) == 0)
#define MAKEINTRESOURCEA(i) ((LPSTR)((ULONG_PTR)((WORD)(i))))
#define MAKEINTRESOURCEW(i) ((LPWSTR)((ULONG_PTR)((WORD)(i))))
#ifdef UNICODE
#define MAKEINTRESOURCE MAKEINTRESOURCEW
#else
#define MAKEINTRESOURCE MAKEINTRESOURCEA
#endif

#define IDC_ARROW       MAKEINTRESOURCE(32512)
#define IDC_IBEAM       MAKEINTRESOURCE(32513)
#define IDC_WAIT        MAKEINTRESOURCE(32514)
#define IDC_CROSS       MAKEINTRESOURCE(32515)
#define IDI_APPLICATION MAKEINTRESOURCE(32512)

#define SW_HIDE       0
#define SW_SHOWNORMAL 1
#define SW_NORMAL     1
#define SW_MAXIMIZE   3
#define SW_SHOW       5
#define SW_MINIMIZE   6

#endif
