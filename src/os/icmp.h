/* SPDX-License-Identifier: MIT */
/* ICMP errors that the kernel queues for a socket, where os_report_icmp() asked
 * for them. Addresses are Windows'. */
#ifndef WS2_OS_ICMP_H
#define WS2_OS_ICMP_H

#include <stdbool.h>
#include <stdint.h>

#include "os/sock.h"

enum os_icmp {
    OS_ICMP_NONE,
    OS_ICMP_PORT_UNREACHABLE,
    OS_ICMP_TTL_EXPIRED,
    OS_ICMP_HOST_UNREACHABLE,
    OS_ICMP_NET_UNREACHABLE,
    OS_ICMP_TOO_BIG,
    OS_ICMP_OTHER,
    OS_ICMP_LOCAL /* none, but a send that failed here */
};

#define OS_ICMP_DATA 1280 /* no message quotes more */

struct os_icmp_error {
    bool network; /* a host said so; else this one, and the rest is 0 */
    bool v6;      /* ICMPv6 */
    uint8_t type, code;
    int res;           /* -errno: what it is to the kernel */
    uint32_t info;     /* the MTU, of a packet that is too big */
    int to_len;        /* where the packet was going; 0: not known */
    int from_len;      /* who says so; likewise */
    uint32_t data_len; /* what is quoted of the packet's payload */
    _Alignas(8) char to[OS_ADDR_MAX];
    _Alignas(8) char from[OS_ADDR_MAX];
    char data[OS_ICMP_DATA];
};

/* The oldest one is taken off; out, if not NULL, gets all of it. */
enum os_icmp os_icmp_take(int fd, struct os_icmp_error *out);

/* Whether the kernel queues them. */
int os_report_icmp(int fd, int family, bool on);

#endif
