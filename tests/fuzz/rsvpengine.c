/* SPDX-License-Identifier: MIT */
/* RSVP's state machine: neighbours and programs that do anything in any order,
 * in a small world of three interfaces where names are few, so that they meet.
 * Each step is a byte that says what, and bytes that say with what. Whatever
 * is sent can be built; nothing is left when all is over. */
#include <math.h>

#include "engine.h"
#include "fuzz.h"
#include "samples.h"

#define INTERFACES 3
#define PROGRAMS   4
#define BUDGET     200000u
#define STEPS_MAX  300

static struct input *in;
static uint64_t now;
static uint64_t used[INTERFACES + 1];
static unsigned grants;
static bool denies;

static struct engine *engine;
static struct engine_sender *senders[PROGRAMS];
static struct engine_receiver *receivers[PROGRAMS];

/* --- The world. */

static struct rsvp_addr addr(unsigned network, unsigned host)
{
    return (struct rsvp_addr){4, {10, 0, (uint8_t)network, (uint8_t)host}};
}

static uint64_t world_now(void *ctx)
{
    (void)ctx;
    return now;
}

static void world_send(void *ctx, const struct engine_packet *p,
                       const struct rsvp_message *m)
{
    static uint8_t bytes[RSVP_MAX_MESSAGE];

    (void)ctx;
    MUST(rsvp_build(m, bytes, sizeof(bytes)) > 0);
    MUST(p->to.family == 4 || p->to.family == 6);
}

static bool is_here(const struct rsvp_addr *a)
{
    return a->bytes[0] == 10 && a->bytes[3] == 1;
}

/* A group is reached by all interfaces; a host by that of its network. */
static size_t world_route(void *ctx, const struct rsvp_addr *source,
                          const struct rsvp_addr *dest, int from,
                          int out[ENGINE_OUT_MAX], bool *here)
{
    size_t n = 0;

    (void)ctx;
    (void)source;
    *here = is_here(dest) || dest->bytes[0] == 239;
    for (int i = 1; i <= INTERFACES; i++)
        if (i != from && (dest->bytes[0] == 239 || dest->bytes[2] == i))
            out[n++] = i;
    return is_here(dest) ? 0 : n;
}

static bool world_ours(void *ctx, const struct rsvp_addr *a)
{
    (void)ctx;
    return is_here(a);
}

static bool world_address(void *ctx, int interface, uint8_t family,
                          struct rsvp_addr *out)
{
    (void)ctx;
    *out = addr((unsigned)interface, 1);
    return family == 4;
}

static void world_hop(void *ctx, int interface, struct rsvp_ad_hop *out)
{
    (void)ctx;
    (void)interface;
    *out = (struct rsvp_ad_hop){.bandwidth = 1e6f, .latency = 9, .mtu = 1400};
}

static bool world_reserve(void *ctx, struct engine_hold *h,
                          struct rsvp_error_spec *why)
{
    uint64_t *old = h->owned;
    uint64_t rate = h->flowspec.tspec.rate < BUDGET
                        ? (uint64_t)h->flowspec.tspec.rate
                        : BUDGET + 1;

    (void)ctx;
    MUST(h->interface >= 1 && h->interface <= INTERFACES);
    MUST(rsvp_flowspec_valid(&h->flowspec));
    MUST(h->style == RSVP_WF ? h->n_filters == 0 : h->n_filters > 0);
    if (used[h->interface] - (old != NULL ? *old : 0) + rate > BUDGET) {
        *why = (struct rsvp_error_spec){.code = RSVP_E_ADMISSION, .value = 2};
        return false;
    }
    if (old == NULL)
        h->owned = old = calloc(1, sizeof(*old));
    MUST(old != NULL);
    used[h->interface] += rate - *old;
    *old = rate;
    return true;
}

static void world_release(void *ctx, struct engine_hold *h)
{
    uint64_t *rate = h->owned;

    (void)ctx;
    MUST(rate != NULL);
    used[h->interface] -= *rate;
    free(rate);
    h->owned = NULL;
}

static bool world_allow(void *ctx, const struct engine_asking *a, void **grant,
                        uint32_t *duration_s, uint16_t *value)
{
    (void)ctx;
    *value = 50;
    if (denies)
        return false;
    if (*grant == NULL) {
        *grant = malloc(1);
        MUST(*grant != NULL);
        grants++;
    }
    *duration_s = a->receiving ? 2 : 0;
    return true;
}

static void world_forgive(void *ctx, void *grant)
{
    (void)ctx;
    free(grant);
    grants--;
}

static uint16_t world_expired(void *ctx, void *grant)
{
    (void)ctx;
    (void)grant;
    return 9;
}

/* --- Programs. */

static void on_receivers(void *owner, const struct rsvp_flowspec *f,
                         uint8_t style, int dscp)
{
    (void)owner;
    MUST(f == NULL || (rsvp_flowspec_valid(f) && style != 0));
    MUST(dscp >= -1 && dscp <= 63);
}

static void on_error(void *owner, const struct rsvp_error_spec *error)
{
    (void)owner;
    (void)error;
}

static bool look(void *arg, const struct engine_path *p)
{
    (void)arg;
    MUST(rsvp_tspec_valid(p->tspec));
    return true;
}

static void on_senders(void *owner)
{
    struct engine_receiver **r = owner;

    if (*r != NULL)
        engine_receiver_paths(*r, look, NULL);
}

static void on_confirmed(void *owner)
{
    (void)owner;
}

/* --- Few names. */

static struct rsvp_session some_session(void)
{
    uint8_t what = input_byte(in);
    struct rsvp_session s = {.protocol = 17,
                             .addr =
                                 addr(1 + what % INTERFACES, what & 4 ? 1 : 9),
                             .port = (uint16_t)(what >> 6)};

    if ((what & 0x38) == 0x38)
        s.addr = (struct rsvp_addr){4, {239, 0, 0, 1}};
    return s;
}

static struct rsvp_sender some_sender(void)
{
    uint8_t what = input_byte(in);

    return (struct rsvp_sender){addr(1 + what % INTERFACES, what & 4 ? 1 : 7),
                                RSVP_BY_PORT, (uint32_t)what >> 6};
}

static struct rsvp_tspec some_tspec(void)
{
    static const float rates[] = {1000, 50000, 150000, 1e9f};
    uint8_t what = input_byte(in);

    if (what & 0x80)
        return (struct rsvp_tspec){.service = RSVP_QUALITATIVE,
                                   .max_packet = 1500};
    return (struct rsvp_tspec){RSVP_GENERAL, rates[what % 4],
                               3000,         INFINITY,
                               100,          what & 4 ? 1500 : 700};
}

static struct rsvp_flowspec some_flowspec(void)
{
    struct rsvp_flowspec f = {.tspec = some_tspec()};

    f.service = f.tspec.service == RSVP_QUALITATIVE ? RSVP_QUALITATIVE
                : input_byte(in) % 2 != 0           ? RSVP_GUARANTEED
                                                    : RSVP_CONTROLLED_LOAD;
    if (f.service == RSVP_GUARANTEED)
        f.rate = f.tspec.rate;
    return f;
}

/* Flow descriptors of one style, as a Resv and a program have them. */
struct flows {
    uint8_t style;
    size_t n;
    struct rsvp_flow flows[3];
    struct rsvp_sender filters[3];
};

static void some_flows(struct flows *f, bool specs)
{
    static const uint8_t styles[] = {RSVP_WF, RSVP_FF, RSVP_SE, RSVP_FF};
    uint8_t what = input_byte(in);
    size_t filters = what / 4 % 3 + 1;

    memset(f, 0, sizeof(*f));
    f->style = styles[what % 4];
    f->n = f->style == RSVP_FF ? filters : 1;
    for (size_t i = 0; i < filters; i++)
        f->filters[i] = some_sender();
    for (size_t i = 0; i < f->n; i++) {
        f->flows[i].has_flowspec = specs;
        if (specs)
            f->flows[i].flowspec = some_flowspec();
        f->flows[i].filters = &f->filters[i];
        f->flows[i].n_filters = f->style == RSVP_FF   ? 1
                                : f->style == RSVP_SE ? filters
                                                      : 0;
    }
}

/* --- Steps. */

static struct engine_arrival some_arrival(void)
{
    uint8_t what = input_byte(in);

    return (struct engine_arrival){1 + what % INTERFACES, what & 4 ? 63 : 0,
                                   (what & 8) != 0};
}

static void message_step(void)
{
    static const unsigned has[] = {
        [RSVP_PATH] =
            RSVP_HAS_HOP | RSVP_HAS_TIME | RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
        [RSVP_RESV] = RSVP_HAS_HOP | RSVP_HAS_TIME | RSVP_HAS_STYLE,
        [RSVP_PATH_ERR] = RSVP_HAS_ERROR | RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
        [RSVP_RESV_ERR] = RSVP_HAS_HOP | RSVP_HAS_ERROR | RSVP_HAS_STYLE,
        [RSVP_PATH_TEAR] = RSVP_HAS_HOP | RSVP_HAS_SENDER,
        [RSVP_RESV_TEAR] = RSVP_HAS_HOP | RSVP_HAS_STYLE,
        [RSVP_RESV_CONF] = RSVP_HAS_ERROR | RSVP_HAS_CONFIRM | RSVP_HAS_STYLE,
    };
    static uint8_t bytes[RSVP_MAX_MESSAGE];
    struct engine_arrival arrival = some_arrival();
    uint8_t type = (uint8_t)(RSVP_PATH + input_byte(in) % 7);
    uint8_t what = input_byte(in);
    struct rsvp_message back, m = {.type = type, .send_ttl = 63};
    struct flows flows;
    int length;

    m.session = some_session();
    m.hop = (struct rsvp_hop){addr((unsigned)arrival.interface, what & 1   ? 5
                                                                : what & 2 ? 6
                                                                           : 1),
                              what >> 4 & 3};
    m.refresh_ms = what & 4 ? 200 : 30000;
    m.error.node = addr(2, 8);
    m.error.code = (uint8_t)(input_byte(in) % 24);
    m.error.flags = (uint8_t)(what >> 6);
    m.confirm = addr(1, what & 8 ? 1 : 4);
    m.sender = some_sender();
    m.tspec = some_tspec();
    m.has = RSVP_HAS_SESSION | has[type];
    if (type == RSVP_PATH && (what & 8))
        m.has |= RSVP_HAS_ADSPEC;
    if (type == RSVP_RESV && (what & 8))
        m.has |= RSVP_HAS_CONFIRM;
    rsvp_adspec_init(&m.adspec, 1u << RSVP_GUARANTEED);
    if (m.has & RSVP_HAS_STYLE) {
        some_flows(&flows, type != RSVP_RESV_TEAR);
        m.style = flows.style;
        m.flows = flows.flows;
        m.n_flows = type == RSVP_RESV_ERR ? 1
                    : type == RSVP_RESV_TEAR && flows.style == RSVP_WF
                        ? 0
                        : flows.n;
    }
    /* By the wire, so that it is one that can come. */
    length = rsvp_build(&m, bytes, sizeof(bytes));
    MUST(length > 0);
    MUST(rsvp_parse(bytes, (size_t)length, &back, NULL) == 0);
    engine_input(engine, &arrival, &back);
    rsvp_message_clear(&back);
}

/* A sample with some bytes changed. */
static void bytes_step(void)
{
    static uint8_t bytes[RSVP_MAX_MESSAGE];
    struct engine_arrival arrival = some_arrival();
    struct rsvp_reject reject;
    struct rsvp_message m;
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);
    int length =
        rsvp_build(&s[input_byte(in) % n].message, bytes, sizeof(bytes));
    int res;

    MUST(length > 0);
    bytes[2] = bytes[3] = 0;
    for (int i = input_byte(in) % 4; i > 0; i--) {
        size_t at = input_byte(in) % (size_t)length;

        bytes[at] = input_byte(in);
    }
    res = rsvp_parse(bytes, (size_t)length, &m, &reject);
    if (res == 0)
        engine_input(engine, &arrival, &m);
    if (reject.code != 0)
        engine_rejected(engine, &arrival, &m, &reject);
    rsvp_message_clear(&m);
}

static void sender_step(void)
{
    struct engine_sender **s = &senders[input_byte(in) % PROGRAMS];
    struct engine_sending what = {.session = some_session(),
                                  .sender = some_sender(),
                                  .tspec = some_tspec(),
                                  .services = input_byte(in),
                                  .ttl = 63};
    struct rsvp_error_spec why;

    if (*s == NULL) {
        *s = engine_sender_open(engine, s, &what, &why);
    } else if (what.ttl != 0 && input_byte(in) % 2 != 0) {
        engine_sender_change(*s, &what, &why);
        MUST(engine_sender_interface(*s) <= INTERFACES);
        engine_sender_held(*s);
    } else {
        engine_sender_close(*s);
        *s = NULL;
    }
}

static void receiver_step(void)
{
    struct engine_receiver **r = &receivers[input_byte(in) % PROGRAMS];
    uint8_t what = input_byte(in);
    struct rsvp_sender peer = {.addr = {.family = 0}};
    struct rsvp_session session = some_session();
    struct rsvp_error_spec why;
    struct flows flows;

    if (*r == NULL) {
        if (what & 1)
            peer = some_sender();
        *r = engine_receiver_open(engine, r, &session, &peer, &why);
    } else if (what % 4 == 0) {
        engine_receiver_close(*r);
        *r = NULL;
    } else if (what % 4 == 1) {
        engine_unreserve(*r);
    } else {
        some_flows(&flows, true);
        engine_reserve(*r,
                       &(struct engine_asked){.style = flows.style,
                                              .n_flows = flows.n,
                                              .flows = flows.flows,
                                              .confirm = (what & 4) != 0,
                                              .dscp = what & 8 ? 46 : -1},
                       &why);
    }
}

static void see_path(void *arg, const struct engine_shown_path *p)
{
    (void)arg;
    MUST(rsvp_tspec_valid(p->path.tspec));
}

static void see_resv(void *arg, const struct engine_shown_resv *r)
{
    (void)arg;
    MUST(rsvp_flowspec_valid(&r->flow.flowspec));
}

static void see_hold(void *arg, const struct engine_hold *h)
{
    (void)arg;
    MUST(h->owned != NULL);
}

static void other_step(uint8_t what)
{
    const struct engine_viewer viewer = {see_path, see_resv, see_hold};

    switch (what % 4) {
    case 0:
        engine_rerouted(engine);
        break;
    case 1:
        denies = !denies;
        engine_reconsider(engine);
        break;
    case 2:
        engine_refresh_change(engine, what & 4 ? 200 : 30000);
        break;
    default:
        engine_show(engine, &viewer, NULL);
    }
}

static void time_step(void)
{
    uint8_t what = input_byte(in);
    uint64_t end = now + (what & 0x80 ? 1000u * what : 5u * what);

    for (int turns = 0; now < end && turns < 50; turns++) {
        uint64_t due = engine_run(engine);

        now = due < end && due > now ? due : end;
    }
}

static void step(void)
{
    uint8_t what = input_byte(in);

    switch (what % 8) {
    case 0:
    case 1:
    case 2:
        message_step();
        break;
    case 3:
        bytes_step();
        break;
    case 4:
        sender_step();
        break;
    case 5:
        receiver_step();
        break;
    case 6:
        time_step();
        break;
    default:
        other_step(what / 8);
    }
}

static void all_end(bool tear)
{
    struct engine_counts n;

    for (int i = 0; i < PROGRAMS; i++) {
        if (senders[i] != NULL)
            engine_sender_close(senders[i]);
        if (receivers[i] != NULL)
            engine_receiver_close(receivers[i]);
        senders[i] = NULL;
        receivers[i] = NULL;
    }
    engine_counts(engine, &n);
    MUST(n.sessions <= 6 && n.paths + n.reservations <= 24);
    engine_close(engine, tear);
    for (int i = 1; i <= INTERFACES; i++)
        MUST(used[i] == 0);
    MUST(grants == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct engine_world world = {
        world_now,     world_send,    world_route,   world_ours,
        world_address, world_hop,     world_reserve, world_release,
        world_allow,   world_forgive, world_expired};
    static const struct engine_user user = {on_receivers, on_error, on_senders,
                                            on_error, on_confirmed};
    struct input all = {data, size};
    uint8_t what;

    in = &all;
    what = input_byte(in);
    now = 1000;
    denies = false;
    engine = engine_open(&world, NULL, &user,
                         &(struct engine_config){.refresh_ms = 1000,
                                                 .loopback = what & 1,
                                                 .quick = (what & 2) != 0,
                                                 .seed = what,
                                                 .sessions_max = 6,
                                                 .states_max = 24,
                                                 .carried_max = 4096});
    MUST(engine != NULL);
    for (int i = 0; i < STEPS_MAX && in->left > 0; i++)
        step();
    all_end((what & 4) != 0);
    return 0;
}
