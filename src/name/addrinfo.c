/* SPDX-License-Identifier: MIT */
/* getaddrinfo's results, and the whole call; see addrinfo.h. The lists belong
 * to the caller: no state, no lock. */
#include "name/addrinfo.h"

#include <stdlib.h>
#include <string.h>

#include "name/iptext.h"
#include "name/local.h"
#include "name/lookup.h"
#include "name/order.h"
#include "name/resolve.h"

struct node {
    ADDRINFOA ai; /* first: what the caller frees */
    union {
        SOCKADDR_IN sin;
        SOCKADDR_IN6 sin6;
    } addr;
    char16_t canonical[]; /* or char */
};

static ws2_err ip_add(struct ws2_host *host, struct ws2_ip ip)
{
    return ws2_host_add_ip(host, &ip) ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

/* No name and AI_PASSIVE: the wildcards, as far as the machine has the family.
 * IPv6 first, as on Windows. */
static ws2_err wildcard_add(const ADDRINFOA *hints, struct ws2_host *host)
{
    struct ws2_ip loopback6 = ws2_ip_v6_loopback();
    bool v6 = hints->ai_family == AF_INET6 ||
              (hints->ai_family == AF_UNSPEC && ws2_local_has(&loopback6));
    ws2_err err = v6 ? ip_add(host, ws2_ip_any(true)) : WS2_OK;

    if (err == WS2_OK && hints->ai_family != AF_INET6)
        err = ip_add(host, ws2_ip_any(false));
    return err;
}

static ws2_err literal_add(const struct ws2_ai_request *req, struct ws2_ip ip,
                           struct ws2_host *host)
{
    int family = req->hints.ai_family;

    if (family == AF_INET6 && !ip.v6 &&
        (req->hints.ai_flags & AI_V4MAPPED) != 0)
        ip = ws2_ip_v4mapped(&ip);
    if (family != AF_UNSPEC && (family == AF_INET6) != ip.v6)
        return WSAHOST_NOT_FOUND;
    return ws2_host_set_canonical(host, req->node) ? ip_add(host, ip)
                                                   : WSA_NOT_ENOUGH_MEMORY;
}

bool ws2_ai_numeric(const struct ws2_ai_request *req, struct ws2_host *host,
                    ws2_err *err)
{
    const ADDRINFOA *hints = &req->hints;
    struct ws2_ip ip;

    if (!req->has_node)
        *err = (hints->ai_flags & AI_PASSIVE) != 0
                   ? wildcard_add(hints, host)
                   : ws2_lookup_name(
                         "localhost",
                         ws2_ai_want(req) & (WS2_WANT_V4 | WS2_WANT_V6), host);
    else if (ws2_ip_parse(req->node, &ip))
        *err = literal_add(req, ip, host);
    else if ((hints->ai_flags & AI_NUMERICHOST) != 0)
        *err = WSAHOST_NOT_FOUND;
    else
        return false;
    return true;
}

/* AI_V4MAPPED: IPv4 addresses, as IPv6 ones, when there are no others; with
 * AI_ALL in any case. */
static void host_map(struct ws2_host *host, bool all)
{
    bool have_v6 = false;
    size_t kept = 0;

    for (size_t i = 0; i < host->ip_count; i++)
        have_v6 = have_v6 || host->ips[i].v6;
    for (size_t i = 0; i < host->ip_count; i++) {
        struct ws2_ip ip = host->ips[i];

        if (ip.v6)
            host->ips[kept++] = ip;
        else if (all || !have_v6)
            host->ips[kept++] = ws2_ip_v4mapped(&ip);
    }
    host->ip_count = kept;
}

ws2_err ws2_ai_arrange(const struct ws2_ai_request *req, struct ws2_host *host)
{
    if (req->hints.ai_family == AF_INET6)
        host_map(host, (req->hints.ai_flags & AI_ALL) != 0);
    ws2_order_host(host);
    return host->ip_count > 0 ? WS2_OK : WSANO_DATA;
}

static const char *canonical_wanted(const struct ws2_ai_request *req,
                                    const struct ws2_host *host)
{
    if ((req->hints.ai_flags & AI_FQDN) != 0 && host->fqdn != NULL)
        return host->fqdn;
    if ((req->hints.ai_flags & (AI_CANONNAME | AI_FQDN)) != 0)
        return host->canonical;
    return NULL;
}

static struct node *node_new(const char *canonical, bool wide)
{
    size_t size = canonical == NULL ? 0
                  : wide ? ws2_text_to_wide(canonical, NULL) * sizeof(char16_t)
                         : strlen(canonical) + 1;
    struct node *n = calloc(1, sizeof(*n) + size);

    if (n == NULL || canonical == NULL)
        return n;
    if (wide)
        ws2_text_to_wide(canonical, n->canonical);
    else
        memcpy(n->canonical, canonical, size);
    n->ai.ai_canonname = (char *)n->canonical;
    return n;
}

static void node_fill(struct node *n, const struct ws2_ai_request *req,
                      const struct ws2_ip *ip)
{
    USHORT port_be = htons((USHORT)req->port);

    n->ai.ai_family = ip->v6 ? AF_INET6 : AF_INET;
    n->ai.ai_socktype = req->hints.ai_socktype;
    n->ai.ai_protocol = req->hints.ai_protocol;
    n->ai.ai_addr = (SOCKADDR *)&n->addr;
    if (ip->v6) {
        n->ai.ai_addrlen = sizeof(n->addr.sin6);
        n->addr.sin6.sin6_family = AF_INET6;
        n->addr.sin6.sin6_port = port_be;
        n->addr.sin6.sin6_scope_id = ip->scope;
        memcpy(&n->addr.sin6.sin6_addr, ip->bytes, 16);
    } else {
        n->ai.ai_addrlen = sizeof(n->addr.sin);
        n->addr.sin.sin_family = AF_INET;
        n->addr.sin.sin_port = port_be;
        memcpy(&n->addr.sin.sin_addr, ip->bytes, 4);
    }
}

ws2_err ws2_ai_build(const struct ws2_ai_request *req,
                     const struct ws2_host *host, bool wide, ADDRINFOA **list)
{
    const char *canonical = canonical_wanted(req, host);
    ADDRINFOA **link = list;

    *list = NULL;
    for (size_t i = 0; i < host->ip_count; i++) {
        struct node *n = node_new(i == 0 ? canonical : NULL, wide);

        if (n == NULL) {
            ws2_ai_free(*list);
            *list = NULL;
            return WSA_NOT_ENOUGH_MEMORY;
        }
        node_fill(n, req, &host->ips[i]);
        *link = &n->ai;
        link = &n->ai.ai_next;
    }
    return WS2_OK;
}

void ws2_ai_free(ADDRINFOA *list)
{
    while (list != NULL) {
        ADDRINFOA *next = list->ai_next;

        free(list);
        list = next;
    }
}

static ws2_err host_find(const struct ws2_ai_request *req,
                         struct ws2_host *host)
{
    ws2_err err;
    unsigned want;

    if (!ws2_ai_numeric(req, host, &err)) {
        want = ws2_ai_want(req);
        err = want == 0 ? WSANO_DATA : ws2_lookup_name(req->node, want, host);
    }
    if (err == WS2_OK && (req->has_node || !(req->hints.ai_flags & AI_PASSIVE)))
        err = ws2_ai_arrange(req, host);
    return err;
}

ws2_err ws2_ai_lookup(const void *node, const void *service, const void *hints,
                      bool wide, ADDRINFOA **list)
{
    struct ws2_host host = {0};
    struct ws2_ai_request *req = malloc(sizeof(*req));
    ws2_err err;

    *list = NULL;
    if (req == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    err = ws2_ai_take(req, node, service, hints, wide);
    if (err == WS2_OK)
        err = ws2_ai_check(req);
    if (err == WS2_OK)
        err = host_find(req, &host);
    if (err == WS2_OK)
        err = ws2_ai_build(req, &host, wide, list);
    ws2_host_clear(&host);
    free(req);
    return err;
}
