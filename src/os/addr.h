/* SPDX-License-Identifier: MIT */
/* Socket addresses between the dialects, for src/os only: the layouts agree,
 * the number of AF_INET6 does not. */
#ifndef WS2_OS_ADDR_H
#define WS2_OS_ADDR_H

#include <string.h>
#include <sys/socket.h>

#include "os/sock.h"

static inline int os_family_in(int family)
{
    switch (family) {
    case OS_AF_UNIX:
        return AF_UNIX;
    case OS_AF_INET:
        return AF_INET;
    case OS_AF_INET6:
        return AF_INET6;
    default:
        return -1;
    }
}

static inline sa_family_t os_family_out(sa_family_t family)
{
    return family == AF_INET6 ? (sa_family_t)OS_AF_INET6 : family;
}

/* Windows' address into Linux's; the length to pass on. */
static inline socklen_t os_addr_in(struct sockaddr_storage *dst,
                                   const void *src, int len)
{
    size_t n = (size_t)len < sizeof(*dst) ? (size_t)len : sizeof(*dst);

    memcpy(dst, src, n);
    if (dst->ss_family == OS_AF_INET6)
        dst->ss_family = AF_INET6;
    return (socklen_t)n;
}

/* In place, after the kernel wrote len bytes. */
static inline void os_addr_out(void *addr, socklen_t len)
{
    struct sockaddr *sa = addr;

    if (len >= sizeof(sa->sa_family))
        sa->sa_family = os_family_out(sa->sa_family);
}

#endif
