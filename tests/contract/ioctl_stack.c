/* SPDX-License-Identifier: MIT */
/* WSAIoctl: processors, compatibility, and what there is no platform for. */
#include "harness.h"
#include <mswsock.h>
#include <mstcpip.h>

#ifndef SIO_CPU_AFFINITY
#define SIO_CPU_AFFINITY _WSAIOW(IOC_VENDOR, 21)
#endif
#ifndef SIO_QUERY_RSS_PROCESSOR_INFO
#define SIO_QUERY_RSS_PROCESSOR_INFO _WSAIOR(IOC_WS2, 37)
#endif
#ifndef SIO_SET_COMPATIBILITY_MODE
#define SIO_SET_COMPATIBILITY_MODE _WSAIOW(IOC_VENDOR, 300)
#endif
#ifndef SIO_QUERY_WFP_ALE_ENDPOINT_HANDLE
#define SIO_QUERY_WFP_ALE_ENDPOINT_HANDLE _WSAIOR(IOC_VENDOR, 205)
#endif
#ifndef SIO_QUERY_RSS_SCALABILITY_INFO
#define SIO_QUERY_RSS_SCALABILITY_INFO _WSAIOR(IOC_VENDOR, 210)
#endif

/* SOCKET_PROCESSOR_AFFINITY, which mingw-w64 lacks */
struct processor {
    PROCESSOR_NUMBER number;
    USHORT node, reserved;
};

static int ioctl(SOCKET s, DWORD code, void *in, DWORD in_len, void *out,
                 DWORD out_len, DWORD *n)
{
    return WSAIoctl(s, code, in, in_len, out, out_len, n, NULL, NULL);
}

static int affinity(SOCKET s, USHORT cpu)
{
    DWORD n;

    return ioctl(s, SIO_CPU_AFFINITY, &cpu, sizeof(cpu), NULL, 0, &n);
}

/* Two sockets with one name, which others may not have. */
static void affinity_shares(const struct ct_row *row)
{
    SOCKET one = ct_open(CT_UDP), other = ct_open(CT_UDP);
    struct sockaddr_in sin = ct_loopback(0);
    char byte = 0;

    (void)row;
    NEED(affinity(one, 0), 0);
    NEED(affinity(other, 0), 0);
    NEED(bind(one, SA(&sin), sizeof(sin)), 0);
    sin = ct_name(one);
    NEED(bind(other, SA(&sin), sizeof(sin)), 0);
    SOCKET_FAILS(WSAEADDRINUSE, bind(ct_open(CT_UDP), SA(&sin), sizeof(sin)));
    ct_nonblock(one);
    EQUAL(sendto(ct_open(CT_UDP), "x", 1, 0, SA(&sin), sizeof(sin)), 1);
    if (recv(one, &byte, 1, 0) != 1) /* the other one has it */
        EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

static void affinity_fails(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, affinity(ct_sock(row), (USHORT)row->arg));
}

/* Row: the option of SOL_SOCKET, before or (arg2) after. */
static void affinity_excludes(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    int on = 1;

    if (row->arg2) {
        NEED(affinity(s, 0), 0);
        SOCKET_FAILS(row->code, setsockopt(s, SOL_SOCKET, row->arg, (char *)&on,
                                           sizeof(on)));
        return;
    }
    NEED(setsockopt(s, SOL_SOCKET, row->arg, (char *)&on, sizeof(on)), 0);
    SOCKET_FAILS(row->code, affinity(s, 0));
}

static void rss_processor(const struct ct_row *row)
{
    struct processor where;
    SYSTEM_INFO system;
    DWORD n = 0;

    (void)row;
    GetSystemInfo(&system);
    memset(&where, 0xff, sizeof(where));
    NEED(ioctl(ct_open(CT_TCP_CLIENT), SIO_QUERY_RSS_PROCESSOR_INFO, NULL, 0,
               &where, sizeof(where), &n),
         0);
    EQUAL(n, sizeof(where));
    CHECK(where.number.Group * 64u + where.number.Number <
          system.dwNumberOfProcessors);
}

static void rss_scalability(const struct ct_row *row)
{
    BOOLEAN enabled = 77;
    DWORD n = 0;

    (void)row;
    NEED(ioctl(ct_open(CT_TCP), SIO_QUERY_RSS_SCALABILITY_INFO, NULL, 0,
               &enabled, sizeof(enabled), &n),
         0);
    EQUAL(n, sizeof(enabled));
    CHECK(enabled == TRUE || enabled == FALSE);
}

/* Row: the code is arg, the output has arg2 bytes, no input. */
static void out_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char out[64];
    DWORD n = 77;

    SOCKET_FAILS(row->code,
                 ioctl(s, (DWORD)row->arg, NULL, 0, row->arg2 != 0 ? out : NULL,
                       (DWORD)row->arg2, &n));
}

struct mode {
    int behavior; /* all, receive buffering, auto-tuning */
    ULONG version;
};

static int compatibility(SOCKET s, int behavior, int version)
{
    struct mode mode = {behavior, (ULONG)version};
    DWORD n;

    return ioctl(s, SIO_SET_COMPATIBILITY_MODE, &mode, sizeof(mode), NULL, 0,
                 &n);
}

static void compatible(const struct ct_row *row)
{
    EQUAL(compatibility(ct_open(CT_TCP), row->arg, row->arg2), 0);
}

static void not_compatible(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, compatibility(s, row->arg, row->arg2));
}

#define OUT_FAILS(err, kind, io, len)                                          \
    RULE(WSAIoctl, #io ", " #len " bytes on " #kind, out_fails, .code = err,   \
         .sock = kind, .arg = (int)(io), .arg2 = len)

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_CPU_AFFINITY shares the port", affinity_shares),
    RULE(WSAIoctl, "SIO_CPU_AFFINITY, no such processor", affinity_fails,
         .code = WSAEINVAL, .sock = CT_UDP, .arg = 65535),
    RULE(WSAIoctl, "SIO_CPU_AFFINITY after bind", affinity_fails,
         .code = WSAEINVAL, .sock = CT_UDP_BOUND),
    RULE(WSAIoctl, "SIO_CPU_AFFINITY on TCP", affinity_fails,
         .code = WSAEOPNOTSUPP, .sock = CT_TCP),
    RULE(WSAIoctl, "SIO_CPU_AFFINITY after SO_REUSEADDR", affinity_excludes,
         .code = WSAEINVAL, .arg = SO_REUSEADDR),
    RULE(WSAIoctl, "SO_REUSEADDR after SIO_CPU_AFFINITY", affinity_excludes,
         .code = WSAEINVAL, .arg = SO_REUSEADDR, .arg2 = 1),
    RULE(WSAIoctl, "SIO_QUERY_RSS_PROCESSOR_INFO", rss_processor),
    OUT_FAILS(WSAEFAULT, CT_TCP_CLIENT, SIO_QUERY_RSS_PROCESSOR_INFO, 4),
    OUT_FAILS(WSAENOTCONN, CT_TCP, SIO_QUERY_RSS_PROCESSOR_INFO, 64),
    OUT_FAILS(WSAEOPNOTSUPP, CT_UDP, SIO_QUERY_RSS_PROCESSOR_INFO, 64),
    RULE(WSAIoctl, "SIO_QUERY_RSS_SCALABILITY_INFO", rss_scalability),
    OUT_FAILS(WSAEINVAL, CT_TCP, SIO_QUERY_RSS_SCALABILITY_INFO, 0),
    OUT_FAILS(WSAEINVAL, CT_TCP, SIO_QUERY_WFP_ALE_ENDPOINT_HANDLE, 4),
    OUT_FAILS(WSAEOPNOTSUPP, CT_TCP, SIO_QUERY_WFP_ALE_ENDPOINT_HANDLE, 8),
    OUT_FAILS(WSAENOPROTOOPT, CT_TCP, SIO_GET_QOS, 64),
    RULE(WSAIoctl, "SIO_SET_COMPATIBILITY_MODE, all as of Vista", compatible,
         .arg2 = 0x06000000),
    RULE(WSAIoctl, "SIO_SET_COMPATIBILITY_MODE, auto-tuning as of 7",
         compatible, .arg = 2, .arg2 = 0x06010000),
    RULE(WSAIoctl, "SIO_SET_COMPATIBILITY_MODE, as of XP", not_compatible,
         .code = WSAEOPNOTSUPP, .sock = CT_TCP, .arg2 = 0x05010000),
    RULE(WSAIoctl, "SIO_SET_COMPATIBILITY_MODE, unknown behaviour",
         not_compatible, .code = WSAEINVAL, .sock = CT_TCP, .arg = 3,
         .arg2 = 0x06000000),
    RULE(WSAIoctl, "SIO_SET_COMPATIBILITY_MODE on UDP", not_compatible,
         .code = WSAEOPNOTSUPP, .sock = CT_UDP, .arg2 = 0x06000000),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
