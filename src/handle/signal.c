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

struct ws2_port *ws2_signal_port(const struct ws2_signal *signal)
{
    return atomic_load_explicit(&signal->port, memory_order_acquire);
}

/* The signal takes the port's place, and the port is the signal's. NULL, or the
 * one that is there already. */
static struct ws2_signal *signal_place(struct ws2_attachment *a,
                                       struct ws2_signal *signal)
{
    uintptr_t to = atomic_load(&a->to), with;

    do {
        if ((to & WS2_SIGNALS) != 0)
            return ws2_attached_pointer(to);
        atomic_store(&signal->port, ws2_attached_pointer(to));
        with = (uintptr_t)signal | (to & WS2_ATTACHED_LOW) | WS2_SIGNALS;
    } while (!atomic_compare_exchange_weak(&a->to, &to, with));
    return NULL;
}

/* The key is there before the port shows. */
void ws2_attach(struct ws2_attachment *a, struct ws2_port *port, uintptr_t key)
{
    uintptr_t to = atomic_load(&a->to);

    ws2_obj_ref((struct ws2_obj *)port);
    a->key = key;
    while ((to & WS2_SIGNALS) == 0)
        if (atomic_compare_exchange_weak(&a->to, &to, to | (uintptr_t)port))
            return;
    atomic_store(&((struct ws2_signal *)ws2_attached_pointer(to))->port, port);
}

struct ws2_signal *ws2_signal_need(struct ws2_attachment *a,
                                   struct ws2_obj *obj,
                                   bool (*idle)(struct ws2_obj *obj))
{
    struct ws2_signal *made, *had = ws2_attached_signal(a);

    if (had != NULL)
        return had;
    made = signal_new();
    if (made == NULL)
        return NULL;
    had = signal_place(a, made);
    if (had != NULL) {
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
    if (!own && (ws2_attached_modes(a) & FILE_SKIP_SET_EVENT_ON_HANDLE) == 0)
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
