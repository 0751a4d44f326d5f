/* SPDX-License-Identifier: MIT */
/* Sets on epoll; see io.h. A set has no lock: the kernel's own serve. */
#include "io/set.h"

#include <errno.h>
#include <stdlib.h>

#include "os/sock.h"
#include "os/wakefd.h"

static int set_init(struct ws2_io_set *set)
{
    int res;

    set->ep = res = os_epoll_open();
    if (res < 0)
        return res;
    set->wake = res = os_wakefd_open();
    if (res < 0)
        goto close_ep;
    res = os_epoll_add(set->ep, set->wake, WS2_IO_WAKE);
    if (res < 0)
        goto close_wake;
    return 0;

close_wake:
    os_wakefd_close(set->wake);
close_ep:
    os_close(set->ep);
    return res;
}

int ws2_io_set_open(struct ws2_io_set **out)
{
    struct ws2_io_set *set = malloc(sizeof(*set));
    int res;

    if (set == NULL)
        return -ENOMEM;
    res = set_init(set);
    if (res < 0)
        free(set);
    else
        *out = set;
    return res;
}

int ws2_io_set_fd(const struct ws2_io_set *set)
{
    return set->ep;
}

void ws2_io_set_forked(struct ws2_io_set *set)
{
    os_wakefd_close(set->wake);
    os_close(set->ep);
    if (set_init(set) < 0) /* waits on it fail from now on */
        set->ep = set->wake = -1;
}

void ws2_io_set_close(struct ws2_io_set *set)
{
    os_wakefd_close(set->wake);
    os_close(set->ep);
    free(set);
}

int ws2_io_set_wait(struct ws2_io_set *set, struct os_event *events, int n,
                    int timeout_ms)
{
    return os_epoll_wait(set->ep, events, n, timeout_ms);
}

void ws2_io_set_drive(struct ws2_io_set *set)
{
    struct os_event events[OS_EVENTS_MAX];
    int n = ws2_io_set_wait(set, events, OS_EVENTS_MAX, 0);

    ws2_io_dispatch(events, n);
}

void ws2_io_set_wake(struct ws2_io_set *set)
{
    os_wakefd_set(set->wake); /* each one is an edge: nobody takes it back */
}
