/* SPDX-License-Identifier: MIT */
/* Being told when a query would find something else, whichever process makes
 * the change. One thread, started by the first that waits, watches the
 * database's directory, and looks when a writer has written. */
#ifndef WS2_REGISTRY_WATCH_H
#define WS2_REGISTRY_WATCH_H

#include "registry/lookup.h"

/* WSA_IO_PENDING, or why not: WSAEINVAL, WSAEWOULDBLOCK (nothing can be
 * watched), WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_reg_watch(struct ws2_reg_lookup *lookup,
                      const WSACOMPLETION *completion);

/* Tells all that wait for the lookup: WSA_OPERATION_ABORTED. */
void ws2_reg_watch_cancel(struct ws2_reg_lookup *lookup);

/* Ends the thread. */
void ws2_reg_watch_stop(void);

#endif
