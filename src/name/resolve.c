/* SPDX-License-Identifier: MIT */
/* The resolver's state machine; see resolve.h. A lookup belongs to the thread
 * that drives its ws2_dns: no locks.
 *
 * Which failure wins: a name on the search list that fails for good (no such
 * name, no such record) lets the next one try; a server's failure ends the
 * lookup, because a later name could be the wrong machine. */
#include "name/resolve.h"

#include <winsock2.h>

#include "name/hosts.h"
#include "name/idn.h"
#include "name/iptext.h"
#include "name/local.h"

ws2_err ws2_err_from_dns(enum ws2_dns_status status)
{
    switch (status) {
    case WS2_DNS_OK:
        return WS2_OK;
    case WS2_DNS_NODATA:
        return WSANO_DATA;
    case WS2_DNS_NXDOMAIN:
    case WS2_DNS_BADNAME:
        return WSAHOST_NOT_FOUND;
    case WS2_DNS_SERVFAIL:
    case WS2_DNS_TIMEOUT:
        return WSATRY_AGAIN;
    case WS2_DNS_NOMEM:
        return WSA_NOT_ENOUGH_MEMORY;
    case WS2_DNS_CANCELLED:
        return WSAEINTR;
    case WS2_DNS_FORMERR:
    case WS2_DNS_NOTIMP:
    case WS2_DNS_REFUSED:
    case WS2_DNS_RCODE:
    case WS2_DNS_BADRESP:
        break;
    }
    return WSANO_RECOVERY;
}

static void finish(struct ws2_resolve *r, ws2_err err)
{
    r->err = err;
    r->finished = true;
    if (err != WS2_OK)
        ws2_host_clear(&r->host);
    if (r->done != NULL)
        r->done(r);
}

/* Before DNS is asked nobody waits for done. */
static bool finish_early(struct ws2_resolve *r, ws2_err err)
{
    r->err = err;
    r->finished = true;
    if (err != WS2_OK)
        ws2_host_clear(&r->host);
    return true;
}

/* Takes out the addresses of families that were not asked for. */
static void host_filter(struct ws2_host *host, unsigned want)
{
    size_t kept = 0;

    for (size_t i = 0; i < host->ip_count; i++)
        if ((want & (host->ips[i].v6 ? WS2_WANT_V6 : WS2_WANT_V4)) != 0)
            host->ips[kept++] = host->ips[i];
    host->ip_count = kept;
}

/* ::1 is what "localhost" means in IPv6, configured or not. */
static ws2_err loopback_v6_add(struct ws2_host *host)
{
    struct ws2_ip ip = ws2_ip_v6_loopback();

    return ws2_host_add_ip(host, &ip) ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

static ws2_err local_find(struct ws2_resolve *r, enum ws2_local kind)
{
    ws2_err err = ws2_local_addresses(kind, &r->host);

    host_filter(&r->host, r->want);
    if (err == WS2_OK && r->host.ip_count == 0 && kind == WS2_LOCAL_LOOPBACK)
        err = loopback_v6_add(&r->host);
    return err != WS2_OK || r->host.ip_count > 0 ? err : WSANO_DATA;
}

/* The hosts file and this machine's names, in the name's form for DNS. */
static ws2_err near_find(struct ws2_resolve *r, const char *name,
                         enum ws2_local kind)
{
    ws2_err err;

    if (kind != WS2_LOCAL_NONE)
        return local_find(r, kind);
    err = ws2_hosts_by_name(name, &r->host);
    host_filter(&r->host, r->want);
    if (err == WS2_OK && r->host.ip_count == 0)
        err = WSANO_DATA; /* the file has settled the name */
    return err;
}

bool ws2_resolve_begin(struct ws2_resolve *r, const char *name, unsigned want)
{
    char room[WS2_IDN_MAX];
    bool dns_only = (want & WS2_WANT_DNS_ONLY) != 0;
    enum ws2_local kind = dns_only ? WS2_LOCAL_NONE : ws2_local_kind(name);
    ws2_err err = WS2_OK;

    *r = (struct ws2_resolve){.want = want};
    /* This machine's own name is not encoded (GetHostNameW). */
    if (kind == WS2_LOCAL_MACHINE)
        return finish_early(r, local_find(r, kind));
    if ((want & WS2_WANT_UTF8) == 0)
        err = ws2_idn_encode(name, room, &name);
    if (err == WS2_OK && !dns_only) {
        if (name == room)
            kind = ws2_local_kind(name);
        err = near_find(r, name, kind);
        if (err != WSAHOST_NOT_FOUND)
            return finish_early(r, err);
        err = WS2_OK;
    }
    if (err == WS2_OK && ws2_ip_malformed(name))
        err = WSAHOST_NOT_FOUND;
    if (err == WS2_OK)
        err = ws2_search_make(name, &r->search);
    return err != WS2_OK ? finish_early(r, err) : false;
}

/* Addresses of this machine have its name; 127.0.0.2 has none, and no server
 * on the network is asked for it. */
static ws2_err local_find_reverse(struct ws2_resolve *r,
                                  const struct ws2_ip *ip)
{
    char name[WS2_HOSTNAME_MAX];

    if (!ws2_local_has(ip))
        return WSAHOST_NOT_FOUND;
    ws2_local_hostname(name);
    return ws2_host_set_canonical(&r->host, name) &&
                   ws2_host_add_ip(&r->host, ip)
               ? WS2_OK
               : WSA_NOT_ENOUGH_MEMORY;
}

bool ws2_resolve_begin_reverse(struct ws2_resolve *r, const struct ws2_ip *ip)
{
    char name[WS2_IP_ARPA_MAX];
    struct ws2_ip plain = *ip;
    ws2_err err;

    *r = (struct ws2_resolve){.reverse = true};
    if (ws2_ip_is_v4mapped(ip)) {
        plain = ws2_ip_any(false);
        for (int i = 0; i < 4; i++)
            plain.bytes[i] = ip->bytes[12 + i];
    }
    err = ws2_hosts_by_ip(&plain, &r->host);
    if (err == WSAHOST_NOT_FOUND)
        err = local_find_reverse(r, &plain);
    if (err != WSAHOST_NOT_FOUND || ws2_ip_is_loopback(&plain))
        return finish_early(r, err);
    ws2_ip_arpa(&plain, name);
    err = ws2_search_make(name, &r->search);
    return err != WS2_OK ? finish_early(r, err) : false;
}

static void name_ask(struct ws2_resolve *r);

/* Which of two families' outcomes counts, the smaller one: addresses in one
 * are enough; a failure leaves the name unknown, and one that may pass goes
 * before one that will not; "no record" tells more than "no name". */
static int status_rank(enum ws2_dns_status status)
{
    switch (status) {
    case WS2_DNS_OK:
        return 0;
    case WS2_DNS_CANCELLED:
        return 1;
    case WS2_DNS_NOMEM:
    case WS2_DNS_TIMEOUT:
    case WS2_DNS_SERVFAIL:
        return 2;
    case WS2_DNS_FORMERR:
    case WS2_DNS_NOTIMP:
    case WS2_DNS_REFUSED:
    case WS2_DNS_RCODE:
    case WS2_DNS_BADRESP:
        return 3;
    case WS2_DNS_NODATA:
        return 4;
    case WS2_DNS_NXDOMAIN:
        return 5;
    case WS2_DNS_BADNAME:
        break;
    }
    return 6;
}

/* Both questions about a name are answered. */
static void name_answered(struct ws2_resolve *r)
{
    enum ws2_dns_status status =
        status_rank(r->status[0]) <= status_rank(r->status[1]) ? r->status[0]
                                                               : r->status[1];

    r->dns_status = status;
    if (status == WS2_DNS_NODATA)
        r->nodata = true;
    if (status == WS2_DNS_OK) {
        if (!ws2_host_set_fqdn(&r->host, r->search.names[r->next]))
            finish(r, WSA_NOT_ENOUGH_MEMORY);
        else
            finish(r, WS2_OK);
    } else if (status != WS2_DNS_NODATA && status != WS2_DNS_NXDOMAIN) {
        finish(r, ws2_err_from_dns(status));
    } else if (++r->next < r->search.count) {
        name_ask(r);
    } else {
        finish(r, r->nodata ? WSANO_DATA : WSAHOST_NOT_FOUND);
    }
}

static void question_done(struct ws2_resolve *r, int which,
                          enum ws2_dns_status status, const uint8_t *answer,
                          size_t len)
{
    if (status == WS2_DNS_OK)
        status = r->reverse ? ws2_dns_read_ptr(answer, len, &r->host)
                            : ws2_dns_read_ips(answer, len, which, &r->host);
    r->status[which] = status;
    if (--r->outstanding == 0)
        name_answered(r);
}

static void first_done(void *arg, enum ws2_dns_status status,
                       const uint8_t *answer, size_t len)
{
    question_done(arg, 0, status, answer, len);
}

static void second_done(void *arg, enum ws2_dns_status status,
                        const uint8_t *answer, size_t len)
{
    question_done(arg, 1, status, answer, len);
}

static void name_ask(struct ws2_resolve *r)
{
    const char *name = r->search.names[r->next];
    unsigned want = r->want;
    bool reverse = r->reverse;
    struct ws2_dns *dns = r->dns;

    /* Counted first: an answer may come before the next question is out, and
     * after the last one r may be gone. */
    r->outstanding = want == (WS2_WANT_V4 | WS2_WANT_V6) ? 2 : 1;
    r->status[0] = r->status[1] = WS2_DNS_BADNAME;
    if (reverse)
        ws2_dns_ask(dns, name, WS2_DNS_PTR, first_done, r, &r->questions[0]);
    if ((want & WS2_WANT_V4) != 0)
        ws2_dns_ask(dns, name, WS2_DNS_A, first_done, r, &r->questions[0]);
    if ((want & WS2_WANT_V6) != 0)
        ws2_dns_ask(dns, name, WS2_DNS_AAAA, second_done, r, &r->questions[1]);
}

void ws2_resolve_ask(struct ws2_resolve *r, struct ws2_dns *dns)
{
    r->dns = dns;
    r->want &= WS2_WANT_V4 | WS2_WANT_V6;
    if (r->search.count == 0)
        finish(r, WSAHOST_NOT_FOUND); /* too long with every domain */
    else
        name_ask(r);
}

void ws2_resolve_abandon(struct ws2_resolve *r)
{
    ws2_dns_forget(r->questions[0]);
    ws2_dns_forget(r->questions[1]);
}

void ws2_resolve_end(struct ws2_resolve *r)
{
    ws2_search_clear(&r->search);
}
