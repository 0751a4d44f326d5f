/* SPDX-License-Identifier: MIT */
/* A message as words. */
#include <arpa/inet.h>
#include <string.h>

#include "text.h"

void text_addr_print(const struct rsvp_addr *addr, char out[64])
{
    if (addr->family == 0 || inet_ntop(addr->family == 4 ? AF_INET : AF_INET6,
                                       addr->bytes, out, 64) == NULL)
        strcpy(out, "-");
}

static void print_addr(FILE *file, const char *before,
                       const struct rsvp_addr *addr)
{
    char text[64];

    text_addr_print(addr, text);
    fprintf(file, "%s%s", before, text);
}

static void print_sender(FILE *file, const char *before,
                         const struct rsvp_sender *s)
{
    static const char *const kinds[] = {"/", "/label:", "/gpi:"};

    print_addr(file, before, &s->addr);
    fprintf(file, "%s%u", kinds[s->kind], (unsigned)s->id);
}

static void print_bucket(FILE *file, const struct rsvp_tspec *t)
{
    if (t->service == RSVP_QUALITATIVE)
        fprintf(file, "%u", (unsigned)t->max_packet);
    else
        fprintf(file, "%.9g,%.9g,%.9g,%u,%u", (double)t->rate,
                (double)t->bucket, (double)t->peak, (unsigned)t->min_unit,
                (unsigned)t->max_packet);
}

static void print_flow(FILE *file, const struct rsvp_flow *f)
{
    const struct rsvp_flowspec *spec = &f->flowspec;

    fputs(" flow=", file);
    if (!f->has_flowspec) {
        fputs("-", file);
    } else {
        fputs(spec->service == RSVP_QUALITATIVE  ? "q,"
              : spec->service == RSVP_GUARANTEED ? "g,"
                                                 : "cl,",
              file);
        print_bucket(file, &spec->tspec);
        if (spec->service == RSVP_GUARANTEED)
            fprintf(file, ",%.9g,%u", (double)spec->rate,
                    (unsigned)spec->slack);
    }
    for (size_t i = 0; i < f->n_filters; i++)
        print_sender(file, i == 0 ? "@" : "+", &f->filters[i]);
}

static void print_adspec(FILE *file, const struct rsvp_adspec *ad)
{
    const struct rsvp_ad_fragment *g = &ad->general;

    fprintf(file, " adspec=%u,%.9g,%u,%u,%u,%u,%u,%u,%u", (unsigned)g->hops,
            (double)g->bandwidth, (unsigned)g->latency, (unsigned)g->mtu,
            g->broken, (unsigned)ad->c_total, (unsigned)ad->d_total,
            (unsigned)ad->c_sum, (unsigned)ad->d_sum);
}

static void print_hex(FILE *file, const struct rsvp_blob *b)
{
    for (size_t i = 0; i < b->length; i++)
        fprintf(file, "%02x", b->body[i]);
}

static void print_style(FILE *file, uint8_t style)
{
    const char *name = style == RSVP_WF   ? "wf"
                       : style == RSVP_FF ? "ff"
                       : style == RSVP_SE ? "se"
                                          : NULL;

    if (name != NULL)
        fprintf(file, " style=%s", name);
    else
        fprintf(file, " style=%u", style);
}

static void print_lists(FILE *file, const struct rsvp_message *m)
{
    for (size_t i = 0; i < m->n_flows; i++)
        print_flow(file, &m->flows[i]);
    for (size_t i = 0; i < m->n_scope; i++)
        print_addr(file, i == 0 ? " scope=" : "+", &m->scope[i]);
    for (size_t i = 0; i < m->n_dclass; i++)
        fprintf(file, "%s%u", i == 0 ? " dclass=" : "+", m->dclass[i]);
    for (size_t i = 0; i < m->n_policies; i++) {
        fputs(" policy=", file);
        print_hex(file, &m->policies[i]);
    }
    for (size_t i = 0; i < m->n_unknown; i++) {
        fprintf(file, " unknown=%u/%u/", m->unknown[i].class_num,
                m->unknown[i].ctype);
        print_hex(file, &m->unknown[i]);
    }
}

static void print_error(FILE *file, const struct rsvp_error_spec *e)
{
    fprintf(file, " error=%u/%u/%u", e->code, e->value, e->flags);
    print_addr(file, "/", &e->node);
}

void text_print(FILE *file, const struct rsvp_message *m)
{
    fprintf(file, "%s ttl=%u", text_type_name(m->type), m->send_ttl);
    print_addr(file, " session=", &m->session.addr);
    fprintf(file, "/%u/%u/%u", m->session.protocol, m->session.port,
            m->session.flags);
    if (m->has & RSVP_HAS_HOP) {
        print_addr(file, " hop=", &m->hop.addr);
        fprintf(file, "/%u", (unsigned)m->hop.lih);
    }
    if (m->has & RSVP_HAS_TIME)
        fprintf(file, " refresh=%u", (unsigned)m->refresh_ms);
    if (m->has & RSVP_HAS_ERROR)
        print_error(file, &m->error);
    if (m->has & RSVP_HAS_CONFIRM)
        print_addr(file, " confirm=", &m->confirm);
    if (m->has & RSVP_HAS_SENDER)
        print_sender(file, " sender=", &m->sender);
    if (m->has & RSVP_HAS_TSPEC) {
        fputs(m->tspec.service == RSVP_QUALITATIVE ? " tspec=q," : " tspec=",
              file);
        print_bucket(file, &m->tspec);
    }
    if (m->has & RSVP_HAS_ADSPEC)
        print_adspec(file, &m->adspec);
    if (m->has & RSVP_HAS_STYLE)
        print_style(file, m->style);
    print_lists(file, m);
    if (m->has & RSVP_HAS_INTEGRITY)
        fputs(" integrity", file);
}
