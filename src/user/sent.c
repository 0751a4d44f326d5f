/* SPDX-License-Identifier: MIT */
/* Messages between threads; see sent.h. */
#include "user/sent.h"

#include <stdlib.h>

struct ws2_sent *ws2_sent_new(enum ws2_sent_kind kind,
                              struct ws2_window *window)
{
    struct ws2_sent *sent = calloc(1, sizeof(*sent));

    if (sent == NULL)
        return NULL;
    atomic_init(&sent->refs, 1);
    sent->kind = kind;
    sent->window = window;
    ws2_user_lock();
    ws2_window_ref_locked(window);
    ws2_user_unlock();
    return sent;
}

void ws2_sent_put(struct ws2_sent *sent)
{
    if (atomic_fetch_sub_explicit(&sent->refs, 1, memory_order_acq_rel) != 1)
        return;
    ws2_window_put(sent->window);
    ws2_queue_put(sent->sender);
    free(sent);
}

struct submit {
    struct ws2_sent *sent;
    bool refused;
};

static unsigned submit_change(struct ws2_queue *q, void *arg)
{
    struct submit *submit = arg;
    struct ws2_sent *sent = submit->sent;

    submit->refused = q->ended;
    if (q->ended)
        return 0;
    atomic_fetch_add_explicit(&sent->refs, 1, memory_order_relaxed);
    sent->next = NULL;
    sent->listed = true;
    *q->sent_last = sent;
    q->sent_last = &sent->next;
    return QS_SENDMESSAGE;
}

static bool sent_list(struct ws2_sent *sent, struct ws2_queue *q)
{
    struct submit submit = {.sent = sent};

    ws2_queue_change(q, submit_change, &submit);
    return !submit.refused;
}

ws2_err ws2_sent_submit(struct ws2_sent *sent)
{
    return sent_list(sent, sent->window->queue) ? WS2_OK
                                                : ERROR_INVALID_WINDOW_HANDLE;
}

/* The list's reference goes to the caller. */
static void sent_unlist(struct ws2_queue *q, struct ws2_sent **link)
{
    struct ws2_sent *sent = *link;

    *link = sent->next;
    sent->listed = false;
    if (*link == NULL)
        q->sent_last = link;
    if (q->sent == NULL) {
        q->bits &= ~(unsigned)QS_SENDMESSAGE;
        q->changed &= ~(unsigned)QS_SENDMESSAGE;
    }
}

bool ws2_sent_withdraw(struct ws2_sent *sent)
{
    struct ws2_queue *q = sent->window->queue;
    struct ws2_sent **link = &q->sent;
    bool listed;

    ws2_queue_lock(q);
    listed = sent->listed;
    if (listed) {
        while (*link != sent)
            link = &(*link)->next;
        sent_unlist(q, link);
    }
    ws2_queue_unlock(q);
    if (listed)
        ws2_sent_put(sent);
    return listed;
}

static unsigned done_change(struct ws2_queue *q, void *arg)
{
    (void)q;
    ((struct ws2_sent *)arg)->done = true;
    return WS2_QS_REPLY;
}

void ws2_sent_reply(struct ws2_sent *sent, LRESULT result, ws2_err err)
{
    if (sent->replied || sent->sender == NULL)
        return;
    sent->replied = true;
    sent->result = result; /* nobody looks before it is done or listed */
    sent->err = err;
    if (sent->kind == WS2_SENT_WAITED)
        ws2_queue_change(sent->sender, done_change, sent);
    else
        sent_list(sent, sent->sender); /* in vain when the sender has ended */
}

static bool window_gone(struct ws2_window *w)
{
    bool gone;

    ws2_user_lock();
    gone = w->gone;
    ws2_user_unlock();
    return gone;
}

/* The procedure may end the thread: what it is about stays in the list of what
 * the thread receives until it is done. */
static void sent_process(struct ws2_queue *q, struct ws2_sent *sent)
{
    ws2_err err =
        window_gone(sent->window) ? ERROR_INVALID_WINDOW_HANDLE : WS2_OK;
    LRESULT result = 0;

    sent->outer = q->receiving;
    q->receiving = sent;
    if (sent->kind == WS2_SENT_DESTROY)
        ws2_window_destroy(sent->window);
    else
        result = ws2_window_call(sent->window, sent->wide, sent->msg,
                                 sent->wparam, sent->lparam);
    q->receiving = sent->outer;
    ws2_sent_reply(sent, result, err);
    ws2_sent_put(sent);
}

static void result_process(struct ws2_sent *sent)
{
    SENDASYNCPROC callback = sent->callback;
    HWND hwnd = sent->window->handle;
    ULONG_PTR data = sent->data;
    LRESULT result = sent->result;
    UINT msg = sent->msg;

    ws2_sent_put(sent);
    callback(hwnd, msg, data, result);
}

/* A result is told apart by where it is: in its sender's list. */
static bool is_result(const struct ws2_queue *q, const struct ws2_sent *sent)
{
    return sent->sender == q;
}

static struct ws2_sent *sent_next(struct ws2_queue *q)
{
    struct ws2_sent *sent;

    ws2_queue_lock(q);
    sent = q->sent;
    if (sent != NULL)
        sent_unlist(q, &q->sent);
    q->looked_ns = os_now_ns();
    ws2_queue_unlock(q);
    return sent;
}

bool ws2_sent_run(struct ws2_queue *q)
{
    struct ws2_sent *sent;
    bool any = false;

    while ((sent = sent_next(q)) != NULL) {
        any = true;
        if (is_result(q, sent))
            result_process(sent);
        else
            sent_process(q, sent);
    }
    return any;
}

void ws2_sent_end(struct ws2_queue *q)
{
    struct ws2_sent *sent, *next;

    for (sent = q->receiving; sent != NULL; sent = next) {
        next = sent->outer;
        ws2_sent_reply(sent, 0, ERROR_INVALID_WINDOW_HANDLE);
        ws2_sent_put(sent);
    }
    q->receiving = NULL;
    while ((sent = sent_next(q)) != NULL) {
        if (!is_result(q, sent))
            ws2_sent_reply(sent, 0, ERROR_INVALID_WINDOW_HANDLE);
        ws2_sent_put(sent);
    }
}
