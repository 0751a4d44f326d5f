/* SPDX-License-Identifier: MIT */
/* Messages: posting, sending, receiving, timers. A part of winuser.h. */
#ifndef WS2_WINUSER_MESSAGE_H
#define WS2_WINUSER_MESSAGE_H

#include "windef.h"

#include "winuser_class.h"

typedef VOID(CALLBACK *TIMERPROC)(HWND hWnd, UINT uMsg, UINT_PTR idEvent,
                                  DWORD dwTime);
typedef VOID(CALLBACK *SENDASYNCPROC)(HWND hWnd, UINT uMsg, ULONG_PTR dwData,
                                      LRESULT lResult);

typedef struct tagMSG {
    HWND hwnd;
    UINT message;
    WPARAM wParam;
    LPARAM lParam;
    DWORD time;
    POINT pt;
} MSG, *PMSG, *NPMSG, *LPMSG;

typedef struct tagCOPYDATASTRUCT {
    ULONG_PTR dwData;
    DWORD cbData;
    PVOID lpData;
} COPYDATASTRUCT, *PCOPYDATASTRUCT;

WS2_EXTERN_C_BEGIN

/* Take the next message of the calling thread's queue; messages that other
 * threads sent are processed meanwhile. In this order: sent, posted, WM_QUIT,
 * WM_TIMER.
 * hWnd           a window of the thread, with its children; NULL: any and
 *                none; -1: messages without window
 * wMsgFilterMin, wMsgFilterMax   both 0: every message
 * Returns        GetMessage: FALSE for WM_QUIT, -1 on failure; PeekMessage:
 *                whether there was one
 * Errors         ERROR_INVALID_WINDOW_HANDLE, ERROR_NOACCESS */
WINUSERAPI BOOL WINAPI GetMessageA(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                                   UINT wMsgFilterMax);
WINUSERAPI BOOL WINAPI GetMessageW(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                                   UINT wMsgFilterMax);
WINUSERAPI BOOL WINAPI PeekMessageA(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                                    UINT wMsgFilterMax, UINT wRemoveMsg);
WINUSERAPI BOOL WINAPI PeekMessageW(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                                    UINT wMsgFilterMax, UINT wRemoveMsg);
WINUSERAPI BOOL WINAPI WaitMessage(VOID);

/* Hand a message to its window's procedure, or a timer's. */
WINUSERAPI LRESULT WINAPI DispatchMessageA(const MSG *lpMsg);
WINUSERAPI LRESULT WINAPI DispatchMessageW(const MSG *lpMsg);

/* There is no keyboard: FALSE. */
WINUSERAPI BOOL WINAPI TranslateMessage(const MSG *lpMsg);

/* Put a message into the queue of the window's thread (NULL: the caller's), or
 * of a thread. A queue holds 10,000.
 * Errors   ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_THREAD_ID,
 *          ERROR_NOT_ENOUGH_QUOTA, ERROR_MESSAGE_SYNC_ONLY */
WINUSERAPI BOOL WINAPI PostMessageA(HWND hWnd, UINT Msg, WPARAM wParam,
                                    LPARAM lParam);
WINUSERAPI BOOL WINAPI PostMessageW(HWND hWnd, UINT Msg, WPARAM wParam,
                                    LPARAM lParam);
WINUSERAPI BOOL WINAPI PostThreadMessageA(DWORD idThread, UINT Msg,
                                          WPARAM wParam, LPARAM lParam);
WINUSERAPI BOOL WINAPI PostThreadMessageW(DWORD idThread, UINT Msg,
                                          WPARAM wParam, LPARAM lParam);
WINUSERAPI VOID WINAPI PostQuitMessage(int nExitCode);

/* Call the window's procedure, in its thread, and wait for the result; the
 * Notify and Callback forms wait only where that is the calling thread.
 * Errors   ERROR_INVALID_WINDOW_HANDLE, ERROR_TIMEOUT,
 *          ERROR_MESSAGE_SYNC_ONLY, ERROR_NOT_ENOUGH_MEMORY */
WINUSERAPI LRESULT WINAPI SendMessageA(HWND hWnd, UINT Msg, WPARAM wParam,
                                       LPARAM lParam);
WINUSERAPI LRESULT WINAPI SendMessageW(HWND hWnd, UINT Msg, WPARAM wParam,
                                       LPARAM lParam);
WINUSERAPI LRESULT WINAPI SendMessageTimeoutA(HWND hWnd, UINT Msg,
                                              WPARAM wParam, LPARAM lParam,
                                              UINT fuFlags, UINT uTimeout,
                                              PDWORD_PTR lpdwResult);
WINUSERAPI LRESULT WINAPI SendMessageTimeoutW(HWND hWnd, UINT Msg,
                                              WPARAM wParam, LPARAM lParam,
                                              UINT fuFlags, UINT uTimeout,
                                              PDWORD_PTR lpdwResult);
WINUSERAPI BOOL WINAPI SendNotifyMessageA(HWND hWnd, UINT Msg, WPARAM wParam,
                                          LPARAM lParam);
WINUSERAPI BOOL WINAPI SendNotifyMessageW(HWND hWnd, UINT Msg, WPARAM wParam,
                                          LPARAM lParam);
WINUSERAPI BOOL WINAPI SendMessageCallbackA(HWND hWnd, UINT Msg, WPARAM wParam,
                                            LPARAM lParam,
                                            SENDASYNCPROC lpResultCallBack,
                                            ULONG_PTR dwData);
WINUSERAPI BOOL WINAPI SendMessageCallbackW(HWND hWnd, UINT Msg, WPARAM wParam,
                                            LPARAM lParam,
                                            SENDASYNCPROC lpResultCallBack,
                                            ULONG_PTR dwData);

/* About the message that a window procedure is processing. */
WINUSERAPI BOOL WINAPI ReplyMessage(LRESULT lResult);
WINUSERAPI BOOL WINAPI InSendMessage(VOID);
WINUSERAPI DWORD WINAPI InSendMessageEx(LPVOID lpReserved);

/* A number from 0xC000 on that stands for the string in the whole process. */
WINUSERAPI UINT WINAPI RegisterWindowMessageA(LPCSTR lpString);
WINUSERAPI UINT WINAPI RegisterWindowMessageW(LPCWSTR lpString);

/* About the message that GetMessage or PeekMessage returned last. */
WINUSERAPI LONG WINAPI GetMessageTime(VOID);
WINUSERAPI DWORD WINAPI GetMessagePos(VOID);
WINUSERAPI LPARAM WINAPI GetMessageExtraInfo(VOID);
WINUSERAPI LPARAM WINAPI SetMessageExtraInfo(LPARAM lParam);

/* QS_ bits of what is in the queue (high word) and what is new (low word).
 * Errors   ERROR_INVALID_FLAGS */
WINUSERAPI DWORD WINAPI GetQueueStatus(UINT flags);
WINUSERAPI BOOL WINAPI GetInputState(VOID);

/* Wait for up to 63 handles and, at index nCount, new input.
 * Returns  as WaitForMultipleObjectsEx
 * Errors   ERROR_INVALID_PARAMETER, ERROR_INVALID_HANDLE, ERROR_NOACCESS */
WINUSERAPI DWORD WINAPI MsgWaitForMultipleObjects(DWORD nCount,
                                                  const HANDLE *pHandles,
                                                  BOOL fWaitAll,
                                                  DWORD dwMilliseconds,
                                                  DWORD dwWakeMask);
WINUSERAPI DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD nCount,
                                                    const HANDLE *pHandles,
                                                    DWORD dwMilliseconds,
                                                    DWORD dwWakeMask,
                                                    DWORD dwFlags);

/* WM_TIMER after uElapse milliseconds, 10 at least, and again and again.
 * Returns  the timer's identifier; 0, FALSE on failure
 * Errors   ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_PARAMETER (none such),
 *          ERROR_NOT_ENOUGH_MEMORY */
WINUSERAPI UINT_PTR WINAPI SetTimer(HWND hWnd, UINT_PTR nIDEvent, UINT uElapse,
                                    TIMERPROC lpTimerFunc);
WINUSERAPI BOOL WINAPI KillTimer(HWND hWnd, UINT_PTR uIDEvent);

WS2_EXTERN_C_END

#ifdef UNICODE
#define GetMessage            GetMessageW
#define PeekMessage           PeekMessageW
#define DispatchMessage       DispatchMessageW
#define PostMessage           PostMessageW
#define PostThreadMessage     PostThreadMessageW
#define SendMessage           SendMessageW
#define SendMessageTimeout    SendMessageTimeoutW
#define SendNotifyMessage     SendNotifyMessageW
#define SendMessageCallback   SendMessageCallbackW
#define RegisterWindowMessage RegisterWindowMessageW
#else
#define GetMessage            GetMessageA
#define PeekMessage           PeekMessageA
#define DispatchMessage       DispatchMessageA
#define PostMessage           PostMessageA
#define PostThreadMessage     PostThreadMessageA
#define SendMessage           SendMessageA
#define SendMessageTimeout    SendMessageTimeoutA
#define SendNotifyMessage     SendNotifyMessageA
#define SendMessageCallback   SendMessageCallbackA
#define RegisterWindowMessage RegisterWindowMessageA
#endif

#endif
