/* SPDX-License-Identifier: MIT */
/* Destroying windows: the window itself is told first, then its children, and
 * they are gone before it. Only a window's own thread destroys it; children of
 * other threads are destroyed there, later. Follows "DestroyWindow function
 * (winuser.h)", "WM_DESTROY" and "WM_NCDESTROY" on Microsoft Learn. */
#include "user/queue.h"
#include "user/sent.h"
#include "user/window.h"
#include "win32/door.h"

/* A window of the same thread with the given relation, with a reference. */
typedef bool relation(const struct ws2_window *w,
                      const struct ws2_window *other);

static bool is_untold_child(const struct ws2_window *w,
                            const struct ws2_window *other)
{
    return w->parent == other && !w->destroying;
}

static bool is_child(const struct ws2_window *w, const struct ws2_window *other)
{
    return w->parent == other;
}

static bool is_owned(const struct ws2_window *w, const struct ws2_window *other)
{
    return w->owner == other->handle && !w->destroying;
}

static struct ws2_window *relative_get(struct ws2_window *w, relation *related,
                                       struct ws2_window *first)
{
    struct ws2_window *found = first;

    while (found != NULL && (found->queue != w->queue || !related(found, w)))
        found = found->next;
    if (found != NULL)
        ws2_window_ref_locked(found);
    return found;
}

static struct ws2_window *child_get(struct ws2_window *w, relation *related)
{
    struct ws2_window *found;

    ws2_user_lock();
    found = relative_get(w, related, w->child);
    ws2_user_unlock();
    return found;
}

static struct ws2_window *owned_get(struct ws2_window *w)
{
    struct ws2_window *found;

    ws2_user_lock();
    found = relative_get(w, is_owned, ws2_window_desktop()->child);
    ws2_user_unlock();
    return found;
}

/* Children of other threads are cut off, and told to go. */
static void strangers_send_off(struct ws2_window *w)
{
    struct ws2_window *child;
    struct ws2_sent *sent;

    for (;;) {
        ws2_user_lock();
        child = w->child;
        if (child != NULL) {
            ws2_window_ref_locked(child);
            ws2_window_unlink_locked(child);
        }
        ws2_user_unlock();
        if (child == NULL)
            return;
        sent = ws2_sent_new(WS2_SENT_DESTROY, child);
        if (sent != NULL) {
            ws2_sent_submit(sent);
            ws2_sent_put(sent);
        }
        ws2_window_put(child);
    }
}

static void window_remove(struct ws2_window *w)
{
    struct ws2_queue *q = w->queue;
    HWND hwnd = w->handle;

    strangers_send_off(w);
    ws2_user_lock();
    ws2_window_remove_locked(w);
    ws2_user_unlock();
    ws2_queue_forget(q, hwnd);
}

void ws2_window_finish(struct ws2_window *w)
{
    struct ws2_window *child;

    while ((child = child_get(w, is_child)) != NULL) {
        ws2_window_finish(child);
        ws2_window_put(child);
    }
    ws2_window_call(w, w->wide, WM_NCDESTROY, 0, 0);
    window_remove(w);
}

static void window_tell(struct ws2_window *w)
{
    struct ws2_window *child;

    ws2_user_lock();
    w->destroying = true;
    ws2_user_unlock();
    ws2_window_call(w, w->wide, WM_DESTROY, 0, 0);
    while ((child = child_get(w, is_untold_child)) != NULL) {
        window_tell(child);
        ws2_window_put(child);
    }
}

void ws2_window_destroy(struct ws2_window *w)
{
    struct ws2_window *owned;

    if (w->gone || w->destroying) /* the thread's own: nobody else sets them */
        return;
    while ((owned = owned_get(w)) != NULL) {
        ws2_window_destroy(owned);
        ws2_window_put(owned);
    }
    window_tell(w);
    if (!w->gone)
        ws2_window_finish(w);
}

BOOL WINAPI DestroyWindow(HWND hWnd)
{
    struct ws2_window *w = ws2_window_get(hWnd);
    ws2_err err = WS2_OK;

    if (w == NULL)
        return ws2_win32_bool(ERROR_INVALID_WINDOW_HANDLE);
    if (w->queue == ws2_queue_peek())
        ws2_window_destroy(w);
    else
        err = ERROR_ACCESS_DENIED;
    ws2_window_put(w);
    return ws2_win32_bool(err);
}

/* The thread is about to be gone, and its procedures are not called. */
void ws2_windows_end(struct ws2_queue *q)
{
    struct ws2_window *w;

    for (;;) {
        ws2_user_lock();
        w = ws2_window_of_locked(q);
        if (w != NULL)
            ws2_window_ref_locked(w);
        ws2_user_unlock();
        if (w == NULL)
            return;
        window_remove(w);
        ws2_window_put(w);
    }
}
