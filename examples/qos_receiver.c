/* SPDX-License-Identifier: MIT */
/* Receives datagrams, reserves for whoever sends them (Generic QoS), and prints
 * what the network says of it:
 *
 *     qos_receiver [PORT]      the first Enter ends the reservation, the end of
 *                              the last sender, or a second Enter, the program
 *
 * Shows WSA_QOS_SENDERS (11006), WSA_QOS_REQUEST_CONFIRMED (11009),
 * WSA_QOS_NO_SENDERS (11007), and why a reservation was refused (11010 to
 * 11015). */
#include "qos.h"

/* Reserves what the senders send, and wants to be told that it is reserved. */
static int reserve(SOCKET s)
{
    RSVP_RESERVE_INFO info;
    QOS qos;

    memset(&info, 0, sizeof(info));
    info.ObjectHdr.ObjectType = RSVP_OBJECT_RESERVE_INFO;
    info.ObjectHdr.ObjectLength = sizeof(info);
    info.ConfirmRequest = 1;
    qos.SendingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC, QOS_NOT_SPECIFIED);
    qos.ReceivingFlowspec =
        qos_flow(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    qos.ProviderSpecific.buf = (char *)&info;
    qos.ProviderSpecific.len = sizeof(info);
    return qos_set(s, &qos);
}

/* Is told of senders, and reserves nothing. */
static int only_look(SOCKET s)
{
    QOS qos;

    memset(&qos, 0, sizeof(qos));
    qos.SendingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC, QOS_NOT_SPECIFIED);
    qos.ReceivingFlowspec =
        qos_flow(SERVICETYPE_CONTROLLEDLOAD | SERVICE_NO_QOS_SIGNALING,
                 QOS_NOT_SPECIFIED);
    return qos_set(s, &qos);
}

static ULONG receive_all(SOCKET s)
{
    char data[2048];
    ULONG n = 0;
    int len;

    while ((len = recv(s, data, sizeof(data), 0)) >= 0)
        n += (ULONG)len;
    return n;
}

/* Each Enter sets the event anew. */
static unsigned __stdcall enters(void *event)
{
    int c;

    while ((c = getchar()) != EOF)
        if (c == '\n')
            SetEvent(event);
    return 0;
}

static int run(SOCKET s)
{
    HANDLE enter = CreateEvent(NULL, FALSE, FALSE, NULL);
    WSAEVENT events[2];
    WSANETWORKEVENTS happened;
    ULONG bytes = 0;
    int reserved = 1, code = 0;

    events[0] = WSACreateEvent();
    events[1] = enter;
    if (WSAEventSelect(s, events[0], FD_QOS | FD_READ) == SOCKET_ERROR) {
        print_error("WSAEventSelect", WSAGetLastError());
        return 1;
    }
    CloseHandle(start_thread(enters, enter));
    printf("waiting for senders\n");
    fflush(stdout);
    while (code != WSA_QOS_NO_SENDERS) {
        if (WSAWaitForMultipleEvents(2, events, FALSE, WSA_INFINITE, FALSE) ==
            WSA_WAIT_EVENT_0 + 1) {
            if (!reserved || only_look(s) != 0)
                break;
            reserved = 0;
            continue;
        }
        if (WSAEnumNetworkEvents(s, events[0], &happened) == SOCKET_ERROR)
            break;
        if ((happened.lNetworkEvents & FD_READ) != 0)
            bytes += receive_all(s);
        if ((happened.lNetworkEvents & FD_QOS) != 0)
            code = qos_news(s);
    }
    printf("%s\n", bytes > 0 ? "data came" : "no data came");
    printf("stopped\n");
    WSACloseEvent(events[0]);
    return 0;
}

/* Bound before it asks: a receiver is told of who sends to its name. */
static int bind_any(SOCKET s, unsigned short port)
{
    struct sockaddr_in name;
    int len = sizeof(name);

    memset(&name, 0, sizeof(name));
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    if (bind(s, (struct sockaddr *)&name, sizeof(name)) == SOCKET_ERROR ||
        getsockname(s, (struct sockaddr *)&name, &len) == SOCKET_ERROR) {
        print_error("bind", WSAGetLastError());
        return SOCKET_ERROR;
    }
    printf("listening on port %d\n", ntohs(name.sin_port));
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    int status = 1;
    SOCKET s;

    if (argc > 2) {
        fprintf(stderr, "usage: qos_receiver [PORT]\n");
        return 2;
    }
    start_winsock();
    s = qos_socket(SOCK_DGRAM);
    if (s != INVALID_SOCKET) {
        if (bind_any(s, argc > 1 ? parse_port(argv[1]) : 7010) == 0 &&
            reserve(s) == 0)
            status = run(s);
        closesocket(s);
    }
    WSACleanup();
    return status;
}
