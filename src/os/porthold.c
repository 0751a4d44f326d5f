/* SPDX-License-Identifier: MIT */
/* See porthold.h. No state, no lock. */
#include "os/porthold.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/call.h"

#define KIND(tcp)                                                              \
    (((tcp) ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK)

/* Datagrams would pile up. */
static void take_nothing(int fd)
{
    struct sock_filter drop = {.code = BPF_RET | BPF_K};
    struct sock_fprog program = {.len = 1, .filter = &drop};

    (void)OS_CALL(int, setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                                  sizeof(program)));
}

static int bind_both(int fd, unsigned port)
{
    struct sockaddr_in6 any = {.sin6_family = AF_INET6,
                               .sin6_port = htons((uint16_t)port)};
    int off = 0;
    int res = OS_CALL(
        int, setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)));

    return res < 0
               ? res
               : OS_CALL(int, bind(fd, (struct sockaddr *)&any, sizeof(any)));
}

static int bind_ipv4(int fd, unsigned port)
{
    struct sockaddr_in any = {.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port)};

    return OS_CALL(int, bind(fd, (struct sockaddr *)&any, sizeof(any)));
}

static int hold(int family, bool tcp, unsigned port)
{
    int fd = OS_CALL(int, socket(family, KIND(tcp), 0));
    int res;

    if (fd < 0)
        return fd;
    take_nothing(fd);
    res = family == AF_INET6 ? bind_both(fd, port) : bind_ipv4(fd, port);
    if (res >= 0)
        return fd;
    (void)OS_CALL(int, close(fd));
    return res;
}

int os_port_hold(bool tcp, unsigned port)
{
    int res = hold(AF_INET6, tcp, port);

    return res == -EAFNOSUPPORT || res == -EADDRNOTAVAIL
               ? hold(AF_INET, tcp, port)
               : res;
}

int os_port_held(int fd)
{
    struct sockaddr_in6 name; /* the port stands at the same place */
    socklen_t len = sizeof(name);
    int res = OS_CALL(int, getsockname(fd, (struct sockaddr *)&name, &len));

    return res < 0 ? res : ntohs(name.sin6_port);
}
