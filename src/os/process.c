/* SPDX-License-Identifier: MIT */
/* Other processes and channels to them; see process.h. */
#include "os/process.h"

#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>
#include <fcntl.h>

#include "os/call.h"
#include "os/sock.h"

/* Signal 0 asks whether one may be sent: who may do that has the other process
 * in hand anyway. */
int os_process_open(uint32_t pid)
{
    int fd, res;

    if (pid == 0 || pid > INT32_MAX)
        return -ESRCH;
    fd = OS_CALL(int, (int)syscall(SYS_pidfd_open, (pid_t)pid, 0));
    if (fd < 0)
        return fd;
    res = OS_CALL(int, (int)syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
    if (res < 0) {
        os_close(fd);
        return res;
    }
    return fd;
}

bool os_process_alive(int process)
{
    struct pollfd p = {.fd = process, .events = POLLIN};

    return OS_CALL(int, poll(&p, 1, 0)) == 0;
}

int os_random(void *bytes, size_t n)
{
    ssize_t res = OS_CALL(ssize_t, getrandom(bytes, n, 0));

    if (res < 0)
        return (int)res;
    return (size_t)res == n ? 0 : -EIO;
}

int os_duplicate(int fd)
{
    return OS_CALL(int, fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

/* Readable in ss -x. */
static socklen_t name_in(struct sockaddr_un *sun, uint32_t name)
{
    int len;

    memset(sun, 0, sizeof(*sun));
    sun->sun_family = AF_UNIX;
    len = snprintf(sun->sun_path + 1, sizeof(sun->sun_path) - 1, "ws2.%08x",
                   name);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
                       (size_t)len);
}

static int channel_open(void)
{
    return OS_CALL(
        int, socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

static int name_take(int fd, uint32_t *name)
{
    struct sockaddr_un sun;
    socklen_t len;
    int res;

    do {
        res = os_random(name, sizeof(*name));
        if (res < 0)
            return res;
        *name |= 1; /* not 0 */
        len = name_in(&sun, *name);
        res = OS_CALL(int, bind(fd, (struct sockaddr *)&sun, len));
    } while (res == -EADDRINUSE);
    return res;
}

int os_channel_listen(uint32_t *name)
{
    int fd = channel_open();
    int res;

    if (fd < 0)
        return fd;
    res = name_take(fd, name);
    if (res >= 0)
        res = os_listen(fd, 16);
    if (res < 0) {
        os_close(fd);
        return res;
    }
    return fd;
}

int os_channel_accept(int listener)
{
    return OS_CALL(int,
                   accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

int os_channel_connect(uint32_t name)
{
    struct sockaddr_un sun;
    socklen_t len = name_in(&sun, name);
    int fd = channel_open();
    int res;

    if (fd < 0)
        return fd;
    res = OS_CALL(int, connect(fd, (struct sockaddr *)&sun, len));
    if (res < 0) {
        os_close(fd);
        return res;
    }
    return fd;
}

int os_channel_peer(int channel, struct os_peer *peer)
{
    struct ucred cred;
    socklen_t len = sizeof(cred);
    int res =
        OS_CALL(int, getsockopt(channel, SOL_SOCKET, SO_PEERCRED, &cred, &len));

    if (res < 0)
        return res;
    peer->pid = (uint32_t)cred.pid;
    peer->same_user = cred.uid == geteuid();
    peer->root = cred.uid == 0;
    return 0;
}

bool os_is_root(void)
{
    return geteuid() == 0;
}

union descriptor { /* a control message with one */
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
};

int os_channel_send(int channel, int fd, const void *data, size_t len)
{
    struct iovec iov = {.iov_base = (void *)(uintptr_t)data, .iov_len = len};
    union descriptor control = {0};
    struct msghdr mh = {.msg_iov = &iov,
                        .msg_iovlen = 1,
                        .msg_control = &control,
                        .msg_controllen = sizeof(control)};
    struct cmsghdr *c = CMSG_FIRSTHDR(&mh);
    ssize_t res;

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(fd));
    memcpy(CMSG_DATA(c), &fd, sizeof(fd));
    res = OS_CALL(ssize_t, sendmsg(channel, &mh, MSG_NOSIGNAL | MSG_DONTWAIT));
    return res < 0 ? (int)res : 0;
}

long os_channel_recv(int channel, int *fd, void *data, size_t len)
{
    struct iovec iov = {.iov_base = data, .iov_len = len};
    union descriptor control = {0};
    struct msghdr mh = {.msg_iov = &iov,
                        .msg_iovlen = 1,
                        .msg_control = &control,
                        .msg_controllen = sizeof(control)};
    struct cmsghdr *c;
    long res;

    *fd = -1;
    res = OS_CALL(long, recvmsg(channel, &mh, MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
    if (res < 0)
        return res;
    c = CMSG_FIRSTHDR(&mh);
    if (c != NULL && c->cmsg_level == SOL_SOCKET &&
        c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof(*fd)))
        memcpy(fd, CMSG_DATA(c), sizeof(*fd));
    else if ((mh.msg_flags & MSG_CTRUNC) != 0)
        return -EMFILE; /* no descriptor was left for it */
    return res;
}
