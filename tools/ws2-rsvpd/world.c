/* SPDX-License-Identifier: MIT */
/* The world as the engine sees it: sockets, routes, budgets and policy. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "grip.h"
#include "identity.h"
#include "log.h"

static uint64_t world_now(void *ctx)
{
    (void)ctx;
    return loop_now();
}

/* --- Messages. */

static void world_send(void *ctx, const struct engine_packet *p,
                       const struct rsvp_message *m)
{
    static uint8_t bytes[RSVP_MAX_MESSAGE];
    struct agent *a = ctx;
    bool path = m->type == RSVP_PATH || m->type == RSVP_PATH_TEAR;
    int len = rsvp_build(m, bytes, sizeof(bytes)), res;

    if (len < 0) {
        log_say(LOG_WARN, "a message of type %d cannot be built: %s", m->type,
                strerror(-len));
        return;
    }
    res = transport_send(a->transport, p, path, bytes, (size_t)len);
    log_say(res < 0 ? LOG_WARN : LOG_DETAIL,
            "sent type %d, %d bytes, interface %d: %s", m->type, len,
            p->interface, res < 0 ? strerror(-res) : "done");
}

void world_arrived(void *agent, const struct engine_arrival *in,
                   const void *bytes, size_t len)
{
    struct agent *a = agent;
    struct rsvp_reject reject = {.code = 0};
    struct rsvp_message m = {.type = 0};
    int res = rsvp_parse(bytes, len, &m, &reject);

    log_say(LOG_DETAIL, "got type %d, %zu bytes, interface %d%s: %s", m.type,
            len, in->interface, in->udp ? ", UDP" : "",
            res == 0             ? "good"
            : reject.why != NULL ? reject.why
                                 : "no memory");
    if (res == 0)
        engine_input(a->engine, in, &m);
    else if (res == -EPROTO)
        engine_rejected(a->engine, in, &m, &reject);
    else
        a->unread++;
    rsvp_message_clear(&m);
}

/* --- Where things are. */

static size_t world_route(void *ctx, const struct rsvp_addr *source,
                          const struct rsvp_addr *dest, int in,
                          int out[ENGINE_OUT_MAX], bool *here)
{
    struct agent *a = ctx;
    struct net_route r;

    *here = addr_is_group(dest);
    if (*here && in != 0)
        return net_group_routes(&a->net, source, dest, in, out, ENGINE_OUT_MAX);
    /* A group's packets leave by the interface of their source. */
    out[0] = *here ? net_interface_of(&a->net, source) : 0;
    if (out[0] != 0)
        return 1;
    r = net_route(&a->net, dest);
    *here = *here || r.here;
    out[0] = r.interface;
    /* What comes from elsewhere for us goes no further, and what has no way
     * but back goes nowhere. */
    if (r.interface == 0 || (in != 0 && (r.here || r.interface == in)))
        return 0;
    return 1;
}

static bool world_ours(void *ctx, const struct rsvp_addr *addr)
{
    const struct agent *a = ctx;

    return net_ours(&a->net, addr);
}

static bool world_address(void *ctx, int interface, uint8_t family,
                          struct rsvp_addr *out)
{
    const struct agent *a = ctx;
    const struct net_interface *i = net_interface(&a->net, interface);

    if (i == NULL)
        return false;
    *out = i->addr[family == 6];
    return out->family == family;
}

static void world_hop(void *ctx, int interface, struct rsvp_ad_hop *out)
{
    struct agent *a = ctx;
    const struct outlet *o = outlet_need(a, interface);

    *out = (struct rsvp_ad_hop){
        .bandwidth = INFINITY, .latency = RSVP_LATENCY_UNKNOWN, .mtu = 1500};
    if (o == NULL)
        return;
    if (o->admission.reservable > 0)
        out->bandwidth = (float)o->admission.reservable;
    out->mtu = o->admission.mtu;
    /* RFC 2212: one packet of another flow may be under way. */
    out->c = 0;
    if (o->line > 0)
        out->d = (uint32_t)((uint64_t)o->admission.mtu * 1000000u / o->line);
}

/* --- What is held. */

static bool world_reserve(void *ctx, struct engine_hold *h,
                          struct rsvp_error_spec *why)
{
    struct agent *a = ctx;
    struct grip *grip = h->owned;
    const struct flow *flow = flow_of(h->sender);
    struct grip_want want = {.flowspec = h->flowspec,
                             .mode = TC_BORROW,
                             .session = h->session,
                             .n_senders = h->n_filters,
                             .senders = h->filters};

    if (flow != NULL)
        flow_want(flow, &want);
    if (!grip_take(a, &grip, h->interface, &want, why))
        return false;
    h->owned = grip;
    return true;
}

static void world_release(void *ctx, struct engine_hold *h)
{
    grip_drop(ctx, h->owned);
    h->owned = NULL;
}

/* --- Policy. */

static bool addr_matches(const struct rsvp_addr *a, const struct trust *t)
{
    if (a->family != t->addr.family)
        return false;
    for (unsigned bit = 0; bit < t->bits; bit++)
        if (((a->bytes[bit / 8] ^ t->addr.bytes[bit / 8]) >> (7 - bit % 8) &
             1) != 0)
            return false;
    return true;
}

bool agent_trusts(const struct agent *a, const struct rsvp_addr *hop)
{
    for (size_t i = 0; hop != NULL && i < a->options.n_trust; i++)
        if (addr_matches(hop, &a->options.trust[i]))
            return true;
    return false;
}

static enum policy_service service_of(uint8_t service)
{
    switch (service) {
    case RSVP_GUARANTEED:
        return POLICY_G;
    case RSVP_QUALITATIVE:
        return POLICY_QUAL;
    default:
        return POLICY_CL;
    }
}

static struct policy_ask ask_of(struct agent *a, const struct engine_asking *q)
{
    const struct rsvp_addr *from = q->receiving ? q->hop : &q->sender->addr;
    struct policy_ask ask = {
        .direction = q->receiving ? POLICY_RECV : POLICY_SEND,
        .service =
            service_of(q->receiving ? q->flowspec->service : q->tspec->service),
        .rate = q->receiving ? flowspec_rate(q->flowspec)
                             : rate_whole(q->tspec->rate),
        .peak = rate_whole(q->receiving ? q->flowspec->tspec.peak
                                        : q->tspec->peak)};

    if (q->owner != NULL)
        ask.who = *program_who(flow_of(q->owner)->program);
    else
        identity_user(q->policies, q->n_policies, agent_trusts(a, q->hop),
                      &ask.who);
    identity_app(q->policies, q->n_policies, &ask.who);
    if (from != NULL && from->family != 0) {
        ask.family = from->family;
        memcpy(ask.address, from->bytes, sizeof(ask.address));
    }
    return ask;
}

static bool world_allow(void *ctx, const struct engine_asking *q, void **grant,
                        uint32_t *duration_s, uint16_t *value)
{
    struct agent *a = ctx;
    struct policy_grant *held = *grant;
    struct policy_ask ask;

    if (held == NULL && policy_rule_count(a->policy) == 0)
        return true; /* names need not be looked up */
    ask = ask_of(a, q);
    *value = (uint16_t)policy_admit(a->policy, &ask, &held, duration_s);
    *grant = held;
    return *value == 0;
}

static void world_forgive(void *ctx, void *grant)
{
    struct agent *a = ctx;

    policy_release(a->policy, grant);
}

static uint16_t world_expired(void *ctx, void *grant)
{
    (void)ctx;
    return grant != NULL ? (uint16_t)policy_expired(grant) : 0;
}

const struct engine_world world = {.now = world_now,
                                   .send = world_send,
                                   .route = world_route,
                                   .ours = world_ours,
                                   .address = world_address,
                                   .hop = world_hop,
                                   .reserve = world_reserve,
                                   .release = world_release,
                                   .allow = world_allow,
                                   .forgive = world_forgive,
                                   .expired = world_expired};
