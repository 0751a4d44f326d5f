/* SPDX-License-Identifier: MIT */
/* Message queues; see queue.h. Follows "About Messages and Message Queues" and
 * the pages of PeekMessage and GetQueueStatus on Microsoft Learn. */
#include "user/queue.h"

#include <stdlib.h>
#include <unistd.h>

#include "handle/thread_obj.h"
#include "os/fork.h"
#include "user/msgtimer.h"
#include "user/sent.h"
#include "user/window.h"

#define HUNG_NS ((int64_t)5 * 1000000000)

struct ws2_posted {
    struct ws2_posted *next;
    MSG msg;
};

static struct ws2_queue *queues; /* user lock */

static enum ws2_ready queue_ready(const struct ws2_waitable *w,
                                  const struct ws2_thread *thread)
{
    const struct ws2_queue *q = (const struct ws2_queue *)w;

    (void)thread;
    return (q->bits & q->wait_bits) != 0 || (q->changed & q->wait_changed) != 0
               ? WS2_READY
               : WS2_NOT_READY;
}

static void queue_taken(struct ws2_waitable *w, struct ws2_thread *thread)
{
    (void)w; /* what is new stays new until it is looked at */
    (void)thread;
}

static void queue_destroy(struct ws2_obj *obj)
{
    free(obj);
}

static const struct ws2_obj_ops queue_ops = {.destroy = queue_destroy};
static const struct ws2_wait_ops queue_wait = {.ready = queue_ready,
                                               .take = queue_taken};

static void posted_free(struct ws2_posted *p)
{
    struct ws2_posted *next;

    for (; p != NULL; p = next) {
        next = p->next;
        free(p);
    }
}

/* The owner has ended: its windows are gone, who waits for an answer gets
 * none. */
static void queue_end(void *data)
{
    struct ws2_queue *q = data;
    struct ws2_posted *posted;

    ws2_windows_end(q);
    ws2_user_lock();
    if (q->prev != NULL)
        q->prev->next = q->next;
    else
        queues = q->next;
    if (q->next != NULL)
        q->next->prev = q->prev;
    ws2_user_unlock();
    ws2_queue_lock(q);
    q->ended = true;
    posted = q->posted;
    q->posted = NULL;
    ws2_queue_unlock(q);
    posted_free(posted);
    ws2_sent_end(q);
    ws2_msgtimers_free(q);
    ws2_queue_put(q);
}

static struct ws2_queue *queue_new(void)
{
    struct ws2_queue *q = calloc(1, sizeof(*q));

    if (q == NULL)
        return NULL;
    ws2_waitable_init(&q->base, WS2_KIND_QUEUE, &queue_ops, &queue_wait);
    q->thread_id = ws2_thread_id();
    q->posted_last = &q->posted;
    q->sent_last = &q->sent;
    q->looked_ns = os_now_ns();
    return q;
}

struct ws2_queue *ws2_queue_peek(void)
{
    struct ws2_thread *thread = ws2_thread_peek();

    return thread != NULL ? thread->slot[WS2_SLOT_QUEUE].data : NULL;
}

struct ws2_queue *ws2_queue_self(void)
{
    struct ws2_thread *thread = ws2_thread_self();
    struct ws2_queue *q = ws2_queue_peek();

    if (q != NULL || thread == NULL)
        return q;
    q = queue_new();
    if (q == NULL)
        return NULL;
    thread->slot[WS2_SLOT_QUEUE].data = q;
    thread->slot[WS2_SLOT_QUEUE].destroy = queue_end;
    ws2_user_lock();
    q->next = queues;
    if (queues != NULL)
        queues->prev = q;
    queues = q;
    ws2_user_unlock();
    return q;
}

struct ws2_queue *ws2_queue_get(uint32_t thread_id)
{
    struct ws2_queue *q;

    ws2_user_lock();
    for (q = queues; q != NULL && q->thread_id != thread_id;)
        q = q->next;
    if (q != NULL)
        ws2_queue_ref(q);
    ws2_user_unlock();
    return q;
}

/* The other threads' queues have no owner in the child of a fork. */
static void queues_forked(void)
{
    for (struct ws2_queue *q = queues; q != NULL; q = q->next) {
        ws2_waitable_forked(&q->base.obj);
        q->ended = q != ws2_queue_peek();
        q->thread_id = q->ended ? 0 : (uint32_t)getpid();
    }
}
OS_IN_FORKED_CHILD(queues_forked)

void ws2_queue_change(struct ws2_queue *q,
                      unsigned (*change)(struct ws2_queue *q, void *arg),
                      void *arg)
{
    struct ws2_wait_guard guard;
    unsigned bits;

    ws2_waitable_lock(&q->base, &guard);
    bits = change(q, arg);
    q->bits |= bits;
    q->changed |= bits;
    ws2_waitable_release(&q->base, &guard);
    ws2_waitable_unlock(&q->base, &guard);
}

struct post {
    struct ws2_posted *p;
    ws2_err err;
};

static unsigned post_change(struct ws2_queue *q, void *arg)
{
    struct post *post = arg;

    post->err = q->ended                            ? ERROR_INVALID_THREAD_ID
                : q->posted_count == WS2_POSTED_MAX ? ERROR_NOT_ENOUGH_QUOTA
                                                    : WS2_OK;
    if (post->err != WS2_OK)
        return 0;
    *q->posted_last = post->p;
    q->posted_last = &post->p->next;
    q->posted_count++;
    return QS_POSTMESSAGE | QS_ALLPOSTMESSAGE;
}

ws2_err ws2_queue_post(struct ws2_queue *q, const MSG *msg)
{
    struct post post = {.p = malloc(sizeof(*post.p))};

    if (post.p == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    post.p->next = NULL;
    post.p->msg = *msg;
    post.p->msg.time = GetTickCount();
    ws2_queue_change(q, post_change, &post);
    if (post.err != WS2_OK)
        free(post.p);
    return post.err;
}

bool ws2_take_matches(const struct ws2_take *take, HWND hwnd, UINT msg)
{
    struct ws2_window *parent, *w;

    if ((take->min != 0 || take->max != 0) &&
        (msg < take->min || msg > take->max))
        return false;
    if (take->hwnd == NULL || take->hwnd == hwnd)
        return true;
    if (take->hwnd == (HWND)-1)
        return hwnd == NULL;
    parent = ws2_window_find_locked(take->hwnd);
    w = ws2_window_find_locked(hwnd);
    return parent != NULL && w != NULL && ws2_window_is_child_locked(parent, w);
}

/* Whether no posted message is left. */
static void posted_bits(struct ws2_queue *q)
{
    if (q->posted == NULL && !q->quit)
        q->bits &= ~(unsigned)(QS_POSTMESSAGE | QS_ALLPOSTMESSAGE);
    q->changed &= q->bits;
}

/* The link goes; the message is the caller's to free. */
static struct ws2_posted *posted_unlink(struct ws2_queue *q,
                                        struct ws2_posted **link)
{
    struct ws2_posted *p = *link;

    *link = p->next;
    if (*link == NULL)
        q->posted_last = link;
    q->posted_count--;
    return p;
}

static bool posted_take(struct ws2_queue *q, const struct ws2_take *take,
                        MSG *msg)
{
    struct ws2_posted **link = &q->posted;

    while (*link != NULL &&
           !ws2_take_matches(take, (*link)->msg.hwnd, (*link)->msg.message))
        link = &(*link)->next;
    if (*link == NULL)
        return false;
    *msg = (*link)->msg;
    if (take->remove)
        free(posted_unlink(q, link));
    return true;
}

static bool quit_take(struct ws2_queue *q, const struct ws2_take *take,
                      MSG *msg)
{
    if (!q->quit)
        return false;
    *msg = (MSG){.message = WM_QUIT,
                 .wParam = (WPARAM)q->quit_code,
                 .time = GetTickCount()};
    if (take->remove)
        q->quit = false;
    return true;
}

/* QS_ALLPOSTMESSAGE stays new for who looks at some messages only. */
static void seen(struct ws2_queue *q, const struct ws2_take *take)
{
    unsigned bits = take->kinds;

    if ((bits & QS_POSTMESSAGE) != 0 && take->min == 0 && take->max == 0)
        bits |= QS_ALLPOSTMESSAGE;
    q->changed &= ~bits;
    q->looked_ns = os_now_ns();
}

bool ws2_queue_take(struct ws2_queue *q, const struct ws2_take *take, MSG *msg)
{
    bool tree = take->hwnd != NULL;
    bool found = false;

    if (tree)
        ws2_user_lock();
    ws2_queue_lock(q);
    ws2_msgtimers_update_locked(q);
    seen(q, take);
    if ((take->kinds & QS_POSTMESSAGE) != 0)
        found = posted_take(q, take, msg) || quit_take(q, take, msg);
    posted_bits(q);
    if (!found && (take->kinds & QS_TIMER) != 0)
        found = ws2_msgtimer_take_locked(q, take, msg);
    ws2_queue_unlock(q);
    if (tree)
        ws2_user_unlock();
    if (found)
        q->time = msg->time;
    return found;
}

void ws2_queue_forget(struct ws2_queue *q, HWND hwnd)
{
    struct ws2_posted **link, *forgotten = NULL, *p;

    ws2_queue_lock(q);
    for (link = &q->posted; *link != NULL;) {
        if ((*link)->msg.hwnd != hwnd) {
            link = &(*link)->next;
            continue;
        }
        p = posted_unlink(q, link);
        p->next = forgotten;
        forgotten = p;
    }
    posted_bits(q);
    ws2_msgtimers_forget_locked(q, hwnd);
    ws2_queue_unlock(q);
    posted_free(forgotten);
}

/* What the wait is for; when the next timer that matters is due. */
static int64_t wait_begin(struct ws2_queue *q, const struct ws2_queue_wait *how)
{
    int64_t due = OS_FOREVER;

    ws2_queue_lock(q);
    if (((how->bits | how->changed) & QS_TIMER) != 0)
        due = ws2_msgtimers_update_locked(q);
    q->wait_bits = how->bits;
    q->wait_changed = how->changed;
    q->waiting = true;
    ws2_queue_unlock(q);
    return due;
}

static void wait_end(struct ws2_queue *q)
{
    ws2_queue_lock(q);
    q->waiting = false;
    q->looked_ns = os_now_ns();
    ws2_queue_unlock(q);
}

ws2_err ws2_queue_wait(struct ws2_queue *q, const struct ws2_queue_wait *how,
                       unsigned *result)
{
    struct ws2_wait_more more = {
        .also = &q->base, .all = how->all, .alertable = how->alertable};
    ws2_err err;

    do {
        int64_t due = wait_begin(q, how);

        more.deadline_ns = due < how->deadline_ns ? due : how->deadline_ns;
        err = ws2_wait_handles_and(how->handles, how->n, &more, result);
        wait_end(q);
    } while (err == WS2_OK && *result == WS2_WAIT_TIMEOUT &&
             more.deadline_ns < how->deadline_ns);
    return err;
}

bool ws2_queue_hung(struct ws2_queue *q, int64_t now_ns, int64_t *when_ns)
{
    bool hung;

    ws2_queue_lock(q);
    *when_ns = (q->waiting ? now_ns : q->looked_ns) + HUNG_NS;
    hung = *when_ns <= now_ns;
    ws2_queue_unlock(q);
    return hung;
}
