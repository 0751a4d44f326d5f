/* SPDX-License-Identifier: MIT */
/* Several datagrams with one system call; see batch.h. */
#include "os/batch.h"

#include <netinet/in.h>

#include "os/addr.h"
#include "os/call.h"

struct batch {
    struct mmsghdr msg[OS_BATCH_MAX];
    struct iovec iov[OS_BATCH_MAX];
};

static void batch_fill(struct batch *b, const struct os_datagram *d, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        b->iov[i].iov_base = d[i].buf.base;
        b->iov[i].iov_len = d[i].buf.len;
        b->msg[i] = (struct mmsghdr){
            .msg_hdr = {.msg_iov = &b->iov[i], .msg_iovlen = 1}};
    }
}

int os_recv_batch(int fd, struct os_datagram *d, unsigned n)
{
    struct batch b;
    int res;

    batch_fill(&b, d, n);
    for (unsigned i = 0; i < n; i++) {
        b.msg[i].msg_hdr.msg_name = d[i].name;
        if (d[i].name != NULL)
            b.msg[i].msg_hdr.msg_namelen = sizeof(struct sockaddr_in6);
    }
    res = OS_CALL(int, recvmmsg(fd, b.msg, n, MSG_DONTWAIT, NULL));
    for (int i = 0; i < res; i++) {
        const struct msghdr *mh = &b.msg[i].msg_hdr;

        d[i].moved = b.msg[i].msg_len;
        d[i].flags = (mh->msg_flags & MSG_TRUNC) != 0 ? OS_MSG_TRUNC : 0;
        d[i].namelen = 0;
        if (d[i].name == NULL)
            continue;
        os_addr_out(d[i].name, mh->msg_namelen);
        d[i].namelen = (int)mh->msg_namelen;
    }
    return res;
}

int os_send_batch(int fd, struct os_datagram *d, unsigned n)
{
    struct sockaddr_storage names[OS_BATCH_MAX];
    struct batch b;
    int res;

    batch_fill(&b, d, n);
    for (unsigned i = 0; i < n; i++) {
        if (d[i].name == NULL)
            continue;
        b.msg[i].msg_hdr.msg_name = &names[i];
        b.msg[i].msg_hdr.msg_namelen =
            os_addr_in(&names[i], d[i].name, d[i].namelen);
    }
    res = OS_CALL(int, sendmmsg(fd, b.msg, n, MSG_NOSIGNAL | MSG_DONTWAIT));
    for (int i = 0; i < res; i++)
        d[i].moved = b.msg[i].msg_len;
    return res;
}
