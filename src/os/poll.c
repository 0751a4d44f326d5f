/* SPDX-License-Identifier: MIT */
/* Waiting for descriptors; see poll.h. */
#include "os/poll.h"

#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <time.h>

#include "os/call.h"

_Static_assert(sizeof(struct os_pollfd) == sizeof(struct pollfd) &&
                   offsetof(struct os_pollfd, revents) ==
                       offsetof(struct pollfd, revents),
               "os_pollfd is pollfd");

static const struct {
    int ours;
    short kernel;
} bits[] = {
    {OS_IN, POLLIN},     {OS_OUT, POLLOUT}, {OS_PRI, POLLPRI},
    {OS_ERR, POLLERR},   {OS_HUP, POLLHUP}, {OS_NVAL, POLLNVAL},
    {OS_END, POLLRDHUP},
};

int64_t os_now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t os_deadline(uint32_t timeout_ms)
{
    return timeout_ms == UINT32_MAX
               ? OS_FOREVER
               : os_now_ns() + (int64_t)timeout_ms * 1000000;
}

void os_poll_set(struct os_pollfd *p, int fd, int events)
{
    p->fd = fd;
    p->events = 0;
    p->revents = 0;
    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
        if ((events & bits[i].ours) != 0)
            p->events = (short)(p->events | bits[i].kernel);
}

int os_poll_got(const struct os_pollfd *p)
{
    int got = 0;

    for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
        if ((p->revents & bits[i].kernel) != 0)
            got |= bits[i].ours;
    return got;
}

int os_poll(struct os_pollfd *fds, unsigned n, int64_t deadline_ns)
{
    struct timespec ts;
    int res;

    do {
        int64_t left = 0;

        if (deadline_ns != OS_FOREVER && deadline_ns != 0)
            left = deadline_ns - os_now_ns();
        if (left < 0)
            left = 0;
        ts.tv_sec = left / 1000000000;
        ts.tv_nsec = left % 1000000000;
        res = OS_CALL(int, ppoll((struct pollfd *)fds, n,
                                 deadline_ns == OS_FOREVER ? NULL : &ts, NULL));
    } while (res == -EINTR);
    return res;
}

int os_ready(int fd, int events)
{
    struct os_pollfd p;
    int res;

    os_poll_set(&p, fd, events);
    res = os_poll(&p, 1, 0);
    return res < 0 ? res : os_poll_got(&p);
}

void os_yield(void)
{
    sched_yield();
}
