/* SPDX-License-Identifier: MIT */
/* The addresses of this machine; see netif.h. No state, no lock. */
#include "os/netif.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/call.h"
#include "os/sock.h"

#define PORT_ANY_BE 0x0100 /* some port: connect() refuses 0 for none */

static bool ifaddr_usable(const struct ifaddrs *ifa)
{
    return ifa->ifa_addr != NULL && (ifa->ifa_flags & IFF_UP) != 0 &&
           (ifa->ifa_addr->sa_family == AF_INET ||
            ifa->ifa_addr->sa_family == AF_INET6);
}

static void ipv4_copy(uint8_t *out, const struct sockaddr *sa)
{
    struct sockaddr_in sin;

    if (sa == NULL)
        return;
    memcpy(&sin, sa, sizeof(sin));
    memcpy(out, &sin.sin_addr, sizeof(sin.sin_addr));
}

static struct os_netif_addr ifaddr_read(const struct ifaddrs *ifa)
{
    struct os_netif_addr addr = {
        .loopback = (ifa->ifa_flags & IFF_LOOPBACK) != 0,
        .broadcasts = (ifa->ifa_flags & IFF_BROADCAST) != 0,
        .multicasts = (ifa->ifa_flags & IFF_MULTICAST) != 0,
        .to_point = (ifa->ifa_flags & IFF_POINTOPOINT) != 0};
    struct sockaddr_in6 sin6;
    struct sockaddr_in sin;

    if (ifa->ifa_addr->sa_family == AF_INET) {
        memcpy(&sin, ifa->ifa_addr, sizeof(sin));
        addr.family = OS_AF_INET;
        memcpy(addr.bytes, &sin.sin_addr, sizeof(sin.sin_addr));
        ipv4_copy(addr.mask, ifa->ifa_netmask);
        if (addr.broadcasts)
            ipv4_copy(addr.broadcast, ifa->ifa_broadaddr);
    } else {
        memcpy(&sin6, ifa->ifa_addr, sizeof(sin6));
        addr.family = OS_AF_INET6;
        addr.scope = sin6.sin6_scope_id;
        memcpy(addr.bytes, &sin6.sin6_addr, sizeof(sin6.sin6_addr));
    }
    return addr;
}

int os_netif_addresses(struct os_netif_addr **out)
{
    struct ifaddrs *list;
    int count = 0;
    int res = OS_CALL(int, getifaddrs(&list));

    *out = NULL;
    if (res < 0)
        return res;
    for (struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
        count += ifaddr_usable(ifa);
    if (count > 0)
        *out = calloc((size_t)count, sizeof(**out));
    res = *out != NULL || count == 0 ? 0 : -ENOMEM;
    for (struct ifaddrs *ifa = list; *out != NULL && ifa != NULL;
         ifa = ifa->ifa_next)
        if (ifaddr_usable(ifa))
            (*out)[res++] = ifaddr_read(ifa);
    freeifaddrs(list);
    return res;
}

int os_netif_find(int family, const uint8_t *bytes, bool *loopback)
{
    const size_t len = family == OS_AF_INET ? 4 : 16;
    struct ifaddrs *list;
    unsigned index = 0;
    int res = OS_CALL(int, getifaddrs(&list));
    int saved = errno;

    if (res < 0)
        return res;
    for (struct ifaddrs *ifa = list; index == 0 && ifa != NULL;
         ifa = ifa->ifa_next) {
        struct os_netif_addr addr;

        if (!ifaddr_usable(ifa))
            continue;
        addr = ifaddr_read(ifa);
        if (addr.family != family || memcmp(addr.bytes, bytes, len) != 0)
            continue;
        *loopback = addr.loopback;
        index = if_nametoindex(ifa->ifa_name);
    }
    freeifaddrs(list);
    errno = saved;
    return index != 0 ? (int)index : -EADDRNOTAVAIL;
}

int os_netif_index(const uint8_t *bytes)
{
    bool loopback;

    return os_netif_find(OS_AF_INET, bytes, &loopback);
}

static socklen_t sockaddr_make(struct sockaddr_storage *ss, int family,
                               const uint8_t *bytes, uint32_t scope)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = PORT_ANY_BE};
    struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6,
                                .sin6_port = PORT_ANY_BE,
                                .sin6_scope_id = scope};

    if (family == OS_AF_INET) {
        memcpy(&sin.sin_addr, bytes, sizeof(sin.sin_addr));
        memcpy(ss, &sin, sizeof(sin));
        return sizeof(sin);
    }
    memcpy(&sin6.sin6_addr, bytes, sizeof(sin6.sin6_addr));
    memcpy(ss, &sin6, sizeof(sin6));
    return sizeof(sin6);
}

static void source_copy(uint8_t *src, const struct sockaddr_storage *ss)
{
    struct sockaddr_in sin;
    struct sockaddr_in6 sin6;

    if (ss->ss_family == AF_INET) {
        memcpy(&sin, ss, sizeof(sin));
        memcpy(src, &sin.sin_addr, sizeof(sin.sin_addr));
    } else {
        memcpy(&sin6, ss, sizeof(sin6));
        memcpy(src, &sin6.sin6_addr, sizeof(sin6.sin6_addr));
    }
}

int os_netif_source(int family, const uint8_t *dst, uint32_t scope,
                    uint8_t *src)
{
    struct sockaddr_storage ss;
    socklen_t len = sockaddr_make(&ss, family, dst, scope);
    int fd = OS_CALL(int, socket(ss.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    int res;

    if (fd < 0)
        return fd;
    res = OS_CALL(int, connect(fd, (struct sockaddr *)&ss, len));
    if (res == 0) {
        len = sizeof(ss);
        res = OS_CALL(int, getsockname(fd, (struct sockaddr *)&ss, &len));
    }
    if (res == 0)
        source_copy(src, &ss);
    (void)OS_CALL(int, close(fd));
    return res;
}

bool os_netif_any_up(void)
{
    struct ifaddrs *list, *ifa;
    bool up;

    if (OS_CALL(int, getifaddrs(&list)) < 0)
        return true; /* who knows */
    for (ifa = list; ifa != NULL && (ifa->ifa_flags & IFF_UP) == 0;)
        ifa = ifa->ifa_next;
    up = ifa != NULL;
    freeifaddrs(list);
    return up;
}
