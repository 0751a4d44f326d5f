/* SPDX-License-Identifier: MIT */
/* Names and addresses in no dialect; see host.h. */
#include "name/host.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Room for one element more: grows when count reaches a power of two. */
static void *array_grow(void *array, size_t count, size_t size)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return array;
    return reallocarray(array, count == 0 ? 1 : count * 2, size);
}

static bool string_set(char **slot, const char *value)
{
    char *copy = strdup(value);

    if (copy == NULL)
        return false;
    free(*slot);
    *slot = copy;
    return true;
}

bool ws2_host_add_ip(struct ws2_host *host, const struct ws2_ip *ip)
{
    struct ws2_ip *ips = array_grow(host->ips, host->ip_count, sizeof(*ips));

    if (ips == NULL)
        return false;
    host->ips = ips;
    host->ips[host->ip_count++] = *ip;
    return true;
}

bool ws2_host_add_alias(struct ws2_host *host, const char *name)
{
    char **aliases;

    for (size_t i = 0; i < host->alias_count; i++)
        if (strcasecmp(host->aliases[i], name) == 0)
            return true;
    aliases = array_grow(host->aliases, host->alias_count, sizeof(*aliases));
    if (aliases == NULL)
        return false;
    host->aliases = aliases;
    aliases[host->alias_count] = strdup(name);
    if (aliases[host->alias_count] == NULL)
        return false;
    host->alias_count++;
    return true;
}

bool ws2_host_set_canonical(struct ws2_host *host, const char *name)
{
    return string_set(&host->canonical, name);
}

bool ws2_host_set_fqdn(struct ws2_host *host, const char *name)
{
    return string_set(&host->fqdn, name);
}

void ws2_host_clear(struct ws2_host *host)
{
    for (size_t i = 0; i < host->alias_count; i++)
        free(host->aliases[i]);
    free(host->aliases);
    free(host->ips);
    free(host->canonical);
    free(host->fqdn);
    *host = (struct ws2_host){0};
}

bool ws2_ip_equal(const struct ws2_ip *a, const struct ws2_ip *b)
{
    return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, a->v6 ? 16 : 4) == 0 &&
           (a->scope == 0 || b->scope == 0 || a->scope == b->scope);
}

struct ws2_ip ws2_ip_v4(uint32_t host_order)
{
    struct ws2_ip ip = {.v6 = false};

    for (int i = 0; i < 4; i++)
        ip.bytes[i] = (uint8_t)(host_order >> (24 - 8 * i));
    return ip;
}

struct ws2_ip ws2_ip_v6_loopback(void)
{
    return (struct ws2_ip){.v6 = true, .bytes = {[15] = 1}};
}

struct ws2_ip ws2_ip_any(bool v6)
{
    return (struct ws2_ip){.v6 = v6};
}

bool ws2_ip_is_loopback(const struct ws2_ip *ip)
{
    struct ws2_ip one = ws2_ip_v6_loopback();

    return ip->v6 ? memcmp(ip->bytes, one.bytes, 16) == 0 : ip->bytes[0] == 127;
}

bool ws2_ip_is_v4mapped(const struct ws2_ip *ip)
{
    static const uint8_t prefix[12] = {[10] = 0xff, [11] = 0xff};

    return ip->v6 && memcmp(ip->bytes, prefix, sizeof(prefix)) == 0;
}

struct ws2_ip ws2_ip_v4mapped(const struct ws2_ip *ip)
{
    struct ws2_ip mapped = {
        .v6 = true, .bytes = {[10] = 0xff, [11] = 0xff}, .ttl = ip->ttl};

    memcpy(mapped.bytes + 12, ip->bytes, 4);
    return mapped;
}
