/* SPDX-License-Identifier: MIT */
/* Which datagrams a socket receives, beyond its name: the kernel drops the
 * others as they arrive. */
#ifndef WS2_OS_FILTER_H
#define WS2_OS_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#define OS_FILTER_IFS 128 /* interfaces in one list */

struct os_filter_ifs { /* only what came by one of them */
    bool on;
    unsigned n;
    uint32_t index[OS_FILTER_IFS];
};

struct os_filter {
    bool no_broadcast;   /* IPv4 */
    bool multicast_only; /* both families */
    struct os_filter_ifs ip4, ip6;
};

/* 0 or -errno. Broadcast addresses are those of this moment's interfaces. */
int os_filter_apply(int fd, const struct os_filter *f);

#endif
