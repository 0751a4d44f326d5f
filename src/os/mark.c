/* SPDX-License-Identifier: MIT */
/* See mark.h. */
#include "os/mark.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "os/call.h"
#include "os/cmsg.h"

#ifndef SO_MAX_PACING_RATE /* of older C libraries */
#define SO_MAX_PACING_RATE 47
#endif

/* Windows' numbers */
#define WIN_IPPROTO_IP   0
#define WIN_IP_TOS       3
#define WIN_IPPROTO_IPV6 41
#define WIN_IPV6_TCLASS  39

static int set_int(int fd, int level, int name, int value)
{
    return OS_CALL(int, setsockopt(fd, level, name, &value, sizeof(value)));
}

/* The type of service comes first: it sets a priority of its own. */
int os_mark(int fd, bool v6, unsigned dscp, unsigned priority)
{
    int tos = (int)dscp << 2, res = 0;

    if (v6)
        res = set_int(fd, IPPROTO_IPV6, IPV6_TCLASS, tos);
    if (res == 0)
        res = set_int(fd, IPPROTO_IP, IP_TOS, tos);
    if (res == 0)
        res = set_int(fd, SOL_SOCKET, SO_PRIORITY, (int)priority);
    return res;
}

int os_mark_none(struct os_control *c, bool v6)
{
    const int none = 0;
    int res = 0;

    if (v6)
        res = os_control_put(c, WIN_IPPROTO_IPV6, WIN_IPV6_TCLASS, &none,
                             sizeof(none));
    return res == 0 ? os_control_put(c, WIN_IPPROTO_IP, WIN_IP_TOS, &none,
                                     sizeof(none))
                    : res;
}

int os_pace(int fd, uint32_t rate)
{
    unsigned value = rate != 0 ? rate : ~0u;

    return OS_CALL(int, setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &value,
                                   sizeof(value)));
}
