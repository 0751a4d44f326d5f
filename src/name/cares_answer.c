/* SPDX-License-Identifier: MIT */
/* DNS answers about hosts: their addresses and names into a struct ws2_host.
 * No state, no lock. */
#include "name/cares_message.h"

#include <string.h>

static enum ws2_dns_status ip_read(const struct ws2_message *m,
                                   const struct ws2_message_record *r,
                                   void *arg)
{
    struct ws2_ip ip = {.v6 = r->type == WS2_DNS_AAAA,
                        .ttl = r->ttl < m->ttl ? r->ttl : m->ttl};
    size_t len = ip.v6 ? 16 : 4;

    if (r->len != len)
        return WS2_DNS_BADRESP;
    memcpy(ip.bytes, m->bytes + r->at, len);
    return ws2_host_add_ip(arg, &ip) ? WS2_DNS_OK : WS2_DNS_NOMEM;
}

static enum ws2_dns_status ptr_read(const struct ws2_message *m,
                                    const struct ws2_message_record *r,
                                    void *arg)
{
    struct ws2_host *host = arg;
    char *name = ws2_message_host_name(m, r);
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
    struct ws2_message m;
    char *name;

    if (ws2_message_open(&m, answer, len, &name))
        status = ws2_message_follow(&m, &name, host);
    if (status == WS2_DNS_OK)
        status = ws2_message_read(m, name, v6 ? WS2_DNS_AAAA : WS2_DNS_A,
                                  ip_read, host);
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
    struct ws2_message m;
    char *name;

    if (ws2_message_open(&m, answer, len, &name))
        status = ws2_message_follow(&m, &name, &on_the_way);
    if (status == WS2_DNS_OK)
        status = ws2_message_read(m, name, WS2_DNS_PTR, ptr_read, host);
    if (status == WS2_DNS_OK && host->canonical == NULL)
        status = WS2_DNS_NODATA;
    ws2_host_clear(&on_the_way);
    ares_free_string(name);
    return status;
}
