/* SPDX-License-Identifier: MIT */
#include "sim.h"

#undef NDEBUG /* its checks are part of the tests */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FLIGHT 4096

struct node nodes[NODES];
uint64_t sim_time;
bool (*sim_loses)(int from, int to, const struct rsvp_message *m);
void (*sim_watch)(int from, const struct engine_packet *p,
                  const struct rsvp_message *m);
uint32_t sim_refresh_ms;

static struct {
    int a, b; /* a < 0: there is none */
} links[LINKS + 1];
static bool members[NODES];

static struct flight {
    int to, link;
    uint64_t due;
    uint8_t ttl;
    int len;
    uint8_t *bytes;
} flights[FLIGHT];
static size_t first, count;

/* --- Addresses. */

struct rsvp_addr addr(int node)
{
    return (struct rsvp_addr){4, {10, 0, 0, (uint8_t)(node + 1)}};
}

struct rsvp_addr group(void)
{
    return (struct rsvp_addr){4, {239, 1, 1, 1}};
}

static int node_of(const struct rsvp_addr *a)
{
    return a->bytes[0] == 10 ? a->bytes[3] - 1 : -1;
}

static bool is_group(const struct rsvp_addr *a)
{
    return a->bytes[0] == 239;
}

struct rsvp_session session(struct rsvp_addr to, uint16_t port)
{
    return (struct rsvp_session){.addr = to, .protocol = 17, .port = port};
}

struct rsvp_sender sender(int node, uint16_t port)
{
    return (struct rsvp_sender){.addr = addr(node), .id = port};
}

struct rsvp_flowspec load(float rate)
{
    return (struct rsvp_flowspec){
        .service = RSVP_CONTROLLED_LOAD,
        .tspec = {RSVP_GENERAL, rate, 2000, INFINITY, 128, 1500}};
}

/* --- Ways. */

static int peer_of(int link, int node)
{
    if (links[link].a == node)
        return links[link].b;
    return links[link].b == node ? links[link].a : -1;
}

/* The link from `from` towards `to`, which is not it; 0: there is no way. */
static int way(int from, int to)
{
    int by[NODES] = {0}, queue[NODES], head = 0, tail = 0;
    bool seen[NODES] = {false};

    seen[from] = true;
    queue[tail++] = from;
    while (head < tail) {
        int at = queue[head++];

        for (int l = 1; l <= LINKS; l++) {
            int next = links[l].a >= 0 ? peer_of(l, at) : -1;

            if (next < 0 || seen[next])
                continue;
            seen[next] = true;
            by[next] = at == from ? l : by[at];
            queue[tail++] = next;
        }
    }
    return by[to];
}

/* Whether the group's packets of source, at node, go on by link. */
static bool way_of_group(int source, int node, int link)
{
    for (int m = 0; m < NODES; m++)
        if (members[m] && m != node && way(node, m) == link &&
            (source == node || way(node, source) != link))
            return true;
    return false;
}

/* --- Messages. */

static void fly(int from, int to, int link, uint8_t ttl, const uint8_t *bytes,
                int len)
{
    struct flight *f = &flights[(first + count) % FLIGHT];
    struct rsvp_message m;
    bool lost = false;

    if (sim_loses != NULL && rsvp_parse(bytes, (size_t)len, &m, NULL) == 0) {
        lost = sim_loses(from, to, &m);
        rsvp_message_clear(&m);
    }
    if (lost)
        return;
    assert(count < FLIGHT);
    *f = (struct flight){to, link, sim_time + 1, ttl, len, malloc((size_t)len)};
    assert(f->bytes != NULL);
    memcpy(f->bytes, bytes, (size_t)len);
    count++;
}

static void sim_send(void *ctx, const struct engine_packet *p,
                     const struct rsvp_message *m)
{
    int from = (int)((struct node *)ctx - nodes), to = node_of(&p->to), link;
    uint8_t bytes[RSVP_MAX_MESSAGE];
    int len = rsvp_build(m, bytes, sizeof(bytes));

    assert(len > 0); /* every message can be built */
    nodes[from].sent.types[m->type]++;
    nodes[from].last_sent[m->type] = sim_time;
    if (sim_watch != NULL)
        sim_watch(from, p, m);
    link = p->interface;
    if (p->alert && is_group(&p->to)) {
        fly(from, peer_of(link, from), link, p->ttl, bytes, len);
        return;
    }
    if (to < 0 || way(from, to) == 0)
        return;
    if (link == 0 || !p->alert)
        link = way(from, to);
    if (p->alert)
        to = peer_of(link, from);
    else
        link = way(to, from);
    fly(from, to, link, p->ttl, bytes, len);
}

/* A router that takes no part hands on what is not for it. */
static void pass(const struct flight *f, const struct rsvp_message *m)
{
    int to =
        node_of(m->type == RSVP_RESV_CONF ? &m->confirm : &m->session.addr);

    if (to < 0 || to == f->to)
        return;
    fly(f->to, peer_of(way(f->to, to), f->to), way(f->to, to),
        (uint8_t)(f->ttl - 1), f->bytes, f->len);
}

static void land(const struct flight *f)
{
    const struct engine_arrival in = {.interface = f->link, .ttl = f->ttl};
    struct rsvp_reject reject;
    struct rsvp_message m;
    int res = rsvp_parse(f->bytes, (size_t)f->len, &m, &reject);

    if (f->to < 0 || f->to >= NODES)
        res = -1;
    if (res == 0 && nodes[f->to].engine == NULL)
        pass(f, &m);
    else if (res == 0)
        engine_input(nodes[f->to].engine, &in, &m);
    if (res == 0)
        rsvp_message_clear(&m);
}

void sim_inject(int to, int link, const struct rsvp_message *m)
{
    uint8_t bytes[RSVP_MAX_MESSAGE];
    int len = rsvp_build(m, bytes, sizeof(bytes));

    assert(len > 0);
    fly(-1, to, link, m->send_ttl, bytes, len);
}

void sim_run(uint64_t ms)
{
    const uint64_t end = sim_time + ms;

    for (;;) {
        uint64_t next = end;

        while (count > 0 && flights[first].due <= sim_time) {
            struct flight f = flights[first];

            first = (first + 1) % FLIGHT;
            count--;
            land(&f);
            free(f.bytes);
        }
        for (int n = 0; n < NODES; n++) {
            uint64_t due = nodes[n].engine != NULL ? engine_run(nodes[n].engine)
                                                   : UINT64_MAX;
            next = due < next ? due : next;
        }
        if (count > 0 && flights[first].due < next)
            next = flights[first].due;
        if (sim_time >= end)
            return;
        sim_time = next > sim_time ? next : sim_time;
    }
}

/* --- The rest of the world. */

static uint64_t sim_now(void *ctx)
{
    (void)ctx;
    return sim_time;
}

static size_t sim_route(void *ctx, const struct rsvp_addr *source,
                        const struct rsvp_addr *dest, int in,
                        int out[ENGINE_OUT_MAX], bool *here)
{
    int at = (int)((struct node *)ctx - nodes), from = node_of(source);
    size_t n = 0;

    (void)in;
    *here = is_group(dest) || node_of(dest) == at;
    if (!is_group(dest)) {
        out[0] = *here ? 0 : way(at, node_of(dest));
        return out[0] != 0;
    }
    for (int l = 1; l <= LINKS; l++)
        if (links[l].a >= 0 && peer_of(l, at) >= 0 && way_of_group(from, at, l))
            out[n++] = l;
    return n;
}

static bool sim_ours(void *ctx, const struct rsvp_addr *a)
{
    return node_of(a) == (int)((struct node *)ctx - nodes);
}

static bool sim_address(void *ctx, int interface, uint8_t family,
                        struct rsvp_addr *out)
{
    (void)interface;
    *out = addr((int)((struct node *)ctx - nodes));
    return family == 4;
}

static void sim_hop(void *ctx, int interface, struct rsvp_ad_hop *out)
{
    (void)ctx;
    (void)interface;
    *out = (struct rsvp_ad_hop){.bandwidth = 1e6f, .latency = 10, .mtu = 1500};
}

static bool sim_reserve(void *ctx, struct engine_hold *h,
                        struct rsvp_error_spec *why)
{
    struct node *n = ctx;
    uint64_t rate = (uint64_t)h->flowspec.tspec.rate;
    uint64_t *old = h->owned;

    if (n->used[h->interface] - (old != NULL ? *old : 0) + rate >
        n->budget[h->interface]) {
        *why = (struct rsvp_error_spec){.code = RSVP_E_ADMISSION, .value = 2};
        return false;
    }
    if (old == NULL)
        h->owned = old = calloc(1, sizeof(*old));
    assert(old != NULL);
    n->used[h->interface] += rate - *old;
    *old = rate;
    return true;
}

static void sim_release(void *ctx, struct engine_hold *h)
{
    struct node *n = ctx;
    uint64_t *rate = h->owned;

    n->used[h->interface] -= *rate;
    free(rate);
    h->owned = NULL;
}

static bool sim_allow(void *ctx, const struct engine_asking *a, void **grant,
                      uint32_t *duration_s, uint16_t *value)
{
    struct node *n = ctx;

    *value = 50;
    if (a->receiving ? n->denies_resv : n->denies_path)
        return false;
    if (*grant == NULL)
        n->grants++;
    *grant = n;
    *duration_s = a->receiving ? n->duration_s : 0;
    return true;
}

static void sim_forgive(void *ctx, void *grant)
{
    struct node *n = ctx;

    assert(grant == n && n->grants > 0);
    n->grants--;
}

static uint16_t sim_expired(void *ctx, void *grant)
{
    (void)ctx;
    (void)grant;
    return 9;
}

static const struct engine_world world = {
    sim_now,     sim_send,    sim_route, sim_ours,    sim_address, sim_hop,
    sim_reserve, sim_release, sim_allow, sim_forgive, sim_expired};

/* --- Programs. */

static void on_receivers(void *owner, const struct rsvp_flowspec *f,
                         uint8_t style, int dscp)
{
    struct ear *e = owner;

    (void)style;
    e->dscp = dscp;
    if (f == NULL) {
        e->no_receivers++;
        return;
    }
    e->receivers++;
    e->flowspec = *f;
}

static void on_path_error(void *owner, const struct rsvp_error_spec *error)
{
    struct ear *e = owner;

    e->path_errors++;
    e->error = *error;
}

static void on_senders(void *owner)
{
    ((struct ear *)owner)->senders++;
}

static void on_resv_error(void *owner, const struct rsvp_error_spec *error)
{
    struct ear *e = owner;

    e->resv_errors++;
    e->error = *error;
}

static void on_confirmed(void *owner)
{
    ((struct ear *)owner)->confirmed++;
}

static const struct engine_user user = {on_receivers, on_path_error, on_senders,
                                        on_resv_error, on_confirmed};

struct engine_sender *speak(int node, struct ear *ear,
                            const struct rsvp_session *s, uint16_t port,
                            float rate)
{
    const struct engine_sending what = {.session = *s,
                                        .sender = sender(node, port),
                                        .tspec = load(rate).tspec,
                                        .services = 1u << RSVP_CONTROLLED_LOAD,
                                        .ttl = 64};

    return engine_sender_open(nodes[node].engine, ear, &what, &ear->error);
}

struct engine_receiver *listen_to(int node, struct ear *ear,
                                  const struct rsvp_session *s)
{
    const struct rsvp_sender any = {.addr = {.family = 0}};

    return engine_receiver_open(nodes[node].engine, ear, s, &any, &ear->error);
}

bool ask(struct engine_receiver *r, uint8_t style, float rate, bool confirm,
         size_t n, const struct rsvp_sender *from)
{
    struct rsvp_flow flows[16];
    struct engine_asked asked = {.style = style,
                                 .n_flows = style == RSVP_FF ? n : 1,
                                 .flows = flows,
                                 .confirm = confirm,
                                 .dscp = -1};
    struct rsvp_error_spec why;

    for (size_t i = 0; i < asked.n_flows; i++)
        flows[i] = (struct rsvp_flow){true, load(rate),
                                      style == RSVP_FF ? 1 : n, from + i};
    return engine_reserve(r, &asked, &why);
}

uint64_t used(int node, int link)
{
    return nodes[node].used[link];
}

/* --- Begin and end. */

void sim_node(int n)
{
    const struct engine_config config = {.refresh_ms = sim_refresh_ms,
                                         .quick = true,
                                         .seed = (uint32_t)n + 1,
                                         .sessions_max = 100,
                                         .states_max = 1000,
                                         .carried_max = 100000};

    nodes[n].engine = engine_open(&world, &nodes[n], &user, &config);
    assert(nodes[n].engine != NULL);
}

void sim_begin(void)
{
    memset(nodes, 0, sizeof(nodes));
    memset(members, 0, sizeof(members));
    for (int l = 0; l <= LINKS; l++)
        links[l].a = links[l].b = -1;
    for (int n = 0; n < NODES; n++)
        for (int l = 0; l <= LINKS; l++)
            nodes[n].budget[l] = UINT32_MAX;
    sim_time = 1000000;
    sim_loses = NULL;
    sim_watch = NULL;
    sim_refresh_ms = 30000;
    first = count = 0;
}

void sim_stop(int n, bool tear)
{
    engine_close(nodes[n].engine, tear);
    nodes[n].engine = NULL;
    assert(nodes[n].grants == 0);
    for (int l = 0; l <= LINKS; l++)
        assert(nodes[n].used[l] == 0);
}

void sim_end(void)
{
    for (int n = 0; n < NODES; n++)
        if (nodes[n].engine != NULL)
            sim_stop(n, true);
    for (; count > 0; count--) {
        free(flights[first].bytes);
        first = (first + 1) % FLIGHT;
    }
}

int sim_link(int a, int b)
{
    for (int l = 1; l <= LINKS; l++)
        if (links[l].a < 0) {
            links[l].a = a;
            links[l].b = b;
            return l;
        }
    abort();
}

void sim_unlink(int link)
{
    links[link].a = links[link].b = -1;
}

void sim_group(int node)
{
    members[node] = true;
}
