/* SPDX-License-Identifier: MIT */
/* Interfaces and addresses are read as a whole, again with each news of the
 * kernel's. */
#include "net.h"

#include <errno.h>
#include <ifaddrs.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* --- What there is. */

static bool addr_of(const struct sockaddr *sa, struct rsvp_addr *out)
{
    *out = (struct rsvp_addr){.family = 0};
    if (sa != NULL && sa->sa_family == AF_INET) {
        out->family = 4;
        memcpy(out->bytes,
               &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
    } else if (sa != NULL && sa->sa_family == AF_INET6) {
        out->family = 6;
        memcpy(out->bytes,
               &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
    }
    return out->family != 0;
}

static uint32_t mtu_of(const char *name)
{
    struct ifreq r = {.ifr_mtu = 0};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int res = -1;

    strncpy(r.ifr_name, name, sizeof(r.ifr_name) - 1);
    if (fd >= 0) {
        res = ioctl(fd, SIOCGIFMTU, &r);
        close(fd);
    }
    return res == 0 && r.ifr_mtu > 0 ? (uint32_t)r.ifr_mtu : 1500;
}

static struct net_interface *interface_need(struct net *n,
                                            const struct ifaddrs *a)
{
    int index = (int)if_nametoindex(a->ifa_name);
    struct net_interface *more, *i;

    for (size_t k = 0; k < n->n_interfaces; k++)
        if (n->interfaces[k].index == index)
            return &n->interfaces[k];
    more = realloc(n->interfaces, (n->n_interfaces + 1) * sizeof(*more));
    if (more == NULL || index == 0)
        return NULL;
    n->interfaces = more;
    i = &more[n->n_interfaces++];
    *i = (struct net_interface){.index = index, .mtu = mtu_of(a->ifa_name)};
    strncpy(i->name, a->ifa_name, sizeof(i->name) - 1);
    i->up = (a->ifa_flags & IFF_UP) != 0;
    i->loopback = (a->ifa_flags & IFF_LOOPBACK) != 0;
    return i;
}

static void address_add(struct net *n, struct net_interface *i,
                        const struct rsvp_addr *a)
{
    struct rsvp_addr *best = &i->addr[a->family == 6];
    struct net_address *more =
        realloc(n->addresses, (n->n_addresses + 1) * sizeof(*more));

    if (more == NULL)
        return;
    n->addresses = more;
    more[n->n_addresses++] = (struct net_address){*a, i->index};
    if (best->family == 0 ||
        (rsvp_addr_is_link_local(best) && !rsvp_addr_is_link_local(a)))
        *best = *a;
}

static void net_read(struct net *n)
{
    struct ifaddrs *all;
    struct rsvp_addr addr;

    n->n_interfaces = n->n_addresses = 0;
    if (getifaddrs(&all) != 0)
        return;
    for (struct ifaddrs *a = all; a != NULL; a = a->ifa_next) {
        struct net_interface *i = interface_need(n, a);

        if (i != NULL && addr_of(a->ifa_addr, &addr))
            address_add(n, i, &addr);
    }
    freeifaddrs(all);
}

const struct net_interface *net_interface(const struct net *n, int index)
{
    for (size_t i = 0; i < n->n_interfaces; i++)
        if (n->interfaces[i].index == index)
            return &n->interfaces[i];
    return NULL;
}

const struct net_interface *net_interface_named(const struct net *n,
                                                const char *name)
{
    for (size_t i = 0; i < n->n_interfaces; i++)
        if (strcmp(n->interfaces[i].name, name) == 0)
            return &n->interfaces[i];
    return NULL;
}

int net_interface_of(const struct net *n, const struct rsvp_addr *a)
{
    for (size_t i = 0; i < n->n_addresses; i++)
        if (rsvp_addr_equal(&n->addresses[i].addr, a))
            return n->addresses[i].interface;
    return 0;
}

bool net_ours(const struct net *n, const struct rsvp_addr *a)
{
    return net_interface_of(n, a) != 0;
}

/* --- News. */

static void news_ready(struct watch *w, uint32_t events)
{
    struct net *n = (struct net *)w;
    char buffer[16384];
    bool any = false;
    ssize_t got;

    (void)events;
    for (int i = 0; i < 64; i++) {
        got = recv(w->fd, buffer, sizeof(buffer), MSG_DONTWAIT);
        any = any || got >= 0 || errno == ENOBUFS;
        if (got < 0 && errno != ENOBUFS)
            break;
    }
    if (!any)
        return;
    net_read(n);
    n->changed(n->arg);
}

int net_open(struct net *n, struct loop *loop, void (*changed)(void *arg),
             void *arg)
{
    int res;

    *n = (struct net){.loop = loop, .changed = changed, .arg = arg};
    n->query = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
    n->news = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
    if (n->query == NULL || n->news == NULL ||
        mnl_socket_bind(n->query, 0, MNL_SOCKET_AUTOPID) != 0 ||
        mnl_socket_bind(n->news,
                        RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE |
                            RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE,
                        MNL_SOCKET_AUTOPID) != 0) {
        res = -errno;
        net_close(n);
        return res;
    }
    n->watch = (struct watch){mnl_socket_get_fd(n->news), EPOLLIN, news_ready};
    net_read(n);
    return loop_add(loop, &n->watch);
}

void net_close(struct net *n)
{
    if (n->news != NULL) {
        if (n->watch.ready != NULL)
            loop_remove(n->loop, &n->watch);
        mnl_socket_close(n->news);
    }
    if (n->query != NULL)
        mnl_socket_close(n->query);
    free(n->interfaces);
    free(n->addresses);
}

/* --- Routes. */

struct answer {
    struct net_route route;
    int *out; /* of a group */
    size_t count, max;
};

static void hops_read(const struct nlattr *attr, struct answer *a)
{
    const struct rtnexthop *h = mnl_attr_get_payload(attr);
    size_t left = mnl_attr_get_payload_len(attr);

    while (left >= sizeof(*h) && h->rtnh_len >= sizeof(*h) &&
           h->rtnh_len <= left) {
        if (a->out != NULL && a->count < a->max)
            a->out[a->count++] = h->rtnh_ifindex;
        left -=
            NLMSG_ALIGN(h->rtnh_len) < left ? NLMSG_ALIGN(h->rtnh_len) : left;
        h = (const void *)((const char *)h + NLMSG_ALIGN(h->rtnh_len));
    }
}

static int attr_read(const struct nlattr *attr, void *arg)
{
    struct answer *a = arg;
    size_t len = mnl_attr_get_payload_len(attr);

    switch (mnl_attr_get_type(attr)) {
    case RTA_OIF:
        a->route.interface = (int)mnl_attr_get_u32(attr);
        break;
    case RTA_PREFSRC:
        a->route.source.family = len == 4 ? 4 : 6;
        if (len <= sizeof(a->route.source.bytes))
            memcpy(a->route.source.bytes, mnl_attr_get_payload(attr), len);
        break;
    case RTA_MULTIPATH:
        hops_read(attr, a);
        break;
    default:
        break;
    }
    return MNL_CB_OK;
}

static int answer_read(const struct nlmsghdr *message, void *arg)
{
    const struct rtmsg *r = mnl_nlmsg_get_payload(message);
    struct answer *a = arg;

    if (message->nlmsg_type != RTM_NEWROUTE)
        return MNL_CB_OK;
    a->route.here = r->rtm_type == RTN_LOCAL;
    return mnl_attr_parse(message, sizeof(*r), attr_read, a);
}

static size_t size_of(const struct rsvp_addr *a)
{
    return a->family == 4 ? 4 : 16;
}

static void route_ask(struct net *n, const struct rsvp_addr *to,
                      const struct rsvp_addr *source, int in,
                      struct answer *answer)
{
    char buffer[8192];
    struct nlmsghdr *m = mnl_nlmsg_put_header(buffer);
    struct rtmsg *r = mnl_nlmsg_put_extra_header(m, sizeof(*r));
    unsigned port = mnl_socket_get_portid(n->query), sequence = ++n->sequence;
    ssize_t got;

    m->nlmsg_type = RTM_GETROUTE;
    m->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    m->nlmsg_seq = sequence;
    r->rtm_family = to->family == 4 ? AF_INET : AF_INET6;
    r->rtm_dst_len = (unsigned char)(8 * size_of(to));
    mnl_attr_put(m, RTA_DST, size_of(to), to->bytes);
    if (source != NULL) {
        r->rtm_src_len = r->rtm_dst_len;
        mnl_attr_put(m, RTA_SRC, size_of(source), source->bytes);
        mnl_attr_put_u32(m, RTA_IIF, (uint32_t)in);
    }
    if (mnl_socket_sendto(n->query, m, m->nlmsg_len) < 0)
        return;
    do /* the kernel has answered already */
        got = mnl_socket_recvfrom(n->query, buffer, sizeof(buffer));
    while (got > 0 && mnl_cb_run(buffer, (size_t)got, sequence, port,
                                 answer_read, answer) > MNL_CB_STOP);
}

struct net_route net_route(struct net *n, const struct rsvp_addr *to)
{
    struct answer a = {.out = NULL};

    route_ask(n, to, NULL, 0, &a);
    if (net_ours(n, to))
        a.route.here = true;
    return a.route;
}

size_t net_group_routes(struct net *n, const struct rsvp_addr *source,
                        const struct rsvp_addr *group, int in, int *out,
                        size_t max)
{
    struct answer a = {.out = out, .max = max};

    route_ask(n, group, source, in, &a);
    return a.count;
}
