/* SPDX-License-Identifier: MIT */
/* Transport providers for tests that cannot be used, each for a reason of its
 * own, which the build defines as LIE. */
#include "below.h"

#define NO_STARTUP     1  /* does not export it */
#define FAILS          2  /* it fails, */
#define FAILS_NOTREADY 3  /* with a code of its own, */
#define FAILS_MINUS    4  /* with what is no code, */
#define FAILS_FILLED   5  /* after it has filled the table */
#define NO_VERSION     6  /* 0.0 */
#define OLD_VERSION    7  /* 1.1 */
#define NEW_VERSION    8  /* 2.3, which was not asked for */
#define NO_TABLE       9  /* all procedures are missing, */
#define NO_FIRST       10 /* or the first, */
#define NO_LAST        11 /* or the last, */
#define NO_CLEANUP     12 /* or that which would tell it */
#define SOCKET_UNNAMED 13 /* WSPSocket fails, and names no code, */
#define SOCKET_NAMED   14 /* or one of its own */
#define ASKS_ITSELF    15 /* WSPStartup wants a socket of the same entry */
#define FOREIGN_SOCKET 16 /* WSPSocket gives a value that is no handle */

__declspec(dllexport) extern int liar_asked;
int liar_asked; /* how the socket of its own ended */

static SOCKET WSPAPI liar_socket(int af, int type, int protocol,
                                 LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                                 LPINT err)
{
    (void)af, (void)type, (void)protocol, (void)info, (void)g, (void)flags;
    if (LIE == FOREIGN_SOCKET)
        return (SOCKET)0x12345678;
    *err = LIE == SOCKET_NAMED ? WSAEHOSTDOWN : 0;
    return INVALID_SOCKET;
}

static void ask_itself(LPWSAPROTOCOL_INFOW info)
{
    SOCKET s = WSASocketW(info->iAddressFamily, info->iSocketType,
                          info->iProtocol, info, 0, 0);

    liar_asked = s != INVALID_SOCKET ? 0 : WSAGetLastError();
}

static WORD version_of(void)
{
    switch (LIE) {
    case NO_VERSION:
        return 0;
    case OLD_VERSION:
        return MAKEWORD(1, 1);
    case NEW_VERSION:
        return MAKEWORD(2, 3);
    default:
        return MAKEWORD(2, 2);
    }
}

static void table_spoil(LPWSPPROC_TABLE table)
{
    if (LIE == NO_TABLE)
        memset(table, 0, sizeof(*table));
    if (LIE == NO_FIRST)
        table->lpWSPAccept = NULL;
    if (LIE == NO_LAST)
        table->lpWSPStringToAddress = NULL;
    if (LIE == NO_CLEANUP)
        table->lpWSPCleanup = NULL;
    table->lpWSPSocket = liar_socket;
}

#if LIE == NO_STARTUP
#define WSPStartup NotWSPStartup
int WSPAPI NotWSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
                         WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table);
#endif

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    DWORD self;

    if (LIE == FAILS)
        return WSAEPROCLIM;
    if (LIE == FAILS_NOTREADY)
        return WSASYSNOTREADY;
    if (LIE == FAILS_MINUS)
        return -1;
    if (below_start(version, data, info, upcalls, table, &self) != 0)
        return WSAVERNOTSUPPORTED;
    if (LIE == ASKS_ITSELF)
        ask_itself(info);
    data->wVersion = version_of();
    table_spoil(table);
    return LIE == FAILS_FILLED ? WSAEPROCLIM : 0;
}
