/* SPDX-License-Identifier: MIT */
/* Timers for a time of day; see walltimer.h. They are listed while they are
 * set; when the clock was set, all of them move. */
#include "handle/walltimer.h"

#include <stddef.h>

#include "os/lock.h"
#include "io/reactor.h"
#include "os/fork.h"
#include "os/poll.h"
#include "os/wallclock.h"

static struct ws2_lock list_lock = WS2_LOCK_INIT;
static struct ws2_walltimer *list;
static struct ws2_reactor_fd watch = {.fd = -1, .events = OS_IN};

/* The list may be half changed in the child: it begins anew, and what is set
 * there follows the monotonic clock only. */
static void list_forked(void)
{
    for (struct ws2_walltimer *w = list; w != NULL; w = w->next)
        w->listed = false;
    list = NULL;
    atomic_store(&list_lock.word, 0);
}
OS_IN_FORKED_CHILD(list_forked)

static int64_t steady_from_wall(int64_t wall_ns)
{
    int64_t now = os_now_ns(), wall = os_wall_ns();

    if (wall_ns <= wall)
        return now;
    return wall_ns - wall < OS_FOREVER - now ? now + (wall_ns - wall)
                                             : OS_FOREVER - 1;
}

static void clock_was_set(struct ws2_reactor_fd *watched, int got)
{
    (void)got;
    os_wallwatch_arm(watched->fd);
    ws2_lock_take(&list_lock);
    for (struct ws2_walltimer *w = list; w != NULL; w = w->next)
        ws2_timer_set(&w->timer, steady_from_wall(w->wall_ns));
    ws2_lock_drop(&list_lock);
}

/* Without a descriptor timers are right as long as nobody sets the clock. */
static void watch_begin_locked(void)
{
    if (watch.fd >= 0)
        return;
    watch.fd = os_wallwatch_open();
    watch.ready = clock_was_set;
    if (watch.fd >= 0 && ws2_reactor_add(&watch) != 0) {
        os_wallwatch_close(watch.fd);
        watch.fd = -1;
    }
}

static void unlist_locked(struct ws2_walltimer *w)
{
    if (!w->listed)
        return;
    w->listed = false;
    if (w->prev != NULL)
        w->prev->next = w->next;
    else
        list = w->next;
    if (w->next != NULL)
        w->next->prev = w->prev;
}

static void list_locked(struct ws2_walltimer *w)
{
    w->listed = true;
    w->prev = NULL;
    w->next = list;
    if (list != NULL)
        list->prev = w;
    list = w;
}

void ws2_walltimer_init(struct ws2_walltimer *w,
                        void (*fire)(struct ws2_timer *timer))
{
    ws2_timer_init(&w->timer, fire);
    w->listed = false;
    w->ended = false;
}

int ws2_walltimer_set(struct ws2_walltimer *w, int64_t wall_ns)
{
    int res = 0;

    ws2_lock_take(&list_lock);
    watch_begin_locked();
    unlist_locked(w);
    w->wall_ns = wall_ns;
    if (!w->ended)
        res = ws2_timer_set(&w->timer, steady_from_wall(wall_ns));
    if (!w->ended && res == 0)
        list_locked(w);
    ws2_lock_drop(&list_lock);
    return res;
}

int ws2_walltimer_set_steady(struct ws2_walltimer *w, int64_t due_ns)
{
    int res = 0;

    ws2_lock_take(&list_lock);
    unlist_locked(w);
    if (!w->ended)
        res = ws2_timer_set(&w->timer, due_ns);
    ws2_lock_drop(&list_lock);
    return res;
}

void ws2_walltimer_cancel(struct ws2_walltimer *w)
{
    ws2_lock_take(&list_lock);
    unlist_locked(w);
    ws2_lock_drop(&list_lock);
    ws2_timer_cancel(&w->timer);
}

void ws2_walltimer_end(struct ws2_walltimer *w)
{
    ws2_lock_take(&list_lock);
    w->ended = true;
    unlist_locked(w);
    ws2_lock_drop(&list_lock);
    ws2_timer_cancel_wait(&w->timer);
}
