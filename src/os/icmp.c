/* SPDX-License-Identifier: MIT */
/* The queue of ICMP errors; see icmp.h. No state, no lock. */
#include "os/icmp.h"

/* linux/errqueue.h wants the C library's timespec first */
#include <time.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "os/addr.h"
#include "os/call.h"

static enum os_icmp icmp4_kind(const struct sock_extended_err *ee)
{
    if (ee->ee_type == ICMP_TIME_EXCEEDED)
        return OS_ICMP_TTL_EXPIRED;
    if (ee->ee_type != ICMP_DEST_UNREACH)
        return OS_ICMP_OTHER;
    switch (ee->ee_code) {
    case ICMP_PORT_UNREACH:
        return OS_ICMP_PORT_UNREACHABLE;
    case ICMP_FRAG_NEEDED:
        return OS_ICMP_TOO_BIG;
    case ICMP_NET_UNREACH:
    case ICMP_NET_UNKNOWN:
        return OS_ICMP_NET_UNREACHABLE;
    default:
        return OS_ICMP_HOST_UNREACHABLE;
    }
}

static enum os_icmp icmp6_kind(const struct sock_extended_err *ee)
{
    switch (ee->ee_type) {
    case ICMPV6_TIME_EXCEED:
        return OS_ICMP_TTL_EXPIRED;
    case ICMPV6_PKT_TOOBIG:
        return OS_ICMP_TOO_BIG;
    case ICMPV6_DEST_UNREACH:
        if (ee->ee_code == ICMPV6_PORT_UNREACH)
            return OS_ICMP_PORT_UNREACHABLE;
        return ee->ee_code == ICMPV6_NOROUTE ? OS_ICMP_NET_UNREACHABLE
                                             : OS_ICMP_HOST_UNREACHABLE;
    default:
        return OS_ICMP_OTHER;
    }
}

static enum os_icmp icmp_kind(const struct sock_extended_err *ee)
{
    if (ee->ee_origin == SO_EE_ORIGIN_ICMP)
        return icmp4_kind(ee);
    if (ee->ee_origin == SO_EE_ORIGIN_ICMP6)
        return icmp6_kind(ee);
    return ee->ee_origin == SO_EE_ORIGIN_LOCAL ? OS_ICMP_LOCAL : OS_ICMP_OTHER;
}

static void from_read(struct os_icmp_error *out, const struct cmsghdr *c)
{
    const unsigned char *at = CMSG_DATA(c) + sizeof(struct sock_extended_err);
    size_t n = sizeof(struct sockaddr_in);
    sa_family_t family;

    if (c->cmsg_len < CMSG_LEN(sizeof(struct sock_extended_err) + n))
        return;
    memcpy(&family, at, sizeof(family));
    if (family == AF_INET6)
        n = sizeof(struct sockaddr_in6);
    if (c->cmsg_len < CMSG_LEN(sizeof(struct sock_extended_err) + n))
        return;
    memcpy(out->from, at, n);
    os_addr_out(out->from, (socklen_t)n);
    out->from_len = (int)n;
}

static enum os_icmp error_read(struct os_icmp_error *out,
                               const struct cmsghdr *c)
{
    struct sock_extended_err ee;

    memcpy(&ee, CMSG_DATA(c), sizeof(ee));
    if (out != NULL && (ee.ee_origin == SO_EE_ORIGIN_ICMP ||
                        ee.ee_origin == SO_EE_ORIGIN_ICMP6)) {
        out->network = true;
        out->v6 = ee.ee_origin == SO_EE_ORIGIN_ICMP6;
        out->type = ee.ee_type;
        out->code = ee.ee_code;
        out->res = -(int)ee.ee_errno;
        out->info = ee.ee_info;
        from_read(out, c);
    }
    return icmp_kind(&ee);
}

enum os_icmp os_icmp_take(int fd, struct os_icmp_error *out)
{
    union {
        struct cmsghdr align;
        char space[512];
    } control;
    struct msghdr mh = {.msg_control = &control,
                        .msg_controllen = sizeof(control)};
    struct iovec iov;
    long res;

    if (out != NULL) {
        memset(out, 0, offsetof(struct os_icmp_error, data));
        iov = (struct iovec){out->data, sizeof(out->data)};
        mh.msg_name = out->to;
        mh.msg_namelen = sizeof(out->to);
        mh.msg_iov = &iov;
        mh.msg_iovlen = 1;
    }
    res = OS_CALL(long, recvmsg(fd, &mh, MSG_ERRQUEUE | MSG_DONTWAIT));
    if (res < 0)
        return OS_ICMP_NONE;
    if (out != NULL) {
        out->data_len = (uint32_t)res;
        out->to_len = (int)mh.msg_namelen;
        os_addr_out(out->to, mh.msg_namelen);
    }
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&mh); c != NULL;
         c = CMSG_NXTHDR(&mh, c))
        if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
            (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR))
            return error_read(out, c);
    return OS_ICMP_OTHER;
}

int os_report_icmp(int fd, int family, bool on)
{
    int value = on;
    int res = OS_CALL(
        int, setsockopt(fd, IPPROTO_IP, IP_RECVERR, &value, sizeof(value)));

    /* A dual-stack socket sees ICMP of both families. */
    return family == OS_AF_INET6
               ? OS_CALL(int, setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &value,
                                         sizeof(value)))
               : res;
}
