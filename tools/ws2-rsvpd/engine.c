/* SPDX-License-Identifier: MIT */
/* Sessions, and what arrives handed to who handles it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

#define KEEP           3u       /* K: so many refreshes may be lost */
#define REFRESH_MAX_MS 3600000u /* whoever says more is not believed */

uint64_t engine_now(struct engine *e)
{
    return e->world.now(e->ctx);
}

struct rsvp_error_spec error_of(enum rsvp_error code, unsigned value)
{
    return (struct rsvp_error_spec){.code = (uint8_t)code,
                                    .value = (uint16_t)value};
}

/* --- Hash tables. */

static unsigned bucket_of(const struct rsvp_addr *a, unsigned more)
{
    uint32_t h = 2166136261u ^ more;

    for (size_t i = 0; i < sizeof(a->bytes); i++)
        h = (h ^ a->bytes[i]) * 16777619u;
    h = (h ^ more >> 8) * 16777619u;
    return (h ^ h >> 15) % BUCKETS;
}

static unsigned session_bucket(const struct rsvp_session *key)
{
    return bucket_of(&key->addr, (unsigned)key->port << 8 | key->protocol);
}

struct session *session_find(struct engine *e, const struct rsvp_session *key)
{
    struct session *s;

    LIST_FOREACH(s, &e->sessions[session_bucket(key)], in_bucket)
    if (rsvp_session_equal(&s->key, key))
        return s;
    return NULL;
}

static struct dest *dest_find(struct engine *e, const struct rsvp_session *key)
{
    struct dest *d;

    LIST_FOREACH(d, &e->dests[bucket_of(&key->addr, key->protocol)], in_bucket)
    if (d->protocol == key->protocol && rsvp_addr_equal(&d->addr, &key->addr))
        return d;
    return NULL;
}

static struct dest *dest_need(struct engine *e, const struct rsvp_session *key)
{
    struct dest *d = dest_find(e, key);

    if (d != NULL)
        return d;
    d = calloc(1, sizeof(*d));
    if (d == NULL)
        return NULL;
    d->addr = key->addr;
    d->protocol = key->protocol;
    LIST_INSERT_HEAD(&e->dests[bucket_of(&key->addr, key->protocol)], d,
                     in_bucket);
    return d;
}

static void dest_count(struct dest *d, const struct rsvp_session *key,
                       bool more)
{
    unsigned *count = key->port != 0 ? &d->with_port : &d->without;

    *count = more ? *count + 1 : *count - 1;
    if (d->with_port == 0 && d->without == 0) {
        LIST_REMOVE(d, in_bucket);
        free(d);
    }
}

/* --- Sessions. */

struct session *session_need(struct engine *e, const struct rsvp_session *key,
                             struct rsvp_error_spec *why)
{
    struct session *s = session_find(e, key);
    struct dest *d;

    if (s != NULL)
        return s;
    d = dest_find(e, key);
    if (d != NULL && (key->port != 0 ? d->without : d->with_port) > 0) {
        *why = error_of(RSVP_E_DEST_PORTS, 0);
        return NULL;
    }
    *why = error_of(RSVP_E_SYSTEM, 1);
    if (e->counts.sessions >= e->config.sessions_max)
        return NULL;
    s = calloc(1, sizeof(*s));
    d = s != NULL ? dest_need(e, key) : NULL;
    if (d == NULL) {
        free(s);
        return NULL;
    }
    dest_count(d, key, true);
    s->dest = d;
    s->engine = e;
    s->key = *key;
    s->key.flags = 0;
    LIST_INSERT_HEAD(&e->sessions[session_bucket(key)], s, in_bucket);
    e->counts.sessions++;
    session_mark(s);
    return s;
}

void session_mark(struct session *s)
{
    if (!s->dirty)
        TAILQ_INSERT_TAIL(&s->engine->dirty, s, in_dirty);
    s->dirty = true;
}

static bool session_is_empty(const struct session *s)
{
    return LIST_EMPTY(&s->paths) && LIST_EMPTY(&s->resvs) &&
           LIST_EMPTY(&s->senders) && LIST_EMPTY(&s->receivers);
}

static void session_free(struct session *s)
{
    if (s->dirty)
        TAILQ_REMOVE(&s->engine->dirty, s, in_dirty);
    LIST_REMOVE(s, in_bucket);
    dest_count(s->dest, &s->key, false);
    s->engine->counts.sessions--;
    free(s);
}

/* Reservations of the network's that no sender is left for. */
static void session_prune(struct session *s)
{
    struct resv *r, *next;
    struct path *p;

    for (r = LIST_FIRST(&s->resvs); r != NULL; r = next) {
        bool wanted = r->api != NULL;

        next = LIST_NEXT(r, in_session);
        LIST_FOREACH(p, &s->paths, in_session)
        wanted = wanted || resv_wants(r, p);
        if (!wanted)
            resv_free(r);
    }
}

static void session_settle(struct session *s)
{
    struct upstream *u, *next;

    session_prune(s);
    hold_settle(s);
    senders_settle(s);
    receivers_settle(s);
    for (u = LIST_FIRST(&s->ups); u != NULL; u = next) {
        next = LIST_NEXT(u, in_session);
        upstream_settle(u);
    }
    confirm_settle(s);
    if (!s->dirty && session_is_empty(s))
        session_free(s);
}

void engine_settle(struct engine *e)
{
    struct session *s;

    if (e->settling)
        return; /* who does goes on */
    e->settling = true;
    while ((s = TAILQ_FIRST(&e->dirty)) != NULL) {
        TAILQ_REMOVE(&e->dirty, s, in_dirty);
        s->dirty = false;
        session_settle(s);
    }
    e->settling = false;
}

/* --- Time. */

bool state_room(struct engine *e)
{
    size_t states = e->counts.paths + e->counts.reservations;

    /* Four timers of a path and one of its hop, two of a reservation. */
    return states < e->config.states_max &&
           timers_reserve(&e->timers, 5 * (states + 2));
}

bool permit_ask(struct engine *e, struct permit *p,
                const struct engine_asking *a, struct rsvp_error_spec *why)
{
    uint32_t duration_s = 0;
    uint16_t value = 0;

    if (!e->world.allow(e->ctx, a, &p->grant, &duration_s, &value)) {
        *why = error_of(RSVP_E_POLICY, value);
        return false;
    }
    timer_clear(&e->timers, &p->over);
    if (duration_s != 0)
        timer_set(&e->timers, &p->over,
                  engine_now(e) + (uint64_t)duration_s * 1000);
    return true;
}

void permit_end(struct engine *e, struct permit *p)
{
    timer_clear(&e->timers, &p->over);
    if (p->grant != NULL)
        e->world.forgive(e->ctx, p->grant);
    p->grant = NULL;
}

static uint32_t engine_random(struct engine *e)
{
    e->random = e->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(e->random >> 33);
}

uint64_t lifetime_ms(uint32_t refresh_ms)
{
    if (refresh_ms > REFRESH_MAX_MS)
        refresh_ms = REFRESH_MAX_MS;
    return (uint64_t)refresh_ms * (2 * KEEP + 1) * 3 / 4;
}

void pulse_set(struct engine *e, struct pulse *p, bool anew)
{
    static const uint32_t early_ms[] = {500, 1000};
    uint32_t target = e->config.refresh_ms, wait;

    if (p->period_ms == 0 || p->period_ms > target)
        p->period_ms = target;
    else if (p->period_ms < target) /* RFC 2205, 3.7: Slew.Max */
        p->period_ms +=
            (uint32_t)fmin(target - p->period_ms, 1 + 0.3 * p->period_ms);
    wait = p->period_ms / 2 + engine_random(e) % (p->period_ms + 1);
    if (anew)
        p->early = 0;
    if (e->config.quick && p->early < sizeof(early_ms) / sizeof(*early_ms)) {
        if (early_ms[p->early] < wait)
            wait = early_ms[p->early];
        p->early++;
    }
    timer_set(&e->timers, &p->timer, engine_now(e) + wait);
}

uint64_t engine_run(struct engine *e)
{
    timers_run(&e->timers, engine_now(e));
    engine_settle(e);
    return timers_next(&e->timers);
}

void engine_refresh_change(struct engine *e, uint32_t refresh_ms)
{
    e->config.refresh_ms = refresh_ms;
}

/* --- Objects that are carried along. */

static size_t blobs_size(const struct rsvp_blob *all, size_t count)
{
    size_t size = count * sizeof(*all);

    for (size_t i = 0; i < count; i++)
        size += all[i].length;
    return size;
}

bool blobs_copy(struct engine *e, struct blobs *out,
                const struct rsvp_blob *all, size_t count)
{
    size_t size = blobs_size(all, count);
    uint8_t *body;

    *out = (struct blobs){0, NULL};
    if (count == 0)
        return true;
    if (size > e->config.carried_max - e->carried)
        return false;
    out->all = malloc(size);
    if (out->all == NULL)
        return false;
    e->carried += size;
    body = (uint8_t *)(out->all + count);
    for (size_t i = 0; i < count; i++) {
        out->all[i] = all[i];
        out->all[i].body = body;
        if (all[i].length > 0)
            memcpy(body, all[i].body, all[i].length);
        body += all[i].length;
    }
    out->count = count;
    return true;
}

bool blobs_equal(const struct blobs *a, const struct rsvp_blob *all,
                 size_t count)
{
    if (a->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (a->all[i].class_num != all[i].class_num ||
            a->all[i].ctype != all[i].ctype ||
            a->all[i].length != all[i].length ||
            (all[i].length > 0 &&
             memcmp(a->all[i].body, all[i].body, all[i].length) != 0))
            return false;
    return true;
}

void blobs_free(struct engine *e, struct blobs *b)
{
    e->carried -= blobs_size(b->all, b->count);
    free(b->all);
    *b = (struct blobs){0, NULL};
}

/* --- What arrives. */

void engine_input(struct engine *e, const struct engine_arrival *in,
                  const struct rsvp_message *m)
{
    e->counts.received++;
    switch (m->type) {
    case RSVP_PATH:
        path_input(e, in, m);
        break;
    case RSVP_RESV:
        resv_input(e, in, m);
        break;
    case RSVP_PATH_ERR:
        path_error_input(e, m);
        break;
    case RSVP_RESV_ERR:
        resv_error_input(e, in, m);
        break;
    case RSVP_PATH_TEAR:
        path_tear_input(e, in, m);
        break;
    case RSVP_RESV_TEAR:
        resv_tear_input(e, in, m);
        break;
    case RSVP_RESV_CONF:
        resv_conf_input(e, m);
        break;
    default:
        e->counts.dropped++;
        break;
    }
    engine_settle(e);
}

/* --- Begin and end. */

struct engine *engine_open(const struct engine_world *world, void *ctx,
                           const struct engine_user *user,
                           const struct engine_config *config)
{
    struct engine *e = calloc(1, sizeof(*e));

    if (e == NULL)
        return NULL;
    e->world = *world;
    e->ctx = ctx;
    e->user = *user;
    e->config = *config;
    e->random = config->seed;
    TAILQ_INIT(&e->dirty);
    return e;
}

void engine_rerouted(struct engine *e)
{
    struct session *s;
    struct path *p;

    for (unsigned i = 0; i < BUCKETS; i++)
        LIST_FOREACH(s, &e->sessions[i], in_bucket)
    LIST_FOREACH(p, &s->paths, in_session)
    if (path_route(p))
        path_changed(p);
    engine_settle(e);
}

static void session_end(struct session *s, bool tear)
{
    struct resv *r;
    struct path *p;
    struct engine_sender *sender;
    struct engine_receiver *receiver;

    while ((r = LIST_FIRST(&s->resvs)) != NULL)
        resv_free(r);
    if (tear) {
        struct upstream *u, *next;

        for (u = LIST_FIRST(&s->ups); u != NULL; u = next) {
            next = LIST_NEXT(u, in_session);
            upstream_settle(u); /* nothing is asked: ResvTear */
        }
    }
    hold_settle(s);
    while ((p = LIST_FIRST(&s->paths)) != NULL)
        path_end(p, tear && p->api != NULL);
    while ((sender = LIST_FIRST(&s->senders)) != NULL) {
        LIST_REMOVE(sender, in_session);
        free(sender);
    }
    while ((receiver = LIST_FIRST(&s->receivers)) != NULL) {
        LIST_REMOVE(receiver, in_session);
        free(receiver);
    }
    session_free(s);
}

void engine_close(struct engine *e, bool tear)
{
    struct session *s;

    e->closing = e->settling = true; /* nobody is told any more */
    for (unsigned i = 0; i < BUCKETS; i++)
        while ((s = LIST_FIRST(&e->sessions[i])) != NULL)
            session_end(s, tear);
    timers_free(&e->timers);
    free(e);
}
