/* SPDX-License-Identifier: MIT */
/* The connection to the agent; see agentlink.h. */
#include "qos/agentlink.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "io/reactor.h"
#include "io/timer.h"
#include "os/agent.h"
#include "os/fork.h"
#include "os/poll.h"
#include "os/process.h"
#include "os/sock.h"
#include "os/thread.h"

#ifndef WS2_RSVPD
#define WS2_RSVPD "" /* built without: nobody signals */
#endif

#define MS         1000000ll
#define START_MS   5000  /* for an agent to be ready */
#define HELLO_MS   2000  /* for it to answer first */
#define ANSWER_MS  10000 /* and later */
#define ROOM_MS    2     /* until the next attempt to say something */
#define REFUSED_MS 1000  /* until the next attempt to start one */
#define REVIVALS   6     /* attempts, each after twice as long as the last */
#define REVIVAL_MS 50    /* the first */
#define REVIVED_MS 5000  /* after that none is begun */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news; /* of any kind */

static struct {
    enum { DOWN, BUSY, UP } state; /* BUSY: some thread is making it */
    int fd;                        /* while up */
    bool wants_fds;
    bool behind; /* room is being waited for */
    bool timers_made;
    int64_t refused_ns;           /* none could be started then */
    struct ws2_reactor_fd *watch; /* while up */
    struct ws2_timer room, answer, mail;
    unsigned char *message; /* WS2_AW_MAX bytes, the reader's */
} to;

static void news_init(void)
{
    pthread_condattr_t attr;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&news, &attr);
    pthread_condattr_destroy(&attr);
}

static void mail_read(struct ws2_timer *timer)
{
    (void)timer;
    pthread_mutex_lock(&lock);
    ws2_flows_mail_locked();
    pthread_mutex_unlock(&lock);
}

void ws2_link_mail(void)
{
    ws2_timer_set(&to.mail, os_now_ns());
}

static __attribute__((constructor)) void link_init(void)
{
    news_init();
    ws2_timer_init(&to.mail, mail_read);
}

void ws2_link_lock(void)
{
    pthread_mutex_lock(&lock);
}

bool ws2_link_try(void)
{
    return pthread_mutex_trylock(&lock) == 0;
}

void ws2_link_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

bool ws2_link_is_up_locked(void)
{
    return to.state == UP;
}

void ws2_link_wait_locked(int64_t deadline_ns)
{
    const struct timespec until = {.tv_sec = deadline_ns / (1000 * MS),
                                   .tv_nsec = deadline_ns % (1000 * MS)};

    pthread_cond_timedwait(&news, &lock, &until);
}

/* --- Making one: without the lock. */

static const char *program(void)
{
    const char *other = secure_getenv("WS2_RSVPD");

    if (other == NULL)
        return WS2_RSVPD;
    return os_agent_exists(other) ? other : NULL;
}

static bool peer_is_trusted(int fd)
{
    struct os_peer peer;

    return os_channel_peer(fd, &peer) == 0 && (peer.root || peer.same_user);
}

/* Its version, and what it wants. -ECONNREFUSED: it was about to end. */
static int greet(int fd, bool *wants_fds)
{
    const int64_t deadline = os_now_ns() + HELLO_MS * MS;
    struct ws2_aw_hello m = {.head = {WS2_AW_HELLO, 0},
                             .version = WS2_AW_VERSION};
    struct os_pollfd p;
    long len;

    if (os_agent_send(fd, &m, sizeof(m), -1) < 0)
        return -ECONNREFUSED;
    os_poll_set(&p, fd, OS_IN);
    if (os_poll(&p, 1, deadline) != 1)
        return -ETIMEDOUT;
    len = os_agent_recv(fd, &m, sizeof(m));
    if (len <= 0)
        return -ECONNREFUSED;
    *wants_fds = (m.flags & WS2_AW_WANTS_FD) != 0;
    return len == sizeof(m) && ws2_aw_fits(&m, sizeof(m), false) &&
                   m.head.type == WS2_AW_HELLO && m.version == WS2_AW_VERSION
               ? 0
               : -EPROTO;
}

/* With whoever listens. -ECONNREFUSED: nobody. */
static int meet(bool *wants_fds)
{
    int fd = os_agent_connect(WS2_AW_NAME);
    int res;

    if (fd < 0)
        return fd;
    res = peer_is_trusted(fd) ? greet(fd, wants_fds) : -EPERM;
    if (res < 0) {
        os_close(fd);
        return res;
    }
    return fd;
}

static bool start(const char *path)
{
    int ready = os_agent_exists(path) ? os_agent_start(path) : -ENOENT;
    struct os_pollfd p;
    bool is = false;

    if (ready < 0)
        return false;
    os_poll_set(&p, ready, OS_IN);
    if (os_poll(&p, 1, os_now_ns() + START_MS * MS) == 1)
        is = os_agent_is_ready(ready) == 1;
    os_close(ready);
    return is;
}

/* A connection, or -errno. *may_start: one may be started; it was tried in vain
 * where that is false afterwards. */
static int make(bool *wants_fds, bool *may_start)
{
    const char *path = program();
    int fd = path != NULL ? meet(wants_fds) : -ENOENT;

    if (fd != -ECONNREFUSED || !*may_start)
        return fd;
    *may_start = start(path);
    return *may_start ? meet(wants_fds) : fd;
}

/* --- Losing it. */

static void ready(struct ws2_reactor_fd *watched, int got);
static void room_again(struct ws2_timer *timer);
static void answer_missed(struct ws2_timer *timer);

/* By the reactor alone, which the watch is removed by. */
static void drop_locked(void)
{
    ws2_reactor_remove(to.watch);
    free(to.watch);
    to.watch = NULL;
    os_close(to.fd);
    ws2_timer_cancel(&to.room);
    ws2_timer_cancel(&to.answer);
    to.state = DOWN;
    to.behind = false;
    pthread_cond_broadcast(&news);
}

static struct ws2_reactor_fd *watch_new(int fd)
{
    struct ws2_reactor_fd *watch = calloc(1, sizeof(*watch));

    if (watch == NULL)
        return NULL;
    watch->fd = fd;
    watch->events = OS_IN;
    watch->ready = ready;
    if (ws2_reactor_add(watch) == 0)
        return watch;
    free(watch);
    return NULL;
}

static void timers_make_locked(void)
{
    if (to.timers_made) { /* a parent's may be set */
        ws2_timer_cancel(&to.room);
        ws2_timer_cancel(&to.answer);
    }
    ws2_timer_init(&to.room, room_again);
    ws2_timer_init(&to.answer, answer_missed);
    to.timers_made = true;
}

/* The flows hear of it. */
static bool take_up_locked(int fd, bool wants_fds)
{
    if (to.message == NULL)
        to.message = malloc(WS2_AW_MAX);
    to.watch = to.message != NULL ? watch_new(fd) : NULL;
    if (to.watch == NULL)
        return false;
    timers_make_locked();
    to.fd = fd;
    to.wants_fds = wants_fds;
    to.state = UP;
    ws2_flows_up_locked();
    return true;
}

/* The state is BUSY, and is not when this returns. */
static bool connect_locked(void)
{
    const int64_t now = os_now_ns();
    bool may_start =
        to.refused_ns == 0 || now - to.refused_ns >= REFUSED_MS * MS;
    const bool might = may_start;
    bool wants_fds = false, up = false;
    int fd;

    pthread_mutex_unlock(&lock);
    fd = make(&wants_fds, &may_start);
    pthread_mutex_lock(&lock);
    if (might)
        to.refused_ns = may_start ? 0 : os_now_ns();
    if (fd >= 0) {
        up = take_up_locked(fd, wants_fds);
        if (!up)
            os_close(fd);
    }
    if (!up)
        to.state = DOWN;
    return up;
}

/* The agent is gone: another one may come by itself, or is started. */
static void *revive(void *unused)
{
    const int64_t until = os_now_ns() + REVIVED_MS * MS;
    int64_t delay_ms = REVIVAL_MS;
    bool up = false;

    (void)unused;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < REVIVALS && os_now_ns() < until; i++, delay_ms *= 2) {
        to.refused_ns = 0;
        up = connect_locked();
        if (up)
            break;
        to.state = BUSY;
        pthread_mutex_unlock(&lock);
        os_poll(NULL, 0, os_now_ns() + delay_ms * MS);
        pthread_mutex_lock(&lock);
    }
    if (!up) {
        to.state = DOWN;
        ws2_flows_given_up_locked();
    }
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void lost_locked(void)
{
    drop_locked();
    if (!ws2_flows_lost_locked())
        return;
    to.state = BUSY;
    if (os_thread_spawn(NULL, 0, revive, NULL) == 0)
        return;
    to.state = DOWN;
    ws2_flows_given_up_locked();
}

static void answer_missed(struct ws2_timer *timer)
{
    (void)timer;
    pthread_mutex_lock(&lock);
    if (to.state == UP)
        lost_locked();
    pthread_mutex_unlock(&lock);
}

void ws2_link_expect_locked(bool answers)
{
    if (to.state != UP)
        return;
    if (answers)
        ws2_timer_set(&to.answer, os_now_ns() + ANSWER_MS * MS);
    else
        ws2_timer_cancel(&to.answer);
}

bool ws2_link_need_locked(void)
{
    bool up;

    while (to.state == BUSY)
        pthread_cond_wait(&news, &lock);
    if (to.state == UP)
        return true;
    to.state = BUSY;
    up = connect_locked();
    pthread_cond_broadcast(&news);
    return up;
}

/* --- Reading and writing. */

/* False: it is lost. */
static bool read_one_locked(bool *more)
{
    long len = os_agent_recv(to.fd, to.message, WS2_AW_MAX);

    *more = len > 0;
    if (len == -EAGAIN || len == -EINTR)
        return true;
    if (len <= 0 || len > (long)WS2_AW_MAX ||
        !ws2_aw_fits(to.message, (size_t)len, false))
        return false;
    ws2_flows_heard_locked((const struct ws2_aw_head *)(void *)to.message);
    return true;
}

static void ready(struct ws2_reactor_fd *watched, int got)
{
    bool more = true, fine = true;

    (void)got;
    pthread_mutex_lock(&lock);
    if (watched != to.watch) { /* a parent's */
        ws2_reactor_remove(watched);
        free(watched);
        pthread_mutex_unlock(&lock);
        return;
    }
    for (int i = 0; i < 64 && fine && more; i++)
        fine = read_one_locked(&more);
    if (!fine)
        lost_locked();
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
}

static void room_again(struct ws2_timer *timer)
{
    (void)timer;
    pthread_mutex_lock(&lock);
    to.behind = false;
    if (to.state == UP)
        ws2_flows_room_locked();
    pthread_mutex_unlock(&lock);
}

int ws2_link_send_locked(const void *m, size_t len, int fd)
{
    int res = -EAGAIN;

    if (!to.behind)
        res = os_agent_send(to.fd, m, len, to.wants_fds ? fd : -1);
    if (res == -EAGAIN || res == -ENOBUFS) {
        if (!to.behind)
            ws2_timer_set(&to.room, os_now_ns() + ROOM_MS * MS);
        to.behind = true;
        return -EAGAIN;
    }
    if (res < 0)
        os_agent_shut(to.fd); /* the reader sees it */
    return res;
}

/* --- A forked child has no connection. The parent's is closed at once, as the
 * agent would take it for alive; its watch goes when it is looked at. */
static void link_forked(void)
{
    pthread_mutex_init(&lock, NULL);
    news_init();
    if (to.state == UP)
        os_close(to.fd);
    to.state = DOWN;
    to.watch = NULL;
    to.behind = false;
    to.refused_ns = 0;
    ws2_flows_forked();
}
OS_IN_FORKED_CHILD(link_forked)
