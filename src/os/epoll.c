/* SPDX-License-Identifier: MIT */
/* epoll; see epoll.h. */
#include "os/epoll.h"

#include "os/poll.h"
#include "os/raw.h"

int os_epoll_open(void)
{
    return OS_CALL(int, epoll_create1(EPOLL_CLOEXEC));
}

static int epoll_control(int ep, int how, int fd, uint64_t token)
{
    struct epoll_event ev = {
        .events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET,
        .data.u64 = token,
    };

    return OS_CALL(int, epoll_ctl(ep, how, fd, &ev));
}

int os_epoll_add(int ep, int fd, uint64_t token)
{
    return epoll_control(ep, EPOLL_CTL_ADD, fd, token);
}

int os_epoll_again(int ep, int fd, uint64_t token)
{
    return epoll_control(ep, EPOLL_CTL_MOD, fd, token);
}

int os_epoll_remove(int ep, int fd)
{
    struct epoll_event ev = {0};

    return OS_CALL(int, epoll_ctl(ep, EPOLL_CTL_DEL, fd, &ev));
}

static int event_bits(uint32_t events)
{
    return ((events & EPOLLIN) != 0 ? OS_IN : 0) |
           ((events & EPOLLOUT) != 0 ? OS_OUT : 0) |
           ((events & EPOLLPRI) != 0 ? OS_PRI : 0) |
           ((events & EPOLLERR) != 0 ? OS_ERR : 0) |
           ((events & EPOLLHUP) != 0 ? OS_HUP : 0) |
           ((events & EPOLLRDHUP) != 0 ? OS_END : 0);
}

int os_epoll_wait(int ep, struct os_event *events, int n, int timeout_ms)
{
    struct epoll_event got[OS_EVENTS_MAX];
    int res = os_raw_epoll_wait(ep, got, n, timeout_ms);

    for (int i = 0; i < res; i++) {
        events[i].token = got[i].data.u64;
        events[i].ready = event_bits(got[i].events);
    }
    return res;
}
