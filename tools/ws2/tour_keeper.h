/* SPDX-License-Identifier: MIT */
/* The process that keeps what is around the scenes: it owns a user, a network
 * and a mount namespace and, in them, the hosts, the file system and the DNS
 * server of tools/stage, and an agent. It ends when this program does, however
 * that ends, and takes everything along. */
#ifndef WS2_TOOL_TOUR_KEEPER_H
#define WS2_TOOL_TOUR_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What it tells when it is ready: a reason where something could not be had,
 * else "". */
struct told {
    char namespaces[120], network[120], files[120], names[120], signals[120];
    char files_at[80], names_at[64];
};

extern struct keeper {
    pid_t pid;          /* -1: there is none */
    int end;            /* is closed when it shall end */
    char directory[64]; /* of the tour's own; goes with it */
    struct told told;
} keeper;

/* WHAT: and what errno says. */
void tour_reason(char *reason, size_t size, const char *what);

/* --- tour_agent.c */

/* ws2-rsvpd of the same build or installation. */
const char *tour_agent_path(void);

/* Starts it in this network; it ends with the process that starts it. False:
 * errno. */
bool tour_agent_start(void);

#endif
