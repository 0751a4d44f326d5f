/* SPDX-License-Identifier: MIT */
/* Asynchronous requests; see task.h. Pages: WSAAsyncGetHostByName and its
 * siblings, WSACancelAsyncRequest.
 *
 * Locking: tasks.lock guards the list, the count of handles and the references,
 * and is held over the copy into the program's buffer. It is a leaf. */
#include "name/task.h"

#include <pthread.h>
#include <stdlib.h>

#include "name/async.h"
#include "name/hostent.h"
#include "name/netent.h"
#include "os/fork.h"
#include "os/mem.h"
#include "watch/watch.h"

/* A host that is looked up. */
struct task {
    struct ws2_async lookup; /* first */
    struct ws2_task_order order;
    HANDLE handle;
    struct task *next, **link; /* link NULL: not on the list any more */
    unsigned refs;             /* the lookup's, and who cancels */
    bool reverse;
    struct ws2_ip ip;
};

static struct {
    pthread_mutex_t lock;
    struct task *first;
    uintptr_t handed_out;
} tasks = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void tasks_forked(void)
{
    tasks.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    tasks.first = NULL; /* the parent's, and never told here */
}
OS_IN_FORKED_CHILD(tasks_forked)

/* Odd, as no other handle is, and each once: those that were handed out are
 * known without a list. */
static HANDLE handle_new_locked(void)
{
    return (HANDLE)(tasks.handed_out++ << 1 | 1);
}

static HANDLE handle_new(void)
{
    HANDLE handle;

    pthread_mutex_lock(&tasks.lock);
    handle = handle_new_locked();
    pthread_mutex_unlock(&tasks.lock);
    return handle;
}

static bool task_unlink_locked(struct task *t)
{
    if (t->link == NULL)
        return false;
    *t->link = t->next;
    if (t->next != NULL)
        t->next->link = t->link;
    t->link = NULL;
    return true;
}

static void task_put(struct task *t)
{
    bool last;

    pthread_mutex_lock(&tasks.lock);
    last = --t->refs == 0;
    pthread_mutex_unlock(&tasks.lock);
    if (last)
        free(t);
}

/* Results */

struct result {
    ws2_err err;
    size_t size;
    void *block;
};

/* The size goes first: who asks for it needs no buffer. */
static struct result result_make(const struct ws2_task_order *order,
                                 ws2_err err, ws2_layer *lay,
                                 const void *source)
{
    struct result r = {.err = err};

    if (err != WS2_OK)
        return r;
    r.size = ws2_layout_size(lay, source);
    if (order->buflen < 0 || (size_t)order->buflen < r.size)
        r.err = WSAENOBUFS;
    else if ((r.block = ws2_layout_make(lay, source, r.size,
                                        (uintptr_t)order->buf)) == NULL)
        r.err = WSA_NOT_ENOUGH_MEMORY;
    return r;
}

static void result_copy(const struct ws2_task_order *order, struct result *r)
{
    if (r->err == WS2_OK &&
        os_mem_copy_out(order->buf, r->block, r->size) != 0) {
        r->err = WSAEFAULT;
        r->size = 0;
    }
}

/* Ends a request that was found by the call itself. */
static ws2_err order_end(const struct ws2_task_order *order, ws2_err err,
                         ws2_layer *lay, const void *source, HANDLE *task)
{
    struct result r;

    *task = handle_new();
    err = ws2_watch_lookup((uintptr_t)*task, err);
    r = result_make(order, err, lay, source);
    result_copy(order, &r);
    free(r.block);
    return order->tell(order, *task, r.err, r.size);
}

static void task_end(struct task *t, ws2_err err)
{
    struct result r;
    bool mine;

    err = ws2_watch_lookup((uintptr_t)t->handle, err);
    r = result_make(&t->order, err, ws2_hostent_lay, &t->lookup.host);
    pthread_mutex_lock(&tasks.lock);
    mine = task_unlink_locked(t);
    if (mine)
        result_copy(&t->order, &r);
    pthread_mutex_unlock(&tasks.lock);
    free(r.block);
    if (mine)
        t->order.tell(&t->order, t->handle, r.err, r.size);
}

/* Hosts */

static void lookup_done(struct ws2_async *a)
{
    struct task *t = (struct task *)a;
    ws2_err err = a->err;

    if (err == WS2_OK && t->reverse)
        err = ws2_hostent_only_ip(&a->host, &t->ip);
    task_end(t, err);
    ws2_async_clear(a);
    task_put(t);
}

static struct task *task_new(const struct ws2_task_order *order)
{
    struct task *t = calloc(1, sizeof(*t));

    if (t == NULL)
        return NULL;
    t->lookup.done = lookup_done;
    t->order = *order;
    t->refs = 2; /* the lookup's, and that of the call */
    pthread_mutex_lock(&tasks.lock);
    t->handle = handle_new_locked();
    t->next = tasks.first;
    t->link = &tasks.first;
    if (t->next != NULL)
        t->next->link = &t->next;
    tasks.first = t;
    pthread_mutex_unlock(&tasks.lock);
    return t;
}

/* What cannot be begun for want of memory or descriptors can be later. */
static ws2_err err_of_begin(ws2_err err)
{
    return err == WSA_NOT_ENOUGH_MEMORY || err == WSATRY_AGAIN ? WSAEWOULDBLOCK
                                                               : err;
}

/* The lookup of t has begun, or has not. */
static ws2_err task_begun(struct task *t, ws2_err err, HANDLE *task)
{
    *task = t->handle;
    if (err != WS2_OK) {
        pthread_mutex_lock(&tasks.lock);
        task_unlink_locked(t);
        pthread_mutex_unlock(&tasks.lock);
        task_put(t);
    }
    task_put(t);
    return err_of_begin(err);
}

ws2_err ws2_task_gethostbyname(const struct ws2_task_order *order,
                               const char *name, HANDLE *task)
{
    char text[WS2_TEXT_MAX];
    struct ws2_host host = {0};
    ws2_err err = ws2_hostent_take_name(name, text);
    struct task *t;

    if (err != WS2_OK || ws2_hostent_literal(text, &host, &err)) {
        err = order_end(order, err, ws2_hostent_lay, &host, task);
        ws2_host_clear(&host);
        return err;
    }
    t = task_new(order);
    return t == NULL ? WSAEWOULDBLOCK
                     : task_begun(t,
                                  ws2_async_name(&t->lookup, text, WS2_WANT_V4,
                                                 WS2_ASYNC_FOREVER),
                                  task);
}

ws2_err ws2_task_gethostbyaddr(const struct ws2_task_order *order,
                               const char *addr, int len, int type,
                               HANDLE *task)
{
    struct ws2_ip ip;
    ws2_err err = ws2_hostent_take_ip(addr, len, type, &ip);
    struct task *t;

    if (err != WS2_OK)
        return order_end(order, err, ws2_hostent_lay, NULL, task);
    t = task_new(order);
    if (t == NULL)
        return WSAEWOULDBLOCK;
    t->reverse = true;
    t->ip = ip;
    return task_begun(t, ws2_async_ip(&t->lookup, &ip, WS2_ASYNC_FOREVER),
                      task);
}

/* Services and protocols */

static ws2_err netent_end(const struct ws2_task_order *order, ws2_err err,
                          ws2_layer *lay, struct ws2_netdb *entry, HANDLE *task)
{
    ws2_err told = order_end(order, err, lay, entry, task);

    if (err == WS2_OK)
        ws2_netdb_clear(entry);
    return told;
}

ws2_err ws2_task_getservbyname(const struct ws2_task_order *order,
                               const char *name, const char *proto,
                               HANDLE *task)
{
    struct ws2_netdb entry;

    return netent_end(order, ws2_netent_servbyname(name, proto, &entry),
                      ws2_servent_lay, &entry, task);
}

ws2_err ws2_task_getservbyport(const struct ws2_task_order *order, int port,
                               const char *proto, HANDLE *task)
{
    struct ws2_netdb entry;

    return netent_end(order, ws2_netent_servbyport(port, proto, &entry),
                      ws2_servent_lay, &entry, task);
}

ws2_err ws2_task_getprotobyname(const struct ws2_task_order *order,
                                const char *name, HANDLE *task)
{
    struct ws2_netdb entry;

    return netent_end(order, ws2_netent_protobyname(name, &entry),
                      ws2_protoent_lay, &entry, task);
}

ws2_err ws2_task_getprotobynumber(const struct ws2_task_order *order,
                                  int number, HANDLE *task)
{
    struct ws2_netdb entry;

    return netent_end(order, ws2_protocol_by_number(number, &entry),
                      ws2_protoent_lay, &entry, task);
}

ws2_err ws2_task_fail(const struct ws2_task_order *order, ws2_err code,
                      HANDLE *task)
{
    return order_end(order, code, ws2_hostent_lay, NULL, task);
}

/* Cancelling */

static struct task *task_take_locked(HANDLE handle)
{
    struct task *t = tasks.first;

    while (t != NULL && t->handle != handle)
        t = t->next;
    if (t != NULL) {
        task_unlink_locked(t);
        t->refs++;
    }
    return t;
}

ws2_err ws2_task_cancel(HANDLE task)
{
    uintptr_t value = (uintptr_t)task;
    struct task *t;
    bool known;

    pthread_mutex_lock(&tasks.lock);
    known = (value & 1) != 0 && value >> 1 < tasks.handed_out;
    t = task_take_locked(task);
    pthread_mutex_unlock(&tasks.lock);
    if (t == NULL)
        return known ? WSAEALREADY : WSAEINVAL;
    ws2_async_cancel(&t->lookup);
    task_put(t);
    return WS2_OK;
}

void ws2_task_cancel_all(void)
{
    pthread_mutex_lock(&tasks.lock);
    while (tasks.first != NULL)
        task_unlink_locked(tasks.first);
    pthread_mutex_unlock(&tasks.lock);
}
