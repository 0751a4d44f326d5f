/* SPDX-License-Identifier: MIT */
/* Asynchronous lookups and their thread; see async.h.
 *
 * A lookup reaches the thread by mail: once to be asked, and once more if it is
 * cancelled after that. What waits in the mail is ended by nobody but the
 * reader of the mail, so that its memory stays.
 *
 *     begun -> mail -> asked -> ended          (answered, or its time is over)
 *     begun -> mail -> asked -> mail -> ended  (cancelled)
 *
 * Locking: service.lock guards the mail, the states and the service's own, and
 * is a leaf. Time-outs, resolvers and what has ended belong to the thread. */
#include "name/async.h"

#include <stdlib.h>
#include <string.h>
#include <winsock2.h>

#include "io/timer_heap.h"
#include "name/async_lane.h"
#include "os/fork.h"
#include "os/poll.h"
#include "os/thread.h"
#include "os/wakefd.h"

#define FDS_MAX  64 /* of all resolvers */
#define MAIL_MAX 32 /* letters read before answers are */

enum { IDLE, UNDER_WAY, CANCELLED }; /* ws2_async.state */

static struct {
    pthread_mutex_t lock;
    bool started;
    bool ending;  /* lookups end, none begins */
    bool exiting; /* so does the process: nothing is told any more */
    bool sleeps;  /* the thread waits, or is about to */
    int wake_fd;
    pthread_t thread;
    struct ws2_async *first, *last;       /* the mail */
    unsigned fork;                        /* this process, counted */
    struct ws2_async *ended, **ended_end; /* and not told yet */
    struct ws2_timer_heap timeouts;
} service = {.lock = PTHREAD_MUTEX_INITIALIZER, .ended_end = &service.ended};

static void ended_none(void)
{
    service.ended = NULL;
    service.ended_end = &service.ended;
}

/* The thread, and all that it was at, is the parent's. */
static void service_forked(void)
{
    service.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    service.first = service.last = NULL;
    ended_none();
    service.timeouts.root = NULL;
    service.fork++;
    if (service.started)
        os_wakefd_close(service.wake_fd);
    service.started = service.ending = service.sleeps = false;
}
OS_IN_FORKED_CHILD(service_forked)

static void wake_locked(void)
{
    if (service.sleeps)
        os_wakefd_set(service.wake_fd);
    service.sleeps = false;
}

static void mail_add_locked(struct ws2_async *a)
{
    a->next = NULL;
    a->queued = true;
    if (service.first == NULL)
        service.first = a;
    else
        service.last->next = a;
    service.last = a;
    wake_locked();
}

static struct ws2_async *mail_take_locked(void)
{
    struct ws2_async *a = service.first;

    if (a != NULL) {
        service.first = a->next;
        a->queued = false;
    }
    return a;
}

/* Ends */

/* No answer comes any more; what came is of no use. */
static void lookup_abandon(struct ws2_async *a)
{
    ws2_dns_forget(a->question);
    ws2_resolve_abandon(&a->resolve);
    ws2_host_clear(&a->resolve.host);
}

static void lookup_finish(struct ws2_async *a, ws2_err err)
{
    if (a->timeout.link != NULL)
        ws2_timer_heap_remove(&service.timeouts, &a->timeout);
    if (a->lane != NULL)
        ws2_async_lane_leave(a->lane);
    a->err = err;
    a->host = a->resolve.host;
    ws2_resolve_end(&a->resolve);
    free(a->question_name);
    a->next = NULL;
    *service.ended_end = a;
    service.ended_end = &a->next;
}

/* Those of one step of the thread, together. */
static void ended_tell(void)
{
    struct ws2_async *a = service.ended, *next;

    ended_none();
    for (; a != NULL; a = next) {
        next = a->next;
        a->more = next != NULL && next->done == a->done;
        a->done(a);
    }
}

static void lookup_end(struct ws2_async *a, ws2_err err)
{
    bool mine;

    pthread_mutex_lock(&service.lock);
    mine = !a->queued;
    if (mine)
        a->state = IDLE;
    pthread_mutex_unlock(&service.lock);
    if (mine)
        lookup_finish(a, err);
}

/* The resolvers' own word for it is WSAEINTR, as for a call that waits. */
static ws2_err lookup_err(ws2_err err)
{
    return err == WSAEINTR ? WSA_E_CANCELLED : err;
}

static void name_done(struct ws2_resolve *r)
{
    struct ws2_async *a =
        (struct ws2_async *)((char *)r - offsetof(struct ws2_async, resolve));

    a->dns_status = r->dns_status;
    lookup_end(a, lookup_err(r->err));
}

static void question_done(void *arg, enum ws2_dns_status status,
                          const uint8_t *answer, size_t len)
{
    struct ws2_async *a = arg;

    a->dns_status = status;
    if (len > 0 && (a->answer = malloc(len)) == NULL) {
        lookup_end(a, WSA_NOT_ENOUGH_MEMORY);
        return;
    }
    if (len > 0)
        memcpy(a->answer, answer, len);
    a->answer_len = len;
    lookup_end(a, lookup_err(ws2_err_from_dns(status)));
}

/* The thread */

static void lookup_ask(struct ws2_async *a)
{
    if (a->resolve.finished) {
        lookup_end(a, a->resolve.err);
        return;
    }
    if (a->timeout.due_ns != OS_FOREVER)
        ws2_timer_heap_add(&service.timeouts, &a->timeout);
    if (a->question_name != NULL)
        ws2_dns_ask(a->lane->dns, a->question_name, a->question_type,
                    question_done, a, &a->question);
    else
        ws2_resolve_ask(&a->resolve, a->lane->dns);
}

static void mail_read_locked(unsigned max)
{
    struct ws2_async *a;

    while (max-- > 0 && (a = mail_take_locked()) != NULL) {
        bool cancelled = a->state == CANCELLED || service.ending;

        pthread_mutex_unlock(&service.lock);
        if (cancelled) {
            lookup_abandon(a);
            lookup_end(a, WSA_E_CANCELLED);
        } else {
            lookup_ask(a);
        }
        pthread_mutex_lock(&service.lock);
    }
}

static void timeouts_fire(void)
{
    int64_t now = os_now_ns();
    struct ws2_timer *t;

    while ((t = service.timeouts.root) != NULL && t->due_ns <= now) {
        struct ws2_async *a =
            (struct ws2_async *)((char *)t -
                                 offsetof(struct ws2_async, timeout));

        ws2_timer_heap_remove(&service.timeouts, t);
        lookup_abandon(a);
        lookup_end(a, WSAETIMEDOUT);
    }
}

/* Waits, unless there is mail, and sees to what came. */
static void round_run(bool wait)
{
    struct os_pollfd fds[1 + FDS_MAX];
    int64_t until = !wait ? 0
                    : service.timeouts.root != NULL
                        ? service.timeouts.root->due_ns
                        : OS_FOREVER;
    size_t count = ws2_async_lanes_poll(fds + 1, FDS_MAX, &until);

    os_poll_set(&fds[0], service.wake_fd, OS_IN);
    os_poll(fds, (unsigned)count + 1, until);
    if (os_poll_got(&fds[0]) != 0)
        os_wakefd_take(service.wake_fd);
    ws2_async_lanes_process(fds + 1);
    timeouts_fire();
}

static void *service_main(void *arg)
{
    bool tell;

    pthread_mutex_lock(&service.lock);
    while (!service.ending) {
        bool wait;

        mail_read_locked(MAIL_MAX);
        wait = service.first == NULL && !service.ending;
        service.sleeps = wait;
        pthread_mutex_unlock(&service.lock);
        ended_tell();
        round_run(wait);
        ended_tell();
        pthread_mutex_lock(&service.lock);
        service.sleeps = false;
    }
    tell = !service.exiting;
    if (tell)
        mail_read_locked(UINT32_MAX);
    pthread_mutex_unlock(&service.lock);
    if (tell) {
        ws2_async_lanes_close();
        ended_tell();
    }
    return arg;
}

/* Beginning and cancelling */

static ws2_err service_start_locked(void)
{
    int fd, res;

    if (service.ending)
        return WSANOTINITIALISED;
    if (service.started)
        return WS2_OK;
    fd = os_wakefd_open();
    if (fd < 0)
        return WSATRY_AGAIN;
    service.wake_fd = fd;
    res = os_thread_spawn(&service.thread, 0, service_main, NULL);
    if (res < 0)
        os_wakefd_close(fd);
    service.started = res == 0;
    return res < 0 ? WSATRY_AGAIN : WS2_OK;
}

static ws2_err lookup_post(struct ws2_async *a)
{
    ws2_err err;

    pthread_mutex_lock(&service.lock);
    err = service_start_locked();
    if (err == WS2_OK) {
        a->state = UNDER_WAY;
        a->fork = service.fork;
        mail_add_locked(a);
    }
    pthread_mutex_unlock(&service.lock);
    return err;
}

/* What the lookup is about is in place. */
static ws2_err lookup_begin(struct ws2_async *a, uint32_t timeout_ms)
{
    ws2_err err = WS2_OK;

    a->err = WS2_OK;
    a->dns_status = WS2_DNS_OK;
    a->host = (struct ws2_host){0};
    a->answer = NULL;
    a->answer_len = 0;
    a->question = NULL;
    a->lane = NULL;
    a->timeout.link = NULL;
    a->timeout.due_ns = os_deadline(timeout_ms);
    if (!a->resolve.finished && (a->lane = ws2_async_lane_join()) == NULL)
        err = WSATRY_AGAIN;
    if (err == WS2_OK)
        err = lookup_post(a);
    if (err != WS2_OK) {
        if (a->lane != NULL)
            ws2_async_lane_leave(a->lane);
        ws2_host_clear(&a->resolve.host);
        ws2_resolve_end(&a->resolve);
        free(a->question_name);
    }
    return err;
}

ws2_err ws2_async_name(struct ws2_async *a, const char *name, unsigned want,
                       uint32_t timeout_ms)
{
    ws2_resolve_begin(&a->resolve, name, want);
    a->resolve.done = name_done;
    a->question_name = NULL;
    return lookup_begin(a, timeout_ms);
}

ws2_err ws2_async_ip(struct ws2_async *a, const struct ws2_ip *ip,
                     uint32_t timeout_ms)
{
    ws2_resolve_begin_reverse(&a->resolve, ip);
    a->resolve.done = name_done;
    a->question_name = NULL;
    return lookup_begin(a, timeout_ms);
}

ws2_err ws2_async_question(struct ws2_async *a, const char *fqdn, int type,
                           uint32_t timeout_ms)
{
    a->resolve = (struct ws2_resolve){0};
    a->question_type = type;
    a->question_name = strdup(fqdn);
    return a->question_name == NULL ? WSA_NOT_ENOUGH_MEMORY
                                    : lookup_begin(a, timeout_ms);
}

bool ws2_async_cancel(struct ws2_async *a)
{
    bool mine;

    pthread_mutex_lock(&service.lock);
    mine = a->state == UNDER_WAY && a->fork == service.fork && !service.ending;
    if (mine) {
        a->state = CANCELLED;
        if (!a->queued)
            mail_add_locked(a);
    }
    pthread_mutex_unlock(&service.lock);
    return mine;
}

void ws2_async_clear(struct ws2_async *a)
{
    ws2_host_clear(&a->host);
    free(a->answer);
    a->answer = NULL;
    a->answer_len = 0;
}

static void service_end(bool exiting)
{
    bool join;

    pthread_mutex_lock(&service.lock);
    join = service.started && !service.ending;
    service.ending = service.started || exiting;
    service.exiting = exiting;
    wake_locked();
    pthread_mutex_unlock(&service.lock);
    if (!join)
        return;
    pthread_join(service.thread, NULL);
    pthread_mutex_lock(&service.lock);
    os_wakefd_close(service.wake_fd);
    service.started = false;
    service.ending = exiting;
    pthread_mutex_unlock(&service.lock);
}

void ws2_async_end_all(void)
{
    service_end(false);
}

static __attribute__((destructor)) void process_exit(void)
{
    service_end(true);
}
