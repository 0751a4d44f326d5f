/* SPDX-License-Identifier: MIT */
/* Namespace providers: those that are built in, and what every provider that
 * is written here shares.
 *
 * A provider, built in or loaded, is an NSPStartup function that fills an
 * NSP_ROUTINE table exactly as ws2spi.h says, and nothing else; the dispatcher
 * (src/spi/nsp.h) knows no other way to one. Like any provider it reports its
 * codes by WSASetLastError, the exported function.
 *
 * The dispatcher promises a provider:
 * - what it hands over is wide, has been copied from the program's memory and
 *   is all there: no pointer needs a second look. What the values mean is the
 *   provider's to check (WSAEINVAL);
 * - NSPStartup comes once, before anything else, and NSPCleanup once, after
 *   all lookups were ended; both with the provider's own GUID;
 * - lpServiceClassInfo is what one of the providers that are asked, by its
 *   NSPGetServiceClassInfo, knows of the class, or NULL;
 * - NSPLookupServiceNext gets a buffer of the dispatcher's; WSAEFAULT and the
 *   needed size make it come back with a larger one, without
 *   LUP_FLUSHPREVIOUS;
 * - of one lookup handle one thread at a time is in NSPLookupServiceNext;
 *   NSPLookupServiceEnd may come from another meanwhile, once, and then Next
 *   has to return soon, with WSA_E_CANCELLED;
 * - for NSPIoctl *lpCompletion is a copy, lpThreadId the calling thread's, and
 *   an OVERLAPPED in it is memory that can be written.
 *
 * WSAEOPNOTSUPP says that a provider has nothing to do with a question. One
 * that keeps nothing says so to NSPSetService, too: a success would hide from
 * the program that nobody registered its service.
 *
 * A provider may be asked by many threads at once, and after a fork by the
 * child: it is told of no fork, so whoever has connections looks at its process
 * id. A query that the parent began is there, too, and may be cancelled.
 * Microsoft Learn, "NSP_ROUTINE structure". */
#ifndef WS2_NAME_NSP_H
#define WS2_NAME_NSP_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"

/* The id of the provider of NS_DNS on every Windows. */
#define WS2_NSPDNS_ID                                                          \
    {                                                                          \
        0x22059d40, 0x7e9e, 0x11cf,                                            \
        {                                                                      \
            0xae, 0x5a, 0x00, 0xaa, 0x00, 0xa7, 0x11, 0x2b                     \
        }                                                                      \
    }

/* Names of hosts and services over DNS and the hosts file (NS_DNS), and the
 * networks this machine is on (NS_NLA). */
INT WSAAPI ws2_nspdns_startup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines);
INT WSAAPI ws2_nspnla_startup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines);

/* How a provider's procedure ends: 0, or SOCKET_ERROR and the code. */
INT ws2_nsp_end(ws2_err err);

/* What NSPStartup does: hands out the provider's table, with a procedure that
 * fails with WSAEOPNOTSUPP for each one that it lacks. The older layout of the
 * table, by its cbSize, has no NSPIoctl; another is WSAEINVALIDPROCTABLE. */
INT ws2_nsp_offer(const NSP_ROUTINE *mine, LPNSP_ROUTINE lpnspRoutines);

#endif
