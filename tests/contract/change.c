/* SPDX-License-Identifier: MIT */
/* SIO_ADDRESS_LIST_CHANGE and SIO_ROUTING_INTERFACE_CHANGE when something
 * changes. Run in a network namespace of its own, whose addresses the rows
 * change (see lonely-net); anywhere else they are skipped. */
#include <stdlib.h>

#include "overlapped.h"

static struct ct_op op;

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
    RULE(WSAIoctl, "SIO_ADDRESS_LIST_CHANGE: waits without overlapped", blocks),
    ROW(WSAIoctl, WSAEINTR, "SIO_ADDRESS_LIST_CHANGE, closed meanwhile",
        blocked_closed),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
