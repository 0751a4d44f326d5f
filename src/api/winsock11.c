/* SPDX-License-Identifier: MIT */
/* Doors: getsockopt and setsockopt as Windows Sockets 1.1 has them. Its
 * options of IPPROTO_IP have other numbers, and a program that includes
 * <winsock.h> passes those; on Windows wsock32.dll translates them.
 * Page: "IPPROTO_IP socket options". */
#include <winsock2.h>

#include <ws2ipdef.h>

#include "watch/doors.h"

/* The number in 1.1 is the index. */
static const int ip_options[] = {
    [1] = IP_OPTIONS,
    [2] = IP_MULTICAST_IF,
    [3] = IP_MULTICAST_TTL,
    [4] = IP_MULTICAST_LOOP,
    [5] = IP_ADD_MEMBERSHIP,
    [6] = IP_DROP_MEMBERSHIP,
    [7] = IP_TTL,
    [8] = IP_TOS,
    [9] = IP_DONTFRAGMENT,
};

static int option_now(int level, int optname)
{
    size_t count = sizeof(ip_options) / sizeof(ip_options[0]);

    if (level != IPPROTO_IP || optname < 1 || (size_t)optname >= count)
        return optname;
    return ip_options[optname];
}

int WSAAPI ws2_do_ws2_getsockopt11(SOCKET s, int level, int optname,
                                   char *optval, int *optlen)
{
    return ws2_do_getsockopt(s, level, option_now(level, optname), optval,
                             optlen);
}

int WSAAPI ws2_do_ws2_setsockopt11(SOCKET s, int level, int optname,
                                   const char *optval, int optlen)
{
    return ws2_do_setsockopt(s, level, option_now(level, optname), optval,
                             optlen);
}
