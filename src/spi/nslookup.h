/* SPDX-License-Identifier: MIT */
/* Queries of namespace providers: WSALookupServiceBegin's handles. One query
 * goes to several providers; their results follow each other in the catalog's
 * order, and one that fails ends for itself only. Pages:
 * WSALookupServiceBeginW, WSALookupServiceNextW, WSALookupServiceEnd,
 * WSANSPIoctl. */
#ifndef WS2_SPI_NSLOOKUP_H
#define WS2_SPI_NSLOOKUP_H

#include "spi/nsp.h"

enum {
    WS2_LOOKUP_INSTALLED = 1, /* no providers that are always there */
    WS2_LOOKUP_UNHURRIED = 2  /* a provider that can is given a handle to end
                                 each call by, when it likes */
};

/* query is good, and the caller's. WSASERVICE_NOT_FOUND: there is no provider
 * for the namespace; WSAEINVAL: none has the id. Else what the first of the
 * providers that were asked said, if all refused. */
ws2_err ws2_nslookup_begin(WSAQUERYSETW *query, DWORD flags, unsigned how,
                           HANDLE *out);

/* WSA_INVALID_HANDLE, or nothing. */
ws2_err ws2_nslookup_check(HANDLE lookup);

/* The next result, wide or narrow, in the program's buffer. WSAEFAULT and the
 * needed size in *length: the result waits for a larger one, or for
 * LUP_FLUSHPREVIOUS. WSA_E_NO_MORE, WSA_E_CANCELLED. */
ws2_err ws2_nslookup_next(HANDLE lookup, DWORD flags, bool wide, DWORD *length,
                          void *buffer);

/* Ends a Next that another thread waits in, too. */
ws2_err ws2_nslookup_end(HANDLE lookup);

/* Those of the providers that WSACleanup detached. */
void ws2_nslookup_end_all(const struct ws2_nsps *nsps);

/* WSANSPIoctl's arguments, all looked at. */
struct ws2_nsioctl {
    DWORD code;
    void *in, *out;
    DWORD in_size, out_size;
    DWORD *returned;
    WSACOMPLETION *completion;
};

/* WSAEINVAL: several providers answer the query. */
ws2_err ws2_nslookup_ioctl(HANDLE lookup, const struct ws2_nsioctl *ioctl);

#endif
