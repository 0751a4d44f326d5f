/* SPDX-License-Identifier: MIT */
/* Pipes and terminals; see pipe.h. write has no MSG_NOSIGNAL: SIGPIPE, which
 * goes to the calling thread, is blocked for the length of the call and taken
 * back, unless one was pending before and is the program's own. */
#include "os/pipe.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

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
    const struct timespec now = {0, 0};
    sigset_t only, before, pending;
    int saved = errno;
    long res;

    sigemptyset(&only);
    sigaddset(&only, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &only, &before);
    res = pipe_write(fd, data, n);
    if (res == -EPIPE && !sigismember(&pending, SIGPIPE))
        while (sigtimedwait(&only, NULL, &now) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
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
