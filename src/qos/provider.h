/* SPDX-License-Identifier: MIT */
/* Between sockets and who gives them quality of service: the client of the
 * signalling agent, say, which reserves in the network and has this machine's
 * traffic control set up. Sockets know a backend by this header alone, and a
 * backend knows of sockets what stands here.
 *
 * A socket that was asked for quality has one flow, from open to close. The
 * functions of one flow are called one at a time, never from its user's
 * functions, and with no lock that these take. In a forked child all flows are
 * the parent's: nothing is called for them there, close included. */
#ifndef WS2_QOS_PROVIDER_H
#define WS2_QOS_PROVIDER_H

#include "qos/enforce.h"

/* What RSVP_STATUS_INFO says: a WSA_QOS_ code and GQOS_ values. */
struct ws2_qos_status {
    ws2_err code;
    ULONG extended[2]; /* where it comes from, and what it is */
};

/* Where a flow runs; addresses are Windows', and known when ss_family is not
 * 0. */
struct ws2_qos_place {
    int family;             /* AF_INET, AF_INET6 */
    int protocol;           /* IPPROTO_TCP, IPPROTO_UDP */
    bool connected;         /* peer is the only one */
    bool sends, receives;   /* not shut down; a leaf's part in its group */
    SOCKADDR_STORAGE local; /* may be the wildcard address */
    SOCKADDR_STORAGE peer;  /* or the group that was joined */
};

/* One change of what the network knows of a flow. */
struct ws2_qos_change {
    struct ws2_qos_status status; /* WSA_QOS_RECEIVERS to _GENERIC_ERROR */
    /* One is meant, and SERVICETYPE_NOCHANGE says that the other is not. */
    FLOWSPEC sending, receiving;
    /* RSVP_ADSPEC, the list of filters and RSVP_POLICY_INFO, as far as there
     * are any, one behind the other and without pointers. */
    const void *objects;
    size_t objects_len;
};

/* Whose flow it is. Called from any thread; what is pointed to is the caller's.
 * Neither calls the backend. */
struct ws2_qos_user {
    /* A set that was WSA_IO_PENDING has ended; code WS2_OK: as asked. */
    void (*done)(struct ws2_qos_user *user,
                 const struct ws2_qos_status *status);
    void (*changed)(struct ws2_qos_user *user,
                    const struct ws2_qos_change *change);
    /* How packets are to leave from now on. For a set that is under way it is
     * told before done, and counts if that succeeds. */
    void (*granted)(struct ws2_qos_user *user,
                    const struct ws2_qos_grant *grant);
};

struct ws2_qos_flow; /* the backend's own */

struct ws2_qos_backend {
    /* WSAENOBUFS, or WSA_QOS_GENERIC_ERROR: nobody is there. */
    ws2_err (*open)(struct ws2_qos_user *user, struct ws2_qos_flow **out);
    /* Replaces what the flow asks for. It is done when local traffic control
     * stands; what the network says comes as changes. fd is the socket's, which
     * the user's granted marks and paces. WSA_IO_PENDING: done follows, and no
     * other set comes before. Any other failure leaves all as it was; *why has
     * the code too. r is the caller's. */
    ws2_err (*set)(struct ws2_qos_flow *flow, const struct ws2_qos_request *r,
                   const struct ws2_qos_place *place, int fd,
                   struct ws2_qos_status *why);
    /* The socket was bound, connected, dissolved, joined or shut down. */
    void (*moved)(struct ws2_qos_flow *flow, const struct ws2_qos_place *place);
    /* SIO_CHK_QOS: an answer to ALLOWED_TO_SEND_DATA and its like, or
     * INFO_NOT_AVAILABLE. */
    ULONG (*ask)(struct ws2_qos_flow *flow, ULONG question);
    /* Ends all that was asked for. The user's functions do not run any more
     * when it returns, so that it may wait for them. */
    void (*close)(struct ws2_qos_flow *flow);
};

/* The one that new flows are opened with. */
const struct ws2_qos_backend *ws2_qos_backend(void);
/* Another one; NULL: the one that is built in. For tests. */
void ws2_qos_backend_use(const struct ws2_qos_backend *backend);

/* agent.c: the one that is built in, which has the machine's agent signal. */
extern const struct ws2_qos_backend ws2_qos_agent;
/* alone.c: for a machine on which nobody signals. Requests that need somebody
 * fail with WSA_QOS_GENERIC_ERROR. Any pointer is a flow to it. */
extern const struct ws2_qos_backend ws2_qos_alone;

#endif
