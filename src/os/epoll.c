/* SPDX-License-Identifier: MIT */
/* epoll; see epoll.h. */
#include "os/epoll.h"

#include <stddef.h>

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

_Static_assert(sizeof(struct os_event) == sizeof(struct epoll_event) &&
                   offsetof(struct os_event, token) ==
                       offsetof(struct epoll_event, data),
               "os_event is epoll_event");
_Static_assert(EPOLLIN == OS_IN && EPOLLPRI == OS_PRI && EPOLLOUT == OS_OUT &&
                   EPOLLERR == OS_ERR && EPOLLHUP == OS_HUP &&
                   EPOLLRDHUP >> OS_EVENT_SHIFT == OS_END,
               "event bits");

int os_epoll_wait(int ep, struct os_event *events, int n, int timeout_ms)
{
    return os_raw_epoll_wait(ep, (struct epoll_event *)events, n, timeout_ms);
}
