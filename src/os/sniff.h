/* SPDX-License-Identifier: MIT */
/* Sockets that see packets of others: whole IP packets of one interface, as
 * they come in and go out. They need CAP_NET_RAW. */
#ifndef WS2_OS_SNIFF_H
#define WS2_OS_SNIFF_H

#include <stddef.h>
#include <stdint.h>

enum os_sniff {
    OS_SNIFF_PROMISCUOUS, /* also what the interface would drop */
    OS_SNIFF_ALL,
    OS_SNIFF_MULTICAST, /* IPv4 multicasts, joined or not */
    OS_SNIFF_IGMP       /* ... that are IGMP */
};

/* By the interface that has this address. The descriptor, or -errno
 * (-EADDRNOTAVAIL: none has it). */
int os_sniff_open(int family, const uint8_t *addr, enum os_sniff what);

/* A sender's name from the packet's own header, where the kernel gave that of
 * a device; packet has len bytes. The name's length. */
int os_sniff_source(void *name, int namelen, const void *packet, size_t len);

#endif
