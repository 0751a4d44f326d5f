/* SPDX-License-Identifier: MIT */
/* DNS over c-ares, without its types: one question, one answer.
 *
 * A ws2_dns asks the configured servers; any number of questions may be under
 * way on it. It does not wait by itself: whoever owns it polls the descriptors
 * of ws2_dns_poll (a blocking lookup adds its thread's wake-up; the reactor
 * can do the same), and hands the outcome to ws2_dns_process, which runs the
 * callbacks. A ws2_dns belongs to one thread at a time. Answers go through
 * readers that turn a record type into a struct ws2_host.
 *
 * Environment, ignored in set-uid programs:
 *   WS2_DNS_SERVERS     "127.0.0.1:5353,[::1]:53" instead of resolv.conf's
 *   WS2_DNS_TIMEOUT_MS  wait for each server's first try, doubled later */
#ifndef WS2_NAME_CARES_H
#define WS2_NAME_CARES_H

#include <stddef.h>
#include <stdint.h>

#include "name/host.h"
#include "os/poll.h"

enum ws2_dns_status {
    WS2_DNS_OK,
    WS2_DNS_NODATA,   /* the name exists without such a record */
    WS2_DNS_NXDOMAIN, /* rcode 3 */
    WS2_DNS_FORMERR,  /* rcode 1 */
    WS2_DNS_SERVFAIL, /* rcode 2 */
    WS2_DNS_NOTIMP,   /* rcode 4 */
    WS2_DNS_REFUSED,  /* rcode 5 */
    WS2_DNS_RCODE,    /* any other rcode */
    WS2_DNS_BADNAME,  /* no name that DNS can carry */
    WS2_DNS_BADRESP,  /* an answer that cannot be read */
    WS2_DNS_TIMEOUT,  /* no answer, or nobody to ask */
    WS2_DNS_NOMEM,
    WS2_DNS_CANCELLED
};

/* DNS record types, RFC 1035 and 3596. */
#define WS2_DNS_A     1
#define WS2_DNS_CNAME 5
#define WS2_DNS_PTR   12
#define WS2_DNS_AAAA  28

struct ws2_dns;
struct ws2_dns_question; /* one that is under way */

/* The answer is only valid during the call and may be NULL with len 0. */
typedef void ws2_dns_done(void *arg, enum ws2_dns_status status,
                          const uint8_t *answer, size_t len);

/* A resolver with the current configuration, from the pool when one is idle;
 * NULL when memory or the configuration's descriptors are exhausted. */
struct ws2_dns *ws2_dns_get(void);
/* Whether the configuration is still the one that it was made with. */
bool ws2_dns_current(const struct ws2_dns *dns);
/* Gives it back; what is under way ends with WS2_DNS_CANCELLED first. */
void ws2_dns_put(struct ws2_dns *dns);

/* Asks; a server that fails with an rcode is followed by the next one. done
 * runs exactly once, possibly before this returns. *place names the question
 * while it is under way and is NULL afterwards. */
void ws2_dns_ask(struct ws2_dns *dns, const char *fqdn, int type,
                 ws2_dns_done *done, void *arg,
                 struct ws2_dns_question **place);

/* done will not run, and no other server is asked. NULL is fine. */
void ws2_dns_forget(struct ws2_dns_question *q);

/* Fills up to max entries and the time in ms until ws2_dns_process must be
 * called anyway (-1: nothing is under way). Returns how many. */
size_t ws2_dns_poll(struct ws2_dns *dns, struct os_pollfd *fds, size_t max,
                    int *timeout_ms);
/* fds as os_poll() left them; count 0 just looks at the clock. */
void ws2_dns_process(struct ws2_dns *dns, const struct os_pollfd *fds,
                     size_t count);
/* Ends what is under way with WS2_DNS_CANCELLED. */
void ws2_dns_cancel(struct ws2_dns *dns);

/* Readers: add an answer's records to host. */
enum ws2_dns_status ws2_dns_read_ips(const uint8_t *answer, size_t len, bool v6,
                                     struct ws2_host *host);
enum ws2_dns_status ws2_dns_read_ptr(const uint8_t *answer, size_t len,
                                     struct ws2_host *host);

/* Frees the idle resolvers; the last WSACleanup calls it. */
void ws2_dns_pool_clear(void);

#endif
