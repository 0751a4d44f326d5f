/* SPDX-License-Identifier: MIT */
/* Multicast membership; see multicast.h. No state, no lock. */
#include "os/multicast.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "os/addr.h"
#include "os/call.h"

/* Windows' numbers of what is translated here. */
enum {
    WIN_ADD_MEMBERSHIP = 12,
    WIN_ADD_SOURCE_MEMBERSHIP = 15,
    WIN_DROP_SOURCE_MEMBERSHIP,
    WIN_BLOCK_SOURCE,
    WIN_UNBLOCK_SOURCE,
    WIN_JOIN_GROUP = 41,
    WIN_LEAVE_GROUP,
    WIN_GROUP_BLOCK_SOURCE,
    WIN_GROUP_UNBLOCK_SOURCE,
    WIN_JOIN_SOURCE_GROUP,
    WIN_LEAVE_SOURCE_GROUP
};

static const int linux_names[] = {
    [WIN_ADD_SOURCE_MEMBERSHIP] = IP_ADD_SOURCE_MEMBERSHIP,
    [WIN_DROP_SOURCE_MEMBERSHIP] = IP_DROP_SOURCE_MEMBERSHIP,
    [WIN_BLOCK_SOURCE] = IP_BLOCK_SOURCE,
    [WIN_UNBLOCK_SOURCE] = IP_UNBLOCK_SOURCE,
    [WIN_JOIN_GROUP] = MCAST_JOIN_GROUP,
    [WIN_LEAVE_GROUP] = MCAST_LEAVE_GROUP,
    [WIN_GROUP_BLOCK_SOURCE] = MCAST_BLOCK_SOURCE,
    [WIN_GROUP_UNBLOCK_SOURCE] = MCAST_UNBLOCK_SOURCE,
    [WIN_JOIN_SOURCE_GROUP] = MCAST_JOIN_SOURCE_GROUP,
    [WIN_LEAVE_SOURCE_GROUP] = MCAST_LEAVE_SOURCE_GROUP,
};

static int set_bytes(int fd, int level, int name, const void *val, size_t len)
{
    return OS_CALL(int, setsockopt(fd, level, name, val, (socklen_t)len));
}

int os_multicast_if_get(int fd, void *addr)
{
    socklen_t len = sizeof(struct in_addr);

    return OS_CALL(int,
                   getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, addr, &len));
}

int os_multicast_if_set(int fd, const void *addr, uint32_t index)
{
    struct ip_mreqn req = {.imr_ifindex = (int)index};

    if (index == 0)
        return set_bytes(fd, IPPROTO_IP, IP_MULTICAST_IF, addr,
                         sizeof(struct in_addr));
    /* the address comes back from os_multicast_if_get */
    memcpy(&req.imr_address, addr, sizeof(req.imr_address));
    return set_bytes(fd, IPPROTO_IP, IP_MULTICAST_IF, &req, sizeof(req));
}

int os_membership(int fd, int name, const void *group, const void *addr,
                  uint32_t index)
{
    struct ip_mreqn req = {.imr_ifindex = (int)index};

    memcpy(&req.imr_multiaddr, group, sizeof(req.imr_multiaddr));
    if (index == 0)
        memcpy(&req.imr_address, addr, sizeof(req.imr_address));
    return set_bytes(fd, IPPROTO_IP,
                     name == WIN_ADD_MEMBERSHIP ? IP_ADD_MEMBERSHIP
                                                : IP_DROP_MEMBERSHIP,
                     &req, sizeof(req));
}

/* The three members stand in another order than in Windows' structure. */
int os_source_membership(int fd, int name, const void *group, const void *addr,
                         const void *source)
{
    struct ip_mreq_source req;

    memcpy(&req.imr_multiaddr, group, sizeof(req.imr_multiaddr));
    memcpy(&req.imr_interface, addr, sizeof(req.imr_interface));
    memcpy(&req.imr_sourceaddr, source, sizeof(req.imr_sourceaddr));
    return set_bytes(fd, IPPROTO_IP, linux_names[name], &req, sizeof(req));
}

static int linux_level(int level)
{
    return level == IPPROTO_IPV6 ? IPPROTO_IPV6 : IPPROTO_IP;
}

int os_group(int fd, int level, int name, uint32_t index, const void *group,
             int len)
{
    struct group_req req = {.gr_interface = index};

    os_addr_in(&req.gr_group, group, len);
    return set_bytes(fd, linux_level(level), linux_names[name], &req,
                     sizeof(req));
}

int os_group_source(int fd, int level, int name, uint32_t index,
                    const void *group, const void *source, int len)
{
    struct group_source_req req = {.gsr_interface = index};

    os_addr_in(&req.gsr_group, group, len);
    os_addr_in(&req.gsr_source, source, len);
    return set_bytes(fd, linux_level(level), linux_names[name], &req,
                     sizeof(req));
}
