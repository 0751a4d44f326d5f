/* SPDX-License-Identifier: MIT */
/* Namespaces and the interfaces in them, without privileges and without the
 * programs of iproute2. */
#include "stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define RUNNING_MAX_MS 2000

bool stage_file_write(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

    if (fd >= 0)
        close(fd);
    return ok;
}

bool stage_namespace_enter(int others)
{
    char uids[40], gids[40];

    snprintf(uids, sizeof(uids), "0 %u 1", (unsigned)geteuid());
    snprintf(gids, sizeof(gids), "0 %u 1", (unsigned)getegid());
    return unshare(CLONE_NEWUSER | others) == 0 &&
           stage_file_write("/proc/self/setgroups", "deny") &&
           stage_file_write("/proc/self/uid_map", uids) &&
           stage_file_write("/proc/self/gid_map", gids);
}

/* --- Interfaces by ioctl. */

static bool flags_of(int fd, const char *name, short *flags)
{
    struct ifreq ifr;

    memset(&ifr, 0, sizeof(ifr));
    snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
    if (ioctl(fd, SIOCGIFFLAGS, &ifr) != 0)
        return false;
    *flags = ifr.ifr_flags;
    return true;
}

bool stage_link_up(const char *name)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq ifr;
    bool ok;

    memset(&ifr, 0, sizeof(ifr));
    snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
    ok = flags_of(fd, name, &ifr.ifr_flags);
    ifr.ifr_flags = (short)(ifr.ifr_flags | IFF_UP);
    ok = ok && ioctl(fd, SIOCSIFFLAGS, &ifr) == 0;
    close(fd);
    return ok;
}

/* Before that, what is sent there is lost. */
static bool link_is_running(const char *name)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool ok = false;
    short flags;

    for (int ms = 0; !ok && ms < RUNNING_MAX_MS; ms++) {
        ok = flags_of(fd, name, &flags) && (flags & IFF_RUNNING) != 0;
        if (!ok)
            poll(NULL, 0, 1);
    }
    close(fd);
    if (!ok)
        errno = ENETDOWN;
    return ok;
}

static bool address_add(const char *name, const char *address, int prefix)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct ifreq ifr;
    bool ok;

    memset(&ifr, 0, sizeof(ifr));
    snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
    inet_pton(AF_INET, address, &sin.sin_addr);
    memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
    ok = ioctl(fd, SIOCSIFADDR, &ifr) == 0;
    sin.sin_addr.s_addr = htonl(~0u << (32 - prefix));
    memcpy(&ifr.ifr_netmask, &sin, sizeof(sin));
    ok = ok && ioctl(fd, SIOCSIFNETMASK, &ifr) == 0;
    close(fd);
    return ok;
}

/* --- The pair, and a qdisc, by rtnetlink. */

struct request {
    struct nlmsghdr head;
    union {
        struct ifinfomsg link;
        struct tcmsg tc;
    } what;
    char room[256];
};

static struct rtattr *attribute(struct request *r, unsigned short type,
                                const void *data, size_t len)
{
    struct rtattr *a =
        (struct rtattr *)(void *)((char *)r + NLMSG_ALIGN(r->head.nlmsg_len));

    a->rta_type = type;
    a->rta_len = (unsigned short)RTA_LENGTH(len);
    if (len != 0)
        memcpy(RTA_DATA(a), data, len);
    r->head.nlmsg_len = NLMSG_ALIGN(r->head.nlmsg_len) + RTA_ALIGN(a->rta_len);
    return a;
}

/* What was added since belongs into it. */
static void attribute_end(const struct request *r, struct rtattr *outer)
{
    outer->rta_len =
        (unsigned short)((const char *)r + r->head.nlmsg_len - (char *)outer);
}

static bool request_send(const struct request *r)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    struct {
        struct nlmsghdr head;
        struct nlmsgerr error;
        char room[512];
    } answer;
    bool ok;

    memset(&answer, 0, sizeof(answer));
    answer.error.error = -EIO;
    ok = fd >= 0 && send(fd, r, r->head.nlmsg_len, 0) >= 0 &&
         recv(fd, &answer, sizeof(answer), 0) >=
             (ssize_t)NLMSG_LENGTH(sizeof(answer.error)) &&
         answer.head.nlmsg_type == NLMSG_ERROR;
    if (ok && answer.error.error != 0) {
        errno = -answer.error.error;
        ok = false;
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool pair_add(const char *name, const char *peer)
{
    struct request r = {
        .head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
                 .nlmsg_type = RTM_NEWLINK,
                 .nlmsg_flags =
                     NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK}};
    struct rtattr *info, *data, *other;

    attribute(&r, IFLA_IFNAME, name, strlen(name) + 1);
    info = attribute(&r, IFLA_LINKINFO, NULL, 0);
    attribute(&r, IFLA_INFO_KIND, "veth", strlen("veth"));
    data = attribute(&r, IFLA_INFO_DATA, NULL, 0);
    other = attribute(&r, VETH_INFO_PEER, NULL, 0);
    r.head.nlmsg_len += (unsigned)sizeof(struct ifinfomsg);
    attribute(&r, IFLA_IFNAME, peer, strlen(peer) + 1);
    attribute_end(&r, other);
    attribute_end(&r, data);
    attribute_end(&r, info);
    return request_send(&r);
}

bool stage_qdisc(const char *name)
{
    struct request r = {
        .head = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct tcmsg)),
                 .nlmsg_type = RTM_NEWQDISC,
                 .nlmsg_flags =
                     NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK},
        .what.tc = {.tcm_ifindex = (int)if_nametoindex(name),
                    .tcm_parent = TC_H_ROOT,
                    .tcm_handle = 7 << 16}};

    attribute(&r, TCA_KIND, "pfifo", sizeof("pfifo"));
    return request_send(&r);
}

bool stage_links(const char *near, const char *far, const char *address,
                 int prefix)
{
    return pair_add(near, far) && address_add(near, address, prefix) &&
           stage_link_up(far) && stage_link_up(near) && link_is_running(near) &&
           link_is_running(far);
}
