/* SPDX-License-Identifier: MIT */
/* Network events; see netevents.h.
 *
 * Events are of two sorts. FD_READ, FD_WRITE, FD_OOB, FD_ACCEPT, FD_CLOSE and
 * FD_QOS hold or do not: they are looked for when the channel has an edge that
 * may concern them (for FD_QOS, when a change comes), when they are selected
 * and when they are enabled again, and are disabled when told. The others
 * happen: they are kept until somebody is told of them and has taken note.
 *
 * netevents.lock is taken under a channel's, and the socket's and those of what
 * is told under it. The structure stays as long as the socket. */
#include "sock/netevents.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "handle/event.h"
#include "sock/netholds.h"
#include "sock/op.h"
#include "sock/qos.h"
#include "watch/watch.h"

#define HOLDING        (FD_READ | FD_WRITE | FD_OOB | FD_ACCEPT | FD_CLOSE | FD_QOS)
#define HAPPENED       (FD_ALL_EVENTS & ~HOLDING)
#define OF_CONNECTIONS (FD_READ | FD_WRITE | FD_OOB | FD_CLOSE)

struct ws2_netevents {
    struct ws2_io_watcher watcher;
    struct ws2_lock lock;
    atomic_bool watched;
    struct ws2_sock *sk;
    struct ws2_netsink sink;
    LONG selected;
    LONG enabled;  /* of those that hold */
    LONG happened; /* and nobody was told */
    LONG recorded;
    bool connects;               /* how a connect ends is to be told */
    ws2_err code[FD_MAX_EVENTS]; /* of what happened or is recorded */
};

static struct ws2_netevents *netevents_of(struct ws2_sock *sk)
{
    return atomic_load_explicit(&sock_rare(sk)->netevents,
                                memory_order_acquire);
}

/* --- Telling. */

static void tell_locked(struct ws2_netevents *ne, int bit, ws2_err code)
{
    LONG event = 1 << bit;

    code = ws2_watch_event(ne->sk->handle, (uint32_t)event, !ne->sink.records,
                           code);
    ne->code[bit] = code;
    if (ne->sink.records)
        ne->recorded |= event;
    ne->sink.tell(&ne->sink, ne->sk->handle, event, code);
}

/* A connection comes before what can be done with it. */
static void happened_tell_locked(struct ws2_netevents *ne)
{
    LONG due = ne->happened & ne->selected;

    ne->happened &= ~due;
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++)
        if ((due >> bit & 1) != 0)
            tell_locked(ne, bit, ne->code[bit]);
}

static bool has_connection(const struct ws2_sock *sk)
{
    return atomic_load(&sk->attempt) == ATTEMPT_MADE &&
           sock_has(sk, SK_CONNECTED);
}

/* Who looks may see a connection before who made it has reported: what can be
 * done with it must not be told first, nor once more after the report. */
static void connection_see_locked(struct ws2_netevents *ne)
{
    if (!ne->connects || !sock_is_stream(ne->sk) || !has_connection(ne->sk))
        return;
    ne->connects = false;
    ne->happened |= FD_CONNECT;
    ne->code[FD_CONNECT_BIT] = WS2_OK;
    ne->enabled |= OF_CONNECTIONS;
}

static ws2_err holding_code(struct ws2_sock *sk, int bit, ws2_err quality)
{
    if (bit == FD_CLOSE_BIT)
        return ws2_net_close_code(sk);
    return bit == FD_QOS_BIT ? quality : WS2_OK;
}

static void look_locked(struct ws2_netevents *ne)
{
    ws2_err quality = WS2_OK; /* what its change is */
    LONG due;

    connection_see_locked(ne);
    due = ne->selected & ne->enabled;
    happened_tell_locked(ne);
    if ((due & FD_QOS) != 0)
        quality = ws2_qos_due(ne->sk);
    if (due != 0)
        due &= (due & ~(LONG)FD_QOS) != 0 ? ws2_net_holding(ne->sk) : 0;
    if (quality != WS2_OK)
        due |= FD_QOS;
    ne->enabled &= ~due;
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++)
        if ((due >> bit & 1) != 0)
            tell_locked(ne, bit, holding_code(ne->sk, bit, quality));
}

/* A connect's outcome is looked for without the lock: who finds it reports. It
 * can be had once, so it is left to select where FD_CONNECT is not wanted. */
static void look(struct ws2_netevents *ne)
{
    bool outcome;

    ws2_lock_take(&ne->lock);
    outcome = (ne->selected & FD_CONNECT) != 0;
    ws2_lock_drop(&ne->lock);
    if (sock_has(ne->sk, SK_CONNECTING)) {
        if (outcome)
            ws2_sock_connect_outcome(ne->sk);
        else
            ws2_sock_refresh(ne->sk);
    }
    ws2_lock_take(&ne->lock);
    look_locked(ne);
    ws2_lock_drop(&ne->lock);
}

/* --- Edges. */

/* The events that an edge may be about. */
static LONG events_of(int ready)
{
    LONG events = 0;

    if ((ready & (OS_IN | OS_END | OS_HUP | OS_ERR)) != 0)
        events |= FD_READ | FD_ACCEPT;
    if ((ready & OS_OUT) != 0)
        events |= FD_WRITE;
    if ((ready & OS_PRI) != 0)
        events |= FD_OOB;
    if ((ready & (OS_END | OS_HUP | OS_ERR)) != 0)
        events |= FD_CLOSE;
    return events;
}

static void netevents_edge(struct ws2_io_watcher *watcher, int ready)
{
    struct ws2_netevents *ne =
        (struct ws2_netevents *)(void *)((char *)watcher -
                                         offsetof(struct ws2_netevents,
                                                  watcher));
    bool concerned;

    ws2_lock_take(&ne->lock);
    concerned =
        (events_of(ready) & ne->selected & ne->enabled) != 0 ||
        ((ne->selected & FD_CONNECT) != 0 && sock_has(ne->sk, SK_CONNECTING));
    ws2_lock_drop(&ne->lock);
    if (!concerned)
        return;
    look(ne);
}

/* --- Selecting. */

static struct ws2_netevents *netevents_need(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk), *other = NULL;
    struct ws2_rare *rare = ws2_rare_need(sk);

    if (ne != NULL || rare == NULL)
        return ne;
    ne = calloc(1, sizeof(*ne));
    if (ne == NULL)
        return NULL;
    ne->watcher.edge = netevents_edge;
    ne->sk = sk;
    ne->enabled = HOLDING;
    ne->connects = !has_connection(sk);
    if (!ne->connects)
        ne->happened = FD_CONNECT;
    if (atomic_compare_exchange_strong(&rare->netevents, &other, ne))
        return ne;
    free(ne);
    return other;
}

static ws2_err netevents_watch(struct ws2_netevents *ne)
{
    struct ws2_io_chan *chan;
    ws2_err err = ws2_op_channel(ne->sk, &chan);

    if (err != WS2_OK)
        return sock_has(ne->sk, SK_CLOSED) ? WSAENOTSOCK : WSAENOBUFS;
    if (!atomic_exchange(&ne->watched, true))
        ws2_io_chan_watch(chan, &ne->watcher);
    return WS2_OK;
}

/* What happened, was recorded and not asked for is still to be told. */
static void forget_locked(struct ws2_netevents *ne)
{
    ne->happened |= ne->recorded & HAPPENED;
    ne->recorded = 0;
    ne->enabled = HOLDING;
}

/* sink NULL: nobody. What was there before, to be put. */
static struct ws2_obj *replace_locked(struct ws2_netevents *ne,
                                      const struct ws2_netsink *sink,
                                      LONG events)
{
    struct ws2_obj *left = ne->sink.obj;

    forget_locked(ne);
    ne->selected = events;
    memset(&ne->sink, 0, sizeof(ne->sink));
    if (sink == NULL)
        return left;
    ne->sink = *sink;
    if (sink->obj != NULL)
        ws2_obj_ref(sink->obj);
    return left;
}

static ws2_err netevents_replace(struct ws2_netevents *ne,
                                 const struct ws2_netsink *sink, LONG events)
{
    struct ws2_obj *left = NULL;
    bool closed;

    ws2_lock_take(&ne->lock);
    closed = sock_has(ne->sk, SK_CLOSED); /* else ws2_netevents_stop comes */
    if (!closed)
        left = replace_locked(ne, sink, events);
    ws2_lock_drop(&ne->lock);
    if (left != NULL)
        ws2_obj_put(left);
    return closed ? WSAENOTSOCK : WS2_OK;
}

ws2_err ws2_netevents_select(struct ws2_sock *sk,
                             const struct ws2_netsink *sink, LONG events)
{
    struct ws2_netevents *ne;
    ws2_err err = WS2_OK;

    if ((events & ~(LONG)FD_ALL_EVENTS) != 0)
        return WSAEINVAL;
    ne = events != 0 ? netevents_need(sk) : netevents_of(sk);
    if (events != 0)
        err = ne != NULL ? netevents_watch(ne) : WSAENOBUFS;
    if (err == WS2_OK && ne != NULL)
        err = netevents_replace(ne, events != 0 ? sink : NULL, events);
    if (err != WS2_OK)
        return err;
    sock_set(sk, SK_NONBLOCK);
    if (events != 0)
        look(ne);
    return WS2_OK;
}

bool ws2_netevents_selected(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk);
    LONG events;

    if (ne == NULL)
        return false;
    ws2_lock_take(&ne->lock);
    events = ne->selected;
    ws2_lock_drop(&ne->lock);
    return events != 0;
}

ws2_err ws2_netevents_inherit(struct ws2_sock *sk, struct ws2_sock *listener)
{
    struct ws2_netevents *ne = netevents_of(listener);
    struct ws2_netsink sink;
    ws2_err err;
    LONG events;

    if (ne == NULL || ws2_netevents_selected(sk))
        return WS2_OK;
    ws2_lock_take(&ne->lock);
    events = ne->selected;
    sink = ne->sink;
    if (sink.obj != NULL)
        ws2_obj_ref(sink.obj); /* it may be replaced meanwhile */
    ws2_lock_drop(&ne->lock);
    err = events != 0 ? ws2_netevents_select(sk, &sink, events) : WS2_OK;
    if (sink.obj != NULL)
        ws2_obj_put(sink.obj);
    return err;
}

/* --- The record. */

/* The program's structure may stand at any address. */
static void record_out(const struct ws2_netevents *ne, void *out)
{
    char *codes = (char *)out + offsetof(WSANETWORKEVENTS, iErrorCode);

    memcpy((char *)out + offsetof(WSANETWORKEVENTS, lNetworkEvents),
           &ne->recorded, sizeof(ne->recorded));
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++)
        if ((ne->recorded >> bit & 1) != 0)
            memcpy(codes + (size_t)bit * sizeof(ne->code[bit]), &ne->code[bit],
                   sizeof(ne->code[bit]));
}

void ws2_netevents_take(struct ws2_sock *sk, struct ws2_event *reset,
                        WSANETWORKEVENTS *out)
{
    static const struct ws2_netevents none;
    struct ws2_netevents *ne = netevents_of(sk);

    if (ne != NULL)
        ws2_lock_take(&ne->lock);
    record_out(ne != NULL ? ne : &none, out);
    if (reset != NULL)
        ws2_event_reset(reset);
    if (ne == NULL)
        return;
    ne->recorded = 0;
    ws2_lock_drop(&ne->lock);
}

/* --- What comes up. */

void ws2_netevents_enable(struct ws2_sock *sk, LONG events)
{
    struct ws2_netevents *ne = netevents_of(sk);

    ws2_lock_take(&ne->lock);
    ne->enabled |= events;
    if ((ne->selected & events) != 0)
        look_locked(ne);
    ws2_lock_drop(&ne->lock);
}

/* event 0: none of those that happen. */
static void news_locked(struct ws2_netevents *ne, LONG event, ws2_err code,
                        LONG enables)
{
    ne->happened |= event;
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++)
        if (event == 1 << bit)
            ne->code[bit] = code;
    ne->enabled |= enables;
    if (ne->selected != 0)
        look_locked(ne);
}

static void news(struct ws2_netevents *ne, LONG event, ws2_err code,
                 LONG enables)
{
    if (ne == NULL)
        return;
    ws2_lock_take(&ne->lock);
    news_locked(ne, event, code, enables);
    ws2_lock_drop(&ne->lock);
}

void ws2_netevents_connecting(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk);

    if (ne == NULL)
        return;
    ws2_lock_take(&ne->lock);
    if (!sock_is_stream(sk) ||
        !sock_has(sk, SK_CONNECTED)) /* else no attempt */
        ne->connects = true;
    ws2_lock_drop(&ne->lock);
}

void ws2_netevents_look(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk);

    if (ne != NULL)
        look(ne);
}

void ws2_netevents_connected(struct ws2_sock *sk, ws2_err code)
{
    LONG enables = sock_is_stream(sk) ? OF_CONNECTIONS : FD_WRITE;
    struct ws2_netevents *ne = netevents_of(sk);

    if (ne == NULL)
        return;
    ws2_lock_take(&ne->lock);
    if (ne->connects) {
        ne->connects = false;
        news_locked(ne, FD_CONNECT, code, code == WS2_OK ? enables : 0);
    }
    ws2_lock_drop(&ne->lock);
}

void ws2_netevents_accepted(struct ws2_sock *sk)
{
    news(netevents_of(sk), 0, WS2_OK, OF_CONNECTIONS);
}

void ws2_netevents_changed(struct ws2_sock *sk, LONG event, ws2_err code)
{
    news(netevents_need(sk), event, code, 0);
}

void ws2_netevents_quality(struct ws2_sock *sk)
{
    news(netevents_of(sk), 0, WS2_OK, 0);
}

void ws2_netevents_renew(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk);

    if (ne == NULL)
        return;
    ws2_lock_take(&ne->lock);
    ne->happened &= ~(LONG)FD_CONNECT;
    ws2_lock_drop(&ne->lock);
}

void ws2_netevents_stop(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk);
    struct ws2_obj *left;

    if (ne == NULL)
        return;
    ws2_lock_take(&ne->lock);
    left = replace_locked(ne, NULL, 0);
    ws2_lock_drop(&ne->lock);
    if (left != NULL)
        ws2_obj_put(left);
}

/* The parent's selection, and its reference to the event's copy, are left. */
void ws2_netevents_forked(struct ws2_sock *sk)
{
    struct ws2_netevents *ne = netevents_of(sk);

    if (ne == NULL)
        return;
    atomic_store(&ne->lock.word, 0);
    atomic_store(&ne->watched, false);
    memset(&ne->sink, 0, sizeof(ne->sink));
    ne->selected = ne->recorded = 0;
}
