/* SPDX-License-Identifier: MIT */
/* accept and WSAAccept without a condition function (condition.c has those with
 * one): refusals, what happens to a connection that could not be handed out,
 * and what the new socket takes over from its listener. */
#include "harness.h"

typedef SOCKET (*accept_fn)(SOCKET s, struct sockaddr *addr, int *len);

static SOCKET plain(SOCKET s, struct sockaddr *addr, int *len)
{
    return accept(s, addr, len);
}

static SOCKET extended(SOCKET s, struct sockaddr *addr, int *len)
{
    return WSAAccept(s, addr, len, NULL, 0);
}

static accept_fn door(const struct ct_row *row)
{
    return row->function[0] == 'a' ? plain : extended;
}

static void accept_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        FAILS(INVALID_SOCKET, row->code, door(row)(s, NULL, NULL));
}

static SOCKET queued(SOCKET *client)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);

    *client = ct_open(CT_TCP);
    ct_connect(*client, s);
    return s;
}

/* Row: *addrlen is arg. The connection stays for the next accept. */
static void accept_length(const struct ct_row *row)
{
    struct sockaddr_in sin;
    SOCKET client, s = queued(&client);
    int len = row->arg;

    ct_wait_readable(s);
    ct_nonblock(s);
    FAILS(INVALID_SOCKET, row->code, door(row)(s, SA(&sin), &len));
    len = sizeof(sin);
    CHECK(ct_keep(door(row)(s, SA(&sin), &len)) != INVALID_SOCKET);
    EQUAL(sin.sin_port, ct_name(client).sin_port);
}

/* Row: a bad pointer (enum ct_bad) for the address or, with arg2, its
 * length. */
static void accept_pointer(const struct ct_row *row)
{
    struct sockaddr_in sin;
    SOCKET client, s = queued(&client);
    int len = sizeof(sin);

    if (row->arg2)
        FAILS(INVALID_SOCKET, row->code,
              door(row)(s, SA(&sin), ct_bad(row->arg)));
    else
        FAILS(INVALID_SOCKET, row->code, door(row)(s, ct_bad(row->arg), &len));
}

/* Row: whether the peer had ended its side before. */
static void queued_reset(const struct ct_row *row)
{
    struct linger hard = {1, 0};
    SOCKET client, s = queued(&client);

    ct_wait_readable(s);
    if (row->arg)
        EQUAL(shutdown(client, SD_SEND), 0);
    EQUAL(
        setsockopt(client, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
        0);
    EQUAL(closesocket(client), 0);
    FAILS(INVALID_SOCKET, row->code, door(row)(s, NULL, NULL));
}

/* Bad memory is found out before the queue is looked at. */
static void fault_first(const struct ct_row *row)
{
    struct sockaddr_in sin;
    SOCKET s = ct_open(CT_TCP_LISTENING);
    int len = 2;

    ct_nonblock(s);
    FAILS(INVALID_SOCKET, row->code, door(row)(s, SA(&sin), &len));
}

static void address_given(const struct ct_row *row)
{
    struct sockaddr_storage room;
    struct sockaddr_in *sin = (struct sockaddr_in *)&room, name;
    SOCKET client, s = queued(&client);
    int len = sizeof(room);

    memset(&room, 0x55, sizeof(room));
    NEED(ct_keep(door(row)(s, SA(&room), &len)) != INVALID_SOCKET, 1);
    name = ct_name(client);
    EQUAL(len, sizeof(struct sockaddr_in));
    EQUAL(sin->sin_family, AF_INET);
    EQUAL(sin->sin_port, name.sin_port);
    EQUAL(sin->sin_addr.s_addr, name.sin_addr.s_addr);
}

/* Either NULL alone suppresses the address. */
static void address_omitted(const struct ct_row *row)
{
    struct sockaddr_in sin;
    SOCKET client, s = queued(&client);
    int len = 77;

    memset(&sin, 0x55, sizeof(sin));
    CHECK(ct_keep(door(row)(s, NULL, &len)) != INVALID_SOCKET);
    EQUAL(len, 77);
    ct_connect(ct_open(CT_TCP), s);
    CHECK(ct_keep(door(row)(s, SA(&sin), NULL)) != INVALID_SOCKET);
    EQUAL((u_short)sin.sin_family, 0x5555);
}

static void address_six(const struct ct_row *row)
{
    struct sockaddr_in6 sin6, name;
    SOCKET s = ct_open(CT_TCP6_LISTENING), client = ct_open(CT_TCP6);
    int len = sizeof(sin6);

    if (ct_failed())
        return;
    name = ct_name6(s);
    NEED(connect(client, SA(&name), sizeof(name)), 0);
    CHECK(ct_keep(door(row)(s, SA(&sin6), &len)) != INVALID_SOCKET);
    EQUAL(len, sizeof(sin6));
    EQUAL(sin6.sin6_family, AF_INET6);
    EQUAL(sin6.sin6_port, ct_name6(client).sin6_port);
}

/* Linux gives a blocking socket whatever the listener is. */
static void inherits_nonblocking(const struct ct_row *row)
{
    SOCKET client, s = queued(&client), accepted;
    char byte;

    ct_wait_readable(s);
    ct_nonblock(s);
    accepted = ct_keep(door(row)(s, NULL, NULL));
    CHECK(accepted != INVALID_SOCKET);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(accepted, &byte, 1, 0));
}

/* Row: arg is a BOOL option of SOL_SOCKET. */
static void inherits_option(const struct ct_row *row)
{
    SOCKET client, s = ct_open(CT_TCP_LISTENING), accepted;
    int on = 1, len = sizeof(on);

    EQUAL(setsockopt(s, SOL_SOCKET, row->arg, (char *)&on, sizeof(on)), 0);
    client = ct_open(CT_TCP);
    ct_connect(client, s);
    accepted = ct_keep(door(row)(s, NULL, NULL));
    on = 0;
    EQUAL(getsockopt(accepted, SOL_SOCKET, row->arg, (char *)&on, &len), 0);
    EQUAL(on & 0xff, 1);
}

static void inherits_linger(const struct ct_row *row)
{
    struct linger want = {1, 7}, got = {0, 0};
    SOCKET client, s = queued(&client), accepted;
    int len = sizeof(got);

    EQUAL(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&want, sizeof(want)), 0);
    ct_connect(ct_open(CT_TCP), s);
    ct_keep(door(row)(s, NULL, NULL));
    accepted = ct_keep(door(row)(s, NULL, NULL));
    EQUAL(getsockopt(accepted, SOL_SOCKET, SO_LINGER, (char *)&got, &len), 0);
    EQUAL(got.l_onoff, 1);
    EQUAL(got.l_linger, 7);
}

static void in_order(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING), clients[3];
    struct sockaddr_in sin;
    int i, len;

    for (i = 0; i < 3; i++) {
        clients[i] = ct_open(CT_TCP);
        ct_connect(clients[i], s);
    }
    for (i = 0; i < 3; i++) {
        len = sizeof(sin);
        CHECK(ct_keep(door(row)(s, SA(&sin), &len)) != INVALID_SOCKET);
        EQUAL(sin.sin_port, ct_name(clients[i]).sin_port);
    }
}

static void listener_stays(const struct ct_row *row)
{
    SOCKET client, s = queued(&client), accepted;

    accepted = ct_keep(door(row)(s, NULL, NULL));
    FAILS(INVALID_SOCKET, WSAEINVAL, door(row)(accepted, NULL, NULL));
    EQUAL(closesocket(accepted), 0);
    ct_connect(ct_open(CT_TCP), s);
    CHECK(ct_keep(door(row)(s, NULL, NULL)) != INVALID_SOCKET);
}

#define BOTH(err, what, func, ...)                                             \
    ROW(accept, err, what, func, __VA_ARGS__),                                 \
        ROW(WSAAccept, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(accept, err, what, func, __VA_ARGS__),                               \
        FIRST(WSAAccept, err, what, func, __VA_ARGS__)
#define BOTH_RULE(what, func, ...)                                             \
    RULE(accept, what, func, __VA_ARGS__),                                     \
        RULE(WSAAccept, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(accept, accept_fails, CT_TCP_LISTENING),
    ROWS_UNSTARTED(WSAAccept, accept_fails, CT_TCP_LISTENING),
    ROWS_NOTSOCK(accept, accept_fails),
    ROWS_NOTSOCK(WSAAccept, accept_fails),
    BOTH(WSAECONNRESET, "the peer reset the queued connection", queued_reset,
         .arg = 0),
    BOTH(WSAECONNRESET, "the peer ended and reset the queued connection",
         queued_reset, .arg = 1),
    BOTH(WSAEFAULT, "*addrlen 0", accept_length, .arg = 0),
    BOTH(WSAEFAULT, "*addrlen one short", accept_length,
         .arg = sizeof(struct sockaddr_in) - 1),
    BOTH(WSAEFAULT, "*addrlen -1", accept_length, .arg = -1),
    BOTH(WSAEFAULT, "addr unmapped", accept_pointer, .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "addr read-only", accept_pointer, .arg = CT_READONLY),
    BOTH(WSAEFAULT, "addr partly mapped", accept_pointer, .arg = CT_EDGE),
    BOTH(WSAEFAULT, "addrlen unmapped", accept_pointer, .arg = CT_UNMAPPED,
         .arg2 = 1),
    BOTH(WSAEINVAL, "fresh socket", accept_fails, .sock = CT_TCP),
    BOTH(WSAEINVAL, "bound, not listening", accept_fails, .sock = CT_TCP_BOUND),
    BOTH(WSAEINVAL, "connected", accept_fails, .sock = CT_TCP_CLIENT),
    BOTH(WSAEOPNOTSUPP, "datagram", accept_fails, .sock = CT_UDP_BOUND),
    BOTH(WSAEOPNOTSUPP, "IPv6 datagram", accept_fails, .sock = CT_UDP6_BOUND),
    BOTH(WSAEWOULDBLOCK, "non-blocking, nothing queued", accept_fails,
         .sock = CT_TCP_LISTENING, .flags = CT_NONBLOCK),
    BOTH_FIRST(WSAEOPNOTSUPP, "WSAEINVAL", accept_fails, .sock = CT_UDP),
    BOTH_FIRST(WSAEFAULT, "WSAEWOULDBLOCK", fault_first, .arg = 0),
    BOTH_FIRST(WSAEINVAL, "WSAEWOULDBLOCK", accept_fails, .sock = CT_TCP_BOUND,
               .flags = CT_NONBLOCK),
    BOTH_RULE("gives the peer's address", address_given, .arg = 0),
    BOTH_RULE("NULL addr or addrlen omits the address", address_omitted,
              .arg = 0),
    BOTH_RULE("gives an IPv6 peer's address", address_six, .arg = 0),
    BOTH_RULE("non-blocking is inherited", inherits_nonblocking, .arg = 0),
    BOTH_RULE("SO_KEEPALIVE is inherited", inherits_option,
              .arg = SO_KEEPALIVE),
    BOTH_RULE("SO_OOBINLINE is inherited", inherits_option,
              .arg = SO_OOBINLINE),
    BOTH_RULE("SO_LINGER is inherited", inherits_linger, .arg = 0),
    BOTH_RULE("oldest connection first", in_order, .arg = 0),
    BOTH_RULE("the listener stays, the new socket cannot accept",
              listener_stays, .arg = 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
