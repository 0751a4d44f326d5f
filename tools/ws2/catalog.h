/* SPDX-License-Identifier: MIT */
/* ws2 catalog: its actions. Each gets what follows its name and gives an exit
 * status. */
#ifndef WS2_TOOL_CATALOG_H
#define WS2_TOOL_CATALOG_H

#include "spi/catalog.h"

struct catalog_options {
    bool json, brief, ifs;
    const char *id, *name, *over, *space;
};

int catalog_show(const struct catalog_options *o);
int catalog_check(const struct catalog_options *o);
int catalog_install(const struct catalog_options *o, const char *path);
int catalog_remove(int count, char **which);
int catalog_order(int count, char **ids);
int catalog_reset(void);

/* What keeps a part from being used, in words; NULL: nothing. Valid until the
 * next call. */
const char *catalog_problem(const struct ws2_catalog_part *part);

/* The same of a provider's file: who may write to it. */
const char *catalog_trust(enum os_trust trust);

/* The entry's name in UTF-8, valid until the next call. */
const char *catalog_name(const WSAPROTOCOL_INFOW *info);

/* All parts, or NULL and a message. */
struct ws2_catalog *catalog_all(void);

#endif
