/* SPDX-License-Identifier: MIT */
/* Objects, one by one (RFC 2205, section 3.10 and appendix A). */
#include <errno.h>

#include "reader.h"

static bool is_known(unsigned class_num)
{
    return (class_num >= RSVP_SESSION && class_num <= RSVP_RESV_CONFIRM &&
            class_num != 2) ||
           class_num == RSVP_DCLASS;
}

bool object_is_forwarded(const struct object *o)
{
    return o->class_num >= 0xC0 && (!is_known(o->class_num) || o->ctype != 1);
}

int reader_refuse(struct reader *r, unsigned code, unsigned value,
                  const char *why)
{
    if (r->reject->why == NULL)
        *r->reject = (struct rsvp_reject){(uint8_t)code, (uint16_t)value, why};
    return code == 0 ? -EBADMSG : -EPROTO;
}

static int drop(struct reader *r, const char *why)
{
    return reader_refuse(r, 0, 0, why);
}

static size_t addr_get(const uint8_t *p, uint8_t family, struct rsvp_addr *a)
{
    size_t length = family == 4 ? 4 : 16;

    *a = (struct rsvp_addr){.family = family};
    memcpy(a->bytes, p, length);
    return length;
}

/* An address and a word: what many objects are. The ctype has said which. */
static bool addr_and_word(const struct object *o, uint8_t family,
                          struct rsvp_addr *a, const uint8_t **word)
{
    if (o->length != (family == 4 ? 8 : 20))
        return false;
    *word = o->body + addr_get(o->body, family, a);
    return true;
}

static uint8_t family_of(const struct object *o) /* 0: no such ctype */
{
    return o->ctype == 1 ? 4 : o->ctype == 2 ? 6 : 0;
}

static int unknown_ctype(struct reader *r, const struct object *o)
{
    return reader_refuse(r, RSVP_E_CTYPE,
                         (unsigned)o->class_num << 8 | o->ctype,
                         "unknown C-Type");
}

static int read_session(struct reader *r, const struct object *o)
{
    struct rsvp_session *s = &r->m->session;
    const uint8_t *word;

    if (o->ctype < 1 || o->ctype > 4)
        return unknown_ctype(r, o);
    if (!addr_and_word(o, o->ctype % 2 == 1 ? 4 : 6, &s->addr, &word))
        return drop(r, "length of SESSION");
    s->gpi = o->ctype > 2;
    s->protocol = word[0];
    s->flags = word[1];
    s->port = get16(word + 2);
    return 0;
}

static int read_hop(struct reader *r, const struct object *o)
{
    const uint8_t *word;

    if (family_of(o) == 0)
        return unknown_ctype(r, o);
    if (!addr_and_word(o, family_of(o), &r->m->hop.addr, &word))
        return drop(r, "length of RSVP_HOP");
    r->m->hop.lih = get32(word);
    return 0;
}

static int read_error(struct reader *r, const struct object *o)
{
    struct rsvp_error_spec *e = &r->m->error;
    const uint8_t *word;

    if (family_of(o) == 0)
        return unknown_ctype(r, o);
    if (!addr_and_word(o, family_of(o), &e->node, &word))
        return drop(r, "length of ERROR_SPEC");
    e->flags = word[0];
    e->code = word[1];
    e->value = get16(word + 2);
    return 0;
}

static int read_time(struct reader *r, const struct object *o)
{
    if (o->ctype != 1)
        return unknown_ctype(r, o);
    if (o->length != 4)
        return drop(r, "length of TIME_VALUES");
    r->m->refresh_ms = get32(o->body);
    return 0;
}

static int read_style(struct reader *r, const struct object *o)
{
    if (o->ctype != 1)
        return unknown_ctype(r, o);
    if (o->length != 4)
        return drop(r, "length of STYLE");
    r->m->style = o->body[3] & 0x1F; /* the rest is reserved */
    if (!wire_style_known(r->m->style) && r->m->type != RSVP_RESV_ERR)
        return reader_refuse(r, RSVP_E_UNKNOWN_STYLE, 0, "unknown style");
    return 0;
}

static int read_scope(struct reader *r, const struct object *o)
{
    uint8_t family = family_of(o);
    size_t each = family == 4 ? 4 : 16;

    if (family == 0)
        return unknown_ctype(r, o);
    if (o->length == 0 || o->length % each != 0)
        return drop(r, "length of SCOPE");
    for (size_t at = 0; at < o->length; at += each)
        addr_get(o->body + at, family, &r->scope[r->m->n_scope++]);
    return 0;
}

static int read_confirm(struct reader *r, const struct object *o)
{
    uint8_t family = family_of(o);

    if (family == 0)
        return unknown_ctype(r, o);
    if (o->length != (family == 4 ? 4 : 16))
        return drop(r, "length of RESV_CONFIRM");
    addr_get(o->body, family, &r->m->confirm);
    return 0;
}

/* SENDER_TEMPLATE and FILTER_SPEC. */
static int read_sender(struct reader *r, const struct object *o,
                       struct rsvp_sender *s)
{
    static const struct {
        uint8_t family, kind;
    } ctypes[] = {
        {0, 0},
        {4, RSVP_BY_PORT},
        {6, RSVP_BY_PORT},
        {6, RSVP_BY_LABEL},
        {4, RSVP_BY_GPI},
        {6, RSVP_BY_GPI},
    };
    const uint8_t *word;

    if (o->ctype < 1 || o->ctype > 5)
        return unknown_ctype(r, o);
    if (!addr_and_word(o, ctypes[o->ctype].family, &s->addr, &word))
        return drop(r, "length of a sender");
    s->kind = ctypes[o->ctype].kind;
    s->id = get32(word);
    if (s->kind == RSVP_BY_PORT)
        s->id &= 0xFFFF;
    if (s->kind == RSVP_BY_LABEL)
        s->id &= 0xFFFFFF;
    return 0;
}

static int refuse_value(struct reader *r, enum wire_fault fault)
{
    switch (fault) {
    case WIRE_OK:
        return 0;
    case WIRE_SERVICE:
        return reader_refuse(r, RSVP_E_TRAFFIC, 2, "unsupported service");
    case WIRE_FLOWSPEC:
        return reader_refuse(r, RSVP_E_TRAFFIC, 3, "bad FLOWSPEC");
    case WIRE_TSPEC:
        return reader_refuse(r, RSVP_E_TRAFFIC, 4, "bad SENDER_TSPEC");
    case WIRE_ADSPEC:
        return reader_refuse(r, RSVP_E_TRAFFIC, 5, "bad ADSPEC");
    default:
        return drop(r, "malformed");
    }
}

static struct rsvp_flow *flow_add(struct reader *r)
{
    struct rsvp_flow *f = &r->flows[r->m->n_flows++];

    f->filters = r->filters + r->n_filters;
    return f;
}

/* FLOWSPECs of a teardown are to be ignored. */
static int read_flowspec(struct reader *r, const struct object *o)
{
    struct rsvp_flowspec spec;
    struct rsvp_flow *f;
    enum wire_fault fault;

    if (o->ctype != 2)
        return unknown_ctype(r, o);
    if (!(r->m->has & RSVP_HAS_STYLE))
        return drop(r, "FLOWSPEC before STYLE");
    if (r->m->type == RSVP_RESV_TEAR)
        return 0;
    fault = wire_get_flowspec(o->body, o->length, &spec);
    if (fault != WIRE_OK)
        return refuse_value(r, fault);
    f = flow_add(r);
    f->has_flowspec = true;
    f->flowspec = spec;
    return 0;
}

/* Which descriptor a filter belongs to. With FF each has one filter, and one
 * without a FLOWSPEC has that of the one before. */
static struct rsvp_flow *flow_of_filter(struct reader *r)
{
    struct rsvp_flow *last =
        r->m->n_flows > 0 ? &r->flows[r->m->n_flows - 1] : NULL;
    struct rsvp_flow *f;

    if (last != NULL && (r->m->style != RSVP_FF || last->n_filters == 0))
        return last;
    if (last == NULL && r->m->type != RSVP_RESV_TEAR)
        return NULL;
    f = flow_add(r);
    if (last != NULL) {
        f->has_flowspec = last->has_flowspec;
        f->flowspec = last->flowspec;
    }
    return f;
}

static int read_filter(struct reader *r, const struct object *o)
{
    struct rsvp_sender sender;
    struct rsvp_flow *f;
    int res = read_sender(r, o, &sender);

    if (res < 0)
        return res;
    if (!(r->m->has & RSVP_HAS_STYLE) || r->m->style == RSVP_WF)
        return drop(r, "FILTER_SPEC out of place");
    f = flow_of_filter(r);
    if (f == NULL)
        return drop(r, "FILTER_SPEC without FLOWSPEC");
    r->filters[r->n_filters++] = sender;
    f->n_filters++;
    return 0;
}

static void blob_get(struct reader *r, const struct object *o,
                     struct rsvp_blob *b)
{
    *b = (struct rsvp_blob){o->class_num, o->ctype, (uint16_t)o->length,
                            r->bytes};
    if (o->length > 0)
        memcpy(r->bytes, o->body, o->length);
    r->bytes += o->length;
}

static int read_policy(struct reader *r, const struct object *o)
{
    if (o->ctype != 1)
        return unknown_ctype(r, o);
    if (o->length < 4)
        return drop(r, "length of POLICY_DATA");
    blob_get(r, o, &r->policies[r->m->n_policies++]);
    return 0;
}

static int read_dclass(struct reader *r, const struct object *o)
{
    for (size_t at = 0; at < o->length; at += 4)
        r->dclass[r->m->n_dclass++] = o->body[at + 3] >> 2;
    return 0;
}

static int read_tspec(struct reader *r, const struct object *o)
{
    if (o->ctype != 2)
        return unknown_ctype(r, o);
    return refuse_value(r, wire_get_tspec(o->body, o->length, &r->m->tspec));
}

static int read_adspec(struct reader *r, const struct object *o)
{
    if (o->ctype != 2)
        return unknown_ctype(r, o);
    return refuse_value(r, wire_get_adspec(o->body, o->length, &r->m->adspec));
}

static int read_sender_template(struct reader *r, const struct object *o)
{
    return read_sender(r, o, &r->m->sender);
}

/* RFC 2205 leaves what INTEGRITY says to RFC 2747. There are no keys here, so
 * that it is nothing to go by; it is not reason to refuse either. */
static int read_integrity(struct reader *r, const struct object *o)
{
    return o->ctype == 1 ? 0 : unknown_ctype(r, o);
}

static const struct {
    int (*read)(struct reader *r, const struct object *o);
    unsigned has; /* of those that may be there once */
} readers[] = {
    [RSVP_SESSION] = {read_session, RSVP_HAS_SESSION},
    [RSVP_HOP] = {read_hop, RSVP_HAS_HOP},
    [RSVP_INTEGRITY] = {read_integrity, RSVP_HAS_INTEGRITY},
    [RSVP_TIME_VALUES] = {read_time, RSVP_HAS_TIME},
    [RSVP_ERROR_SPEC] = {read_error, RSVP_HAS_ERROR},
    [RSVP_SCOPE] = {read_scope, RSVP_HAS_SCOPE},
    [RSVP_STYLE] = {read_style, RSVP_HAS_STYLE},
    [RSVP_FLOWSPEC] = {read_flowspec, 0},
    [RSVP_FILTER_SPEC] = {read_filter, 0},
    [RSVP_SENDER_TEMPLATE] = {read_sender_template, RSVP_HAS_SENDER},
    [RSVP_SENDER_TSPEC] = {read_tspec, RSVP_HAS_TSPEC},
    [RSVP_ADSPEC] = {read_adspec, RSVP_HAS_ADSPEC},
    [RSVP_POLICY_DATA] = {read_policy, 0},
    [RSVP_RESV_CONFIRM] = {read_confirm, RSVP_HAS_CONFIRM},
    [RSVP_DCLASS] = {read_dclass, 0},
};

static bool is_expected(const struct wire_rule *rule, unsigned class_num,
                        unsigned has)
{
    if (class_num == RSVP_POLICY_DATA)
        return rule->policies;
    if (class_num == RSVP_DCLASS)
        return rule->dclass;
    if (class_num == RSVP_FLOWSPEC || class_num == RSVP_FILTER_SPEC)
        return rule->max_flows > 0;
    return class_num == RSVP_INTEGRITY ||
           ((rule->required | rule->allowed) & has) != 0;
}

/* An object of a class whose number says what a node does that does not know
 * it. Class 0 is for padding. */
static int read_unknown(struct reader *r, const struct object *o)
{
    if (o->class_num == 0 || o->class_num >> 6 == 2)
        return 0;
    if (o->class_num >> 6 == 3) {
        blob_get(r, o, &r->unknown[r->m->n_unknown++]);
        return 0;
    }
    return reader_refuse(r, RSVP_E_CLASS,
                         (unsigned)o->class_num << 8 | o->ctype,
                         "unknown class");
}

/* A known object in a message that has no place for it is passed over. */
int object_read(struct reader *r, const struct object *o)
{
    unsigned has;
    int res;

    if (!is_known(o->class_num) || object_is_forwarded(o))
        return read_unknown(r, o);
    has = readers[o->class_num].has;
    if (!is_expected(wire_rule_of(r->m->type), o->class_num, has))
        return 0;
    if ((r->m->has & has) != 0)
        return drop(r, "an object twice");
    res = readers[o->class_num].read(r, o);
    if (res == 0)
        r->m->has |= has;
    return res;
}
