/* SPDX-License-Identifier: MIT */
/* Pipes and terminals; see pipe.h. */
#include "os/pipe.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "os/sigpipe.h"

/* After EINTR or EAGAIN: whether to try again. */
static bool pipe_again(int fd, short events)
{
    struct pollfd p = {.fd = fd, .events = events};

    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

static long pipe_write(int fd, const void *data, size_t n)
{
    ssize_t res;

    do
        res = write(fd, data, n);
    while (res < 0 && pipe_again(fd, POLLOUT));
    return res < 0 ? -errno : res;
}

long os_pipe_write(int fd, const void *data, size_t n)
{
    struct os_sigpipe held;
    int saved = errno;
    long res;

    os_sigpipe_hold(&held);
    res = pipe_write(fd, data, n);
    os_sigpipe_release(&held, res == -EPIPE);
    errno = saved;
    return res;
}

long os_pipe_read(int fd, void *data, size_t n)
{
    int saved = errno;
    ssize_t res;

    do
        res = read(fd, data, n);
    while (res < 0 && pipe_again(fd, POLLIN));
    res = res < 0 ? -errno : res;
    errno = saved;
    return res;
}
