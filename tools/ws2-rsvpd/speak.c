/* SPDX-License-Identifier: MIT */
/* The sending side of a flow: a Path goes out as soon as its peer, its own name
 * and a service that is signalled are known. */
#include <stdlib.h>
#include <string.h>

#include "flow.h"

#define TTL 64

struct rsvp_addr addr_of_wire(const struct ws2_aw_addr *w)
{
    struct rsvp_addr a = {.family = w->family};

    memcpy(a.bytes, w->bytes, w->family == 4 ? 4 : w->family == 6 ? 16 : 0);
    return a;
}

bool addr_is_any(const struct rsvp_addr *a)
{
    static const uint8_t zero[16];

    return a->family == 0 || memcmp(a->bytes, zero, sizeof(zero)) == 0;
}

/* Where it sends to: its peer or group, else what QOS_DESTADDR says. */
static const struct ws2_aw_addr *destination(const struct flow *f)
{
    if (f->place.peer.family != 0)
        return &f->place.peer;
    if (f->place.protocol == 6 || f->set->destination.family != f->place.family)
        return NULL;
    return &f->set->destination;
}

/* False: not all of it is known yet, or the address is not, or not any more,
 * one of this machine's: nobody speaks in another one's name. */
static bool sending_names(struct flow *f, struct rsvp_session *session,
                          struct rsvp_sender *name)
{
    const struct ws2_aw_addr *to = destination(f);

    if (!f->place.sends || to == NULL || to->port == 0 ||
        f->place.local.port == 0)
        return false;
    *session = (struct rsvp_session){.addr = addr_of_wire(to),
                                     .protocol = f->place.protocol,
                                     .port = to->port};
    *name = (struct rsvp_sender){.addr = addr_of_wire(&f->place.local),
                                 .id = f->place.local.port};
    if (addr_is_any(&name->addr))
        name->addr = net_route(&flow_agent(f)->net, &session->addr).source;
    return !addr_is_any(&session->addr) &&
           net_route(&flow_agent(f)->net, &name->addr).here;
}

uint32_t flow_interface(const struct flow *f)
{
    const struct ws2_aw_addr *to = destination(f);
    struct agent *a = flow_agent(f);
    struct rsvp_addr addr, own = addr_of_wire(&f->place.local);

    if (f->out.sender != NULL)
        return (uint32_t)engine_sender_interface(f->out.sender);
    if (to == NULL)
        return 0;
    addr = addr_of_wire(to);
    if (addr_is_group(&addr) && !addr_is_any(&own))
        return (uint32_t)net_interface_of(&a->net, &own);
    return (uint32_t)net_route(&a->net, &addr).interface;
}

static bool names_equal(const struct speaking *s,
                        const struct rsvp_session *session,
                        const struct rsvp_sender *name)
{
    return rsvp_session_equal(&s->session, session) &&
           rsvp_sender_equal(&s->name, name);
}

static unsigned services_of(uint32_t base)
{
    switch (base) {
    case SERVICE_CL:
        return 1u << RSVP_CONTROLLED_LOAD;
    case SERVICE_G:
        return 1u << RSVP_GUARANTEED;
    case SERVICE_QUAL:
        return 1u << RSVP_QUALITATIVE;
    default:
        return 1u << RSVP_CONTROLLED_LOAD | 1u << RSVP_GUARANTEED;
    }
}

void speaking_end(struct flow *f)
{
    if (f->out.sender != NULL)
        engine_sender_close(f->out.sender);
    f->out.sender = NULL;
    f->out.reserved = false;
    f->out.dscp = -1;
}

/* --- What is signalled. */

static bool speaking_signal(struct flow *f, const struct engine_sending *what,
                            struct ws2_aw_status *why)
{
    struct engine *e = flow_agent(f)->engine;
    struct rsvp_error_spec error;

    if (f->out.sender != NULL) {
        if (engine_sender_change(f->out.sender, what, &error) &&
            engine_sender_renew(f->out.sender, &error))
            return true;
    } else {
        f->out.session = what->session;
        f->out.name = what->sender;
        f->out.sender = engine_sender_open(e, &f->out, what, &error);
        if (f->out.sender != NULL)
            return true;
    }
    *why = status_of(&error);
    return false;
}

/* --- What is not: this machine's own budget and classes. */

void local_end(struct flow *f)
{
    struct agent *a = flow_agent(f);

    grip_drop(a, f->local);
    f->local = NULL;
    if (f->local_permit != NULL)
        policy_release(a->policy, f->local_permit);
    f->local_permit = NULL;
}

static bool local_allowed(struct flow *f, const struct rsvp_flowspec *spec,
                          struct rsvp_error_spec *error)
{
    struct agent *a = flow_agent(f);
    struct policy_ask ask = {
        .who = *program_who(f->program),
        .direction = POLICY_SEND,
        .service = spec->service == RSVP_GUARANTEED    ? POLICY_G
                   : spec->service == RSVP_QUALITATIVE ? POLICY_QUAL
                                                       : POLICY_CL,
        .rate = flowspec_rate(spec)};
    uint32_t duration_s;
    unsigned value =
        policy_admit(a->policy, &ask, &f->local_permit, &duration_s);

    *error = (struct rsvp_error_spec){.code = RSVP_E_POLICY,
                                      .value = (uint16_t)value};
    return value == 0;
}

static bool local_take(struct flow *f, const struct engine_sending *what,
                       struct ws2_aw_status *why)
{
    struct agent *a = flow_agent(f);
    int interface = (int)flow_interface(f);
    struct rsvp_error_spec error;
    struct grip_want want = {
        .session = &what->session, .n_senders = 1, .senders = &what->sender};
    const struct rsvp_windows_flowspec w = windows_of(&f->set->sending);

    if (interface == 0)
        return true; /* there is no way there, and nothing to be had on it */
    if (f->local != NULL && f->local_interface != interface)
        local_end(f);
    error = (struct rsvp_error_spec){.code = RSVP_E_API, .value = 1};
    if (rsvp_flowspec_from_windows(&want.flowspec, &w, &what->tspec, NULL) !=
            0 ||
        !local_allowed(f, &want.flowspec, &error))
        goto refuse;
    flow_want(f, &want);
    if (!grip_take(a, &f->local, interface, &want, &error))
        goto refuse;
    f->local_interface = interface;
    return true;
refuse:
    *why = status_of(&error);
    return false;
}

/* --- Both. */

bool speaking_apply(struct flow *f, struct ws2_aw_status *why)
{
    const struct service service = service_of_type(f->set->sending.service);
    const struct rsvp_windows_flowspec w = windows_of(&f->set->sending);
    struct engine_sending what = {.services = services_of(service.base),
                                  .ttl = TTL,
                                  .n_policies = f->identity != NULL,
                                  .policies = f->identity};
    struct rsvp_error_spec error = {.code = RSVP_E_API, .value = 1};
    bool known =
        service.served && sending_names(f, &what.session, &what.sender);

    if (!known || !service.signaled ||
        (f->out.sender != NULL &&
         !names_equal(&f->out, &what.session, &what.sender)))
        speaking_end(f);
    if (!known || service.signaled)
        local_end(f);
    if (!known)
        return true;
    if (rsvp_tspec_from_windows(&what.tspec, &w) != 0 ||
        (service.controlled &&
         !grip_may_control(flow_agent(f), (int)flow_interface(f), &error))) {
        *why = status_of(&error);
        return false;
    }
    return service.signaled ? speaking_signal(f, &what, why)
                            : local_take(f, &what, why);
}

/* --- What the network says. */

void speaking_receivers(void *owner, const struct rsvp_flowspec *spec,
                        uint8_t style, int dscp)
{
    struct flow *f = flow_of(owner);
    struct rsvp_windows_flowspec w;
    struct news n = {
        .status = {spec != NULL ? QOS_RECEIVERS : QOS_NO_RECEIVERS, {0, 0}}};

    (void)style;
    f->out.reserved = spec != NULL;
    f->out.dscp = dscp;
    f->error = (struct ws2_aw_status){0};
    if (spec != NULL) {
        f->out.flowspec = *spec;
        rsvp_flowspec_to_windows(&w, spec);
    } else {
        w = windows_of(&f->set->sending);
    }
    n.sending = &w;
    flow_grant(f, false);
    tell_change(f, &n);
}

void speaking_error(void *owner, const struct rsvp_error_spec *error)
{
    const struct ws2_aw_status status = status_of(error);

    tell_error(flow_of(owner), &status, true);
}
