/* SPDX-License-Identifier: MIT */
/* Reading DNS answers (RFC 1035, section 4.1) into a struct ws2_host. The
 * message may be hostile: records are taken one by one with every length
 * checked, names are expanded by c-ares, which knows pointer loops. c-ares'
 * own readers of whole answers are not used because 1.18 takes the first
 * alias of a chain for the canonical name. No state, no lock. */
#include "name/cares_channel.h"

#include <string.h>
#include <strings.h>

#include "name/search.h"

#define HEADER_BYTES 12
#define FIXED_BYTES  10 /* type, class, TTL, length */
#define TYPE_CNAME   5
#define CLASS_IN     1
#define CHAIN_MAX    32 /* aliases to follow: a loop is none */

struct cursor {
    const uint8_t *message;
    size_t len, at;
    unsigned left; /* records */
};

struct record {
    char *owner; /* for ares_free_string */
    unsigned type;
    size_t at, len; /* of the data in the message */
};

static unsigned u16_at(const struct cursor *c, size_t at)
{
    return (unsigned)c->message[at] << 8 | c->message[at + 1];
}

/* The name at an offset; *end is where the message goes on behind it. NULL
 * when it cannot be read, or memory is exhausted. */
static char *name_at(const struct cursor *c, size_t at, size_t *end)
{
    char *name = NULL;
    long used;

    if (at >= c->len ||
        ares_expand_name(c->message + at, c->message, (int)c->len, &name,
                         &used) != ARES_SUCCESS)
        return NULL;
    *end = at + (size_t)used;
    return name;
}

/* To the first record; *asked is the question's name, for ares_free_string. */
static bool cursor_open(struct cursor *c, const uint8_t *message, size_t len,
                        char **asked)
{
    *c = (struct cursor){.message = message, .len = len};
    *asked = NULL;
    if (len < HEADER_BYTES || len > UINT16_MAX || u16_at(c, 4) != 1)
        return false;
    c->left = u16_at(c, 6);
    *asked = name_at(c, HEADER_BYTES, &c->at);
    c->at += 4; /* type and class */
    return *asked != NULL;
}

/* False at the end and at what cannot be read, which leaves records over. */
static bool record_next(struct cursor *c, struct record *r)
{
    size_t at;

    *r = (struct record){0};
    if (c->left == 0 || (r->owner = name_at(c, c->at, &at)) == NULL)
        return false;
    if (c->len < FIXED_BYTES || at > c->len - FIXED_BYTES) {
        ares_free_string(r->owner);
        return false;
    }
    r->type = u16_at(c, at + 2) == CLASS_IN ? u16_at(c, at) : 0;
    r->at = at + FIXED_BYTES;
    r->len = u16_at(c, at + 8);
    if (r->len > c->len - r->at) {
        ares_free_string(r->owner);
        return false;
    }
    c->at = r->at + r->len;
    c->left--;
    return true;
}

typedef enum ws2_dns_status record_reader(const struct cursor *c,
                                          const struct record *r, void *arg);

/* Calls read for the records of that type that belong to owner. */
static enum ws2_dns_status records_read(struct cursor c, const char *owner,
                                        unsigned type, record_reader *read,
                                        void *arg)
{
    enum ws2_dns_status status = WS2_DNS_OK;
    struct record r;

    while (status == WS2_DNS_OK && record_next(&c, &r)) {
        if (r.type == type && strcasecmp(r.owner, owner) == 0)
            status = read(&c, &r, arg);
        ares_free_string(r.owner);
    }
    if (status == WS2_DNS_OK && c.left > 0)
        status = WS2_DNS_BADRESP;
    return status;
}

/* A name in a record's data, which must be a host name: control characters or
 * blanks in it could mislead who prints or compares it. */
static char *data_name(const struct cursor *c, const struct record *r)
{
    size_t end;
    char *name = name_at(c, r->at, &end);

    if (name == NULL || end > r->at + r->len || !ws2_search_name_valid(name)) {
        ares_free_string(name);
        return NULL;
    }
    return name;
}

static enum ws2_dns_status target_read(const struct cursor *c,
                                       const struct record *r, void *arg)
{
    char **target = arg;

    if (*target != NULL)
        return WS2_DNS_BADRESP; /* two aliases for one name */
    *target = data_name(c, r);
    return *target != NULL ? WS2_DNS_OK : WS2_DNS_BADRESP;
}

/* Follows the aliases from the name asked for to the canonical one; the names
 * on the way become the host's aliases. */
static enum ws2_dns_status chain_follow(const struct cursor *c, char **name,
                                        struct ws2_host *host)
{
    for (int i = 0; i < CHAIN_MAX; i++) {
        char *target = NULL;
        enum ws2_dns_status status =
            records_read(*c, *name, TYPE_CNAME, target_read, &target);
        bool added = target == NULL || ws2_host_add_alias(host, *name);

        if (status != WS2_DNS_OK || target == NULL || !added) {
            ares_free_string(target);
            return added ? status : WS2_DNS_NOMEM;
        }
        ares_free_string(*name);
        *name = target;
    }
    return WS2_DNS_BADRESP; /* a loop */
}

static enum ws2_dns_status ip_read(const struct cursor *c,
                                   const struct record *r, void *arg)
{
    struct ws2_ip ip = {.v6 = r->type == WS2_DNS_AAAA};
    size_t len = ip.v6 ? 16 : 4;

    if (r->len != len)
        return WS2_DNS_BADRESP;
    memcpy(ip.bytes, c->message + r->at, len);
    return ws2_host_add_ip(arg, &ip) ? WS2_DNS_OK : WS2_DNS_NOMEM;
}

static enum ws2_dns_status ptr_read(const struct cursor *c,
                                    const struct record *r, void *arg)
{
    struct ws2_host *host = arg;
    char *name = data_name(c, r);
    bool added;

    if (name == NULL)
        return WS2_DNS_BADRESP;
    added = host->canonical == NULL ? ws2_host_set_canonical(host, name)
                                    : ws2_host_add_alias(host, name);
    ares_free_string(name);
    return added ? WS2_DNS_OK : WS2_DNS_NOMEM;
}

enum ws2_dns_status ws2_dns_read_ips(const uint8_t *answer, size_t len, bool v6,
                                     struct ws2_host *host)
{
    size_t before = host->ip_count;
    enum ws2_dns_status status = WS2_DNS_BADRESP;
    struct cursor c;
    char *name;

    if (cursor_open(&c, answer, len, &name))
        status = chain_follow(&c, &name, host);
    if (status == WS2_DNS_OK)
        status =
            records_read(c, name, v6 ? WS2_DNS_AAAA : WS2_DNS_A, ip_read, host);
    if (status == WS2_DNS_OK && host->ip_count == before)
        status = WS2_DNS_NODATA; /* an alias of a name without address */
    if (status == WS2_DNS_OK && !ws2_host_set_canonical(host, name))
        status = WS2_DNS_NOMEM;
    ares_free_string(name);
    return status;
}

enum ws2_dns_status ws2_dns_read_ptr(const uint8_t *answer, size_t len,
                                     struct ws2_host *host)
{
    enum ws2_dns_status status = WS2_DNS_BADRESP;
    struct ws2_host on_the_way = {0}; /* RFC 2317: aliases in the arpa tree */
    struct cursor c;
    char *name;

    if (cursor_open(&c, answer, len, &name))
        status = chain_follow(&c, &name, &on_the_way);
    if (status == WS2_DNS_OK)
        status = records_read(c, name, WS2_DNS_PTR, ptr_read, host);
    if (status == WS2_DNS_OK && host->canonical == NULL)
        status = WS2_DNS_NODATA;
    ws2_host_clear(&on_the_way);
    ares_free_string(name);
    return status;
}
