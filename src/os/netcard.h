/* SPDX-License-Identifier: MIT */
/* The interfaces of this machine that are connected to something: what they
 * are, their addresses, and whether a default route goes through them. Families
 * have Windows' numbers, as in sock.h. */
#ifndef WS2_OS_NETCARD_H
#define WS2_OS_NETCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OS_NETCARD_NAME 16 /* with its terminator */

/* Types of interfaces, with IANA's numbers, as IP Helper has them. */
#define OS_NETCARD_OTHER    1
#define OS_NETCARD_ETHERNET 6
#define OS_NETCARD_PPP      23
#define OS_NETCARD_WIRELESS 71
#define OS_NETCARD_TUNNEL   131

struct os_netcard_addr {
    int family;        /* OS_AF_INET or OS_AF_INET6 */
    uint8_t bytes[16]; /* network order */
    unsigned prefix;   /* length in bits */
    bool link_local;
};

struct os_netcard {
    unsigned index;
    char name[OS_NETCARD_NAME];
    unsigned type;                 /* OS_NETCARD_* */
    uint64_t speed;                /* bits a second; 0: not known */
    bool leads_out;                /* a default route goes through it */
    struct os_netcard_addr *addrs; /* at least one, in the kernel's order */
    size_t addr_count;
};

/* Those that run and have addresses, without the loopback interface, in the
 * kernel's order: their number, or -errno. */
int os_netcards_get(struct os_netcard **out);
void os_netcards_free(struct os_netcard *cards, int count);

#endif
