/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "pieces.h"

#ifndef IPV6_ROUTER_ALERT_ISOLATE
#define IPV6_ROUTER_ALERT_ISOLATE 30 /* Linux 5.1 */
#endif

#define TURN   64   /* packets of one socket, then others */
#define TOS    0xC0 /* network control */
#define ALERT6 1    /* RFC 2711: RSVP */

enum kind { RAW4, RAW6, ALERTS6, UDP4, UDP6, UDP4_RAW, UDP6_RAW, KINDS };

struct port {
    struct watch watch;
    struct transport *of;
    enum kind kind;
};

struct transport {
    struct loop *loop;
    struct transport_config config;
    void (*arrived)(void *arg, const struct engine_arrival *in,
                    const void *bytes, size_t len);
    void *arg;
    struct port ports[KINDS]; /* fd -1: not there */
    struct pieces *pieces;
};

static int family_of(enum kind kind)
{
    return kind == RAW4 || kind == UDP4 || kind == UDP4_RAW ? AF_INET
                                                            : AF_INET6;
}

static bool is_udp(enum kind kind)
{
    return kind >= UDP4;
}

/* --- Sockets. */

static bool set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof(value)) == 0;
}

static bool set_up_ip4(int fd, enum kind kind)
{
    return set(fd, IPPROTO_IP, IP_PKTINFO, 1) &&
           set(fd, IPPROTO_IP, IP_RECVTTL, 1) &&
           set(fd, IPPROTO_IP, IP_TOS, TOS) &&
           set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0) &&
           (kind != RAW4 || (set(fd, IPPROTO_IP, IP_ROUTER_ALERT, 1) &&
                             set(fd, IPPROTO_IP, IP_TRANSPARENT, 1)));
}

static bool set_up_ip6(int fd, enum kind kind)
{
    if (!set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1))
        return false;
    /* The kernel has one list of these, and without the second option a socket
     * gets what other network namespaces forward. */
    if (kind == ALERTS6)
        return set(fd, IPPROTO_IPV6, IPV6_ROUTER_ALERT, ALERT6) &&
               set(fd, IPPROTO_IPV6, IPV6_ROUTER_ALERT_ISOLATE, 1);
    return (kind == RAW6 || set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)) &&
           set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1) &&
           set(fd, IPPROTO_IPV6, IPV6_TCLASS, TOS) &&
           set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0) &&
           (kind != RAW6 || set(fd, IPPROTO_IPV6, IPV6_TRANSPARENT, 1));
}

static bool bind_udp(int fd, enum kind kind)
{
    uint16_t port = htons(kind >= UDP4_RAW ? UDP_PORT_RAW : UDP_PORT);
    struct sockaddr_in at4 = {.sin_family = AF_INET, .sin_port = port};
    struct sockaddr_in6 at6 = {.sin6_family = AF_INET6, .sin6_port = port};

    return family_of(kind) == AF_INET
               ? bind(fd, (struct sockaddr *)&at4, sizeof(at4)) == 0
               : bind(fd, (struct sockaddr *)&at6, sizeof(at6)) == 0;
}

static int socket_open(enum kind kind)
{
    int type = is_udp(kind) ? SOCK_DGRAM : SOCK_RAW;
    int protocol = is_udp(kind)      ? IPPROTO_UDP
                   : kind == ALERTS6 ? IPPROTO_RAW
                                     : RSVP_PROTOCOL;
    int family = family_of(kind), error;
    int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);

    if (fd < 0)
        return -1;
    set(fd, SOL_SOCKET, SO_RCVBUF, 1 << 20);
    if ((family == AF_INET ? set_up_ip4(fd, kind) : set_up_ip6(fd, kind)) &&
        (!is_udp(kind) || bind_udp(fd, kind)))
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* --- What comes. */

struct packet {
    struct engine_arrival in;
    const uint8_t *bytes;
    size_t len;
};

/* IPv4's raw sockets get the header too. */
static bool strip4(struct packet *p)
{
    const struct ip *ip = (const struct ip *)(const void *)p->bytes;
    size_t header;

    if (p->len < sizeof(*ip))
        return false;
    header = (size_t)ip->ip_hl * 4;
    if (ip->ip_p != RSVP_PROTOCOL || header < sizeof(*ip) || header > p->len)
        return false;
    p->in.ttl = ip->ip_ttl;
    p->bytes += header;
    p->len -= header;
    return true;
}

/* A fragment, whose header is at `at`; true: the packet is complete now. */
static bool join6(struct transport *t, struct packet *p, size_t at)
{
    const uint8_t *h = p->bytes + at;
    const struct piece piece = {
        .from_to = p->bytes + offsetof(struct ip6_hdr, ip6_src),
        .id = (uint32_t)h[4] << 24 | (uint32_t)h[5] << 16 |
              (uint32_t)h[6] << 8 | h[7],
        .offset = (size_t)(h[2] << 8 | (h[3] & 0xf8)),
        .more = (h[3] & 1) != 0,
        .data = h + 8,
        .len = p->len - at - 8};

    return h[0] == RSVP_PROTOCOL &&
           pieces_add(&t->pieces, &piece, loop_now(), &p->bytes, &p->len);
}

/* What was taken on its way through has its headers, all of them. */
static bool strip6(struct transport *t, struct packet *p)
{
    const struct ip6_hdr *ip = (const struct ip6_hdr *)(const void *)p->bytes;
    size_t at = sizeof(*ip);
    uint8_t next;

    if (p->len < sizeof(*ip))
        return false;
    next = ip->ip6_nxt;
    p->in.ttl = ip->ip6_hlim;
    while (next == IPPROTO_HOPOPTS || next == IPPROTO_DSTOPTS ||
           next == IPPROTO_ROUTING) {
        if (p->len - at < 8)
            return false;
        next = p->bytes[at];
        at += ((size_t)p->bytes[at + 1] + 1) * 8;
        if (at > p->len)
            return false;
    }
    if (next == IPPROTO_FRAGMENT)
        return p->len - at >= 8 && join6(t, p, at);
    p->bytes += at;
    p->len -= at;
    return next == RSVP_PROTOCOL;
}

static void control_read(struct msghdr *m, struct engine_arrival *in)
{
    int number;

    for (struct cmsghdr *h = CMSG_FIRSTHDR(m); h != NULL;
         h = CMSG_NXTHDR(m, h)) {
        if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(h), sizeof(info));
            in->interface = info.ipi_ifindex;
        } else if (h->cmsg_level == IPPROTO_IPV6 &&
                   h->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(h), sizeof(info));
            in->interface = (int)info.ipi6_ifindex;
        } else if ((h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_TTL) ||
                   (h->cmsg_level == IPPROTO_IPV6 &&
                    h->cmsg_type == IPV6_HOPLIMIT)) {
            memcpy(&number, CMSG_DATA(h), sizeof(number));
            in->ttl = (uint8_t)number;
        }
    }
}

static bool port_take(struct port *port)
{
    static uint8_t room[RSVP_MAX_MESSAGE + 256];
    union {
        struct cmsghdr align;
        char bytes[256];
    } control;
    struct iovec v = {room, sizeof(room)};
    struct msghdr m = {.msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = sizeof(control)};
    ssize_t len = recvmsg(port->watch.fd, &m, MSG_DONTWAIT);
    struct packet p = {.in.udp = is_udp(port->kind), .bytes = room};

    if (len < 0)
        return errno != EAGAIN && errno != EINTR;
    p.len = (size_t)len;
    control_read(&m, &p.in);
    if ((m.msg_flags & MSG_TRUNC) != 0 || (port->kind == RAW4 && !strip4(&p)) ||
        (port->kind == ALERTS6 && !strip6(port->of, &p)))
        return true;
    port->of->arrived(port->of->arg, &p.in, p.bytes, p.len);
    return true;
}

static void port_ready(struct watch *w, uint32_t events)
{
    (void)events;
    for (int i = 0; i < TURN; i++)
        if (!port_take((struct port *)w))
            break;
}

/* --- What goes. */

struct outgoing {
    _Alignas(struct cmsghdr) char control[256];
    union {
        struct sockaddr any;
        struct sockaddr_in ip4;
        struct sockaddr_in6 ip6;
    } to;
    struct msghdr m;
};

static void control_add(struct msghdr *m, int level, int type, const void *data,
                        size_t len)
{
    struct cmsghdr *h =
        (struct cmsghdr *)(void *)((char *)m->msg_control + m->msg_controllen);

    h->cmsg_level = level;
    h->cmsg_type = type;
    h->cmsg_len = CMSG_LEN(len);
    memcpy(CMSG_DATA(h), data, len);
    m->msg_controllen += CMSG_SPACE(len);
}

static void address4(struct outgoing *o, const struct engine_packet *p,
                     const struct rsvp_addr *to, uint16_t port, bool raw)
{
    static const uint8_t alert[4] = {0x94, 4, 0, 0};
    struct in_pktinfo info = {.ipi_ifindex = p->interface};
    const int ttl = p->ttl;

    o->to.ip4 =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    memcpy(&o->to.ip4.sin_addr, to->bytes, 4);
    o->m.msg_namelen = sizeof(o->to.ip4);
    if (raw && p->from.family == 4)
        memcpy(&info.ipi_spec_dst, p->from.bytes, 4);
    control_add(&o->m, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
    if (ttl != 0)
        control_add(&o->m, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
    if (raw && p->alert)
        control_add(&o->m, IPPROTO_IP, IP_RETOPTS, alert, sizeof(alert));
}

static void address6(struct outgoing *o, const struct engine_packet *p,
                     const struct rsvp_addr *to, uint16_t port, bool raw)
{
    static const uint8_t alert[8] = {RSVP_PROTOCOL, 0, 5, 2, 0, ALERT6, 1, 0};
    struct in6_pktinfo info = {.ipi6_ifindex = (unsigned)p->interface};
    const int ttl = p->ttl;

    o->to.ip6 = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                      .sin6_port = htons(port)};
    memcpy(&o->to.ip6.sin6_addr, to->bytes, 16);
    if (rsvp_addr_is_link_local(to) || to->bytes[0] == 0xff)
        o->to.ip6.sin6_scope_id = (uint32_t)p->interface;
    o->m.msg_namelen = sizeof(o->to.ip6);
    if (raw && p->from.family == 6)
        memcpy(&info.ipi6_addr, p->from.bytes, 16);
    control_add(&o->m, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
    if (ttl != 0)
        control_add(&o->m, IPPROTO_IPV6, IPV6_HOPLIMIT, &ttl, sizeof(ttl));
    if (raw && p->alert)
        control_add(&o->m, IPPROTO_IPV6, IPV6_HOPOPTS, alert, sizeof(alert));
}

static int port_send(int fd, const struct engine_packet *p,
                     const struct rsvp_addr *to, uint16_t port,
                     const void *bytes, size_t len)
{
    struct iovec v = {(void *)bytes, len};
    struct outgoing o = {.m = {.msg_iov = &v, .msg_iovlen = 1}};

    o.m.msg_control = o.control;
    o.m.msg_controllen = 0;
    o.m.msg_name = &o.to;
    if (to->family == 4)
        address4(&o, p, to, port, port == 0);
    else
        address6(&o, p, to, port, port == 0);
    return sendmsg(fd, &o.m, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 ? 0 : -errno;
}

static int fd_of(const struct transport *t, enum kind kind)
{
    return t->ports[kind].watch.fd;
}

bool transport_is_raw(const struct transport *t, uint8_t family)
{
    return fd_of(t, family == 4 ? RAW4 : RAW6) >= 0;
}

static int send_udp(struct transport *t, const struct engine_packet *p,
                    bool path, const void *bytes, size_t len)
{
    int fd = fd_of(t, p->to.family == 4 ? UDP4 : UDP6);
    uint16_t port = transport_is_raw(t, p->to.family) ? UDP_PORT_RAW : UDP_PORT;
    struct engine_packet direct = *p;

    if (fd < 0)
        return -EAFNOSUPPORT;
    if (!path || t->config.first_hop.family != p->to.family)
        return port_send(fd, p, &p->to, port, bytes, len);
    direct.interface = 0;
    return port_send(fd, &direct, &t->config.first_hop, port, bytes, len);
}

int transport_send(struct transport *t, const struct engine_packet *p,
                   bool path, const void *bytes, size_t len)
{
    int res;

    if (p->form == ENGINE_UDP || !transport_is_raw(t, p->to.family))
        return send_udp(t, p, path, bytes, len);
    res = port_send(fd_of(t, p->to.family == 4 ? RAW4 : RAW6), p, &p->to, 0,
                    bytes, len);
    if (p->form == ENGINE_ANY && t->config.udp_copy)
        send_udp(t, p, path, bytes, len);
    return res;
}

/* --- Begin and end. */

static void port_open(struct transport *t, enum kind kind)
{
    struct port *p = &t->ports[kind];

    p->of = t;
    p->kind = kind;
    p->watch = (struct watch){socket_open(kind), EPOLLIN, port_ready};
    if (p->watch.fd < 0) {
        log_say(errno == EPERM || errno == EAFNOSUPPORT ? LOG_DETAIL : LOG_WARN,
                "socket %d: %s", (int)kind, strerror(errno));
        return;
    }
    if (loop_add(t->loop, &p->watch) != 0) {
        close(p->watch.fd);
        p->watch.fd = -1;
    }
}

struct transport *
transport_open(struct loop *loop, const struct transport_config *config,
               void (*arrived)(void *arg, const struct engine_arrival *in,
                               const void *bytes, size_t len),
               void *arg)
{
    struct transport *t = calloc(1, sizeof(*t));
    bool any = false;

    if (t == NULL)
        return NULL;
    t->loop = loop;
    t->config = *config;
    t->arrived = arrived;
    t->arg = arg;
    for (int i = 0; i < KINDS; i++)
        t->ports[i].watch.fd = -1;
    for (int i = RAW4; i <= ALERTS6 && !config->no_raw; i++)
        port_open(t, (enum kind)i);
    port_open(t, UDP4);
    port_open(t, UDP6);
    /* Who hears the packets themselves needs no copies of them. */
    if (!transport_is_raw(t, 4))
        port_open(t, UDP4_RAW);
    if (!transport_is_raw(t, 6))
        port_open(t, UDP6_RAW);
    for (int i = 0; i < KINDS; i++)
        any = any || (i != ALERTS6 && t->ports[i].watch.fd >= 0);
    if (any)
        return t;
    transport_close(t);
    return NULL;
}

void transport_close(struct transport *t)
{
    for (int i = 0; i < KINDS; i++)
        if (t->ports[i].watch.fd >= 0) {
            loop_remove(t->loop, &t->ports[i].watch);
            close(t->ports[i].watch.fd);
        }
    pieces_free(t->pieces);
    free(t);
}
