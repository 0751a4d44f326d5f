/* SPDX-License-Identifier: MIT */
/* Default routes, from rtnetlink; see netroute.h. No state. */
#include "os/netroute.h"

#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include "os/call.h"

#define REPLY_BYTES 32768

struct links {
    unsigned *list;
    int count;
};

static void link_add(struct links *links, int index)
{
    if (index > 0 && links->count < OS_DEFAULT_LINKS)
        links->list[links->count++] = (unsigned)index;
}

/* A route over several interfaces names each in a hop of its own. */
static void hops_read(struct links *links, struct rtattr *attr)
{
    struct rtnexthop *hop = RTA_DATA(attr);
    int left = (int)RTA_PAYLOAD(attr);

    while (left >= (int)sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
           hop->rtnh_len <= left) {
        link_add(links, hop->rtnh_ifindex);
        left -= RTNH_ALIGN(hop->rtnh_len);
        hop = RTNH_NEXT(hop);
    }
}

static void route_read(struct links *links, struct nlmsghdr *message)
{
    const struct rtmsg *route = NLMSG_DATA(message);
    struct rtattr *attr = RTM_RTA(NLMSG_DATA(message));
    long left = (long)RTM_PAYLOAD(message);
    int index;

    if (route->rtm_dst_len != 0 || route->rtm_type != RTN_UNICAST ||
        (route->rtm_flags & RTM_F_CLONED) != 0)
        return;
    for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
        if (attr->rta_type == RTA_MULTIPATH)
            hops_read(links, attr);
        if (attr->rta_type != RTA_OIF || RTA_PAYLOAD(attr) < sizeof(index))
            continue;
        memcpy(&index, RTA_DATA(attr), sizeof(index));
        link_add(links, index);
    }
}

/* One datagram of the reply: 1 when there are more, 0 at the end, -errno. */
static int reply_read(struct links *links, int fd)
{
    union {
        struct nlmsghdr first;
        char bytes[REPLY_BYTES];
    } reply;
    long n = OS_CALL(long, recv(fd, &reply, sizeof(reply), 0));
    struct nlmsghdr *message = &reply.first;

    if (n < 0)
        return n == -EINTR ? 1 : (int)n;
    for (; NLMSG_OK(message, n); message = NLMSG_NEXT(message, n)) {
        if (message->nlmsg_type == NLMSG_DONE)
            return 0;
        if (message->nlmsg_type == NLMSG_ERROR)
            return -EIO;
        if (message->nlmsg_type == RTM_NEWROUTE &&
            message->nlmsg_len >= NLMSG_LENGTH(sizeof(struct rtmsg)))
            route_read(links, message);
    }
    return 1;
}

static int routes_read(struct links *links, int fd)
{
    struct {
        struct nlmsghdr header;
        struct rtmsg route;
    } ask = {
        .header = {.nlmsg_len = sizeof(ask),
                   .nlmsg_type = RTM_GETROUTE,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .route = {.rtm_family = AF_UNSPEC},
    };
    int res = (int)OS_CALL(long, send(fd, &ask, sizeof(ask), 0));

    while (res > 0)
        res = reply_read(links, fd);
    return res;
}

int os_netroute_default_links(unsigned list[OS_DEFAULT_LINKS])
{
    struct links links = {.list = list};
    int fd = OS_CALL(
        int, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    int res;

    if (fd < 0)
        return fd;
    res = routes_read(&links, fd);
    (void)OS_CALL(int, close(fd));
    return res < 0 ? res : links.count;
}
