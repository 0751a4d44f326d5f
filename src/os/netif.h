/* SPDX-License-Identifier: MIT */
/* The addresses of this machine, and which of them the kernel would send
 * from. Families have Windows' numbers, as in sock.h. */
#ifndef WS2_OS_NETIF_H
#define WS2_OS_NETIF_H

#include <stdbool.h>
#include <stdint.h>

struct os_netif_addr {
    int family;        /* OS_AF_INET or OS_AF_INET6 */
    uint8_t bytes[16]; /* network order */
    uint32_t scope;    /* interface of a link-local IPv6 address, or 0 */
    bool loopback;     /* belongs to a loopback interface */
    bool broadcasts, multicasts, to_point; /* what the interface can */
    uint8_t mask[4], broadcast[4];         /* IPv4; all zero: none */
};

/* The unicast addresses of all interfaces that are up, in the kernel's order:
 * their number, or -errno. The caller frees *out. */
int os_netif_addresses(struct os_netif_addr **out);

/* The source address for a datagram to dst; nothing is sent. 0, or -errno
 * (no route, family not supported). */
int os_netif_source(int family, const uint8_t *dst, uint32_t scope,
                    uint8_t *src);

/* Whether any interface is up, the loopback too. */
bool os_netif_any_up(void);

/* The interface that has this IPv4 address: its index, or -errno
 * (-EADDRNOTAVAIL: none has it). */
int os_netif_index(const uint8_t *bytes);
/* The same for either family, and whether that is a loopback interface. */
int os_netif_find(int family, const uint8_t *bytes, bool *loopback);

#endif
