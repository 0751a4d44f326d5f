/* SPDX-License-Identifier: MIT */
/* What getaddrinfo finds, and the whole call; see addrinfo.h. No state, no
 * lock. */
#include "name/addrinfo.h"

#include <stdlib.h>

#include "name/iptext.h"
#include "name/local.h"
#include "name/lookup.h"
#include "name/order.h"
#include "name/resolve.h"

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

/* No name and no AI_PASSIVE. */
static ws2_err loopback_add(const struct ws2_ai_request *req,
                            struct ws2_host *host)
{
    unsigned families = ws2_ai_want(req) & (WS2_WANT_V4 | WS2_WANT_V6);
    ws2_err err = ws2_lookup_name("localhost", families, host);

    return err == WS2_OK ? ws2_ai_arrange(&req->form, host) : err;
}

static ws2_err numeric_add(const struct ws2_ai_request *req, struct ws2_ip ip,
                           struct ws2_host *host)
{
    ws2_err err = literal_add(req, ip, host);

    return err == WS2_OK ? ws2_ai_arrange(&req->form, host) : err;
}

bool ws2_ai_settled(const struct ws2_ai_request *req, struct ws2_host *host,
                    ws2_err *err, unsigned *want)
{
    const ADDRINFOA *hints = &req->hints;
    struct ws2_ip ip;

    if (!req->has_node)
        *err = (hints->ai_flags & AI_PASSIVE) != 0 ? wildcard_add(hints, host)
                                                   : loopback_add(req, host);
    else if (ws2_ip_parse(req->node, &ip))
        *err = numeric_add(req, ip, host);
    else if ((hints->ai_flags & AI_NUMERICHOST) != 0)
        *err = WSAHOST_NOT_FOUND;
    else if ((*want = ws2_ai_want(req)) == 0)
        *err = WSANO_DATA;
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

ws2_err ws2_ai_arrange(const struct ws2_ai_form *form, struct ws2_host *host)
{
    if (form->family == AF_INET6)
        host_map(host, (form->flags & AI_ALL) != 0);
    ws2_order_host(host);
    return host->ip_count > 0 ? WS2_OK : WSANO_DATA;
}

static ws2_err host_find(const struct ws2_ai_request *req, int64_t deadline_ns,
                         struct ws2_host *host)
{
    unsigned want;
    ws2_err err;

    if (ws2_ai_settled(req, host, &err, &want))
        return err;
    err = ws2_lookup_name_until(req->node, want, deadline_ns, host);
    return err == WS2_OK ? ws2_ai_arrange(&req->form, host) : err;
}

ws2_err ws2_ai_resolve(struct ws2_ai_request *req, int64_t deadline_ns,
                       ADDRINFOA **list)
{
    struct ws2_host host = {0};
    ws2_err err = ws2_ai_check(req);

    *list = NULL;
    if (err == WS2_OK)
        err = host_find(req, deadline_ns, &host);
    if (err == WS2_OK)
        err = ws2_ai_build(&req->form, &host, list);
    ws2_host_clear(&host);
    return err;
}

ws2_err ws2_ai_lookup(const struct ws2_ai_call *call, ADDRINFOA **list)
{
    struct ws2_ai_request *req = malloc(sizeof(*req));
    ws2_err err;

    *list = NULL;
    if (req == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    err = ws2_ai_take(req, call);
    if (err == WS2_OK)
        err = ws2_ai_resolve(req, call->deadline_ns, list);
    free(req);
    return err;
}
