/* SPDX-License-Identifier: MIT */
/* far-host's hosts of IPv6, fd18::KIND:CODE: those that object, with ICMPv6.
 * Others are silent. See farhost.c. */
#include "farhost.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <string.h>

/* A packet that goes back where `to` came from, with ICMPv6 of len bytes in
 * its payload; the checksum is set. */
static void reply6(struct frame *f, const struct frame *to,
                   const struct in6_addr *source, size_t len)
{
    static const unsigned char us[ETH_ALEN] = {2, 0, 0, 0, 0, 1};
    struct ip6_hdr ip, was;
    uint32_t sum;
    uint16_t word;

    memcpy(&was, to->body, sizeof(was));
    memset(&ip, 0, sizeof(ip));
    ip.ip6_vfc = 0x60;
    ip.ip6_plen = htons((uint16_t)len);
    ip.ip6_nxt = IPPROTO_ICMPV6;
    ip.ip6_hlim = 255; /* as neighbours are told apart from strangers */
    ip.ip6_src = *source;
    ip.ip6_dst = was.ip6_src;
    memcpy(f->body, &ip, sizeof(ip));
    sum = far_sum_add((uint32_t)len + IPPROTO_ICMPV6, &ip.ip6_src, 32);
    word = far_sum_end(far_sum_add(sum, f->body + sizeof(ip), len));
    memcpy(f->body + sizeof(ip) + 2, &word, sizeof(word));
    memcpy(f->eth.ether_dhost, to->eth.ether_shost, ETH_ALEN);
    memcpy(f->eth.ether_shost, us, ETH_ALEN);
    f->eth.ether_type = htons(ETHERTYPE_IPV6);
    far_put(f, sizeof(ip) + len);
}

static void icmp6(const struct frame *in, const struct in6_addr *host,
                  uint8_t type, uint8_t code)
{
    struct icmp6_hdr head = {.icmp6_type = type, .icmp6_code = code};
    size_t quoted = sizeof(struct ip6_hdr) + 8;
    struct frame out;
    unsigned char *at = out.body + sizeof(struct ip6_hdr);

    memcpy(at, &head, sizeof(head));
    memcpy(at + sizeof(head), in->body, quoted);
    reply6(&out, in, host, sizeof(head) + quoted);
}

/* Who has an address? We have all of them, but ABSENT's. */
static void neighbour(const struct frame *in)
{
    struct nd_neighbor_solicit asked;
    struct nd_neighbor_advert told;
    unsigned char option[8] = {ND_OPT_TARGET_LINKADDR, 1, 2, 0, 0, 0, 0, 1};
    struct frame out;
    unsigned char *at = out.body + sizeof(struct ip6_hdr);

    memcpy(&asked, in->body + sizeof(struct ip6_hdr), sizeof(asked));
    if (asked.nd_ns_target.s6_addr[13] == ABSENT ||
        asked.nd_ns_target.s6_addr[13] == 0)
        return;
    memset(&told, 0, sizeof(told));
    told.nd_na_type = ND_NEIGHBOR_ADVERT;
    told.nd_na_flags_reserved = ND_NA_FLAG_SOLICITED | ND_NA_FLAG_OVERRIDE;
    told.nd_na_target = asked.nd_ns_target;
    memcpy(at, &told, sizeof(told));
    memcpy(at + sizeof(told), option, sizeof(option));
    reply6(&out, in, &told.nd_na_target, sizeof(told) + sizeof(option));
}

void far_take6(const struct frame *in)
{
    struct ip6_hdr ip;
    uint8_t kind, code;

    memcpy(&ip, in->body, sizeof(ip));
    kind = ip.ip6_dst.s6_addr[13];
    code = ip.ip6_dst.s6_addr[15];
    if (ip.ip6_nxt == IPPROTO_ICMPV6 &&
        in->body[sizeof(ip)] == ND_NEIGHBOR_SOLICIT)
        neighbour(in);
    else if (ip.ip6_dst.s6_addr[0] != 0xfd || ip.ip6_nxt == IPPROTO_ICMPV6)
        return;
    else if (kind == UNREACHABLE)
        icmp6(in, &ip.ip6_dst, ICMP6_DST_UNREACH, code);
    else if (kind == EXPIRED)
        icmp6(in, &ip.ip6_dst, ICMP6_TIME_EXCEEDED, code);
    else if (kind == PROBLEM)
        icmp6(in, &ip.ip6_dst, ICMP6_PARAM_PROB, code);
}
