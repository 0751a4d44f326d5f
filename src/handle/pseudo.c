/* SPDX-License-Identifier: MIT */
/* Pseudo handles; see pseudo.h. The process object is static and never
 * signaled: who could wait for it ends with it. */
#include "handle/pseudo.h"

#include "handle/thread_obj.h"
#include "handle/wait.h"

static enum ws2_ready process_ready(const struct ws2_waitable *w,
                                    const struct ws2_thread *thread)
{
    (void)w;
    (void)thread;
    return WS2_NOT_READY;
}

static void process_take(struct ws2_waitable *w, struct ws2_thread *thread)
{
    (void)w;
    (void)thread;
}

static void process_destroy(struct ws2_obj *obj)
{
    (void)obj;
}

static const struct ws2_obj_ops process_ops = {.destroy = process_destroy};
static const struct ws2_wait_ops process_wait = {.ready = process_ready,
                                                 .take = process_take};
static struct ws2_waitable process = {
    .obj = {.ops = &process_ops, .refs = 1, .kind = WS2_KIND_PROCESS},
    .wait = &process_wait};

struct ws2_obj *ws2_pseudo_pin(ws2_handle h, unsigned kinds)
{
    struct ws2_thread_obj *self;

    if (h == WS2_HANDLE_SELF_PROCESS)
        return (kinds & WS2_KIND_PROCESS) != 0 ? &process.obj : NULL;
    if (h != WS2_HANDLE_SELF_THREAD)
        return ws2_handle_pin(h, kinds);
    self = (kinds & WS2_KIND_THREAD) != 0 ? ws2_thread_obj_self() : NULL;
    return (struct ws2_obj *)self;
}

void ws2_pseudo_unpin(ws2_handle h)
{
    if (h != WS2_HANDLE_SELF_PROCESS && h != WS2_HANDLE_SELF_THREAD)
        ws2_handle_unpin(h);
}
