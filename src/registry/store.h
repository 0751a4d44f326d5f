/* SPDX-License-Identifier: MIT */
/* Transactions on the database, and SQL in them.
 *
 * All of a process' are one after the other, under one lock that a fork waits
 * for; each opens the file anew. The first failure is kept, and what comes
 * after it does nothing, so that work asks once, at the end. */
#ifndef WS2_REGISTRY_STORE_H
#define WS2_REGISTRY_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "registry/registry.h"

struct ws2_reg {
    sqlite3 *db;
    int failure; /* SQLite's code of the first one; SQLITE_OK */
};

enum ws2_reg_mode {
    WS2_REG_READ,
    WS2_REG_LATEST, /* what others have begun to write is waited for */
    WS2_REG_WRITE
};

/* Runs work in a transaction, which is kept if it gives WS2_OK and the database
 * had no failure. A damaged or foreign database is set aside and work runs once
 * more on a new one, so it starts from nothing each time. Reading where there
 * is no database gives `none`.
 *
 * WSAEACCES: it may not be read or written. WSA_NOT_ENOUGH_MEMORY: there is no
 * memory, or the disk is full. WSANO_RECOVERY: anything else. */
ws2_err ws2_reg_run(enum ws2_reg_mode mode,
                    ws2_err (*work)(struct ws2_reg *reg, void *arg), void *arg,
                    ws2_err none);

/* A statement, or NULL after a failure, which the others take as well. */
sqlite3_stmt *ws2_reg_sql(struct ws2_reg *reg, const char *sql);
void ws2_reg_bind_number(struct ws2_reg *reg, sqlite3_stmt *st, int at,
                         int64_t value);
void ws2_reg_bind_blob(struct ws2_reg *reg, sqlite3_stmt *st, int at,
                       const void *bytes, size_t len); /* bytes NULL: NULL */
void ws2_reg_bind_text(struct ws2_reg *reg, sqlite3_stmt *st, int at,
                       const WCHAR *text); /* text NULL: NULL */

/* True with a row. */
bool ws2_reg_step(struct ws2_reg *reg, sqlite3_stmt *st);

/* For statements without rows: done, and ready for other values. */
void ws2_reg_do(struct ws2_reg *reg, sqlite3_stmt *st);
void ws2_reg_end(sqlite3_stmt *st);

/* The number of this change, higher than that of any before. */
int64_t ws2_reg_stamp(struct ws2_reg *reg);

#endif
