/* SPDX-License-Identifier: MIT */
/* Moving data: send and receive; see sock.h. */
#include "os/sock.h"

#include <netinet/in.h>

#include "os/addr.h"
#include "os/call.h"
#include "os/cmsg.h"
#include "os/raw.h"
#include "os/sniff.h"

#define IOV_STACK 16

/* MSG_OOB, MSG_PEEK and MSG_DONTROUTE agree in both systems. */
_Static_assert((int)MSG_OOB == OS_MSG_OOB && (int)MSG_PEEK == OS_MSG_PEEK &&
                   (int)MSG_DONTROUTE == OS_MSG_DONTROUTE,
               "flag numbers");
_Static_assert(MSG_DONTWAIT == OS_RAW_DONTWAIT &&
                   MSG_NOSIGNAL == OS_RAW_NOSIGNAL,
               "flag numbers");
#define FLAGS_SAME (MSG_OOB | MSG_PEEK | MSG_DONTROUTE)

/* Fills iov from a WSABUF array; how many were taken. Past the kernel's limit
 * a stream call moves less, as it may. */
static uint32_t iov_fill(struct iovec *iov, const struct os_buf *bufs,
                         uint32_t n)
{
    if (n > OS_BUFS_MAX)
        n = OS_BUFS_MAX;
    for (uint32_t i = 0; i < n; i++) {
        iov[i].iov_base = bufs[i].base;
        iov[i].iov_len = bufs[i].len;
    }
    return n;
}

long os_send(int fd, const void *buf, size_t len, int flags)
{
    flags = (flags & FLAGS_SAME) | MSG_NOSIGNAL | MSG_DONTWAIT;
    return os_raw_sendto(fd, buf, len, flags, NULL, 0);
}

long os_recv(int fd, void *buf, size_t len, int flags)
{
    flags = (flags & FLAGS_SAME) | MSG_DONTWAIT;
    return os_raw_recvfrom(fd, buf, len, flags, NULL, NULL);
}

long os_recvfrom(int fd, void *buf, size_t len, int flags, struct os_msg *msg)
{
    socklen_t n = OS_ADDR_MAX;
    long res;

    flags = (flags & FLAGS_SAME) | MSG_DONTWAIT | MSG_TRUNC;
    res = os_raw_recvfrom(fd, buf, len, flags, msg->name,
                          msg->name != NULL ? &n : NULL);
    if (res < 0)
        return res;
    msg->namelen = 0;
    if (msg->name != NULL) {
        os_addr_out(msg->name, n);
        msg->namelen = os_sniff_source(msg->name, (int)n, buf,
                                       (size_t)res > len ? len : (size_t)res);
    }
    msg->flags = (size_t)res > len ? OS_MSG_TRUNC : 0;
    return (size_t)res > len ? (long)len : res;
}

long os_sendto(int fd, const void *buf, size_t len, int flags,
               const struct os_msg *msg)
{
    struct sockaddr_storage ss;
    socklen_t n = os_addr_in(&ss, msg->name, msg->namelen);

    flags = (flags & FLAGS_SAME) | MSG_NOSIGNAL | MSG_DONTWAIT;
    return os_raw_sendto(fd, buf, len, flags, &ss, n);
}

static long sendmsg_iov(int fd, const struct os_msg *msg, int flags,
                        struct iovec *iov)
{
    struct sockaddr_storage ss;
    struct msghdr mh = {.msg_iov = iov};
    long res;

    mh.msg_iovlen = iov_fill(iov, msg->bufs, msg->nbufs);
    if (msg->name != NULL) {
        mh.msg_name = &ss;
        mh.msg_namelen = os_addr_in(&ss, msg->name, msg->namelen);
    }
    if (msg->control != NULL && msg->control->len != 0) {
        mh.msg_control = msg->control->space;
        mh.msg_controllen = msg->control->len;
    }
    flags = (flags & FLAGS_SAME) | MSG_NOSIGNAL | MSG_DONTWAIT;
    res = OS_CALL(long, sendmsg(fd, &mh, flags));
    if ((res == -EINVAL || res == -ENODEV) && msg->control != NULL &&
        msg->control->source)
        return -EADDRNOTAVAIL; /* not one of this machine's */
    return res;
}

static int flags_out(const struct msghdr *mh)
{
    return ((mh->msg_flags & MSG_TRUNC) != 0 ? OS_MSG_TRUNC : 0) |
           ((mh->msg_flags & MSG_CTRUNC) != 0 ? OS_MSG_CTRUNC : 0) |
           ((mh->msg_flags & MSG_OOB) != 0 ? OS_MSG_OOB : 0);
}

static long recvmsg_iov(int fd, struct os_msg *msg, int flags,
                        struct iovec *iov)
{
    struct msghdr mh = {.msg_iov = iov, .msg_name = msg->name};
    long res;

    mh.msg_iovlen = iov_fill(iov, msg->bufs, msg->nbufs);
    if (msg->name != NULL)
        mh.msg_namelen = OS_ADDR_MAX;
    if (msg->control != NULL) {
        mh.msg_control = msg->control->space;
        mh.msg_controllen = sizeof(msg->control->space);
    }
    flags = (flags & FLAGS_SAME) | MSG_DONTWAIT;
    res = OS_CALL(long, recvmsg(fd, &mh, flags));
    if (res < 0)
        return res;
    msg->flags = flags_out(&mh);
    if (msg->control != NULL) {
        msg->control->len = mh.msg_controllen;
        msg->flags |= os_control_kind(msg->control);
    }
    msg->namelen = 0;
    if (msg->name != NULL) {
        os_addr_out(msg->name, mh.msg_namelen);
        msg->namelen = os_sniff_source(
            msg->name, (int)mh.msg_namelen, iov[0].iov_base,
            iov[0].iov_len < (size_t)res ? iov[0].iov_len : (size_t)res);
    }
    return res;
}

long os_sendmsg(int fd, const struct os_msg *msg, int flags)
{
    if (msg->nbufs <= IOV_STACK)
        return sendmsg_iov(fd, msg, flags, (struct iovec[IOV_STACK]){0});
    return sendmsg_iov(fd, msg, flags, (struct iovec[OS_BUFS_MAX]){0});
}

long os_recvmsg(int fd, struct os_msg *msg, int flags)
{
    if (msg->nbufs <= IOV_STACK)
        return recvmsg_iov(fd, msg, flags, (struct iovec[IOV_STACK]){0});
    return recvmsg_iov(fd, msg, flags, (struct iovec[OS_BUFS_MAX]){0});
}
