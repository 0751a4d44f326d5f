/* SPDX-License-Identifier: MIT */
/* A network of strange hosts.
 *
 * They own the interface "far", the other end of a veth pair whose near end,
 * "near", is the program's (stage_links makes both). Every
 * address beyond is a host, and the address says how it behaves; kinds and
 * codes are listed in farhost.h. Nothing is remembered between two packets.
 *
 * CT_CONTROL names an AF_UNIX socket on which the program asks for changes of
 * its own network, a line each, answered when they are made: "down" (all of
 * its interfaces), "up", "lend" (a second address, 198.18.0.2), "take" (it
 * back), "bar" (the way to 198.18.1.77), "set NAME VALUE" (a file in
 * /proc/sys/net/ipv4). When it hangs up all is as before.
 *
 * Needs a network namespace in which it is root. */
#include "farhost.h"
#include "stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MTU_BEYOND 1000 /* what "fragmentation needed" asks for */

enum { SYN = 0x02, FIN = 0x01, RST = 0x04, ACK = 0x10 };

struct ip4 {
    uint8_t version_len, tos;
    uint16_t total, id, fragment;
    uint8_t ttl, protocol;
    uint16_t sum;
    uint32_t source, destination;
};

struct tcp {
    uint16_t source, destination;
    uint32_t seq, ack;
    uint8_t offset, flags;
    uint16_t window, sum, urgent;
};

struct arp {
    uint16_t hardware, protocol;
    uint8_t sizes[2];
    uint16_t operation;
    uint8_t from[6], from_ip[4], to[6], to_ip[4];
} __attribute__((packed));

static int packets = -1; /* the interface's other side */

uint32_t far_sum_add(uint32_t sum, const void *data, size_t len)
{
    const unsigned char *p = data;

    for (; len > 1; len -= 2, p += 2)
        sum += (uint32_t)p[0] << 8 | p[1];
    return len == 1 ? sum + ((uint32_t)p[0] << 8) : sum;
}

uint16_t far_sum_end(uint32_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t)~sum);
}

void far_put(const struct frame *f, size_t len)
{
    if (write(packets, f, sizeof(f->eth) + len) < 0)
        return; /* the interface is down; as lost as on any network */
}

void far_reply(struct frame *f, const struct frame *to, uint8_t protocol,
               size_t len)
{
    struct ip4 ip, was;

    memcpy(&was, to->body, sizeof(was));
    ip = (struct ip4){.version_len = 0x45,
                      .total = htons((uint16_t)(sizeof(ip) + len)),
                      .ttl = FAR_TTL,
                      .protocol = protocol,
                      .source = was.destination,
                      .destination = was.source};
    ip.sum = far_sum_end(far_sum_add(0, &ip, sizeof(ip)));
    memcpy(f->body, &ip, sizeof(ip));
    memcpy(f->eth.ether_dhost, to->eth.ether_shost, ETH_ALEN);
    memcpy(f->eth.ether_shost, to->eth.ether_dhost, ETH_ALEN);
    f->eth.ether_type = htons(ETHERTYPE_IP);
    far_put(f, sizeof(ip) + len);
}

static void icmp(const struct frame *in, uint8_t type, uint8_t code)
{
    size_t quoted = sizeof(struct ip4) + 8;
    struct frame out;
    struct {
        uint8_t type, code;
        uint16_t sum, unused, mtu;
    } head = {.type = type, .code = code};

    if (type == 3 && code == 4)
        head.mtu = htons(MTU_BEYOND);
    head.sum = far_sum_end(
        far_sum_add(far_sum_add(0, &head, sizeof(head)), in->body, quoted));
    memcpy(out.body + sizeof(struct ip4), &head, sizeof(head));
    memcpy(out.body + sizeof(struct ip4) + sizeof(head), in->body, quoted);
    far_reply(&out, in, IPPROTO_ICMP, sizeof(head) + quoted);
}

/* An answer with these flags, which acknowledges `len` bytes of sequence. */
static void tcp_answer(const struct frame *in, const struct tcp *was,
                       uint8_t flags, uint32_t len)
{
    struct ip4 ip;
    struct frame out;
    struct {
        uint32_t source, destination;
        uint8_t zero, protocol;
        uint16_t len;
    } pseudo;
    struct tcp t = {.source = was->destination,
                    .destination = was->source,
                    .seq = (was->flags & ACK) != 0 ? was->ack : htonl(1000),
                    .ack = htonl(ntohl(was->seq) + len),
                    .offset = 5 << 4,
                    .flags = flags,
                    .window = htons(60000)};

    memcpy(&ip, in->body, sizeof(ip));
    memset(&pseudo, 0, sizeof(pseudo));
    pseudo.source = ip.destination;
    pseudo.destination = ip.source;
    pseudo.protocol = IPPROTO_TCP;
    pseudo.len = htons(sizeof(t));
    t.sum = far_sum_end(
        far_sum_add(far_sum_add(0, &pseudo, sizeof(pseudo)), &t, sizeof(t)));
    memcpy(out.body + sizeof(ip), &t, sizeof(t));
    far_reply(&out, in, IPPROTO_TCP, sizeof(t));
}

static void tcp_take(const struct frame *in, enum kind kind, uint8_t code,
                     size_t len)
{
    struct tcp t;
    size_t data;

    memcpy(&t, in->body + sizeof(struct ip4), sizeof(t));
    data = len - (size_t)(t.offset >> 4) * 4;
    if ((t.flags & RST) != 0)
        return;
    if ((t.flags & SYN) != 0)
        tcp_answer(in, &t, SYN | ACK, 1);
    else if (data == 0 && (t.flags & FIN) == 0)
        return;
    else if (kind == FRIENDLY)
        tcp_answer(in, &t, t.flags & FIN ? FIN | ACK : ACK,
                   (uint32_t)data + (t.flags & FIN));
    else if (kind == RESETTING)
        tcp_answer(in, &t, RST | ACK, (uint32_t)data);
    else if (kind == CUT_OFF)
        icmp(in, 3, code);
}

static void udp_echo(const struct frame *in, size_t len)
{
    static const size_t at = sizeof(struct ip4);
    struct frame out;

    memcpy(out.body + at, in->body + at, len);
    memcpy(out.body + at, in->body + at + 2, 2); /* ports change places */
    memcpy(out.body + at + 2, in->body + at, 2);
    memset(out.body + at + 6, 0, 2); /* no checksum */
    far_reply(&out, in, IPPROTO_UDP, len);
}

static void ip_take(const struct frame *in)
{
    struct ip4 ip;
    uint8_t kind, code;
    size_t len;

    memcpy(&ip, in->body, sizeof(ip));
    kind = (uint8_t)(ntohl(ip.destination) >> 8);
    code = (uint8_t)ntohl(ip.destination);
    len = ntohs(ip.total) - sizeof(ip);
    if (ip.version_len != 0x45 || ntohl(ip.destination) >> 16 != 0xc612)
        return;
    if (kind == UNREACHABLE)
        icmp(in, 3, code);
    else if (kind == EXPIRED)
        icmp(in, 11, code);
    else if (kind == PROBLEM)
        icmp(in, 12, code);
    else if (kind == ROUTER && ip.protocol == IPPROTO_UDP)
        far_router_hello(in);
    else if (kind == ROUTER && ip.protocol == IPPROTO_RSVP)
        far_router_take(in, len);
    else if (ip.protocol == IPPROTO_TCP && kind != SILENT)
        tcp_take(in, kind, code, len);
    else if (ip.protocol == IPPROTO_UDP && kind == FRIENDLY)
        udp_echo(in, len);
}

static void arp_take(const struct frame *in)
{
    static const uint8_t us[ETH_ALEN] = {2, 0, 0, 0, 0, 1};
    struct arp was, arp;
    struct frame out;

    memcpy(&was, in->body, sizeof(was));
    if (was.operation != htons(1) || was.to_ip[2] == ABSENT ||
        was.to_ip[2] == 0)
        return;
    arp = was;
    arp.operation = htons(2);
    memcpy(arp.from, us, sizeof(us));
    memcpy(arp.from_ip, was.to_ip, 4);
    memcpy(arp.to, was.from, sizeof(us));
    memcpy(arp.to_ip, was.from_ip, 4);
    memcpy(out.body, &arp, sizeof(arp));
    memcpy(out.eth.ether_dhost, was.from, sizeof(us));
    memcpy(out.eth.ether_shost, us, sizeof(us));
    out.eth.ether_type = htons(ETHERTYPE_ARP);
    far_put(&out, sizeof(arp));
}

static void packet_take(void)
{
    struct sockaddr_ll from;
    socklen_t len = sizeof(from);
    struct frame in;

    memset(&from, 0, sizeof(from));
    if (recvfrom(packets, &in, sizeof(in), 0, (struct sockaddr *)&from, &len) <
            (ssize_t)sizeof(in.eth) ||
        from.sll_pkttype == PACKET_OUTGOING)
        return;
    if (in.eth.ether_type == htons(ETHERTYPE_ARP))
        arp_take(&in);
    else if (in.eth.ether_type == htons(ETHERTYPE_IP))
        ip_take(&in);
    else if (in.eth.ether_type == htons(ETHERTYPE_IPV6))
        far_take6(&in);
}

static int far_open(void)
{
    struct sockaddr_ll ll = {.sll_family = AF_PACKET,
                             .sll_protocol = htons(ETH_P_ALL),
                             .sll_ifindex = (int)if_nametoindex("far")};
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));

    if (fd < 0 || ll.sll_ifindex == 0 ||
        bind(fd, (struct sockaddr *)&ll, sizeof(ll)) != 0)
        return -1;
    return fd;
}

static void host_run(int control)
{
    struct pollfd p[3] = {
        {packets, POLLIN, 0}, {control, POLLIN, 0}, {-1, POLLIN, 0}};

    for (;;) {
        if (poll(p, 3, -1) < 0 && errno != EINTR)
            return;
        if (p[0].revents != 0)
            packet_take();
        if (p[2].fd >= 0 && p[2].revents != 0 && !far_control_take(p[2].fd)) {
            close(p[2].fd);
            p[2].fd = -1;
            p[1].fd = control; /* the next one, now that all is as before */
        } else if (p[1].fd >= 0 && (p[1].revents & POLLIN) != 0) {
            p[2].fd = accept(control, NULL, NULL);
            p[1].fd = -1;
        }
        p[1].revents = p[2].revents = 0;
    }
}

bool stage_far_host(void)
{
    pid_t parent = getpid();
    int control;

    packets = far_open();
    control = packets >= 0 ? far_control_open() : -1;
    if (control < 0)
        return false;
    if (fork() == 0) {
        signal(SIGTERM, far_control_end);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() == parent)
            host_run(control);
        far_control_end(SIGTERM);
    }
    close(control);
    close(packets);
    return true;
}
