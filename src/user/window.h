/* SPDX-License-Identifier: MIT */
/* Windows: the table behind HWND and the tree. A value is generation and
 * index, so that a stale one finds nothing; it fits in 32 bits and is never
 * one of the reserved values.
 *
 * Fields are guarded by the user lock. A reference keeps the structure; the
 * window itself is gone when its handle is. */
#ifndef WS2_USER_WINDOW_H
#define WS2_USER_WINDOW_H

#include "user/class.h"
#include "user/user.h"

#define WS2_WINDOWS_MAX 10000u /* Windows' limit for a process */

struct ws2_queue;

struct ws2_window {
    unsigned refs;
    HWND handle;
    struct ws2_queue *queue; /* of the thread that created it; a reference */
    struct ws2_class *class;
    struct ws2_window *parent, *child, *prev, *next; /* newest child first */
    HWND owner;
    WNDPROC proc;
    bool wide;       /* the procedure takes UTF-16 */
    bool gone;       /* no handle any more */
    bool destroying; /* WM_DESTROY was sent */
    LONG style, ex_style;
    HINSTANCE module;
    LONG_PTR id, data;
    char16_t *text; /* NULL: empty */
    int extra_size;
    unsigned char extra[];
};

/* The tree's roots: parents of top-level and of message-only windows. */
struct ws2_window *ws2_window_desktop(void);
struct ws2_window *ws2_window_message_root(void);

/* HWND_MESSAGE and NULL name the roots; NULL when there is none such. */
struct ws2_window *ws2_window_parent_locked(HWND hwnd);

/* NULL when there is no such window. */
struct ws2_window *ws2_window_find_locked(HWND hwnd);

/* The same with a reference. */
struct ws2_window *ws2_window_get(HWND hwnd);
void ws2_window_ref_locked(struct ws2_window *w);
void ws2_window_put_locked(struct ws2_window *w);
void ws2_window_put(struct ws2_window *w);

bool ws2_window_exists(HWND hwnd);

/* A window of the class, in the table, without parent; a reference for the
 * caller. ERROR_NO_MORE_USER_HANDLES, ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_window_new_locked(struct ws2_class *class, struct ws2_queue *queue,
                              struct ws2_window **out);

/* Takes it out of table and tree. */
void ws2_window_remove_locked(struct ws2_window *w);

void ws2_window_link_locked(struct ws2_window *w, struct ws2_window *parent);
void ws2_window_unlink_locked(struct ws2_window *w);
bool ws2_window_is_child_locked(const struct ws2_window *parent,
                                const struct ws2_window *w);

/* Any window of the queue; NULL. */
struct ws2_window *ws2_window_of_locked(const struct ws2_queue *queue);

/* Calls the window's procedure, on the calling thread; 0 when it is gone. */
LRESULT ws2_window_call(struct ws2_window *w, bool wide, UINT msg,
                        WPARAM wparam, LPARAM lparam);

/* Destroys a window of the calling thread; destroy.c. */
void ws2_window_destroy(struct ws2_window *w);

/* The last part of it: WM_NCDESTROY to the children and it, and gone. */
void ws2_window_finish(struct ws2_window *w);

/* The queue's thread ends: its windows are gone, without a word. */
void ws2_windows_end(struct ws2_queue *queue);

#endif
