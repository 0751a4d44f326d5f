/* SPDX-License-Identifier: MIT */
/* Requests for quality of service (SIO_SET_QOS) that are wrong in themselves:
 * every fault that a request can have, each alone in a good one. */
#include "quality.h"

/* --- A list of objects, as it hangs on a request. */

static struct {
    char bytes[512];
    ULONG used;
} list;

/* told: the length that the object's header has. */
static void object_add(QOS *q, ULONG type, ULONG told, const void *rest,
                       size_t size)
{
    QOS_OBJECT_HDR hdr = {type, told};

    memcpy(list.bytes + list.used, &hdr, sizeof(hdr));
    memcpy(list.bytes + list.used + sizeof(hdr), rest, size);
    list.used += (ULONG)(sizeof(hdr) + size);
    q->ProviderSpecific.buf = list.bytes;
    q->ProviderSpecific.len = list.used;
}

static void number_add(QOS *q, ULONG type, ULONG value)
{
    object_add(q, type, sizeof(QOS_OBJECT_HDR) + sizeof(value), &value,
               sizeof(value));
}

/* --- A reservation: for one sender, in one flow. */

static struct {
    RSVP_RESERVE_INFO info;
    FLOWDESCRIPTOR flow;
    RSVP_FILTERSPEC senders[2];
} reserve;

static void reserve_begin(QOS *q)
{
    RSVP_FILTERSPEC sender;

    memset(&sender, 0, sizeof(sender));
    sender.Type = FILTERSPECV4;
    sender.FilterSpecV4.Address.Addr = htonl(0x0a000001);
    sender.FilterSpecV4.Port = htons(5000);
    memset(&reserve, 0, sizeof(reserve));
    reserve.senders[0] = reserve.senders[1] = sender;
    reserve.flow.FlowSpec = q->ReceivingFlowspec;
    reserve.flow.NumFilters = 1;
    reserve.flow.FilterList = reserve.senders;
    reserve.info.Style = RSVP_FIXED_FILTER_STYLE;
    reserve.info.NumFlowDesc = 1;
    reserve.info.FlowDescList = &reserve.flow;
}

static int reserve_ask(QOS *q)
{
    object_add(q, RSVP_OBJECT_RESERVE_INFO, sizeof(reserve.info),
               (char *)&reserve.info + sizeof(QOS_OBJECT_HDR),
               sizeof(reserve.info) - sizeof(QOS_OBJECT_HDR));
    return quality_ask(open_quality(SOCK_DGRAM), q);
}

/* Who asks: elements of policy, of that type. */
static struct {
    QOS_OBJECT_HDR hdr;
    ULONG count;
    struct {
        USHORT len, type;
        ULONG info;
    } element;
} policy;

static void policy_add(USHORT type, ULONG count)
{
    policy.hdr.ObjectType = RSVP_OBJECT_POLICY_INFO;
    policy.hdr.ObjectLength = sizeof(policy);
    policy.count = count;
    policy.element.len = sizeof(policy.element);
    policy.element.type = type;
    reserve.info.PolicyElementList = (LPRSVP_POLICY_INFO)(void *)&policy;
}

/* --- The flows. */

SCENE(WSA_QOS_ESERVICETYPE, WSAIoctl, PLACE_PLAIN, "there is no such service")
{
    QOS q = quality_good();

    q.SendingFlowspec.ServiceType = 0x555;
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

SCENE(WSA_QOS_EFLOWSPEC, WSAIoctl, PLACE_PLAIN, "a flow without a rate")
{
    QOS q = quality_good();

    q.SendingFlowspec.TokenRate = 0;
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

/* --- The list. */

SCENE(WSA_QOS_EPROVSPECBUF, WSAIoctl, PLACE_PLAIN, "the same object twice")
{
    QOS q = quality_good();

    number_add(&q, QOS_OBJECT_SD_MODE, TC_NONCONF_SHAPE);
    number_add(&q, QOS_OBJECT_SD_MODE, TC_NONCONF_SHAPE);
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

SCENE(WSA_QOS_EOBJLENGTH, WSAIoctl, PLACE_PLAIN,
      "an object that ends in its header")
{
    QOS q = quality_good();

    object_add(&q, QOS_OBJECT_SD_MODE, 8, "", 0);
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

SCENE(WSA_QOS_EUNKOWNPSOBJ, WSAIoctl, PLACE_PLAIN, "there is no such object")
{
    QOS q = quality_good();

    object_add(&q, 3000, 8, "", 0);
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

SCENE(WSA_QOS_ESDMODEOBJ, WSAIoctl, PLACE_PLAIN,
      "there is no such way to shape or discard")
{
    QOS q = quality_good();

    number_add(&q, QOS_OBJECT_SD_MODE, 9);
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

SCENE(WSA_QOS_ESHAPERATEOBJ, WSAIoctl, PLACE_PLAIN,
      "shaped to a rate of nothing")
{
    QOS q = quality_good();

    number_add(&q, QOS_OBJECT_SHAPING_RATE, 0);
    return quality_ask(open_quality(SOCK_DGRAM), &q);
}

/* --- The reservation. */

SCENE(WSA_QOS_EFILTERSTYLE, WSAIoctl, PLACE_PLAIN,
      "there is no such style of reservation")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.info.Style = 7;
    reserve.info.NumFlowDesc = 0;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EFILTERTYPE, WSAIoctl, PLACE_PLAIN,
      "there is no such type of filter")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.senders[0].Type = (FilterType)99;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EFILTERCOUNT, WSAIoctl, PLACE_PLAIN,
      "two senders in a flow for one")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.flow.NumFilters = 2;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EFLOWCOUNT, WSAIoctl, PLACE_PLAIN,
      "for any sender, and one is named")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.info.Style = RSVP_WILDCARD_STYLE;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EFLOWDESC, WSAIoctl, PLACE_PLAIN,
      "one flow is counted, and none described")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.info.FlowDescList = NULL;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EPSFLOWSPEC, WSAIoctl, PLACE_PLAIN,
      "a sender's flow without a rate")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.flow.FlowSpec.TokenRate = 0;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EPSFILTERSPEC, WSAIoctl, PLACE_PLAIN,
      "a sender without an address")
{
    QOS q = quality_good();

    reserve_begin(&q);
    reserve.senders[0].FilterSpecV4.Address.Addr = 0;
    return reserve_ask(&q);
}

SCENE(WSA_QOS_EPOLICYOBJ, WSAIoctl, PLACE_PLAIN,
      "two elements of policy are counted, and one is there")
{
    QOS q = quality_good();

    reserve_begin(&q);
    policy_add(60000, 2);
    return reserve_ask(&q);
}

SCENE(WSA_QOS_RESERVED_PETYPE, WSAIoctl, PLACE_PLAIN,
      "an element of policy that only the system adds")
{
    QOS q = quality_good();

    reserve_begin(&q);
    policy_add(2, 1);
    return reserve_ask(&q);
}
