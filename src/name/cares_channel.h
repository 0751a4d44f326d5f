/* SPDX-License-Identifier: MIT */
/* What the parts of the c-ares glue share; c-ares' types stay among them. */
#ifndef WS2_NAME_CARES_CHANNEL_H
#define WS2_NAME_CARES_CHANNEL_H

#define CARES_NO_DEPRECATED /* newer releases prefer newer calls */
#include <ares.h>
#include <stdbool.h>
#include <stddef.h>

#include "name/cares.h"
#include "os/keptfile.h"

/* The configuration that a channel was made with. */
struct ws2_dns_config {
    struct os_stamp file; /* resolv.conf */
    char servers[256];    /* and what overrides it */
    char timeout_ms[16];
    unsigned forks; /* a fork's child must not repeat query ids */
};

void ws2_dns_config_read(struct ws2_dns_config *config);
bool ws2_dns_config_current(const struct ws2_dns_config *config);

#define WS2_DNS_SERVERS_MAX 8
#define WS2_DNS_ROUNDS      3

/* Ways to a server: over UDP, or by one of a few TCP connections, each for one
 * question at a time. A connection that breaks takes along all that was asked
 * on it. */
#define WS2_DNS_UDP  0u
#define WS2_DNS_WAYS 9u

struct ws2_dns_queue {
    struct ws2_dns_question *first, *last;
    unsigned count;
};

struct ws2_dns_question {
    struct ws2_dns_question *next, **link; /* what points at it */
    struct ws2_dns_question **place;       /* the asker's; NULL: forgotten */
    struct ws2_dns *dns;
    ws2_dns_done *done;
    void *arg;
    int type;
    unsigned round, server;
    bool tcp;        /* a datagram was too small for the answer */
    unsigned way;    /* of the last try */
    unsigned failed; /* bits of the servers that answered with a failure */
    enum ws2_dns_status failure;
    struct ws2_dns_queue *queue; /* cares_flight.c's, or NULL */
    struct ws2_dns_question *behind, *before;
    int64_t sent_ns;
    char name[];
};

#define WS2_DNS_CHANNELS (WS2_DNS_WAYS * WS2_DNS_ROUNDS * WS2_DNS_SERVERS_MAX)

struct ws2_dns {
    struct ws2_dns *next;                /* in the pool */
    struct ares_addr_port_node *servers; /* at least one */
    unsigned server_count;
    int timeout_ms; /* of the first round; it doubles each round */
    /* Each asks one server once. */
    ares_channel channels[WS2_DNS_WAYS][WS2_DNS_ROUNDS][WS2_DNS_SERVERS_MAX];
    ares_channel open[WS2_DNS_CHANNELS]; /* those that there are */
    size_t open_count;
    struct ws2_dns_question *questions;   /* under way, of them: */
    struct ws2_dns_queue flying, waiting; /* by UDP */
    struct ws2_dns_queue waiting_tcp;     /* for a connection */
    struct ws2_dns_question *connected[WS2_DNS_WAYS];
    enum ws2_dns_status ending; /* how all end now; OK: not */
    struct ws2_dns_config config;
};

/* The configured servers, in their order, for ares_free_data; NULL when memory
 * is exhausted or the configuration cannot be read. */
struct ares_addr_port_node *ws2_dns_servers_read(void);

/* How long a server is waited for in the first round. */
int ws2_dns_timeout_read(void);

/* A channel that asks one server once. */
ares_channel ws2_dns_channel_open(const struct ares_addr_port_node *server,
                                  int timeout_ms, unsigned way);

/* The resolver's own channel for that; NULL when it cannot be had. */
ares_channel ws2_dns_channel_get(struct ws2_dns *dns, unsigned round,
                                 unsigned server, unsigned way);

/* Closes all of the resolver's channels. */
void ws2_dns_channels_close(struct ws2_dns *dns);

enum ws2_dns_status ws2_dns_status_of_ares(int status);

/* cares.c: hands the question to its channel. */
void ws2_dns_question_send(struct ws2_dns_question *q);

/* cares_flight.c: sends it now, or in its turn. */
void ws2_dns_flight_ask(struct ws2_dns_question *q);
/* It is answered, or has ended otherwise. */
void ws2_dns_flight_end(struct ws2_dns_question *q);
/* Sends those whose turn it is. */
void ws2_dns_flight_go(struct ws2_dns *dns);
/* When that has to be called again; OS_FOREVER: nothing waits. */
int64_t ws2_dns_flight_next_ns(const struct ws2_dns *dns);

#endif
