/* SPDX-License-Identifier: MIT */
#include "describe.h"
#include "text.h"

static void object(FILE *file, enum rsvp_class class_num, unsigned ctype)
{
    fprintf(file, "Object class: *(%u)\n", class_num);
    fprintf(file,
            class_num == RSVP_SESSION ? "C-type: *(%u)\n"
            : class_num == RSVP_ADSPEC || class_num == RSVP_DCLASS ||
                    class_num == RSVP_POLICY_DATA
                ? "C-Type: %u\n"
                : "C-Type: *(%u)\n",
            ctype);
}

static void addr(FILE *file, const char *label, const struct rsvp_addr *a)
{
    char text[64];

    text_addr_print(a, text);
    fprintf(file, "%s: %s\n", label, text);
}

/* Objects that tshark knows and does not take apart. */
static void opaque(FILE *file, const struct rsvp_addr *a, uint32_t word)
{
    fputs("Data: ", file);
    for (int i = 0; i < (a->family == 4 ? 4 : 16); i++)
        fprintf(file, "%02x", a->bytes[i]);
    fprintf(file, "%08x\n", (unsigned)word);
}

static void session(FILE *file, const struct rsvp_session *s)
{
    unsigned ctype = s->addr.family == 4 ? 1 : 2;

    object(file, RSVP_SESSION, ctype + (s->gpi ? 2 : 0));
    if (s->gpi) {
        opaque(file, &s->addr,
               (uint32_t)s->protocol << 24 | (uint32_t)s->flags << 16 |
                   s->port);
        return;
    }
    addr(file, "Destination address", &s->addr);
    fprintf(file, ctype == 1 ? "Protocol: *(%u)\n" : "Protocol: %u\n",
            s->protocol);
    fprintf(file, "Flags: 0x%02x\n", s->flags);
    fprintf(file, ctype == 1 ? "Port number: %u\n" : "Destination port: %u\n",
            s->port);
}

static void sender(FILE *file, enum rsvp_class class_num,
                   const struct rsvp_sender *s)
{
    bool four = s->addr.family == 4;

    if (s->kind != RSVP_BY_PORT) {
        object(file, class_num, s->kind == RSVP_BY_LABEL ? 3 : four ? 4 : 5);
        opaque(file, &s->addr, s->id);
        return;
    }
    object(file, class_num, four ? 1 : 2);
    addr(file, four ? "Sender IPv4 address" : "Source address", &s->addr);
    fprintf(file, four ? "Sender port number: %u\n" : "Source port: %u\n",
            (unsigned)s->id);
}

static void error(FILE *file, const struct rsvp_error_spec *e)
{
    object(file, RSVP_ERROR_SPEC, e->node.family == 4 ? 1 : 2);
    addr(file, "Error node", &e->node);
    fprintf(file, "Flags: 0x%02x*\n", e->flags);
    fprintf(file, "*NotGuilty: %s\n",
            e->flags & RSVP_ERROR_NOT_GUILTY ? "Set" : "Not set");
    fprintf(file, "*InPlace: %s\n",
            e->flags & RSVP_ERROR_IN_PLACE ? "Set" : "Not set");
    fprintf(file, "Error code: *(%u)\n", e->code);
    if (e->code == RSVP_E_CLASS || e->code == RSVP_E_CTYPE)
        fprintf(file, "Class: %u * - CType: %u\n", e->value >> 8,
                e->value & 255);
    else if (e->code >= RSVP_E_ADMISSION && e->code <= RSVP_E_POLICY)
        fprintf(file, "Error value: *(%u)\n", e->value);
    else if (e->code == RSVP_E_TRAFFIC)
        fprintf(file, "Error value: *(%u)\n", e->value);
    else
        fprintf(file, "Error value: %u\n", e->value);
}

/* How long a service says that it is, in words. */
static void data_length(FILE *file, size_t words)
{
    fprintf(file, "Data length: %zu words, not including header\n", words);
}

static size_t bucket_words(const struct rsvp_tspec *t)
{
    return t->service == RSVP_QUALITATIVE ? 2 : 6;
}

static void bucket(FILE *file, const struct rsvp_tspec *t)
{
    if (t->service == RSVP_QUALITATIVE) {
        fprintf(file, "Parameter: *(128)*\nMaximum packet size [M]: %u\n",
                (unsigned)t->max_packet);
        return;
    }
    fprintf(file, "Parameter: *(127)*\n");
    fprintf(file, "Token bucket rate: %.9g\n", (double)t->rate);
    fprintf(file, "Token bucket size: %.9g\n", (double)t->bucket);
    fprintf(file, "Peak data rate: %.9g\n", (double)t->peak);
    fprintf(file, "Minimum policed unit [m]: %u\n", (unsigned)t->min_unit);
    fprintf(file, "Maximum packet size [M]: %u\n", (unsigned)t->max_packet);
}

static void flowspec(FILE *file, const struct rsvp_flowspec *f)
{
    size_t words =
        bucket_words(&f->tspec) + (f->service == RSVP_GUARANTEED ? 3 : 0);

    object(file, RSVP_FLOWSPEC, 2);
    data_length(file, words + 1);
    fprintf(file, "Service header: *(%u)\n", f->service);
    data_length(file, words);
    bucket(file, &f->tspec);
    if (f->service != RSVP_GUARANTEED)
        return;
    fprintf(file, "Parameter: *(130)*\n");
    fprintf(file, "Rate: %.9g\n", (double)f->rate);
    fprintf(file, "Slack term: %u\n", (unsigned)f->slack);
}

static void fragment(FILE *file, const struct rsvp_adspec *ad,
                     const struct rsvp_ad_fragment *f, unsigned service)
{
    size_t words = service == RSVP_GUARANTEED ? 8 : 0;

    for (unsigned bit = 1; bit <= RSVP_AD_MTU; bit <<= 1)
        words += f->given & bit ? 2 : 0;
    if (!f->present)
        return;
    fprintf(file, "Service header: *(%u)\n", service);
    fprintf(file, "*Break bit: %s\n", f->broken ? "Set" : "Not set");
    data_length(file, words);
    if (service == RSVP_GUARANTEED) {
        fprintf(file, "End-to-end composed value for C: %u\n",
                (unsigned)ad->c_total);
        fprintf(file, "End-to-end composed value for D: %u\n",
                (unsigned)ad->d_total);
        fprintf(file, "Since-last-reshaping point composed C: %u\n",
                (unsigned)ad->c_sum);
        fprintf(file, "Since-last-reshaping point composed D: %u\n",
                (unsigned)ad->d_sum);
    }
    if (f->given & RSVP_AD_HOPS)
        fprintf(file, "IS Hop Count: %u\n", (unsigned)f->hops);
    if (f->given & RSVP_AD_BANDWIDTH)
        fprintf(file, "Path b/w estimate: %.9g\n", (double)f->bandwidth);
    if (f->given & RSVP_AD_LATENCY)
        fprintf(file, "Minimum path latency: %u\n", (unsigned)f->latency);
    if (f->given & RSVP_AD_MTU)
        fprintf(file, "Composed MTU: %u\n", (unsigned)f->mtu);
}

static void blob(FILE *file, const struct rsvp_blob *b, bool known)
{
    fprintf(file, "Object class: *(%u)\n", b->class_num);
    fprintf(file, "%s: %u\n", known ? "C-Type" : "C-type", b->ctype);
    fputs("Data: ", file);
    for (size_t i = 0; i < b->length; i++)
        fprintf(file, "%02x", b->body[i]);
    fputc('\n', file);
}

static void sender_descriptor(FILE *file, const struct rsvp_message *m)
{
    const struct rsvp_adspec *ad = &m->adspec;

    if (m->has & RSVP_HAS_SENDER)
        sender(file, RSVP_SENDER_TEMPLATE, &m->sender);
    if (m->has & RSVP_HAS_TSPEC) {
        object(file, RSVP_SENDER_TSPEC, 2);
        data_length(file, bucket_words(&m->tspec) + 1);
        fprintf(file, "Service header: *(%u)\n", m->tspec.service);
        data_length(file, bucket_words(&m->tspec));
        bucket(file, &m->tspec);
    }
    if (!(m->has & RSVP_HAS_ADSPEC))
        return;
    object(file, RSVP_ADSPEC, 2);
    fragment(file, ad, &ad->general, RSVP_GENERAL);
    fragment(file, ad, &ad->guaranteed, RSVP_GUARANTEED);
    fragment(file, ad, &ad->controlled_load, RSVP_CONTROLLED_LOAD);
    fragment(file, ad, &ad->qualitative, RSVP_QUALITATIVE);
}

static void addresses(FILE *file, const struct rsvp_message *m)
{
    bool four = m->session.addr.family == 4;

    if (m->has & RSVP_HAS_CONFIRM) {
        object(file, RSVP_RESV_CONFIRM, four ? 1 : 2);
        addr(file, "Receiver address", &m->confirm);
    }
    if (m->has & RSVP_HAS_SCOPE)
        object(file, RSVP_SCOPE, four ? 1 : 2);
    for (size_t i = 0; i < m->n_scope; i++)
        addr(file, four ? "IPv4 Address" : "IPv6 Address", &m->scope[i]);
}

static void flows(FILE *file, const struct rsvp_message *m)
{
    if (m->n_dclass > 0)
        object(file, RSVP_DCLASS, 1);
    for (size_t i = 0; i < m->n_dclass; i++)
        fprintf(file, "DSCP: *(%u)\n", m->dclass[i] << 2);
    if (m->has & RSVP_HAS_STYLE) {
        object(file, RSVP_STYLE, 1);
        fprintf(file, "Style: *(0x%06x)\n", m->style);
    }
    for (size_t i = 0; i < m->n_flows; i++) {
        const struct rsvp_flow *f = &m->flows[i];

        if (f->has_flowspec)
            flowspec(file, &f->flowspec);
        for (size_t k = 0; k < f->n_filters; k++)
            sender(file, RSVP_FILTER_SPEC, &f->filters[k]);
    }
}

void rsvp_describe(FILE *file, const struct rsvp_message *m)
{
    fprintf(file, "*RSVP Version: 1\nMessage Type: *(%u)\n", m->type);
    fprintf(file, "Message Checksum: * [correct]\nSending TTL: %u\n",
            m->send_ttl);
    session(file, &m->session);
    if (m->has & RSVP_HAS_HOP) {
        object(file, RSVP_HOP, m->hop.addr.family == 4 ? 1 : 2);
        addr(file, "Neighbor address", &m->hop.addr);
        fprintf(file, "Logical interface: %u\n", (unsigned)m->hop.lih);
    }
    if (m->has & RSVP_HAS_TIME) {
        object(file, RSVP_TIME_VALUES, 1);
        fprintf(file, "Refresh interval: %u ms *\n", (unsigned)m->refresh_ms);
    }
    if (m->has & RSVP_HAS_ERROR)
        error(file, &m->error);
    addresses(file, m);
    for (size_t i = 0; i < m->n_policies; i++)
        blob(file, &m->policies[i], true);
    for (size_t i = 0; i < m->n_unknown; i++)
        blob(file, &m->unknown[i], false);
    sender_descriptor(file, m);
    flows(file, m);
}
