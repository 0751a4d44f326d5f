/* SPDX-License-Identifier: MIT */
/* What SIO_GET_QOS returns: a change as a QOS with its objects behind it. */
#ifndef WS2_QOS_ANSWER_H
#define WS2_QOS_ANSWER_H

#include "qos/provider.h"

struct ws2_qos_answer {
    struct ws2_qos_answer *next; /* the owner's */
    ws2_err code;                /* the status */
    size_t len;
    unsigned char bytes[]; /* as the program gets them, but for the pointer */
};

/* For free(); NULL without memory. */
struct ws2_qos_answer *ws2_qos_answer_new(const struct ws2_qos_change *change);

/* Into the program's memory, at least a ULONG. WSAENOBUFS: it does not fit, and
 * the size that is needed was written; WSAEFAULT. */
ws2_err ws2_qos_answer_put(const struct ws2_qos_answer *answer, void *out,
                           size_t room);

/* A status as the object that tells it. */
RSVP_STATUS_INFO ws2_qos_status_info(const struct ws2_qos_status *status);

#endif
