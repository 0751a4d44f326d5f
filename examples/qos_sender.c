/* SPDX-License-Identifier: MIT */
/* Sends datagrams with quality of service (Generic QoS), and prints what the
 * network says of it:
 *
 *     qos_sender HOST PORT [BYTES_PER_SECOND]      Enter stops it
 *
 * Shows WSA_QOS_RECEIVERS (11005) when somebody has reserved for it,
 * WSA_QOS_NO_RECEIVERS (11008) when nobody has any more, and errors of the
 * network (11010 to 11015). */
#include "qos.h"

#define DATAGRAM 1000

/* As many datagrams as a tenth of a second takes. */
static void send_some(SOCKET s, ULONG rate)
{
    static char data[DATAGRAM];
    ULONG n = rate / 10 / DATAGRAM;

    while (n-- > 0)
        if (send(s, data, sizeof(data), 0) == SOCKET_ERROR &&
            WSAGetLastError() != WSAEWOULDBLOCK &&
            WSAGetLastError() != WSAECONNRESET)
            print_error("send", WSAGetLastError());
}

static int run(SOCKET s, ULONG rate)
{
    WSAEVENT events[2];
    WSANETWORKEVENTS happened;
    DWORD which;

    events[0] = WSACreateEvent();
    events[1] = new_event();
    if (WSAEventSelect(s, events[0], FD_QOS) == SOCKET_ERROR) {
        print_error("WSAEventSelect", WSAGetLastError());
        return 1;
    }
    CloseHandle(start_thread(wait_for_enter, events[1]));
    printf("sending %lu bytes/s\n", (unsigned long)rate);
    fflush(stdout);
    send_some(s, rate);
    for (;;) {
        which = WSAWaitForMultipleEvents(2, events, FALSE, 100, FALSE);
        if (which == WSA_WAIT_EVENT_0 + 1)
            break;
        if (which == WSA_WAIT_TIMEOUT)
            send_some(s, rate);
        else if (WSAEnumNetworkEvents(s, events[0], &happened) == 0 &&
                 (happened.lNetworkEvents & FD_QOS) != 0)
            qos_news(s);
    }
    printf("stopped\n");
    WSACloseEvent(events[0]);
    return 0;
}

/* With the connection the network learns who sends what to whom. */
static int connect_with(SOCKET s, const char *host, const char *port,
                        ULONG rate)
{
    struct addrinfo hints, *to;
    QOS qos;
    int err;

    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_DGRAM;
    err = getaddrinfo(host, port, &hints, &to);
    if (err != 0) {
        print_error(host, err);
        return err;
    }
    memset(&qos, 0, sizeof(qos));
    qos.SendingFlowspec = qos_flow(SERVICETYPE_CONTROLLEDLOAD, rate);
    qos.ReceivingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC, QOS_NOT_SPECIFIED);
    err = WSAConnect(s, to->ai_addr, (int)to->ai_addrlen, NULL, NULL, &qos,
                     NULL) == SOCKET_ERROR
              ? WSAGetLastError()
              : 0;
    if (err != 0)
        print_error("WSAConnect", err);
    freeaddrinfo(to);
    return err;
}

int main(int argc, char **argv)
{
    ULONG rate = argc > 3 ? (ULONG)strtoul(argv[3], NULL, 10) : 50000;
    int status = 1;
    SOCKET s;

    if (argc < 3 || argc > 4 || rate == 0) {
        fprintf(stderr, "usage: qos_sender HOST PORT [BYTES_PER_SECOND]\n");
        return 2;
    }
    start_winsock();
    s = qos_socket(SOCK_DGRAM);
    if (s != INVALID_SOCKET) {
        if (connect_with(s, argv[1], argv[2], rate) == 0)
            status = run(s, rate);
        closesocket(s); /* and what was asked for ends */
    }
    WSACleanup();
    return status;
}
