/* SPDX-License-Identifier: MIT */
/* SetTimer and KillTimer; see msgtimer.h. Follows "About Timers" and "SetTimer
 * function" on Microsoft Learn. */
#include "user/msgtimer.h"

#include <stdlib.h>

#include "user/window.h"
#include "win32/door.h"

struct ws2_msgtimer {
    struct ws2_msgtimer *next;
    HWND hwnd;
    UINT_PTR id;
    TIMERPROC proc;
    int64_t period_ns, due_ns;
    bool told; /* due, and counted among what is new */
};

int64_t ws2_msgtimers_update_locked(struct ws2_queue *q)
{
    int64_t now = q->timers != NULL ? os_now_ns() : 0, next = OS_FOREVER;
    bool due = false;

    for (struct ws2_msgtimer *t = q->timers; t != NULL; t = t->next) {
        if (t->due_ns > now) {
            if (t->due_ns < next)
                next = t->due_ns;
            continue;
        }
        due = true;
        if (!t->told)
            q->changed |= QS_TIMER;
        t->told = true;
    }
    q->bits = due ? q->bits | QS_TIMER : q->bits & ~(unsigned)QS_TIMER;
    q->changed &= q->bits | ~(unsigned)QS_TIMER;
    return next;
}

/* Periods that passed meanwhile are one message together. */
static void timer_restart(struct ws2_msgtimer *t)
{
    int64_t now = os_now_ns();

    t->told = false;
    t->due_ns += t->period_ns;
    if (t->due_ns <= now)
        t->due_ns +=
            (now - t->due_ns) / t->period_ns * t->period_ns + t->period_ns;
}

bool ws2_msgtimer_take_locked(struct ws2_queue *q, const struct ws2_take *take,
                              MSG *msg)
{
    struct ws2_msgtimer *first = NULL;

    for (struct ws2_msgtimer *t = q->timers; t != NULL; t = t->next)
        if (t->told && (first == NULL || t->due_ns < first->due_ns) &&
            ws2_take_matches(take, t->hwnd, WM_TIMER))
            first = t;
    if (first == NULL)
        return false;
    *msg = (MSG){.hwnd = first->hwnd,
                 .message = WM_TIMER,
                 .wParam = first->id,
                 .lParam = (LPARAM)first->proc,
                 .time = GetTickCount()};
    if (take->remove) {
        timer_restart(first);
        ws2_msgtimers_update_locked(q);
    }
    return true;
}

static struct ws2_msgtimer **timer_link(struct ws2_queue *q, HWND hwnd,
                                        UINT_PTR id)
{
    struct ws2_msgtimer **link = &q->timers;

    while (*link != NULL && ((*link)->hwnd != hwnd || (*link)->id != id))
        link = &(*link)->next;
    return link;
}

static void timer_free(struct ws2_msgtimer **link)
{
    struct ws2_msgtimer *t = *link;

    *link = t->next;
    free(t);
}

void ws2_msgtimers_forget_locked(struct ws2_queue *q, HWND hwnd)
{
    for (struct ws2_msgtimer **link = &q->timers; *link != NULL;) {
        if ((*link)->hwnd == hwnd)
            timer_free(link);
        else
            link = &(*link)->next;
    }
    ws2_msgtimers_update_locked(q);
}

void ws2_msgtimers_free(struct ws2_queue *q)
{
    while (q->timers != NULL)
        timer_free(&q->timers);
}

/* WS2_OK when the window is one of the calling thread's. */
static ws2_err window_check(HWND hwnd, const struct ws2_queue *q)
{
    struct ws2_window *w;
    ws2_err err;

    ws2_user_lock();
    w = ws2_window_find_locked(hwnd);
    err = w == NULL       ? ERROR_INVALID_WINDOW_HANDLE
          : w->queue == q ? WS2_OK
                          : ERROR_ACCESS_DENIED;
    ws2_user_unlock();
    return err;
}

/* The timer of that name, or a new one; a timer without window that is not
 * there yet gets a name. NULL without memory. */
static struct ws2_msgtimer *timer_make(struct ws2_queue *q, HWND hwnd,
                                       UINT_PTR id)
{
    struct ws2_msgtimer **link = timer_link(q, hwnd, id), *t = *link;

    if (t != NULL)
        return t;
    t = calloc(1, sizeof(*t));
    if (t == NULL)
        return NULL;
    if (hwnd == NULL)
        do
            id = ++q->timer_id;
        while (id == 0 || *timer_link(q, NULL, id) != NULL);
    t->hwnd = hwnd;
    t->id = id;
    *link = t;
    return t;
}

static UINT elapse_clamp(UINT ms)
{
    return ms < USER_TIMER_MINIMUM   ? USER_TIMER_MINIMUM
           : ms > USER_TIMER_MAXIMUM ? USER_TIMER_MAXIMUM
                                     : ms;
}

UINT_PTR WINAPI SetTimer(HWND hWnd, UINT_PTR nIDEvent, UINT uElapse,
                         TIMERPROC lpTimerFunc)
{
    struct ws2_queue *q = ws2_queue_self();
    ws2_err err = hWnd == NULL ? WS2_OK : window_check(hWnd, q);
    struct ws2_msgtimer *t;
    UINT_PTR id = 0;

    if (q == NULL)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err != WS2_OK)
        return ws2_win32_zero(err);
    ws2_queue_lock(q);
    t = timer_make(q, hWnd, nIDEvent);
    if (t != NULL) {
        t->proc = lpTimerFunc;
        t->period_ns = (int64_t)elapse_clamp(uElapse) * 1000000;
        t->due_ns = os_now_ns() + t->period_ns;
        t->told = false;
        id = hWnd == NULL || t->id != 0 ? t->id : 1;
        ws2_msgtimers_update_locked(q);
    }
    ws2_queue_unlock(q);
    return id != 0 ? id : ws2_win32_zero(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI KillTimer(HWND hWnd, UINT_PTR uIDEvent)
{
    struct ws2_queue *q = ws2_queue_self();
    ws2_err err = hWnd == NULL ? WS2_OK : window_check(hWnd, q);
    struct ws2_msgtimer **link;

    if (q == NULL)
        err = ERROR_NOT_ENOUGH_MEMORY;
    if (err != WS2_OK)
        return ws2_win32_bool(err);
    ws2_queue_lock(q);
    link = timer_link(q, hWnd, uIDEvent);
    if (*link == NULL)
        err = ERROR_INVALID_PARAMETER;
    else
        timer_free(link);
    ws2_msgtimers_update_locked(q);
    ws2_queue_unlock(q);
    return ws2_win32_bool(err);
}
