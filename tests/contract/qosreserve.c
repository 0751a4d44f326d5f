/* SPDX-License-Identifier: MIT */
/* What is wrong with how a request for quality of service reserves: styles,
 * senders, policy. As qosset.c. */
#include "qosask.h"

/* --- The faults. FF and SE: fixed filters and the shared list of them. */

#define FF RSVP_FIXED_FILTER_STYLE
#define SE RSVP_SHARED_EXPLICIT_STYLE

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

/* Of all functions. */
#define FAULTS                                                                 \
    FAULT(EFILTERSTYLE, "no such style", style_unknown)                        \
    FAULT(EFILTERTYPE, "no such type of filter", filter_type_99)               \
    FAULT(EFILTERCOUNT, "two filters for one flow", filters_two)               \
    FAULT(EFLOWCOUNT, "any sender, and one named", flows_wildcard)             \
    FAULT(EPOLICYOBJ, "more elements than are counted", policy_fewer)          \
    FAULT(EFLOWDESC, "no descriptors", desc_null)                              \
    FAULT(EPSFLOWSPEC, "no rate for a sender", desc_rate)                      \
    FAULT(EPSFILTERSPEC, "a sender without address", filter_address_0)         \
    FAULT(RESERVED_PETYPE, "who the user is", policy_auth_user)

/* SIO_SET_QOS alone, on a datagram socket without a peer. */
#define IOCTL_FAULTS                                                           \
    FAULT(EFILTERSTYLE, "senders where nothing is received", style_of_sender)  \
    FAULT(EFILTERTYPE, "type 0", filter_type_0)                                \
    FAULT(EFILTERTYPE, "the end's type", filter_type_6)                        \
    FAULT(EFILTERTYPE, "a filter of IPv6", filter_of_ip6)                      \
    FAULT(EFILTERCOUNT, "a shared flow for nobody", filters_none_shared)       \
    FAULT(EFILTERCOUNT, "a hundred senders", filters_hundred)                  \
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
    FAULT(RESERVED_PETYPE, "type 0", policy_type_0)                            \
    FAULT(RESERVED_PETYPE, "the last of the standards'", policy_standard)

/* And on one with a peer. */
#define PEER_FAULTS                                                            \
    FAULT(EFILTERSTYLE, "a shared flow of one peer", style_shared)             \
    FAULT(EFLOWCOUNT, "two flows of one peer", flows_two)

enum which {
#define FAULT(code, what, make) MAKE_##make,
    FAULTS IOCTL_FAULTS PEER_FAULTS
#undef FAULT
};

static void fault_make(struct ask *a, int which)
{
    static void (*const makers[])(struct ask *) = {
#define FAULT(code, what, make) make,
        FAULTS IOCTL_FAULTS PEER_FAULTS
#undef FAULT
    };

    makers[which](a);
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

/* What is like a fault and none. */
static void auth_app_taken(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    struct ask *a = asked(-1);

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    policy_auth_app(a);
    EQUAL(qos_set(s, &a->q), 0);
}

static const struct ct_row rows[] = {
#define FAULT FAULT_BY_IOCTL
    FAULTS IOCTL_FAULTS
#undef FAULT
#define FAULT(code, what, make)                                                \
    ROW(WSAIoctl, WSA_QOS_##code, "SIO_SET_QOS: " what, by_ioctl_connected,    \
        .arg = MAKE_##make),
        PEER_FAULTS
#undef FAULT
#define FAULT FAULT_BY_CONNECT
            FAULTS PEER_FAULTS
#undef FAULT
#define FAULT FAULT_BY_JOIN
                FAULTS
#undef FAULT
                    RULE(WSAIoctl, "SIO_SET_QOS: AUTH_APP", auth_app_taken),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
