/* SPDX-License-Identifier: MIT */
/* The script of the DNS server: what to answer to which name.
 *
 * One line a record or a property, '#' begins a comment:
 *   NAME A|AAAA|CNAME|PTR|NS DATA
 *   NAME TXT TEXT, NAME SRV PRIORITY WEIGHT PORT TARGET,
 *   NAME MX PREFERENCE TARGET, NAME SOA SERVER MAIL and five numbers
 *   NAME !rcode N      fails with that rcode
 *   NAME !delay MS     answers late
 *   NAME !drop         never answers
 *   NAME !tc           over UDP: truncated, without records
 *   NAME !tcpreset     as !tc, and the TCP connection is reset
 *   NAME !count N      the A record N times, counting up in its last 16 bits
 *   NAME !ttl SECONDS  the name's records below live so long; else a minute
 *   NAME !broken KIND  short (cut off), loop (a name that points at itself),
 *                      id (another query's), question (another name's)
 * "*.NAME" stands for every name below NAME. A name without records of the
 * type asked for gives an empty answer; a name not listed gives rcode 3. */
#ifndef STAGE_DNS_ZONE_H
#define STAGE_DNS_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define DNS_MESSAGE_MAX 65535

struct dns_answer {
    uint8_t message[DNS_MESSAGE_MAX];
    size_t len; /* 0: none */
    unsigned delay_ms;
    bool reset; /* TCP: instead of the answer */
};

/* Reads f and closes it. False, with a message on stderr that names path, when
 * there is a mistake in it, or no file (NULL). */
bool zone_load(const char *path, FILE *f);

/* Answers a query; rcode >= 0 answers every query with it. */
void zone_answer(const uint8_t *query, size_t len, bool tcp, int rcode,
                 struct dns_answer *answer);

#endif
