/* SPDX-License-Identifier: MIT */
/* What the parts of the c-ares glue share; c-ares' types stay among them. */
#ifndef WS2_NAME_CARES_CHANNEL_H
#define WS2_NAME_CARES_CHANNEL_H

#define CARES_NO_DEPRECATED /* newer releases prefer newer calls */
#include <ares.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "name/cares.h"

/* The configuration that a channel was made with. */
struct ws2_dns_config {
    struct stat file; /* resolv.conf */
    char env[256];    /* and what overrides it */
    pid_t pid;        /* a fork's child must not repeat query ids */
};

void ws2_dns_config_read(struct ws2_dns_config *config);
bool ws2_dns_config_current(const struct ws2_dns_config *config);

#define WS2_DNS_SERVERS_MAX 8
#define WS2_DNS_ROUNDS      3

struct ws2_dns_question;

/* channels[round][server]: each asks one server once. */
struct ws2_dns {
    struct ws2_dns *next;                /* in the pool */
    struct ares_addr_port_node *servers; /* at least one */
    unsigned server_count;
    ares_channel channels[WS2_DNS_ROUNDS][WS2_DNS_SERVERS_MAX];
    struct ws2_dns_question *questions; /* under way */
    enum ws2_dns_status ending;         /* how all questions end now; OK: not */
    struct ws2_dns_config config;
};

#define WS2_DNS_CHANNELS (WS2_DNS_ROUNDS * WS2_DNS_SERVERS_MAX)

/* Where the i-th channel of all is, or NULL. */
static inline ares_channel *ws2_dns_channel_at(struct ws2_dns *dns, size_t i)
{
    return &dns->channels[i / WS2_DNS_SERVERS_MAX][i % WS2_DNS_SERVERS_MAX];
}

/* The configured servers, in their order, for ares_free_data; NULL when memory
 * is exhausted or the configuration cannot be read. */
struct ares_addr_port_node *ws2_dns_servers_read(void);

/* A channel that asks one server once; the wait doubles each round. */
ares_channel ws2_dns_channel_open(const struct ares_addr_port_node *server,
                                  unsigned round);

/* The resolver's own channel for that; NULL when it cannot be had. */
ares_channel ws2_dns_channel_get(struct ws2_dns *dns, unsigned round,
                                 unsigned server);

enum ws2_dns_status ws2_dns_status_of_ares(int status);

#endif
