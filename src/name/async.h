/* SPDX-License-Identifier: MIT */
/* Lookups that nobody waits for.
 *
 * One thread of the library's own drives all of them, on resolvers they share:
 * names, addresses, and single questions of any record type. The thread begins
 * with the first lookup and ends with the last WSACleanup; a lookup costs no
 * thread, no descriptor and no wait, and a server that is slow or silent holds
 * up only who asks it.
 *
 * A lookup is embedded in its owner, zeroed. It is begun by one of three
 * functions and ends exactly once: done runs on the service's thread, maybe
 * before that function has returned, but never inside it. In done the lookup is
 * the owner's again, to be begun anew or freed. done must not block and must
 * not call the program, as it holds up every other lookup: an event, an APC, a
 * message or a work item are fine.
 *
 * In the child of a fork, the parent's lookups never end. */
#ifndef WS2_NAME_ASYNC_H
#define WS2_NAME_ASYNC_H

#include <stddef.h>
#include <stdint.h>

#include "err/err.h"
#include "io/timer.h"
#include "name/resolve.h"

#define WS2_ASYNC_FOREVER UINT32_MAX /* a time-out that never comes */

struct ws2_async_lane;

struct ws2_async {
    void (*done)(struct ws2_async *a); /* set by the owner */

    /* The result. err: 0, what ws2_err_from_dns makes of the failure,
     * WSAETIMEDOUT (timeout_ms is over), WSA_E_CANCELLED (cancelled, or Windows
     * Sockets was cleaned up). The owner clears or takes the rest. */
    ws2_err err;
    enum ws2_dns_status dns_status; /* where err came from DNS */
    struct ws2_host host;           /* of a name, of an address */
    uint8_t *answer; /* to a question: the message, also with a failing rcode;
                        or NULL */
    size_t answer_len;
    bool more; /* the next call of done is for another lookup, right after this
                  one: what is cheaper for several at once can wait for it */

    /* The service's own. */
    struct ws2_async *next;
    struct ws2_async_lane *lane;
    struct ws2_resolve resolve;
    struct ws2_dns_question *question;
    char *question_name;
    int question_type;
    struct ws2_timer timeout;
    unsigned fork; /* the process it was begun in, counted */
    uint8_t state;
    bool queued;
};

/* They begin a lookup, and return 0; otherwise done will not run:
 * WSA_NOT_ENOUGH_MEMORY, WSATRY_AGAIN (no descriptors), WSANOTINITIALISED (in
 * the middle of a WSACleanup). The name is not kept. */

/* want: enum ws2_want. The hosts file and this machine's names come first. */
ws2_err ws2_async_name(struct ws2_async *a, const char *name, unsigned want,
                       uint32_t timeout_ms);
ws2_err ws2_async_ip(struct ws2_async *a, const struct ws2_ip *ip,
                     uint32_t timeout_ms);
/* The full name in DNS, as it is: no search list. type: RFC 1035's number. */
ws2_err ws2_async_question(struct ws2_async *a, const char *fqdn, int type,
                           uint32_t timeout_ms);

/* Any thread, while the owner keeps the lookup's memory; it never waits. True:
 * done will run, with WSA_E_CANCELLED. False: done runs with the lookup's own
 * result, has run or is about to, or an earlier call has cancelled it. */
bool ws2_async_cancel(struct ws2_async *a);

/* Frees host and answer. */
void ws2_async_clear(struct ws2_async *a);

/* Ends all lookups with WSA_E_CANCELLED; none is left when it returns, and
 * neither is the thread. The last WSACleanup calls it. */
void ws2_async_end_all(void);

#endif
