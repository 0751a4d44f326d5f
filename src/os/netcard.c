/* SPDX-License-Identifier: MIT */
/* Interfaces; see netcard.h. No state. */
#include "os/netcard.h"

#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <unistd.h>

#include "os/call.h"
#include "os/netroute.h"
#include "os/sock.h"

#define MEGABIT 1000000u

static unsigned type_of(unsigned short hardware, const char *name)
{
    char path[64];

    switch (hardware) {
    case ARPHRD_ETHER:
        snprintf(path, sizeof(path), "/sys/class/net/%s/phy80211", name);
        return OS_CALL(int, access(path, F_OK)) == 0 ? OS_NETCARD_WIRELESS
                                                     : OS_NETCARD_ETHERNET;
    case ARPHRD_PPP:
        return OS_NETCARD_PPP;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
        return OS_NETCARD_TUNNEL;
    default:
        return OS_NETCARD_OTHER;
    }
}

/* What the driver says; the older of two questions, which all kernels know. */
static uint64_t speed_of(const char *name)
{
    struct ethtool_cmd ask = {.cmd = ETHTOOL_GSET};
    struct ifreq req = {.ifr_data = (char *)&ask};
    int fd = OS_CALL(int, socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    uint32_t megabits = 0;

    if (fd < 0)
        return 0;
    snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", name);
    if (OS_CALL(int, ioctl(fd, SIOCETHTOOL, &req)) >= 0)
        megabits = (uint32_t)ask.speed_hi << 16 | ask.speed;
    (void)OS_CALL(int, close(fd));
    return megabits == (uint32_t)SPEED_UNKNOWN ? 0
                                               : (uint64_t)megabits * MEGABIT;
}

static bool is_connected(const struct ifaddrs *ifa)
{
    return ifa->ifa_addr != NULL && (ifa->ifa_flags & IFF_UP) != 0 &&
           (ifa->ifa_flags & IFF_RUNNING) != 0 &&
           (ifa->ifa_flags & IFF_LOOPBACK) == 0;
}

static struct os_netcard card_read(const struct ifaddrs *ifa)
{
    struct os_netcard card = {0};
    struct sockaddr_ll link;

    memcpy(&link, ifa->ifa_addr, sizeof(link));
    snprintf(card.name, sizeof(card.name), "%s", ifa->ifa_name);
    card.index = (unsigned)link.sll_ifindex;
    card.type = type_of(link.sll_hatype, card.name);
    return card;
}

static unsigned prefix_of(const uint8_t *mask, size_t len)
{
    unsigned bits = 0;

    while (bits < len * 8 && (mask[bits / 8] >> (7 - bits % 8) & 1) != 0)
        bits++;
    return bits;
}

static struct os_netcard_addr addr4_read(const struct ifaddrs *ifa)
{
    struct os_netcard_addr addr = {.family = OS_AF_INET, .prefix = 32};
    struct sockaddr_in sin;

    memcpy(&sin, ifa->ifa_addr, sizeof(sin));
    memcpy(addr.bytes, &sin.sin_addr, sizeof(sin.sin_addr));
    addr.link_local = addr.bytes[0] == 169 && addr.bytes[1] == 254;
    if (ifa->ifa_netmask == NULL)
        return addr;
    memcpy(&sin, ifa->ifa_netmask, sizeof(sin));
    addr.prefix = prefix_of((const uint8_t *)&sin.sin_addr, 4);
    return addr;
}

static struct os_netcard_addr addr6_read(const struct ifaddrs *ifa)
{
    struct os_netcard_addr addr = {.family = OS_AF_INET6, .prefix = 128};
    struct sockaddr_in6 sin6;

    memcpy(&sin6, ifa->ifa_addr, sizeof(sin6));
    memcpy(addr.bytes, &sin6.sin6_addr, sizeof(sin6.sin6_addr));
    addr.link_local = IN6_IS_ADDR_LINKLOCAL(&sin6.sin6_addr);
    if (ifa->ifa_netmask == NULL)
        return addr;
    memcpy(&sin6, ifa->ifa_netmask, sizeof(sin6));
    addr.prefix = prefix_of(sin6.sin6_addr.s6_addr, 16);
    return addr;
}

/* Where an address's own label, "eth0:1", is left out. */
static bool has_name(const struct os_netcard *card, const char *label)
{
    size_t len = strlen(card->name);

    return strncmp(card->name, label, len) == 0 &&
           (label[len] == '\0' || label[len] == ':');
}

/* 0, or -ENOMEM. */
static int addrs_read(struct os_netcard *card, const struct ifaddrs *list)
{
    struct os_netcard_addr *addrs;

    for (const struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next) {
        int family = ifa->ifa_addr != NULL ? ifa->ifa_addr->sa_family : 0;

        if ((family != AF_INET && family != AF_INET6) ||
            !has_name(card, ifa->ifa_name))
            continue;
        addrs = reallocarray(card->addrs, card->addr_count + 1, sizeof(*addrs));
        if (addrs == NULL)
            return -ENOMEM;
        card->addrs = addrs;
        addrs[card->addr_count++] =
            family == AF_INET ? addr4_read(ifa) : addr6_read(ifa);
    }
    return 0;
}

/* The number of cards, or -ENOMEM. */
static int cards_read(struct os_netcard *cards, const struct ifaddrs *list)
{
    int count = 0, res = 0;

    for (const struct ifaddrs *ifa = list; res == 0 && ifa != NULL;
         ifa = ifa->ifa_next) {
        struct os_netcard *card = &cards[count];

        if (!is_connected(ifa) || ifa->ifa_addr->sa_family != AF_PACKET)
            continue;
        *card = card_read(ifa);
        res = addrs_read(card, list);
        if (card->addr_count > 0)
            count++;
        else
            free(card->addrs);
    }
    if (res < 0)
        os_netcards_free(cards, count);
    return res < 0 ? res : count;
}

static int routes_read(struct os_netcard *cards, int count)
{
    unsigned links[OS_DEFAULT_LINKS];
    int n = os_netroute_default_links(links);

    for (int i = 0; i < count; i++) {
        cards[i].speed = speed_of(cards[i].name);
        for (int j = 0; j < n; j++)
            cards[i].leads_out |= links[j] == cards[i].index;
    }
    return n < 0 ? n : 0;
}

static size_t list_length(const struct ifaddrs *list)
{
    size_t n = 0;

    for (; list != NULL; list = list->ifa_next)
        n++;
    return n;
}

int os_netcards_get(struct os_netcard **out)
{
    struct ifaddrs *list;
    int saved = errno, count;
    int res = OS_CALL(int, getifaddrs(&list));

    *out = NULL;
    if (res < 0)
        return res;
    errno = saved; /* libc does not keep it when all is well */
    *out = calloc(list_length(list) + 1, sizeof(**out));
    count = *out != NULL ? cards_read(*out, list) : -ENOMEM;
    freeifaddrs(list);
    if (count < 0)
        return count;
    res = routes_read(*out, count);
    if (res == 0)
        return count;
    os_netcards_free(*out, count);
    return res;
}

void os_netcards_free(struct os_netcard *cards, int count)
{
    for (int i = 0; i < count; i++)
        free(cards[i].addrs);
    free(cards);
}
