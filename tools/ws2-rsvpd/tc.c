/* SPDX-License-Identifier: MIT */
/* Which classes and filters an interface has, and how a flow becomes a class;
 * see tc.h. */
#include "tc.h"

#include <errno.h>
#include <linux/pkt_sched.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "link.h"
#include "tcnl.h"

#define ROOT      (TC_MAJOR << 16)
#define LINE      (ROOT | 1)
#define REST      (ROOT | 2)
#define CONTROL   (ROOT | 3)
#define FIRST     0x10u /* minor number of flows */
#define COUNT_MAX 0xff00u
/* A priority is a hash table of u32's, of which a qdisc can have 2047. */
#define MATCHES_MAX   2000u
#define OWN_FIRST     0xff80u /* priority of filters that are not flows' */
#define RATE_LEAST    1000u   /* that is left for best effort */
#define TIMER_HZ      2000u   /* wake-ups a second that are cheap */
#define BURST_MAX     0x3fffffffu
#define CONTROL_BURST 32768u

struct class
{
    bool used;
    struct tc_flow flow;
};

/* A number's match is at number - 1; priorities of filters are the numbers. */
struct match {
    uint32_t classid; /* 0: free */
    uint8_t family;
};

struct tc {
    struct tcnl nl;
    enum tc_state state;
    uint64_t line;
    uint32_t mtu;
    int header; /* the link's, of each packet */
    bool rooted;
    unsigned used;
    uint64_t reserved; /* by classes */
    struct class *classes;
    unsigned class_room;
    struct match *matches;
    unsigned match_room;
};

enum tc_state tc_state_of(int res)
{
    switch (-res) {
    case 0:
        return TC_READY;
    case EPERM:
    case EACCES:
        return TC_UNPRIVILEGED;
    case EEXIST:
        return TC_FOREIGN;
    case ENOENT:
    case EOPNOTSUPP:
        return TC_UNSUPPORTED;
    default:
        return TC_FAILED;
    }
}

struct tc_fault tc_fault_of(enum tc_state state)
{
    /* GQOS_KERNEL_TC_SYS, then TC_GENERIC, CONFLICT, INCOMPATIBLE */
    struct tc_fault f = {22, 1, {56500, 56501}};

    if (state == TC_READY)
        return (struct tc_fault){0};
    if (state == TC_FOREIGN)
        f.rsvp_value = 6;
    if (state == TC_UNSUPPORTED)
        f.rsvp_value = 9;
    f.extended[1] = 56500u + f.rsvp_value;
    return f;
}

/* --- The root. */

static uint64_t at_most(uint64_t n, uint64_t most)
{
    return n < most ? n : most;
}

static uint64_t at_least(uint64_t n, uint64_t least)
{
    return n > least ? n : least;
}

/* Removes ours, and says what then is there. */
static int root_look(struct tc *tc)
{
    uint32_t handle;
    bool htb;
    int res = tcnl_root(&tc->nl, &handle, &htb);

    if (res < 0)
        return res;
    if (handle != 0 && !(handle == ROOT && htb))
        return -EEXIST;
    /* where there is none the kernel refuses, but not for want of privilege */
    res = tcnl_root_remove(&tc->nl, ROOT);
    return handle != 0 || res == -EPERM ? res : 0;
}

static int rest_set(struct tc *tc, bool is_new)
{
    uint64_t rate = tc->line > tc->reserved ? tc->line - tc->reserved : 0;
    struct tcnl_class c = {.parent = LINE,
                           .id = REST,
                           .rate = rate > RATE_LEAST ? rate : RATE_LEAST,
                           .ceil = tc->line,
                           .quantum = tc->mtu,
                           .priority = TC_PRIO_BEST_EFFORT};

    if (c.ceil < c.rate)
        c.ceil = c.rate;
    c.burst = c.rate / TIMER_HZ + tc->mtu;
    c.cburst = c.ceil / TIMER_HZ + tc->mtu;
    return tcnl_class(&tc->nl, &c, is_new);
}

/* A small part of the line, which what signals reservations never fills: when
 * the line is full its messages are not to wait, nor to be lost with a queue
 * that is taken down. */
static int control_add(struct tc *tc)
{
    static const struct tc_match own[] = {
        {.family = 4, .protocol = 46},
        {.family = 6, .protocol = 46},
        {.family = 6, .protocol = 46, .hop_by_hop = true}, /* Router Alert */
        {.family = 4, .protocol = 17, .dport = 1698},
        {.family = 4, .protocol = 17, .dport = 1699},
        {.family = 6, .protocol = 17, .dport = 1698},
        {.family = 6, .protocol = 17, .dport = 1699}};
    struct tcnl_class c = {.parent = LINE,
                           .id = CONTROL,
                           .rate = at_least(tc->line / 50, RATE_LEAST),
                           .ceil = at_least(tc->line, RATE_LEAST),
                           .burst = CONTROL_BURST,
                           .cburst = CONTROL_BURST,
                           .quantum = tc->mtu,
                           .priority = TC_PRIO_CONTROL};
    int res = tcnl_class(&tc->nl, &c, true);

    for (size_t i = 0; res == 0 && i < sizeof(own) / sizeof(own[0]); i++)
        res = tcnl_filter(&tc->nl, ROOT, (uint16_t)(OWN_FIRST + i), &own[i],
                          CONTROL);
    return res;
}

static int root_add(struct tc *tc)
{
    struct tcnl_class line = {.parent = ROOT,
                              .id = LINE,
                              .rate = tc->line,
                              .ceil = tc->line,
                              .burst = tc->line / TIMER_HZ + tc->mtu,
                              .cburst = tc->line / TIMER_HZ + tc->mtu,
                              .quantum = tc->mtu};
    int res = tcnl_root_add(&tc->nl, ROOT, REST & 0xffff, tc->header);

    if (res < 0)
        return res;
    res = tcnl_class(&tc->nl, &line, true);
    if (res == 0)
        res = rest_set(tc, true);
    if (res == 0)
        res = control_add(tc);
    if (res < 0)
        tcnl_root_remove(&tc->nl, ROOT);
    else
        tc->rooted = true;
    return res;
}

static void root_remove(struct tc *tc)
{
    tcnl_root_remove(&tc->nl, ROOT);
    tc->rooted = false;
    if (tc->match_room != 0)
        memset(tc->matches, 0, tc->match_room * sizeof(*tc->matches));
}

int tc_open(unsigned ifindex, uint64_t line, struct tc **out)
{
    struct link_facts facts;
    struct tc *tc = calloc(1, sizeof(*tc));
    char name[IF_NAMESIZE];
    int res;

    if (tc == NULL)
        return -ENOMEM;
    if (if_indextoname(ifindex, name) == NULL || !link_look(name, &facts)) {
        free(tc);
        return -ENODEV;
    }
    tc->line = line;
    tc->mtu = facts.mtu;
    tc->header = (int)facts.header;
    res = tcnl_open(&tc->nl, (int)ifindex);
    if (res < 0) {
        free(tc);
        return res;
    }
    tc->state = tc_state_of(root_look(tc));
    *out = tc;
    return 0;
}

void tc_close(struct tc *tc)
{
    if (tc == NULL)
        return;
    if (tc->rooted)
        root_remove(tc);
    tcnl_close(&tc->nl);
    free(tc->classes);
    free(tc->matches);
    free(tc);
}

enum tc_state tc_state(const struct tc *tc)
{
    return tc->state;
}

/* --- Classes. */

/* NULL: there is none. */
static struct class *class_of(struct tc *tc, uint32_t classid)
{
    uint32_t at = (classid & 0xffff) - FIRST;

    if (classid >> 16 != TC_MAJOR || at >= tc->class_room ||
        !tc->classes[at].used)
        return NULL;
    return &tc->classes[at];
}

static struct tcnl_class class_make(const struct tc *tc, uint32_t classid,
                                    const struct tc_flow *f)
{
    uint32_t packet = f->packet != 0 ? f->packet : tc->mtu;
    bool borrows = f->mode == TC_BORROW || f->mode == TC_BORROW_PLUS;
    struct tcnl_class c = {.parent = LINE,
                           .id = classid,
                           .rate = f->rate,
                           .ceil = f->rate,
                           .mpu = f->mpu < 0xffff ? f->mpu : 0xffff,
                           .quantum = packet,
                           .priority = f->priority};

    c.burst = at_most(at_least(f->burst, packet), BURST_MAX);
    c.burst = at_least(c.burst, f->rate / TIMER_HZ);
    c.cburst = c.burst;
    if (borrows && tc->line > f->rate) {
        c.ceil = tc->line;
        c.cburst = at_least(packet, tc->line / TIMER_HZ);
    }
    return c;
}

/* What waits is a burst at most. */
static int class_queue(struct tc *tc, const struct tcnl_class *c,
                       const struct tc_flow *f, const struct tc_flow *old)
{
    if (f->mode == TC_DISCARD)
        return tcnl_queue(&tc->nl, c->id, (uint32_t)c->burst);
    if (old != NULL && old->mode == TC_DISCARD)
        return tcnl_queue_remove(&tc->nl, c->id);
    return 0;
}

static int class_number(struct tc *tc, uint32_t *classid)
{
    unsigned at = 0, room;
    struct class *more;

    while (at < tc->class_room && tc->classes[at].used)
        at++;
    if (at == tc->class_room) {
        room = tc->class_room == 0 ? 16 : tc->class_room * 2;
        if (at >= COUNT_MAX)
            return -ENOSPC;
        more = realloc(tc->classes, room * sizeof(*more));
        if (more == NULL)
            return -ENOMEM;
        memset(more + at, 0, (room - at) * sizeof(*more));
        tc->classes = more;
        tc->class_room = room;
    }
    *classid = ROOT | (FIRST + at);
    return 0;
}

static bool flow_is_good(const struct tc_flow *f)
{
    return f->rate != 0 && (unsigned)f->mode <= TC_BORROW_PLUS &&
           (unsigned)f->priority <= TC_PRIO_NONCONFORMING;
}

/* A class without a queue of its own is none. */
static int class_make_new(struct tc *tc, uint32_t classid,
                          const struct tc_flow *flow)
{
    struct tcnl_class c = class_make(tc, classid, flow);
    int res = tcnl_class(&tc->nl, &c, true);

    if (res < 0)
        return res;
    res = class_queue(tc, &c, flow, NULL);
    if (res < 0)
        tcnl_class_remove(&tc->nl, classid);
    return res;
}

int tc_class_add(struct tc *tc, const struct tc_flow *flow, uint32_t *classid)
{
    int res;

    if (!flow_is_good(flow))
        return -EINVAL;
    res = class_number(tc, classid);
    if (res == 0 && !tc->rooted)
        res = root_add(tc);
    tc->state = tc_state_of(res);
    if (res < 0)
        return res;
    res = class_make_new(tc, *classid, flow);
    if (res < 0) {
        if (tc->used == 0)
            root_remove(tc);
        return res;
    }
    tc->classes[(*classid & 0xffff) - FIRST] = (struct class){true, *flow};
    tc->used++;
    tc->reserved += flow->rate;
    rest_set(tc, false); /* at worst best effort has more than is its own */
    return 0;
}

int tc_class_change(struct tc *tc, uint32_t classid, const struct tc_flow *flow)
{
    struct class *class = class_of(tc, classid);
    struct tcnl_class c, old;
    int res;

    if (class == NULL)
        return -ENOENT;
    if (!flow_is_good(flow))
        return -EINVAL;
    c = class_make(tc, classid, flow);
    res = tcnl_class(&tc->nl, &c, false);
    if (res < 0)
        return res;
    res = class_queue(tc, &c, flow, &class->flow);
    if (res < 0) {
        old = class_make(tc, classid, &class->flow);
        tcnl_class(&tc->nl, &old, false);
        return res;
    }
    tc->reserved += flow->rate - class->flow.rate;
    class->flow = *flow;
    rest_set(tc, false);
    return 0;
}

static void match_drop(struct tc *tc, unsigned at)
{
    tcnl_filter_remove(&tc->nl, ROOT, (uint16_t)(at + 1),
                       tc->matches[at].family);
    tc->matches[at].classid = 0;
}

/* Filters first: the kernel keeps a class that one of them names. */
int tc_class_remove(struct tc *tc, uint32_t classid)
{
    struct class *class = class_of(tc, classid);
    int res = 0;

    if (class == NULL)
        return -ENOENT;
    class->used = false;
    tc->reserved -= class->flow.rate;
    if (--tc->used == 0) {
        root_remove(tc);
        return 0;
    }
    for (unsigned i = 0; i < tc->match_room; i++)
        if (tc->matches[i].classid == classid)
            match_drop(tc, i);
    res = tcnl_class_remove(&tc->nl, classid);
    rest_set(tc, false);
    return res;
}

/* --- Filters. */

static int match_number(struct tc *tc, unsigned *at)
{
    unsigned room;
    struct match *more;

    for (*at = 0; *at < tc->match_room; ++*at)
        if (tc->matches[*at].classid == 0)
            break;
    if (*at >= MATCHES_MAX)
        return -ENOSPC;
    if (*at < tc->match_room)
        return 0;
    room = tc->match_room == 0 ? 16 : tc->match_room * 2;
    more = realloc(tc->matches, room * sizeof(*more));
    if (more == NULL)
        return -ENOMEM;
    memset(more + *at, 0, (room - *at) * sizeof(*more));
    tc->matches = more;
    tc->match_room = room;
    return 0;
}

int tc_match_add(struct tc *tc, uint32_t classid, const struct tc_match *match,
                 uint32_t *id)
{
    unsigned at;
    int res;

    if (class_of(tc, classid) == NULL)
        return -ENOENT;
    if (match->family != 4 && match->family != 6)
        return -EINVAL;
    res = match_number(tc, &at);
    if (res < 0)
        return res;
    res = tcnl_filter(&tc->nl, ROOT, (uint16_t)(at + 1), match, classid);
    if (res < 0)
        return res;
    tc->matches[at] = (struct match){classid, match->family};
    *id = at + 1;
    return 0;
}

int tc_match_remove(struct tc *tc, uint32_t id)
{
    if (id == 0 || id > tc->match_room || tc->matches[id - 1].classid == 0)
        return -ENOENT;
    match_drop(tc, id - 1);
    return 0;
}

int tc_class_counters(struct tc *tc, uint32_t classid, struct tc_counters *out)
{
    if (!tc->rooted || (classid != REST && classid != CONTROL &&
                        class_of(tc, classid) == NULL))
        return -ENOENT;
    return tcnl_counters(&tc->nl, classid, out);
}

void tc_each(struct tc *tc,
             void (*each)(void *arg, uint32_t classid,
                          const struct tc_flow *flow),
             void *arg)
{
    for (unsigned i = 0; i < tc->class_room; i++)
        if (tc->classes[i].used)
            each(arg, ROOT | (FIRST + i), &tc->classes[i].flow);
}
