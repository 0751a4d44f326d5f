/* SPDX-License-Identifier: MIT */
/* The service provider interface: what a transport or name space provider
 * implements, what it may call back, and how it gets into the catalog.
 * Three parts: ws2_wsp.h (transport), ws2_wsc.h (catalog), ws2_nsp.h (names).
 * Source: Microsoft Learn, "ws2spi.h header". */
#ifndef _WINSOCK2SPI_
#define _WINSOCK2SPI_

#include "winsock2.h"

#ifndef WINSOCK_API_LINKAGE
#define WINSOCK_API_LINKAGE WS2_API
#endif

#define WSPAPI WSAAPI

#define WSPDESCRIPTION_LEN 255

/* OVERLAPPED.Internal while the operation is in progress. */
#define WSS_OPERATION_IN_PROGRESS 0x00000103

typedef struct WSPData {
    WORD wVersion;
    WORD wHighVersion;
    WCHAR szDescription[WSPDESCRIPTION_LEN + 1];
} WSPDATA, *LPWSPDATA;

/* The thread that started an operation, for WPUQueueApc. */
typedef struct _WSATHREADID {
    HANDLE ThreadHandle;
    DWORD_PTR Reserved;
} WSATHREADID, *LPWSATHREADID;

typedef BOOL(CALLBACK *LPBLOCKINGCALLBACK)(DWORD_PTR dwContext);
typedef VOID(CALLBACK *LPWSAUSERAPC)(DWORD_PTR dwContext);

#include "ws2_wsp.h"
#include "ws2_wsc.h"
#include "ws2_nsp.h"

#endif
