/* SPDX-License-Identifier: MIT */
/* Traffic control's messages; see tcnl.h. */
#include "tcnl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/gen_stats.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define TICK_NS 64 /* of the scheduler's clock, in which bursts are told */
#define ROOM    2048

int tcnl_open(struct tcnl *t, int ifindex)
{
    int res;

    *t = (struct tcnl){.ifindex = ifindex};
    t->nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
    if (t->nl == NULL)
        return -errno;
    if (mnl_socket_bind(t->nl, 0, MNL_SOCKET_AUTOPID) == 0)
        return 0;
    res = -errno;
    tcnl_close(t);
    return res;
}

void tcnl_close(struct tcnl *t)
{
    if (t->nl != NULL)
        mnl_socket_close(t->nl);
    t->nl = NULL;
}

/* each sees what comes back, if that is more than an error number. */
static int talk(struct tcnl *t, struct nlmsghdr *n, mnl_cb_t each, void *arg)
{
    char buf[32768]; /* a list comes in parts of this size at most */
    unsigned port = mnl_socket_get_portid(t->nl);
    int more;

    n->nlmsg_seq = ++t->seq;
    if (mnl_socket_sendto(t->nl, n, n->nlmsg_len) < 0)
        return -errno;
    do {
        ssize_t len = mnl_socket_recvfrom(t->nl, buf, sizeof(buf));

        if (len < 0)
            return -errno;
        more = mnl_cb_run(buf, (size_t)len, t->seq, port, each, arg);
        if (more < 0)
            return -errno;
    } while (more > MNL_CB_STOP);
    return 0;
}

static struct nlmsghdr *begin(const struct tcnl *t, char *buf, uint16_t type,
                              int flags, uint32_t parent, uint32_t handle)
{
    struct nlmsghdr *n = mnl_nlmsg_put_header(buf);
    struct tcmsg *m = mnl_nlmsg_put_extra_header(n, sizeof(*m));

    n->nlmsg_type = type;
    n->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
    m->tcm_family = AF_UNSPEC;
    m->tcm_ifindex = t->ifindex;
    m->tcm_parent = parent;
    m->tcm_handle = handle;
    return n;
}

/* --- Qdiscs. */

struct root {
    int ifindex;
    uint32_t handle;
    bool htb;
};

static int kind_see(const struct nlattr *a, void *arg)
{
    if (mnl_attr_get_type(a) == TCA_KIND)
        *(bool *)arg = strcmp(mnl_attr_get_str(a), "htb") == 0;
    return MNL_CB_OK;
}

static int root_see(const struct nlmsghdr *n, void *arg)
{
    const struct tcmsg *m = mnl_nlmsg_get_payload(n);
    struct root *root = arg;

    if (m->tcm_ifindex != root->ifindex || m->tcm_parent != TC_H_ROOT)
        return MNL_CB_OK;
    root->handle = m->tcm_handle;
    return mnl_attr_parse(n, sizeof(*m), kind_see, &root->htb);
}

int tcnl_root(struct tcnl *t, uint32_t *handle, bool *htb)
{
    char buf[ROOM];
    struct nlmsghdr *n = begin(t, buf, RTM_GETQDISC, NLM_F_DUMP, 0, 0);
    struct root root = {.ifindex = t->ifindex};
    int res = talk(t, n, root_see, &root);

    *handle = root.handle;
    *htb = root.htb;
    return res;
}

/* The size table has no sizes: then all that is done to a packet's size is that
 * its overhead, which may be less than nothing, is added. */
static void put_size_table(struct nlmsghdr *n, int header)
{
    const struct tc_sizespec size = {.overhead = -header};
    struct nlattr *nest = mnl_attr_nest_start(n, TCA_STAB);

    mnl_attr_put(n, TCA_STAB_BASE, sizeof(size), &size);
    mnl_attr_nest_end(n, nest);
}

int tcnl_root_add(struct tcnl *t, uint32_t handle, uint32_t defcls, int header)
{
    const struct tc_htb_glob glob = {
        .version = 3, .rate2quantum = 10, .defcls = defcls};
    char buf[ROOM];
    struct nlmsghdr *n = begin(t, buf, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL,
                               TC_H_ROOT, handle);
    struct nlattr *nest;

    mnl_attr_put_strz(n, TCA_KIND, "htb");
    put_size_table(n, header);
    nest = mnl_attr_nest_start(n, TCA_OPTIONS);
    mnl_attr_put(n, TCA_HTB_INIT, sizeof(glob), &glob);
    mnl_attr_nest_end(n, nest);
    return talk(t, n, NULL, NULL);
}

int tcnl_root_remove(struct tcnl *t, uint32_t handle)
{
    char buf[ROOM];

    return talk(t, begin(t, buf, RTM_DELQDISC, 0, TC_H_ROOT, handle), NULL,
                NULL);
}

int tcnl_queue(struct tcnl *t, uint32_t id, uint32_t bytes)
{
    const struct tc_fifo_qopt opt = {.limit = bytes};
    char buf[ROOM];
    struct nlmsghdr *n =
        begin(t, buf, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, id, 0);

    mnl_attr_put_strz(n, TCA_KIND, "bfifo");
    mnl_attr_put(n, TCA_OPTIONS, sizeof(opt), &opt);
    return talk(t, n, NULL, NULL);
}

int tcnl_queue_remove(struct tcnl *t, uint32_t id)
{
    char buf[ROOM];

    return talk(t, begin(t, buf, RTM_DELQDISC, 0, id, 0), NULL, NULL);
}

/* --- Classes. */

static uint32_t ticks(uint64_t bytes, uint64_t rate)
{
    double n = (double)bytes * 1e9 / (double)rate / TICK_NS;

    return n >= 0x7fffffff ? 0x7fffffff : (uint32_t)n + 1;
}

static uint32_t rate32(uint64_t rate)
{
    return rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
}

int tcnl_class(struct tcnl *t, const struct tcnl_class *c, bool is_new)
{
    const struct tc_htb_opt opt = {.rate = {.rate = rate32(c->rate),
                                            .mpu = (uint16_t)c->mpu,
                                            .linklayer = TC_LINKLAYER_ETHERNET},
                                   .ceil = {.rate = rate32(c->ceil),
                                            .mpu = (uint16_t)c->mpu,
                                            .linklayer = TC_LINKLAYER_ETHERNET},
                                   .buffer = ticks(c->burst, c->rate),
                                   .cbuffer = ticks(c->cburst, c->ceil),
                                   .quantum = c->quantum,
                                   .prio = c->priority};
    char buf[ROOM];
    struct nlmsghdr *n =
        begin(t, buf, RTM_NEWTCLASS, is_new ? NLM_F_CREATE | NLM_F_EXCL : 0,
              c->parent, c->id);
    struct nlattr *nest;

    mnl_attr_put_strz(n, TCA_KIND, "htb");
    nest = mnl_attr_nest_start(n, TCA_OPTIONS);
    mnl_attr_put(n, TCA_HTB_PARMS, sizeof(opt), &opt);
    if (c->rate > UINT32_MAX)
        mnl_attr_put_u64(n, TCA_HTB_RATE64, c->rate);
    if (c->ceil > UINT32_MAX)
        mnl_attr_put_u64(n, TCA_HTB_CEIL64, c->ceil);
    mnl_attr_nest_end(n, nest);
    return talk(t, n, NULL, NULL);
}

int tcnl_class_remove(struct tcnl *t, uint32_t id)
{
    char buf[ROOM];

    return talk(t, begin(t, buf, RTM_DELTCLASS, 0, 0, id), NULL, NULL);
}

static int stats_see(const struct nlattr *a, void *arg)
{
    struct tc_counters *out = arg;
    struct gnet_stats_basic basic;
    struct gnet_stats_queue queue;
    size_t len = mnl_attr_get_payload_len(a);
    const void *at = mnl_attr_get_payload(a);

    switch (mnl_attr_get_type(a)) {
    case TCA_STATS_BASIC: /* is shorter than the struct with its padding */
        memcpy(&basic, at, len < sizeof(basic) ? len : sizeof(basic));
        out->bytes = basic.bytes;
        out->packets = basic.packets;
        break;
    case TCA_STATS_QUEUE:
        memcpy(&queue, at, len < sizeof(queue) ? len : sizeof(queue));
        out->dropped = queue.drops;
        out->backlog = queue.backlog;
        break;
    default:
        break;
    }
    return MNL_CB_OK;
}

static int nest_see(const struct nlattr *a, void *arg)
{
    return mnl_attr_get_type(a) == TCA_STATS2
               ? mnl_attr_parse_nested(a, stats_see, arg)
               : MNL_CB_OK;
}

static int class_see(const struct nlmsghdr *n, void *arg)
{
    return mnl_attr_parse(n, sizeof(struct tcmsg), nest_see, arg);
}

int tcnl_counters(struct tcnl *t, uint32_t id, struct tc_counters *out)
{
    char buf[ROOM];

    *out = (struct tc_counters){0};
    /* what is asked for comes as a notice, which who asks gets by echo only */
    return talk(t, begin(t, buf, RTM_GETTCLASS, NLM_F_ECHO, 0, id), class_see,
                out);
}

/* --- Filters. */

#define KEYS_MAX 12

/* A struct tc_u32_sel with room for its keys. */
union u32 {
    struct tc_u32_sel sel;
    unsigned char
        room[sizeof(struct tc_u32_sel) + KEYS_MAX * sizeof(struct tc_u32_key)];
};

static void key_add(union u32 *u, int off, uint32_t mask, uint32_t val)
{
    struct tc_u32_key *key = &u->sel.keys[u->sel.nkeys++];

    key->off = off;
    key->mask = htonl(mask);
    key->val = htonl(val);
}

static void key_address(union u32 *u, int off, const uint8_t *addr, int len)
{
    static const uint8_t any[16];
    uint32_t word;

    if (memcmp(addr, any, (size_t)len) == 0)
        return;
    for (int i = 0; i < len; i += 4) {
        memcpy(&word, addr + i, sizeof(word));
        key_add(u, off + i, UINT32_MAX, ntohl(word));
    }
}

static void key_ports(union u32 *u, int off, const struct tc_match *m)
{
    uint32_t mask =
        (m->sport != 0 ? 0xffff0000u : 0) | (m->dport != 0 ? 0x0000ffffu : 0);

    if (mask != 0)
        key_add(u, off, mask, (uint32_t)m->sport << 16 | m->dport);
}

static void keys4(union u32 *u, const struct tc_match *m)
{
    if (m->sport != 0 || m->dport != 0) {
        key_add(u, 0, 0x0f000000, 0x05000000); /* no options */
        key_add(u, 4, 0x00001fff, 0);          /* the first fragment */
    }
    if (m->protocol != 0)
        key_add(u, 8, 0x00ff0000, (uint32_t)m->protocol << 16);
    key_address(u, 12, m->src, 4);
    key_address(u, 16, m->dst, 4);
    key_ports(u, 20, m);
}

static void keys6(union u32 *u, const struct tc_match *m)
{
    if (m->hop_by_hop) {
        key_add(u, 4, 0x0000ff00, 0);
        key_add(u, 40, 0xff000000, (uint32_t)m->protocol << 24);
    } else if (m->protocol != 0) {
        key_add(u, 4, 0x0000ff00, (uint32_t)m->protocol << 8);
    }
    key_address(u, 8, m->src, 16);
    key_address(u, 24, m->dst, 16);
    if (!m->hop_by_hop)
        key_ports(u, 40, m);
}

static uint32_t filter_info(uint16_t priority, uint8_t family)
{
    return TC_H_MAKE((uint32_t)priority << 16,
                     htons(family == 6 ? ETH_P_IPV6 : ETH_P_IP));
}

int tcnl_filter(struct tcnl *t, uint32_t root, uint16_t priority,
                const struct tc_match *match, uint32_t classid)
{
    char buf[ROOM];
    struct nlmsghdr *n =
        begin(t, buf, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, root, 0);
    struct tcmsg *m = mnl_nlmsg_get_payload(n);
    union u32 u = {.room = {0}};
    struct nlattr *nest;

    m->tcm_info = filter_info(priority, match->family);
    u.sel.flags = TC_U32_TERMINAL;
    if (match->family == 6)
        keys6(&u, match);
    else
        keys4(&u, match);
    if (u.sel.nkeys == 0)
        key_add(&u, 0, 0, 0); /* all */
    mnl_attr_put_strz(n, TCA_KIND, "u32");
    nest = mnl_attr_nest_start(n, TCA_OPTIONS);
    mnl_attr_put_u32(n, TCA_U32_CLASSID, classid);
    mnl_attr_put(n, TCA_U32_SEL,
                 sizeof(u.sel) + u.sel.nkeys * sizeof(u.sel.keys[0]), &u);
    mnl_attr_nest_end(n, nest);
    return talk(t, n, NULL, NULL);
}

int tcnl_filter_remove(struct tcnl *t, uint32_t root, uint16_t priority,
                       uint8_t family)
{
    char buf[ROOM];
    struct nlmsghdr *n = begin(t, buf, RTM_DELTFILTER, 0, root, 0);
    struct tcmsg *m = mnl_nlmsg_get_payload(n);

    m->tcm_info = filter_info(priority, family);
    return talk(t, n, NULL, NULL);
}
