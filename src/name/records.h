/* SPDX-License-Identifier: MIT */
/* DNS records of any type, as answers to a question bring them: mail servers,
 * services, texts. */
#ifndef WS2_NAME_RECORDS_H
#define WS2_NAME_RECORDS_H

#include "name/cares.h"

/* Record types that are more than text; RFC 1035 and 2782. */
#define WS2_DNS_NS  2
#define WS2_DNS_MX  15
#define WS2_DNS_SRV 33

struct ws2_record {
    char *name; /* the first one in the data: a host, an alias; or NULL */
    char *text; /* the data as a zone file has it, strings without quotes */
    uint16_t preference; /* of equal ones, the lowest comes first; or 0 */
    uint16_t port;       /* SRV's */
};

struct ws2_records {         /* zeroed is empty */
    char *owner;             /* whose they are: the end of the CNAME chain */
    struct ws2_record *list; /* by preference */
    size_t count;
};

/* The records of that type, where the message is well formed; what RFC 3597
 * calls an unknown type has only text. */
enum ws2_dns_status ws2_dns_read_records(const uint8_t *answer, size_t len,
                                         unsigned type,
                                         struct ws2_records *records);

/* Frees what it holds and leaves it empty. */
void ws2_records_clear(struct ws2_records *records);

#endif
