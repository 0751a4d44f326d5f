/* SPDX-License-Identifier: MIT */
/* Taking a DNS message apart (RFC 1035, section 4.1). It may be hostile:
 * records are taken one by one with every length checked, names are expanded
 * by c-ares, which knows pointer loops. No state, no lock. */
#ifndef WS2_NAME_CARES_MESSAGE_H
#define WS2_NAME_CARES_MESSAGE_H

#include "name/cares_channel.h"

struct ws2_message { /* and where in it the next record is */
    const uint8_t *bytes;
    size_t len, at;
    unsigned left; /* records */
    uint32_t ttl;  /* no alias that was followed lives less long, in seconds */
};

struct ws2_message_record {
    char *owner; /* for ares_free_string */
    unsigned type;
    uint32_t ttl;
    size_t at, len; /* of the data in the message */
};

static inline unsigned ws2_message_u16(const struct ws2_message *m, size_t at)
{
    return (unsigned)m->bytes[at] << 8 | m->bytes[at + 1];
}

/* To the first record; *asked is the question's name, for ares_free_string. */
bool ws2_message_open(struct ws2_message *m, const uint8_t *bytes, size_t len,
                      char **asked);

/* The name at an offset, for ares_free_string; *end is where the message goes
 * on behind it. NULL when it cannot be read, or memory is exhausted. */
char *ws2_message_name(const struct ws2_message *m, size_t at, size_t *end);

typedef enum ws2_dns_status
ws2_message_reader(const struct ws2_message *m,
                   const struct ws2_message_record *r, void *arg);

/* Calls read for the records of that type that belong to owner. */
enum ws2_dns_status ws2_message_read(struct ws2_message m, const char *owner,
                                     unsigned type, ws2_message_reader *read,
                                     void *arg);

/* Follows the aliases from the name asked for to the canonical one, which
 * takes its place; the names on the way become the host's aliases. */
enum ws2_dns_status ws2_message_follow(struct ws2_message *m, char **name,
                                       struct ws2_host *host);

/* The name that a record's data is, for ares_free_string. NULL: none, or no
 * host name: control characters or blanks in it could mislead who prints or
 * compares it. */
char *ws2_message_host_name(const struct ws2_message *m,
                            const struct ws2_message_record *r);

#endif
