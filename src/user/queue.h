/* SPDX-License-Identifier: MIT */
/* Message queues: one for each thread that uses messages, made on first use.
 *
 * A queue is a waitable object of the wait core, so that one wait covers it
 * and other objects; only its owner waits for it. Its lock guards all but
 * what is marked as the owner's. */
#ifndef WS2_USER_QUEUE_H
#define WS2_USER_QUEUE_H

#include "handle/wait.h"
#include "user/user.h"

#define WS2_POSTED_MAX 10000u /* Windows' limit for a queue */

/* What a program may ask about. */
#define WS2_QS_KNOWN (QS_ALLINPUT | QS_ALLPOSTMESSAGE)

/* Beside the QS_ bits: a message that the owner sent was answered. */
#define WS2_QS_REPLY 0x10000u

struct ws2_window;
struct ws2_posted;
struct ws2_sent;
struct ws2_msgtimer;

struct ws2_queue {
    struct ws2_waitable base;
    struct ws2_queue *prev, *next; /* of all; user lock */
    uint32_t thread_id;
    bool ended;                       /* takes nothing more */
    unsigned bits, changed;           /* QS_: is there; is new */
    unsigned wait_bits, wait_changed; /* what of them ends the owner's wait */
    struct ws2_posted *posted, **posted_last;
    unsigned posted_count;
    bool quit; /* PostQuitMessage */
    int quit_code;
    struct ws2_sent *sent, **sent_last; /* to the owner's windows */
    bool waiting;
    int64_t looked_ns; /* when it looked for messages last */
    /* The owner's alone. */
    struct ws2_msgtimer *timers;
    UINT_PTR timer_id;          /* the last that was made up */
    struct ws2_sent *receiving; /* innermost */
    DWORD time;                 /* of the message that was taken last */
    LPARAM extra;
};

/* The calling thread's; NULL without memory. */
struct ws2_queue *ws2_queue_self(void);

/* Likewise, but NULL, too, for a thread that has none yet. */
struct ws2_queue *ws2_queue_peek(void);

/* A thread's, with a reference; NULL when it has none. */
struct ws2_queue *ws2_queue_get(uint32_t thread_id);

static inline void ws2_queue_ref(struct ws2_queue *q)
{
    ws2_obj_ref(&q->base.obj);
}

static inline void ws2_queue_put(struct ws2_queue *q)
{
    if (q != NULL)
        ws2_obj_put(&q->base.obj);
}

static inline void ws2_queue_lock(struct ws2_queue *q)
{
    ws2_lock_take(&q->base.lock);
}

static inline void ws2_queue_unlock(struct ws2_queue *q)
{
    ws2_lock_drop(&q->base.lock);
}

/* Runs change with the lock held, then lets the owner go on if one of the bits
 * that change returned, which are new now, ends its wait. */
void ws2_queue_change(struct ws2_queue *q,
                      unsigned (*change)(struct ws2_queue *q, void *arg),
                      void *arg);

/* ERROR_NOT_ENOUGH_QUOTA, ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_THREAD_ID: the
 * thread has ended. */
ws2_err ws2_queue_post(struct ws2_queue *q, const MSG *msg);

/* The rest is for the owner. */

struct ws2_take {   /* which message is wanted */
    HWND hwnd;      /* NULL: any; -1: without window */
    UINT min, max;  /* both 0: any */
    unsigned kinds; /* QS_POSTMESSAGE, QS_TIMER */
    bool remove;
};

/* The next posted message, WM_QUIT or WM_TIMER; from here on what is there
 * counts as seen. */
bool ws2_queue_take(struct ws2_queue *q, const struct ws2_take *take, MSG *msg);

/* Whether a message matches. Wants the user lock if take->hwnd is a window. */
bool ws2_take_matches(const struct ws2_take *take, HWND hwnd, UINT msg);

/* Forgets what waits for a window. */
void ws2_queue_forget(struct ws2_queue *q, HWND hwnd);

struct ws2_queue_wait {
    const ws2_handle *handles; /* in addition, before the queue's index */
    unsigned n;
    unsigned bits, changed; /* of the queue's that end the wait */
    bool all, alertable;
    int64_t deadline_ns;
};

/* As ws2_wait_handles_and. Timers that are due meanwhile are told. */
ws2_err ws2_queue_wait(struct ws2_queue *q, const struct ws2_queue_wait *how,
                       unsigned *result);

/* Whether its owner has looked for no message for five seconds, and when that
 * will be so. */
bool ws2_queue_hung(struct ws2_queue *q, int64_t now_ns, int64_t *when_ns);

#endif
