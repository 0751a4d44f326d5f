/* SPDX-License-Identifier: MIT */
/* How `ws2 err` shows an entry of the catalog. */
#ifndef WS2_TOOL_ERR_SHOW_H
#define WS2_TOOL_ERR_SHOW_H

#include <stdbool.h>
#include <stddef.h>

#include "ws2/errors.h"

/* Everything about a code. all: the conditions of every function that
 * documents it, not only of the first ones. */
void show_full(const ws2_error_info *e, bool all);

/* "NAME CODE TITLE", one line however long. */
void show_short(const ws2_error_info *e);

/* Columns: code, name, errno, title. */
void show_table(const ws2_error_info *const *entries, size_t count);

/* An object; query NULL in lists. */
void show_json(const ws2_error_info *e, const char *query);
void show_json_missing(const char *query);

#endif
