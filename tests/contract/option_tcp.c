/* SPDX-License-Identifier: MIT */
/* Options of TCP whose effect can be seen, and SO_OPENTYPE, which is a
 * thread's. */
#ifndef NTDDI_VERSION
#define NTDDI_VERSION 0x0A000007 /* Windows 10 1903, for TCP_INFO_v0 */
#endif
#include "option.h"
#include <mswsock.h>
#include <mstcpip.h>
#include "newer.h"

#ifndef SO_OPENTYPE
#define SO_OPENTYPE             0x7008
#define SO_SYNCHRONOUS_ALERT    0x10
#define SO_SYNCHRONOUS_NONALERT 0x20
#endif

static int open_type(SOCKET s)
{
    return ct_get_int(s, SOL_SOCKET, SO_OPENTYPE);
}

/* An overlapped receive with nothing to get says what the socket is: only one
 * that is overlapped gives back the call. */
static bool is_overlapped(SOCKET s)
{
    struct sockaddr_in sin = ct_loopback(0);
    WSAOVERLAPPED o = {.hEvent = ct_event()};
    char byte;
    WSABUF buf = {1, &byte};
    DWORD n, flags = 0;
    int res, err;

    EQUAL(bind(s, SA(&sin), sizeof(sin)), 0);
    ct_nonblock(s);
    res = WSARecv(s, &buf, 1, &n, &flags, &o, NULL);
    err = WSAGetLastError();
    if (res == SOCKET_ERROR && err == WSA_IO_PENDING) {
        EQUAL(closesocket(s), 0);
        ct_await(o.hEvent);
        return true;
    }
    EQUAL(err, WSAEWOULDBLOCK);
    EQUAL(closesocket(s), 0);
    return false;
}

static SOCKET udp(void)
{
    return socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
}

/* Row: the value is arg. */
static void opens_not_overlapped(const struct ct_row *row)
{
    EQUAL(open_type(INVALID_SOCKET), 0);
    CHECK(is_overlapped(udp()));
    NEED(ct_set_int(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, row->arg), 0);
    EQUAL(open_type(INVALID_SOCKET), row->arg);
    CHECK(!is_overlapped(udp()));
    CHECK(is_overlapped(WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                                   WSA_FLAG_OVERLAPPED)));
    EQUAL(ct_set_int(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0), 0);
    CHECK(is_overlapped(udp()));
}

static DWORD WINAPI asks_type(LPVOID arg)
{
    *(int *)arg = open_type(INVALID_SOCKET);
    return 0;
}

static void threads_differ(const struct ct_row *row)
{
    int other = 77;

    (void)row;
    NEED(ct_set_int(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE,
                    SO_SYNCHRONOUS_NONALERT),
         0);
    ct_join(ct_thread(asks_type, &other));
    EQUAL(other, 0);
    EQUAL(ct_set_int(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0), 0);
}

static void by_a_socket(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);

    (void)row;
    NEED(ct_set_int(s, SOL_SOCKET, SO_OPENTYPE, SO_SYNCHRONOUS_ALERT), 0);
    EQUAL(open_type(INVALID_SOCKET), SO_SYNCHRONOUS_ALERT);
    EQUAL(ct_set_int(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0), 0);
    EQUAL(open_type(s), 0);
}

static void open_type_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, ct_set_int(s, SOL_SOCKET, SO_OPENTYPE, row->arg));
}

static void open_type_pointer(const struct ct_row *row)
{
    int len = row->arg2, value;

    SOCKET_FAILS(row->code, setsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE,
                                       ct_bad(row->arg), len));
    SOCKET_FAILS(row->code, getsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE,
                                       ct_bad(row->arg), &len));
    SOCKET_FAILS(row->code, getsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE,
                                       (char *)&value, ct_bad(row->arg)));
}

static void atmark(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte;

    (void)row;
    EQUAL(ct_set_int(s, SOL_SOCKET, SO_OOBINLINE, 1), 0);
    EQUAL(ct_get_int(s, IPPROTO_TCP, TCP_ATMARK) & 0xff, 1);
    EQUAL(send(ct_peer(), "a", 1, 0), 1);
    EQUAL(send(ct_peer(), "!", 1, MSG_OOB), 1);
    EQUAL(recv(s, &byte, 1, MSG_PEEK), 1);
    EQUAL(ct_get_int(s, IPPROTO_TCP, TCP_ATMARK) & 0xff, 0);
    SOCKET_FAILS(WSAENOPROTOOPT, ct_set_int(s, IPPROTO_TCP, TCP_ATMARK, 1));
}

/* Segments follow the limit, which then stays as it is. */
static void user_mtu_caps(const struct ct_row *row)
{
    struct sockaddr_in to;
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    DWORD n, version = 0;
    TCP_INFO_v0 info;

    (void)row;
    to = ct_name(listener);
    NEED(ct_set_int(s, IPPROTO_IP, IP_USER_MTU, 1000), 0);
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_USER_MTU), 1000);
    NEED(connect(s, SA(&to), sizeof(to)), 0);
    NEED(WSAIoctl(s, SIO_TCP_INFO, &version, sizeof(version), &info,
                  sizeof(info), &n, NULL, NULL),
         0);
    CHECK(info.Mss <= 960 && info.Mss > 800);
    SOCKET_FAILS(WSAENOPROTOOPT, ct_set_int(s, IPPROTO_IP, IP_USER_MTU, 900));
}

static void user_mtu_lifted(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP), d = ct_open(CT_UDP);

    (void)row;
    NEED(ct_set_int(s, IPPROTO_IP, IP_USER_MTU, 1000), 0);
    NEED(ct_set_int(s, IPPROTO_IP, IP_USER_MTU, -1), 0);
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_USER_MTU), -1);
    NEED(ct_set_int(d, IPPROTO_IP, IP_USER_MTU, 65535), 0);
    EQUAL(ct_get_int(d, IPPROTO_IP, IP_USER_MTU), 65535);
}

/* What a connection has is what the option says. */
static void time_stamps(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    DWORD n, version = 0;
    TCP_INFO_v0 info;
    int on;

    (void)row;
    on = ct_get_int(s, IPPROTO_TCP, TCP_TIMESTAMPS) & 0xff;
    NEED(WSAIoctl(s, SIO_TCP_INFO, &version, sizeof(version), &info,
                  sizeof(info), &n, NULL, NULL),
         0);
    EQUAL(on, info.TimestampsEnabled);
    EQUAL(ct_set_int(s, IPPROTO_TCP, TCP_TIMESTAMPS, on), 0);
}

static void random_or_reused(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);

    NEED(ct_set_int(s, SOL_SOCKET, SO_REUSE_UNICASTPORT, 1), 0);
    SOCKET_FAILS(row->code, ct_set_int(s, SOL_SOCKET, SO_RANDOMIZE_PORT, 1));
    EQUAL(ct_set_int(s, SOL_SOCKET, SO_RANDOMIZE_PORT, 0), 0);
}

/* No NAT stands between the two. */
static void original_dst(const struct ct_row *row)
{
    SOCKADDR_STORAGE ss;
    int len = sizeof(ss);

    SOCKET_FAILS(row->code, getsockopt(ct_sock(row), SOL_SOCKET,
                                       SO_ORIGINAL_DST, (char *)&ss, &len));
}

static void set_fails(const struct ct_row *row)
{
    SOCKET_FAILS(row->code,
                 ct_set_int(ct_sock(row), row->arg, row->arg2, row->arg3));
}

#define SET_REFUSED(err, kind, level, name, value)                             \
    ROW(setsockopt, err, #name " " #value, set_fails, .sock = kind,            \
        .arg = level, .arg2 = name, .arg3 = value)

static const struct ct_row rows[] = {
    RULE(setsockopt, "SO_OPENTYPE, SO_SYNCHRONOUS_ALERT", opens_not_overlapped,
         .arg = SO_SYNCHRONOUS_ALERT),
    RULE(setsockopt, "SO_OPENTYPE, SO_SYNCHRONOUS_NONALERT",
         opens_not_overlapped, .arg = SO_SYNCHRONOUS_NONALERT),
    RULE(setsockopt, "SO_OPENTYPE is a thread's", threads_differ),
    RULE(setsockopt, "SO_OPENTYPE by any socket", by_a_socket),
    ROW(setsockopt, WSAEINVAL, "SO_OPENTYPE 1", open_type_fails,
        .sock = CT_INVALID, .arg = 1),
    ROW(setsockopt, WSAENOTSOCK, "SO_OPENTYPE by a closed socket",
        open_type_fails, .sock = CT_STALE, .arg = SO_SYNCHRONOUS_ALERT),
    ROW(setsockopt, WSANOTINITIALISED, "SO_OPENTYPE before WSAStartup",
        open_type_fails, .flags = CT_UNSTARTED, .arg = SO_SYNCHRONOUS_ALERT),
    ROW(setsockopt, WSAEFAULT, "SO_OPENTYPE, NULL", open_type_pointer,
        .arg2 = 4),
    ROW(setsockopt, WSAEFAULT, "SO_OPENTYPE, unmapped", open_type_pointer,
        .arg = CT_UNMAPPED, .arg2 = 4),
    ROW(setsockopt, WSAEFAULT, "SO_OPENTYPE, 2 bytes", open_type_pointer,
        .arg = CT_READONLY, .arg2 = 2),
    RULE(getsockopt, "TCP_ATMARK is SIOCATMARK", atmark),
    RULE(setsockopt, "IP_USER_MTU caps segments", user_mtu_caps),
    RULE(setsockopt, "IP_USER_MTU without effect", user_mtu_lifted),
    RULE(getsockopt, "TCP_TIMESTAMPS of a connection", time_stamps),
    ROW(setsockopt, WSAEINVAL, "SO_RANDOMIZE_PORT with SO_REUSE_UNICASTPORT",
        random_or_reused),
    ROW(getsockopt, WSAENOTCONN, "SO_ORIGINAL_DST without a connection",
        original_dst, .sock = CT_TCP, .shows = CT_RULE),
    ROW(getsockopt, WSAENOPROTOOPT, "SO_ORIGINAL_DST, datagrams", original_dst,
        .sock = CT_UDP),
    ROW(getsockopt, WSAENOPROTOOPT, "SO_ORIGINAL_DST without NAT", original_dst,
        .sock = CT_TCP_ACCEPTED),
    SET_REFUSED(WSAEINVAL, CT_TCP, IPPROTO_IP, IP_USER_MTU, 0),
    SET_REFUSED(WSAENOPROTOOPT, CT_UDP, IPPROTO_IP, IP_USER_MTU, 1400),
    SET_REFUSED(WSAENOPROTOOPT, CT_TCP, IPPROTO_TCP, TCP_NOSYNRETRIES, 1),
    SET_REFUSED(WSAEINVAL, CT_TCP, IPPROTO_TCP, TCP_OFFLOAD_PREFERENCE, 3),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
