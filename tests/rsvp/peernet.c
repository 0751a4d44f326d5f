/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "peernet.h"

union any_addr {
    struct sockaddr sa;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
};

static socklen_t to_sockaddr(const struct rsvp_addr *a, unsigned port,
                             union any_addr *out)
{
    memset(out, 0, sizeof(*out));
    if (a->family == 4) {
        out->in.sin_family = AF_INET;
        out->in.sin_port = htons((uint16_t)port);
        memcpy(&out->in.sin_addr, a->bytes, 4);
        return sizeof(out->in);
    }
    out->in6.sin6_family = AF_INET6;
    out->in6.sin6_port = htons((uint16_t)port);
    memcpy(&out->in6.sin6_addr, a->bytes, 16);
    return sizeof(out->in6);
}

static void from_sockaddr(const union any_addr *from, struct rsvp_addr *a)
{
    memset(a, 0, sizeof(*a));
    a->family = from->sa.sa_family == AF_INET ? 4 : 6;
    if (a->family == 4)
        memcpy(a->bytes, &from->in.sin_addr, 4);
    else
        memcpy(a->bytes, &from->in6.sin6_addr, 16);
}

int64_t peer_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int open_bound(int family, int type, int protocol)
{
    const struct rsvp_addr any = {.family = family == AF_INET ? 4 : 6};
    union any_addr name;
    socklen_t length = to_sockaddr(&any, PEER_PORT, &name);
    int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    int one = 1, room = 4 << 20;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
    if (type == SOCK_DGRAM && bind(fd, &name.sa, length) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int peer_net_open(struct peer_net *net, bool raw, bool udp)
{
    *net = (struct peer_net){{-1, -1}, {-1, -1}};
    for (int i = 0; i < 2; i++) {
        int family = i == 0 ? AF_INET : AF_INET6;

        if (raw)
            net->raw[i] = open_bound(family, SOCK_RAW, RSVP_PROTOCOL);
        if (udp)
            net->udp[i] = open_bound(family, SOCK_DGRAM, 0);
    }
    if ((raw && net->raw[0] >= 0) || (udp && net->udp[0] >= 0))
        return 0;
    perror("rsvp-peer: no socket");
    return -1;
}

void peer_net_close(struct peer_net *net)
{
    for (int i = 0; i < 2; i++) {
        if (net->raw[i] >= 0)
            close(net->raw[i]);
        if (net->udp[i] >= 0)
            close(net->udp[i]);
    }
}

static int join(int fd, const struct rsvp_addr *group, unsigned index)
{
    struct group_req req = {.gr_interface = index};
    union any_addr name;
    socklen_t length = to_sockaddr(group, 0, &name);

    memcpy(&req.gr_group, &name, length);
    if (fd < 0)
        return 0;
    return setsockopt(fd, group->family == 4 ? IPPROTO_IP : IPPROTO_IPV6,
                      MCAST_JOIN_GROUP, &req, sizeof(req)) < 0
               ? -errno
               : 0;
}

int peer_net_join(struct peer_net *net, const struct rsvp_addr *group,
                  const char *interface)
{
    unsigned index = if_nametoindex(interface);
    int which = group->family == 6, res;

    if (index == 0)
        return -errno;
    res = join(net->raw[which], group, index);
    return res < 0 ? res : join(net->udp[which], group, index);
}

/* An IPv4 raw socket hands out the IP header as well. */
static bool receive_on(int fd, bool udp, bool four, struct peer_packet *p)
{
    union any_addr from;
    socklen_t length = sizeof(from);
    ssize_t n = recvfrom(fd, p->bytes, sizeof(p->bytes), 0, &from.sa, &length);
    size_t header = 0;

    if (n < 0)
        return false;
    if (!udp && four)
        header = n > 0 ? (size_t)(p->bytes[0] & 15) * 4 : 0;
    if ((size_t)n < header)
        return false;
    p->length = (size_t)n - header;
    memmove(p->bytes, p->bytes + header, p->length);
    p->udp = udp;
    from_sockaddr(&from, &p->from);
    return true;
}

int peer_net_receive(struct peer_net *net, struct peer_packet *p,
                     int64_t deadline_ms)
{
    struct pollfd fds[] = {{net->raw[0], POLLIN, 0},
                           {net->udp[0], POLLIN, 0},
                           {net->raw[1], POLLIN, 0},
                           {net->udp[1], POLLIN, 0}};

    for (;;) {
        int64_t left = deadline_ms - peer_now_ms();

        if (poll(fds, 4, left > 0 ? (int)left : 0) <= 0 && left <= 0)
            return 0;
        for (int i = 0; i < 4; i++) {
            if (fds[i].revents != 0 &&
                receive_on(fds[i].fd, i % 2 == 1, i < 2, p))
                return 1;
        }
    }
}

static void set_int(int fd, int level, int option, int value)
{
    setsockopt(fd, level, option, &value, sizeof(value));
}

static void set_ttl(int fd, bool six, int ttl)
{
    set_int(fd, six ? IPPROTO_IPV6 : IPPROTO_IP,
            six ? IPV6_UNICAST_HOPS : IP_TTL, ttl);
    set_int(fd, six ? IPPROTO_IPV6 : IPPROTO_IP,
            six ? IPV6_MULTICAST_HOPS : IP_MULTICAST_TTL, ttl);
}

/* Another's address as source, where the system lets us. */
static int bind_from(int fd, const struct rsvp_addr *from)
{
    union any_addr name;
    socklen_t length = to_sockaddr(from, 0, &name);

    if (from->family == 4)
        set_int(fd, IPPROTO_IP, IP_TRANSPARENT, 1);
    else
        set_int(fd, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
    return bind(fd, &name.sa, length) < 0 ? -errno : 0;
}

int peer_route_open(const struct peer_route *route)
{
    static const uint8_t alert4[] = {0x94, 4, 0, 0};
    static const uint8_t alert6[] = {0, 0, 5, 2, 0, 1, 1, 0};
    bool six = route->to.family == 6, alert = route->alert && !route->udp;
    int fd = socket(six ? AF_INET6 : AF_INET,
                    (route->udp ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC,
                    route->udp ? 0 : RSVP_PROTOCOL);
    int res = 0;

    if (fd < 0)
        return -errno;
    if (route->from.family != 0)
        res = bind_from(fd, &route->from);
    if (res == 0 && alert &&
        (six ? setsockopt(fd, IPPROTO_IPV6, IPV6_HOPOPTS, alert6,
                          sizeof(alert6))
             : setsockopt(fd, IPPROTO_IP, IP_OPTIONS, alert4, sizeof(alert4))) <
            0)
        res = -errno;
    if (res == 0 && route->ip_ttl >= 0)
        set_ttl(fd, six, route->ip_ttl);
    if (res < 0)
        close(fd);
    return res < 0 ? res : fd;
}

int peer_route_send(int fd, const struct peer_route *route, const void *bytes,
                    size_t length)
{
    union any_addr to;
    socklen_t size = to_sockaddr(&route->to, route->udp ? route->port : 0, &to);

    return sendto(fd, bytes, length, 0, &to.sa, size) < 0 ? -errno : 0;
}

int peer_own_addr(const struct rsvp_addr *to, struct rsvp_addr *own)
{
    union any_addr name;
    socklen_t length = to_sockaddr(to, PEER_PORT, &name);
    int fd = socket(name.sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), res = 0;

    if (fd < 0)
        return -errno;
    if (connect(fd, &name.sa, length) < 0 ||
        getsockname(fd, &name.sa, &length) < 0)
        res = -errno;
    else
        from_sockaddr(&name, own);
    close(fd);
    return res;
}
