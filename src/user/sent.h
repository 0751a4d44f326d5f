/* SPDX-License-Identifier: MIT */
/* Messages that one thread sends to another's window.
 *
 * The receiver runs the window's procedure when it looks for messages or waits
 * for an answer itself; who waits for an answer runs what is sent to it, so
 * that threads that send to each other do not stop. The message lives in
 * memory of its own with references, as either side may give up: by a time-out,
 * or because its thread ends. */
#ifndef WS2_USER_SENT_H
#define WS2_USER_SENT_H

#include <stdatomic.h>

#include "user/queue.h"
#include "user/window.h"

enum ws2_sent_kind {
    WS2_SENT_WAITED,   /* the sender waits */
    WS2_SENT_NOTIFY,   /* nobody wants the result */
    WS2_SENT_CALLBACK, /* the result goes to a function in the sender */
    WS2_SENT_DESTROY   /* the window is to go, with its parent */
};

struct ws2_sent {
    struct ws2_sent *next; /* in the receiver's list; its lock */
    bool listed;           /* likewise */
    atomic_uint refs;
    enum ws2_sent_kind kind;
    struct ws2_window *window; /* with a reference */
    bool wide;
    UINT msg;
    WPARAM wparam;
    LPARAM lparam;
    struct ws2_queue *sender; /* with a reference; NULL: no answer */
    SENDASYNCPROC callback;
    ULONG_PTR data;
    bool done; /* guarded by the sender's lock, as what follows */
    LRESULT result;
    ws2_err err;
    /* The receiver's alone. */
    struct ws2_sent *outer; /* what it was processing before */
    bool replied;
};

/* One reference for the caller, takes one to the window; NULL without memory.
 * The fields are the caller's to fill. */
struct ws2_sent *ws2_sent_new(enum ws2_sent_kind kind,
                              struct ws2_window *window);
void ws2_sent_put(struct ws2_sent *sent);

/* Hands it to the window's thread. ERROR_INVALID_WINDOW_HANDLE: that has
 * ended. */
ws2_err ws2_sent_submit(struct ws2_sent *sent);

/* Takes it back; false when the receiver has begun, or has it done. */
bool ws2_sent_withdraw(struct ws2_sent *sent);

/* The rest is for a receiver about its own queue. */

/* Processes what was sent; whether there was something. */
bool ws2_sent_run(struct ws2_queue *q);

/* The first answer counts. */
void ws2_sent_reply(struct ws2_sent *sent, LRESULT result, ws2_err err);

/* The receiver ends: refuses everything. */
void ws2_sent_end(struct ws2_queue *q);

#endif
