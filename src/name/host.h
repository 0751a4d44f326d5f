/* SPDX-License-Identifier: MIT */
/* What a name lookup yields: names and addresses, in no dialect.
 *
 * Neither Windows' nor Linux' socket types: the c-ares glue fills it on one
 * side, the builders of addrinfo and hostent read it on the other. A host owns
 * its strings and arrays; it is used by one thread at a time. */
#ifndef WS2_NAME_HOST_H
#define WS2_NAME_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ws2_ip {
    bool v6;
    uint8_t bytes[16]; /* network order; IPv4 uses the first four */
    uint32_t scope;    /* interface of a link-local IPv6 address, or 0 */
    uint32_t ttl;      /* seconds that DNS vouches for it, or 0 */
};

struct ws2_host {
    char *canonical; /* the end of the CNAME chain */
    char *fqdn;      /* the full name that was found */
    char **aliases;  /* the other names on the way */
    size_t alias_count;
    struct ws2_ip *ips;
    size_t ip_count;
    bool from_file; /* the hosts file has it */
};

/* Zeroed is empty. All adders return false when memory is exhausted. */
bool ws2_host_add_ip(struct ws2_host *host, const struct ws2_ip *ip);
bool ws2_host_add_alias(struct ws2_host *host, const char *name);
bool ws2_host_set_canonical(struct ws2_host *host, const char *name);
bool ws2_host_set_fqdn(struct ws2_host *host, const char *name);

/* Frees what the host holds and leaves it empty. */
void ws2_host_clear(struct ws2_host *host);

bool ws2_ip_equal(const struct ws2_ip *a, const struct ws2_ip *b);

/* IPv4 from its four bytes in host order: 127.0.0.1 is 0x7f000001. */
struct ws2_ip ws2_ip_v4(uint32_t host_order);
struct ws2_ip ws2_ip_v6_loopback(void);
struct ws2_ip ws2_ip_any(bool v6);
bool ws2_ip_is_loopback(const struct ws2_ip *ip);
bool ws2_ip_is_v4mapped(const struct ws2_ip *ip);
struct ws2_ip ws2_ip_v4mapped(const struct ws2_ip *ip);

#endif
