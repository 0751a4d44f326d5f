/* SPDX-License-Identifier: MIT */
/* Results of the DNS name space; see nspdns.h. One for a host, a service or a
 * record, and one for each alias. Microsoft Learn, "NSPLookupServiceNext",
 * "Query Results". No state. */
#include "name/nspdns.h"

#include <stdlib.h>
#include <string.h>

#include <svcguid.h>
#include <ws2tcpip.h>

#include "name/entblob.h"
#include "name/iptext.h"
#include "name/local.h"
#include "name/order.h"

static WSAQUERYSETW *result_add(struct ws2_nsp_results *results,
                                const struct ws2_nspdns_ask *ask,
                                const char *name)
{
    WSAQUERYSETW *set = ws2_nsp_results_add(results);
    struct ws2_parts *parts = &results->parts;

    if (set == NULL)
        return NULL;
    set->dwNameSpace = NS_DNS;
    set->lpNSProviderId =
        ws2_parts_copy(parts, &ask->provider, 1, sizeof(ask->provider));
    set->lpServiceClassId =
        ws2_parts_copy(parts, &ask->class, 1, sizeof(ask->class));
    set->lpszServiceInstanceName = ws2_nsp_results_text(results, name);
    if (ask->query != NULL)
        set->lpszQueryString = ws2_nsp_results_text(results, ask->query);
    return set;
}

/* Aliases are results of their own. */
static void aliases_add(struct ws2_nsp_results *results,
                        const struct ws2_nspdns_ask *ask, char *const *aliases,
                        size_t count)
{
    if ((ask->flags & LUP_RETURN_ALIASES) == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        WSAQUERYSETW *set = result_add(results, ask, aliases[i]);

        if (set != NULL)
            set->dwOutputFlags = RESULT_IS_ALIAS;
    }
}

/* Addresses */

static SOCKET_ADDRESS address_make(struct ws2_parts *parts,
                                   const struct ws2_ip *ip, uint16_t port)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6,
                                .sin6_port = htons(port),
                                .sin6_scope_id = ip->scope};
    SOCKET_ADDRESS addr;

    memcpy(&sin.sin_addr, ip->bytes, sizeof(sin.sin_addr));
    memcpy(&sin6.sin6_addr, ip->bytes, sizeof(sin6.sin6_addr));
    addr.iSockaddrLength = ip->v6 ? sizeof(sin6) : sizeof(sin);
    addr.lpSockaddr =
        ws2_parts_copy(parts, ip->v6 ? (void *)&sin6 : (void *)&sin, 1,
                       (size_t)addr.iSockaddrLength);
    return addr;
}

/* The other end is any address of this machine, so that it can be bound. */
static void info_make(struct ws2_parts *parts, CSADDR_INFO *info,
                      const struct ws2_ip *ip, uint16_t port, int protocol)
{
    struct ws2_ip any = ws2_ip_any(ip->v6);

    info->RemoteAddr = address_make(parts, ip, port);
    info->LocalAddr = address_make(parts, &any, 0);
    info->iSocketType = protocol == WS2_NSPDNS_TCP ? SOCK_STREAM : SOCK_DGRAM;
    info->iProtocol = protocol == WS2_NSPDNS_TCP ? IPPROTO_TCP : IPPROTO_UDP;
}

/* Each address once for each protocol that is admitted. */
static void addresses_add(struct ws2_parts *parts, WSAQUERYSETW *set,
                          const struct ws2_nspdns_filter *filter, bool map,
                          const struct ws2_host *host)
{
    CSADDR_INFO *infos = ws2_parts_room(
        parts, host->ip_count * WS2_NSPDNS_PROTOCOLS * sizeof(*infos));
    DWORD n = 0;

    for (size_t i = 0; infos != NULL && i < host->ip_count; i++) {
        struct ws2_ip ip = host->ips[i];
        bool v6 = ip.v6;

        if (!v6 && map)
            ip = ws2_ip_v4mapped(&ip);
        for (int p = 0; p < WS2_NSPDNS_PROTOCOLS; p++)
            if (filter->admits[v6][p])
                info_make(parts, &infos[n++], &ip, filter->port[p], p);
    }
    set->lpcsaBuffer = infos;
    set->dwNumberOfCsAddrs = n;
}

static bool maps(const struct ws2_nspdns_ask *ask)
{
    return (ask->flags & LUP_DUAL_ADDR) != 0;
}

/* Hosts */

/* IPv4 goes before, as that is what gethostbyname means. */
static bool blob_family(const struct ws2_host *host)
{
    for (size_t i = 0; i < host->ip_count; i++)
        if (!host->ips[i].v6)
            return false;
    return true;
}

/* The address that was asked for is the one that its host has. */
static void host_complete(const struct ws2_nspdns_ask *ask,
                          struct ws2_nsp_results *results,
                          struct ws2_host *host)
{
    bool given = ask->kind == WS2_NSPDNS_ADDRESS || ask->numeric;

    if (given)
        host->ip_count = 0;
    if (given && !ws2_host_add_ip(host, &ask->ip))
        results->parts.err = WSA_NOT_ENOUGH_MEMORY;
    ws2_order_host(host);
}

static void host_results(const struct ws2_nspdns_ask *ask,
                         struct ws2_host *host, struct ws2_nsp_results *results)
{
    const char *name = host->canonical != NULL ? host->canonical : ask->name;
    WSAQUERYSETW *set = result_add(results, ask, name);

    if (set == NULL)
        return;
    host_complete(ask, results, host);
    addresses_add(&results->parts, set, &ask->filter, maps(ask), host);
    set->lpBlob =
        ws2_hostent_blob(&results->parts, host, name, blob_family(host));
    aliases_add(results, ask, host->aliases, host->alias_count);
}

/* Services */

static void port_results(const struct ws2_nspdns_ask *ask,
                         const struct ws2_netdb *service,
                         struct ws2_nsp_results *results)
{
    GUID class;
    WSAQUERYSETW *set = result_add(results, ask, service->name);

    if (set == NULL)
        return;
    if (strcmp(service->proto, "udp") == 0)
        SET_UDP_SVCID(&class, service->number);
    else
        SET_TCP_SVCID(&class, service->number);
    set->lpServiceClassId =
        ws2_parts_copy(&results->parts, &class, 1, sizeof(class));
    set->lpBlob = ws2_servent_blob(&results->parts, service);
    aliases_add(results, ask, service->aliases, service->alias_count);
}

/* Records */

/* The names of a service say how it is spoken to: RFC 2782. */
static struct ws2_nspdns_filter record_filter(const struct ws2_nspdns_ask *ask,
                                              const struct ws2_record *record)
{
    static const char *const labels[] = {"._tcp.", "._udp."};
    struct ws2_nspdns_filter filter = ask->filter;

    for (int p = 0; p < WS2_NSPDNS_PROTOCOLS; p++) {
        if (record->port != 0)
            filter.port[p] = record->port;
        if (strcasestr(ask->name, labels[!p]) != NULL)
            filter.admits[0][p] = filter.admits[1][p] = false;
    }
    return filter;
}

static void record_results(const struct ws2_nspdns_ask *ask,
                           const struct ws2_nspdns_found *found, size_t i,
                           BLOB *blob, struct ws2_nsp_results *results)
{
    const struct ws2_record *record = &found->records.list[i];
    WSAQUERYSETW *set =
        result_add(results, ask,
                   record->name != NULL ? record->name : found->records.owner);
    struct ws2_nspdns_filter filter;

    if (set == NULL)
        return;
    set->lpszComment = ws2_nsp_results_text(results, record->text);
    set->lpBlob = blob;
    if (found->targets == NULL)
        return;
    filter = record_filter(ask, record);
    ws2_order_host(&found->targets[i]);
    addresses_add(&results->parts, set, &filter, maps(ask), &found->targets[i]);
}

static void records_results(const struct ws2_nspdns_ask *ask,
                            const struct ws2_nspdns_found *found,
                            struct ws2_nsp_results *results)
{
    BLOB *blob = ws2_parts_room(&results->parts, sizeof(*blob));

    if (blob == NULL)
        return;
    blob->cbSize = (ULONG)found->answer_len;
    blob->pBlobData = found->answer;
    for (size_t i = 0; i < found->records.count; i++)
        record_results(ask, found, i, blob, results);
}

void ws2_nspdns_results(const struct ws2_nspdns_ask *ask,
                        struct ws2_nspdns_found *found,
                        struct ws2_nsp_results *results)
{
    switch (ask->kind) {
    case WS2_NSPDNS_HOST:
    case WS2_NSPDNS_ADDRESS:
        host_results(ask, &found->host, results);
        break;
    case WS2_NSPDNS_PORT:
        port_results(ask, &found->service, results);
        break;
    case WS2_NSPDNS_RECORDS:
        records_results(ask, found, results);
        break;
    }
}

void ws2_nspdns_found_free(struct ws2_nspdns_found *found)
{
    for (size_t i = 0; found->targets != NULL && i < found->records.count; i++)
        ws2_host_clear(&found->targets[i]);
    free(found->targets);
    free(found->answer);
    ws2_host_clear(&found->host);
    ws2_netdb_clear(&found->service);
    ws2_records_clear(&found->records);
}
