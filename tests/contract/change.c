/* SPDX-License-Identifier: MIT */
/* SIO_ADDRESS_LIST_CHANGE and SIO_ROUTING_INTERFACE_CHANGE when something
 * changes. Run in a network namespace of its own, whose addresses the rows
 * change (see lonely-net); anywhere else they are skipped. */
#include <stdlib.h>

#include "netevents.h"
#include "overlapped.h"

#define MANY 200

static struct ct_op op, other;
static struct ct_op many[MANY];

static bool lonely(void)
{
    if (getenv("CT_NETWORK") == NULL)
        ct_skip("needs a network namespace of its own");
    return getenv("CT_NETWORK") != NULL;
}

static void configure(const char *command)
{
    EQUAL(system(command), 0);
}

static int list_change(SOCKET s, LPWSAOVERLAPPED ov)
{
    return WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &op.count, ov,
                    NULL);
}

/* Another family's address is no change. */
static void address_comes(const struct ct_row *row)
{
    SOCKET s;

    (void)row;
    if (!lonely())
        return;
    s = ct_open(CT_UDP);
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, list_change(s, &op.ov));
    configure("ip addr add fd00::1/64 dev lo");
    configure("ip addr add 10.9.8.7/32 dev lo");
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 0);
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, list_change(s, &op.ov));
    configure("ip addr del fd00::1/64 dev lo");
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    configure("ip addr del 10.9.8.7/32 dev lo");
    EQUAL(ct_op_end(s, &op), 0);
}

static void address_by_port(const struct ct_row *row)
{
    HANDLE port = ct_port();
    struct ct_packet p;
    SOCKET s;

    (void)row;
    if (!lonely())
        return;
    s = ct_open(CT_UDP);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 9, 0) == port);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, list_change(s, &op.ov));
    configure("ip addr add 10.9.8.6/32 dev lo");
    p = ct_take(port, INFINITE);
    EQUAL(p.err, 0);
    EQUAL(p.key, 9);
    CHECK(p.ov == &op.ov);
    configure("ip addr del 10.9.8.6/32 dev lo");
}

/* Row: what the socket reaches now (unreachable at first) goes by loopback. */
static void route_changes(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(0);
    SOCKET s;

    (void)row;
    if (!lonely())
        return;
    s = ct_open(CT_UDP);
    to.sin_addr.s_addr = htonl(0xc6336401); /* 198.51.100.1 */
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSAIoctl(s, SIO_ROUTING_INTERFACE_CHANGE, &to, sizeof(to),
                          NULL, 0, &op.count, &op.ov, NULL));
    configure("ip route add 203.0.113.0/24 dev lo"); /* another one */
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    configure("ip route add 198.51.100.0/24 dev lo");
    EQUAL(ct_op_end(s, &op), 0);
    configure("ip route del 198.51.100.0/24 dev lo");
    configure("ip route del 203.0.113.0/24 dev lo");
}

static int pends(SOCKET s, struct ct_op *o, HANDLE event)
{
    ct_op_init(o, event);
    return list_change(s, &o->ov);
}

/* Each change is told to who asked since the one before. */
static void told_again(const struct ct_row *row)
{
    SOCKET s;
    int i;

    (void)row;
    if (!lonely())
        return;
    s = ct_open(CT_UDP);
    for (i = 0; i < 3; i++) {
        SOCKET_FAILS(WSA_IO_PENDING, pends(s, &op, ct_event()));
        configure("ip addr add 10.9.8.4/32 dev lo");
        EQUAL(ct_op_end(s, &op), 0);
        SOCKET_FAILS(WSA_IO_PENDING, pends(s, &op, ct_event()));
        configure("ip addr del 10.9.8.4/32 dev lo");
        EQUAL(ct_op_end(s, &op), 0);
    }
}

static void six(const struct ct_row *row)
{
    struct sockaddr_in6 to;
    SOCKET s;

    (void)row;
    if (!lonely() || !ct_have_ipv6())
        return;
    s = ct_open(CT_UDP6);
    SOCKET_FAILS(WSA_IO_PENDING, pends(s, &op, ct_event()));
    configure("ip addr add 10.9.8.3/32 dev lo");
    configure("ip addr del 10.9.8.3/32 dev lo");
    configure("ip addr add fd09::1/64 dev lo nodad");
    EQUAL(ct_op_end(s, &op), 0);
    to = ct_loopback6(0);
    to.sin6_addr.s6_addr[0] = 0xfd;
    to.sin6_addr.s6_addr[1] = 0x0a; /* fd0a::1 */
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSAIoctl(s, SIO_ROUTING_INTERFACE_CHANGE, &to, sizeof(to),
                          NULL, 0, &op.count, &op.ov, NULL));
    configure("ip -6 route add fd0a::/64 dev lo");
    EQUAL(ct_op_end(s, &op), 0);
    configure("ip -6 route del fd0a::/64 dev lo");
    configure("ip addr del fd09::1/64 dev lo");
}

/* One is cancelled, by CancelIoEx or its socket's end (arg); another goes on.
 */
static void ends_early(const struct ct_row *row)
{
    HANDLE event = ct_event();
    SOCKET a, b;

    if (!lonely())
        return;
    a = ct_open(CT_UDP);
    b = ct_open(CT_UDP);
    SOCKET_FAILS(WSA_IO_PENDING, pends(a, &op, event));
    SOCKET_FAILS(WSA_IO_PENDING, pends(b, &other, ct_event()));
    if (row->arg) {
        EQUAL(closesocket(a), 0);
        ct_await(event);
        EQUAL((NTSTATUS)op.ov.Internal, (NTSTATUS)0xC0000120);
    } else {
        EQUAL(CancelIoEx((HANDLE)a, (LPOVERLAPPED)&op.ov), TRUE);
        EQUAL(ct_op_end(a, &op), row->code);
    }
    EQUAL(HasOverlappedIoCompleted(&other.ov), FALSE);
    configure("ip addr add 10.9.8.2/32 dev lo");
    EQUAL(ct_op_end(b, &other), 0);
    configure("ip addr del 10.9.8.2/32 dev lo");
}

/* Many sockets hear of one change, each once. */
static void many_are_told(const struct ct_row *row)
{
    static bool told[MANY];
    HANDLE port = ct_port();
    struct ct_packet p;
    SOCKET s;
    int i;

    (void)row;
    if (!lonely())
        return;
    memset(told, 0, sizeof(told));
    for (i = 0; i < MANY && !ct_failed(); i++) {
        s = ct_open(CT_UDP);
        CreateIoCompletionPort((HANDLE)s, port, (ULONG_PTR)i, 0);
        SOCKET_FAILS(WSA_IO_PENDING, pends(s, &many[i], NULL));
    }
    configure("ip addr add 10.9.8.1/32 dev lo");
    for (i = 0; i < MANY && !ct_failed(); i++) {
        p = ct_take(port, INFINITE);
        EQUAL(p.err, 0);
        CHECK(p.key < MANY && p.ov == &many[p.key].ov && !told[p.key]);
        if (!ct_failed())
            told[p.key] = true;
    }
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
    configure("ip addr del 10.9.8.1/32 dev lo");
}

/* A route comes and goes: FD_ROUTING_INTERFACE_CHANGE has a code when nothing
 * leads to the address any more. */
static void route_by_event(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(0);
    struct ct_selected w;
    DWORD n;
    int i;

    if (!lonely())
        return;
    to.sin_addr.s_addr = htonl(0xc6336401); /* 198.51.100.1 */
    ct_select(&w, ct_open(CT_UDP), FD_ROUTING_INTERFACE_CHANGE);
    for (i = 0; i < 2 && !ct_failed(); i++) {
        SOCKET_FAILS(WSAEWOULDBLOCK,
                     WSAIoctl(w.s, SIO_ROUTING_INTERFACE_CHANGE, &to,
                              sizeof(to), NULL, 0, &n, NULL, NULL));
        configure(i == 0 ? "ip route add 198.51.100.0/24 dev lo"
                         : "ip route del 198.51.100.0/24 dev lo");
        EQUAL(ct_told(&w, FD_ROUTING_INTERFACE_CHANGE),
              FD_ROUTING_INTERFACE_CHANGE);
        EQUAL(w.code[FD_ROUTING_INTERFACE_CHANGE_BIT], i == 0 ? 0 : row->code);
    }
}

static void change_blocked(struct ct_blocked *b)
{
    DWORD n;

    b->res = WSAIoctl(b->s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &n, NULL,
                      NULL);
    b->err = WSAGetLastError();
}

/* Whether it waits yet cannot be seen: addresses come until it has. */
static void blocks(const struct ct_row *row)
{
    struct ct_blocked b = {.run = change_blocked, .res = CT_UNTOUCHED};

    (void)row;
    if (!lonely())
        return;
    b.s = ct_open(CT_UDP);
    ct_blocked_start(&b);
    while (WaitForSingleObject(b.thread, 20) == WAIT_TIMEOUT && !ct_failed()) {
        configure("ip addr add 10.9.8.5/32 dev lo");
        WaitForSingleObject(b.thread, 20);
        configure("ip addr del 10.9.8.5/32 dev lo");
    }
    ct_blocked_end(&b);
    EQUAL(b.res, 0);
}

static void blocked_closed(const struct ct_row *row)
{
    struct ct_blocked b = {.run = change_blocked, .s = ct_open(CT_UDP)};

    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    if (b.err != WSAENOTSOCK) /* it had not begun */
        EQUAL(b.err, row->code);
}

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: an address comes, and goes",
         address_comes),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: told by a port", address_by_port),
    RULE(WSAIoctl, "SIO_ROUTING_INTERFACE_CHANGE: a route comes",
         route_changes),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: told again and again", told_again),
    RULE(WSAIoctl, "both, of IPv6", six),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: cancelled", ends_early,
         .code = WSA_OPERATION_ABORTED),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: closed", ends_early, .arg = 1),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: many sockets", many_are_told),
    RULE(WSAEventSelect, "a route comes, and goes", route_by_event,
         .code = WSAENETUNREACH),
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: waits without overlapped", blocks),
    ROW(WSAIoctl, WSAEINTR, "SIO_ADDRESS_LIST_CHANGE, closed meanwhile",
        blocked_closed),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
