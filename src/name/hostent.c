/* SPDX-License-Identifier: MIT */
/* gethostbyname and gethostbyaddr. Follows Microsoft Learn's pages of these
 * names. The result is the calling thread's: no lock. */
#include "name/hostent.h"

#include "name/iptext.h"
#include "name/lookup.h"
#include "name/name.h"
#include "name/resolve.h"
#include "name/slot.h"
#include "os/mem.h"

void ws2_hostent_lay(struct ws2_layout *l, const void *source)
{
    const struct ws2_host *host = source;
    const char *name = host->canonical != NULL ? host->canonical : "";
    size_t length = host->ips[0].v6 ? 16 : 4;
    char *place = ws2_layout_room(l, sizeof(HOSTENT));
    HOSTENT ent = {.h_addrtype = host->ips[0].v6 ? AF_INET6 : AF_INET,
                   .h_length = (short)length};

    ent.h_aliases = ws2_layout_pointers(l, host->alias_count);
    ent.h_addr_list = ws2_layout_pointers(l, host->ip_count);
    for (size_t i = 0; i < host->ip_count; i++)
        ws2_layout_point(l, ent.h_addr_list, i,
                         ws2_layout_bytes(l, host->ips[i].bytes, length));
    ws2_layout_strings(l, ent.h_aliases, host->aliases, host->alias_count);
    ent.h_name = ws2_layout_string(l, name);
    ws2_layout_fill(l, place, &ent, sizeof(ent));
}

ws2_err ws2_hostent_take_name(const char *name, char text[WS2_TEXT_MAX])
{
    enum ws2_text taken = ws2_text_in(text, name);

    if (taken == WS2_TEXT_OK)
        return WS2_OK;
    return taken == WS2_TEXT_UNMAPPED ? WSAEFAULT : WSAHOST_NOT_FOUND;
}

/* A legal IPv4 address is its own answer; something that only looks like an
 * address is "no data", not "no host". */
bool ws2_hostent_literal(const char *name, struct ws2_host *host, ws2_err *err)
{
    struct ws2_ip ip;

    *err = WSANO_DATA;
    if (*name == '\0')
        return false; /* this machine */
    if (!ws2_ip_parse(name, &ip))
        return ws2_ip_malformed(name);
    if (!ip.v6)
        *err = ws2_host_add_ip(host, &ip) && ws2_host_set_canonical(host, name)
                   ? WS2_OK
                   : WSA_NOT_ENOUGH_MEMORY;
    return true;
}

static ws2_err hostent_keep(const struct ws2_host *host, HOSTENT **out)
{
    *out = ws2_slot_lay(WS2_SLOT_HOSTENT, ws2_hostent_lay, host);
    return *out != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_name_gethostbyname(const char *name, HOSTENT **out)
{
    char text[WS2_TEXT_MAX] = ""; /* no name is this machine's */
    struct ws2_host host = {0};
    ws2_err err = name != NULL ? ws2_hostent_take_name(name, text) : WS2_OK;

    *out = NULL;
    if (err == WS2_OK && !ws2_hostent_literal(text, &host, &err))
        err = ws2_lookup_name(text, WS2_WANT_V4, &host);
    if (err == WS2_OK)
        err = hostent_keep(&host, out);
    ws2_host_clear(&host);
    return err;
}

/* The length is checked before the pointer: it says how much to look at. */
ws2_err ws2_hostent_take_ip(const char *addr, int len, int type,
                            struct ws2_ip *ip)
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

ws2_err ws2_hostent_only_ip(struct ws2_host *host, const struct ws2_ip *ip)
{
    host->ip_count = 0;
    return ws2_host_add_ip(host, ip) ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_name_gethostbyaddr(const char *addr, int len, int type,
                               HOSTENT **out)
{
    struct ws2_host host = {0};
    struct ws2_ip ip;
    ws2_err err = ws2_hostent_take_ip(addr, len, type, &ip);

    *out = NULL;
    if (err == WS2_OK)
        err = ws2_lookup_ip(&ip, &host);
    if (err == WS2_OK)
        err = ws2_hostent_only_ip(&host, &ip);
    if (err == WS2_OK)
        err = hostent_keep(&host, out);
    ws2_host_clear(&host);
    return err;
}
