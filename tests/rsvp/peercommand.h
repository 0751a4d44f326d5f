/* SPDX-License-Identifier: MIT */
/* A line of rsvp-peer's script that is about a message, taken apart and, where
 * it says not all, filled in. */
#ifndef RSVP_PEERCOMMAND_H
#define RSVP_PEERCOMMAND_H

#include "peernet.h"
#include "text.h"

#define MAX_PATCHES 8

struct patch {
    size_t offset;
    bool spoil;
    uint8_t bytes[256];
    size_t length;
};

struct command {
    struct text_message text;
    struct peer_route route;
    bool via_given, to_given;
    int64_t within_ms; /* -1: not given */
    uint32_t seed;
    uint8_t append[1024];
    size_t n_append;
    struct patch patches[MAX_PATCHES];
    size_t n_patches;
};

extern unsigned peer_line; /* that is being run */

/* Says what is wrong with it; returns status, which rsvp-peer ends with. */
__attribute__((format(printf, 2, 3))) int peer_fail(int status,
                                                    const char *format, ...);

/* Reads the words behind the type. 0, or 2 with a message. */
int command_read(struct command *c, unsigned type, char **words, size_t n);

/* Takes a message that came, for what is said next to answer it. */
void answer_remember(struct rsvp_message *m, bool udp);
void answer_forget(void);

/* Fills in what the command leaves to the message that it answers and to this
 * host. raw: it may send by protocol 46. 0, or a status after a message. */
int answer_complete(struct command *c, bool raw);

#endif
