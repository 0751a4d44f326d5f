/* SPDX-License-Identifier: MIT */
/* How network errors are brought about: on sockets that are made for them, and
 * then by the hosts of far.h. For neterrors.c. */
#ifndef CT_FAULTS_H
#define CT_FAULTS_H

#include "far.h"

#include <mstcpip.h>

#include "models.h"
#include "newer.h"

#define PATIENCE_MS 20000

enum fault {
    TOLD,    /* the host, or a router, says so when it is talked to */
    REFUSED, /* by this machine, where nobody listens */
    UNHEARD, /* what was sent is not acknowledged, tcp_retries2 being 0 */
    LIMITED, /* the same, within what the program allows: TCP_MAXRTMS */
    CUT,     /* the same, and a router says why */
    PROBED,  /* nothing is under way but keep-alive probes */
    DOWN,    /* as UNHEARD, with every interface down */
    HANGUP   /* the peer resets the connection, which is on this machine */
};

struct error {
    const char *name;
    enum stage stage;
    enum fault fault;
    int kind, host; /* far_name's */
    bool six;       /* far_name6's */
    int code, win32, closing;
};

#define DATAGRAMS (DATAGRAM | LOOSE)
#define RECEIVING (CONNECTED | DATAGRAM | LOOSE)

enum moment {
    DURING, /* the program waits while it happens */
    AFTER,  /* it has happened before the program looks */
    MOMENTS
};

/* --- Sockets to which it will happen. */

static void limit(SOCKET s)
{
    DWORD limit_ms = 300;

    EQUAL(setsockopt(s, IPPROTO_TCP, TCP_MAXRTMS, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
}

static void probe(SOCKET s)
{
    struct tcp_keepalive soon = {1, 1000, 1000};
    DWORD n, one = 1;

    EQUAL(WSAIoctl(s, SIO_KEEPALIVE_VALS, &soon, sizeof(soon), NULL, 0, &n,
                   NULL, NULL),
          0);
    EQUAL(setsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, (char *)&one, sizeof(one)),
          0);
}

static void address(const struct error *e, struct attempt *a)
{
    struct sockaddr_in sin = far_name(e->kind, e->host);
    struct sockaddr_in6 sin6 = far_name6(e->kind, e->host);

    if (e->fault == REFUSED)
        sin = ct_loopback(ct_dead_port(SOCK_STREAM));
    if (e->fault == HANGUP)
        sin = ct_name(a->listener);
    a->tolen = e->six ? (int)sizeof(sin6) : (int)sizeof(sin);
    memcpy(&a->to, e->six ? SA(&sin6) : SA(&sin), (size_t)a->tolen);
}

static void prepare(const struct error *e, struct attempt *a)
{
    SOCKADDR_STORAGE any;
    int type = (e->stage & DATAGRAMS) != 0 ? SOCK_DGRAM : SOCK_STREAM;
    DWORD registered =
        (a->model->traits & REGISTERS) != 0 ? WSA_FLAG_REGISTERED_IO : 0;

    a->stage = e->stage;
    a->s = ct_keep(WSASocketW(e->six ? AF_INET6 : AF_INET, type, 0, NULL, 0,
                              WSA_FLAG_OVERLAPPED | registered));
    if (e->fault == HANGUP) {
        a->listener = ct_open(CT_TCP_LISTENING);
        a->peer = ct_open(CT_TCP);
    }
    address(e, a);
    a->waits = ct_event();
    if (e->fault == LIMITED)
        limit(a->s);
    if (e->fault == PROBED)
        probe(a->s);
    if (e->stage == CONNECTED || e->stage == DATAGRAM)
        EQUAL(connect(a->s, SA(&a->to), a->tolen), 0);
    memset(&any, 0, sizeof(any));
    any.ss_family = a->to.ss_family;
    if (e->stage == LOOSE)
        EQUAL(bind(a->s, SA(&any), a->tolen), 0);
}

static void hang_up(struct attempt *a)
{
    struct linger now = {1, 0};

    EQUAL(connect(a->peer, SA(&a->to), a->tolen), 0);
    EQUAL(setsockopt(a->peer, SOL_SOCKET, SO_LINGER, (char *)&now, sizeof(now)),
          0);
    EQUAL(shutdown(a->peer, SD_RECEIVE), 0);
    EQUAL(closesocket(a->peer), 0);
}

static void settings(enum fault fault)
{
    if (fault == UNHEARD || fault == DOWN)
        CHECK(far_ask("set tcp_retries2 0\n"));
    if (fault == CUT)
        CHECK(far_ask("set tcp_retries2 3\n")); /* time for the router */
}

/* Now it happens; or, with connects, as soon as they are made. */
static void provoke(const struct error *e, struct attempt *a, int moment)
{
    if (e->fault == HANGUP)
        hang_up(a);
    else if ((e->stage & RECEIVING) != 0 && e->fault != PROBED &&
             (moment == AFTER || (a->model->traits & SENDS) == 0))
        EQUAL(sendto(a->s, "x", 1, 0, e->stage == LOOSE ? SA(&a->to) : NULL,
                     e->stage == LOOSE ? a->tolen : 0),
              1);
}

/* Packets keep their order: what was said to earlier ones has arrived. */
static void settle(void)
{
    struct sockaddr_in to = far_name(FRIENDLY, 9);
    SOCKET s = ct_open(CT_UDP);

    EQUAL(sendto(s, "?", 1, 0, SA(&to), sizeof(to)), 1);
    ct_wait_readable(s);
}

static void has_broken(SOCKET s)
{
    struct timeval limit = {PATIENCE_MS / 1000, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, &set, NULL, NULL, &limit), 1);
}

#endif
