/* SPDX-License-Identifier: MIT */
/* Waiting for a socket or a file as such; see signal.h. */
#include "handle/signal.h"

#include <stdlib.h>

#include "handle/port.h"
#include "os/futex.h"

#define LOOK_EVERY_NS 50000000

static struct ws2_signal *signal_new(void)
{
    struct ws2_signal *signal = calloc(1, sizeof(*signal));

    if (signal == NULL)
        return NULL;
    signal->event = ws2_event_new(true, false);
    if (signal->event != NULL)
        return signal;
    free(signal);
    return NULL;
}

void ws2_signal_free(struct ws2_signal *signal)
{
    if (signal == NULL)
        return;
    ws2_obj_put(&ws2_event_waitable(signal->event)->obj);
    free(signal);
}

struct ws2_signal *ws2_signal_need(struct ws2_attachment *a,
                                   struct ws2_obj *obj,
                                   bool (*idle)(struct ws2_obj *obj))
{
    struct ws2_signal *had = atomic_load(&a->signal), *made;

    if (had != NULL)
        return had;
    made = signal_new();
    if (made == NULL)
        return NULL;
    if (!atomic_compare_exchange_strong(&a->signal, &had, made)) {
        ws2_signal_free(made);
        return had;
    }
    if (idle == NULL || idle(obj))
        ws2_event_set(made->event);
    return made;
}

void ws2_signal_begin(struct ws2_signal *signal)
{
    ws2_event_reset(signal->event);
}

void ws2_signal_end(struct ws2_signal *signal, const struct ws2_attachment *a,
                    bool own)
{
    atomic_fetch_add(&signal->ends, 1);
    if (atomic_load(&signal->watched) != 0)
        os_futex_wake(&signal->ends, OS_WAKE_ALL);
    if (!own && (atomic_load(&a->modes) & FILE_SKIP_SET_EVENT_ON_HANDLE) == 0)
        ws2_event_set(signal->event);
}

/* Not for long: an operation that went on at another socket may have ended
 * without seeing that the signal is there. */
void ws2_signal_wait(struct ws2_signal *signal, unsigned ends)
{
    struct ws2_thread *self = ws2_thread_peek();
    bool running = self != NULL && ws2_port_pause(self);

    os_futex_wait(&signal->ends, ends, os_now_ns() + LOOK_EVERY_NS);
    if (running)
        ws2_port_return(self);
}
