/* SPDX-License-Identifier: MIT */
/* Questions to DNS over c-ares; see cares.h.
 *
 * Which server is asked next, and when, is decided here, because c-ares'
 * releases do it differently and hide why they did: before 1.20 every rcode
 * that made it move on comes back as "connection refused", later ones reorder
 * the servers by their failures. So a channel knows one server and asks it
 * once. Round by round the servers are asked in turn, each round waiting
 * twice as long; who answered with a failure is not asked again. An answer that
 * is cut short makes the same server be asked over TCP. Channels are made when
 * they are needed: mostly that is the first one.
 *
 * A resolver in use belongs to its owner: no lock. */
#include "name/cares_channel.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static enum ws2_dns_status status_of_rcode(int rcode)
{
    switch (rcode) {
    case 0:
        return WS2_DNS_OK;
    case 1:
        return WS2_DNS_FORMERR;
    case 2:
        return WS2_DNS_SERVFAIL;
    case 3:
        return WS2_DNS_NXDOMAIN;
    case 4:
        return WS2_DNS_NOTIMP;
    case 5:
        return WS2_DNS_REFUSED;
    default:
        return WS2_DNS_RCODE;
    }
}

/* The rcode on the wire, where there is one, over c-ares' summary of it. */
static enum ws2_dns_status status_of(int status, const unsigned char *answer,
                                     int len)
{
    enum ws2_dns_status wire = WS2_DNS_OK;

    if (answer != NULL && len >= 12)
        wire = status_of_rcode(answer[3] & 0x0f);
    return wire != WS2_DNS_OK ? wire : ws2_dns_status_of_ares(status);
}

/* What another server, or another try, may do better. */
static bool status_failed(enum ws2_dns_status status)
{
    switch (status) {
    case WS2_DNS_FORMERR:
    case WS2_DNS_SERVFAIL:
    case WS2_DNS_NOTIMP:
    case WS2_DNS_REFUSED:
    case WS2_DNS_RCODE:
    case WS2_DNS_TIMEOUT:
        return true;
    default:
        return false;
    }
}

/* Keeps what the question will end with: if any server may recover, that. */
static void question_failed(struct ws2_dns_question *q,
                            enum ws2_dns_status status)
{
    if (status != WS2_DNS_TIMEOUT)
        q->failed |= 1u << q->server;
    if (q->failure != WS2_DNS_TIMEOUT && q->failure != WS2_DNS_SERVFAIL)
        q->failure = status;
}

/* Moves on to the next server that has not failed for good. */
static bool question_next(struct ws2_dns_question *q)
{
    q->tcp = false;
    do {
        if (++q->server == q->dns->server_count) {
            q->server = 0;
            if (++q->round == WS2_DNS_ROUNDS)
                return false;
        }
    } while ((q->failed >> q->server & 1) != 0);
    return true;
}

static void question_end(struct ws2_dns_question *q, enum ws2_dns_status status,
                         const uint8_t *answer, size_t len)
{
    *q->link = q->next;
    if (q->next != NULL)
        q->next->link = q->link;
    if (q->place != NULL) {
        *q->place = NULL;
        q->done(q->arg, status, answer, len);
    }
    free(q);
}

/* The answer did not fit into a datagram. */
static bool is_truncated(const struct ws2_dns_question *q,
                         const unsigned char *answer, int len)
{
    return !q->tcp && answer != NULL && len >= 12 && (answer[2] & 0x02) != 0;
}

static void question_answered(void *arg, int ares_status, int timeouts,
                              unsigned char *answer, int len)
{
    struct ws2_dns_question *q = arg;
    enum ws2_dns_status status = status_of(ares_status, answer, len);

    (void)timeouts;
    ws2_dns_flight_end(q);
    if (q->dns->ending != WS2_DNS_OK) {
        status = q->dns->ending;
    } else if (q->place != NULL && is_truncated(q, answer, len)) {
        q->tcp = true;
        ws2_dns_flight_ask(q);
        return;
    } else if (status_failed(status) && q->place != NULL) {
        question_failed(q, status);
        if (question_next(q)) {
            ws2_dns_flight_ask(q);
            return;
        }
        status = q->failure;
    }
    question_end(q, status, answer, len > 0 ? (size_t)len : 0);
}

void ws2_dns_question_send(struct ws2_dns_question *q)
{
    ares_channel channel =
        ws2_dns_channel_get(q->dns, q->round, q->server, q->way);

    if (channel == NULL)
        question_answered(q, ARES_ENOMEM, 0, NULL, 0);
    else
        ares_query(channel, q->name, 1 /* IN */, q->type, question_answered, q);
}

void ws2_dns_ask(struct ws2_dns *dns, const char *fqdn, int type,
                 ws2_dns_done *done, void *arg, struct ws2_dns_question **place)
{
    size_t size = strlen(fqdn) + 1;
    struct ws2_dns_question *q = malloc(sizeof(*q) + size);

    *place = q;
    if (q == NULL) {
        done(arg, WS2_DNS_NOMEM, NULL, 0);
        return;
    }
    *q = (struct ws2_dns_question){
        .place = place, .dns = dns, .done = done, .arg = arg, .type = type};
    memcpy(q->name, fqdn, size);
    q->link = &dns->questions;
    q->next = dns->questions;
    if (q->next != NULL)
        q->next->link = &q->next;
    dns->questions = q;
    ws2_dns_flight_ask(q);
}

/* c-ares keeps its part until this try's time is over. */
void ws2_dns_forget(struct ws2_dns_question *q)
{
    if (q == NULL)
        return;
    *q->place = NULL;
    q->place = NULL;
}

/* Waiting */

static size_t channel_poll(ares_channel channel, struct os_pollfd *fds,
                           size_t max, int *timeout_ms)
{
    ares_socket_t socks[ARES_GETSOCK_MAXNUM];
    unsigned bits = (unsigned)ares_getsock(channel, socks, ARES_GETSOCK_MAXNUM);
    struct timeval tv;
    size_t count = 0;

    for (int i = 0; i < ARES_GETSOCK_MAXNUM && count < max; i++) {
        /* As ARES_GETSOCK_READABLE and _WRITABLE, which shift into a sign. */
        int events = (bits >> i & 1 ? OS_IN : 0) |
                     (bits >> (ARES_GETSOCK_MAXNUM + i) & 1 ? OS_OUT : 0);

        if (events != 0)
            os_poll_set(&fds[count++], socks[i], events);
    }
    if (ares_timeout(channel, NULL, &tv) != NULL) {
        long ms = tv.tv_sec * 1000 + (tv.tv_usec + 999) / 1000;

        if (*timeout_ms < 0 || ms < *timeout_ms)
            *timeout_ms = (int)ms;
    }
    return count;
}

/* Some question may have its turn earlier. */
static void turn_wait(const struct ws2_dns *dns, int *timeout_ms)
{
    int64_t next = ws2_dns_flight_next_ns(dns);
    int64_t ms;

    if (next == OS_FOREVER)
        return;
    ms = (next - os_now_ns() + 999999) / 1000000;
    if (ms < 0)
        ms = 0;
    if (*timeout_ms < 0 || ms < *timeout_ms)
        *timeout_ms = (int)ms;
}

size_t ws2_dns_poll(struct ws2_dns *dns, struct os_pollfd *fds, size_t max,
                    int *timeout_ms)
{
    size_t count = 0;

    *timeout_ms = -1;
    for (size_t i = 0; i < dns->open_count; i++)
        count +=
            channel_poll(dns->open[i], fds + count, max - count, timeout_ms);
    turn_wait(dns, timeout_ms);
    return count;
}

static void channels_process(struct ws2_dns *dns, ares_socket_t readable,
                             ares_socket_t writable)
{
    for (size_t i = 0; i < dns->open_count; i++)
        ares_process_fd(dns->open[i], readable, writable);
}

static bool anything_under_way(struct ws2_dns *dns)
{
    struct timeval tv;

    for (size_t i = 0; i < dns->open_count; i++)
        if (ares_timeout(dns->open[i], NULL, &tv) != NULL)
            return true;
    return false;
}

/* Those that c-ares does not have. */
static void questions_end(struct ws2_dns *dns)
{
    while (dns->questions != NULL) {
        ws2_dns_flight_end(dns->questions);
        question_end(dns->questions, dns->ending, NULL, 0);
    }
}

/* Out of memory c-ares may forget a question without a word (1.34 does). The
 * channels go, so that no answer can come any more; then nobody waits. */
static void questions_abandon(struct ws2_dns *dns)
{
    dns->ending = WS2_DNS_NOMEM;
    ws2_dns_channels_close(dns);
    questions_end(dns);
    dns->ending = WS2_DNS_OK;
}

void ws2_dns_process(struct ws2_dns *dns, const struct os_pollfd *fds,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int got = os_poll_got(&fds[i]);
        int fd = fds[i].fd;

        if ((got & (OS_ERR | OS_HUP)) != 0)
            got |= OS_IN | OS_OUT;
        if (got != 0)
            channels_process(dns, got & OS_IN ? fd : ARES_SOCKET_BAD,
                             got & OS_OUT ? fd : ARES_SOCKET_BAD);
    }
    channels_process(dns, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    ws2_dns_flight_go(dns);
    if (dns->questions != NULL && !anything_under_way(dns))
        questions_abandon(dns);
}

void ws2_dns_cancel(struct ws2_dns *dns)
{
    if (dns->questions == NULL)
        return;
    dns->ending = WS2_DNS_CANCELLED;
    for (size_t i = 0; i < dns->open_count; i++)
        ares_cancel(dns->open[i]);
    questions_end(dns);
    dns->ending = WS2_DNS_OK;
}
