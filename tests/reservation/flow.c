/* SPDX-License-Identifier: MIT */
/* A flow of datagrams and who measures it, as Windows programs:
 *
 *   flow send ADDRESS PORT RATE SECONDS [FROM TO]   sends RATE bytes/s of IP
 *       packets; asks for that rate FROM seconds after the beginning, and gives
 *       it up at TO
 *   flow recv SECONDS PORT[+]...   prints for each tenth of a second
 *       "TENTH PORT BYTES MARKED" of IP packets, and how much of that was
 *       marked as controlled load; + asks for quality for that port
 *   flow blast ADDRESS PORT RATE SECONDS MODE   has RATE reserved, says
 *       "reserved", and sends four times that, as far as MODE (a TC_NONCONF_
 *       number) lets it; says "sent BYTES"
 *
 * The first two begin when a line comes on standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
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

/* mode: or QOS_NOT_SPECIFIED. */
static void ask_mode(SOCKET s, ULONG send_service, ULONG recv_service,
                     ULONG rate, ULONG mode)
{
    QOS_SD_MODE object = {{QOS_OBJECT_SD_MODE, sizeof(object)}, mode};
    const ULONG none = QOS_NOT_SPECIFIED;
    FLOWSPEC send = {rate, 4 * (SIZE + HEADERS), none,           none,
                     none, send_service,         SIZE + HEADERS, SIZE};
    FLOWSPEC recv = {none, none, none, none, none, recv_service, none, none};
    QOS q = {.SendingFlowspec = send, .ReceivingFlowspec = recv};
    DWORD n;

    if (mode != QOS_NOT_SPECIFIED) {
        q.ProviderSpecific.buf = (char *)&object;
        q.ProviderSpecific.len = sizeof(object);
    }
    if (WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &n, NULL, NULL) != 0)
        fail("SIO_SET_QOS");
}

static void ask(SOCKET s, ULONG send_service, ULONG recv_service, ULONG rate)
{
    ask_mode(s, send_service, recv_service, rate, QOS_NOT_SPECIFIED);
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

/* --- Blasting. */

/* Until the network says that somebody receives with a reservation. */
static void wait_reserved(SOCKET s)
{
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS news = {0};
    u_long off = 0;

    WSAEventSelect(s, event, FD_QOS);
    while (news.iErrorCode[FD_QOS_BIT] != WSA_QOS_RECEIVERS) {
        static char room[8192];
        DWORD n;

        if (WSAWaitForMultipleEvents(1, &event, TRUE, 20000, FALSE) !=
                WSA_WAIT_EVENT_0 ||
            WSAEnumNetworkEvents(s, event, &news) != 0)
            fail("no reservation");
        WSAIoctl(s, SIO_GET_QOS, NULL, 0, room, sizeof(room), &n, NULL, NULL);
    }
    WSAEventSelect(s, event, 0);
    WSACloseEvent(event);
    ioctlsocket(s, (long)(int)FIONBIO, &off);
}

static int blast(char **args)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    SOCKET s = open_quality();
    double rate = atof(args[2]), length = atof(args[3]), start, next;
    char packet[SIZE] = {0};
    unsigned long long sent = 0;

    inet_pton(AF_INET, args[0], &to.sin_addr);
    to.sin_port = htons((u_short)atoi(args[1]));
    if (s == INVALID_SOCKET ||
        connect(s, (struct sockaddr *)&to, sizeof(to)) != 0)
        fail("connect");
    ask_mode(s, SERVICETYPE_CONTROLLEDLOAD, SERVICETYPE_NOTRAFFIC, (ULONG)rate,
             (ULONG)atoi(args[4]));
    wait_reserved(s);
    printf("reserved\n");
    fflush(stdout);
    start = next = now_s();
    while (now_s() < start + length) {
        if (now_s() < next) {
            Sleep(1);
            continue;
        }
        if (send(s, packet, sizeof(packet), 0) != SIZE)
            fail("send");
        sent += SIZE + HEADERS;
        next += (SIZE + HEADERS) / (4 * rate);
    }
    printf("sent %llu\n", sent);
    closesocket(s);
    return 0;
}

/* --- Measuring. */

static struct {
    u_short port;
    SOCKET s;
    unsigned bytes[BINS], marked[BINS];
} flows[FLOWS];

static LPFN_WSARECVMSG recv_message;

/* Of one datagram with its headers; -1: there is none. */
static int recv_one(SOCKET s, BOOL *marked)
{
    char packet[2048], control[128];
    WSABUF buf = {sizeof(packet), packet};
    WSAMSG msg = {.lpBuffers = &buf,
                  .dwBufferCount = 1,
                  .Control = {sizeof(control), control}};
    WSACMSGHDR *c;
    int tos = 0;
    DWORD n;

    if (recv_message(s, &msg, &n, NULL, NULL) != 0)
        return -1;
    for (c = WSA_CMSG_FIRSTHDR(&msg); c != NULL; c = WSA_CMSG_NXTHDR(&msg, c))
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS)
            memcpy(&tos, WSA_CMSG_DATA(c), sizeof(tos));
    *marked = tos >> 2 == 0x18;
    return (int)n + HEADERS;
}

static void messages_begin(SOCKET s)
{
    GUID guid = WSAID_WSARECVMSG;
    DWORD n, on = 1;

    if (WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof(guid),
                 &recv_message, sizeof(recv_message), &n, NULL, NULL) != 0 ||
        setsockopt(s, IPPROTO_IP, IP_RECVTOS, (char *)&on, sizeof(on)) != 0)
        fail("WSARecvMsg");
}

static void count_all(int n, double start, double length)
{
    WSAPOLLFD fds[FLOWS];
    double now;

    for (int i = 0; i < n; i++)
        fds[i] = (WSAPOLLFD){.fd = flows[i].s, .events = POLLRDNORM};
    while ((now = now_s()) < start + length) {
        BOOL marked;
        int got;

        WSAPoll(fds, (ULONG)n, 10);
        for (int i = 0; i < n; i++)
            while ((got = recv_one(flows[i].s, &marked)) > 0) {
                int bin = (int)((now_s() - start) * 10);

                if (bin >= BINS)
                    continue;
                flows[i].bytes[bin] += (unsigned)got;
                flows[i].marked[bin] += marked ? (unsigned)got : 0;
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
        messages_begin(flows[n].s);
        if (quality)
            ask(flows[n].s, SERVICETYPE_NOTRAFFIC, SERVICETYPE_CONTROLLEDLOAD,
                QOS_NOT_SPECIFIED);
    }
    start = begin();
    count_all(n, start, length);
    for (int bin = 0; bin < BINS && bin < (int)(length * 10); bin++)
        for (int i = 0; i < n; i++)
            printf("%d %u %u %u\n", bin, flows[i].port, flows[i].bytes[bin],
                   flows[i].marked[bin]);
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
    if (argc == 7 && strcmp(argv[1], "blast") == 0)
        return blast(argv + 2);
    fprintf(stderr, "usage: flow send|recv|blast ..., see its source\n");
    return 2;
}
