/* SPDX-License-Identifier: MIT */
/* Providers of version 2 that this program advertises.
 *
 * Such a provider is no file, but a table of procedures that a program hands in
 * by WSAAdvertiseProvider. Who calls one of them is inside between enter and
 * leave, so that WSAUnadvertiseProvider can wait for all who are: the
 * procedures may be gone when it has returned. Pages: WSAAdvertiseProvider,
 * NSPV2_ROUTINE, NSPv2Startup, NSPv2Cleanup, NSPv2ClientSessionRundown. */
#ifndef WS2_SPI_ADVERT_H
#define WS2_SPI_ADVERT_H

#include <stdbool.h>

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"

struct ws2_advert {
    struct ws2_advert *next; /* in advert.c's list */
    GUID id;
    NSPV2_ROUTINE proc;
    /* advert.c's, under its lock. */
    int state, session;
    unsigned inside, queries;
    void *session_arg;
};

/* WSAEINVAL: it is advertised already. The table is good. */
ws2_err ws2_advert_add(const GUID *id, const NSPV2_ROUTINE *proc);

/* WSASERVICE_NOT_FOUND: nobody advertises it. */
ws2_err ws2_advert_enter(const GUID *id, struct ws2_advert **out);

void ws2_advert_leave(struct ws2_advert *advert);

/* A query keeps it, and so does not lose it: from its beginning, inside, to the
 * end of its end. */
void ws2_advert_keep(struct ws2_advert *advert);
void ws2_advert_release(struct ws2_advert *advert);

/* For who keeps it. */
void ws2_advert_enter_kept(struct ws2_advert *advert);

/* Withdrawing: nobody new comes in (the caller is inside), then who is inside
 * has left and queries have ended, then the session is over, and the procedures
 * are not called any more. A provider that withdraws itself in one of its
 * procedures waits for nobody. */
ws2_err ws2_advert_withdraw(const GUID *id, struct ws2_advert **out);
void ws2_advert_wait(struct ws2_advert *advert);
void ws2_advert_drop(struct ws2_advert *advert);

/* The id of one that is advertised; false: none is left. */
bool ws2_advert_any(GUID *id);

/* Begins the session of this program as a client, unless there is one: what
 * NSPv2Startup has handed out for it. The caller is inside. WSASYSNOTREADY:
 * NSPv2Startup itself asks. */
ws2_err ws2_advert_session(struct ws2_advert *advert, void **arg);
void ws2_advert_session_end(struct ws2_advert *advert);

/* What a procedure's result comes to. A stub may return its code itself; no
 * code at all is WSASYSCALLFAILURE. */
ws2_err ws2_advert_code(INT result);

#endif
