/* SPDX-License-Identifier: MIT */
/* TCP echo on epoll, one thread, level triggered, one recv and one send for an
 * event: what the ratios of the tables refer to.
 *
 *   epoll PORT [spin]    spin: polls for 50 us, with sched_yield, before it
 *                        blocks */
#include "../common.h"

#include <sched.h>
#include <sys/epoll.h>

#define EVENTS  512
#define BUFFER  65536
#define POLL_NS 50000

struct conn {
    int fd;
    size_t len, off; /* of what could not be sent yet */
    char *rest;
};

static int ep;
static char buf[BUFFER];

static void conn_close(struct conn *c)
{
    close(c->fd);
    free(c->rest);
    free(c);
}

static void watch(struct conn *c, int op, unsigned events)
{
    struct epoll_event e = {.events = events, .data.ptr = c};

    if (epoll_ctl(ep, op, c->fd, &e) != 0)
        die("epoll_ctl");
}

/* The rest of an echo, once there is room again; -1: the connection is gone. */
static int rest_send(struct conn *c)
{
    ssize_t n = send(c->fd, c->rest + c->off, c->len - c->off,
                     MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n < 0)
        return errno == EAGAIN ? 0 : -1;
    c->off += (size_t)n;
    if (c->off == c->len) {
        c->len = c->off = 0;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
    return 0;
}

static int echo(struct conn *c)
{
    ssize_t n = recv(c->fd, buf, sizeof(buf), MSG_DONTWAIT), sent;

    if (n <= 0)
        return n < 0 && errno == EAGAIN ? 0 : -1;
    sent = send(c->fd, buf, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        if (errno != EAGAIN)
            return -1;
        sent = 0;
    }
    if (sent == n)
        return 0;
    if (c->rest == NULL)
        c->rest = malloc(BUFFER);
    c->len = (size_t)(n - sent);
    memcpy(c->rest, buf + sent, c->len);
    watch(c, EPOLL_CTL_MOD, EPOLLOUT);
    return 0;
}

static void accept_all(int listener)
{
    int fd;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct conn *c = calloc(1, sizeof(*c));

        set_nodelay(fd);
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static int wait_for(struct epoll_event *events, int spin)
{
    uint64_t end = now_ns() + POLL_NS;
    int n = 0;

    while (spin && n == 0 && now_ns() < end) {
        n = epoll_wait(ep, events, EVENTS, 0);
        if (n == 0)
            sched_yield();
    }
    return n != 0 ? n : epoll_wait(ep, events, EVENTS, -1);
}

int main(int argc, char **argv)
{
    struct epoll_event events[EVENTS];
    int spin = argc > 2 && strcmp(argv[2], "spin") == 0, listener;
    struct epoll_event e = {.events = EPOLLIN};

    if (argc < 2)
        return 2;
    listener = tcp_listen(atoi(argv[1]), SOCK_NONBLOCK);
    ep = epoll_create1(0);
    if (epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e) != 0)
        die("epoll_ctl");
    for (;;) {
        int n = wait_for(events, spin);

        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;

            if (c == NULL)
                accept_all(listener);
            else if ((c->len != 0 ? rest_send(c) : echo(c)) != 0)
                conn_close(c);
        }
    }
}
