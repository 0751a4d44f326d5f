/* SPDX-License-Identifier: MIT */
/* A structure to bytes, objects in the order of RFC 2205, section 3.1. */
#include <errno.h>

#include "wire.h"

static size_t object_open(struct wire *w, unsigned class_num, unsigned ctype)
{
    size_t start = w->at;

    wire_put16(w, 0);
    wire_put8(w, class_num);
    wire_put8(w, ctype);
    return start;
}

static void object_close(struct wire *w, size_t start)
{
    wire_set16(w, start, (unsigned)(w->at - start));
}

static void addr_put(struct wire *w, const struct rsvp_addr *a)
{
    wire_put(w, a->bytes, a->family == 4 ? 4 : 16);
}

static unsigned ctype_of(const struct rsvp_addr *a)
{
    return a->family == 4 ? 1 : 2;
}

static void session_put(struct wire *w, const struct rsvp_session *s)
{
    size_t at =
        object_open(w, RSVP_SESSION, ctype_of(&s->addr) + (s->gpi ? 2 : 0));

    addr_put(w, &s->addr);
    wire_put8(w, s->protocol);
    wire_put8(w, s->flags);
    wire_put16(w, s->port);
    object_close(w, at);
}

static void hop_put(struct wire *w, const struct rsvp_hop *h)
{
    size_t at = object_open(w, RSVP_HOP, ctype_of(&h->addr));

    addr_put(w, &h->addr);
    wire_put32(w, h->lih);
    object_close(w, at);
}

static void error_put(struct wire *w, const struct rsvp_error_spec *e)
{
    size_t at = object_open(w, RSVP_ERROR_SPEC, ctype_of(&e->node));

    addr_put(w, &e->node);
    wire_put8(w, e->flags);
    wire_put8(w, e->code);
    wire_put16(w, e->value);
    object_close(w, at);
}

static void word_object_put(struct wire *w, unsigned class_num, uint32_t word)
{
    size_t at = object_open(w, class_num, 1);

    wire_put32(w, word);
    object_close(w, at);
}

static void addrs_put(struct wire *w, unsigned class_num,
                      const struct rsvp_addr *list, size_t n)
{
    size_t at = object_open(w, class_num, ctype_of(list));

    for (size_t i = 0; i < n; i++)
        addr_put(w, &list[i]);
    object_close(w, at);
}

static void blobs_put(struct wire *w, const struct rsvp_blob *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = object_open(w, list[i].class_num, list[i].ctype);

        wire_put(w, list[i].body, list[i].length);
        object_close(w, at);
    }
}

static void sender_put(struct wire *w, unsigned class_num,
                       const struct rsvp_sender *s)
{
    static const uint8_t ctypes[][2] = {
        [RSVP_BY_PORT] = {1, 2},
        [RSVP_BY_LABEL] = {0, 3},
        [RSVP_BY_GPI] = {4, 5},
    };
    size_t at = object_open(w, class_num, ctypes[s->kind][s->addr.family == 6]);

    addr_put(w, &s->addr);
    wire_put32(w, s->id); /* before a port or label is nothing but zeros */
    object_close(w, at);
}

static void dclass_put(struct wire *w, const struct rsvp_message *m)
{
    size_t at = object_open(w, RSVP_DCLASS, 1);

    for (size_t i = 0; i < m->n_dclass; i++)
        wire_put32(w, (uint32_t)m->dclass[i] << 2); /* as in the DS field */
    object_close(w, at);
}

static void flows_put(struct wire *w, const struct rsvp_message *m)
{
    for (size_t i = 0; i < m->n_flows; i++) {
        const struct rsvp_flow *f = &m->flows[i];

        if (f->has_flowspec) {
            size_t at = object_open(w, RSVP_FLOWSPEC, 2);

            wire_put_flowspec(w, &f->flowspec);
            object_close(w, at);
        }
        for (size_t k = 0; k < f->n_filters; k++)
            sender_put(w, RSVP_FILTER_SPEC, &f->filters[k]);
    }
}

static void sender_descriptor_put(struct wire *w, const struct rsvp_message *m)
{
    size_t at;

    if (m->has & RSVP_HAS_SENDER)
        sender_put(w, RSVP_SENDER_TEMPLATE, &m->sender);
    if (m->has & RSVP_HAS_TSPEC) {
        at = object_open(w, RSVP_SENDER_TSPEC, 2);
        wire_put_tspec(w, &m->tspec);
        object_close(w, at);
    }
    if (m->has & RSVP_HAS_ADSPEC) {
        at = object_open(w, RSVP_ADSPEC, 2);
        wire_put_adspec(w, &m->adspec);
        object_close(w, at);
    }
}

/* The order is the same in all types: each leaves out what it has not. */
static void objects_put(struct wire *w, const struct rsvp_message *m)
{
    session_put(w, &m->session);
    if (m->has & RSVP_HAS_HOP)
        hop_put(w, &m->hop);
    if (m->has & RSVP_HAS_TIME)
        word_object_put(w, RSVP_TIME_VALUES, m->refresh_ms);
    if (m->has & RSVP_HAS_ERROR)
        error_put(w, &m->error);
    if (m->has & RSVP_HAS_CONFIRM)
        addrs_put(w, RSVP_RESV_CONFIRM, &m->confirm, 1);
    if (m->has & RSVP_HAS_SCOPE)
        addrs_put(w, RSVP_SCOPE, m->scope, m->n_scope);
    blobs_put(w, m->policies, m->n_policies);
    blobs_put(w, m->unknown, m->n_unknown);
    sender_descriptor_put(w, m);
    if (m->n_dclass > 0)
        dclass_put(w, m);
    if (m->has & RSVP_HAS_STYLE)
        word_object_put(w, RSVP_STYLE, m->style);
    flows_put(w, m);
}

int rsvp_build(const struct rsvp_message *m, void *bytes, size_t size)
{
    struct wire w = {bytes, size, 0};
    uint16_t sum;

    if (!wire_message_valid(m))
        return -EINVAL;
    wire_put8(&w, 1u << 4 | m->flags);
    wire_put8(&w, m->type);
    wire_put16(&w, 0);
    wire_put8(&w, m->send_ttl);
    wire_put8(&w, 0);
    wire_put16(&w, 0);
    objects_put(&w, m);
    if (w.at > size || w.at > RSVP_MAX_MESSAGE)
        return -EMSGSIZE;
    wire_set16(&w, 6, (unsigned)w.at);
    sum = wire_checksum(bytes, w.at);
    wire_set16(&w, 2, sum != 0 ? sum : 0xFFFF); /* 0 would say: none */
    return (int)w.at;
}
