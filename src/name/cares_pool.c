/* SPDX-License-Identifier: MIT */
/* Resolvers ready for use: made from the configuration, kept between lookups,
 * dropped when the configuration has changed.
 *
 * Locking: pool.lock guards the pool and the number of live resolvers. */
#include "name/cares_channel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "os/fork.h"

#define POOL_MAX 8

static struct {
    pthread_mutex_t lock;
    struct ws2_dns *idle;
    size_t idle_count;
    size_t live;  /* in use */
    bool library; /* c-ares is initialised */
    bool closed;  /* cleared, and not used since: nothing is kept */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* What the parent's threads use is lost to the child. */
static void pool_forked(void)
{
    pool.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    pool.live = 0;
}
OS_IN_FORKED_CHILD(pool_forked)

ares_channel ws2_dns_channel_get(struct ws2_dns *dns, unsigned round,
                                 unsigned server, unsigned way)
{
    ares_channel *channel = &dns->channels[way][round][server];
    const struct ares_addr_port_node *node = dns->servers;

    if (*channel != NULL)
        return *channel;
    for (; server > 0; server--)
        node = node->next;
    *channel = ws2_dns_channel_open(node, dns->timeout_ms << round, way);
    if (*channel != NULL)
        dns->open[dns->open_count++] = *channel;
    return *channel;
}

void ws2_dns_channels_close(struct ws2_dns *dns)
{
    while (dns->open_count > 0)
        ares_destroy(dns->open[--dns->open_count]);
    memset(dns->channels, 0, sizeof(dns->channels));
}

static void dns_free(struct ws2_dns *dns)
{
    ws2_dns_channels_close(dns);
    if (dns->servers != NULL)
        ares_free_data(dns->servers);
    free(dns);
}

static struct ws2_dns *dns_new(void)
{
    struct ws2_dns *dns = calloc(1, sizeof(*dns));

    if (dns == NULL)
        return NULL;
    ws2_dns_config_read(&dns->config);
    dns->timeout_ms = ws2_dns_timeout_read();
    dns->servers = ws2_dns_servers_read();
    for (struct ares_addr_port_node *n = dns->servers;
         n != NULL && dns->server_count < WS2_DNS_SERVERS_MAX; n = n->next)
        dns->server_count++;
    if (dns->server_count == 0 ||
        ws2_dns_channel_get(dns, 0, 0, WS2_DNS_UDP) == NULL) {
        dns_free(dns);
        return NULL;
    }
    return dns;
}

static struct ws2_dns *pool_take(void)
{
    struct ws2_dns *dns;

    pthread_mutex_lock(&pool.lock);
    if (!pool.library)
        pool.library = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
    pool.closed = false;
    pool.live++;
    dns = pool.idle;
    if (dns != NULL) {
        pool.idle = dns->next;
        pool.idle_count--;
    }
    pthread_mutex_unlock(&pool.lock);
    return dns;
}

static void library_drop_locked(void)
{
    if (!pool.closed || pool.live > 0 || !pool.library)
        return;
    ares_library_cleanup();
    pool.library = false;
}

/* A resolver less in use. */
static void pool_leave(void)
{
    pthread_mutex_lock(&pool.lock);
    pool.live--;
    library_drop_locked();
    pthread_mutex_unlock(&pool.lock);
}

/* The same when the pool has room for it. */
static bool pool_keep(struct ws2_dns *dns)
{
    bool kept;

    pthread_mutex_lock(&pool.lock);
    kept = !pool.closed && pool.idle_count < POOL_MAX;
    if (kept) {
        dns->next = pool.idle;
        pool.idle = dns;
        pool.idle_count++;
        pool.live--;
    }
    pthread_mutex_unlock(&pool.lock);
    return kept;
}

bool ws2_dns_current(const struct ws2_dns *dns)
{
    return ws2_dns_config_current(&dns->config);
}

struct ws2_dns *ws2_dns_get(void)
{
    struct ws2_dns *dns = pool_take();

    if (dns != NULL && !ws2_dns_current(dns)) {
        dns_free(dns);
        dns = NULL;
    }
    if (dns == NULL)
        dns = dns_new();
    if (dns == NULL)
        pool_leave();
    return dns;
}

void ws2_dns_put(struct ws2_dns *dns)
{
    ws2_dns_cancel(dns);
    if (pool_keep(dns))
        return;
    dns_free(dns);
    pool_leave();
}

void ws2_dns_pool_clear(void)
{
    struct ws2_dns *idle, *next;

    pthread_mutex_lock(&pool.lock);
    pool.closed = true;
    idle = pool.idle;
    pool.idle = NULL;
    pool.idle_count = 0;
    pthread_mutex_unlock(&pool.lock);
    for (; idle != NULL; idle = next) {
        next = idle->next;
        dns_free(idle);
    }
    pthread_mutex_lock(&pool.lock);
    library_drop_locked();
    pthread_mutex_unlock(&pool.lock);
}
