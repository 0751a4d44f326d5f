/* SPDX-License-Identifier: MIT */
/* Bytes to a structure (RFC 2205, sections 3.1 and 3.10, appendix A). A first
 * walk counts what the message needs room for, a second one reads. Objects may
 * come in any order, but flow descriptors follow the STYLE. */
#include <errno.h>
#include <stdlib.h>

#include "reader.h"

struct counts {
    size_t flows, filters, policies, unknown, scope, dclass, bytes;
};

static bool object_next(const uint8_t **at, const uint8_t *end,
                        struct object *o)
{
    size_t left = (size_t)(end - *at), length;

    if (left < WIRE_OBJECT_HEADER)
        return false;
    length = get16(*at);
    if (length < WIRE_OBJECT_HEADER || length % 4 != 0 || length > left)
        return false;
    *o = (struct object){(*at)[2], (*at)[3], *at + WIRE_OBJECT_HEADER,
                         length - WIRE_OBJECT_HEADER};
    *at += length;
    return true;
}

static void count(const struct object *o, struct counts *n)
{
    switch (o->class_num) {
    case RSVP_FLOWSPEC:
        n->flows++;
        return;
    case RSVP_FILTER_SPEC:
        n->filters++;
        n->flows++; /* with FF each may be a descriptor */
        return;
    case RSVP_SCOPE:
        n->scope += o->length / (o->ctype == 1 ? 4 : 16);
        return;
    case RSVP_POLICY_DATA:
        n->policies++;
        n->bytes += o->length;
        return;
    }
    if (object_is_forwarded(o)) {
        n->unknown++;
        n->bytes += o->length;
    } else if (o->class_num == RSVP_DCLASS) {
        n->dclass += o->length / 4;
    }
}

/* First what has the strictest alignment. */
static int reader_open(struct reader *r, const struct counts *n)
{
    size_t flows = n->flows * sizeof(*r->flows);
    size_t policies = n->policies * sizeof(*r->policies);
    size_t unknown = n->unknown * sizeof(*r->unknown);
    size_t filters = n->filters * sizeof(*r->filters);
    size_t scope = n->scope * sizeof(*r->scope);
    size_t all =
        flows + policies + unknown + filters + scope + n->dclass + n->bytes;
    uint8_t *p;

    if (all == 0)
        return 0;
    p = calloc(1, all);
    if (p == NULL)
        return -ENOMEM;
    r->m->memory = p;
    r->flows = (struct rsvp_flow *)(void *)p;
    r->policies = (struct rsvp_blob *)(void *)(p += flows);
    r->unknown = (struct rsvp_blob *)(void *)(p += policies);
    r->filters = (struct rsvp_sender *)(void *)(p += unknown);
    r->scope = (struct rsvp_addr *)(void *)(p += filters);
    r->dclass = p += scope;
    r->bytes = p + n->dclass;
    r->m->flows = r->flows;
    r->m->policies = r->policies;
    r->m->unknown = r->unknown;
    r->m->scope = r->scope;
    r->m->dclass = r->dclass;
    return 0;
}

/* The first walk: lengths, and room for what there is. */
static int measure(struct reader *r, const uint8_t *at, const uint8_t *end)
{
    struct counts n = {0};
    struct object o;

    while (object_next(&at, end, &o))
        count(&o, &n);
    if (at != end)
        return reader_refuse(r, 0, 0, "length of an object");
    if (n.flows > RSVP_MAX_FLOWS + n.filters || n.filters > RSVP_MAX_FILTERS ||
        n.scope > RSVP_MAX_SCOPE || n.policies > RSVP_MAX_BLOBS ||
        n.unknown > RSVP_MAX_BLOBS || n.dclass > RSVP_MAX_DCLASS)
        return reader_refuse(r, 0, 0, "too many objects");
    return reader_open(r, &n);
}

/* After a reason to refuse, the rest is still read for what an answer needs. */
static int read_all(struct reader *r, const uint8_t *at, const uint8_t *end)
{
    struct object o;
    int res = 0;

    while (object_next(&at, end, &o)) {
        int one = object_read(r, &o);

        if (one == -EBADMSG)
            return res != 0 ? res : one;
        if (one != 0)
            res = one;
    }
    return res;
}

static int read_header(struct reader *r, const uint8_t *p, size_t length)
{
    if (length < WIRE_HEADER || length > RSVP_MAX_MESSAGE)
        return reader_refuse(r, 0, 0, "length");
    if (p[0] >> 4 != 1)
        return reader_refuse(r, 0, 0, "version");
    if (wire_rule_of(p[1]) == NULL)
        return reader_refuse(r, 0, 0, "type");
    if (get16(p + 6) != length)
        return reader_refuse(r, 0, 0, "length in the header");
    if (get16(p + 2) != 0 && wire_checksum(p, length) != 0)
        return reader_refuse(r, 0, 0, "checksum");
    r->m->flags = p[0] & 15;
    r->m->type = p[1];
    r->m->send_ttl = p[4];
    return 0;
}

static int parse(struct reader *r, const uint8_t *p, size_t length)
{
    int res = read_header(r, p, length);

    if (res == 0)
        res = measure(r, p + WIRE_HEADER, p + length);
    if (res == 0)
        res = read_all(r, p + WIRE_HEADER, p + length);
    if (res == 0 && !wire_message_valid(r->m))
        res = reader_refuse(r, 0, 0,
                            "objects missing, or that do not fit together");
    if (res == -EPROTO && !wire_refusal_valid(r->m))
        res = -EBADMSG;
    return res;
}

int rsvp_parse(const void *bytes, size_t length, struct rsvp_message *m,
               struct rsvp_reject *reject)
{
    struct rsvp_reject unused;
    struct reader r = {.m = m, .reject = reject != NULL ? reject : &unused};
    int res;

    memset(m, 0, sizeof(*m));
    *r.reject = (struct rsvp_reject){0};
    res = parse(&r, bytes, length);
    if (res != 0 && res != -EPROTO)
        rsvp_message_clear(m);
    if (res == -EBADMSG)
        *r.reject = (struct rsvp_reject){.why = r.reject->why};
    return res;
}
