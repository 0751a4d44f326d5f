/* SPDX-License-Identifier: MIT */
/* Names of the numbers in calls. */
#ifndef WS2_TRACE_NAMES_H
#define WS2_TRACE_NAMES_H

#include <stdint.h>

#include "trace/out.h"

struct ws2_names {
    const struct ws2_name {
        uint32_t value;
        const char *text;
    } * list;
    unsigned count;
};

extern const struct ws2_names ws2_names_families, ws2_names_types,
    ws2_names_protocols, ws2_names_socket_flags, ws2_names_message_flags,
    ws2_names_events, ws2_names_directions, ws2_names_ioctls,
    ws2_names_address_flags, ws2_names_info_flags, ws2_names_poll,
    ws2_names_name_spaces, ws2_names_waits;

/* NULL: it has none. */
const char *ws2_names_find(const struct ws2_names *names, uint32_t value);

/* Its name, or the number. */
void ws2_names_value(struct ws2_out *t, const struct ws2_names *names,
                     uint32_t value);

/* The names of its bits with | between, and what has none as a number. */
void ws2_names_flags(struct ws2_out *t, const struct ws2_names *names,
                     uint32_t value);

/* "SOL_SOCKET" and "SO_LINGER", or numbers. */
void ws2_names_level(struct ws2_out *t, int level);
void ws2_names_option(struct ws2_out *t, int level, int option);

/* A code's, from the catalog; else a number. */
void ws2_names_error(struct ws2_out *t, int code);

/* "ConnectEx" of its identifier; NULL. id: 16 bytes. */
const char *ws2_names_function(const void *id);

#endif
