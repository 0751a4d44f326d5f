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

/* A channel whose list of servers begins with its first-th; NULL when memory
 * is exhausted or the configuration cannot be read. */
ares_channel ws2_dns_channel_open(size_t first);
/* How many servers it knows, at least 1. */
size_t ws2_dns_channel_servers(ares_channel channel);

enum ws2_dns_status ws2_dns_status_of_ares(int status);

#endif
