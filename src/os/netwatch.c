/* SPDX-License-Identifier: MIT */
/* Changes of the network's configuration, from rtnetlink; see netwatch.h. */
#include "os/netwatch.h"

#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include "os/call.h"

int os_netwatch_open(void)
{
    struct sockaddr_nl nl = {
        .nl_family = AF_NETLINK,
        .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
                     RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE};
    int fd =
        OS_CALL(int, socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
                            NETLINK_ROUTE));
    int res;

    if (fd < 0)
        return fd;
    res = OS_CALL(int, bind(fd, (struct sockaddr *)&nl, sizeof(nl)));
    if (res < 0) {
        (void)OS_CALL(int, close(fd));
        return res;
    }
    return fd;
}

/* That messages were lost, ENOBUFS, is a change too. */
int os_netwatch_take(int fd)
{
    char message[4096];
    int changed = 0;
    long res;

    do {
        res = OS_CALL(long, recv(fd, message, sizeof(message), MSG_DONTWAIT));
        if (res >= 0 || res == -ENOBUFS)
            changed = 1;
    } while (res >= 0 || res == -ENOBUFS || res == -EINTR);
    return changed || res == -EAGAIN ? changed : (int)res;
}
