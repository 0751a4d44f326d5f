/* SPDX-License-Identifier: MIT */
/* Queries of providers of version 2, with the procedures that a provider of
 * version 1 has for them. */
#ifndef WS2_SPI_NSPV2_QUERY_H
#define WS2_SPI_NSPV2_QUERY_H

#include "spi/advert.h"

/* A procedure's result and last error. */
INT ws2_nspv2_result(ws2_err err);

/* A set of version 1 as one of version 2, which has no service class. */
WSAQUERYSET2W ws2_nspv2_set(const WSAQUERYSETW *set);

INT WSAAPI ws2_nspv2_query_begin(LPGUID id, LPWSAQUERYSETW set,
                                 LPWSASERVICECLASSINFOW class, DWORD flags,
                                 LPHANDLE out);
INT WSAAPI ws2_nspv2_query_next(HANDLE h, DWORD flags, LPDWORD length,
                                LPWSAQUERYSETW out);
INT WSAAPI ws2_nspv2_query_end(HANDLE h);

/* All of a provider's that are open. The caller is inside. */
void ws2_nspv2_queries_end(struct ws2_advert *advert);

#endif
