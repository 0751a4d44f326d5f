/* SPDX-License-Identifier: MIT */
/* DNS messages; see cares_message.h. c-ares' own readers of whole answers are
 * not used because 1.18 takes the first alias of a chain for the canonical
 * name. */
#include "name/cares_message.h"

#include <strings.h>

#include "name/search.h"

#define HEADER_BYTES 12
#define FIXED_BYTES  10 /* type, class, TTL, length */
#define CLASS_IN     1
#define TTL_MAX      INT32_MAX
#define CHAIN_MAX    32 /* aliases to follow: a loop is none */

char *ws2_message_name(const struct ws2_message *m, size_t at, size_t *end)
{
    char *name = NULL;
    long used;

    if (at >= m->len || ares_expand_name(m->bytes + at, m->bytes, (int)m->len,
                                         &name, &used) != ARES_SUCCESS)
        return NULL;
    *end = at + (size_t)used;
    return name;
}

bool ws2_message_open(struct ws2_message *m, const uint8_t *bytes, size_t len,
                      char **asked)
{
    *m = (struct ws2_message){.bytes = bytes, .len = len, .ttl = TTL_MAX};
    *asked = NULL;
    if (len < HEADER_BYTES || len > UINT16_MAX || ws2_message_u16(m, 4) != 1)
        return false;
    m->left = ws2_message_u16(m, 6);
    *asked = ws2_message_name(m, HEADER_BYTES, &m->at);
    m->at += 4; /* type and class */
    return *asked != NULL;
}

/* RFC 2181, section 8: one with the highest bit set is none at all. */
static uint32_t ttl_read(const struct ws2_message *m, size_t at)
{
    uint32_t ttl = ws2_message_u16(m, at) << 16 | ws2_message_u16(m, at + 2);

    return ttl <= TTL_MAX ? ttl : 0;
}

/* False at the end and at what cannot be read, which leaves records over. */
static bool record_next(struct ws2_message *m, struct ws2_message_record *r)
{
    size_t at;

    *r = (struct ws2_message_record){0};
    if (m->left == 0 || (r->owner = ws2_message_name(m, m->at, &at)) == NULL)
        return false;
    if (m->len < FIXED_BYTES || at > m->len - FIXED_BYTES) {
        ares_free_string(r->owner);
        return false;
    }
    r->type =
        ws2_message_u16(m, at + 2) == CLASS_IN ? ws2_message_u16(m, at) : 0;
    r->ttl = ttl_read(m, at + 4);
    r->at = at + FIXED_BYTES;
    r->len = ws2_message_u16(m, at + 8);
    if (r->len > m->len - r->at) {
        ares_free_string(r->owner);
        return false;
    }
    m->at = r->at + r->len;
    m->left--;
    return true;
}

enum ws2_dns_status ws2_message_read(struct ws2_message m, const char *owner,
                                     unsigned type, ws2_message_reader *read,
                                     void *arg)
{
    enum ws2_dns_status status = WS2_DNS_OK;
    struct ws2_message_record r;

    while (status == WS2_DNS_OK && record_next(&m, &r)) {
        if (r.type == type && strcasecmp(r.owner, owner) == 0)
            status = read(&m, &r, arg);
        ares_free_string(r.owner);
    }
    if (status == WS2_DNS_OK && m.left > 0)
        status = WS2_DNS_BADRESP;
    return status;
}

char *ws2_message_host_name(const struct ws2_message *m,
                            const struct ws2_message_record *r)
{
    size_t end;
    char *name = ws2_message_name(m, r->at, &end);

    if (name == NULL || end > r->at + r->len || !ws2_search_name_valid(name)) {
        ares_free_string(name);
        return NULL;
    }
    return name;
}

struct alias {
    char *target;
    uint32_t ttl;
};

static enum ws2_dns_status alias_read(const struct ws2_message *m,
                                      const struct ws2_message_record *r,
                                      void *arg)
{
    struct alias *alias = arg;

    if (alias->target != NULL)
        return WS2_DNS_BADRESP; /* two aliases for one name */
    alias->target = ws2_message_host_name(m, r);
    alias->ttl = r->ttl;
    return alias->target != NULL ? WS2_DNS_OK : WS2_DNS_BADRESP;
}

enum ws2_dns_status ws2_message_follow(struct ws2_message *m, char **name,
                                       struct ws2_host *host)
{
    for (int i = 0; i < CHAIN_MAX; i++) {
        struct alias alias = {0};
        enum ws2_dns_status status =
            ws2_message_read(*m, *name, WS2_DNS_CNAME, alias_read, &alias);
        bool added = alias.target == NULL || ws2_host_add_alias(host, *name);

        if (status != WS2_DNS_OK || alias.target == NULL || !added) {
            ares_free_string(alias.target);
            return added ? status : WS2_DNS_NOMEM;
        }
        ares_free_string(*name);
        *name = alias.target;
        if (alias.ttl < m->ttl)
            m->ttl = alias.ttl;
    }
    return WS2_DNS_BADRESP; /* a loop */
}
