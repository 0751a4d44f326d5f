/* SPDX-License-Identifier: MIT */
/* The measured loops, once for both sides. The file that includes this one has
 * included its system's socket headers and defined what differs:
 *
 *   SIDE                name for messages
 *   SOCKET, INVALID_SOCKET, closesocket
 *   addr_len, io_len    types of an address length and of a buffer length
 *   LAST_ERROR()        a call each time;  LAST_ERROR_KEPT()  as programs write
 *   WOULD_BLOCK         the code of a receive that finds nothing
 *   set_nonblocking(s)
 *   struct crowd, crowd_add(crowd, s)
 *   crowd_select(crowd), crowd_poll(crowd)   how many are readable
 */
#include <string.h>

#include "kit.h"

#define KEEP(x) __asm__ volatile("" : "+r"(x) : : "memory")

_Static_assert(sizeof(struct sockaddr_in) <=
                   sizeof(((struct bench_end *)0)->peer),
               "room for an address");

static void check(int good, const char *what)
{
    if (!good)
        bench_die(SIDE, what, LAST_ERROR());
}

static SOCKET end_of(const struct bench_pair *p, int which)
{
    return (SOCKET)p->end[which].s;
}

static void loopback(struct sockaddr_in *sin)
{
    memset(sin, 0, sizeof(*sin));
    sin->sin_family = AF_INET;
    sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

/* A socket bound to a free port of the loopback, and its address. */
static SOCKET bound_socket(int type, struct sockaddr_in *sin)
{
    SOCKET s = socket(AF_INET, type, 0);
    addr_len len = sizeof(*sin);

    check(s != INVALID_SOCKET, "socket");
    loopback(sin);
    check(bind(s, (struct sockaddr *)sin, sizeof(*sin)) == 0, "bind");
    check(getsockname(s, (struct sockaddr *)sin, &len) == 0, "getsockname");
    return s;
}

static void nodelay(SOCKET s)
{
    int on = 1;

    check(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&on,
                     sizeof(on)) == 0,
          "setsockopt");
}

static void tcp_open(struct bench_pair *p)
{
    struct sockaddr_in sin;
    SOCKET listener = bound_socket(SOCK_STREAM, &sin);
    SOCKET a = socket(AF_INET, SOCK_STREAM, 0), b;

    check(listen(listener, 1) == 0, "listen");
    check(a != INVALID_SOCKET, "socket");
    check(connect(a, (struct sockaddr *)&sin, sizeof(sin)) == 0, "connect");
    b = accept(listener, NULL, NULL);
    check(b != INVALID_SOCKET, "accept");
    closesocket(listener);
    nodelay(a);
    nodelay(b);
    p->end[0].s = (uintptr_t)a;
    p->end[1].s = (uintptr_t)b;
}

static void udp_open(struct bench_pair *p)
{
    for (int i = 0; i < 2; i++) {
        struct sockaddr_in sin;

        p->end[i].s = (uintptr_t)bound_socket(SOCK_DGRAM, &sin);
        memcpy(p->end[1 - i].peer, &sin, sizeof(sin));
    }
}

/* A socket that hears nobody, strangers' datagrams to its port included. */
static SOCKET idle_socket(void)
{
    struct sockaddr_in sin;
    SOCKET s = bound_socket(SOCK_DGRAM, &sin);

    check(connect(s, (struct sockaddr *)&sin, sizeof(sin)) == 0, "connect");
    return s;
}

static void pair_open(struct bench_pair *p, enum bench_proto proto)
{
    p->proto = proto;
    if (proto == BENCH_TCP)
        tcp_open(p);
    else
        udp_open(p);
    for (int i = 0; proto == BENCH_UDP_CROWD && i < BENCH_CROWD - 1; i++)
        p->idle[i] = (uintptr_t)idle_socket();
}

static void pair_close(struct bench_pair *p)
{
    check(closesocket(end_of(p, 0)) == 0, "closesocket");
    check(closesocket(end_of(p, 1)) == 0, "closesocket");
    for (int i = 0; p->proto == BENCH_UDP_CROWD && i < BENCH_CROWD - 1; i++)
        check(closesocket((SOCKET)p->idle[i]) == 0, "closesocket");
}

static inline void tcp_put(SOCKET s, const char *buf)
{
    check(send(s, buf, BENCH_MESSAGE, 0) == BENCH_MESSAGE, "send");
}

static inline void tcp_take(SOCKET s, char *buf)
{
    int got = 0;

    while (got < BENCH_MESSAGE) {
        int n = (int)recv(s, buf + got, (io_len)(BENCH_MESSAGE - got), 0);

        check(n > 0, "recv");
        got += n;
    }
}

static inline void udp_put(const struct bench_end *e, const char *buf)
{
    check(sendto((SOCKET)e->s, buf, BENCH_MESSAGE, 0,
                 (const struct sockaddr *)(const void *)e->peer,
                 sizeof(struct sockaddr_in)) == BENCH_MESSAGE,
          "sendto");
}

static inline void udp_take(const struct bench_end *e, char *buf)
{
    struct sockaddr_in from;
    addr_len len = sizeof(from);

    check(recvfrom((SOCKET)e->s, buf, BENCH_MESSAGE, 0,
                   (struct sockaddr *)&from, &len) == BENCH_MESSAGE,
          "recvfrom");
}

static void ping(struct bench_pair *p, unsigned n)
{
    char buf[BENCH_MESSAGE] = {0};
    SOCKET s = end_of(p, 0);

    if (p->proto == BENCH_TCP)
        while (n-- > 0) {
            tcp_put(s, buf);
            tcp_take(s, buf);
        }
    else
        while (n-- > 0) {
            udp_put(&p->end[0], buf);
            udp_take(&p->end[0], buf);
        }
}

static void pong(struct bench_pair *p, unsigned n)
{
    char buf[BENCH_MESSAGE] = {0};
    SOCKET s = end_of(p, 1);

    if (p->proto == BENCH_TCP)
        while (n-- > 0) {
            tcp_take(s, buf);
            tcp_put(s, buf);
        }
    else
        while (n-- > 0) {
            udp_take(&p->end[1], buf);
            udp_put(&p->end[1], buf);
        }
}

/* Both ends in one thread: nobody waits, so only the calls are measured. */
static void echo(struct bench_pair *p, unsigned n)
{
    char buf[BENCH_MESSAGE] = {0};

    if (p->proto == BENCH_TCP)
        while (n-- > 0) {
            tcp_put(end_of(p, 0), buf);
            tcp_take(end_of(p, 1), buf);
        }
    else
        while (n-- > 0) {
            udp_put(&p->end[0], buf);
            udp_take(&p->end[1], buf);
        }
}

/* The failing path: nothing to receive on a non-blocking socket, and the
 * program asks why. */
static void refuse(struct bench_pair *p, unsigned n)
{
    char buf[BENCH_MESSAGE];
    SOCKET s = end_of(p, 0);

    set_nonblocking(s);
    while (n-- > 0)
        check(recv(s, buf, sizeof(buf), 0) < 0 && LAST_ERROR() == WOULD_BLOCK,
              "recv that must fail");
}

/* The one that is ready stands in the middle. */
static void crowd_wait(struct bench_pair *p, unsigned n,
                       int (*wait)(struct crowd *c))
{
    char buf[BENCH_MESSAGE] = {0};
    struct crowd c;

    memset(&c, 0, sizeof(c));
    for (int i = 0; i < BENCH_CROWD - 1; i++) {
        if (i == BENCH_CROWD / 2)
            crowd_add(&c, end_of(p, 0));
        crowd_add(&c, (SOCKET)p->idle[i]);
    }
    udp_put(&p->end[1], buf);
    while (n-- > 0)
        check(wait(&c) == 1, "waiting for a crowd");
    udp_take(&p->end[0], buf);
}

static void select_crowd(struct bench_pair *p, unsigned n)
{
    crowd_wait(p, n, crowd_select);
}

static void poll_crowd(struct bench_pair *p, unsigned n)
{
    crowd_wait(p, n, crowd_poll);
}

static void churn(unsigned n)
{
    while (n-- > 0) {
        SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

        check(s != INVALID_SOCKET, "socket");
        check(closesocket(s) == 0, "closesocket");
    }
}

static void last_error(unsigned n)
{
    int sum = 0;

    while (n-- > 0) {
        sum ^= LAST_ERROR();
        KEEP(sum);
    }
}

static void last_error_kept(unsigned n)
{
    int sum = 0;

    while (n-- > 0) {
        sum ^= LAST_ERROR_KEPT();
        KEEP(sum);
    }
}

#define BENCH_SIDE_FUNCTIONS                                                   \
    .name = SIDE, .start = start, .stop = stop, .pair_open = pair_open,        \
    .pair_close = pair_close, .ping = ping, .pong = pong, .echo = echo,        \
    .refuse = refuse, .select_crowd = select_crowd, .poll_crowd = poll_crowd,  \
    .churn = churn, .last_error = last_error,                                  \
    .last_error_kept = last_error_kept
