/* SPDX-License-Identifier: MIT */
/* The checks of what a program asks for. They look at memory only, and each bad
 * input has one answer, as they come in this order:
 *
 *   1. the sending ServiceType, then the receiving one: WSA_QOS_ESERVICETYPE
 *   2. the other numbers of either: WSA_QOS_EFLOWSPEC
 *   3. ProviderSpecific as a buffer: WSAEFAULT, WSA_QOS_EPROVSPECBUF
 *   4. its objects, one after the other, each in this order: its header fits
 *      (_EPROVSPECBUF), ObjectLength (_EOBJLENGTH), ObjectType (_EUNKOWNPSOBJ),
 *      the length that this type has (_EOBJLENGTH), whether it may stand here
 *      (_EPROVSPECBUF), its contents
 *
 * and for RSVP_RESERVE_INFO's contents: Style (_EFILTERSTYLE), NumFlowDesc
 * (_EFLOWCOUNT), FlowDescList (_EFLOWDESC); of each descriptor FilterList
 * (_EFLOWDESC), the flowspec (_EPSFLOWSPEC), NumFilters (_EFILTERCOUNT), and of
 * each filter Type (_EFILTERTYPE) and the rest (_EPSFILTERSPEC); a sender that
 * comes twice (_EFLOWDESC); the policy elements' form (_EPOLICYOBJ) and types
 * (_RESERVED_PETYPE). A pointer in an object that leads nowhere is WSAEFAULT
 * when its turn comes. */
#ifndef WS2_QOS_CHECK_H
#define WS2_QOS_CHECK_H

#include "qos/provider.h"

/* What of the socket the answer depends on. */
struct ws2_qos_facts {
    int family, protocol;
    bool connected;     /* or about to be, by this call */
    bool unset_is_kept; /* ServiceType QOS_NOT_SPECIFIED is no change */
    const struct ws2_qos_request *current; /* what NOCHANGE keeps */
};

/* Reads qos, which is ours, and what it points to, which is the program's, into
 * out, which is new. A code, and *why says it too; out is new then. */
ws2_err ws2_qos_check(const QOS *qos, const struct ws2_qos_facts *facts,
                      struct ws2_qos_request *out, struct ws2_qos_status *why);

/* --- What the files of the checks share. */

struct ws2_qos_reading {
    const struct ws2_qos_facts *facts;
    struct ws2_qos_request *out;
    struct ws2_qos_status *why;
};

/* Reservations for more senders than that are refused. */
#define WS2_QOS_SENDERS_MAX 99u

static inline ws2_err ws2_qos_refuse(struct ws2_qos_reading *r, ws2_err code,
                                     ULONG value)
{
    *r->why = (struct ws2_qos_status){code, {GQOS_API, value}};
    return code;
}

static inline ws2_err ws2_qos_fault(struct ws2_qos_reading *r)
{
    return ws2_qos_refuse(r, WSAEFAULT, GQOS_SETQOS_BADINBUFFER);
}

static inline ws2_err ws2_qos_no_memory(struct ws2_qos_reading *r)
{
    return ws2_qos_refuse(r, WSAENOBUFS, GQOS_SETQOS_OUTOFMEMORY);
}

/* TCP has one peer, and so has a datagram socket that is connected. */
static inline bool ws2_qos_has_one_peer(const struct ws2_qos_facts *facts)
{
    return facts->protocol == IPPROTO_TCP || facts->connected;
}

/* flow.c: whether the numbers suit the service, which is a valid one. */
bool ws2_qos_flow_fits(const FLOWSPEC *flow, ULONG base, bool receiving);

/* objects.c: the list that is in len bytes of the program's memory. */
ws2_err ws2_qos_objects_read(struct ws2_qos_reading *r, const char *at,
                             ULONG len);

/* reserve.c */
ws2_err ws2_qos_reserve_read(struct ws2_qos_reading *r,
                             const RSVP_RESERVE_INFO *info);

/* filter.c: a filter, which out is to have without what its type does not
 * use. */
ws2_err ws2_qos_filter_read(struct ws2_qos_reading *r,
                            const RSVP_FILTERSPEC *filter,
                            RSVP_FILTERSPEC *out);

/* policy.c: an RSVP_POLICY_INFO of the program's memory. */
ws2_err ws2_qos_policy_read(struct ws2_qos_reading *r, const char *info);

#endif
