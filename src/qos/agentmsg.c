/* SPDX-License-Identifier: MIT */
/* Requests into messages, and messages into changes; see agentmsg.h. */
#include "qos/agentmsg.h"

#include <stdlib.h>
#include <string.h>

#include <ws2ipdef.h>

#include "qos/check.h"

_Static_assert(WS2_AW_FILTERS_MAX >= WS2_QOS_SENDERS_MAX, "all senders fit");
_Static_assert(sizeof(struct ws2_aw_set) +
                       WS2_AW_FILTERS_MAX * sizeof(struct ws2_aw_sender) +
                       WS2_AW_POLICY_MAX <=
                   WS2_AW_MAX,
               "the largest request fits");

/* --- Requests. */

static void addr_put(struct ws2_aw_addr *out, const SOCKADDR_STORAGE *ss)
{
    memset(out, 0, sizeof(*out));
    if (ss->ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)ss;

        out->family = 4;
        out->port = ntohs(in->sin_port);
        memcpy(out->bytes, &in->sin_addr, sizeof(in->sin_addr));
    } else if (ss->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)ss;

        out->family = 6;
        out->port = ntohs(in6->sin6_port);
        out->scope = in6->sin6_scope_id;
        memcpy(out->bytes, &in6->sin6_addr, sizeof(in6->sin6_addr));
    }
}

void ws2_aw_place_put(struct ws2_aw_place *out,
                      const struct ws2_qos_place *place)
{
    memset(out, 0, sizeof(*out));
    out->family = place->family == AF_INET6 ? 6 : 4;
    out->protocol = (uint8_t)place->protocol;
    out->connected = place->connected;
    out->sends = place->sends;
    out->receives = place->receives;
    addr_put(&out->local, &place->local);
    addr_put(&out->peer, &place->peer);
}

static struct ws2_aw_flow flow_put(const FLOWSPEC *f)
{
    return (struct ws2_aw_flow){
        .token_rate = f->TokenRate,
        .bucket = f->TokenBucketSize,
        .peak = f->PeakBandwidth,
        .latency = f->Latency,
        .delay_variation = f->DelayVariation,
        .service = f->ServiceType,
        .max_sdu = f->MaxSduSize,
        .min_policed = f->MinimumPolicedSize,
    };
}

static void filter_put(struct ws2_aw_filter *out, const RSVP_FILTERSPEC *f)
{
    const UCHAR *label = f->FilterSpecV6Flow.FlowLabel;

    memset(out, 0, sizeof(*out));
    out->type = (uint32_t)f->Type;
    out->addr.family = 6;
    memcpy(out->addr.bytes, &f->FilterSpecV6.Address, sizeof(out->addr.bytes));
    switch (f->Type) {
    case FILTERSPECV4:
        out->addr.port = ntohs(f->FilterSpecV4.Port);
        break;
    case FILTERSPECV4_GPI:
        out->id = f->FilterSpecV4Gpi.GeneralPortId;
        break;
    case FILTERSPECV6:
        out->addr.port = ntohs(f->FilterSpecV6.Port);
        return;
    case FILTERSPECV6_FLOW:
        out->id = (uint32_t)label[0] << 16 | (uint32_t)label[1] << 8 | label[2];
        return;
    case FILTERSPECV6_GPI:
    case FILTERSPEC_END:
    default:
        out->id = f->FilterSpecV6Gpi.GeneralPortId;
        return;
    }
    out->addr.family = 4;
    memset(out->addr.bytes, 0, sizeof(out->addr.bytes));
    memcpy(out->addr.bytes, &f->FilterSpecV4.Address, 4);
}

struct ws2_aw_set *ws2_aw_set_new(const struct ws2_qos_request *r,
                                  const struct ws2_qos_place *place,
                                  size_t *len)
{
    struct ws2_aw_set *m;
    struct ws2_aw_sender *to;

    *len = sizeof(*m) + r->sender_count * sizeof(*to) + r->policy_len;
    m = calloc(1, *len);
    if (m == NULL)
        return NULL;
    m->head.type = WS2_AW_SET;
    ws2_aw_place_put(&m->place, place);
    m->sending = flow_put(&r->sending);
    m->receiving = flow_put(&r->receiving);
    addr_put(&m->destination, &r->destination);
    m->style = r->style;
    m->confirm = r->confirm;
    m->tcp_traffic = r->tcp_traffic;
    m->sd_mode = r->sd_mode;
    m->shaping_rate = r->shaping_rate;
    m->ds_field = r->ds_field;
    m->traffic_class = r->traffic_class;
    m->sender_count = r->sender_count;
    m->policy_len = (uint32_t)r->policy_len;
    to = (struct ws2_aw_sender *)(void *)(m + 1);
    for (unsigned i = 0; i < r->sender_count; i++, to++) {
        to->flow = flow_put(&r->senders[i].flow);
        filter_put(&to->filter, &r->senders[i].filter);
    }
    if (r->policy_len > 0)
        memcpy(to, r->policy, r->policy_len);
    return m;
}

/* --- Changes. */

static FLOWSPEC flow_get(const struct ws2_aw_flow *f)
{
    return (FLOWSPEC){
        .TokenRate = f->token_rate,
        .TokenBucketSize = f->bucket,
        .PeakBandwidth = f->peak,
        .Latency = f->latency,
        .DelayVariation = f->delay_variation,
        .ServiceType = f->service,
        .MaxSduSize = f->max_sdu,
        .MinimumPolicedSize = f->min_policed,
    };
}

struct ws2_qos_status ws2_aw_status_get(const struct ws2_aw_status *s)
{
    return (struct ws2_qos_status){(ws2_err)s->code,
                                   {s->extended[0], s->extended[1]}};
}

static RSVP_FILTERSPEC filter_get(const struct ws2_aw_filter *f)
{
    RSVP_FILTERSPEC out;

    memset(&out, 0, sizeof(out));
    out.Type = (FilterType)f->type;
    switch (out.Type) {
    case FILTERSPECV4:
        memcpy(&out.FilterSpecV4.Address, f->addr.bytes, 4);
        out.FilterSpecV4.Port = htons(f->addr.port);
        return out;
    case FILTERSPECV4_GPI:
        memcpy(&out.FilterSpecV4Gpi.Address, f->addr.bytes, 4);
        out.FilterSpecV4Gpi.GeneralPortId = f->id;
        return out;
    case FILTERSPECV6:
        out.FilterSpecV6.Port = htons(f->addr.port);
        break;
    case FILTERSPECV6_FLOW:
        for (int i = 0; i < 3; i++)
            out.FilterSpecV6Flow.FlowLabel[i] = (UCHAR)(f->id >> (16 - 8 * i));
        break;
    case FILTERSPECV6_GPI:
    case FILTERSPEC_END:
    default:
        out.FilterSpecV6Gpi.GeneralPortId = f->id;
        break;
    }
    memcpy(&out.FilterSpecV6.Address, f->addr.bytes, sizeof(f->addr.bytes));
    return out;
}

/* What is put behind the other; NULL: only counted. */
struct objects {
    unsigned char *at;
    size_t len;
};

static void object_part(struct objects *o, const void *part, size_t len)
{
    if (o->at != NULL && len > 0)
        memcpy(o->at + o->len, part, len);
    o->len += len;
}

static void object_head(struct objects *o, ULONG type, size_t rest)
{
    const QOS_OBJECT_HDR hdr = {type, (ULONG)(sizeof(hdr) + rest)};

    object_part(o, &hdr, sizeof(hdr));
}

/* Both services have the general parameters: nothing overrides them. */
static CONTROL_SERVICE service_of(const struct ws2_aw_adspec *a,
                                  SERVICETYPE service)
{
    CONTROL_SERVICE s = {
        .Length = sizeof(s),
        .Service = service,
        .Overrides = {a->hops, a->bandwidth, a->latency, a->mtu, a->flags}};

    if (service == SERVICETYPE_GUARANTEED)
        s.Guaranteed =
            (AD_GUARANTEED){a->c_total, a->d_total, a->c_sum, a->d_sum};
    return s;
}

static void adspec_get(struct objects *o, const struct ws2_aw_adspec *a)
{
    const AD_GENERAL_PARAMS general = {a->hops, a->bandwidth, a->latency,
                                       a->mtu, a->flags};
    CONTROL_SERVICE services[2];
    ULONG n = 0;

    if (!a->present)
        return;
    if (a->guaranteed)
        services[n++] = service_of(a, SERVICETYPE_GUARANTEED);
    if (a->controlled_load)
        services[n++] = service_of(a, SERVICETYPE_CONTROLLEDLOAD);
    object_head(o, RSVP_OBJECT_ADSPEC,
                sizeof(general) + sizeof(n) + n * sizeof(services[0]));
    object_part(o, &general, sizeof(general));
    object_part(o, &n, sizeof(n));
    object_part(o, services, n * sizeof(services[0]));
}

static void filters_get(struct objects *o, const struct ws2_aw_change *m)
{
    const struct ws2_aw_filter *filters = ws2_aw_change_filters(m);

    if (m->filter_count == 0)
        return;
    object_head(o, RSVP_OBJECT_FILTERSPEC_LIST,
                m->filter_count * sizeof(RSVP_FILTERSPEC));
    for (uint32_t i = 0; i < m->filter_count; i++) {
        const RSVP_FILTERSPEC filter = filter_get(&filters[i]);

        object_part(o, &filter, sizeof(filter));
    }
}

/* As many elements as there are whole ones; the agent has looked at them. */
static ULONG policies_count(const unsigned char *at, size_t *len)
{
    size_t used = 0;
    ULONG n = 0;

    while (*len - used >= RSVP_POLICY_HDR_LEN) {
        USHORT step;

        memcpy(&step, at + used, sizeof(step));
        if (step < RSVP_POLICY_HDR_LEN || step > *len - used)
            break;
        used += step;
        n++;
    }
    *len = used;
    return n;
}

static void policies_get(struct objects *o, const struct ws2_aw_change *m)
{
    const unsigned char *at = ws2_aw_change_policy(m);
    size_t len = m->policy_len;
    const ULONG n = policies_count(at, &len);

    if (n == 0)
        return;
    object_head(o, RSVP_OBJECT_POLICY_INFO, sizeof(n) + len);
    object_part(o, &n, sizeof(n));
    object_part(o, at, len);
}

static void objects_get(struct objects *o, const struct ws2_aw_change *m)
{
    adspec_get(o, &m->adspec);
    filters_get(o, m);
    policies_get(o, m);
}

bool ws2_aw_change_get(const struct ws2_aw_change *m,
                       struct ws2_qos_change *out)
{
    struct objects o = {NULL, 0};

    objects_get(&o, m);
    *out = (struct ws2_qos_change){.status = ws2_aw_status_get(&m->status),
                                   .sending = flow_get(&m->sending),
                                   .receiving = flow_get(&m->receiving),
                                   .objects_len = o.len};
    if (o.len == 0)
        return true;
    o.at = malloc(o.len);
    if (o.at == NULL)
        return false;
    o.len = 0;
    objects_get(&o, m);
    out->objects = o.at;
    return true;
}

struct ws2_qos_grant ws2_aw_grant_get(const struct ws2_aw_grant *m)
{
    return (struct ws2_qos_grant){.reserved = m->reserved != 0,
                                  .held = m->by_agent != 0,
                                  .service = m->service,
                                  .rate = m->rate,
                                  .bucket = m->bucket,
                                  .peak = m->peak,
                                  .min_policed = m->min_policed,
                                  .max_sdu = m->max_sdu,
                                  .sd_mode = m->sd_mode,
                                  .ds_field = m->ds_field,
                                  .priority = m->priority};
}
