/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "samples.h"

#define MAX_SAMPLES 64
#define COUNT(a)    (sizeof(a) / sizeof((a)[0]))

static struct rsvp_sample samples[MAX_SAMPLES];
static size_t n_samples;

/* [0] is IPv4, [1] IPv6: 192.0.2.N and 2001:db8::N. */
#define ADDR4(n)                                                               \
    {                                                                          \
        .family = 4, .bytes = { 192, 0, 2, n }                                 \
    }
#define ADDR6(n)                                                               \
    {                                                                          \
        .family = 6, .bytes = { 0x20, 1, 0xd, 0xb8, [15] = n }                 \
    }

static const struct rsvp_addr receiver[] = {ADDR4(9), ADDR6(9)};
static const struct rsvp_addr node[] = {ADDR4(1), ADDR6(1)};

static const struct rsvp_sender senders[][3] = {
    {{ADDR4(7), RSVP_BY_PORT, 5000},
     {ADDR4(8), RSVP_BY_PORT, 5001},
     {ADDR4(10), RSVP_BY_PORT, 5002}},
    {{ADDR6(7), RSVP_BY_PORT, 5000},
     {ADDR6(8), RSVP_BY_PORT, 5001},
     {ADDR6(10), RSVP_BY_PORT, 5002}},
};
static const struct rsvp_sender by_gpi[] = {
    {ADDR4(7), RSVP_BY_GPI, 0x12345678},
    {ADDR6(7), RSVP_BY_GPI, 0x12345678},
};
static const struct rsvp_sender by_label = {ADDR6(7), RSVP_BY_LABEL, 0xABCDE};

static const struct rsvp_addr scope[][2] = {
    {ADDR4(7), ADDR4(8)},
    {ADDR6(7), ADDR6(8)},
};

/* Numbers that singles hold, so that a decoder prints them as they are. */
static const struct rsvp_tspec bucket = {.service = RSVP_GENERAL,
                                         .rate = 64000,
                                         .bucket = 3000,
                                         .peak = 128000,
                                         .min_unit = 128,
                                         .max_packet = 1500};
static const struct rsvp_tspec size_only = {.service = RSVP_QUALITATIVE,
                                            .max_packet = 1400};

#define CONTROLLED_LOAD                                                        \
    {                                                                          \
        .service = RSVP_CONTROLLED_LOAD, .tspec = {                            \
            .service = RSVP_GENERAL,                                           \
            .rate = 64000,                                                     \
            .bucket = 3000,                                                    \
            .peak = INFINITY,                                                  \
            .min_unit = 128,                                                   \
            .max_packet = 1500                                                 \
        }                                                                      \
    }
#define GUARANTEED                                                             \
    {                                                                          \
        .service = RSVP_GUARANTEED,                                            \
        .tspec = {.service = RSVP_GENERAL,                                     \
                  .rate = 64000,                                               \
                  .bucket = 3000,                                              \
                  .peak = 128000,                                              \
                  .min_unit = 128,                                             \
                  .max_packet = 1500},                                         \
        .rate = 96000, .slack = 2500                                           \
    }
#define QUALITATIVE                                                            \
    {                                                                          \
        .service = RSVP_QUALITATIVE, .tspec = {                                \
            .service = RSVP_QUALITATIVE,                                       \
            .max_packet = 1400                                                 \
        }                                                                      \
    }

static const struct rsvp_flow wf[] = {{true, CONTROLLED_LOAD, 0, NULL}};
static const struct rsvp_flow wf_guaranteed[] = {{true, GUARANTEED, 0, NULL}};
static const struct rsvp_flow wf_qualitative[] = {{true, QUALITATIVE, 0, NULL}};
static const struct rsvp_flow ff[][2] = {
    {{true, GUARANTEED, 1, &senders[0][0]},
     {true, CONTROLLED_LOAD, 1, &senders[0][1]}},
    {{true, GUARANTEED, 1, &senders[1][0]},
     {true, CONTROLLED_LOAD, 1, &senders[1][1]}},
};
static const struct rsvp_flow se[][1] = {
    {{true, CONTROLLED_LOAD, 3, senders[0]}},
    {{true, CONTROLLED_LOAD, 3, senders[1]}},
};
static const struct rsvp_flow ff_gpi[][1] = {
    {{true, CONTROLLED_LOAD, 1, &by_gpi[0]}},
    {{true, CONTROLLED_LOAD, 1, &by_gpi[1]}},
};
static const struct rsvp_flow ff_label[] = {
    {true, CONTROLLED_LOAD, 1, &by_label}};
static const struct rsvp_flow ff_tear[][2] = {
    {{.n_filters = 1, .filters = &senders[0][0]},
     {.n_filters = 1, .filters = &senders[0][1]}},
    {{.n_filters = 1, .filters = &senders[1][0]},
     {.n_filters = 1, .filters = &senders[1][1]}},
};
static const struct rsvp_flow se_tear[][1] = {
    {{.n_filters = 3, .filters = senders[0]}},
    {{.n_filters = 3, .filters = senders[1]}},
};

static const struct rsvp_adspec adspec = {
    .general = {true, true, RSVP_AD_ALL, 3, 1250000, 700, 1480},
    .guaranteed = {true, false, RSVP_AD_BANDWIDTH, 0, 250000, 0, 0},
    .controlled_load = {true, true, RSVP_AD_MTU, 0, 0, 0, 1400},
    .c_total = 3000,
    .d_total = 900,
    .c_sum = 1500,
    .d_sum = 450,
};
static const struct rsvp_adspec adspec_plain = {
    .general = {true, false, RSVP_AD_ALL, 0, 12500000, 0, 1500},
    .guaranteed = {.present = true},
    .controlled_load = {.present = true},
    .qualitative = {.present = true},
};

/* AUTH_USER with a credential, ASCII "bob" (RFC 2752), behind offset and
 * reserved word (RFC 2750). */
static const uint8_t auth_user[] = {0, 8, 0, 0, 0,   12,  0,   2,
                                    0, 7, 2, 1, 'b', 'o', 'b', 0};
static const struct rsvp_blob policy = {RSVP_POLICY_DATA, 1, sizeof(auth_user),
                                        auth_user};
static const uint8_t foreign[] = {0xDE, 0xAD, 0xBE, 0xEF};
static const struct rsvp_blob unknown = {0xFB, 9, sizeof(foreign), foreign};
static const uint8_t dclass[] = {46, 10};

static struct rsvp_message *add(const char *name, enum rsvp_type type,
                                unsigned six)
{
    struct rsvp_sample *s = &samples[n_samples++];
    struct rsvp_message *m = &s->message;

    snprintf(s->name, sizeof(s->name), "%s.%c", name, six ? '6' : '4');
    *m = (struct rsvp_message){
        .type = (uint8_t)type,
        .send_ttl = 63,
        .has = RSVP_HAS_SESSION,
        .session = {receiver[six], 17, 0, false, 5004},
    };
    if (type != RSVP_PATH_ERR && type != RSVP_RESV_CONF) {
        m->has |= RSVP_HAS_HOP;
        m->hop = (struct rsvp_hop){node[six], 7};
    }
    if (type == RSVP_PATH || type == RSVP_RESV) {
        m->has |= RSVP_HAS_TIME;
        m->refresh_ms = 30000;
    }
    return m;
}

static struct rsvp_message *add_path(const char *name, enum rsvp_type type,
                                     unsigned six)
{
    struct rsvp_message *m = add(name, type, six);

    m->has |= RSVP_HAS_SENDER | RSVP_HAS_TSPEC;
    m->sender = senders[six][0];
    m->tspec = bucket;
    return m;
}

static struct rsvp_message *add_resv(const char *name, enum rsvp_type type,
                                     unsigned six, enum rsvp_style style,
                                     const struct rsvp_flow *flows, size_t n)
{
    struct rsvp_message *m = add(name, type, six);

    m->has |= RSVP_HAS_STYLE;
    m->style = (uint8_t)style;
    m->flows = flows;
    m->n_flows = n;
    return m;
}

static void add_error(struct rsvp_message *m, unsigned six, unsigned flags,
                      unsigned code, unsigned value)
{
    m->has |= RSVP_HAS_ERROR;
    m->error = (struct rsvp_error_spec){node[six], (uint8_t)flags,
                                        (uint8_t)code, (uint16_t)value};
}

static void add_paths(unsigned six)
{
    struct rsvp_message *m;

    add_path("path", RSVP_PATH, six);
    m = add_path("path-adspec", RSVP_PATH, six);
    m->has |= RSVP_HAS_ADSPEC;
    m->adspec = adspec;
    m->session.flags = RSVP_SESSION_E_POLICE;
    m->session.protocol = 6;
    m = add_path("path-policy", RSVP_PATH, six);
    m->policies = &policy;
    m->n_policies = 1;
    m->unknown = &unknown;
    m->n_unknown = 1;
    m->has |= RSVP_HAS_ADSPEC;
    m->adspec = adspec_plain;
    m = add_path("path-qualitative", RSVP_PATH, six);
    m->tspec = size_only;
    m = add_path("path-gpi", RSVP_PATH, six);
    m->session.gpi = true;
    m->session.protocol = 50;
    m->sender = by_gpi[six];
    if (six) {
        m = add_path("path-label", RSVP_PATH, six);
        m->sender = by_label;
    }

    m = add_path("path-err", RSVP_PATH_ERR, six);
    add_error(m, six, 0, RSVP_E_POLICY, 50);
    m = add("path-err-bare", RSVP_PATH_ERR, six);
    add_error(m, six, 0, RSVP_E_CLASS, 0x7F01);
    m = add_path("path-tear", RSVP_PATH_TEAR, six);
    m->has |= RSVP_HAS_ADSPEC;
    m->adspec = adspec_plain;
}

static void add_resvs(unsigned six)
{
    struct rsvp_message *m;

    add_resv("resv-wf", RSVP_RESV, six, RSVP_WF, wf, 1);
    add_resv("resv-wf-guaranteed", RSVP_RESV, six, RSVP_WF, wf_guaranteed, 1);
    add_resv("resv-qualitative", RSVP_RESV, six, RSVP_WF, wf_qualitative, 1);
    add_resv("resv-ff", RSVP_RESV, six, RSVP_FF, ff[six], 2);
    add_resv("resv-se", RSVP_RESV, six, RSVP_SE, se[six], 1);
    m = add_resv("resv-gpi", RSVP_RESV, six, RSVP_FF, ff_gpi[six], 1);
    m->session.gpi = true;
    m->session.protocol = 50;
    if (six)
        add_resv("resv-label", RSVP_RESV, six, RSVP_FF, ff_label, 1);
    m = add_resv("resv-all", RSVP_RESV, six, RSVP_WF, wf, 1);
    m->has |= RSVP_HAS_CONFIRM | RSVP_HAS_SCOPE;
    m->confirm = receiver[six];
    m->scope = scope[six];
    m->n_scope = 2;
    m->policies = &policy;
    m->n_policies = 1;
    m->dclass = dclass;
    m->n_dclass = COUNT(dclass);

    m = add_resv("resv-err-wf", RSVP_RESV_ERR, six, RSVP_WF, wf, 1);
    add_error(m, six, RSVP_ERROR_IN_PLACE, RSVP_E_ADMISSION, 2);
    m->has |= RSVP_HAS_SCOPE;
    m->scope = scope[six];
    m->n_scope = 2;
    m = add_resv("resv-err-ff", RSVP_RESV_ERR, six, RSVP_FF, ff[six], 1);
    add_error(m, six, RSVP_ERROR_NOT_GUILTY, RSVP_E_TRAFFIC, 3);
    m = add_resv("resv-err-se", RSVP_RESV_ERR, six, RSVP_SE, se[six], 1);
    add_error(m, six, 0, RSVP_E_STYLE, 0);

    add_resv("resv-tear-wf", RSVP_RESV_TEAR, six, RSVP_WF, NULL, 0);
    add_resv("resv-tear-ff", RSVP_RESV_TEAR, six, RSVP_FF, ff_tear[six], 2);
    add_resv("resv-tear-se", RSVP_RESV_TEAR, six, RSVP_SE, se_tear[six], 1);

    m = add_resv("resv-conf", RSVP_RESV_CONF, six, RSVP_FF, ff[six], 1);
    add_error(m, six, 0, RSVP_CONFIRMED, 0);
    m->has |= RSVP_HAS_CONFIRM;
    m->confirm = receiver[six];
}

const struct rsvp_sample *rsvp_samples(size_t *n)
{
    if (n_samples == 0) {
        for (unsigned six = 0; six < 2; six++) {
            add_paths(six);
            add_resvs(six);
        }
    }
    *n = n_samples;
    return samples;
}

static bool blobs_equal(const struct rsvp_blob *a, size_t n_a,
                        const struct rsvp_blob *b, size_t n_b)
{
    if (n_a != n_b)
        return false;
    for (size_t i = 0; i < n_a; i++) {
        if (a[i].class_num != b[i].class_num || a[i].ctype != b[i].ctype ||
            a[i].length != b[i].length ||
            (a[i].length != 0 && memcmp(a[i].body, b[i].body, a[i].length)))
            return false;
    }
    return true;
}

static bool fragment_equal(const struct rsvp_ad_fragment *a,
                           const struct rsvp_ad_fragment *b)
{
    return a->present == b->present && a->broken == b->broken &&
           a->given == b->given && a->hops == b->hops &&
           memcmp(&a->bandwidth, &b->bandwidth, sizeof(float)) == 0 &&
           a->latency == b->latency && a->mtu == b->mtu;
}

static bool adspec_equal(const struct rsvp_adspec *a,
                         const struct rsvp_adspec *b)
{
    return fragment_equal(&a->general, &b->general) &&
           fragment_equal(&a->guaranteed, &b->guaranteed) &&
           fragment_equal(&a->controlled_load, &b->controlled_load) &&
           fragment_equal(&a->qualitative, &b->qualitative) &&
           a->c_total == b->c_total && a->d_total == b->d_total &&
           a->c_sum == b->c_sum && a->d_sum == b->d_sum;
}

static bool flows_equal(const struct rsvp_message *a,
                        const struct rsvp_message *b)
{
    if (a->n_flows != b->n_flows)
        return false;
    for (size_t i = 0; i < a->n_flows; i++) {
        const struct rsvp_flow *x = &a->flows[i], *y = &b->flows[i];

        if (x->has_flowspec != y->has_flowspec || x->n_filters != y->n_filters)
            return false;
        if (x->has_flowspec &&
            rsvp_flowspec_compare(&x->flowspec, &y->flowspec) != RSVP_EQUAL)
            return false;
        for (size_t k = 0; k < x->n_filters; k++) {
            if (!rsvp_sender_equal(&x->filters[k], &y->filters[k]))
                return false;
        }
    }
    return true;
}

static bool lists_equal(const struct rsvp_message *a,
                        const struct rsvp_message *b)
{
    if (a->n_scope != b->n_scope || a->n_dclass != b->n_dclass)
        return false;
    for (size_t i = 0; i < a->n_scope; i++) {
        if (!rsvp_addr_equal(&a->scope[i], &b->scope[i]))
            return false;
    }
    return (a->n_dclass == 0 ||
            memcmp(a->dclass, b->dclass, a->n_dclass) == 0) &&
           blobs_equal(a->policies, a->n_policies, b->policies,
                       b->n_policies) &&
           blobs_equal(a->unknown, a->n_unknown, b->unknown, b->n_unknown);
}

bool rsvp_message_equal(const struct rsvp_message *a,
                        const struct rsvp_message *b)
{
    return a->type == b->type && a->flags == b->flags &&
           a->send_ttl == b->send_ttl && a->has == b->has &&
           rsvp_session_equal(&a->session, &b->session) &&
           a->session.flags == b->session.flags &&
           rsvp_addr_equal(&a->hop.addr, &b->hop.addr) &&
           a->hop.lih == b->hop.lih && a->refresh_ms == b->refresh_ms &&
           rsvp_addr_equal(&a->error.node, &b->error.node) &&
           a->error.flags == b->error.flags && a->error.code == b->error.code &&
           a->error.value == b->error.value && a->style == b->style &&
           rsvp_addr_equal(&a->confirm, &b->confirm) &&
           rsvp_sender_equal(&a->sender, &b->sender) &&
           rsvp_tspec_equal(&a->tspec, &b->tspec) &&
           adspec_equal(&a->adspec, &b->adspec) && flows_equal(a, b) &&
           lists_equal(a, b);
}
