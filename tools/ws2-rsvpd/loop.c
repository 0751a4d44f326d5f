/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define FOUND (sizeof(((struct loop *)NULL)->found) / sizeof(struct watch *))

int loop_open(struct loop *loop)
{
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->over = false;
    loop->count = 0;
    return loop->epoll >= 0 ? 0 : -errno;
}

void loop_close(struct loop *loop)
{
    close(loop->epoll);
}

static int control(struct loop *loop, int operation, struct watch *w)
{
    struct epoll_event event = {.events = w->events, .data.ptr = w};

    return epoll_ctl(loop->epoll, operation, w->fd, &event) == 0 ? 0 : -errno;
}

int loop_add(struct loop *loop, struct watch *w)
{
    return control(loop, EPOLL_CTL_ADD, w);
}

void loop_change(struct loop *loop, struct watch *w, uint32_t events)
{
    if (w->events == events)
        return;
    w->events = events;
    control(loop, EPOLL_CTL_MOD, w);
}

void loop_remove(struct loop *loop, struct watch *w)
{
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    for (int i = 0; i < loop->count; i++)
        if (loop->found[i] == w)
            loop->found[i] = NULL;
}

void loop_turn(struct loop *loop, int timeout_ms)
{
    struct epoll_event events[FOUND];
    int count = epoll_wait(loop->epoll, events, (int)FOUND, timeout_ms);

    loop->count = count > 0 ? count : 0;
    for (int i = 0; i < loop->count; i++)
        loop->found[i] = events[i].data.ptr;
    for (int i = 0; i < loop->count; i++)
        if (loop->found[i] != NULL)
            loop->found[i]->ready(loop->found[i], events[i].events);
    loop->count = 0;
}

uint64_t loop_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
