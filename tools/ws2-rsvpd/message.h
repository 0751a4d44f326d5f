/* SPDX-License-Identifier: MIT */
/* RSVP messages (RFC 2205, 2207, 2210, 2750, 2996, 2997): bytes to a structure
 * and back. Memory only: no sockets, no clock, no state.
 *
 * What a message points to belongs to whoever filled it in. rsvp_parse() puts
 * all of it into one block, which rsvp_message_clear() frees; a message that
 * the agent builds points to the agent's own arrays and needs no clearing.
 * Numbers are in host order, addresses as bytes in network order. */
#ifndef RSVPD_MESSAGE_H
#define RSVPD_MESSAGE_H

#include <stddef.h>

#include "intserv.h"

#define RSVP_PROTOCOL    46
#define RSVP_MAX_MESSAGE 65535
#define RSVP_MAX_BODY    65528 /* of an object, without its header */

/* More than these in one message, and it is dropped. */
#define RSVP_MAX_FLOWS   128
#define RSVP_MAX_FILTERS 512 /* of all flow descriptors together */
#define RSVP_MAX_SCOPE   512
#define RSVP_MAX_BLOBS   16 /* policy objects; and as many unknown ones */
#define RSVP_MAX_DCLASS  128

enum rsvp_type {
    RSVP_PATH = 1,
    RSVP_RESV = 2,
    RSVP_PATH_ERR = 3,
    RSVP_RESV_ERR = 4,
    RSVP_PATH_TEAR = 5,
    RSVP_RESV_TEAR = 6,
    RSVP_RESV_CONF = 7,
};

enum rsvp_class {
    RSVP_SESSION = 1,
    RSVP_HOP = 3,
    RSVP_INTEGRITY = 4,
    RSVP_TIME_VALUES = 5,
    RSVP_ERROR_SPEC = 6,
    RSVP_SCOPE = 7,
    RSVP_STYLE = 8,
    RSVP_FLOWSPEC = 9,
    RSVP_FILTER_SPEC = 10,
    RSVP_SENDER_TEMPLATE = 11,
    RSVP_SENDER_TSPEC = 12,
    RSVP_ADSPEC = 13,
    RSVP_POLICY_DATA = 14,
    RSVP_RESV_CONFIRM = 15,
    RSVP_DCLASS = 225,
};

enum rsvp_style {
    RSVP_FF = 0x0A, /* fixed filter */
    RSVP_WF = 0x11, /* wildcard */
    RSVP_SE = 0x12, /* shared explicit */
};

/* Codes of ERROR_SPEC. */
enum rsvp_error {
    RSVP_CONFIRMED = 0,
    RSVP_E_ADMISSION = 1,
    RSVP_E_POLICY = 2,
    RSVP_E_NO_PATH = 3,
    RSVP_E_NO_SENDER = 4,
    RSVP_E_STYLE = 5,
    RSVP_E_UNKNOWN_STYLE = 6,
    RSVP_E_DEST_PORTS = 7,
    RSVP_E_SENDER_PORTS = 8,
    RSVP_E_PREEMPTED = 12,
    RSVP_E_CLASS = 13,
    RSVP_E_CTYPE = 14,
    RSVP_E_API = 20,
    RSVP_E_TRAFFIC = 21, /* value 1 conflict 2 unsupported 3 flowspec 4 Tspec */
    RSVP_E_TRAFFIC_SYSTEM = 22,
    RSVP_E_SYSTEM = 23,
};

enum {
    RSVP_ERROR_IN_PLACE = 1,   /* the failed reservation still stands */
    RSVP_ERROR_NOT_GUILTY = 2, /* ... and is not this receiver's */
};

#define RSVP_SESSION_E_POLICE 1 /* session.flags */

struct rsvp_addr {
    uint8_t family;    /* 4, 6; 0 for none */
    uint8_t bytes[16]; /* the first four for 4; the rest is zero */
};

struct rsvp_session {
    struct rsvp_addr addr;
    uint8_t protocol; /* 17 UDP, 6 TCP */
    uint8_t flags;
    bool gpi; /* RFC 2207: port is a virtual one, filters carry an SPI */
    uint16_t port;
};

struct rsvp_hop {
    struct rsvp_addr addr;
    uint32_t lih; /* logical interface handle: whose it is sends it back */
};

enum rsvp_sender_kind {
    RSVP_BY_PORT = 0,
    RSVP_BY_LABEL = 1, /* IPv6 flow label, 20 bits */
    RSVP_BY_GPI = 2,   /* IPSEC's SPI */
};

/* SENDER_TEMPLATE and FILTER_SPEC, which look the same. */
struct rsvp_sender {
    struct rsvp_addr addr;
    uint8_t kind;
    uint32_t id; /* port, label or SPI */
};

struct rsvp_error_spec {
    struct rsvp_addr node;
    uint8_t flags;
    uint8_t code;
    uint16_t value;
};

struct rsvp_flow {
    bool has_flowspec; /* all but ResvTear's, whose are ignored */
    struct rsvp_flowspec flowspec;
    size_t n_filters; /* WF 0, FF 1, SE any number but 0 */
    const struct rsvp_sender *filters;
};

/* An object as its bytes behind the four of the header. */
struct rsvp_blob {
    uint8_t class_num;
    uint8_t ctype;
    uint16_t length; /* a multiple of 4 */
    const uint8_t *body;
};

/* rsvp_message.has: which of the single objects there are. */
enum {
    RSVP_HAS_SESSION = 1,
    RSVP_HAS_HOP = 2,
    RSVP_HAS_TIME = 4,
    RSVP_HAS_ERROR = 8,
    RSVP_HAS_SCOPE = 16,
    RSVP_HAS_STYLE = 32,
    RSVP_HAS_SENDER = 64,
    RSVP_HAS_TSPEC = 128,
    RSVP_HAS_ADSPEC = 256,
    RSVP_HAS_CONFIRM = 512,
    RSVP_HAS_INTEGRITY = 1024, /* seen and not looked at; never built */
};

struct rsvp_message {
    uint8_t type;
    uint8_t flags; /* 4 bits; 0 today */
    uint8_t send_ttl;
    unsigned has;
    struct rsvp_session session;
    struct rsvp_hop hop;
    uint32_t refresh_ms;
    struct rsvp_error_spec error;
    uint8_t style; /* of a ResvErr also one that is unknown, without flows */
    struct rsvp_addr confirm;
    struct rsvp_sender sender;
    struct rsvp_tspec tspec;
    struct rsvp_adspec adspec;
    size_t n_scope;
    const struct rsvp_addr *scope;
    size_t n_flows;
    const struct rsvp_flow *flows;
    size_t n_policies;
    const struct rsvp_blob *policies; /* class 14 */
    size_t n_dclass;
    const uint8_t *dclass; /* DSCPs, 0 to 63 */
    size_t n_unknown;
    const struct rsvp_blob *unknown; /* 11bbbbbb: to be forwarded as they are */
    void *memory;                    /* rsvp_parse()'s block */
};

/* Why a message is not one. code 0: it is dropped without a word. Otherwise the
 * sender is told in a PathErr or ResvErr with this code and value. For that the
 * message has its SESSION and RSVP_HOP, of one family, and what else could be
 * read: of a Path the sender, of a Resv the style (also an unknown one) and at
 * most one flow. */
struct rsvp_reject {
    uint8_t code;
    uint16_t value;
    const char *why; /* for a log; a constant string */
};

/* Reads a message. reject may be NULL.
 * Returns 0; -EBADMSG with reject->code 0: drop it; -EPROTO: answer with
 * reject's code (Path and Resv only; other types are dropped). *m needs
 * rsvp_message_clear() after 0 and -EPROTO, and may have it after any other.
 * -ENOMEM. */
int rsvp_parse(const void *bytes, size_t length, struct rsvp_message *m,
               struct rsvp_reject *reject);

/* Writes a message with its checksum, objects in the order of RFC 2205.
 * Returns its length; -EINVAL (an object missing, wrong or too many),
 * -EMSGSIZE (does not fit). */
int rsvp_build(const struct rsvp_message *m, void *bytes, size_t size);

void rsvp_message_clear(struct rsvp_message *m);

bool rsvp_addr_equal(const struct rsvp_addr *a, const struct rsvp_addr *b);
bool rsvp_addr_is_link_local(const struct rsvp_addr *a); /* IPv6 only */
bool rsvp_session_equal(const struct rsvp_session *a,
                        const struct rsvp_session *b); /* flags apart */
bool rsvp_sender_equal(const struct rsvp_sender *a,
                       const struct rsvp_sender *b);

#endif
