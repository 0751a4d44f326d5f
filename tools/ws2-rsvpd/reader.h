/* SPDX-License-Identifier: MIT */
/* Between the walk over a message (parse.c) and what reads one object
 * (objects.c). */
#ifndef RSVPD_READER_H
#define RSVPD_READER_H

#include "wire.h"

/* What is being filled in: the message's arrays, while they can be written. */
struct reader {
    struct rsvp_message *m;
    struct rsvp_reject *reject;
    struct rsvp_flow *flows;
    struct rsvp_sender *filters;
    struct rsvp_blob *policies, *unknown;
    struct rsvp_addr *scope;
    uint8_t *dclass;
    uint8_t *bytes; /* of blobs */
    size_t n_filters;
};

/* An object, looked at but not into. */
struct object {
    uint8_t class_num;
    uint8_t ctype;
    const uint8_t *body;
    size_t length;
};

/* Notes why a message is refused: by an answer with that code, or with code 0
 * without a word. Returns -EPROTO or -EBADMSG. */
int reader_refuse(struct reader *r, unsigned code, unsigned value,
                  const char *why);

/* Whether an object is no reason to reject a message, for it is for others, if
 * for anybody. */
bool object_is_forwarded(const struct object *o);

/* Reads one object into the message. */
int object_read(struct reader *r, const struct object *o);

#endif
