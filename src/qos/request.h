/* SPDX-License-Identifier: MIT */
/* What a program asks for a socket with SIO_SET_QOS, WSAConnect, WSAJoinLeaf or
 * WSAAccept's condition function, after the checks: copied, without pointers
 * into its memory, and with every default that does not depend on the network
 * settled. */
#ifndef WS2_QOS_REQUEST_H
#define WS2_QOS_REQUEST_H

#include <stddef.h>

#include "err/err.h"
#include "qos/service.h"

/* The numbers of a sender, as a filter names it, and what is reserved for it.
 * Senders of one SHARED_EXPLICIT descriptor have the same flowspec. */
struct ws2_qos_sender {
    FLOWSPEC flow;
    RSVP_FILTERSPEC filter;
};

struct ws2_qos_request {
    FLOWSPEC sending, receiving;  /* never NOCHANGE: what was there is kept */
    ULONG style;                  /* RSVP_*_STYLE, never the default */
    bool confirm;                 /* a confirmation is wanted */
    bool tcp_traffic;             /* marked as TCP is, whatever follows */
    ULONG sd_mode;                /* TC_NONCONF_*; or QOS_NOT_SPECIFIED */
    ULONG shaping_rate;           /* bytes/s; or QOS_NOT_SPECIFIED */
    ULONG ds_field;               /* 0 to 63; or QOS_NOT_SPECIFIED */
    ULONG traffic_class;          /* 0 to 7; or QOS_NOT_SPECIFIED */
    SOCKADDR_STORAGE destination; /* QOS_DESTADDR; ss_family 0: none */
    unsigned sender_count;
    struct ws2_qos_sender *senders; /* of the explicit styles */
    size_t policy_len;
    unsigned char *policy; /* RSVP_POLICY elements, one behind the other */
};

/* What a socket has that was never asked for anything. */
void ws2_qos_request_init(struct ws2_qos_request *r);
/* Frees what it owns, and is as new. */
void ws2_qos_request_clear(struct ws2_qos_request *r);

#endif
