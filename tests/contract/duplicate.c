/* SPDX-License-Identifier: MIT */
/* WSADuplicateSocket within one process: refusals, and what the two
 * descriptors share. Between processes: tests/unit/duplicate_test.c. */
#include "harness.h"
#include "newer.h"

#define NOBODY 0x7ffffffc /* no process has that number */

enum form { WIDE, NARROW };

/* Row: the form is arg2, the process (0: this one; -1: 0) is arg3. */
static int duplicate(SOCKET s, const struct ct_row *row, void *info)
{
    DWORD pid = row->arg3 == 0    ? GetCurrentProcessId()
                : row->arg3 == -1 ? 0
                                  : (DWORD)row->arg3;

    return row->arg2 == WIDE ? WSADuplicateSocketW(s, pid, info)
                             : WSADuplicateSocketA(s, pid, info);
}

static void refused(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOW info;
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, duplicate(s, row, &info));
}

/* Row: bad memory is arg. */
static void bad_memory(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, duplicate(s, row, ct_bad(row->arg)));
}

/* As wide as the structure is, and not a byte more. */
static void exact_memory(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    EQUAL(duplicate(s, row,
                    ct_edge(row->arg2 == WIDE ? sizeof(WSAPROTOCOL_INFOW)
                                              : sizeof(WSAPROTOCOL_INFOA))),
          0);
}

static SOCKET take(WSAPROTOCOL_INFOW *info)
{
    return ct_keep(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                              FROM_PROTOCOL_INFO, info, 0,
                              WSA_FLAG_OVERLAPPED));
}

/* The second descriptor of s. */
static SOCKET second(SOCKET s)
{
    WSAPROTOCOL_INFOW info;
    SOCKET d = INVALID_SOCKET;

    if (WSADuplicateSocketW(s, GetCurrentProcessId(), &info) == 0)
        d = take(&info);
    if (d == INVALID_SOCKET)
        ct_fail("no duplicate: %s", ct_err_name(WSAGetLastError()));
    return d;
}

static void sends_and_receives(SOCKET d, SOCKET peer)
{
    char byte = 0;

    EQUAL(send(d, "a", 1, 0), 1);
    EQUAL(recv(peer, &byte, 1, 0), 1);
    EQUAL(byte, 'a');
    EQUAL(send(peer, "b", 1, 0), 1);
    EQUAL(recv(d, &byte, 1, 0), 1);
    EQUAL(byte, 'b');
}

static void works(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d = second(s);

    CHECK(d != s);
    sends_and_receives(d, ct_peer());
    sends_and_receives(s, ct_peer());
}

static void narrow_works(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d;
    WSAPROTOCOL_INFOA info;

    NEED(WSADuplicateSocketA(s, GetCurrentProcessId(), &info), 0);
    EQUAL(info.iAddressFamily, AF_INET);
    EQUAL(info.iSocketType, SOCK_STREAM);
    EQUAL(info.iProtocol, IPPROTO_TCP);
    d = ct_keep(WSASocketA(AF_INET, SOCK_STREAM, IPPROTO_TCP, &info, 0,
                           WSA_FLAG_OVERLAPPED));
    NEED(d != INVALID_SOCKET, true);
    sends_and_receives(d, ct_peer());
}

/* The socket lives until its last descriptor is closed. Row: arg: the source
 * is closed first, or (2) before the other one is made. */
static void last_close_ends(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d;
    WSAPROTOCOL_INFOW info;
    char byte;

    if (row->arg == 2) {
        NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
        EQUAL(closesocket(s), 0);
        d = take(&info);
        NEED(d != INVALID_SOCKET, true);
    } else {
        d = second(s);
        EQUAL(closesocket(row->arg ? s : d), 0);
        d = row->arg ? d : s;
    }
    sends_and_receives(d, ct_peer());
    EQUAL(closesocket(d), 0);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 0);
}

static void once(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSAPROTOCOL_INFOW info;

    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    CHECK(take(&info) != INVALID_SOCKET);
    FAILS(INVALID_SOCKET, row->code, take(&info));
    CHECK(second(s) != INVALID_SOCKET); /* the next structure is good */
}

static void made_up(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSAPROTOCOL_INFOW info;

    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    info.dwProviderReserved ^= 0x5a5a5a5a;
    FAILS(INVALID_SOCKET, row->code, take(&info));
}

/* It says which socket: the arguments cannot make another one of it. */
static void other_type(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSAPROTOCOL_INFOW info;

    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    FAILS(INVALID_SOCKET, row->code,
          WSASocketW(AF_INET, SOCK_DGRAM, FROM_PROTOCOL_INFO, &info, 0,
                     WSA_FLAG_OVERLAPPED));
    CHECK(take(&info) != INVALID_SOCKET); /* and that did not use it up */
}

/* The second descriptor of TCP takes no part in a multipoint session, either.
 * Row: the flag is arg. */
static void no_part(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSAPROTOCOL_INFOW info;

    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    FAILS(INVALID_SOCKET, row->code,
          WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                     &info, 0, (DWORD)row->arg));
}

static void accepts(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING), d = second(s);
    SOCKET client = ct_open(CT_TCP);

    (void)row;
    ct_connect(client, s);
    EQUAL(closesocket(s), 0);
    s = ct_keep(accept(d, NULL, NULL));
    NEED(s != INVALID_SOCKET, true);
    sends_and_receives(s, client);
}

static void datagrams(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), d = second(s), from = ct_open(CT_UDP);
    struct sockaddr_in sin = ct_name(d);
    char byte;

    (void)row;
    EQUAL(sin.sin_port, ct_name(s).sin_port);
    EQUAL(sendto(from, "x", 1, 0, SA(&sin), sizeof(sin)), 1);
    EQUAL(recvfrom(d, &byte, 1, 0, NULL, NULL), 1);
}

/* What was said about the socket before holds for its second descriptor. Row:
 * level, option, value. */
static void option_travels(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d;
    DWORD value = (DWORD)row->arg3;
    int len = sizeof(value);

    NEED(setsockopt(s, row->arg, row->arg2, (char *)&value, sizeof(value)), 0);
    d = second(s);
    value = 0;
    NEED(getsockopt(d, row->arg, row->arg2, (char *)&value, &len), 0);
    EQUAL(value, (DWORD)row->arg3);
}

static void linger_travels(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d;
    struct linger l = {1, 7};
    int len = sizeof(l);

    NEED(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
    d = second(s);
    memset(&l, 0, sizeof(l));
    NEED(getsockopt(d, SOL_SOCKET, SO_LINGER, (char *)&l, &len), 0);
    EQUAL(l.l_onoff, 1);
    EQUAL(l.l_linger, 7);
}

static void nonblocking_travels(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d;
    char byte;

    ct_nonblock(s);
    d = second(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(d, &byte, 1, 0));
}

static void shutdown_travels(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d;

    EQUAL(shutdown(s, SD_SEND), 0);
    d = second(s);
    SOCKET_FAILS(WSAESHUTDOWN, send(d, "x", 1, 0));
}

/* An option that the kernel keeps is one for both, whenever it is set. */
static void option_is_shared(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), d = second(s);
    BOOL on = TRUE;
    int len = sizeof(on);

    NEED(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof(on)), 0);
    on = FALSE;
    NEED(getsockopt(d, IPPROTO_TCP, TCP_NODELAY, (char *)&on, &len), 0);
    CHECK(on);
}

#define BOTH_FORMS(row, fn, err, what, func, ...)                              \
    row(fn, err, what, func, .arg2 = WIDE, __VA_ARGS__),                       \
        row(fn, err, what ", narrow", func, .arg2 = NARROW, __VA_ARGS__)
#define BAD(which, what)                                                       \
    BOTH_FORMS(ROW, WSADuplicateSocket, WSAEFAULT, what, bad_memory,           \
               .sock = CT_TCP, .arg = which)
#define TRAVELS(what, kind, level, name, value)                                \
    RULE(WSADuplicateSocket, what " travels", option_travels, .sock = kind,    \
         .arg = level, .arg2 = name, .arg3 = value)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSADuplicateSocket, refused, CT_TCP),
    ROWS_NOTSOCK(WSADuplicateSocket, refused),
    ROW(WSADuplicateSocket, WSAENOTSOCK, "closed socket, narrow", refused,
        .sock = CT_STALE, .arg2 = NARROW),
    BAD(CT_NULL, "lpProtocolInfo NULL"),
    BAD(CT_UNMAPPED, "lpProtocolInfo unmapped"),
    BAD(CT_READONLY, "lpProtocolInfo read-only"),
    BAD(CT_EDGE, "lpProtocolInfo partly mapped"),
    BOTH_FORMS(ROW, WSADuplicateSocket, WSAEINVAL, "no such process", refused,
               .sock = CT_TCP, .arg3 = NOBODY),
    BOTH_FORMS(ROW, WSADuplicateSocket, WSAEINVAL, "process 0", refused,
               .sock = CT_TCP, .arg3 = -1),
    FIRST(WSADuplicateSocket, WSANOTINITIALISED, "WSAENOTSOCK", refused,
          .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FIRST(WSADuplicateSocket, WSAENOTSOCK, "WSAEFAULT", bad_memory,
          .sock = CT_STALE),
    FIRST(WSADuplicateSocket, WSAENOTSOCK, "WSAEINVAL", refused,
          .sock = CT_STALE, .arg3 = NOBODY),
    FIRST(WSADuplicateSocket, WSAEFAULT, "WSAEINVAL", bad_memory,
          .sock = CT_TCP, .arg3 = NOBODY),
    RULE(WSADuplicateSocket, "writes what the structure has, no more",
         exact_memory, .sock = CT_TCP, .arg2 = WIDE),
    RULE(WSADuplicateSocket, "writes what the structure has, narrow",
         exact_memory, .sock = CT_TCP, .arg2 = NARROW),
    RULE(WSADuplicateSocket, "both descriptors send and receive", works,
         .sock = CT_TCP_CLIENT),
    RULE(WSADuplicateSocket, "accepted, both send and receive", works,
         .sock = CT_TCP_ACCEPTED),
    RULE(WSADuplicateSocket, "IPv6, both send and receive", works,
         .sock = CT_TCP6_CLIENT),
    RULE(WSADuplicateSocket, "UDP, both send and receive", works,
         .sock = CT_UDP_PAIR),
    RULE(WSADuplicateSocket, "the narrow form works", narrow_works,
         .sock = CT_TCP_CLIENT),
    RULE(WSADuplicateSocket, "the source's close ends nothing", last_close_ends,
         .sock = CT_TCP_CLIENT, .arg = 1),
    RULE(WSADuplicateSocket, "the duplicate's close ends nothing",
         last_close_ends, .sock = CT_TCP_CLIENT, .arg = 0),
    RULE(WSADuplicateSocket, "the source may be closed before", last_close_ends,
         .sock = CT_TCP_CLIENT, .arg = 2),
    ROW(WSASocket, WSAEINVAL, "a structure of WSADuplicateSocket, again", once,
        .sock = CT_TCP),
    ROW(WSASocket, WSAEINVAL, "a structure of WSADuplicateSocket, made up",
        made_up, .sock = CT_TCP),
    ROW(WSASocket, WSAEINVAL, "a structure of WSADuplicateSocket, other type",
        other_type, .sock = CT_TCP),
    ROW(WSASocket, WSAEINVAL, "a duplicate of TCP as a control leaf", no_part,
        .sock = CT_TCP, .arg = WSA_FLAG_MULTIPOINT_C_LEAF),
    ROW(WSASocket, WSAEINVAL, "a duplicate of TCP as a data leaf", no_part,
        .sock = CT_TCP, .arg = WSA_FLAG_MULTIPOINT_D_LEAF),
    RULE(WSADuplicateSocket, "a listener's duplicate accepts", accepts),
    RULE(WSADuplicateSocket, "a bound socket's has its name", datagrams),
    TRAVELS("SO_RCVTIMEO", CT_TCP, SOL_SOCKET, SO_RCVTIMEO, 1234),
    TRAVELS("SO_SNDTIMEO", CT_TCP, SOL_SOCKET, SO_SNDTIMEO, 4321),
    TRAVELS("SO_REUSEADDR", CT_UDP, SOL_SOCKET, SO_REUSEADDR, 1),
    TRAVELS("SO_BROADCAST", CT_UDP, SOL_SOCKET, SO_BROADCAST, 1),
    TRAVELS("SO_KEEPALIVE", CT_TCP, SOL_SOCKET, SO_KEEPALIVE, 1),
    TRAVELS("SO_OOBINLINE", CT_TCP, SOL_SOCKET, SO_OOBINLINE, 1),
    TRAVELS("SO_RCVBUF", CT_TCP, SOL_SOCKET, SO_RCVBUF, 20000),
    TRAVELS("TCP_NODELAY", CT_TCP, IPPROTO_TCP, TCP_NODELAY, 1),
    TRAVELS("IP_IFLIST", CT_UDP, IPPROTO_IP, IP_IFLIST, 1),
    TRAVELS("IP_TTL", CT_UDP, IPPROTO_IP, IP_TTL, 7),
    RULE(WSADuplicateSocket, "SO_LINGER travels", linger_travels,
         .sock = CT_TCP),
    RULE(WSADuplicateSocket, "the blocking mode travels", nonblocking_travels,
         .sock = CT_TCP_CLIENT),
    RULE(WSADuplicateSocket, "shutdown travels", shutdown_travels,
         .sock = CT_TCP_CLIENT),
    RULE(WSADuplicateSocket, "an option set later is seen", option_is_shared,
         .sock = CT_TCP),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
