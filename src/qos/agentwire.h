/* SPDX-License-Identifier: MIT */
/* What the library and the signalling agent, ws2-rsvpd, say to each other. Both
 * include this, one with Windows' headers and one with Linux', so that neither
 * kind is here.
 *
 * The agent listens on the abstract SOCK_SEQPACKET name WS2_AW_NAME, one for
 * each network namespace; a process has one connection, and the agent forgets
 * all its flows when that ends. One packet is one message, a struct below and
 * behind it what is counted in that. The parties share a machine, so that
 * numbers are in its byte order; a message that ws2_aw_fits does not accept
 * ends the connection.
 *
 *   program             agent
 *   HELLO           →             first, both ways; another version: closed
 *                   ←   HELLO
 *   SET             →             flow: a number the program has not used yet,
 *                                 or the one of a flow, whose request it
 *                                 replaces. With flag WANTS_FD of the agent's
 *                                 HELLO the socket comes along (SCM_RIGHTS);
 *                                 the agent closes it before it answers
 *                   ←   GRANT     what the library is to do itself: before
 *                                 SET_DONE, and when a reservation changes it
 *                   ←   SET_DONE  once for each SET, in their order. Local
 *                                 traffic control stands, or nothing changed
 *                   ←   CHANGE    what the network says
 *   MOVED           →             another name, peer or direction
 *   END             →             nothing is said of this flow any more
 *   ASK             →             SIO_CHK_QOS
 *                   ←   ANSWER
 *   SHOW            →             `ws2 qos show`
 *                   ←   SHOWN     until one with last set
 *
 * Started by the library the agent gets "--on-demand --ready N": it writes a
 * byte to descriptor N and closes it when programs can connect, be it to
 * another agent that was there first; closed without: there is none. */
#ifndef WS2_QOS_AGENTWIRE_H
#define WS2_QOS_AGENTWIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WS2_AW_NAME        "ws2-rsvpd" /* behind a 0 byte, without one after */
#define WS2_AW_VERSION     1u
#define WS2_AW_MAX         81920u /* bytes of a message */
#define WS2_AW_FILTERS_MAX 99u
#define WS2_AW_POLICY_MAX  65535u

#define WS2_AW_UNSET 0xffffffffu /* QOS_NOT_SPECIFIED */

enum ws2_aw_type {
    WS2_AW_HELLO = 1,
    WS2_AW_SET,
    WS2_AW_MOVED,
    WS2_AW_END,
    WS2_AW_ASK,
    WS2_AW_SHOW,
    WS2_AW_SET_DONE,
    WS2_AW_GRANT,
    WS2_AW_CHANGE,
    WS2_AW_ANSWER,
    WS2_AW_SHOWN,
};

struct ws2_aw_head {
    uint32_t type;
    uint32_t flow; /* 0 in HELLO, SHOW, SHOWN */
};

/* END is a head alone. */

struct ws2_aw_addr {
    uint8_t family; /* 4, 6; 0: none, and the rest is 0 */
    uint8_t zero;
    uint16_t port;     /* in host order */
    uint32_t scope;    /* of a link-local address, or 0 */
    uint8_t bytes[16]; /* as in a packet; of family 4 the first four */
};

/* FLOWSPEC: bytes/s, bytes, microseconds; service has its flag bits. */
struct ws2_aw_flow {
    uint32_t token_rate, bucket, peak, latency, delay_variation, service;
    uint32_t max_sdu, min_policed;
};

struct ws2_aw_filter {
    uint32_t type; /* FilterType, 1 to 5 */
    uint32_t id;   /* flow label or GPI, in host order; else 0 */
    struct ws2_aw_addr addr;
};

struct ws2_aw_sender {
    struct ws2_aw_flow flow;
    struct ws2_aw_filter filter;
};

struct ws2_aw_place {
    uint8_t family;    /* of the socket: 4, 6 */
    uint8_t protocol;  /* 6 TCP, 17 UDP */
    uint8_t connected; /* peer is the only one */
    uint8_t sends, receives;
    uint8_t zero[3];
    struct ws2_aw_addr local; /* may have the wildcard address */
    struct ws2_aw_addr peer;  /* or the group that was joined */
};

struct ws2_aw_hello {
    struct ws2_aw_head head;
    uint32_t version;
    uint32_t flags; /* the agent's: WS2_AW_WANTS_FD */
};
#define WS2_AW_WANTS_FD 1u

/* struct ws2_qos_request with its place; behind it the senders, then the
 * policy elements (length and type as in RSVP_POLICY, in host order). */
struct ws2_aw_set {
    struct ws2_aw_head head;
    uint32_t serial; /* for SET_DONE */
    struct ws2_aw_place place;
    struct ws2_aw_flow sending, receiving;
    struct ws2_aw_addr destination;
    uint32_t style; /* RSVP_*_STYLE, 1 to 3 */
    uint8_t confirm, tcp_traffic, zero[2];
    uint32_t sd_mode, shaping_rate, ds_field, traffic_class; /* or UNSET */
    uint32_t sender_count, policy_len;
};

struct ws2_aw_moved {
    struct ws2_aw_head head;
    struct ws2_aw_place place;
};

/* ALLOWED_TO_SEND_DATA to END_TO_END_QOSABILITY. */
struct ws2_aw_ask {
    struct ws2_aw_head head;
    uint32_t serial, question;
};

struct ws2_aw_show {
    struct ws2_aw_head head;
};

struct ws2_aw_status {
    uint32_t code; /* a WSA code; 0: as asked */
    uint32_t extended[2];
};

struct ws2_aw_set_done {
    struct ws2_aw_head head;
    uint32_t serial;
    struct ws2_aw_status status;
};

/* How the flow's packets are to leave. reserved: what is asked of the network
 * stands, or nobody was to be asked; before that they are best effort. */
struct ws2_aw_grant {
    struct ws2_aw_head head;
    uint8_t reserved;
    uint8_t by_agent; /* a class of the interface's holds the rate */
    uint8_t zero[2];
    uint32_t service;            /* SERVICETYPE_* without flags */
    uint32_t rate, bucket, peak; /* bytes/s, bytes; or UNSET */
    uint32_t min_policed, max_sdu;
    uint32_t sd_mode;  /* TC_NONCONF_*; or UNSET */
    uint32_t ds_field; /* 0 to 63; or UNSET: the service's own */
    uint32_t priority; /* SO_PRIORITY likewise; not above 6 */
};

/* AD_GENERAL_PARAMS, and what guaranteed service adds. */
struct ws2_aw_adspec {
    uint8_t present, guaranteed, controlled_load, zero;
    uint32_t hops, bandwidth, latency, mtu, flags;
    uint32_t c_total, d_total, c_sum, d_sum;
};

/* Behind it the filters of known senders, then policy elements. */
struct ws2_aw_change {
    struct ws2_aw_head head;
    struct ws2_aw_status status; /* WSA_QOS_RECEIVERS to _GENERIC_ERROR */
    struct ws2_aw_flow sending, receiving; /* service NOCHANGE: not meant */
    struct ws2_aw_adspec adspec;
    uint32_t filter_count, policy_len;
};

struct ws2_aw_answer {
    struct ws2_aw_head head;
    uint32_t serial, answer;
};

/* One line: a word that says what it is of, then NAME=VALUE, tabs between them
 * and no newline. */
struct ws2_aw_shown {
    struct ws2_aw_head head;
    uint32_t last; /* 1: nothing follows; there may be no text then */
    uint32_t len;
};

/* --- Checks. msg is aligned as the structs are. Afterwards every count,
 * length, family, flag and enumeration is what the comments above say; what a
 * flowspec or a policy element has inside is not looked at. */

static inline bool ws2_aw_addr_fits(const struct ws2_aw_addr *a)
{
    static const struct ws2_aw_addr none;

    if (a->family == 0)
        return memcmp(a, &none, sizeof(none)) == 0;
    return (a->family == 4 || a->family == 6) && a->zero == 0;
}

static inline bool ws2_aw_place_fits(const struct ws2_aw_place *p)
{
    return (p->family == 4 || p->family == 6) &&
           (p->protocol == 6 || p->protocol == 17) && p->connected <= 1 &&
           p->sends <= 1 && p->receives <= 1 && ws2_aw_addr_fits(&p->local) &&
           ws2_aw_addr_fits(&p->peer) &&
           (p->local.family == 0 || p->local.family == p->family) &&
           (p->peer.family == 0 || p->peer.family == p->family);
}

static inline bool ws2_aw_filter_fits(const struct ws2_aw_filter *f)
{
    return f->type >= 1 && f->type <= 5 &&
           f->addr.family == (f->type == 1 || f->type == 4 ? 4 : 6) &&
           f->addr.zero == 0;
}

static inline const struct ws2_aw_sender *
ws2_aw_set_senders(const struct ws2_aw_set *m)
{
    return (const struct ws2_aw_sender *)(const void *)(m + 1);
}

static inline const unsigned char *ws2_aw_set_policy(const struct ws2_aw_set *m)
{
    return (const unsigned char *)(ws2_aw_set_senders(m) + m->sender_count);
}

static inline const struct ws2_aw_filter *
ws2_aw_change_filters(const struct ws2_aw_change *m)
{
    return (const struct ws2_aw_filter *)(const void *)(m + 1);
}

static inline const unsigned char *
ws2_aw_change_policy(const struct ws2_aw_change *m)
{
    return (const unsigned char *)(ws2_aw_change_filters(m) + m->filter_count);
}

static inline bool ws2_aw_set_fits(const struct ws2_aw_set *m, size_t len)
{
    if (len < sizeof(*m) || m->sender_count > WS2_AW_FILTERS_MAX ||
        m->policy_len > WS2_AW_POLICY_MAX ||
        len != sizeof(*m) + m->sender_count * sizeof(struct ws2_aw_sender) +
                   m->policy_len)
        return false;
    for (uint32_t i = 0; i < m->sender_count; i++)
        if (!ws2_aw_filter_fits(&ws2_aw_set_senders(m)[i].filter))
            return false;
    return ws2_aw_place_fits(&m->place) && ws2_aw_addr_fits(&m->destination) &&
           m->style >= 1 && m->style <= 3 && m->confirm <= 1 &&
           m->tcp_traffic <= 1 && (m->sd_mode <= 3 || m->sd_mode + 1 == 0) &&
           (m->ds_field <= 63 || m->ds_field + 1 == 0) &&
           (m->traffic_class <= 7 || m->traffic_class + 1 == 0);
}

static inline bool ws2_aw_change_fits(const struct ws2_aw_change *m, size_t len)
{
    if (len < sizeof(*m) || m->filter_count > WS2_AW_FILTERS_MAX ||
        m->policy_len > WS2_AW_POLICY_MAX ||
        len != sizeof(*m) + m->filter_count * sizeof(struct ws2_aw_filter) +
                   m->policy_len)
        return false;
    for (uint32_t i = 0; i < m->filter_count; i++)
        if (!ws2_aw_filter_fits(&ws2_aw_change_filters(m)[i]))
            return false;
    return m->adspec.present <= 1 && m->adspec.guaranteed <= 1 &&
           m->adspec.controlled_load <= 1 && m->status.code != 0;
}

static inline bool ws2_aw_grant_fits(const struct ws2_aw_grant *m)
{
    return m->reserved <= 1 && m->by_agent <= 1 &&
           (m->sd_mode <= 3 || m->sd_mode + 1 == 0) &&
           (m->ds_field <= 63 || m->ds_field + 1 == 0) &&
           (m->priority <= 6 || m->priority + 1 == 0);
}

static inline bool ws2_aw_to_agent_fits(const void *msg, size_t len)
{
    const struct ws2_aw_head *head = (const struct ws2_aw_head *)msg;

    switch (head->type) {
    case WS2_AW_HELLO:
        return len == sizeof(struct ws2_aw_hello) && head->flow == 0;
    case WS2_AW_SET:
        return head->flow != 0 &&
               ws2_aw_set_fits((const struct ws2_aw_set *)msg, len);
    case WS2_AW_MOVED:
        return head->flow != 0 && len == sizeof(struct ws2_aw_moved) &&
               ws2_aw_place_fits(&((const struct ws2_aw_moved *)msg)->place);
    case WS2_AW_END:
        return head->flow != 0 && len == sizeof(*head);
    case WS2_AW_ASK:
        return head->flow != 0 && len == sizeof(struct ws2_aw_ask);
    case WS2_AW_SHOW:
        return head->flow == 0 && len == sizeof(struct ws2_aw_show);
    default:
        return false;
    }
}

static inline bool ws2_aw_to_program_fits(const void *msg, size_t len)
{
    const struct ws2_aw_head *head = (const struct ws2_aw_head *)msg;

    switch (head->type) {
    case WS2_AW_HELLO:
        return len == sizeof(struct ws2_aw_hello) && head->flow == 0;
    case WS2_AW_SET_DONE:
        return head->flow != 0 && len == sizeof(struct ws2_aw_set_done);
    case WS2_AW_GRANT:
        return head->flow != 0 && len == sizeof(struct ws2_aw_grant) &&
               ws2_aw_grant_fits((const struct ws2_aw_grant *)msg);
    case WS2_AW_CHANGE:
        return head->flow != 0 &&
               ws2_aw_change_fits((const struct ws2_aw_change *)msg, len);
    case WS2_AW_ANSWER:
        return head->flow != 0 && len == sizeof(struct ws2_aw_answer);
    case WS2_AW_SHOWN:
        return head->flow == 0 && len >= sizeof(struct ws2_aw_shown) &&
               ((const struct ws2_aw_shown *)msg)->last <= 1 &&
               ((const struct ws2_aw_shown *)msg)->len ==
                   len - sizeof(struct ws2_aw_shown);
    default:
        return false;
    }
}

/* Whether it may be read: to_agent says which way it goes. */
static inline bool ws2_aw_fits(const void *msg, size_t len, bool to_agent)
{
    if (len < sizeof(struct ws2_aw_head) || len > WS2_AW_MAX)
        return false;
    return to_agent ? ws2_aw_to_agent_fits(msg, len)
                    : ws2_aw_to_program_fits(msg, len);
}

#endif
