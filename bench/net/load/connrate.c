/* SPDX-License-Identifier: MIT */
/* connrate.c - connection rate against a TCP echo server: connect, echo one
 * byte, close (RST, so no TIME_WAIT). usage: connrate host port seconds
 * [concurrency] [warmup_s]        last line: RES conns_per_s p50_us p99_us */
#include "../common.h"
#include <sys/epoll.h>
struct c {
    int fd;
    int st;
    uint64_t t;
};
static uint64_t *lat;
static size_t nlat, caplat = 4000000;
static int ep;
static struct sockaddr_in a;
static void start(struct c *c)
{
    struct linger lg = {1, 0};
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
                            .data.ptr = c};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0)
        die("socket");
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &lg, sizeof lg);
    c->st = 0;
    c->t = now_ns();
    if (connect(c->fd, (struct sockaddr *)&a, sizeof a) && errno != EINPROGRESS)
        die("connect");
    if (epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e))
        die("add");
}
static int cmp(const void *x, const void *y)
{
    uint64_t p = *(const uint64_t *)x, q = *(const uint64_t *)y;
    return (p > q) - (p < q);
}
int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int k = argc > 4 ? atoi(argv[4]) : 32;
    double secs = atof(argv[3]), warm = argc > 5 ? atof(argv[5]) : 0.5;
    a = loop_addr(atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &a.sin_addr);
    lat = malloc(caplat * sizeof *lat);
    ep = epoll_create1(0);
    struct c *cs = calloc((size_t)k, sizeof *cs);
    for (int i = 0; i < k; i++)
        start(&cs[i]);
    uint64_t t0 = now_ns(), tm = t0 + (uint64_t)(warm * 1e9),
             te = tm + (uint64_t)(secs * 1e9), ta = 0, t, n = 0;
    for (;;) {
        struct epoll_event es[256];
        int m = epoll_wait(ep, es, 256, 100);
        for (int i = 0; i < m; i++) {
            struct c *c = es[i].data.ptr;
            char b = 'x';
            if (c->st == 0) {
                if (!(es[i].events & EPOLLOUT))
                    continue;
                if (send(c->fd, &b, 1, MSG_NOSIGNAL) != 1)
                    die("send");
                c->st = 1;
            } else {
                ssize_t r = recv(c->fd, &b, 1, MSG_DONTWAIT);
                if (r < 0 && errno == EAGAIN)
                    continue;
                if (r != 1)
                    die("recv");
                close(c->fd);
                n++;
                if (ta && nlat < caplat)
                    lat[nlat++] = now_ns() - c->t;
                start(c);
            }
        }
        t = now_ns();
        if (!ta && t >= tm) {
            ta = t;
            n = 0;
        }
        if (ta && t >= te)
            break;
    }
    qsort(lat, nlat, sizeof *lat, cmp);
    printf("RES %.0f %.1f %.1f\n", (double)n * 1e9 / (double)(t - ta),
           nlat ? (double)lat[nlat / 2] / 1000 : 0,
           nlat ? (double)lat[nlat * 99 / 100] / 1000 : 0);
    return 0;
}
