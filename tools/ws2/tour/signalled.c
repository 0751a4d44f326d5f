/* SPDX-License-Identifier: MIT */
/* What the network and the other end say of quality of service, by RSVP. The
 * agent, ws2-rsvpd, is the tour's own: it has 100000 bytes/s of the loopback
 * interface to give away, and guaranteed service for nobody. */
#include "quality.h"

#define CONTROLLED SERVICETYPE_CONTROLLEDLOAD
#define GUARANTEED SERVICETYPE_GUARANTEED
#define HERE_ONLY  SERVICE_NO_QOS_SIGNALING /* this machine alone is asked */

/* What a socket wants to send, or to receive. */
static QOS sends(ULONG service, ULONG rate)
{
    QOS q = quality_good();

    q.SendingFlowspec.ServiceType = service;
    q.SendingFlowspec.TokenRate = rate;
    q.ReceivingFlowspec.ServiceType = SERVICETYPE_NOTRAFFIC;
    return q;
}

static QOS receives(ULONG service, ULONG rate)
{
    QOS q = quality_good();

    q.SendingFlowspec.ServiceType = SERVICETYPE_NOTRAFFIC;
    q.ReceivingFlowspec.ServiceType = service;
    q.ReceivingFlowspec.TokenRate = rate;
    return q;
}

/* A datagram socket with quality of service; others may have the name too. */
static SOCKET open_end(struct sockaddr_in name)
{
    SOCKET s = open_quality(SOCK_DGRAM);
    BOOL on = TRUE;

    NEED(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on)) == 0);
    NEED(bind(s, SA(&name), sizeof(name)) == 0);
    return s;
}

/* A sender, which is connected to the receiver. */
static SOCKET open_ends(SOCKET *receiver)
{
    SOCKET sender = open_end(address_of("127.0.0.1", 0));
    struct sockaddr_in name;

    *receiver = open_end(address_of("127.0.0.1", 0));
    name = name_of(*receiver);
    NEED(connect(sender, SA(&name), sizeof(name)) == 0);
    return sender;
}

static void ask(SOCKET s, QOS q)
{
    NEED(quality_ask(s, &q) == 0);
}

/* From now on the socket's news are told. */
static WSAEVENT news;
static void listen_to(SOCKET s)
{
    news = WSACreateEvent();
    NEED(WSAEventSelect(s, news, FD_QOS) == 0);
}

/* The code of the next news; 0 when there are none for some seconds. */
static int code_next(SOCKET s)
{
    static char room[8192];
    WSANETWORKEVENTS events;
    DWORD n;

    if (WSAWaitForMultipleEvents(1, &news, TRUE, 5000, FALSE) != 0)
        return 0;
    NEED(WSAEnumNetworkEvents(s, news, &events) == 0);
    NEED(WSAIoctl(s, SIO_GET_QOS, NULL, 0, room, sizeof(room), &n, NULL,
                  NULL) == 0);
    return events.iErrorCode[FD_QOS_BIT];
}

/* Other news may come before that. */
static int code_told(SOCKET s, int wanted)
{
    int code;

    do
        code = code_next(s);
    while (code != wanted && code != 0);
    return code;
}

SCENE(WSA_QOS_RECEIVERS, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "a receiver has reserved")
{
    SOCKET receiver, sender = open_ends(&receiver);

    listen_to(sender);
    ask(sender, sends(CONTROLLED, 10000));
    ask(receiver, receives(CONTROLLED, 10000));
    return code_told(sender, WSA_QOS_RECEIVERS);
}

SCENE(WSA_QOS_SENDERS, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "a sender has made itself known")
{
    SOCKET receiver, sender = open_ends(&receiver);

    listen_to(receiver);
    ask(receiver, receives(CONTROLLED | HERE_ONLY, QOS_NOT_SPECIFIED));
    ask(sender, sends(CONTROLLED, 10000));
    return code_told(receiver, WSA_QOS_SENDERS);
}

SCENE(WSA_QOS_NO_SENDERS, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "the only sender has shut down")
{
    SOCKET receiver, sender = open_ends(&receiver);

    listen_to(receiver);
    ask(receiver, receives(CONTROLLED, 10000));
    ask(sender, sends(CONTROLLED, 10000));
    NEED(code_told(receiver, WSA_QOS_SENDERS) == WSA_QOS_SENDERS);
    NEED(shutdown(sender, SD_SEND) == 0);
    return code_told(receiver, WSA_QOS_NO_SENDERS);
}

SCENE(WSA_QOS_NO_RECEIVERS, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "the only receiver wants nothing more")
{
    SOCKET receiver, sender = open_ends(&receiver);

    listen_to(sender);
    ask(sender, sends(CONTROLLED, 10000));
    ask(receiver, receives(CONTROLLED, 10000));
    NEED(code_told(sender, WSA_QOS_RECEIVERS) == WSA_QOS_RECEIVERS);
    ask(receiver, receives(SERVICETYPE_NOTRAFFIC, 10000));
    return code_told(sender, WSA_QOS_NO_RECEIVERS);
}

SCENE(WSA_QOS_REQUEST_CONFIRMED, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "the receiver asked for a confirmation")
{
    RSVP_RESERVE_INFO info = {
        .ObjectHdr = {RSVP_OBJECT_RESERVE_INFO, sizeof(info)},
        .ConfirmRequest = 1};
    SOCKET receiver, sender = open_ends(&receiver);
    QOS q = receives(CONTROLLED, 10000);

    q.ProviderSpecific.buf = (char *)&info;
    q.ProviderSpecific.len = sizeof(info);
    listen_to(receiver);
    ask(receiver, q);
    ask(sender, sends(CONTROLLED, 10000));
    return code_told(receiver, WSA_QOS_REQUEST_CONFIRMED);
}

SCENE(WSA_QOS_ADMISSION_FAILURE, WSAIoctl, PLACE_SIGNALS,
      "the interface has 100000 bytes/s to give away, and no 200000")
{
    SOCKET receiver, sender = open_ends(&receiver);
    QOS q = sends(CONTROLLED | HERE_ONLY, 200000);

    return quality_ask(sender, &q);
}

SCENE(WSA_QOS_POLICY_FAILURE, WSAIoctl, PLACE_SIGNALS,
      "the agent's policy denies guaranteed service")
{
    SOCKET receiver, sender = open_ends(&receiver);
    QOS q = sends(GUARANTEED | HERE_ONLY, 10000);

    return quality_ask(sender, &q);
}

SCENE(WSA_QOS_BAD_STYLE, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "two receivers of a session want different styles")
{
    RSVP_FILTERSPEC filter = {.Type = FILTERSPECV4};
    FLOWDESCRIPTOR flow = {.NumFilters = 1, .FilterList = &filter};
    RSVP_RESERVE_INFO info = {
        .ObjectHdr = {RSVP_OBJECT_RESERVE_INFO, sizeof(info)},
        .Style = RSVP_SHARED_EXPLICIT_STYLE,
        .NumFlowDesc = 1,
        .FlowDescList = &flow};
    SOCKET receiver, sender = open_ends(&receiver), other;
    QOS q = receives(CONTROLLED, 10000);

    listen_to(sender);
    ask(sender, sends(CONTROLLED, 10000));
    ask(receiver, q); /* any sender */
    NEED(code_told(sender, WSA_QOS_RECEIVERS) == WSA_QOS_RECEIVERS);
    flow.FlowSpec = q.ReceivingFlowspec; /* these, and no others */
    filter.FilterSpecV4.Address.Addr = name_of(sender).sin_addr.s_addr;
    filter.FilterSpecV4.Port = name_of(sender).sin_port;
    q.ProviderSpecific.buf = (char *)&info;
    q.ProviderSpecific.len = sizeof(info);
    other = open_end(name_of(receiver));
    listen_to(other);
    ask(other, q);
    return code_told(other, WSA_QOS_BAD_STYLE);
}

SCENE(WSA_QOS_BAD_OBJECT, WSAEnumNetworkEvents, PLACE_SIGNALS,
      "a router on the way does not know an object of the reservation")
{
    struct sockaddr_in router = address_of("198.18.10.1", 9);
    SOCKET s = open_end(address_of("198.18.0.1", 0));

    listen_to(s);
    NEED(sendto(s, "hello", 5, 0, SA(&router), sizeof(router)) == 5);
    ask(s, receives(CONTROLLED, 10000));
    return code_told(s, WSA_QOS_BAD_OBJECT);
}

SCENE(WSA_QOS_TRAFFIC_CTRL_ERROR, WSAIoctl, PLACE_FOREIGN,
      "traffic control of the interface is somebody else's")
{
    SOCKET receiver, sender = open_ends(&receiver);
    QOS q = sends(CONTROLLED | HERE_ONLY, 10000);

    return quality_ask(sender, &q);
}

SCENE(WSA_QOS_GENERIC_ERROR, WSAIoctl, PLACE_PLAIN,
      "a flow that wants signalling, where nobody signals")
{
    QOS q = sends(CONTROLLED, 10000);

    return quality_ask(open_quality(SOCK_DGRAM), &q);
}
