/* SPDX-License-Identifier: MIT */
/* Rows of the database, of which nothing is believed: another program may have
 * written them. A value of the wrong kind or size makes the row bad. */
#ifndef WS2_REGISTRY_ROW_H
#define WS2_REGISTRY_ROW_H

#include <stdbool.h>

#include "name/parts.h"
#include "registry/store.h"

struct ws2_reg_row {
    sqlite3_stmt *st;
    struct ws2_parts *parts; /* what is read is kept here */
    bool bad;
};

uint32_t ws2_reg_row_number(struct ws2_reg_row *row, int column);
GUID ws2_reg_row_guid(struct ws2_reg_row *row, int column);

/* NULL for NULL. */
LPWSTR ws2_reg_row_text(struct ws2_reg_row *row, int column);
void *ws2_reg_row_blob(struct ws2_reg_row *row, int column, size_t max,
                       size_t *len);

/* A socket address or none: no length, or a family and what belongs to it. */
SOCKET_ADDRESS ws2_reg_row_address(struct ws2_reg_row *row, int column);

/* The same rules, for what is to be stored. */
bool ws2_reg_is_text(const WCHAR *text); /* or NULL */
bool ws2_reg_is_address(const SOCKET_ADDRESS *address);

#endif
