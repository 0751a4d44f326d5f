/* SPDX-License-Identifier: MIT */
/* getsockopt and setsockopt: refusals, Windows' defaults, and values that come
 * back as they were set. The full option tables have their own tests. */
#include "option.h"

enum { NO_LEVEL = 0x1234, NO_NAME = 0x7abc };

static void set_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, ct_set_int(s, row->arg, row->arg2, 1));
}

/* Row: name of SOL_SOCKET is arg, the length arg2. */
static void get_length(const struct ct_row *row)
{
    char value[256];
    int len = row->arg2;

    SOCKET_FAILS(row->code, getsockopt(ct_open(CT_TCP), SOL_SOCKET, row->arg,
                                       value, &len));
}

static void set_length(const struct ct_row *row)
{
    struct linger value = {1, 1};

    SOCKET_FAILS(row->code, setsockopt(ct_open(CT_TCP), SOL_SOCKET, row->arg,
                                       (char *)&value, row->arg2));
}

/* Row: a bad pointer (enum ct_bad) for the value or, with arg2, its length. */
static void get_pointer(const struct ct_row *row)
{
    int value, len = sizeof(value);
    SOCKET s = ct_sock(row);

    if (row->arg2)
        SOCKET_FAILS(row->code, getsockopt(s, SOL_SOCKET, SO_RCVBUF,
                                           (char *)&value, ct_bad(row->arg)));
    else
        SOCKET_FAILS(row->code, getsockopt(s, SOL_SOCKET, SO_RCVBUF,
                                           ct_bad(row->arg), &len));
}

static void set_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, setsockopt(s, SOL_SOCKET, SO_RCVBUF,
                                       ct_bad(row->arg), sizeof(int)));
}

/* Row: setting arg and then arg2, both of SOL_SOCKET, contradicts itself. */
static void set_contradicts(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);

    NEED(ct_set_int(s, SOL_SOCKET, row->arg, 1), 0);
    SOCKET_FAILS(row->code, ct_set_int(s, SOL_SOCKET, row->arg2, 1));
}

static void keepalive_after_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char byte;

    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
    SOCKET_FAILS(row->code, ct_set_int(s, SOL_SOCKET, SO_KEEPALIVE, 1));
}

/* 200 ms, as a DWORD of milliseconds and not as a timeval. */
static void receive_times_out(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    DWORD timeout_ms = 200;
    ULONGLONG start;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout_ms,
                     sizeof(timeout_ms)),
          0);
    EQUAL(ct_get_int(s, SOL_SOCKET, SO_RCVTIMEO), 200);
    start = GetTickCount64();
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
    CHECK(GetTickCount64() - start >= 180); /* the clock ticks coarsely */
    CHECK(GetTickCount64() - start < 10000);
}

/* Row: a fresh socket's option (level arg, name arg2) is arg3. */
static void default_is(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    if (!ct_failed())
        EQUAL(ct_get_int(s, row->arg, row->arg2), row->arg3);
}

static void linger_default(const struct ct_row *row)
{
    struct linger l = {7, 7};
    int len = sizeof(l);

    (void)row;
    EQUAL(getsockopt(ct_open(CT_TCP), SOL_SOCKET, SO_LINGER, (char *)&l, &len),
          0);
    EQUAL(len, sizeof(l));
    EQUAL(l.l_onoff, 0);
    EQUAL(l.l_linger, 0);
}

/* Row: level arg, name arg2, value arg3. */
static void comes_back(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    if (ct_failed())
        return;
    NEED(ct_set_int(s, row->arg, row->arg2, row->arg3), 0);
    EQUAL(ct_get_int(s, row->arg, row->arg2), row->arg3);
}

static void turns_off_again(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    if (ct_failed())
        return;
    NEED(ct_set_int(s, row->arg, row->arg2, 1), 0);
    NEED(ct_set_int(s, row->arg, row->arg2, 0), 0);
    EQUAL(ct_get_int(s, row->arg, row->arg2), 0);
}

static void dontlinger_mirrors(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    struct linger l = {1, 9};
    int len = sizeof(l);

    (void)row;
    EQUAL(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
    EQUAL(ct_get_int(s, SOL_SOCKET, SO_DONTLINGER), 0);
    EQUAL(ct_set_int(s, SOL_SOCKET, SO_DONTLINGER, 1), 0);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, &len), 0);
    EQUAL(l.l_onoff, 0);
}

/* A non-blocking connect that was refused. */
static SOCKET refused(void)
{
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_STREAM));
    struct timeval limit = {10, 0};
    SOCKET s = ct_open(CT_TCP);
    fd_set failed;

    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    FD_ZERO(&failed);
    FD_SET(s, &failed);
    EQUAL(select(0, NULL, NULL, &failed, &limit), 1);
    return s;
}

/* A call without room for the code does not take it. */
static void error_kept(const struct ct_row *row)
{
    SOCKET s = refused();
    int value, len = 2;

    SOCKET_FAILS(row->code,
                 getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&value, &len));
    len = sizeof(value);
    SOCKET_FAILS(row->code,
                 getsockopt(s, SOL_SOCKET, SO_ERROR, ct_readonly(), &len));
    EQUAL(ct_get_int(s, SOL_SOCKET, SO_ERROR), WSAECONNREFUSED);
}

static void error_clears(const struct ct_row *row)
{
    SOCKET s = refused();

    (void)row;
    EQUAL(ct_get_int(s, SOL_SOCKET, SO_ERROR), WSAECONNREFUSED);
    EQUAL(ct_get_int(s, SOL_SOCKET, SO_ERROR), 0);
}

/* Windows takes buffer sizes as they are; Linux doubles what it is told. */
static void buffer_size(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);

    NEED(ct_set_int(s, SOL_SOCKET, row->arg, 32768), 0);
    EQUAL(ct_get_int(s, SOL_SOCKET, row->arg), 32768);
}

/* Row: name arg of SOL_SOCKET has a value of arg2 bytes. */
static void length_shrinks(const struct ct_row *row)
{
    char value[64];
    int len = sizeof(value);

    NEED(getsockopt(ct_open(CT_TCP), SOL_SOCKET, row->arg, value, &len), 0);
    EQUAL(len, row->arg2);
}

#define GET_ROW(err, what, kind, level, name)                                  \
    ROW(getsockopt, err, what, ct_get_fails, .sock = kind, .arg = level,       \
        .arg2 = name)
#define SET_ROW(err, what, kind, level, name)                                  \
    ROW(setsockopt, err, what, set_fails, .sock = kind, .arg = level,          \
        .arg2 = name)
#define DEFAULT(kind, level, name, value)                                      \
    RULE(getsockopt, #kind " default of " #name, default_is, .sock = kind,     \
         .arg = level, .arg2 = name, .arg3 = value)
#define BOOLEAN(kind, level, name)                                             \
    RULE(setsockopt, #kind " " #name " on", comes_back, .sock = kind,          \
         .arg = level, .arg2 = name, .arg3 = 1),                               \
        RULE(setsockopt, #kind " " #name " off again", turns_off_again,        \
             .sock = kind, .arg = level, .arg2 = name)

static const struct ct_row rows[] = {
    ROW(getsockopt, WSANOTINITIALISED, "before WSAStartup", ct_get_fails,
        .flags = CT_UNSTARTED, .arg = SOL_SOCKET, .arg2 = SO_TYPE),
    ROW(getsockopt, WSANOTINITIALISED, "after WSACleanup", ct_get_fails,
        .sock = CT_TCP, .flags = CT_CLEANED, .arg = SOL_SOCKET,
        .arg2 = SO_TYPE),
    ROW(setsockopt, WSANOTINITIALISED, "before WSAStartup", set_fails,
        .flags = CT_UNSTARTED, .arg = SOL_SOCKET, .arg2 = SO_KEEPALIVE),
    ROW(setsockopt, WSANOTINITIALISED, "after WSACleanup", set_fails,
        .sock = CT_TCP, .flags = CT_CLEANED, .arg = SOL_SOCKET,
        .arg2 = SO_KEEPALIVE),
    GET_ROW(WSAENOTSOCK, "INVALID_SOCKET", CT_INVALID, SOL_SOCKET, SO_TYPE),
    GET_ROW(WSAENOTSOCK, "closed socket", CT_STALE, SOL_SOCKET, SO_TYPE),
    GET_ROW(WSAENOTSOCK, "event handle", CT_EVENT, SOL_SOCKET, SO_TYPE),
    SET_ROW(WSAENOTSOCK, "INVALID_SOCKET", CT_INVALID, SOL_SOCKET,
            SO_KEEPALIVE),
    SET_ROW(WSAENOTSOCK, "closed socket", CT_STALE, SOL_SOCKET, SO_KEEPALIVE),
    SET_ROW(WSAENOTSOCK, "event handle", CT_EVENT, SOL_SOCKET, SO_KEEPALIVE),
    ROW(getsockopt, WSAEFAULT, "optval NULL", get_pointer, .sock = CT_TCP),
    ROW(getsockopt, WSAEFAULT, "optval unmapped", get_pointer, .sock = CT_TCP,
        .arg = CT_UNMAPPED),
    ROW(getsockopt, WSAEFAULT, "optval read-only", get_pointer, .sock = CT_TCP,
        .arg = CT_READONLY),
    ROW(getsockopt, WSAEFAULT, "optval partly mapped", get_pointer,
        .sock = CT_TCP, .arg = CT_EDGE),
    ROW(getsockopt, WSAEFAULT, "optlen NULL", get_pointer, .sock = CT_TCP,
        .arg2 = 1),
    ROW(getsockopt, WSAEFAULT, "optlen unmapped", get_pointer, .sock = CT_TCP,
        .arg = CT_UNMAPPED, .arg2 = 1),
    ROW(getsockopt, WSAEFAULT, "*optlen 0", get_length, .arg = SO_RCVBUF,
        .arg2 = 0),
    ROW(getsockopt, WSAEFAULT, "*optlen 2 for an int", get_length,
        .arg = SO_RCVBUF, .arg2 = 2),
    ROW(getsockopt, WSAEFAULT, "*optlen 2 for a linger structure", get_length,
        .arg = SO_LINGER, .arg2 = 2),
    ROW(getsockopt, WSAEFAULT, "*optlen -1", get_length, .arg = SO_RCVBUF,
        .arg2 = -1),
    ROW(setsockopt, WSAEFAULT, "optval NULL", set_pointer, .sock = CT_TCP),
    ROW(setsockopt, WSAEFAULT, "optval unmapped", set_pointer, .sock = CT_TCP,
        .arg = CT_UNMAPPED),
    ROW(setsockopt, WSAEFAULT, "optval partly mapped", set_pointer,
        .sock = CT_TCP, .arg = CT_EDGE),
    ROW(setsockopt, WSAEFAULT, "optlen 0", set_length, .arg = SO_RCVBUF,
        .arg2 = 0),
    ROW(setsockopt, WSAEFAULT, "optlen 2 for an int", set_length,
        .arg = SO_RCVBUF, .arg2 = 2),
    ROW(setsockopt, WSAEFAULT, "optlen 2 for a linger structure", set_length,
        .arg = SO_LINGER, .arg2 = 2),
    ROW(setsockopt, WSAEFAULT, "optlen -1", set_length, .arg = SO_RCVBUF,
        .arg2 = -1),
    GET_ROW(WSAEINVAL, "level 0x1234", CT_TCP, NO_LEVEL, SO_TYPE),
    SET_ROW(WSAEINVAL, "level 0x1234", CT_TCP, NO_LEVEL, SO_KEEPALIVE),
    ROW(setsockopt, WSAEINVAL, "SO_REUSEADDR after SO_EXCLUSIVEADDRUSE",
        set_contradicts, .arg = SO_EXCLUSIVEADDRUSE, .arg2 = SO_REUSEADDR),
    ROW(setsockopt, WSAEINVAL, "SO_EXCLUSIVEADDRUSE after SO_REUSEADDR",
        set_contradicts, .arg = SO_REUSEADDR, .arg2 = SO_EXCLUSIVEADDRUSE),
    SET_ROW(WSAEINVAL, "SO_EXCLUSIVEADDRUSE after bind", CT_TCP_BOUND,
            SOL_SOCKET, SO_EXCLUSIVEADDRUSE),
    GET_ROW(WSAENOPROTOOPT, "unknown name", CT_TCP, SOL_SOCKET, NO_NAME),
    GET_ROW(WSAENOPROTOOPT, "unknown TCP name", CT_TCP, IPPROTO_TCP, NO_NAME),
    GET_ROW(WSAENOPROTOOPT, "unknown IP name", CT_UDP, IPPROTO_IP, NO_NAME),
    GET_ROW(WSAENOPROTOOPT, "SO_RCVLOWAT", CT_TCP, SOL_SOCKET, SO_RCVLOWAT),
    GET_ROW(WSAENOPROTOOPT, "SO_SNDLOWAT", CT_TCP, SOL_SOCKET, SO_SNDLOWAT),
    SET_ROW(WSAENOPROTOOPT, "unknown name", CT_TCP, SOL_SOCKET, NO_NAME),
    SET_ROW(WSAENOPROTOOPT, "unknown TCP name", CT_TCP, IPPROTO_TCP, NO_NAME),
    SET_ROW(WSAENOPROTOOPT, "unknown IP name", CT_UDP, IPPROTO_IP, NO_NAME),
    SET_ROW(WSAENOPROTOOPT, "SO_RCVLOWAT", CT_TCP, SOL_SOCKET, SO_RCVLOWAT),
    SET_ROW(WSAENOPROTOOPT, "SO_SNDLOWAT", CT_TCP, SOL_SOCKET, SO_SNDLOWAT),
    SET_ROW(WSAENOPROTOOPT, "SO_ACCEPTCONN", CT_TCP, SOL_SOCKET, SO_ACCEPTCONN),
    SET_ROW(WSAENOPROTOOPT, "SO_TYPE", CT_TCP, SOL_SOCKET, SO_TYPE),
    SET_ROW(WSAENOPROTOOPT, "SO_DONTROUTE on IPv6", CT_TCP6, SOL_SOCKET,
            SO_DONTROUTE),
    ROW(setsockopt, WSAENOTCONN, "SO_KEEPALIVE on a reset connection",
        keepalive_after_reset),
    ROW(getsockopt, WSAETIMEDOUT, "recv when SO_RCVTIMEO passes",
        receive_times_out, .sock = CT_TCP_CLIENT),
    ROW(getsockopt, WSAETIMEDOUT, "datagram recv when SO_RCVTIMEO passes",
        receive_times_out, .sock = CT_UDP_BOUND),
    FIRST(getsockopt, WSAENOTSOCK, "WSAEFAULT", get_pointer, .sock = CT_STALE),
    FIRST(setsockopt, WSAENOTSOCK, "WSAEFAULT", set_pointer, .sock = CT_STALE),
    FIRST(getsockopt, WSAENOTSOCK, "WSAEINVAL", ct_get_fails, .sock = CT_STALE,
          .arg = NO_LEVEL),
    FIRST(setsockopt, WSAENOTSOCK, "WSAENOPROTOOPT", set_fails,
          .sock = CT_STALE, .arg = SOL_SOCKET, .arg2 = NO_NAME),
    FIRST(getsockopt, WSANOTINITIALISED, "WSAEFAULT", get_pointer,
          .flags = CT_UNSTARTED),
    FIRST(setsockopt, WSANOTINITIALISED, "WSAEFAULT", set_pointer,
          .flags = CT_UNSTARTED),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_TYPE, SOCK_STREAM),
    DEFAULT(CT_UDP6, SOL_SOCKET, SO_TYPE, SOCK_DGRAM),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_ERROR, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_ACCEPTCONN, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_DEBUG, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_DONTLINGER, 1),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_DONTROUTE, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_KEEPALIVE, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_OOBINLINE, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_RCVTIMEO, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_REUSEADDR, 0),
    DEFAULT(CT_TCP, SOL_SOCKET, SO_SNDTIMEO, 0),
    DEFAULT(CT_TCP, IPPROTO_TCP, TCP_NODELAY, 0),
    DEFAULT(CT_UDP, SOL_SOCKET, SO_BROADCAST, 0),
    DEFAULT(CT_UDP, SOL_SOCKET, SO_MAX_MSG_SIZE, 65507),
    DEFAULT(CT_TCP6, IPPROTO_IPV6, IPV6_V6ONLY, 1),
    DEFAULT(CT_UDP6, IPPROTO_IPV6, IPV6_V6ONLY, 1),
    RULE(getsockopt, "default of SO_LINGER", linger_default),
    BOOLEAN(CT_UDP, SOL_SOCKET, SO_BROADCAST),
    BOOLEAN(CT_TCP, SOL_SOCKET, SO_DEBUG),
    BOOLEAN(CT_TCP, SOL_SOCKET, SO_DONTROUTE),
    BOOLEAN(CT_TCP, SOL_SOCKET, SO_EXCLUSIVEADDRUSE),
    BOOLEAN(CT_TCP, SOL_SOCKET, SO_KEEPALIVE),
    BOOLEAN(CT_TCP, SOL_SOCKET, SO_OOBINLINE),
    BOOLEAN(CT_TCP, SOL_SOCKET, SO_REUSEADDR),
    BOOLEAN(CT_TCP, IPPROTO_TCP, TCP_NODELAY),
    BOOLEAN(CT_TCP6, IPPROTO_IPV6, IPV6_V6ONLY),
    RULE(setsockopt, "SO_SNDTIMEO comes back", comes_back, .sock = CT_TCP,
         .arg = SOL_SOCKET, .arg2 = SO_SNDTIMEO, .arg3 = 1234),
    RULE(setsockopt, "IP_TTL comes back", comes_back, .sock = CT_UDP,
         .arg = IPPROTO_IP, .arg2 = IP_TTL, .arg3 = 33),
    RULE(setsockopt, "SO_RCVBUF comes back", buffer_size, .arg = SO_RCVBUF),
    RULE(setsockopt, "SO_SNDBUF comes back", buffer_size, .arg = SO_SNDBUF),
    RULE(setsockopt, "SO_DONTLINGER mirrors SO_LINGER", dontlinger_mirrors),
    RULE(getsockopt, "SO_ERROR is read once", error_clears),
    ROW(getsockopt, WSAEFAULT, "SO_ERROR without room stays", error_kept),
    RULE(getsockopt, "*optlen becomes 4 for an int", length_shrinks,
         .arg = SO_TYPE, .arg2 = 4),
    RULE(getsockopt, "*optlen becomes 4 for a linger structure", length_shrinks,
         .arg = SO_LINGER, .arg2 = 4),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
