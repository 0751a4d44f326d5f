/* SPDX-License-Identifier: MIT */
/* See sniff.h: AF_PACKET with a filter, as the kernel hands out what leaves
 * only to those that want every protocol. No state, no lock. */
#include "os/sniff.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/call.h"
#include "os/netif.h"
#include "os/sock.h"

#define NET(at)    ((uint32_t)SKF_NET_OFF + (at)) /* in the network header */
#define ASIDE(at)  ((uint32_t)SKF_AD_OFF + (at))  /* what the kernel knows */
#define MOST_STEPS 16
#define DROP       0u
#define KEEP       UINT32_MAX

struct program {
    unsigned short n;
    struct sock_filter at[MOST_STEPS];
};

static void emit(struct program *p, unsigned code, uint32_t k)
{
    p->at[p->n++] = (struct sock_filter){.code = (uint16_t)code, .k = k};
}

/* Drops the packet unless (is: if) the value loaded is k. */
static void demand(struct program *p, uint32_t k, bool is)
{
    p->at[p->n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k,
                                                 is ? 1 : 0, is ? 0 : 1);
    emit(p, BPF_RET | BPF_K, DROP);
}

/* On the loopback interface a packet leaves and comes in: once is enough. */
static void program_write(struct program *p, int family, bool loopback,
                          enum os_sniff what)
{
    emit(p, BPF_LD | BPF_W | BPF_ABS, ASIDE(SKF_AD_PROTOCOL));
    demand(p, family == OS_AF_INET ? ETH_P_IP : ETH_P_IPV6, true);
    if (loopback) {
        emit(p, BPF_LD | BPF_W | BPF_ABS, ASIDE(SKF_AD_PKTTYPE));
        demand(p, PACKET_OUTGOING, false);
    }
    if (what == OS_SNIFF_MULTICAST || what == OS_SNIFF_IGMP) {
        emit(p, BPF_LD | BPF_B | BPF_ABS, NET(16)); /* destination */
        emit(p, BPF_ALU | BPF_AND | BPF_K, 0xf0);
        demand(p, 0xe0, true);
    }
    if (what == OS_SNIFF_IGMP) {
        emit(p, BPF_LD | BPF_B | BPF_ABS, NET(9)); /* protocol */
        demand(p, IPPROTO_IGMP, true);
    }
    emit(p, BPF_RET | BPF_K, KEEP);
}

static int filter_attach(int fd, int family, bool loopback, enum os_sniff what)
{
    struct program p = {.n = 0};
    struct sock_fprog fprog = {.filter = p.at};

    program_write(&p, family, loopback, what);
    fprog.len = p.n;
    return OS_CALL(int, setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &fprog,
                                   sizeof(fprog)));
}

static int membership(int fd, int index, enum os_sniff what)
{
    struct packet_mreq req = {.mr_ifindex = index,
                              .mr_type = what == OS_SNIFF_PROMISCUOUS
                                             ? PACKET_MR_PROMISC
                                             : PACKET_MR_ALLMULTI};

    if (what == OS_SNIFF_ALL)
        return 0;
    return OS_CALL(int, setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &req,
                                   sizeof(req)));
}

/* The filter stands before the first packet comes: protocol 0 has none. */
int os_sniff_open(int family, const uint8_t *addr, enum os_sniff what)
{
    struct sockaddr_ll name = {.sll_family = AF_PACKET,
                               .sll_protocol = htons(ETH_P_ALL)};
    bool loopback;
    int index = os_netif_find(family, addr, &loopback), fd, res;

    if (index < 0)
        return index;
    fd = OS_CALL(
        int, socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (fd < 0)
        return fd;
    name.sll_ifindex = index;
    res = filter_attach(fd, family, loopback, what);
    if (res >= 0)
        res = membership(fd, index, what);
    if (res >= 0)
        res = OS_CALL(int, bind(fd, (struct sockaddr *)&name, sizeof(name)));
    if (res >= 0)
        return fd;
    (void)OS_CALL(int, close(fd));
    return res;
}

int os_sniff_source(void *name, int namelen, const void *packet, size_t len)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct sockaddr_in6 sin6 = {.sin6_family = OS_AF_INET6};
    const unsigned char *bytes = packet;
    sa_family_t family = AF_UNSPEC;
    bool v6 = len > 0 && bytes[0] >> 4 == 6;

    if (namelen >= (int)sizeof(family))
        memcpy(&family, name, sizeof(family));
    if (family != AF_PACKET)
        return namelen;
    if (v6 && len >= 24)
        memcpy(&sin6.sin6_addr, bytes + 8, sizeof(sin6.sin6_addr));
    else if (!v6 && len >= 16)
        memcpy(&sin.sin_addr, bytes + 12, sizeof(sin.sin_addr));
    if (v6)
        memcpy(name, &sin6, sizeof(sin6));
    else
        memcpy(name, &sin, sizeof(sin));
    return v6 ? sizeof(sin6) : sizeof(sin);
}
