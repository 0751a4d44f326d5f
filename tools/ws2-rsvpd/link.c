/* SPDX-License-Identifier: MIT */
/* See link.h. */
#include "link.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define ETHERNET_HEADER 14
#define MBIT_S          125000u

static uint64_t speed_of(int fd, struct ifreq *ifr)
{
    struct ethtool_cmd cmd = {.cmd = ETHTOOL_GSET};
    uint32_t mbit;

    ifr->ifr_data = (char *)&cmd;
    if (ioctl(fd, SIOCETHTOOL, ifr) < 0)
        return 0;
    mbit = ethtool_cmd_speed(&cmd);
    return mbit == (uint32_t)SPEED_UNKNOWN || mbit == 0xffff
               ? 0
               : (uint64_t)mbit * MBIT_S;
}

static bool look(int fd, struct ifreq *ifr, struct link_facts *out)
{
    unsigned type;

    if (ioctl(fd, SIOCGIFMTU, ifr) < 0)
        return false;
    out->mtu = (uint32_t)ifr->ifr_mtu;
    if (ioctl(fd, SIOCGIFHWADDR, ifr) < 0)
        return false;
    type = ifr->ifr_hwaddr.sa_family;
    out->loopback = type == ARPHRD_LOOPBACK;
    out->header = type == ARPHRD_ETHER || out->loopback ? ETHERNET_HEADER : 0;
    out->speed = speed_of(fd, ifr);
    return true;
}

bool link_look(const char *name, struct link_facts *out)
{
    struct ifreq ifr = {0};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool there;

    *out = (struct link_facts){0};
    if (fd < 0)
        fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
    there = look(fd, &ifr, out);
    close(fd);
    return there;
}
