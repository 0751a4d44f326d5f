/* SPDX-License-Identifier: MIT */
/* The directory of services that programs register, a namespace provider in a
 * shared object of its own (ws2_registry.so): only processes that ask for
 * registered services have SQLite in them.
 *
 *     provider.c   NSPStartup and the procedures, one line each
 *     lookup.c     queries in progress        service.c  NSPSetService
 *     query.c      what a query finds         class.c    service classes
 *     container.c  ... with LUP_CONTAINERS    wellknown.c  those always there
 *     watch.c      who waits for changes      row.c      rows that are believed
 *     store.c      transactions               file.c     where the file is
 *
 * The database is the user's own and is open only while a call is under way,
 * under one lock of this process (store.h): nothing of SQLite's crosses a fork,
 * and a file that is removed or set aside is noticed by the next call.
 *
 * Of the library this object uses what is exported, and small files of
 * src/name that have no state. */
#ifndef WS2_REGISTRY_H
#define WS2_REGISTRY_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"

/* What a registration may hold. More is WSAEINVAL, and is not believed when it
 * is read. */
#define WS2_REG_TEXT_MAX    4096u /* UTF-16 units of a name or a comment */
#define WS2_REG_BLOB_MAX    65536u
#define WS2_REG_ADDRESS_MAX ((unsigned)sizeof(SOCKADDR_STORAGE))
#define WS2_REG_COUNT_MAX   1024u /* addresses, values of a class */

/* Service classes (class.c). */
ws2_err ws2_reg_class_install(const WSASERVICECLASSINFOW *info);
ws2_err ws2_reg_class_remove(const GUID *id);
ws2_err ws2_reg_class_info(const GUID *id, DWORD *size,
                           WSASERVICECLASSINFOW *buffer);

/* Services (service.c). */
ws2_err ws2_reg_set_service(const WSAQUERYSETW *set, WSAESETSERVICEOP op,
                            DWORD flags);

/* Lookups (lookup.c). */
ws2_err ws2_reg_lookup_begin(const GUID *provider, const WSAQUERYSETW *set,
                             DWORD flags, HANDLE *out);
ws2_err ws2_reg_lookup_next(HANDLE lookup, DWORD flags, DWORD *length,
                            WSAQUERYSETW *buffer);
ws2_err ws2_reg_lookup_end(HANDLE lookup);
ws2_err ws2_reg_lookup_ioctl(HANDLE lookup, DWORD code,
                             const WSACOMPLETION *completion);

#endif
