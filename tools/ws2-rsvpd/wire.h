/* SPDX-License-Identifier: MIT */
/* Bytes in network order, in and out: what the parts of the codec share. */
#ifndef RSVPD_WIRE_H
#define RSVPD_WIRE_H

#include <string.h>

#include "message.h"

#define WIRE_HEADER        8 /* of a message */
#define WIRE_OBJECT_HEADER 4

static inline uint16_t get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t get32(const uint8_t *p)
{
    return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static inline float get_float(const uint8_t *p)
{
    uint32_t bits = get32(p);
    float f;

    memcpy(&f, &bits, sizeof(f));
    return f;
}

/* A writer remembers how long all would have been, and writes what fits. */
struct wire {
    uint8_t *bytes;
    size_t size;
    size_t at;
};

void wire_put(struct wire *w, const void *bytes, size_t length);
void wire_put8(struct wire *w, unsigned value);
void wire_put16(struct wire *w, unsigned value);
void wire_put32(struct wire *w, uint32_t value);
void wire_put_float(struct wire *w, float value);
void wire_set16(struct wire *w, size_t at, unsigned value);

/* The Internet checksum; 0 over a message that carries its own. */
uint16_t wire_checksum(const uint8_t *bytes, size_t length);

/* What a reader of an object says: 0, or one of the following. */
enum wire_fault {
    WIRE_OK,
    WIRE_MALFORMED, /* dropped */
    WIRE_TSPEC,     /* answered with error 21 and a value ... */
    WIRE_FLOWSPEC,
    WIRE_ADSPEC,
    WIRE_SERVICE,
};

/* Bodies of integrated services: behind the object's header. */
enum wire_fault wire_get_tspec(const uint8_t *body, size_t length,
                               struct rsvp_tspec *t);
enum wire_fault wire_get_flowspec(const uint8_t *body, size_t length,
                                  struct rsvp_flowspec *f);
enum wire_fault wire_get_adspec(const uint8_t *body, size_t length,
                                struct rsvp_adspec *ad);
void wire_put_tspec(struct wire *w, const struct rsvp_tspec *t);
void wire_put_flowspec(struct wire *w, const struct rsvp_flowspec *f);
void wire_put_adspec(struct wire *w, const struct rsvp_adspec *ad);

bool wire_adspec_valid(const struct rsvp_adspec *ad);

/* Which objects a type of message must and may have; RSVP_HAS_ bits. */
struct wire_rule {
    unsigned required;
    unsigned allowed;
    bool policies;
    bool dclass;
    size_t min_flows, max_flows;
};

const struct wire_rule *wire_rule_of(unsigned type); /* NULL: no such type */

bool wire_style_known(uint8_t style);

/* Whether a message keeps the rules that hold for parsed and built ones alike:
 * objects, one address family, flow descriptors as the style wants them. */
bool wire_message_valid(const struct rsvp_message *m);

/* Leaves of a message that is refused what an answer can be made of. False:
 * that is not enough. */
bool wire_refusal_valid(struct rsvp_message *m);

#endif
