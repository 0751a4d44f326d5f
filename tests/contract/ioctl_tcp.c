/* SPDX-License-Identifier: MIT */
/* WSAIoctl about TCP connections: SIO_TCP_INFO in its versions, SYN
 * retransmissions, the ideal send backlog. */
#ifndef NTDDI_VERSION
#define NTDDI_VERSION 0x0A000007 /* Windows 10 1903, for TCP_INFO_v0 */
#endif
#include "harness.h"
#include <mswsock.h>
#include <mstcpip.h>
#include "newer.h"

static int ioctl(SOCKET s, DWORD code, void *in, DWORD in_len, void *out,
                 DWORD out_len, DWORD *n)
{
    return WSAIoctl(s, code, in, in_len, out, out_len, n, NULL, NULL);
}

static void info_refused(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    DWORD version = (DWORD)row->arg, n;
    char out[512];

    SOCKET_FAILS(row->code, ioctl(s, SIO_TCP_INFO, &version, sizeof(version),
                                  out, (DWORD)row->arg2, &n));
}

static void info_input(const struct ct_row *row)
{
    DWORD version = 0, n;
    char out[512];

    SOCKET_FAILS(row->code, ioctl(ct_open(CT_TCP_CLIENT), SIO_TCP_INFO,
                                  &version, 3, out, sizeof(out), &n));
}

/* Row: the state is arg. */
static void info_state(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    DWORD version = 0, n = 0;
    TCP_INFO_v0 info;

    NEED(ioctl(s, SIO_TCP_INFO, &version, sizeof(version), &info, sizeof(info),
               &n),
         0);
    EQUAL(n, sizeof(info));
    EQUAL(info.State, row->arg);
}

static void info_counts(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    DWORD version = 0, n = 0;
    TCP_INFO_v0 info;
    char buf[8];

    (void)row;
    NEED(send(s, "hello", 5, 0), 5);
    NEED(recv(ct_peer(), buf, sizeof(buf), 0), 5);
    NEED(send(ct_peer(), "hi", 2, 0), 2);
    NEED(recv(s, buf, sizeof(buf), 0), 2);
    NEED(ioctl(s, SIO_TCP_INFO, &version, sizeof(version), &info, sizeof(info),
               &n),
         0);
    EQUAL(info.BytesOut, 5);
    EQUAL(info.BytesIn, 2);
    CHECK(info.Mss > 0 && info.Cwnd > 0 && info.RcvBuf > 0);
}

static void backlog(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    ULONG ideal = 0;
    DWORD n = 0;

    (void)row;
    NEED(ioctl(s, SIO_IDEAL_SEND_BACKLOG_QUERY, NULL, 0, &ideal, sizeof(ideal),
               &n),
         0);
    EQUAL(n, sizeof(ideal));
    CHECK(ideal > 0);
}

static void backlog_refused(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    ULONG ideal;
    DWORD n;

    SOCKET_FAILS(row->code, ioctl(s, SIO_IDEAL_SEND_BACKLOG_QUERY, NULL, 0,
                                  &ideal, (DWORD)row->arg, &n));
}

/* Rows: arg first time-out, arg2 repetitions. */
static int rto_set(const struct ct_row *row)
{
    TCP_INITIAL_RTO_PARAMETERS rto = {(USHORT)row->arg, (UCHAR)row->arg2};
    DWORD n;

    return ioctl(ct_sock(row), SIO_TCP_INITIAL_RTO, &rto, sizeof(rto), NULL, 0,
                 &n);
}

static void rto_taken(const struct ct_row *row)
{
    EQUAL(rto_set(row), 0);
}

static void rto_refused(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, rto_set(row));
}

#define INFO_SHORT(v, room)                                                    \
    RULE(WSAIoctl, "SIO_TCP_INFO " #v ", too little room", info_refused,       \
         .code = WSAEFAULT, .sock = CT_TCP_CLIENT, .arg = v, .arg2 = room)

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_TCP_INFO counts bytes", info_counts),
    RULE(WSAIoctl, "SIO_TCP_INFO, fresh", info_state, .sock = CT_TCP,
         .arg = TCPSTATE_CLOSED),
    RULE(WSAIoctl, "SIO_TCP_INFO, listening", info_state,
         .sock = CT_TCP_LISTENING, .arg = TCPSTATE_LISTEN),
    RULE(WSAIoctl, "SIO_TCP_INFO, connected", info_state,
         .sock = CT_TCP_ACCEPTED, .arg = TCPSTATE_ESTABLISHED),
    RULE(WSAIoctl, "SIO_TCP_INFO, IPv6", info_state, .sock = CT_TCP6_CLIENT,
         .arg = TCPSTATE_ESTABLISHED),
    RULE(WSAIoctl, "SIO_TCP_INFO, a version to come", info_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = 99, .arg2 = 512),
    RULE(WSAIoctl, "SIO_TCP_INFO of UDP", info_refused, .code = WSAEOPNOTSUPP,
         .sock = CT_UDP, .arg2 = 512),
    RULE(WSAIoctl, "SIO_TCP_INFO, short input", info_input, .code = WSAEFAULT),
    INFO_SHORT(0, (int)sizeof(TCP_INFO_v0) - 1),
    INFO_SHORT(1, (int)sizeof(TCP_INFO_v0)),
    RULE(WSAIoctl, "SIO_IDEAL_SEND_BACKLOG_QUERY", backlog),
    RULE(WSAIoctl, "SIO_IDEAL_SEND_BACKLOG_QUERY, not connected",
         backlog_refused, .code = WSAENOTCONN, .sock = CT_TCP, .arg = 4),
    RULE(WSAIoctl, "SIO_IDEAL_SEND_BACKLOG_QUERY of UDP", backlog_refused,
         .code = WSAEOPNOTSUPP, .sock = CT_UDP, .arg = 4),
    RULE(WSAIoctl, "SIO_IDEAL_SEND_BACKLOG_QUERY, 3 bytes", backlog_refused,
         .code = WSAEFAULT, .sock = CT_TCP_CLIENT, .arg = 3),
    RULE(WSAIoctl, "SIO_TCP_INITIAL_RTO, 3 repetitions", rto_taken,
         .sock = CT_TCP, .arg = 0xffff, .arg2 = 3),
    RULE(WSAIoctl, "SIO_TCP_INITIAL_RTO, defaults", rto_taken, .sock = CT_TCP),
    RULE(WSAIoctl, "SIO_TCP_INITIAL_RTO when connected", rto_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT),
    RULE(WSAIoctl, "SIO_TCP_INITIAL_RTO of UDP", rto_refused,
         .code = WSAEOPNOTSUPP, .sock = CT_UDP),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
