/* SPDX-License-Identifier: MIT */
/* Socket addresses in and out of the program's memory, and what Windows asks
 * of them. */
#include <stddef.h>
#include <string.h>

#include <afunix.h>
#include <ws2tcpip.h>

#include "os/mem.h"
#include "sock/sock.h"

/* The least namelen that Windows accepts for a family. */
static int addr_need(int family)
{
    switch (family) {
    case AF_INET:
        return sizeof(struct sockaddr_in);
    case AF_INET6:
        return sizeof(struct sockaddr_in6);
    default:
        return offsetof(struct sockaddr_un, sun_path) + 1;
    }
}

/* The length to hand to the kernel: programs pass sizeof(SOCKADDR_STORAGE). */
static int addr_len(const SOCKADDR_STORAGE *ss, int namelen)
{
    const struct sockaddr_un *un = (const struct sockaddr_un *)ss;
    int base = offsetof(struct sockaddr_un, sun_path);

    if (ss->ss_family != AF_UNIX)
        return addr_need(ss->ss_family);
    if (namelen > (int)sizeof(*un))
        namelen = sizeof(*un);
    if (un->sun_path[0] == '\0') /* abstract: the length is the name */
        return namelen;
    return base + (int)strnlen(un->sun_path, (size_t)(namelen - base));
}

ws2_err ws2_addr_in(const struct ws2_sock *sk, const struct sockaddr *name,
                    int namelen, ws2_err wrong_family, SOCKADDR_STORAGE *out,
                    int *outlen)
{
    int len = namelen < (int)sizeof(*out) ? namelen : (int)sizeof(*out);

    if (name == NULL || namelen < (int)sizeof(out->ss_family))
        return WSAEFAULT;
    memset(out, 0, sizeof(*out));
    if (os_mem_copy_in(out, name, (size_t)len) != 0)
        return WSAEFAULT;
    if (out->ss_family != sk->family)
        return wrong_family;
    if (namelen < addr_need(sk->family))
        return WSAEFAULT;
    *outlen = addr_len(out, len);
    return WS2_OK;
}

bool ws2_addr_is_any(const SOCKADDR_STORAGE *ss)
{
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)ss;
    const struct sockaddr_in *in = (const struct sockaddr_in *)ss;

    if (ss->ss_family == AF_INET)
        return in->sin_addr.s_addr == 0;
    return ss->ss_family == AF_INET6 &&
           IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
}

bool ws2_addr_is_broadcast(const SOCKADDR_STORAGE *ss)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)ss;

    return ss->ss_family == AF_INET && in->sin_addr.s_addr == INADDR_BROADCAST;
}

ws2_err ws2_addr_out(const SOCKADDR_STORAGE *ss, int len, struct sockaddr *name,
                     int *namelen)
{
    int room;

    if (name == NULL || namelen == NULL ||
        os_mem_copy_in(&room, namelen, sizeof(room)) != 0 || room < len ||
        os_mem_copy_out(name, ss, (size_t)len) != 0 ||
        os_mem_copy_out(namelen, &len, sizeof(len)) != 0)
        return WSAEFAULT;
    return WS2_OK;
}
