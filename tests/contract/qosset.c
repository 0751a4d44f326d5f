/* SPDX-License-Identifier: MIT */
/* What is wrong with a request for quality of service: each fault through
 * SIO_SET_QOS, WSAConnect and WSAJoinLeaf, and the status that the first of
 * them returns. */
#include "quality.h"

/* A request with all that can hang on it. */
struct ask {
    QOS q;
    union {
        char bytes[1024];
        ULONG words[256];
    } list;
    ULONG used;
    RSVP_RESERVE_INFO reserve;
    FLOWDESCRIPTOR flows[2];
    RSVP_FILTERSPEC filters[100];
    struct {
        QOS_OBJECT_HDR hdr;
        ULONG count;
        struct {
            USHORT len, type;
            ULONG info;
        } element[2];
    } policy;
    struct sockaddr_in to;
    struct sockaddr_in6 to6;
};

/* The object at the end of the list, of length bytes, some of which are
 * given. */
static void object(struct ask *a, ULONG type, ULONG length, const void *data,
                   size_t given)
{
    QOS_OBJECT_HDR hdr = {type, length};
    ULONG room = length > 512 || length < sizeof(hdr) ? 64 : length;

    memcpy(a->list.bytes + a->used, &hdr, sizeof(hdr));
    memcpy(a->list.bytes + a->used + sizeof(hdr), data, given);
    a->used += room;
    a->q.ProviderSpecific.buf = a->list.bytes;
    a->q.ProviderSpecific.len = a->used;
}

static void number(struct ask *a, ULONG type, ULONG value)
{
    object(a, type, 12, &value, sizeof(value));
}

static RSVP_FILTERSPEC filter(int i)
{
    RSVP_FILTERSPEC f;

    memset(&f, 0, sizeof(f));
    f.Type = FILTERSPECV4;
    f.FilterSpecV4.Address.Addr = htonl(0x0a000001 + (ULONG)i);
    f.FilterSpecV4.Port = htons(5000);
    return f;
}

/* A reservation for so many senders in each of so many descriptors; finished
 * by reserve_put. */
static void reserve(struct ask *a, ULONG style, ULONG flows, ULONG filters)
{
    for (int i = 0; i < CT_COUNT(a->filters); i++)
        a->filters[i] = filter(i);
    for (int i = 0; i < CT_COUNT(a->flows); i++) {
        a->flows[i].FlowSpec = a->q.ReceivingFlowspec;
        a->flows[i].NumFilters = filters;
        a->flows[i].FilterList = &a->filters[i];
    }
    a->reserve.Style = style;
    a->reserve.NumFlowDesc = flows;
    a->reserve.FlowDescList = a->flows;
}

static void reserve_put(struct ask *a)
{
    object(a, RSVP_OBJECT_RESERVE_INFO, sizeof(a->reserve),
           (char *)&a->reserve + sizeof(QOS_OBJECT_HDR),
           sizeof(a->reserve) - sizeof(QOS_OBJECT_HDR));
}

static void policy(struct ask *a)
{
    a->policy.hdr.ObjectType = RSVP_OBJECT_POLICY_INFO;
    a->policy.hdr.ObjectLength = sizeof(a->policy);
    a->policy.count = 2;
    for (int i = 0; i < 2; i++) {
        a->policy.element[i].len = 8;
        a->policy.element[i].type = 60000;
    }
    a->reserve.PolicyElementList = (LPRSVP_POLICY_INFO)(void *)&a->policy;
}

/* --- The faults. FF and SE: fixed filters and the shared list of them. */

#define FF RSVP_FIXED_FILTER_STYLE
#define SE RSVP_SHARED_EXPLICIT_STYLE

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
    object(a, 4003, 12, "", 0);
}

static void list_ds_class(struct ask *a)
{
    number(a, 4001, 0x40);
}

static void list_traffic_class(struct ask *a)
{
    number(a, 4002, 8);
}

static void destination(struct ask *a, const void *to, ULONG len)
{
    QOS_DESTADDR d;

    memset(&d, 0, sizeof(d));
    d.SocketAddress = to;
    d.SocketAddressLength = len;
    object(a, QOS_OBJECT_DESTADDR, sizeof(d), (char *)&d + sizeof(d.ObjectHdr),
           sizeof(d) - sizeof(d.ObjectHdr));
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

static void style_unknown(struct ask *a)
{
    reserve(a, 7, 0, 0);
    reserve_put(a);
}

static void style_of_sender(struct ask *a)
{
    a->q.ReceivingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC);
    reserve(a, FF, 1, 1);
    reserve_put(a);
}

static void style_shared(struct ask *a)
{
    reserve(a, SE, 1, 1);
    reserve_put(a);
}

static void flows_wildcard(struct ask *a)
{
    reserve(a, RSVP_WILDCARD_STYLE, 1, 1);
    reserve_put(a);
}

static void flows_two_shared(struct ask *a)
{
    reserve(a, SE, 2, 1);
    reserve_put(a);
}

static void flows_none(struct ask *a)
{
    reserve(a, FF, 0, 1);
    reserve_put(a);
}

static void flows_two(struct ask *a)
{
    reserve(a, FF, 2, 1);
    reserve_put(a);
}

static void desc_null(struct ask *a)
{
    reserve(a, FF, 1, 1);
    a->reserve.FlowDescList = NULL;
    reserve_put(a);
}

static void desc_no_filters(struct ask *a)
{
    reserve(a, FF, 1, 1);
    a->flows[0].FilterList = NULL;
    reserve_put(a);
}

static void desc_same_sender(struct ask *a)
{
    reserve(a, FF, 2, 1);
    a->flows[1].FilterList = a->flows[0].FilterList;
    reserve_put(a);
}

static void desc_rate(struct ask *a)
{
    reserve(a, FF, 1, 1);
    a->flows[0].FlowSpec.TokenRate = 0;
    reserve_put(a);
}

static void desc_other_service(struct ask *a)
{
    reserve(a, FF, 1, 1);
    a->flows[0].FlowSpec.ServiceType = UNAIDED | SERVICETYPE_GUARANTEED;
    reserve_put(a);
}

static void filters_two(struct ask *a)
{
    reserve(a, FF, 1, 2);
    reserve_put(a);
}

static void filters_none_shared(struct ask *a)
{
    reserve(a, SE, 1, 0);
    reserve_put(a);
}

static void filters_hundred(struct ask *a)
{
    reserve(a, SE, 1, 100);
    reserve_put(a);
}

#define FILTER(name, ...)                                                      \
    static void filter_##name(struct ask *a)                                   \
    {                                                                          \
        RSVP_FILTERSPEC *f = &a->filters[0];                                   \
                                                                               \
        reserve(a, FF, 1, 1);                                                  \
        __VA_ARGS__;                                                           \
        reserve_put(a);                                                        \
    }
FILTER(type_0, f->Type = (FilterType)0)
FILTER(type_6, f->Type = FILTERSPEC_END)
FILTER(type_99, f->Type = (FilterType)99)
FILTER(of_ip6, f->Type = FILTERSPECV6)
FILTER(address_0, f->FilterSpecV4.Address.Addr = 0)
FILTER(multicast, f->FilterSpecV4.Address.Addr = htonl(0xe0000005))
FILTER(broadcast, f->FilterSpecV4.Address.Addr = 0xffffffff)
FILTER(port_0, f->FilterSpecV4.Port = 0)
FILTER(unused, f->FilterSpecV4.Unused = 1)

#define POLICY(name, ...)                                                      \
    static void policy_##name(struct ask *a)                                   \
    {                                                                          \
        reserve(a, RSVP_DEFAULT_STYLE, 0, 0);                                  \
        policy(a);                                                             \
        __VA_ARGS__;                                                           \
        reserve_put(a);                                                        \
    }
POLICY(other_object, a->policy.hdr.ObjectType = RSVP_OBJECT_ADSPEC)
POLICY(none, a->policy.count = 0)
POLICY(fewer, a->policy.count = 1)
POLICY(more, a->policy.count = 3)
POLICY(len_3, a->policy.element[0].len = 3)
POLICY(len_10, a->policy.element[0].len = 10)
POLICY(len_beyond, a->policy.element[1].len = 400)
POLICY(auth_user, a->policy.element[1].type = 2)
POLICY(type_0, a->policy.element[0].type = 0)
POLICY(standard, a->policy.element[0].type = 49151)
POLICY(auth_app, a->policy.element[0].type = 3)

/* Those of all functions. FAULT(code without WSA_QOS_, what, function) */
#define FAULTS                                                                 \
    FAULT(ESERVICETYPE, "no such service", send_ServiceType_0x555)             \
    FAULT(ESERVICETYPE, "receive any service", receive_general)                \
    FAULT(EFLOWSPEC, "no rate", send_TokenRate_0)                              \
    FAULT(EFLOWSPEC, "a peak below the rate", send_PeakBandwidth_9999)         \
    FAULT(EPROVSPECBUF, "an object twice", list_twice)                         \
    FAULT(EPROVSPECBUF, "a status passed in", list_status)                     \
    FAULT(EFILTERSTYLE, "no such style", style_unknown)                        \
    FAULT(EFILTERTYPE, "no such type of filter", filter_type_99)               \
    FAULT(EFILTERCOUNT, "two filters for one flow", filters_two)               \
    FAULT(EOBJLENGTH, "an object that ends in its header", length_header)      \
    FAULT(EFLOWCOUNT, "any sender, and one named", flows_wildcard)             \
    FAULT(EUNKOWNPSOBJ, "no such object", unknown_object)                      \
    FAULT(EPOLICYOBJ, "more elements than are counted", policy_fewer)          \
    FAULT(EFLOWDESC, "no descriptors", desc_null)                              \
    FAULT(EPSFLOWSPEC, "no rate for a sender", desc_rate)                      \
    FAULT(EPSFILTERSPEC, "a sender without address", filter_address_0)         \
    FAULT(ESDMODEOBJ, "no such mode", mode_unknown)                            \
    FAULT(ESHAPERATEOBJ, "shaped to nothing", rate_zero)                       \
    FAULT(RESERVED_PETYPE, "who the user is", policy_auth_user)

/* SIO_SET_QOS alone, on a datagram socket without a peer. */
#define MORE_FAULTS                                                            \
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
    FAULT(EFILTERSTYLE, "senders where nothing is received", style_of_sender)  \
    FAULT(EFILTERTYPE, "type 0", filter_type_0)                                \
    FAULT(EFILTERTYPE, "the end's type", filter_type_6)                        \
    FAULT(EFILTERTYPE, "a filter of IPv6", filter_of_ip6)                      \
    FAULT(EFILTERCOUNT, "a shared flow for nobody", filters_none_shared)       \
    FAULT(EFILTERCOUNT, "a hundred senders", filters_hundred)                  \
    FAULT(EOBJLENGTH, "an object shorter than a header", length_small)         \
    FAULT(EOBJLENGTH, "an object beyond the buffer", length_beyond)            \
    FAULT(EOBJLENGTH, "an end that goes on", length_of_end)                    \
    FAULT(EFLOWCOUNT, "two shared flows", flows_two_shared)                    \
    FAULT(EFLOWCOUNT, "fixed filters without any", flows_none)                 \
    FAULT(EPOLICYOBJ, "another object", policy_other_object)                   \
    FAULT(EPOLICYOBJ, "no elements", policy_none)                              \
    FAULT(EPOLICYOBJ, "fewer elements than are counted", policy_more)          \
    FAULT(EPOLICYOBJ, "an element of 3 bytes", policy_len_3)                   \
    FAULT(EPOLICYOBJ, "an element of 10 bytes", policy_len_10)                 \
    FAULT(EPOLICYOBJ, "an element beyond the object", policy_len_beyond)       \
    FAULT(EFLOWDESC, "no filters", desc_no_filters)                            \
    FAULT(EFLOWDESC, "two flows for one sender", desc_same_sender)             \
    FAULT(EPSFLOWSPEC, "another service inside", desc_other_service)           \
    FAULT(EPSFILTERSPEC, "a group for a sender", filter_multicast)             \
    FAULT(EPSFILTERSPEC, "everybody for a sender", filter_broadcast)           \
    FAULT(EPSFILTERSPEC, "a sender without port", filter_port_0)               \
    FAULT(EPSFILTERSPEC, "an unused member used", filter_unused)               \
    FAULT(ESDMODEOBJ, "borrow", mode_borrow)                                   \
    FAULT(ESDMODEOBJ, "discard what exceeds no rate", mode_without_rate)       \
    FAULT(ESHAPERATEOBJ, "no number", rate_unset)                              \
    FAULT(ESHAPERATEOBJ, "below the token rate", rate_below)                   \
    FAULT(RESERVED_PETYPE, "type 0", policy_type_0)                            \
    FAULT(RESERVED_PETYPE, "the last of the standards'", policy_standard)

/* And on one with a peer. */
#define PEER_FAULTS                                                            \
    FAULT(EFILTERSTYLE, "a shared flow of one peer", style_shared)             \
    FAULT(EFLOWCOUNT, "two flows of one peer", flows_two)

enum which {
#define FAULT(code, what, make) MAKE_##make,
    FAULTS MORE_FAULTS PEER_FAULTS
#undef FAULT
};

static void (*const makers[])(struct ask *) = {
#define FAULT(code, what, make) make,
    FAULTS MORE_FAULTS PEER_FAULTS
#undef FAULT
};

/* The request that a row is about. */
static struct ask *asked(int which)
{
    static struct ask a;

    memset(&a, 0, sizeof(a));
    a.q = qos_good();
    a.to = ct_loopback(htons(9));
    a.to6 = ct_loopback6(htons(9));
    if (which >= 0)
        makers[which](&a);
    return &a;
}

/* The status says what the code does, and where it comes from. */
static void ioctl_refuses(SOCKET s, const struct ct_row *row)
{
    RSVP_STATUS_INFO status;
    DWORD n = 0;

    memset(&status, 0, sizeof(status));
    SOCKET_FAILS(row->code,
                 WSAIoctl(s, SIO_SET_QOS, &asked(row->arg)->q, sizeof(QOS),
                          &status, sizeof(status), &n, NULL, NULL));
    EQUAL(status.ObjectHdr.ObjectType, RSVP_OBJECT_STATUS_INFO);
    EQUAL(status.ObjectHdr.ObjectLength, sizeof(status));
    EQUAL(status.StatusCode, row->code);
    EQUAL(status.ExtendedStatus1, 56400);
    CHECK(status.ExtendedStatus2 > 56300 && status.ExtendedStatus2 < 56900);
}

static void by_ioctl(const struct ct_row *row)
{
    SOCKET s = qos_udp();

    if (s != INVALID_SOCKET)
        ioctl_refuses(s, row);
}

static void by_ioctl_connected(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = qos_udp();

    if (s == INVALID_SOCKET)
        return;
    NEED(connect(s, SA(&to), sizeof(to)), 0);
    ioctl_refuses(s, row);
}

/* Nothing was connected. */
static void by_connect(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9)), peer;
    SOCKET s = qos_udp();
    int len = sizeof(peer);

    if (s == INVALID_SOCKET)
        return;
    SOCKET_FAILS(row->code, WSAConnect(s, SA(&to), sizeof(to), NULL, NULL,
                                       &asked(row->arg)->q, NULL));
    SOCKET_FAILS(WSAENOTCONN, getpeername(s, SA(&peer), &len));
}

static void by_join(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = qos_open(AF_INET, SOCK_DGRAM, LEAF);

    if (s == INVALID_SOCKET)
        return;
    to.sin_addr.s_addr = htonl(0xefff0101);
    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(s, SA(&to), sizeof(to), NULL, NULL, &asked(row->arg)->q,
                      NULL, JL_BOTH));
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
static void good_requests(const struct ct_row *row)
{
    static void (*const good[])(struct ask *) = {policy_auth_app,
                                                 destination_good};
    SOCKET s = qos_udp();

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    for (int i = 0; i < CT_COUNT(good); i++) {
        struct ask *a = asked(-1);

        good[i](a);
        EQUAL(qos_set(s, &a->q), 0);
    }
}

/* A refused request changes nothing: the flow that was there is kept. */
static void refused_changes_nothing(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();
    struct ask *a = asked(-1);
    ULONG in = ALLOWED_TO_SEND_DATA, out = 0;
    DWORD n;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    NEED(qos_set(s, &q), 0);
    rate_zero(a);
    a->q = qos_none();
    a->q.ProviderSpecific.buf = a->list.bytes;
    a->q.ProviderSpecific.len = a->used;
    SOCKET_FAILS(WSA_QOS_ESHAPERATEOBJ, qos_set(s, &a->q));
    EQUAL(WSAIoctl(s, SIO_CHK_QOS, &in, sizeof(in), &out, sizeof(out), &n, NULL,
                   NULL),
          0);
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
#define FAULT(code, what, make)                                                \
    ROW(WSAIoctl, WSA_QOS_##code, "SIO_SET_QOS: " what, by_ioctl,              \
        .arg = MAKE_##make),
    FAULTS MORE_FAULTS
#undef FAULT
#define FAULT(code, what, make)                                                \
    ROW(WSAIoctl, WSA_QOS_##code, "SIO_SET_QOS: " what, by_ioctl_connected,    \
        .arg = MAKE_##make),
        PEER_FAULTS
#undef FAULT
#define FAULT(code, what, make)                                                \
    ROW(WSAConnect, WSA_QOS_##code, what, by_connect, .arg = MAKE_##make),
            FAULTS PEER_FAULTS
#undef FAULT
#define FAULT(code, what, make)                                                \
    ROW(WSAJoinLeaf, WSA_QOS_##code, what, by_join, .arg = MAKE_##make),
                FAULTS
#undef FAULT
                    ROW(WSAIoctl, WSA_QOS_EPROVSPECBUF,
                        "SIO_SET_QOS: a destination of TCP",
                        destination_of_tcp),
    RULE(WSAIoctl, "SIO_SET_QOS: AUTH_APP, a destination", good_requests),
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
