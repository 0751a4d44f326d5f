/* SPDX-License-Identifier: MIT */
/* Namespace providers in use. All that the catalog had when it was first asked
 * since WSAStartup are one struct ws2_nsps. Each is loaded when it is first
 * needed, once, and a failure is remembered; NSPCleanup comes, and its file
 * goes, when the last WSACleanup was and nobody is inside any more.
 *
 * A provider that cannot be used has one of three codes: WSAEPROVIDERFAILEDINIT
 * (its file is not there, is none, lacks NSPStartup, or that failed),
 * WSAEINVALIDPROVIDER (a version of 0), WSAEINVALIDPROCTABLE (procedures are
 * missing). What it does inside a call is its own: it runs in this process. */
#ifndef WS2_SPI_NSP_H
#define WS2_SPI_NSP_H

#include <stdbool.h>

#include "spi/nscatalog.h"

enum ws2_nsp_state { WS2_NSP_NEW, WS2_NSP_LOADING, WS2_NSP_READY, WS2_NSP_BAD };

struct ws2_nsp {
    const struct ws2_ns_entry *entry;
    enum ws2_nsp_state state; /* under nsp.c's lock */
    ws2_err bad;
    /* Set before READY, constant from then on. */
    GUID id;
    NSP_ROUTINE proc;
    void *file; /* dlopen's; NULL: built in */
    /* The last error as the provider knows it: that of the library which it is
     * linked with, another one where the program is linked statically. */
    int(WSAAPI *get_last_error)(void);
    void(WSAAPI *set_last_error)(int);
};

struct ws2_nsps;

/* With a reference, which keeps every provider loaded. WSA_NOT_ENOUGH_MEMORY.
 */
ws2_err ws2_nsps_get(struct ws2_nsps **out);
struct ws2_nsps *ws2_nsps_ref(struct ws2_nsps *nsps);
void ws2_nsps_put(struct ws2_nsps *nsps);

/* The last WSACleanup: those that were current, to be put back, or NULL. */
struct ws2_nsps *ws2_nsps_detach(void);

unsigned ws2_nsps_count(const struct ws2_nsps *nsps);
struct ws2_nsp *ws2_nsps_at(struct ws2_nsps *nsps, unsigned i);

/* Whether a question for one namespace (or NS_ALL), or for one provider (whose
 * id is not NULL), goes to this one. */
bool ws2_nsp_is_asked(const struct ws2_nsp *nsp, DWORD space, const GUID *id);

/* Ready to be called after WS2_OK. A provider that is just being loaded and, in
 * its NSPStartup, asks for itself or others, gets WSASYSNOTREADY for those that
 * are being loaded, too. */
ws2_err ws2_nsp_load(struct ws2_nsp *nsp);

/* A procedure's result as a code:
 *
 *     err = WS2_NSP_CALL(nsp, NSPLookupServiceEnd, handle);
 *
 * It names a code by WSASetLastError, and none is WSASYSCALLFAILURE. The
 * caller, a door at the end, puts the program's last error back. */
#define WS2_NSP_CALL(nsp, procedure, ...)                                      \
    ((nsp)->set_last_error(0),                                                 \
     ws2_nsp_code(nsp, (nsp)->proc.procedure(__VA_ARGS__)))

ws2_err ws2_nsp_code(const struct ws2_nsp *nsp, INT result);

/* Asks a provider for something whose size only it knows, in as large a buffer
 * as it needs; the caller frees it. ask: once, with a buffer of zeroes, whose
 * size it may correct and answer WSAEFAULT. */
typedef ws2_err ws2_nsp_ask(void *arg, DWORD *length, void *buffer);
ws2_err ws2_nsp_fetch(ws2_nsp_ask *ask, void *arg, void **out);

#endif
