/* SPDX-License-Identifier: MIT */
/* Questions to DNS over c-ares; see cares.h.
 *
 * c-ares hides which rcode made it try the next server (before 1.20 every
 * such failure comes back as "connection refused"). So it is told to hand the
 * rcodes through, and trying the next server is done here: the resolver keeps
 * one channel per server, each beginning with another one.
 *
 * Locking: pool.lock guards the pool and the number of live resolvers; a
 * resolver in use belongs to its owner. */
#include "name/cares_channel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#define SERVERS_MAX 8
#define POOL_MAX    8

struct ws2_dns {
    struct ws2_dns *next; /* in the pool */
    ares_channel channels[SERVERS_MAX];
    size_t server_count;
    unsigned pending;
    bool cancelling;
    struct ws2_dns_config config;
};

struct question {
    struct ws2_dns *dns;
    ws2_dns_done *done;
    void *arg;
    int type;
    size_t server;
    enum ws2_dns_status transient; /* a failure worth another attempt */
    char name[];
};

static struct {
    pthread_mutex_t lock;
    struct ws2_dns *idle;
    size_t idle_count;
    size_t live;
    bool library;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The channel that begins with that server; NULL when it cannot be had. */
static ares_channel channel_get(struct ws2_dns *dns, size_t server)
{
    if (dns->channels[server] == NULL)
        dns->channels[server] = ws2_dns_channel_open(server);
    return dns->channels[server];
}

/* The pool */

static struct ws2_dns *dns_new(void)
{
    struct ws2_dns *dns = calloc(1, sizeof(*dns));

    if (dns == NULL)
        return NULL;
    ws2_dns_config_read(&dns->config);
    if (channel_get(dns, 0) == NULL) {
        free(dns);
        return NULL;
    }
    dns->server_count = ws2_dns_channel_servers(dns->channels[0]);
    if (dns->server_count > SERVERS_MAX)
        dns->server_count = SERVERS_MAX;
    return dns;
}

static void dns_free(struct ws2_dns *dns)
{
    for (size_t i = 0; i < SERVERS_MAX; i++)
        if (dns->channels[i] != NULL)
            ares_destroy(dns->channels[i]);
    free(dns);
}

static struct ws2_dns *pool_take(void)
{
    struct ws2_dns *dns;

    pthread_mutex_lock(&pool.lock);
    if (!pool.library)
        pool.library = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
    pool.live++;
    dns = pool.idle;
    if (dns != NULL) {
        pool.idle = dns->next;
        pool.idle_count--;
    }
    pthread_mutex_unlock(&pool.lock);
    return dns;
}

/* Counts one resolver in use less, and keeps it when there is room. */
static bool pool_give(struct ws2_dns *dns)
{
    bool kept;

    pthread_mutex_lock(&pool.lock);
    pool.live--;
    kept = dns != NULL && pool.library && pool.idle_count < POOL_MAX;
    if (kept) {
        dns->next = pool.idle;
        pool.idle = dns;
        pool.idle_count++;
    }
    pthread_mutex_unlock(&pool.lock);
    return kept;
}

struct ws2_dns *ws2_dns_get(void)
{
    struct ws2_dns *dns = pool_take();

    if (dns != NULL && !ws2_dns_config_current(&dns->config)) {
        dns_free(dns);
        dns = NULL;
    }
    if (dns == NULL)
        dns = dns_new();
    if (dns == NULL)
        pool_give(NULL);
    return dns;
}

void ws2_dns_put(struct ws2_dns *dns)
{
    ws2_dns_cancel(dns);
    if (!pool_give(dns))
        dns_free(dns);
}

void ws2_dns_pool_clear(void)
{
    struct ws2_dns *idle, *next;

    pthread_mutex_lock(&pool.lock);
    idle = pool.idle;
    pool.idle = NULL;
    pool.idle_count = 0;
    pthread_mutex_unlock(&pool.lock);
    for (; idle != NULL; idle = next) {
        next = idle->next;
        dns_free(idle);
    }
    pthread_mutex_lock(&pool.lock);
    if (pool.live == 0 && pool.library) {
        ares_library_cleanup();
        pool.library = false;
    }
    pthread_mutex_unlock(&pool.lock);
}

/* Questions and answers */

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

static bool next_server_may_help(enum ws2_dns_status status)
{
    switch (status) {
    case WS2_DNS_FORMERR:
    case WS2_DNS_SERVFAIL:
    case WS2_DNS_NOTIMP:
    case WS2_DNS_REFUSED:
    case WS2_DNS_RCODE:
        return true;
    default:
        return false;
    }
}

static void question_ask(struct question *q);

static void question_answered(void *arg, int ares_status, int timeouts,
                              unsigned char *answer, int len)
{
    struct question *q = arg;
    enum ws2_dns_status status = status_of(ares_status, answer, len);

    if (next_server_may_help(status)) {
        if (status == WS2_DNS_SERVFAIL || timeouts > 0)
            q->transient = WS2_DNS_SERVFAIL;
        if (!q->dns->cancelling && ++q->server < q->dns->server_count) {
            question_ask(q);
            return;
        }
        if (q->transient != WS2_DNS_OK)
            status = q->transient; /* one of them may recover */
    }
    q->dns->pending--;
    q->done(q->arg, status, answer, len > 0 ? (size_t)len : 0);
    free(q);
}

static void question_ask(struct question *q)
{
    ares_channel channel = channel_get(q->dns, q->server);

    if (channel == NULL)
        question_answered(q, ARES_ENOMEM, 0, NULL, 0);
    else
        ares_query(channel, q->name, 1 /* IN */, q->type, question_answered, q);
}

void ws2_dns_ask(struct ws2_dns *dns, const char *fqdn, int type,
                 ws2_dns_done *done, void *arg)
{
    size_t size = strlen(fqdn) + 1;
    struct question *q = malloc(sizeof(*q) + size);

    if (q == NULL) {
        done(arg, WS2_DNS_NOMEM, NULL, 0);
        return;
    }
    *q = (struct question){.dns = dns, .done = done, .arg = arg, .type = type};
    memcpy(q->name, fqdn, size);
    dns->pending++;
    question_ask(q);
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

size_t ws2_dns_poll(struct ws2_dns *dns, struct os_pollfd *fds, size_t max,
                    int *timeout_ms)
{
    size_t count = 0;

    *timeout_ms = -1;
    for (size_t i = 0; i < SERVERS_MAX; i++)
        if (dns->channels[i] != NULL)
            count += channel_poll(dns->channels[i], fds + count, max - count,
                                  timeout_ms);
    return count;
}

static void channels_process(struct ws2_dns *dns, ares_socket_t readable,
                             ares_socket_t writable)
{
    for (size_t i = 0; i < SERVERS_MAX; i++)
        if (dns->channels[i] != NULL)
            ares_process_fd(dns->channels[i], readable, writable);
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
}

void ws2_dns_cancel(struct ws2_dns *dns)
{
    if (dns->pending == 0)
        return;
    dns->cancelling = true;
    for (size_t i = 0; i < SERVERS_MAX; i++)
        if (dns->channels[i] != NULL)
            ares_cancel(dns->channels[i]);
    dns->cancelling = false;
}
