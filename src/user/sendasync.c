/* SPDX-License-Identifier: MIT */
/* The doors of sending without waiting, and of answering. Follows
 * "SendNotifyMessage function (winuser.h)" and its neighbours on Microsoft
 * Learn. */
#include "user/broadcast.h"
#include "user/sent.h"
#include "user/syncmsg.h"
#include "win32/door.h"

struct tell { /* what to send, and who gets the result */
    HWND hwnd;
    UINT msg;
    WPARAM wparam;
    LPARAM lparam;
    bool wide;
    SENDASYNCPROC callback; /* NULL: nobody */
    ULONG_PTR data;
};

static ws2_err tell_across(struct ws2_window *w, const struct tell *tell)
{
    bool call = tell->callback != NULL;
    struct ws2_queue *q = call ? ws2_queue_self() : NULL;
    struct ws2_sent *sent = NULL;
    ws2_err err;

    if (!call || q != NULL)
        sent = ws2_sent_new(call ? WS2_SENT_CALLBACK : WS2_SENT_NOTIFY, w);
    if (sent == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    sent->wide = tell->wide;
    sent->msg = tell->msg;
    sent->wparam = tell->wparam;
    sent->lparam = tell->lparam;
    sent->callback = tell->callback;
    sent->data = tell->data;
    sent->sender = q;
    if (call)
        ws2_queue_ref(q);
    err = ws2_sent_submit(sent);
    ws2_sent_put(sent);
    return err;
}

/* In the calling thread everything happens at once. */
static void tell_here(struct ws2_window *w, const struct tell *tell)
{
    LRESULT result =
        ws2_window_call(w, tell->wide, tell->msg, tell->wparam, tell->lparam);

    if (tell->callback != NULL)
        tell->callback(w->handle, tell->msg, tell->data, result);
}

static ws2_err tell_one(const struct tell *tell)
{
    struct ws2_window *w = ws2_window_get(tell->hwnd);
    ws2_err err = WS2_OK;

    if (w == NULL)
        return ERROR_INVALID_WINDOW_HANDLE;
    if (w->queue == ws2_queue_peek())
        tell_here(w, tell);
    else if (ws2_message_is_sync(tell->msg))
        err = ERROR_MESSAGE_SYNC_ONLY;
    else
        err = tell_across(w, tell);
    ws2_window_put(w);
    return err;
}

static void broadcast_one(HWND hwnd, void *arg)
{
    struct tell tell = *(const struct tell *)arg;

    tell.hwnd = hwnd;
    tell_one(&tell);
}

static BOOL tell_door(struct tell *tell)
{
    return ws2_win32_bool(tell->hwnd == HWND_BROADCAST
                              ? ws2_broadcast(broadcast_one, tell)
                              : tell_one(tell));
}

BOOL WINAPI SendNotifyMessageA(HWND hWnd, UINT Msg, WPARAM wParam,
                               LPARAM lParam)
{
    return tell_door(&(struct tell){hWnd, Msg, wParam, lParam, false, NULL, 0});
}

BOOL WINAPI SendNotifyMessageW(HWND hWnd, UINT Msg, WPARAM wParam,
                               LPARAM lParam)
{
    return tell_door(&(struct tell){hWnd, Msg, wParam, lParam, true, NULL, 0});
}

BOOL WINAPI SendMessageCallbackA(HWND hWnd, UINT Msg, WPARAM wParam,
                                 LPARAM lParam, SENDASYNCPROC lpResultCallBack,
                                 ULONG_PTR dwData)
{
    return tell_door(&(struct tell){hWnd, Msg, wParam, lParam, false,
                                    lpResultCallBack, dwData});
}

BOOL WINAPI SendMessageCallbackW(HWND hWnd, UINT Msg, WPARAM wParam,
                                 LPARAM lParam, SENDASYNCPROC lpResultCallBack,
                                 ULONG_PTR dwData)
{
    return tell_door(&(struct tell){hWnd, Msg, wParam, lParam, true,
                                    lpResultCallBack, dwData});
}

static struct ws2_sent *receiving(void)
{
    struct ws2_queue *q = ws2_queue_peek();

    return q != NULL ? q->receiving : NULL;
}

BOOL WINAPI ReplyMessage(LRESULT lResult)
{
    struct ws2_sent *sent = receiving();

    if (sent == NULL || sent->replied)
        return FALSE;
    ws2_sent_reply(sent, lResult, WS2_OK);
    return TRUE;
}

DWORD WINAPI InSendMessageEx(LPVOID lpReserved)
{
    static const DWORD kinds[] = {
        [WS2_SENT_WAITED] = ISMEX_SEND,
        [WS2_SENT_NOTIFY] = ISMEX_NOTIFY,
        [WS2_SENT_CALLBACK] = ISMEX_CALLBACK,
        [WS2_SENT_DESTROY] = ISMEX_NOTIFY,
    };
    const struct ws2_sent *sent = receiving();

    (void)lpReserved;
    if (sent == NULL)
        return ISMEX_NOSEND;
    return kinds[sent->kind] | (sent->replied ? ISMEX_REPLIED : 0u);
}

/* Whether another thread is kept waiting. */
BOOL WINAPI InSendMessage(VOID)
{
    return (InSendMessageEx(NULL) & (ISMEX_SEND | ISMEX_REPLIED)) == ISMEX_SEND;
}
