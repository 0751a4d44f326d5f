/* SPDX-License-Identifier: MIT */
/* The reactor; see reactor.h. `lock` guards everything and is a leaf: it is
 * dropped around poll and around callbacks. */
#include "io/reactor.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "io/timer_heap.h"
#include "os/poll.h"
#include "os/thread.h"
#include "os/wakefd.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER; /* a callback ended */

static struct {
    bool started, stopping;
    pthread_t thread;
    int wake_fd;
    int64_t until_ns; /* it sleeps so long; 0: it is awake */
    struct ws2_timer_heap timers;
    struct ws2_reactor_fd *watched[WS2_REACTOR_FDS];
    const void *running; /* the timer or watch being called back */
    unsigned waiting;    /* threads waiting for a callback's end */
} reactor;

static __thread bool is_self __attribute__((tls_model("initial-exec")));

bool ws2_reactor_is_self(void)
{
    return is_self;
}

/* Has the thread look at what changed. */
static void wake_locked(void)
{
    if (reactor.started && reactor.until_ns != 0) {
        reactor.until_ns = 0;
        os_wakefd_set(reactor.wake_fd);
    }
}

static void callback_begin_locked(const void *what)
{
    reactor.running = what;
    pthread_mutex_unlock(&lock);
}

static void callback_end(void)
{
    pthread_mutex_lock(&lock);
    reactor.running = NULL;
    if (reactor.waiting != 0)
        pthread_cond_broadcast(&idle);
}

static void callback_wait_locked(const void *what)
{
    if (is_self)
        return;
    reactor.waiting++;
    while (reactor.running == what)
        pthread_cond_wait(&idle, &lock);
    reactor.waiting--;
}

/* Those that are due now; what they set goes into the next round. */
static void timers_fire_locked(void)
{
    int64_t now = os_now_ns();
    struct ws2_timer *timer;

    while (!reactor.stopping && (timer = reactor.timers.root) != NULL &&
           timer->due_ns <= now) {
        ws2_timer_heap_remove(&reactor.timers, timer);
        callback_begin_locked(timer);
        timer->fire(timer);
        callback_end();
    }
}

/* Fills fds, the wake-up first, and says which slot each of them is. */
static unsigned fds_fill_locked(struct os_pollfd *fds, unsigned *slots)
{
    unsigned n = 1;

    os_poll_set(&fds[0], reactor.wake_fd, OS_IN);
    for (unsigned i = 0; i < WS2_REACTOR_FDS; i++) {
        const struct ws2_reactor_fd *w = reactor.watched[i];

        if (w == NULL)
            continue;
        os_poll_set(&fds[n], w->fd, w->events);
        slots[n++] = i;
    }
    return n;
}

/* A slot may have another owner by now: its descriptor then decides, and one
 * call for nothing is part of the bargain. */
static void fds_call_locked(const struct os_pollfd *fds, const unsigned *slots,
                            unsigned n)
{
    for (unsigned i = 1; i < n && !reactor.stopping; i++) {
        struct ws2_reactor_fd *w = reactor.watched[slots[i]];
        int got = os_poll_got(&fds[i]);

        if (got == 0 || w == NULL || w->fd != fds[i].fd)
            continue;
        callback_begin_locked(w);
        w->ready(w, got);
        callback_end();
    }
}

static void round_locked(void)
{
    struct os_pollfd fds[1 + WS2_REACTOR_FDS];
    unsigned slots[1 + WS2_REACTOR_FDS];
    unsigned n = fds_fill_locked(fds, slots);
    int64_t until =
        reactor.timers.root != NULL ? reactor.timers.root->due_ns : OS_FOREVER;
    int res;

    reactor.until_ns = until > 0 ? until : 1;
    pthread_mutex_unlock(&lock);
    res = os_poll(fds, n, until);
    pthread_mutex_lock(&lock);
    reactor.until_ns = 0;
    if (res > 0 && os_poll_got(&fds[0]) != 0)
        os_wakefd_take(reactor.wake_fd);
    if (res > 0)
        fds_call_locked(fds, slots, n);
}

static void *reactor_main(void *arg)
{
    is_self = true;
    pthread_mutex_lock(&lock);
    while (!reactor.stopping) {
        timers_fire_locked();
        if (!reactor.stopping)
            round_locked();
    }
    pthread_mutex_unlock(&lock);
    return arg;
}

static int start_locked(void)
{
    int res;

    if (reactor.started || reactor.stopping)
        return 0;
    reactor.wake_fd = os_wakefd_open();
    if (reactor.wake_fd < 0)
        return reactor.wake_fd;
    res = os_thread_spawn(&reactor.thread, 0, reactor_main, NULL);
    if (res != 0)
        os_wakefd_close(reactor.wake_fd);
    reactor.started = res == 0;
    return res;
}

static int watch_add_locked(struct ws2_reactor_fd *watched)
{
    for (unsigned i = 0; i < WS2_REACTOR_FDS; i++) {
        if (reactor.watched[i] != NULL)
            continue;
        reactor.watched[i] = watched;
        watched->slot = i + 1;
        wake_locked();
        return 0;
    }
    return -ENFILE;
}

int ws2_reactor_add(struct ws2_reactor_fd *watched)
{
    int res;

    watched->slot = 0;
    pthread_mutex_lock(&lock);
    res = start_locked();
    if (res == 0)
        res = watch_add_locked(watched);
    pthread_mutex_unlock(&lock);
    return res;
}

void ws2_reactor_remove(struct ws2_reactor_fd *watched)
{
    pthread_mutex_lock(&lock);
    if (watched->slot != 0) {
        reactor.watched[watched->slot - 1] = NULL;
        watched->slot = 0;
        wake_locked(); /* the descriptor is about to be closed */
    }
    callback_wait_locked(watched);
    pthread_mutex_unlock(&lock);
}

void ws2_timer_init(struct ws2_timer *timer,
                    void (*fire)(struct ws2_timer *timer))
{
    memset(timer, 0, sizeof(*timer));
    timer->fire = fire;
}

static bool timer_unset_locked(struct ws2_timer *timer)
{
    if (timer->link == NULL)
        return false;
    ws2_timer_heap_remove(&reactor.timers, timer);
    return true;
}

int ws2_timer_set(struct ws2_timer *timer, int64_t due_ns)
{
    int res;

    pthread_mutex_lock(&lock);
    timer_unset_locked(timer);
    res = start_locked();
    if (res == 0) {
        timer->due_ns = due_ns;
        ws2_timer_heap_add(&reactor.timers, timer);
        if (due_ns < reactor.until_ns)
            wake_locked();
    }
    pthread_mutex_unlock(&lock);
    return res;
}

bool ws2_timer_cancel(struct ws2_timer *timer)
{
    bool was;

    pthread_mutex_lock(&lock);
    was = timer_unset_locked(timer);
    pthread_mutex_unlock(&lock);
    return was;
}

/* Also when fire sets it again meanwhile. */
bool ws2_timer_cancel_wait(struct ws2_timer *timer)
{
    bool was;

    pthread_mutex_lock(&lock);
    was = timer_unset_locked(timer);
    callback_wait_locked(timer);
    was |= timer_unset_locked(timer);
    pthread_mutex_unlock(&lock);
    return was;
}

static void fork_prepare(void)
{
    pthread_mutex_lock(&lock);
}

static void fork_parent(void)
{
    pthread_mutex_unlock(&lock);
}

/* The thread is not there, unless it was a callback that forked; then it is
 * the one thread that is. The wake-up is shared with the parent in any case. */
static void fork_child(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&idle, NULL);
    if (!reactor.started)
        return;
    os_wakefd_close(reactor.wake_fd);
    reactor.until_ns = 0;
    reactor.waiting = 0;
    if (is_self) {
        reactor.thread = pthread_self();
        reactor.wake_fd = os_wakefd_open();
        return;
    }
    reactor.started = false;
    reactor.running = NULL;
}

static __attribute__((constructor)) void fork_watch(void)
{
    pthread_atfork(fork_prepare, fork_parent, fork_child);
}

/* The end of the process: nothing fires any more. */
static __attribute__((destructor)) void process_exit(void)
{
    bool join;

    pthread_mutex_lock(&lock);
    reactor.stopping = true;
    join = reactor.started && !is_self;
    wake_locked();
    pthread_mutex_unlock(&lock);
    if (join) {
        pthread_join(reactor.thread, NULL);
        os_wakefd_close(reactor.wake_fd);
    }
}
