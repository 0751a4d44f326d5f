/* SPDX-License-Identifier: MIT */
/* gethostbyname and gethostbyaddr. Follows Microsoft Learn's pages of these
 * names. The result is the calling thread's: no lock. */
#include "name/name.h"

#include <stdlib.h>
#include <string.h>

#include "name/host.h"
#include "name/iptext.h"
#include "name/lookup.h"
#include "name/resolve.h"
#include "name/slot.h"
#include "name/text.h"
#include "os/mem.h"

static size_t hostent_size(const struct ws2_host *host, const char *name)
{
    size_t size =
        sizeof(HOSTENT) +
        (host->alias_count + 1 + host->ip_count + 1) * sizeof(char *) +
        host->ip_count * 16 + strlen(name) + 1;

    for (size_t i = 0; i < host->alias_count; i++)
        size += strlen(host->aliases[i]) + 1;
    return size;
}

/* One block: the structure, its two arrays, the addresses, the strings. */
static HOSTENT *hostent_make(const struct ws2_host *host, const char *name)
{
    HOSTENT *ent = calloc(1, hostent_size(host, name));
    size_t length = host->ips[0].v6 ? 16 : 4;
    char *cursor;

    if (ent == NULL)
        return NULL;
    ent->h_aliases = (char **)(ent + 1);
    ent->h_addr_list = ent->h_aliases + host->alias_count + 1;
    cursor = (char *)(ent->h_addr_list + host->ip_count + 1);
    ent->h_addrtype = host->ips[0].v6 ? AF_INET6 : AF_INET;
    ent->h_length = (short)length;
    for (size_t i = 0; i < host->ip_count; i++, cursor += length)
        ent->h_addr_list[i] = memcpy(cursor, host->ips[i].bytes, length);
    for (size_t i = 0; i < host->alias_count; i++)
        ent->h_aliases[i] = ws2_slot_string(&cursor, host->aliases[i]);
    ent->h_name = ws2_slot_string(&cursor, name);
    return ent;
}

static ws2_err hostent_keep(const struct ws2_host *host, const char *name,
                            HOSTENT **out)
{
    HOSTENT *ent = hostent_make(host, name);

    if (ent == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    if (!ws2_slot_keep(WS2_SLOT_HOSTENT, ent)) {
        free(ent);
        return WSA_NOT_ENOUGH_MEMORY;
    }
    *out = ent;
    return WS2_OK;
}

/* A legal IPv4 address is its own answer; something that only looks like an
 * address is "no data", not "no host". */
static ws2_err literal_find(const char *name, struct ws2_host *host)
{
    struct ws2_ip ip;

    if (*name == '\0')
        return WSAHOST_NOT_FOUND;
    if (!ws2_ip_parse(name, &ip))
        return ws2_ip_malformed(name) ? WSANO_DATA : WSAHOST_NOT_FOUND;
    if (ip.v6)
        return WSANO_DATA;
    return ws2_host_add_ip(host, &ip) && ws2_host_set_canonical(host, name)
               ? WS2_OK
               : WSA_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_name_gethostbyname(const char *name, HOSTENT **out)
{
    char text[WS2_TEXT_MAX] = ""; /* no name is this machine's */
    struct ws2_host host = {0};
    enum ws2_text taken = name != NULL ? ws2_text_in(text, name) : WS2_TEXT_OK;
    ws2_err err;

    *out = NULL;
    if (taken != WS2_TEXT_OK)
        return taken == WS2_TEXT_UNMAPPED ? WSAEFAULT : WSAHOST_NOT_FOUND;
    err = literal_find(text, &host);
    if (err == WSAHOST_NOT_FOUND)
        err = ws2_lookup_name(text, WS2_WANT_V4, &host);
    if (err == WS2_OK)
        err = hostent_keep(&host,
                           host.canonical != NULL ? host.canonical : text, out);
    ws2_host_clear(&host);
    return err;
}

/* The length is checked before the pointer: it says how much to look at. */
static ws2_err addr_take(const char *addr, int len, int type, struct ws2_ip *ip)
{
    *ip = (struct ws2_ip){.v6 = type == AF_INET6};
    if (type != AF_INET && type != AF_INET6)
        return WSAEAFNOSUPPORT; /* AF_NETBIOS has no provider here */
    if (ip->v6 && len != 16)
        return WSAEINVAL;
    if (len < 4 || os_mem_copy_in(ip->bytes, addr, ip->v6 ? 16 : 4) < 0)
        return WSAEFAULT;
    return WS2_OK;
}

/* h_addr_list is the address that was asked for, whatever else the name has. */
static ws2_err host_fix_ip(struct ws2_host *host, const struct ws2_ip *ip)
{
    host->ip_count = 0;
    return ws2_host_add_ip(host, ip) ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_name_gethostbyaddr(const char *addr, int len, int type,
                               HOSTENT **out)
{
    struct ws2_host host = {0};
    struct ws2_ip ip;
    ws2_err err = addr_take(addr, len, type, &ip);

    *out = NULL;
    if (err == WS2_OK)
        err = ws2_lookup_ip(&ip, &host);
    if (err == WS2_OK)
        err = host_fix_ip(&host, &ip);
    if (err == WS2_OK)
        err = hostent_keep(&host, host.canonical != NULL ? host.canonical : "",
                           out);
    ws2_host_clear(&host);
    return err;
}
