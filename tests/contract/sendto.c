/* SPDX-License-Identifier: MIT */
/* sendto and WSASendTo with one buffer: destinations that are refused, and
 * what a connected or a stream socket makes of one. Both functions run every
 * row. */
#include "harness.h"

static int put(const struct ct_row *row, SOCKET s, const void *data, int len,
               int flags, const struct sockaddr *to, int tolen)
{
    WSABUF buf = {(ULONG)len, (char *)(uintptr_t)data};
    DWORD sent = 0;

    if (row->function[0] == 's')
        return sendto(s, data, len, flags, to, tolen);
    return WSASendTo(s, &buf, 1, &sent, (DWORD)flags, to, tolen, NULL, NULL) ==
                   0
               ? (int)sent
               : SOCKET_ERROR;
}

enum form { GOOD, WILD, PORT_0, BROADCAST, NO_FAMILY };

static struct sockaddr_in address_make(enum form form)
{
    struct sockaddr_in to = ct_loopback(htons(9));

    if (form == WILD)
        to.sin_addr.s_addr = htonl(INADDR_ANY);
    else if (form == PORT_0)
        to.sin_port = 0;
    else if (form == BROADCAST)
        to.sin_addr.s_addr = INADDR_BROADCAST;
    else if (form == NO_FAMILY)
        to.sin_family = 0x6ead;
    return to;
}

/* Row: the destination is arg (enum form), flags are arg2. */
static void sendto_fails(const struct ct_row *row)
{
    struct sockaddr_in to = address_make((enum form)row->arg);
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     put(row, s, "x", 1, row->arg2, SA(&to), sizeof(to)));
}

static void other_family(const struct ct_row *row)
{
    struct sockaddr_in6 to6 = ct_loopback6(htons(9));
    struct sockaddr_in to[2] = {address_make(GOOD), address_make(GOOD)};
    SOCKET s = ct_sock(row);

    if (ct_failed())
        return;
    if (row->sock == CT_UDP)
        SOCKET_FAILS(row->code, put(row, s, "x", 1, 0, SA(&to6), sizeof(to6)));
    else /* long enough for its own kind of address */
        SOCKET_FAILS(row->code, put(row, s, "x", 1, 0, SA(to), sizeof(to)));
}

static void no_destination(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0, NULL, 0));
}

/* Row: a bad pointer (enum ct_bad) for the data or, with arg2, the
 * destination. */
static void sendto_pointer(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);

    if (row->arg2)
        SOCKET_FAILS(row->code,
                     put(row, s, "x", 1, 0, ct_bad(row->arg), sizeof(to)));
    else
        SOCKET_FAILS(row->code,
                     put(row, s, ct_bad(row->arg), 5, 0, SA(&to), sizeof(to)));
}

/* Row: tolen is arg. */
static void sendto_length(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));

    SOCKET_FAILS(row->code,
                 put(row, ct_open(CT_UDP), "x", 1, 0, SA(&to), row->arg));
}

static void oob_inline(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    BOOL on = TRUE;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)), 0);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, MSG_OOB, NULL, 0));
}

static void peer_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};

    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0, NULL, 0));
}

/* Connected, so that the answer concerns the next datagram. */
static void port_unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_DGRAM));

    NEED(connect(s, SA(&sin), sizeof(sin)), 0);
    EQUAL(put(row, s, "x", 1, 0, NULL, 0), 1);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0, NULL, 0));
}

static void too_long(const struct ct_row *row)
{
    static char big[65508];
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    char byte = 0;

    SOCKET_FAILS(row->code,
                 put(row, s, big, sizeof(big), 0, SA(&to), sizeof(to)));
    EQUAL(put(row, s, "y", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

static void largest(const struct ct_row *row)
{
    static char big[65507], got[65507];
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);

    memset(big, 'b', sizeof(big));
    EQUAL(put(row, s, big, sizeof(big), 0, SA(&to), sizeof(to)), sizeof(big));
    EQUAL(recv(other, got, sizeof(got), 0), sizeof(got));
    EQUAL(memcmp(got, big, sizeof(big)), 0);
}

/* Row: the direction shut down is arg. */
static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    struct sockaddr_in to = ct_loopback(htons(9));

    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0, SA(&to), sizeof(to)));
}

static void would_block(const struct ct_row *row)
{
    static char chunk[65536];
    SOCKET s = ct_open(CT_TCP_CLIENT);
    int n;

    ct_nonblock(s);
    do
        n = put(row, s, chunk, sizeof(chunk), 0, NULL, 0);
    while (n > 0);
    EQUAL(n, SOCKET_ERROR);
    EQUAL(WSAGetLastError(), row->code);
}

static void overrides_peer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR), peer = ct_peer();
    SOCKET other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    char byte = 0;

    EQUAL(put(row, s, "o", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'o');
    EQUAL(send(s, "p", 1, 0), 1);
    EQUAL(recv(peer, &byte, 1, 0), 1);
    EQUAL(byte, 'p');
}

static void peer_by_default(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char byte = 0;

    EQUAL(put(row, s, "d", 1, 0, NULL, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'd');
}

static void stream_ignores(const struct ct_row *row)
{
    struct sockaddr_in to = address_make((enum form)row->arg);
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;

    EQUAL(put(row, s, "s", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 's');
}

static void broadcast_allowed(const struct ct_row *row)
{
    struct sockaddr_in to = address_make(BROADCAST);
    SOCKET s = ct_open(CT_UDP);
    BOOL on = TRUE;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&on, sizeof(on)), 0);
    if (put(row, s, "x", 1, 0, SA(&to), sizeof(to)) == SOCKET_ERROR)
        CHECK(WSAGetLastError() != WSAEACCES); /* there may be no network */
}

/* One dead port among many peers must not stop what goes to the others. */
static void unreachable_elsewhere(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in dead = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct sockaddr_in to = ct_name(other);
    char byte = 0;

    EQUAL(put(row, s, "x", 1, 0, SA(&dead), sizeof(dead)), 1);
    ct_wait_readable(s);
    EQUAL(put(row, s, "y", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

#define BOTH(err, what, func, ...)                                             \
    ROW(sendto, err, what, func, __VA_ARGS__),                                 \
        ROW(WSASendTo, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(sendto, err, what, func, __VA_ARGS__),                               \
        FIRST(WSASendTo, err, what, func, __VA_ARGS__)
#define BOTH_RULE(what, func, ...)                                             \
    RULE(sendto, what, func, __VA_ARGS__),                                     \
        RULE(WSASendTo, what, func, __VA_ARGS__)
#define UNKNOWN_FLAG 0x4000

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(sendto, sendto_fails, CT_UDP),
    ROWS_UNSTARTED(WSASendTo, sendto_fails, CT_UDP),
    ROWS_NOTSOCK(sendto, sendto_fails),
    ROWS_NOTSOCK(WSASendTo, sendto_fails),
    BOTH(WSAEACCES, "broadcast, SO_BROADCAST off", sendto_fails, .sock = CT_UDP,
         .arg = BROADCAST),
    BOTH(WSAEADDRNOTAVAIL, "0.0.0.0", sendto_fails, .sock = CT_UDP,
         .arg = WILD),
    BOTH(WSAEADDRNOTAVAIL, "port 0", sendto_fails, .sock = CT_UDP,
         .arg = PORT_0),
    BOTH(WSAEAFNOSUPPORT, "IPv6 destination, IPv4 socket", other_family,
         .sock = CT_UDP),
    BOTH(WSAEAFNOSUPPORT, "IPv4 destination, IPv6 socket", other_family,
         .sock = CT_UDP6),
    BOTH(WSAEAFNOSUPPORT, "unknown family", sendto_fails, .sock = CT_UDP,
         .arg = NO_FAMILY),
    BOTH(WSAECONNRESET, "UDP, nobody at the port", port_unreachable, .arg = 0),
    ROW(sendto, WSAECONNRESET, "the stream's peer reset", peer_reset),
    BOTH(WSAEDESTADDRREQ, "no destination and no peer", no_destination,
         .sock = CT_UDP_BOUND),
    BOTH(WSAEFAULT, "data NULL", sendto_pointer, .sock = CT_UDP),
    BOTH(WSAEFAULT, "data unmapped", sendto_pointer, .sock = CT_UDP,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "data partly mapped", sendto_pointer, .sock = CT_UDP,
         .arg = CT_EDGE),
    BOTH(WSAEFAULT, "destination unmapped", sendto_pointer, .sock = CT_UDP,
         .arg = CT_UNMAPPED, .arg2 = 1),
    BOTH(WSAEFAULT, "destination partly mapped", sendto_pointer, .sock = CT_UDP,
         .arg = CT_EDGE, .arg2 = 1),
    BOTH(WSAEFAULT, "tolen 0", sendto_length, .arg = 0),
    BOTH(WSAEFAULT, "tolen one short", sendto_length,
         .arg = sizeof(struct sockaddr_in) - 1),
    BOTH(WSAEFAULT, "tolen -1", sendto_length, .arg = -1),
    ROW(sendto, WSAEINVAL, "unknown flag", sendto_fails, .sock = CT_UDP,
        .arg2 = UNKNOWN_FLAG),
    ROW(sendto, WSAEINVAL, "MSG_OOB while SO_OOBINLINE is on", oob_inline),
    BOTH(WSAEMSGSIZE, "65508 bytes", too_long, .arg = 0),
    BOTH(WSAENOTCONN, "fresh stream socket", sendto_fails, .sock = CT_TCP),
    BOTH(WSAENOTCONN, "listening socket", sendto_fails,
         .sock = CT_TCP_LISTENING),
    ROW(sendto, WSAEOPNOTSUPP, "UDP, MSG_OOB", sendto_fails, .sock = CT_UDP,
        .arg2 = MSG_OOB),
    ROW(WSASendTo, WSAEOPNOTSUPP, "MSG_PARTIAL", sendto_fails, .sock = CT_UDP,
        .arg2 = MSG_PARTIAL),
    BOTH(WSAESHUTDOWN, "after SD_SEND", after_shutdown, .sock = CT_UDP_BOUND,
         .arg = SD_SEND),
    BOTH(WSAESHUTDOWN, "after SD_BOTH", after_shutdown, .sock = CT_UDP_BOUND,
         .arg = SD_BOTH),
    BOTH(WSAESHUTDOWN, "stream, after SD_SEND", after_shutdown,
         .sock = CT_TCP_CLIENT, .arg = SD_SEND),
    BOTH(WSAEWOULDBLOCK, "non-blocking, no room", would_block, .arg = 0),
    BOTH_FIRST(WSANOTINITIALISED, "WSAEFAULT", sendto_pointer,
               .sock = CT_INVALID, .flags = CT_UNSTARTED),
    BOTH_FIRST(WSAENOTSOCK, "WSAEFAULT", sendto_pointer, .sock = CT_STALE),
    BOTH_FIRST(WSAENOTSOCK, "WSAEADDRNOTAVAIL", sendto_fails, .sock = CT_STALE,
               .arg = WILD),
    BOTH_FIRST(WSAENOTCONN, "WSAEADDRNOTAVAIL", sendto_fails, .sock = CT_TCP,
               .arg = WILD),
    BOTH_RULE("65507 bytes go through", largest, .arg = 0),
    BOTH_RULE("a destination overrides the peer once", overrides_peer,
              .arg = 0),
    BOTH_RULE("without a destination the peer gets it", peer_by_default,
              .arg = 0),
    BOTH_RULE("a stream ignores the destination", stream_ignores, .arg = GOOD),
    BOTH_RULE("a stream ignores a bad destination", stream_ignores,
              .arg = WILD),
    BOTH_RULE("SO_BROADCAST allows broadcast", broadcast_allowed, .arg = 0),
    BOTH_RULE("a dead port does not stop the others", unreachable_elsewhere,
              .arg = 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
