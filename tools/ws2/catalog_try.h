/* SPDX-License-Identifier: MIT */
/* Trying a provider, in a process that may not survive it. */
#ifndef WS2_TOOL_CATALOG_TRY_H
#define WS2_TOOL_CATALOG_TRY_H

#include <stdbool.h>
#include <stddef.h>

#include <winsock2.h>

struct catalog_subject {
    const char *file, *startup;     /* and what it has to export */
    const WSAPROTOCOL_INFOW *entry; /* to make a socket of, */
    const GUID *provider;           /* or to ask for something; or NULL */
};

/* Loads it, and has the library start it, as it does for any program. What is
 * wrong, in words; "": nothing. */
void catalog_try(const struct catalog_subject *subject, char *words,
                 size_t size);

#endif
