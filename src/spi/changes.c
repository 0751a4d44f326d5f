/* SPDX-License-Identifier: MIT */
/* Changes of the catalog; see changes.h. What waits is a list of the process,
 * which the reactor goes through when inotify says that a look is due; lock
 * guards it, and is taken before a port's, an event's or an APC queue's. Page:
 * WSAProviderConfigChange. */
#include "spi/changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/overlapped.h"
#include "handle/signal.h"
#include "handle/thread_obj.h"
#include "io/watch.h"
#include "os/filewatch.h"
#include "os/fork.h"
#include "os/lock.h"
#include "spi/catalog_files.h"

struct changes { /* behind a notification handle */
    struct ws2_obj obj;
    struct ws2_lock lock; /* of attaching */
    struct ws2_attachment attached;
};

struct state { /* of the catalog's files */
    struct os_stamp stamps[WS2_SOURCES];
};

struct change {
    struct ws2_overlapped o; /* first: its block is ours */
    struct change *next;
    struct changes *of; /* a reference */
    struct state before;
};

static struct ws2_lock lock = WS2_LOCK_INIT;
static struct change *pending;
static struct ws2_watch *watch; /* from the first handle on */

/* What was pending is the parent's. */
static void changes_forked(void)
{
    atomic_store(&lock.word, 0);
    pending = NULL;
    ws2_watch_forked(&watch);
}
OS_IN_FORKED_CHILD(changes_forked)

/* Does to each file of the catalog; false without memory. */
static bool files_each(void (*fn)(unsigned i, const char *path, void *arg),
                       void *arg)
{
    struct ws2_catalog *where = calloc(1, sizeof(*where));
    bool known = where != NULL && ws2_catalog_files(where);

    for (unsigned i = WS2_SYSTEM; known && i < WS2_SOURCES; i++)
        if (where->parts[i].path != NULL)
            fn(i, where->parts[i].path, arg);
    ws2_catalog_free(where);
    return known;
}

static void stamp_take(unsigned i, const char *path, void *arg)
{
    os_kept_stamp(path, &((struct state *)arg)->stamps[i]);
}

static bool state_take(struct state *state)
{
    memset(state, 0, sizeof(*state));
    return files_each(stamp_take, state);
}

static void file_watch(unsigned i, const char *path, void *arg)
{
    int *res = arg;
    int added = os_filewatch_add(watch->watched.fd, path);

    (void)i;
    if (added < 0)
        *res = added;
}

/* --- Ends. */

static void change_end(struct change *c, ws2_err err)
{
    struct changes *of = c->of;

    ws2_overlapped_end(&c->o, &of->attached, ws2_status_from_err(err), 0, 0,
                       false);
    ws2_obj_put(&of->obj);
}

static void changes_look(void)
{
    struct state now;
    struct change *c;
    int res = 0;

    ws2_lock_take(&lock);
    if (watch != NULL)
        files_each(file_watch, &res);
    if (state_take(&now))
        for (struct change **at = &pending; (c = *at) != NULL;) {
            if (memcmp(&now, &c->before, sizeof(now)) == 0) {
                at = &c->next;
                continue;
            }
            *at = c->next;
            change_end(c, WS2_OK);
        }
    ws2_lock_drop(&lock);
}

static void files_ready(int fd)
{
    os_filewatch_take(fd);
    changes_look();
}

/* Takes those out that are of, and of ov and thread unless these are 0. */
static unsigned pending_cancel(const struct changes *of, const void *ov,
                               uint32_t thread)
{
    struct change *c;
    unsigned n = 0;

    ws2_lock_take(&lock);
    for (struct change **at = &pending; (c = *at) != NULL;) {
        if (c->of != of || (ov != NULL && c->o.packet.overlapped != ov) ||
            (thread != 0 && c->o.packet.thread != thread)) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        change_end(c, WSA_OPERATION_ABORTED);
        n++;
    }
    ws2_lock_drop(&lock);
    return n;
}

/* --- The object. */

static void changes_closed(struct ws2_obj *obj)
{
    pending_cancel((struct changes *)obj, NULL, 0);
}

static void changes_destroy(struct ws2_obj *obj)
{
    ws2_attachment_free(&((struct changes *)obj)->attached);
    free(obj);
}

static void changes_obj_forked(struct ws2_obj *obj)
{
    atomic_store(&((struct changes *)obj)->lock.word, 0);
}

static ws2_err changes_attach(struct ws2_obj *obj, struct ws2_port *port,
                              uintptr_t key)
{
    struct changes *of = (struct changes *)obj;
    ws2_err err = ERROR_INVALID_PARAMETER;

    ws2_lock_take(&of->lock);
    if (ws2_attached_port(&of->attached) == NULL) {
        ws2_attach(&of->attached, port, key);
        err = WS2_OK;
    }
    ws2_lock_drop(&of->lock);
    return err;
}

static void changes_notify(struct ws2_obj *obj, unsigned modes)
{
    ws2_attached_notify(&((struct changes *)obj)->attached, modes);
}

static unsigned changes_cancel(struct ws2_obj *obj, const void *overlapped,
                               uint32_t thread)
{
    return pending_cancel((struct changes *)obj, overlapped, thread);
}

static struct ws2_signal *changes_signal(struct ws2_obj *obj)
{
    return ws2_signal_need(&((struct changes *)obj)->attached, obj, NULL);
}

static const struct ws2_obj_ops changes_ops = {.closed = changes_closed,
                                               .destroy = changes_destroy,
                                               .forked = changes_obj_forked,
                                               .attach = changes_attach,
                                               .notify = changes_notify,
                                               .cancel = changes_cancel,
                                               .own_signal = changes_signal};

/* Without inotify this system does not tell of changes. */
static ws2_err watch_code(int res)
{
    ws2_err err = ws2_err_from_res(WS2_OP_CATALOG, res);

    return err == WS2_OK || err == WSA_NOT_ENOUGH_MEMORY ? err : WSAEOPNOTSUPP;
}

static ws2_err watch_need(void)
{
    int res;

    ws2_lock_take(&lock);
    res = ws2_watch_need(&watch, os_filewatch_open, files_ready);
    ws2_lock_drop(&lock);
    return watch_code(res);
}

ws2_err ws2_changes_open(ws2_handle *out)
{
    struct changes *of;
    ws2_err err = watch_need();

    if (err != WS2_OK)
        return err;
    of = calloc(1, sizeof(*of));
    if (of == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    ws2_obj_init(&of->obj, WS2_KIND_CHANGES, &changes_ops);
    err = ws2_handle_new(&of->obj, out);
    ws2_obj_put(&of->obj);
    return err;
}

/* Files are watched before their state is taken: no change goes unseen. One
 * who closed the handle has looked before, or we see that. */
static ws2_err change_add(struct change *c, ws2_handle h)
{
    ws2_err err;
    int res;

    ws2_lock_take(&lock);
    res = ws2_watch_need(&watch, os_filewatch_open, files_ready);
    if (res == 0 && (!files_each(file_watch, &res) || !state_take(&c->before)))
        res = -ENOMEM;
    err = watch_code(res);
    if (err == WS2_OK && !ws2_handle_names(h, &c->of->obj))
        err = WSA_INVALID_HANDLE;
    if (err == WS2_OK) {
        c->next = pending;
        pending = c;
    }
    ws2_lock_drop(&lock);
    return err;
}

static ws2_err change_begin(struct changes *of, ws2_handle h,
                            LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct change *c = ws2_block_get(sizeof(*c));
    ws2_err err;

    if (c == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    c->o.packet.size = sizeof(*c);
    err = ws2_overlapped_begin(&c->o, &of->attached, ov, routine);
    if (err != WS2_OK) {
        ws2_block_put(c, sizeof(*c));
        return err;
    }
    c->o.packet.thread = ws2_thread_id();
    c->of = of;
    ws2_obj_ref(&of->obj);
    err = change_add(c, h);
    if (err == WS2_OK)
        return WSA_IO_PENDING;
    ws2_overlapped_drop(&c->o, ws2_status_from_err(err));
    ws2_obj_put(&of->obj);
    return err;
}

ws2_err ws2_changes_wait(ws2_handle h, LPWSAOVERLAPPED ov,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_obj *obj = ws2_handle_get(h, WS2_KIND_CHANGES);
    ws2_err err;

    if (obj == NULL)
        return WSA_INVALID_HANDLE;
    err = change_begin((struct changes *)obj, h, ov, routine);
    ws2_obj_put(obj);
    return err;
}
