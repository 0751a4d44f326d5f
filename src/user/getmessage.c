/* SPDX-License-Identifier: MIT */
/* Receiving messages, and what is asked about a queue. Follows "GetMessage
 * function (winuser.h)" and its neighbours on Microsoft Learn. */
#include "os/mem.h"
#include "user/msgtimer.h"
#include "user/queue.h"
#include "user/sent.h"
#include "user/window.h"
#include "win32/door.h"

/* A filter names a window of the calling thread, or none. */
static ws2_err filter_check(const struct ws2_queue *q, const MSG *out,
                            HWND hwnd)
{
    if (q == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (!os_mem_writable((void *)(uintptr_t)out, sizeof(*out)))
        return ERROR_NOACCESS;
    return hwnd == NULL || hwnd == (HWND)-1 || ws2_window_exists(hwnd)
               ? WS2_OK
               : ERROR_INVALID_WINDOW_HANDLE;
}

/* What was sent comes first, whatever is asked for. */
static bool message_take(struct ws2_queue *q, const struct ws2_take *take,
                         MSG *out)
{
    MSG msg;

    ws2_sent_run(q);
    if (!ws2_queue_take(q, take, &msg))
        return false;
    os_mem_copy_out(out, &msg, sizeof(msg));
    return true;
}

static BOOL get_door(MSG *out, HWND hwnd, UINT min, UINT max)
{
    struct ws2_queue *q = ws2_queue_self();
    struct ws2_take take = {hwnd, min, max, QS_POSTMESSAGE | QS_TIMER, true};
    struct ws2_queue_wait how = {.bits = QS_SENDMESSAGE,
                                 .changed = QS_POSTMESSAGE | QS_TIMER,
                                 .deadline_ns = OS_FOREVER};
    ws2_err err = filter_check(q, out, hwnd);
    unsigned result;

    while (err == WS2_OK) {
        if (message_take(q, &take, out))
            return out->message != WM_QUIT;
        err = ws2_queue_wait(q, &how, &result);
    }
    ws2_set_last_error(err);
    return -1;
}

BOOL WINAPI GetMessageA(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                        UINT wMsgFilterMax)
{
    return get_door(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax);
}

BOOL WINAPI GetMessageW(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                        UINT wMsgFilterMax)
{
    return get_door(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax);
}

static BOOL peek_door(MSG *out, HWND hwnd, UINT min, UINT max, UINT remove)
{
    struct ws2_queue *q = ws2_queue_self();
    struct ws2_take take = {hwnd, min, max, QS_POSTMESSAGE | QS_TIMER,
                            (remove & PM_REMOVE) != 0};
    ws2_err err = filter_check(q, out, hwnd);

    if (err != WS2_OK)
        return ws2_win32_bool(err);
    if (HIWORD(remove) != 0)
        take.kinds &= HIWORD(remove); /* PM_QS_ */
    return message_take(q, &take, out);
}

BOOL WINAPI PeekMessageA(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                         UINT wMsgFilterMax, UINT wRemoveMsg)
{
    return peek_door(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax, wRemoveMsg);
}

BOOL WINAPI PeekMessageW(LPMSG lpMsg, HWND hWnd, UINT wMsgFilterMin,
                         UINT wMsgFilterMax, UINT wRemoveMsg)
{
    return peek_door(lpMsg, hWnd, wMsgFilterMin, wMsgFilterMax, wRemoveMsg);
}

BOOL WINAPI WaitMessage(VOID)
{
    struct ws2_queue *q = ws2_queue_self();
    struct ws2_queue_wait how = {.changed = WS2_QS_KNOWN,
                                 .deadline_ns = OS_FOREVER};
    unsigned result;

    return ws2_win32_bool(q != NULL ? ws2_queue_wait(q, &how, &result)
                                    : ERROR_NOT_ENOUGH_MEMORY);
}

static LRESULT dispatch_timer(const MSG *msg)
{
    ((TIMERPROC)msg->lParam)(msg->hwnd, msg->message, msg->wParam,
                             GetTickCount());
    return 0;
}

static LRESULT dispatch_door(const MSG *given, bool wide)
{
    struct ws2_window *w;
    ws2_err err = WS2_OK;
    LRESULT result = 0;
    MSG msg;

    if (os_mem_copy_in(&msg, given, sizeof(msg)) != 0)
        return (LRESULT)ws2_win32_zero(ERROR_NOACCESS);
    if (msg.message == WM_TIMER && msg.lParam != 0)
        return dispatch_timer(&msg);
    if (msg.hwnd == NULL)
        return 0;
    w = ws2_window_get(msg.hwnd);
    if (w == NULL)
        return (LRESULT)ws2_win32_zero(ERROR_INVALID_WINDOW_HANDLE);
    if (w->queue == ws2_queue_peek())
        result = ws2_window_call(w, wide, msg.message, msg.wParam, msg.lParam);
    else
        err = ERROR_MESSAGE_SYNC_ONLY; /* another thread's */
    ws2_window_put(w);
    return err == WS2_OK ? result : (LRESULT)ws2_win32_zero(err);
}

LRESULT WINAPI DispatchMessageA(const MSG *lpMsg)
{
    return dispatch_door(lpMsg, false);
}

LRESULT WINAPI DispatchMessageW(const MSG *lpMsg)
{
    return dispatch_door(lpMsg, true);
}

BOOL WINAPI TranslateMessage(const MSG *lpMsg)
{
    (void)lpMsg;
    return FALSE;
}

DWORD WINAPI GetQueueStatus(UINT flags)
{
    struct ws2_queue *q = ws2_queue_self();
    unsigned bits, changed;

    if ((flags & ~(UINT)WS2_QS_KNOWN) != 0)
        return ws2_win32_zero(ERROR_INVALID_FLAGS);
    if (q == NULL)
        return ws2_win32_zero(ERROR_NOT_ENOUGH_MEMORY);
    ws2_queue_lock(q);
    if ((flags & QS_TIMER) != 0)
        ws2_msgtimers_update_locked(q);
    bits = q->bits & flags;
    changed = q->changed & flags;
    q->changed &= ~flags;
    ws2_queue_unlock(q);
    return bits << 16 | changed;
}

/* There is no keyboard and no mouse. */
BOOL WINAPI GetInputState(VOID)
{
    return FALSE;
}

LONG WINAPI GetMessageTime(VOID)
{
    struct ws2_queue *q = ws2_queue_peek();

    return q != NULL ? (LONG)q->time : 0;
}

DWORD WINAPI GetMessagePos(VOID)
{
    return 0;
}

LPARAM WINAPI GetMessageExtraInfo(VOID)
{
    struct ws2_queue *q = ws2_queue_peek();

    return q != NULL ? q->extra : 0;
}

LPARAM WINAPI SetMessageExtraInfo(LPARAM lParam)
{
    struct ws2_queue *q = ws2_queue_self();
    LPARAM old = q != NULL ? q->extra : 0;

    if (q != NULL)
        q->extra = lParam;
    return old;
}
