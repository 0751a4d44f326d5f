/* SPDX-License-Identifier: MIT */
/* Names of the numbers in calls. */
#ifndef TRACE_NAMES_H
#define TRACE_NAMES_H

#include <winsock2.h>
#include <windows.h>

struct names {
    const struct name {
        DWORD value;
        const char *text;
    } * list;
    size_t count;
};

/* NULL: it has none. */
const char *names_find(const struct names *names, DWORD value);

extern const struct names names_errors, names_families, names_types,
    names_protocols, names_socket_flags, names_message_flags, names_events,
    names_directions, names_levels, names_ioctls;

/* Of the options of a level. */
const struct names *names_options(int level);

/* Of a function that SIO_GET_EXTENSION_FUNCTION_POINTER gives. */
const char *names_function(const GUID *id);

#endif
