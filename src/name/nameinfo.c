/* SPDX-License-Identifier: MIT */
/* getnameinfo, GetNameInfoW, gethostname and GetHostNameW: text out, into the
 * caller's buffers. Follows Microsoft Learn's pages of these names. No
 * state. */
#include "name/name.h"

#include <stdio.h>
#include <string.h>
#include <ws2tcpip.h>

#include "name/host.h"
#include "name/iptext.h"
#include "name/local.h"
#include "name/lookup.h"
#include "name/netdb.h"
#include "name/search.h"
#include "name/text.h"
#include "os/mem.h"

#define NI_KNOWN                                                               \
    (NI_NOFQDN | NI_NUMERICHOST | NI_NAMEREQD | NI_NUMERICSERV | NI_DGRAM)

/* The page names no code for a buffer that is there but too short; it is the
 * one of gethostname and WSAAddressToString. */
static ws2_err text_out(void *out, DWORD size, const char *text, BOOL wide)
{
    char16_t units[WS2_TEXT_CHARS];
    size_t need = wide ? ws2_text_to_wide(text, NULL) : strlen(text) + 1;
    const void *src = text;

    if (need > size || need > WS2_TEXT_CHARS)
        return WSAEFAULT;
    if (wide) {
        ws2_text_to_wide(text, units);
        src = units;
        need *= sizeof(*units);
    }
    return os_mem_copy_out(out, src, need) < 0 ? WSAEFAULT : WS2_OK;
}

struct sockname {
    struct ws2_ip ip;
    int port;
};

static ws2_err sockname_take(const struct ws2_nameinfo *args,
                             struct sockname *name)
{
    union {
        ADDRESS_FAMILY family;
        SOCKADDR_IN sin;
        SOCKADDR_IN6 sin6;
    } addr;
    size_t need;

    if (args->addr_len < (int)sizeof(addr.family) ||
        os_mem_copy_in(&addr, args->addr, sizeof(addr.family)) < 0)
        return WSAEFAULT;
    if (addr.family != AF_INET && addr.family != AF_INET6)
        return WSAEAFNOSUPPORT;
    name->ip = ws2_ip_any(addr.family == AF_INET6);
    need = name->ip.v6 ? sizeof(addr.sin6) : sizeof(addr.sin);
    if ((size_t)args->addr_len < need ||
        os_mem_copy_in(&addr, args->addr, need) < 0)
        return WSAEFAULT;
    if (name->ip.v6) {
        memcpy(name->ip.bytes, &addr.sin6.sin6_addr, 16);
        name->ip.scope = addr.sin6.sin6_scope_id;
        name->port = ntohs(addr.sin6.sin6_port);
    } else {
        memcpy(name->ip.bytes, &addr.sin.sin_addr, 4);
        name->port = ntohs(addr.sin.sin_port);
    }
    return WS2_OK;
}

/* NI_NOFQDN: hosts of this machine's domain lose the domain. */
static void domain_cut(char *name)
{
    char *dot = strchr(name, '.');

    if (dot != NULL && ws2_search_has_domain(dot + 1))
        *dot = '\0';
}

/* An address that no name is known for is its own name, unless NI_NAMEREQD;
 * so is one whose name would not fit any buffer. */
static ws2_err node_find(const struct ws2_nameinfo *args,
                         const struct ws2_ip *ip, char text[NI_MAXHOST])
{
    struct ws2_host host = {0};
    ws2_err err = WSAHOST_NOT_FOUND;

    if ((args->flags & NI_NUMERICHOST) == 0)
        err = ws2_lookup_ip(ip, &host);
    if (err == WS2_OK && host.canonical == NULL)
        err = WSAHOST_NOT_FOUND;
    if (err == WS2_OK) {
        snprintf(text, NI_MAXHOST, "%s", host.canonical);
        if ((args->flags & NI_NOFQDN) != 0)
            domain_cut(text);
    }
    ws2_host_clear(&host);
    if (err != WSAHOST_NOT_FOUND && err != WSANO_DATA)
        return err;
    if ((args->flags & NI_NAMEREQD) != 0)
        return WSAHOST_NOT_FOUND;
    ws2_ip_format(ip, text);
    return WS2_OK;
}

/* A port without a name is its number: Windows Vista and later. */
static ws2_err service_find(const struct ws2_nameinfo *args, int port,
                            char text[NI_MAXSERV])
{
    const char *proto = (args->flags & NI_DGRAM) != 0 ? "udp" : "tcp";
    struct ws2_netdb entry;
    ws2_err err = WSAHOST_NOT_FOUND;

    if ((args->flags & NI_NUMERICSERV) == 0)
        err = ws2_service_by_port(port, proto, &entry);
    if (err == WS2_OK) {
        snprintf(text, NI_MAXSERV, "%s", entry.name);
        ws2_netdb_clear(&entry);
        return WS2_OK;
    }
    if (err != WSAHOST_NOT_FOUND && err != WSANO_DATA)
        return err;
    snprintf(text, NI_MAXSERV, "%d", port);
    return WS2_OK;
}

static ws2_err args_check(const struct ws2_nameinfo *args)
{
    if (args->node == NULL && args->service == NULL)
        return WSAHOST_NOT_FOUND;
    if ((args->node != NULL && args->node_size == 0) ||
        (args->service != NULL && args->service_size == 0) ||
        (args->flags & ~NI_KNOWN) != 0)
        return WSAEINVAL;
    /* Both numeric and required to be a name: nothing can satisfy that. */
    if (args->node != NULL && (args->flags & (NI_NUMERICHOST | NI_NAMEREQD)) ==
                                  (NI_NUMERICHOST | NI_NAMEREQD))
        return WSAHOST_NOT_FOUND;
    return WS2_OK;
}

ws2_err ws2_name_getnameinfo(const struct ws2_nameinfo *args)
{
    char node[NI_MAXHOST] = "", service[NI_MAXSERV] = "";
    struct sockname name;
    ws2_err err = sockname_take(args, &name);

    if (err == WS2_OK)
        err = args_check(args);
    if (err == WS2_OK && args->service != NULL)
        err = service_find(args, name.port, service);
    if (err == WS2_OK && args->node != NULL)
        err = node_find(args, &name.ip, node);
    if (err == WS2_OK && args->service != NULL)
        err = text_out(args->service, args->service_size, service, args->wide);
    if (err == WS2_OK && args->node != NULL)
        err = text_out(args->node, args->node_size, node, args->wide);
    return err;
}

static ws2_err hostname_out(void *name, int namelen, BOOL wide)
{
    char text[WS2_HOSTNAME_MAX];

    if (name == NULL || namelen <= 0)
        return WSAEFAULT;
    ws2_local_hostname(text);
    return text_out(name, (DWORD)namelen, text, wide);
}

ws2_err ws2_name_gethostname(char *name, int namelen)
{
    return hostname_out(name, namelen, FALSE);
}

ws2_err ws2_name_gethostname_wide(WCHAR *name, int namelen)
{
    return hostname_out(name, namelen, TRUE);
}
