/* SPDX-License-Identifier: MIT */
/* Making, naming, connecting and ending sockets; see sock.h. */
#include "os/sock.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/addr.h"
#include "os/call.h"

int os_socket(int family, int type, int protocol)
{
    int af = os_family_in(family);

    if (af < 0)
        return -EAFNOSUPPORT;
    return OS_CALL(int,
                   socket(af, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

int os_close(int fd)
{
    return OS_CALL(int, close(fd));
}

int os_replace(int fd, int at)
{
    int res = OS_CALL(int, dup3(fd, at, O_CLOEXEC));

    os_close(fd);
    return res;
}

int os_bind(int fd, const void *addr, int len)
{
    struct sockaddr_storage ss;
    socklen_t n = os_addr_in(&ss, addr, len);

    return OS_CALL(int, bind(fd, (struct sockaddr *)&ss, n));
}

int os_listen(int fd, int backlog)
{
    return OS_CALL(int, listen(fd, backlog));
}

int os_accept(int fd, void *addr, int *len)
{
    socklen_t n = OS_ADDR_MAX;
    int res;

    do
        res = OS_CALL(int, accept4(fd, addr, &n, SOCK_NONBLOCK | SOCK_CLOEXEC));
    while (res == -EINTR);
    if (res >= 0) {
        os_addr_out(addr, n);
        *len = (int)n;
    }
    return res;
}

int os_connect(int fd, const void *addr, int len)
{
    struct sockaddr_storage ss;
    socklen_t n = os_addr_in(&ss, addr, len);

    return OS_CALL(int, connect(fd, (struct sockaddr *)&ss, n));
}

int os_dissolve(int fd)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};

    /* By number: tsan takes a connect for the making of a descriptor, which no
     * other thread can have yet. Here some may be sending on it. */
    return OS_CALL(int, (int)syscall(SYS_connect, fd, &none, sizeof(none)));
}

int os_shutdown(int fd, int how)
{
    return OS_CALL(int, shutdown(fd, how)); /* SD_* and SHUT_* agree */
}

int os_sockname(int fd, void *addr, int *len)
{
    socklen_t n = OS_ADDR_MAX;
    int res = OS_CALL(int, getsockname(fd, addr, &n));

    if (res == 0) {
        os_addr_out(addr, n);
        *len = (int)n;
    }
    return res;
}

int os_peername(int fd, void *addr, int *len)
{
    socklen_t n = OS_ADDR_MAX;
    int res = OS_CALL(int, getpeername(fd, addr, &n));

    if (res == 0) {
        os_addr_out(addr, n);
        *len = (int)n;
    }
    return res;
}

static int ioctl_int(int fd, unsigned long code)
{
    int value = 0;
    int res = OS_CALL(int, ioctl(fd, code, &value));

    return res < 0 ? res : value;
}

int os_unread(int fd)
{
    return ioctl_int(fd, FIONREAD);
}

static int peek_from(int fd, int offset)
{
    return OS_CALL(
        int, setsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof(offset)));
}

/* Linux tells of one datagram; peeking behind it tells of the next. */
int os_unread_all(int fd)
{
    int total = 0;
    int res = peek_from(fd, 0);

    if (res == -EOPNOTSUPP)
        return os_unread(fd);
    while (res >= 0) {
        res = (int)OS_CALL(
            long, recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT));
        if (res >= 0) {
            total += res;
            res = peek_from(fd, total);
        }
    }
    (void)peek_from(fd, -1);
    return res == -EAGAIN ? total : res;
}

int os_unsent(int fd)
{
    return ioctl_int(fd, SIOCOUTQ);
}

int os_at_mark(int fd)
{
    return ioctl_int(fd, SIOCATMARK);
}
