/* SPDX-License-Identifier: MIT */
/* A flow of datagrams and who measures it, as Windows programs:
 *
 *   flow send ADDRESS PORT RATE SECONDS [FROM TO]   sends RATE bytes/s of IP
 *       packets; asks for that rate FROM seconds after the beginning, and gives
 *       it up at TO
 *   flow recv SECONDS PORT[+]...   prints for each tenth of a second
 *       "TENTH PORT BYTES" of IP packets; + asks for quality for that port
 *
 * The two begin when a line comes on standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <qossp.h>
#include <windows.h>

#define SIZE    1000
#define HEADERS 28
#define EVEN    1e6 /* bytes/s */
#define FLOWS   8
#define BINS    600

static double now_s(void)
{
    LARGE_INTEGER f, n;

    QueryPerformanceFrequency(&f);
    QueryPerformanceCounter(&n);
    return (double)n.QuadPart / (double)f.QuadPart;
}

static void fail(const char *what)
{
    fprintf(stderr, "flow: %s: error %d\n", what, WSAGetLastError());
    exit(1);
}

static double begin(void)
{
    char line[16];

    if (fgets(line, sizeof(line), stdin) == NULL)
        exit(1);
    return now_s();
}

static SOCKET open_quality(void)
{
    static WSAPROTOCOL_INFOW all[32];
    DWORD size = sizeof(all);
    int n = WSAEnumProtocolsW(NULL, all, &size);

    for (int i = 0; i < n; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0 &&
            all[i].iAddressFamily == AF_INET && all[i].iProtocol == IPPROTO_UDP)
            return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                              FROM_PROTOCOL_INFO, &all[i], 0,
                              WSA_FLAG_OVERLAPPED);
    return INVALID_SOCKET;
}

static void ask(SOCKET s, ULONG send_service, ULONG recv_service, ULONG rate)
{
    const ULONG none = QOS_NOT_SPECIFIED;
    FLOWSPEC send = {rate, 4 * (SIZE + HEADERS), none,           none,
                     none, send_service,         SIZE + HEADERS, SIZE};
    FLOWSPEC recv = {none, none, none, none, none, recv_service, none, none};
    QOS q = {.SendingFlowspec = send, .ReceivingFlowspec = recv};
    DWORD n;

    if (WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &n, NULL, NULL) != 0)
        fail("SIO_SET_QOS");
}

static int send_flow(char **args, int count)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    SOCKET s = open_quality();
    double rate = atof(args[2]), start, next, length = atof(args[3]);
    double from = count > 5 ? atof(args[4]) : 1e9;
    double until = count > 5 ? atof(args[5]) : 1e9;
    char packet[SIZE] = {0};
    u_long on = 1;

    inet_pton(AF_INET, args[0], &to.sin_addr);
    to.sin_port = htons((u_short)atoi(args[1]));
    if (s == INVALID_SOCKET ||
        connect(s, (struct sockaddr *)&to, sizeof(to)) != 0)
        fail("connect");
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    start = next = begin();
    while (next < start + length) {
        double now = now_s();

        if (now >= start + from) {
            ask(s, SERVICETYPE_CONTROLLEDLOAD, SERVICETYPE_NOTRAFFIC,
                (ULONG)rate);
            from = 1e9;
        }
        if (now >= start + until) {
            ask(s, SERVICETYPE_NOTRAFFIC, SERVICETYPE_NOTRAFFIC,
                QOS_NOT_SPECIFIED);
            until = 1e9;
        }
        if (now < next) { /* a fast flow is to be an even one */
            Sleep(rate < EVEN ? 1 : 0);
            continue;
        }
        send(s, packet, sizeof(packet), 0); /* what is lost is lost */
        next += (SIZE + HEADERS) / rate;
    }
    closesocket(s);
    return 0;
}

static struct {
    u_short port;
    SOCKET s;
    unsigned bytes[BINS];
} flows[FLOWS];

static void count_all(int n, double start, double length)
{
    WSAPOLLFD fds[FLOWS];
    char packet[2048];
    double now;

    for (int i = 0; i < n; i++)
        fds[i] = (WSAPOLLFD){.fd = flows[i].s, .events = POLLRDNORM};
    while ((now = now_s()) < start + length) {
        int got;

        WSAPoll(fds, (ULONG)n, 10);
        for (int i = 0; i < n; i++)
            while ((got = recv(flows[i].s, packet, sizeof(packet), 0)) > 0) {
                int bin = (int)((now_s() - start) * 10);

                if (bin < BINS)
                    flows[i].bytes[bin] += (unsigned)got + HEADERS;
            }
    }
}

static int recv_flows(char **args, int count)
{
    double length = atof(args[0]), start;
    u_long on = 1;
    int n = 0;

    for (int i = 1; i < count && n < FLOWS; i++, n++) {
        BOOL quality = strchr(args[i], '+') != NULL;
        struct sockaddr_in name = {.sin_family = AF_INET};

        flows[n].port = (u_short)atoi(args[i]);
        flows[n].s = quality ? open_quality() : socket(AF_INET, SOCK_DGRAM, 0);
        name.sin_port = htons(flows[n].port);
        if (bind(flows[n].s, (struct sockaddr *)&name, sizeof(name)) != 0)
            fail("bind");
        ioctlsocket(flows[n].s, (long)(int)FIONBIO, &on);
        if (quality)
            ask(flows[n].s, SERVICETYPE_NOTRAFFIC, SERVICETYPE_CONTROLLEDLOAD,
                QOS_NOT_SPECIFIED);
    }
    start = begin();
    count_all(n, start, length);
    for (int bin = 0; bin < BINS && bin < (int)(length * 10); bin++)
        for (int i = 0; i < n; i++)
            printf("%d %u %u\n", bin, flows[i].port, flows[i].bytes[bin]);
    return 0;
}

int main(int argc, char **argv)
{
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    if (argc >= 6 && strcmp(argv[1], "send") == 0)
        return send_flow(argv + 2, argc - 2);
    if (argc >= 4 && strcmp(argv[1], "recv") == 0)
        return recv_flows(argv + 2, argc - 2);
    fprintf(stderr, "usage: flow send|recv ..., see its source\n");
    return 2;
}
