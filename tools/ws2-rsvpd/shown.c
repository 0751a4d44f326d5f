/* SPDX-License-Identifier: MIT */
/* What ws2 qos show gets: a line for each thing, words and NAME=VALUE, with
 * tabs between them. */
#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "flow.h"

struct text {
    struct agent *agent;
    FILE *out;
};

/* --- Values. */

static const char *addr_text(const struct rsvp_addr *a)
{
    static char text[INET6_ADDRSTRLEN];

    if (a->family == 0 || inet_ntop(a->family == 4 ? AF_INET : AF_INET6,
                                    a->bytes, text, sizeof(text)) == NULL)
        return "-";
    return text;
}

static void put_end(FILE *out, const struct rsvp_addr *a, uint32_t port)
{
    fprintf(out, a->family == 6 ? "[%s]:%u" : "%s:%u", addr_text(a), port);
}

static void put_session(FILE *out, const struct rsvp_session *s)
{
    fprintf(out, "\tsession=%s:",
            s->protocol == 17  ? "udp"
            : s->protocol == 6 ? "tcp"
                               : "ip");
    put_end(out, &s->addr, s->port);
}

static void put_rate(FILE *out, const char *name, float rate)
{
    if (isfinite(rate))
        fprintf(out, "\t%s=%.0f", name, (double)rate);
    else
        fprintf(out, "\t%s=-", name);
}

static void put_hop(FILE *out, const struct rsvp_hop *hop, bool udp)
{
    fprintf(out, "\thop=%s\tform=%s", addr_text(&hop->addr),
            hop->addr.family == 0 ? "local"
            : udp                 ? "udp"
                                  : "raw");
}

static void put_interface(const struct text *t, int interface)
{
    const struct net_interface *i = net_interface(&t->agent->net, interface);

    fprintf(t->out, "\tinterface=%s", i != NULL ? i->name : "-");
}

static void put_left(FILE *out, uint64_t left_ms)
{
    if (left_ms == UINT64_MAX)
        fprintf(out, "\tleft_ms=-");
    else
        fprintf(out, "\tleft_ms=%llu", (unsigned long long)left_ms);
}

static const char *style_text(uint8_t style)
{
    return style == RSVP_WF ? "WF" : style == RSVP_FF ? "FF" : "SE";
}

static const char *service_text(uint8_t service)
{
    return service == RSVP_GUARANTEED        ? "guaranteed"
           : service == RSVP_CONTROLLED_LOAD ? "controlled-load"
                                             : "qualitative";
}

static void put_filters(FILE *out, size_t count, const struct rsvp_sender *all)
{
    fprintf(out, "\tsenders=");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            putc(',', out);
        put_end(out, &all[i].addr, all[i].id);
    }
    if (count == 0)
        putc('*', out);
}

static void put_flowspec(FILE *out, const struct rsvp_flowspec *f)
{
    fprintf(out, "\tservice=%s", service_text(f->service));
    put_rate(out, "rate",
             f->service == RSVP_GUARANTEED ? f->rate : f->tspec.rate);
    put_rate(out, "bucket", f->tspec.bucket);
}

/* --- Things. */

static void path_show(void *arg, const struct engine_shown_path *p)
{
    const struct text *t = arg;

    fprintf(t->out, "path");
    put_session(t->out, p->session);
    put_filters(t->out, 1, p->path.sender);
    put_hop(t->out, &p->hop, p->udp);
    put_interface(t, p->out);
    put_rate(t->out, "rate", p->path.tspec->rate);
    put_rate(t->out, "bucket", p->path.tspec->bucket);
    put_rate(t->out, "peak", p->path.tspec->peak);
    if (p->path.adspec != NULL)
        fprintf(t->out, "\thops=%u\tbroken=%d", p->path.adspec->general.hops,
                p->path.adspec->general.broken);
    put_left(t->out, p->left_ms);
    putc('\n', t->out);
}

static void resv_show(void *arg, const struct engine_shown_resv *r)
{
    const struct text *t = arg;

    fprintf(t->out, "reservation");
    put_session(t->out, r->session);
    fprintf(t->out, "\tstyle=%s", style_text(r->style));
    put_filters(t->out, r->flow.n_filters, r->flow.filters);
    put_hop(t->out, &r->hop, r->udp);
    put_interface(t, r->interface);
    put_flowspec(t->out, &r->flow.flowspec);
    put_left(t->out, r->left_ms);
    putc('\n', t->out);
}

static void hold_show(void *arg, const struct engine_hold *h)
{
    const struct text *t = arg;

    fprintf(t->out, "held");
    put_session(t->out, h->session);
    fprintf(t->out, "\tstyle=%s", style_text(h->style));
    put_filters(t->out, h->n_filters, h->filters);
    put_interface(t, h->interface);
    put_flowspec(t->out, &h->flowspec);
    if (grip_has_class(h->owned))
        fprintf(t->out, "\tclass=%x:%x\n", grip_classid(h->owned) >> 16,
                grip_classid(h->owned) & 0xffff);
    else
        fprintf(t->out, "\tclass=-\n");
}

static const char *state_text(enum tc_state state)
{
    static const char *const words[] = {[TC_READY] = "ready",
                                        [TC_UNPRIVILEGED] = "unprivileged",
                                        [TC_FOREIGN] = "foreign",
                                        [TC_UNSUPPORTED] = "unsupported",
                                        [TC_FAILED] = "failed"};

    return words[state];
}

struct classes {
    const struct text *text;
    const struct outlet *outlet;
};

static void class_show(void *arg, uint32_t classid, const struct tc_flow *flow)
{
    const struct classes *c = arg;
    struct tc_counters n = {0};

    tc_class_counters(c->outlet->tc, classid, &n);
    fprintf(c->text->out,
            "class\tinterface=%s\tid=%x:%x\trate=%llu\tburst=%llu\tbytes=%llu"
            "\tpackets=%llu\tdropped=%llu\tbacklog=%llu\n",
            c->outlet->name, classid >> 16, classid & 0xffff,
            (unsigned long long)flow->rate, (unsigned long long)flow->burst,
            (unsigned long long)n.bytes, (unsigned long long)n.packets,
            (unsigned long long)n.dropped, (unsigned long long)n.backlog);
}

static void outlet_show(const struct text *t, const struct outlet *o)
{
    struct classes c = {t, o};

    fprintf(t->out,
            "interface\tname=%s\tcapacity=%llu\treservable=%llu\tused=%llu"
            "\tmtu=%u\tcontrol=%s\n",
            o->name, (unsigned long long)o->admission.capacity,
            (unsigned long long)o->admission.reservable,
            (unsigned long long)o->admission.used, o->admission.mtu,
            state_text(outlet_state(o)));
    if (o->tc != NULL)
        tc_each(o->tc, class_show, &c);
}

static void flow_show(const struct text *t, const struct flow *f)
{
    const struct service out = service_of_type(f->set->sending.service);
    const struct service in = service_of_type(f->set->receiving.service);

    fprintf(t->out, "flow\tpid=%d\tuid=%u\tid=%u",
            (int)f->program->client->who.pid,
            (unsigned)f->program->client->who.uid, f->id);
    fprintf(t->out, "\tprotocol=%s", f->place.protocol == 6 ? "tcp" : "udp");
    fprintf(t->out, "\tsends=%u\treceives=%u\treserved=%d\tsenders=%d\n",
            out.base, in.base, f->grant.reserved && out.served, f->has_senders);
}

static void agent_show(const struct text *t)
{
    const struct agent *a = t->agent;
    struct engine_counts n;

    engine_counts(a->engine, &n);
    fprintf(t->out,
            "agent\tversion=" WS2_VERSION "\traw4=%d\traw6=%d\trefresh_ms=%u"
            "\tprograms=%u\tsessions=%zu\tpaths=%zu\treservations=%zu"
            "\theld=%zu\treceived=%llu\tsent=%llu\tdropped=%llu\terrors=%llu"
            "\tunread=%llu\n",
            transport_is_raw(a->transport, 4),
            transport_is_raw(a->transport, 6), a->options.refresh_ms,
            a->server.count, n.sessions, n.paths, n.reservations, n.holds,
            (unsigned long long)n.received, (unsigned long long)n.sent,
            (unsigned long long)n.dropped, (unsigned long long)n.errors,
            (unsigned long long)a->unread);
}

char *shown_make(struct agent *a, size_t *len)
{
    static const struct engine_viewer viewer = {path_show, resv_show,
                                                hold_show};
    char *bytes = NULL;
    struct text t = {a, open_memstream(&bytes, len)};

    if (t.out == NULL)
        return NULL;
    agent_show(&t);
    for (struct outlet *o = a->outlets; o != NULL; o = o->next)
        outlet_show(&t, o);
    for (struct client *c = a->server.clients; c != NULL; c = c->next) {
        const struct program *p = c->owner;
        const struct flow *f;

        for (unsigned i = 0; p != NULL && i < FLOW_BUCKETS; i++)
            LIST_FOREACH(f, &p->flows[i], in_bucket)
        flow_show(&t, f);
    }
    engine_show(a->engine, &viewer, &t);
    if (fclose(t.out) == 0)
        return bytes;
    free(bytes);
    return NULL;
}
