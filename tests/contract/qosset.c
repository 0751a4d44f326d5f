/* SPDX-License-Identifier: MIT */
/* What is wrong with a request for quality of service, but for how it reserves
 * (qosreserve.c): each fault through SIO_SET_QOS, WSAConnect and WSAJoinLeaf,
 * and the status that the first of them returns. */
#include "qosask.h"

#include <traffic.h>

/* --- The faults. */

#define SEND(member, value)                                                    \
    static void send_##member##_##value(struct ask *a)                         \
    {                                                                          \
        a->q.SendingFlowspec.member = value;                                   \
    }
SEND(TokenRate, 0)
SEND(TokenRate, UNSET)
SEND(PeakBandwidth, 9999)
SEND(MinimumPolicedSize, 0)
SEND(MinimumPolicedSize, 1501)
SEND(TokenBucketSize, 0)
SEND(MaxSduSize, 0)
SEND(ServiceType, 0x555)
SEND(ServiceType, 0x20000002)
SEND(ServiceType, SERVICETYPE_NETWORK_UNAVAILABLE)
SEND(ServiceType, SERVICETYPE_NONCONFORMING)
SEND(ServiceType, SERVICETYPE_NETWORK_CONTROL)

static void receive_general(struct ask *a)
{
    a->q.ReceivingFlowspec.ServiceType =
        UNAIDED | SERVICETYPE_GENERAL_INFORMATION;
}

static void receive_guaranteed(struct ask *a, ULONG rate, ULONG latency,
                               ULONG variation)
{
    a->q.ReceivingFlowspec = qos_flow(UNAIDED | SERVICETYPE_GUARANTEED);
    a->q.ReceivingFlowspec.TokenRate = rate;
    a->q.ReceivingFlowspec.Latency = latency;
    a->q.ReceivingFlowspec.DelayVariation = variation;
}

static void receive_nothing_said(struct ask *a)
{
    receive_guaranteed(a, UNSET, UNSET, UNSET);
}

static void receive_half_said(struct ask *a)
{
    receive_guaranteed(a, UNSET, 1000, UNSET);
}

static void receive_said_twice(struct ask *a)
{
    receive_guaranteed(a, 10000, 1000, UNSET);
}

static void list_null(struct ask *a)
{
    a->q.ProviderSpecific.len = 12;
}

static void list_short(struct ask *a)
{
    number(a, QOS_OBJECT_SD_MODE, TC_NONCONF_SHAPE);
    a->q.ProviderSpecific.len = 5;
}

static void list_leftover(struct ask *a)
{
    number(a, QOS_OBJECT_SD_MODE, TC_NONCONF_SHAPE);
    a->q.ProviderSpecific.len += 4;
}

static void list_twice(struct ask *a)
{
    number(a, QOS_OBJECT_SD_MODE, TC_NONCONF_SHAPE);
    number(a, QOS_OBJECT_SD_MODE, TC_NONCONF_SHAPE);
}

static void list_status(struct ask *a)
{
    object(a, RSVP_OBJECT_STATUS_INFO, sizeof(RSVP_STATUS_INFO), "", 0);
}

static void list_adspec(struct ask *a)
{
    object(a, RSVP_OBJECT_ADSPEC, 32, "", 0);
}

static void list_filters(struct ask *a)
{
    object(a, RSVP_OBJECT_FILTERSPEC_LIST, 8, "", 0);
}

static void list_diffserv(struct ask *a)
{
    object(a, QOS_OBJECT_DIFFSERV, 12, "", 0);
}

static void list_ds_class(struct ask *a)
{
    number(a, QOS_OBJECT_DS_CLASS, 0x40);
}

static void list_traffic_class(struct ask *a)
{
    number(a, QOS_OBJECT_TRAFFIC_CLASS, 8);
}

static void destination_null(struct ask *a)
{
    destination(a, NULL, sizeof(a->to));
}

static void destination_short(struct ask *a)
{
    destination(a, &a->to, sizeof(a->to) - 1);
}

static void destination_foreign(struct ask *a)
{
    destination(a, &a->to6, sizeof(a->to6));
}

static void destination_good(struct ask *a)
{
    destination(a, &a->to, sizeof(a->to));
}

static void length_small(struct ask *a)
{
    object(a, QOS_OBJECT_SD_MODE, 4, "", 0);
}

static void length_header(struct ask *a)
{
    object(a, QOS_OBJECT_SD_MODE, 8, "", 0);
}

static void length_beyond(struct ask *a)
{
    object(a, QOS_OBJECT_SD_MODE, 4096, "", 0);
}

static void length_of_end(struct ask *a)
{
    object(a, QOS_OBJECT_END_OF_LIST, 12, "", 0);
}

static void unknown_object(struct ask *a)
{
    object(a, 3000, 8, "", 0);
}

static void mode_unknown(struct ask *a)
{
    number(a, QOS_OBJECT_SD_MODE, 9);
}

static void mode_borrow(struct ask *a)
{
    number(a, QOS_OBJECT_SD_MODE, TC_NONCONF_BORROW);
}

static void mode_without_rate(struct ask *a)
{
    a->q.SendingFlowspec = qos_flow(UNAIDED | SERVICETYPE_QUALITATIVE);
    a->q.SendingFlowspec.TokenRate = UNSET;
    number(a, QOS_OBJECT_SD_MODE, TC_NONCONF_DISCARD);
}

static void rate_zero(struct ask *a)
{
    number(a, QOS_OBJECT_SHAPING_RATE, 0);
}

static void rate_unset(struct ask *a)
{
    number(a, QOS_OBJECT_SHAPING_RATE, UNSET);
}

static void rate_below(struct ask *a)
{
    number(a, QOS_OBJECT_SHAPING_RATE, 9999);
}

/* Of all functions. */
#define FAULTS                                                                 \
    FAULT(ESERVICETYPE, "no such service", send_ServiceType_0x555)             \
    FAULT(ESERVICETYPE, "receive any service", receive_general)                \
    FAULT(EFLOWSPEC, "no rate", send_TokenRate_0)                              \
    FAULT(EFLOWSPEC, "a peak below the rate", send_PeakBandwidth_9999)         \
    FAULT(EPROVSPECBUF, "an object twice", list_twice)                         \
    FAULT(EPROVSPECBUF, "a status passed in", list_status)                     \
    FAULT(EOBJLENGTH, "an object that ends in its header", length_header)      \
    FAULT(EUNKOWNPSOBJ, "no such object", unknown_object)                      \
    FAULT(ESDMODEOBJ, "no such mode", mode_unknown)                            \
    FAULT(ESHAPERATEOBJ, "shaped to nothing", rate_zero)

/* SIO_SET_QOS alone. */
#define IOCTL_FAULTS                                                           \
    FAULT(ESERVICETYPE, "a stray bit", send_ServiceType_0x20000002)            \
    FAULT(ESERVICETYPE, "network unavailable",                                 \
          send_ServiceType_SERVICETYPE_NETWORK_UNAVAILABLE)                    \
    FAULT(ESERVICETYPE, "nonconforming",                                       \
          send_ServiceType_SERVICETYPE_NONCONFORMING)                          \
    FAULT(ESERVICETYPE, "network control",                                     \
          send_ServiceType_SERVICETYPE_NETWORK_CONTROL)                        \
    FAULT(EFLOWSPEC, "a rate left open", send_TokenRate_UNSET)                 \
    FAULT(EFLOWSPEC, "no smallest packet", send_MinimumPolicedSize_0)          \
    FAULT(EFLOWSPEC, "smallest above largest", send_MinimumPolicedSize_1501)   \
    FAULT(EFLOWSPEC, "no bucket", send_TokenBucketSize_0)                      \
    FAULT(EFLOWSPEC, "no packet fits", send_MaxSduSize_0)                      \
    FAULT(EFLOWSPEC, "guaranteed: nothing said", receive_nothing_said)         \
    FAULT(EFLOWSPEC, "guaranteed: a latency alone", receive_half_said)         \
    FAULT(EFLOWSPEC, "guaranteed: rate and latency", receive_said_twice)       \
    FAULT(EPROVSPECBUF, "a length without a buffer", list_null)                \
    FAULT(EPROVSPECBUF, "half a header", list_short)                           \
    FAULT(EPROVSPECBUF, "bytes behind the last object", list_leftover)         \
    FAULT(EPROVSPECBUF, "an adspec passed in", list_adspec)                    \
    FAULT(EPROVSPECBUF, "a list of filters passed in", list_filters)           \
    FAULT(EPROVSPECBUF, "an object of traffic control", list_diffserv)         \
    FAULT(EPROVSPECBUF, "a DS class of 64", list_ds_class)                     \
    FAULT(EPROVSPECBUF, "a traffic class of 8", list_traffic_class)            \
    FAULT(EPROVSPECBUF, "no destination", destination_null)                    \
    FAULT(EPROVSPECBUF, "a short destination", destination_short)              \
    FAULT(EPROVSPECBUF, "a destination of IPv6", destination_foreign)          \
    FAULT(EOBJLENGTH, "an object shorter than a header", length_small)         \
    FAULT(EOBJLENGTH, "an object beyond the buffer", length_beyond)            \
    FAULT(EOBJLENGTH, "an end that goes on", length_of_end)                    \
    FAULT(ESDMODEOBJ, "borrow", mode_borrow)                                   \
    FAULT(ESDMODEOBJ, "discard what exceeds no rate", mode_without_rate)       \
    FAULT(ESHAPERATEOBJ, "no number", rate_unset)                              \
    FAULT(ESHAPERATEOBJ, "below the token rate", rate_below)

enum which {
#define FAULT(code, what, make) MAKE_##make,
    FAULTS IOCTL_FAULTS
#undef FAULT
};

static void fault_make(struct ask *a, int which)
{
    static void (*const makers[])(struct ask *) = {
#define FAULT(code, what, make) make,
        FAULTS IOCTL_FAULTS
#undef FAULT
    };

    makers[which](a);
}

/* On TCP, where the packets go is settled by the connection. */
static void destination_of_tcp(const struct ct_row *row)
{
    SOCKET s = qos_tcp();
    struct ask *a = asked(-1);

    if (s == INVALID_SOCKET)
        return;
    destination_good(a);
    SOCKET_FAILS(row->code, qos_set(s, &a->q));
}

/* What is like a fault and none. */
static void destination_taken(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    struct ask *a = asked(-1);

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    destination_good(a);
    EQUAL(qos_set(s, &a->q), 0);
}

/* A refused request changes nothing: what was asked for still is, a flow of a
 * sender who has nobody to send to. Of the refused one SIO_GET_QOS would say
 * that there is nothing yet. */
static void refused_changes_nothing(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    struct ask *a = asked(-1);
    u_long on = 1;
    ULONG room;
    DWORD n;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    NEED(ioctlsocket(s, (long)FIONBIO, &on), 0);
    a->q.ReceivingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC);
    NEED(qos_set(s, &a->q), 0);
    a->q = qos_none();
    rate_zero(a);
    SOCKET_FAILS(WSA_QOS_ESHAPERATEOBJ, qos_set(s, &a->q));
    SOCKET_FAILS(WSAENOTCONN, WSAIoctl(s, SIO_GET_QOS, NULL, 0, &room,
                                       sizeof(room), &n, NULL, NULL));
    a->q.ProviderSpecific.len = 0;
    NEED(qos_set(s, &a->q), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, WSAIoctl(s, SIO_GET_QOS, NULL, 0, &room,
                                          sizeof(room), &n, NULL, NULL));
}

/* Of two faults, the one that is looked for first. */
static void service_before_flow(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();

    if (s == INVALID_SOCKET)
        return;
    q.SendingFlowspec.TokenRate = 0;
    q.ReceivingFlowspec.ServiceType = 0x555;
    SOCKET_FAILS(row->code, qos_set(s, &q));
}

static void flow_before_list(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();

    if (s == INVALID_SOCKET)
        return;
    q.ReceivingFlowspec.MaxSduSize = 0;
    q.ProviderSpecific.len = 3;
    SOCKET_FAILS(row->code, qos_set(s, &q));
}

static void objects_in_order(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    struct ask *a = asked(-1);

    if (s == INVALID_SOCKET)
        return;
    rate_zero(a);
    unknown_object(a);
    SOCKET_FAILS(row->code, qos_set(s, &a->q));
}

static void end_hides_the_rest(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    struct ask *a = asked(-1);

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    object(a, QOS_OBJECT_END_OF_LIST, 8, "", 0);
    unknown_object(a);
    EQUAL(qos_set(s, &a->q), 0);
}

static const struct ct_row rows[] = {
#define FAULT FAULT_BY_IOCTL
    FAULTS IOCTL_FAULTS
#undef FAULT
#define FAULT FAULT_BY_CONNECT
        FAULTS
#undef FAULT
#define FAULT FAULT_BY_JOIN
            FAULTS
#undef FAULT
                ROW(WSAIoctl, WSA_QOS_EPROVSPECBUF,
                    "SIO_SET_QOS: a destination of TCP", destination_of_tcp),
    RULE(WSAIoctl, "SIO_SET_QOS: a destination", destination_taken),
    RULE(WSAIoctl, "SIO_SET_QOS: a refusal changes nothing",
         refused_changes_nothing),
    RULE(WSAIoctl, "SIO_SET_QOS: nothing behind the list's end counts",
         end_hides_the_rest),
    FIRST(WSAIoctl, WSA_QOS_ESERVICETYPE, "services before numbers",
          service_before_flow),
    FIRST(WSAIoctl, WSA_QOS_EFLOWSPEC, "numbers before objects",
          flow_before_list),
    FIRST(WSAIoctl, WSA_QOS_ESHAPERATEOBJ, "objects in their order",
          objects_in_order),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
