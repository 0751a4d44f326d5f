/* SPDX-License-Identifier: MIT */
/* Posting messages, and numbers for messages. Follows "PostMessageW function
 * (winuser.h)" and its neighbours on Microsoft Learn. */
#include "user/post.h"

#include <stdlib.h>

#include "user/atom.h"
#include "user/broadcast.h"
#include "user/queue.h"
#include "user/syncmsg.h"
#include "user/window.h"
#include "win32/door.h"
#include "win32/utf.h"

static void broadcast_one(HWND hwnd, void *arg)
{
    const MSG *msg = arg;

    ws2_post(hwnd, msg->message, msg->wParam, msg->lParam);
}

static ws2_err post_window(const MSG *msg)
{
    struct ws2_window *w = ws2_window_get(msg->hwnd);
    ws2_err err;

    if (w == NULL)
        return ERROR_INVALID_WINDOW_HANDLE;
    err = ws2_queue_post(w->queue, msg);
    ws2_window_put(w);
    return err == ERROR_INVALID_THREAD_ID ? ERROR_INVALID_WINDOW_HANDLE : err;
}

static ws2_err post_self(const MSG *msg)
{
    struct ws2_queue *q = ws2_queue_self();

    return q != NULL ? ws2_queue_post(q, msg) : ERROR_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_post(HWND hwnd, UINT msg, WPARAM wparam, LPARAM lparam)
{
    MSG posted = {
        .hwnd = hwnd, .message = msg, .wParam = wparam, .lParam = lparam};

    if (ws2_message_is_sync(msg))
        return ERROR_MESSAGE_SYNC_ONLY;
    if (hwnd == HWND_BROADCAST)
        return ws2_broadcast(broadcast_one, &posted);
    return hwnd != NULL ? post_window(&posted) : post_self(&posted);
}

BOOL WINAPI PostMessageA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return ws2_win32_bool(ws2_post(hWnd, Msg, wParam, lParam));
}

BOOL WINAPI PostMessageW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return ws2_win32_bool(ws2_post(hWnd, Msg, wParam, lParam));
}

/* Calling this gives the calling thread a queue, like other functions of
 * messages. */
static ws2_err post_thread(DWORD id, const MSG *msg)
{
    struct ws2_queue *q;
    ws2_err err;

    if (ws2_queue_self() == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (ws2_message_is_sync(msg->message))
        return ERROR_MESSAGE_SYNC_ONLY;
    q = ws2_queue_get(id);
    if (q == NULL)
        return ERROR_INVALID_THREAD_ID;
    err = ws2_queue_post(q, msg);
    ws2_queue_put(q);
    return err;
}

BOOL WINAPI PostThreadMessageA(DWORD idThread, UINT Msg, WPARAM wParam,
                               LPARAM lParam)
{
    MSG msg = {.message = Msg, .wParam = wParam, .lParam = lParam};

    return ws2_win32_bool(post_thread(idThread, &msg));
}

BOOL WINAPI PostThreadMessageW(DWORD idThread, UINT Msg, WPARAM wParam,
                               LPARAM lParam)
{
    return PostThreadMessageA(idThread, Msg, wParam, lParam);
}

static unsigned quit_change(struct ws2_queue *q, void *arg)
{
    q->quit = true;
    q->quit_code = *(const int *)arg;
    return QS_POSTMESSAGE | QS_ALLPOSTMESSAGE;
}

VOID WINAPI PostQuitMessage(int nExitCode)
{
    struct ws2_queue *q = ws2_queue_self();

    if (q != NULL)
        ws2_queue_change(q, quit_change, &nExitCode);
}

static UINT register_door(const void *string, bool wide)
{
    struct ws2_name name;
    UINT number;
    size_t n;

    if (string == NULL || !ws2_name_read(&name, string, wide))
        return ws2_win32_zero(string == NULL ? ERROR_INVALID_PARAMETER
                                             : ERROR_NOT_ENOUGH_MEMORY);
    n = name.text != NULL ? ws2_utf16_len(name.text) : 0;
    if (n == 0 || n > WS2_ATOM_NAME) {
        free(name.text);
        return ws2_win32_zero(ERROR_INVALID_PARAMETER);
    }
    ws2_user_lock();
    number = ws2_atom_add_locked(name.text); /* for good */
    ws2_user_unlock();
    free(name.text);
    return number != 0 ? number : ws2_win32_zero(ERROR_NOT_ENOUGH_MEMORY);
}

UINT WINAPI RegisterWindowMessageA(LPCSTR lpString)
{
    return register_door(lpString, false);
}

UINT WINAPI RegisterWindowMessageW(LPCWSTR lpString)
{
    return register_door(lpString, true);
}
