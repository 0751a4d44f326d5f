/* SPDX-License-Identifier: MIT */
/* RSVP messages as words, for scripts and logs: a type and its fields.
 *
 *   Path session=192.0.2.9/17/5004 hop=192.0.2.1/7 sender=192.0.2.7/5000
 *        tspec=64000,3000,inf,128,1500 adspec=0,1250000,0,1500
 *
 *   session=ADDRESS/PROTOCOL/PORT[/FLAGS]     hop=ADDRESS[/LIH]
 *   refresh=MS    ttl=N                       sender=ADDRESS/PORT
 *   tspec=r,b,p,m,M or q,M                    confirm=ADDRESS
 *   adspec=HOPS,BANDWIDTH,LATENCY,MTU[,BROKEN[,Ctot,Dtot,Csum,Dsum]]
 *   error=CODE/VALUE[/FLAGS[/NODE]]           style=wf | ff | se
 *   flow=FLOWSPEC[@SENDER[+SENDER]...]        more than once: one each
 *     FLOWSPEC: cl,r,b,p,m,M  g,r,b,p,m,M,R,S  q,M  or - for none
 *   scope=ADDRESS[+ADDRESS]...                dclass=DSCP[+DSCP]...
 *   policy=HEX    unknown=CLASS/CTYPE/HEX     the body; more than once
 *
 * An ADSPEC here offers guaranteed service and controlled load. */
#ifndef RSVP_TEXT_H
#define RSVP_TEXT_H

#include <stdio.h>

#include "message.h"

#define TEXT_FLOWS 16
#define TEXT_LIST  128
#define TEXT_BYTES 4096

/* A message and the room for what it points to. */
struct text_message {
    struct rsvp_message m;
    unsigned given; /* RSVP_HAS_ bits of the fields named, and TEXT_ ones */
    struct rsvp_flow flows[TEXT_FLOWS];
    struct rsvp_sender filters[TEXT_LIST];
    struct rsvp_addr scope[TEXT_LIST];
    struct rsvp_blob policies[RSVP_MAX_BLOBS], unknown[RSVP_MAX_BLOBS];
    uint8_t dclass[TEXT_LIST];
    uint8_t bytes[TEXT_BYTES];
    size_t n_filters, n_bytes;
};

enum {
    TEXT_FLOW = 1 << 16,
    TEXT_POLICY = 1 << 17,
    TEXT_UNKNOWN = 1 << 18,
    TEXT_DCLASS = 1 << 19,
    TEXT_TTL = 1 << 20,
    TEXT_LIH = 1 << 21,
    TEXT_ERROR_FLAGS = 1 << 22,
    TEXT_ERROR_NODE = 1 << 23,
};

/* Path, ResvErr ...; 0 and NULL where there is none. */
unsigned text_type(const char *name);
const char *text_type_name(unsigned type);

void text_init(struct text_message *t, unsigned type);

/* Reads key=value into the message. 0, or -1: no such field, or not its form.
 */
int text_field(struct text_message *t, const char *word);

/* Whether `got` has all that was given. */
bool text_matches(const struct text_message *want,
                  const struct rsvp_message *got);

/* One line, without its end. */
void text_print(FILE *file, const struct rsvp_message *m);

int text_addr(const char *text, struct rsvp_addr *addr); /* 0 or -1 */
void text_addr_print(const struct rsvp_addr *addr, char out[64]);

/* The bytes of hexadecimal digits; their number, or -1. */
int text_hex(const char *text, uint8_t *out, size_t size);

#endif
