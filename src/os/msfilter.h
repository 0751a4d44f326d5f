/* SPDX-License-Identifier: MIT */
/* A multicast group's sources as one state, RFC 3678 section 5.1. Addresses
 * and modes are Windows', as in sock.h. */
#ifndef WS2_OS_MSFILTER_H
#define WS2_OS_MSFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OS_MSFILTER_MAX 8192 /* sources; the kernel's own limits are lower */

struct os_msfilter {
    int family;      /* OS_AF_INET or OS_AF_INET6 */
    uint32_t index;  /* of the interface; 0: the kernel chooses */
    char group[128]; /* a socket address of that family */
    bool exclude;    /* all but the sources, rather than only them */
    uint32_t count;
    char (*sources)[128];
};

/* 0 or -errno; -EADDRNOTAVAIL: not a member. */
int os_msfilter_set(int fd, const struct os_msfilter *f);
/* Fills mode and sources; count is the room and then the number there is. */
int os_msfilter_get(int fd, struct os_msfilter *f);

#endif
