/* SPDX-License-Identifier: MIT */
/* Blocking lookups; see lookup.h. A waiting thread polls its resolver's
 * sockets and its own wake-up, so another thread can end the wait.
 *
 * Locking: waiting.lock guards the list of waiting threads. */
#include "name/lookup.h"

#include <pthread.h>
#include <winsock2.h>

#include "handle/hook.h"
#include "name/resolve.h"
#include "os/fork.h"

#define POLL_MAX    33 /* sockets of a resolver, and the wake-up */
#define STEP_MAX_MS 1000

struct waiter {
    struct waiter *next;
    struct ws2_thread *thread;
    atomic_bool cancelled;
};

static struct {
    pthread_mutex_t lock;
    struct waiter *first;
} waiting = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Who waits in the parent does not wait here. */
static void waiting_forked(void)
{
    waiting.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    waiting.first = NULL;
}
OS_IN_FORKED_CHILD(waiting_forked)

static void waiter_add(struct waiter *w)
{
    pthread_mutex_lock(&waiting.lock);
    w->next = waiting.first;
    waiting.first = w;
    pthread_mutex_unlock(&waiting.lock);
}

static void waiter_remove(struct waiter *w)
{
    struct waiter **link = &waiting.first;

    pthread_mutex_lock(&waiting.lock);
    while (*link != w)
        link = &(*link)->next;
    *link = w->next;
    pthread_mutex_unlock(&waiting.lock);
}

void ws2_lookup_cancel_all(void)
{
    pthread_mutex_lock(&waiting.lock);
    for (struct waiter *w = waiting.first; w != NULL; w = w->next) {
        atomic_store(&w->cancelled, true);
        ws2_thread_wake(w->thread);
    }
    pthread_mutex_unlock(&waiting.lock);
}

/* One wait and what it brought. WSAEINTR: a blocking hook has cancelled the
 * call; WSAETIMEDOUT: it is the deadline. */
static ws2_err resolver_step(struct ws2_dns *dns, struct ws2_thread *thread,
                             int wake_fd, int64_t deadline_ns)
{
    struct os_pollfd fds[POLL_MAX];
    int timeout_ms;
    size_t count = ws2_dns_poll(dns, fds, POLL_MAX - 1, &timeout_ms);
    int64_t until_ns =
        os_deadline(timeout_ms < 0 ? STEP_MAX_MS : (uint32_t)timeout_ms);
    ws2_err err;

    if (deadline_ns < until_ns)
        until_ns = deadline_ns;
    err = ws2_hook_turn(thread, &until_ns);
    if (err != WS2_OK)
        return err;
    os_poll_set(&fds[count], wake_fd, OS_IN);
    os_poll(fds, (unsigned)count + 1, until_ns);
    ws2_thread_unwake(thread);
    ws2_dns_process(dns, fds, count);
    return os_now_ns() < deadline_ns ? WS2_OK : WSAETIMEDOUT;
}

static ws2_err resolve_wait(struct ws2_resolve *r, struct ws2_thread *thread,
                            int wake_fd, int64_t deadline_ns)
{
    struct waiter w = {.thread = thread};
    struct ws2_dns *dns = ws2_dns_get();
    ws2_err err = WS2_OK;

    if (dns == NULL)
        return WSATRY_AGAIN; /* no memory or no descriptors, for now */
    waiter_add(&w);
    ws2_resolve_ask(r, dns);
    while (!r->finished) {
        err = resolver_step(dns, thread, wake_fd, deadline_ns);
        if (err != WS2_OK || atomic_load(&w.cancelled))
            ws2_dns_cancel(dns);
    }
    waiter_remove(&w);
    ws2_dns_put(dns);
    return r->err == WSAEINTR && err == WSAETIMEDOUT ? err : r->err;
}

static ws2_err resolve_run(struct ws2_resolve *r, int64_t deadline_ns)
{
    struct ws2_thread *thread = ws2_thread_self();
    int wake_fd;

    if (thread == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    wake_fd = ws2_thread_wake_fd(thread);
    if (wake_fd < 0)
        return WSATRY_AGAIN;
    return resolve_wait(r, thread, wake_fd, deadline_ns);
}

static ws2_err resolve_end(struct ws2_resolve *r, bool finished,
                           int64_t deadline_ns, struct ws2_host *host)
{
    ws2_err err = finished ? r->err : resolve_run(r, deadline_ns);

    *host = r->host;
    ws2_resolve_end(r);
    return err;
}

ws2_err ws2_lookup_name_until(const char *name, unsigned want,
                              int64_t deadline_ns, struct ws2_host *host)
{
    struct ws2_resolve r;

    return resolve_end(&r, ws2_resolve_begin(&r, name, want), deadline_ns,
                       host);
}

ws2_err ws2_lookup_name(const char *name, unsigned want, struct ws2_host *host)
{
    return ws2_lookup_name_until(name, want, OS_FOREVER, host);
}

ws2_err ws2_lookup_ip(const struct ws2_ip *ip, struct ws2_host *host)
{
    struct ws2_resolve r;

    return resolve_end(&r, ws2_resolve_begin_reverse(&r, ip), OS_FOREVER, host);
}
