/* SPDX-License-Identifier: MIT */
/* Resolving one name, or one address, to a struct ws2_host.
 *
 * A lookup is begun without waiting; this machine's own names and the hosts
 * file settle it at once. Otherwise it is handed a ws2_dns and goes on in that
 * one's callbacks, asking for both families at a time and walking the search
 * list, until it calls done. The blocking doors drive it with
 * ws2_lookup_run(); the reactor can drive many on one ws2_dns. */
#ifndef WS2_NAME_RESOLVE_H
#define WS2_NAME_RESOLVE_H

#include "err/err.h"
#include "name/cares.h"
#include "name/host.h"
#include "name/search.h"

enum ws2_want {
    WS2_WANT_V4 = 1,
    WS2_WANT_V6 = 2,
    WS2_WANT_DNS_ONLY = 4, /* not the hosts file, not this machine's names */
    WS2_WANT_UTF8 = 8      /* names beyond ASCII go as they are */
};

struct ws2_resolve {
    /* The result: err and, if it is 0, host, which the owner clears. */
    bool finished;
    ws2_err err;
    struct ws2_host host;
    enum ws2_dns_status dns_status; /* where err came from DNS */

    void (*done)(struct ws2_resolve *r); /* may be NULL */

    /* The lookup's own. */
    struct ws2_dns *dns;
    unsigned want;
    bool reverse;
    bool nodata; /* some name on the list existed */
    struct ws2_search search;
    size_t next;
    unsigned outstanding;
    enum ws2_dns_status status[2];         /* of A and AAAA */
    struct ws2_dns_question *questions[2]; /* under way */
};

/* Whether the lookup has finished without DNS. If not, ws2_resolve_ask comes
 * next. name is not kept. */
bool ws2_resolve_begin(struct ws2_resolve *r, const char *name, unsigned want);
bool ws2_resolve_begin_reverse(struct ws2_resolve *r, const struct ws2_ip *ip);

/* Asks; done may run before this returns. */
void ws2_resolve_ask(struct ws2_resolve *r, struct ws2_dns *dns);

/* Gives up: done will not run. The owner of the ws2_dns calls it. */
void ws2_resolve_abandon(struct ws2_resolve *r);

/* Frees everything except the host. Not while questions are under way. */
void ws2_resolve_end(struct ws2_resolve *r);

/* DNS failures as the getxbyy functions and getaddrinfo document them. */
ws2_err ws2_err_from_dns(enum ws2_dns_status status);

#endif
