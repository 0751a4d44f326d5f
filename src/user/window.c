/* SPDX-License-Identifier: MIT */
/* The table and the tree of windows; see window.h. */
#include "user/window.h"

#include <stdlib.h>

#include "user/proc.h"
#include "user/queue.h"

/* Indices begin above the values that mean something else, and are even. */
#define INDEX_FIRST     0x20u
#define GENERATION_LAST 0x7fffu /* no value is negative as a 32-bit number */

static struct slot {
    struct ws2_window *window;
    uint16_t generation;
} slots[WS2_WINDOWS_MAX];
static unsigned slots_used; /* the first of them were used once */
static unsigned live, last; /* the slot that was given out last */

static struct ws2_window desktop, message_root;

struct ws2_window *ws2_window_desktop(void)
{
    return &desktop;
}

struct ws2_window *ws2_window_message_root(void)
{
    return &message_root;
}

static HWND slot_handle(unsigned i)
{
    return (HWND)((uintptr_t)slots[i].generation << 16 |
                  (uintptr_t)(INDEX_FIRST + i) << 1);
}

struct ws2_window *ws2_window_find_locked(HWND hwnd)
{
    uintptr_t i = ((uintptr_t)hwnd & 0xffff) / 2 - INDEX_FIRST;

    return i < slots_used && slots[i].window != NULL &&
                   slot_handle((unsigned)i) == hwnd
               ? slots[i].window
               : NULL;
}

struct ws2_window *ws2_window_parent_locked(HWND hwnd)
{
    if (hwnd == HWND_DESKTOP)
        return &desktop;
    if (hwnd == HWND_MESSAGE)
        return &message_root;
    return ws2_window_find_locked(hwnd);
}

void ws2_window_ref_locked(struct ws2_window *w)
{
    w->refs++;
}

void ws2_window_put_locked(struct ws2_window *w)
{
    if (--w->refs > 0)
        return;
    ws2_queue_put(w->queue);
    free(w->text);
    free(w);
}

struct ws2_window *ws2_window_get(HWND hwnd)
{
    struct ws2_window *w;

    ws2_user_lock();
    w = ws2_window_find_locked(hwnd);
    if (w != NULL)
        ws2_window_ref_locked(w);
    ws2_user_unlock();
    return w;
}

bool ws2_window_exists(HWND hwnd)
{
    bool there;

    ws2_user_lock();
    there = ws2_window_find_locked(hwnd) != NULL;
    ws2_user_unlock();
    return there;
}

void ws2_window_put(struct ws2_window *w)
{
    ws2_user_lock();
    ws2_window_put_locked(w);
    ws2_user_unlock();
}

/* A free slot, as long unused as can be, so that stale values stay stale. */
static unsigned slot_take(void)
{
    unsigned i = last;

    if (live == WS2_WINDOWS_MAX)
        return WS2_WINDOWS_MAX;
    do
        i = i + 1 < WS2_WINDOWS_MAX ? i + 1 : 0;
    while (slots[i].window != NULL);
    slots[i].generation = slots[i].generation < GENERATION_LAST
                              ? (uint16_t)(slots[i].generation + 1)
                              : 1;
    if (i >= slots_used)
        slots_used = i + 1;
    last = i;
    live++;
    return i;
}

ws2_err ws2_window_new_locked(struct ws2_class *class, struct ws2_queue *queue,
                              struct ws2_window **out)
{
    size_t extra = (size_t) class->info.cbWndExtra;
    struct ws2_window *w = calloc(1, sizeof(*w) + extra);
    unsigned i;

    if (w == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    i = slot_take();
    if (i == WS2_WINDOWS_MAX) {
        free(w);
        return ERROR_NO_MORE_USER_HANDLES;
    }
    w->refs = 2; /* the table's and the caller's */
    w->handle = slot_handle(i);
    w->queue = queue;
    ws2_queue_ref(queue);
    w->class = class;
    class->windows++;
    w->proc = class->info.lpfnWndProc;
    w->wide = class->wide;
    w->extra_size = class->info.cbWndExtra;
    slots[i].window = w;
    *out = w;
    return WS2_OK;
}

void ws2_window_link_locked(struct ws2_window *w, struct ws2_window *parent)
{
    w->parent = parent;
    w->prev = NULL;
    w->next = parent->child;
    if (w->next != NULL)
        w->next->prev = w;
    parent->child = w;
}

void ws2_window_unlink_locked(struct ws2_window *w)
{
    if (w->parent == NULL)
        return;
    if (w->prev != NULL)
        w->prev->next = w->next;
    else
        w->parent->child = w->next;
    if (w->next != NULL)
        w->next->prev = w->prev;
    w->parent = NULL;
}

void ws2_window_remove_locked(struct ws2_window *w)
{
    if (w->gone)
        return;
    w->gone = true;
    ws2_window_unlink_locked(w);
    while (w->child != NULL)
        ws2_window_unlink_locked(w->child);
    slots[((uintptr_t)w->handle & 0xffff) / 2 - INDEX_FIRST].window = NULL;
    live--;
    w->class->windows--;
    ws2_window_put_locked(w);
}

bool ws2_window_is_child_locked(const struct ws2_window *parent,
                                const struct ws2_window *w)
{
    for (w = w->parent; w != NULL; w = w->parent)
        if (w == parent)
            return true;
    return false;
}

struct ws2_window *ws2_window_of_locked(const struct ws2_queue *queue)
{
    for (unsigned i = 0; i < slots_used; i++)
        if (slots[i].window != NULL && slots[i].window->queue == queue)
            return slots[i].window;
    return NULL;
}

LRESULT ws2_window_call(struct ws2_window *w, bool wide, UINT msg,
                        WPARAM wparam, LPARAM lparam)
{
    struct ws2_proc_call call = {.wide = wide,
                                 .hwnd = w->handle,
                                 .msg = msg,
                                 .wparam = wparam,
                                 .lparam = lparam};

    ws2_user_lock();
    if (!w->gone)
        call.proc = w->proc;
    call.proc_wide = w->wide;
    ws2_user_unlock();
    return call.proc != NULL ? ws2_proc_call(&call) : 0;
}
