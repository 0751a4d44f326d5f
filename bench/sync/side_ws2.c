/* SPDX-License-Identifier: MIT */
/* The loops of body.h as a Windows program: compiled as ws2-cc does. */
#include <winsock2.h>

#include "kit.h"

#define SIDE              "ws2"
#define LAST_ERROR()      WSAGetLastError()
#define LAST_ERROR_KEPT() WSAGetLastError()
#define WOULD_BLOCK       WSAEWOULDBLOCK

typedef int addr_len;
typedef int io_len;

static int set_nonblocking(SOCKET s)
{
    u_long on = 1;

    return ioctlsocket(s, FIONBIO, &on);
}

struct crowd {
    fd_set all;
    WSAPOLLFD each[BENCH_CROWD];
    ULONG n;
};

static void crowd_add(struct crowd *c, SOCKET s)
{
    FD_SET(s, &c->all);
    c->each[c->n].fd = s;
    c->each[c->n++].events = POLLRDNORM;
}

/* With the copy that every such program makes. */
static int crowd_select(struct crowd *c)
{
    fd_set ready = c->all;

    return select(0, &ready, NULL, NULL, NULL);
}

static int crowd_poll(struct crowd *c)
{
    return WSAPoll(c->each, c->n, -1);
}

#include "body.h"

static void start(void)
{
    WSADATA data;
    int err = WSAStartup(MAKEWORD(2, 2), &data);

    if (err != 0)
        bench_die(SIDE, "WSAStartup", err);
}

static void stop(void)
{
    WSACleanup();
}

const struct bench_side bench_ws2 = {BENCH_SIDE_FUNCTIONS};
