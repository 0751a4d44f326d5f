/* SPDX-License-Identifier: MIT */
/* The doors of sending. Follows "SendMessage function (winuser.h)" and its
 * neighbours on Microsoft Learn. */
#include <stdlib.h>

#include "os/mem.h"
#include "user/broadcast.h"
#include "user/sent.h"
#include "user/syncmsg.h"
#include "win32/door.h"

struct send { /* what to send, and how to wait */
    HWND hwnd;
    UINT msg;
    WPARAM wparam;
    LPARAM lparam;
    bool wide;
    UINT flags;      /* SMTO_ */
    UINT timeout_ms; /* INFINITE: no time-out */
};

/* Whether the sender gives up now; otherwise *until_ns is when to ask again. A
 * receiver that does not look for messages can be given up before the time,
 * one that does can have more of it. */
static bool send_over(const struct ws2_sent *sent, UINT flags,
                      int64_t deadline_ns, int64_t *until_ns)
{
    int64_t now = os_now_ns(), hung_ns;
    bool hung = ws2_queue_hung(sent->window->queue, now, &hung_ns);
    bool late = deadline_ns <= now;

    *until_ns = deadline_ns;
    if ((flags & SMTO_ABORTIFHUNG) != 0) {
        if (hung)
            return true;
        if (hung_ns < *until_ns)
            *until_ns = hung_ns;
    }
    if (late && !hung && (flags & SMTO_NOTIMEOUTIFNOTHUNG) != 0) {
        *until_ns = hung_ns;
        return false;
    }
    return late;
}

static bool send_done(struct ws2_queue *q, const struct ws2_sent *sent)
{
    bool done;

    ws2_queue_lock(q);
    done = sent->done;
    q->bits &= ~WS2_QS_REPLY;
    ws2_queue_unlock(q);
    return done;
}

/* Meanwhile what is sent to this thread is processed, unless it asked for
 * peace. */
static ws2_err send_wait(struct ws2_queue *q, struct ws2_sent *sent,
                         const struct send *send)
{
    bool block = (send->flags & SMTO_BLOCK) != 0;
    struct ws2_queue_wait how = {.bits = WS2_QS_REPLY |
                                         (block ? 0 : QS_SENDMESSAGE)};
    int64_t deadline_ns = os_deadline(send->timeout_ms);
    unsigned result;

    while (!send_done(q, sent)) {
        if (!block && ws2_sent_run(q))
            continue;
        if (send_over(sent, send->flags, deadline_ns, &how.deadline_ns)) {
            ws2_sent_withdraw(sent);
            return ERROR_TIMEOUT;
        }
        ws2_queue_wait(q, &how, &result);
    }
    return sent->err;
}

static ws2_err send_across(struct ws2_window *w, const struct send *send,
                           LRESULT *result)
{
    struct ws2_queue *q = ws2_queue_self();
    struct ws2_sent *sent = q != NULL ? ws2_sent_new(WS2_SENT_WAITED, w) : NULL;
    ws2_err err;

    if (sent == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    sent->wide = send->wide;
    sent->msg = send->msg;
    sent->wparam = send->wparam;
    sent->lparam = send->lparam;
    sent->sender = q;
    ws2_queue_ref(q);
    err = ws2_sent_submit(sent);
    if (err == WS2_OK)
        err = send_wait(q, sent, send);
    if (err == WS2_OK)
        *result = sent->result;
    ws2_sent_put(sent);
    return err;
}

static ws2_err send_one(const struct send *send, LRESULT *result)
{
    struct ws2_window *w = ws2_window_get(send->hwnd);
    ws2_err err = WS2_OK;

    if (w == NULL)
        return ERROR_INVALID_WINDOW_HANDLE;
    if (w->queue == ws2_queue_peek())
        *result = ws2_window_call(w, send->wide, send->msg, send->wparam,
                                  send->lparam);
    else
        err = send_across(w, send, result);
    ws2_window_put(w);
    return err;
}

static void broadcast_one(HWND hwnd, void *arg)
{
    struct send send = *(const struct send *)arg;
    LRESULT result;

    send.hwnd = hwnd;
    send_one(&send, &result);
}

static ws2_err send_message(const struct send *send, LRESULT *result)
{
    *result = 0;
    if (send->hwnd != HWND_BROADCAST)
        return send_one(send, result);
    *result = 1;
    return ws2_broadcast(broadcast_one, (void *)(uintptr_t)send);
}

static LRESULT send_door(HWND hwnd, UINT msg, WPARAM wparam, LPARAM lparam,
                         bool wide)
{
    struct send send = {hwnd, msg, wparam, lparam, wide, SMTO_NORMAL, INFINITE};
    LRESULT result;
    ws2_err err = send_message(&send, &result);

    return err == WS2_OK ? result : (LRESULT)ws2_win32_zero(err);
}

LRESULT WINAPI SendMessageA(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return send_door(hWnd, Msg, wParam, lParam, false);
}

LRESULT WINAPI SendMessageW(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return send_door(hWnd, Msg, wParam, lParam, true);
}

static LRESULT timeout_door(const struct send *send, PDWORD_PTR out)
{
    LRESULT result;
    ws2_err err;

    if (out != NULL && !os_mem_writable(out, sizeof(*out)))
        return (LRESULT)ws2_win32_zero(ERROR_NOACCESS);
    err = send_message(send, &result);
    if (err != WS2_OK)
        return (LRESULT)ws2_win32_zero(err);
    if (out != NULL)
        os_mem_copy_out(out, &result, sizeof(result));
    return 1;
}

LRESULT WINAPI SendMessageTimeoutA(HWND hWnd, UINT Msg, WPARAM wParam,
                                   LPARAM lParam, UINT fuFlags, UINT uTimeout,
                                   PDWORD_PTR lpdwResult)
{
    struct send send = {hWnd, Msg, wParam, lParam, false, fuFlags, uTimeout};

    return timeout_door(&send, lpdwResult);
}

LRESULT WINAPI SendMessageTimeoutW(HWND hWnd, UINT Msg, WPARAM wParam,
                                   LPARAM lParam, UINT fuFlags, UINT uTimeout,
                                   PDWORD_PTR lpdwResult)
{
    struct send send = {hWnd, Msg, wParam, lParam, true, fuFlags, uTimeout};

    return timeout_door(&send, lpdwResult);
}
