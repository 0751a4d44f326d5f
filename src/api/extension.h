/* SPDX-License-Identifier: MIT */
/* Doors without a name of their own in the library: the table of extension.c
 * hands their addresses out. */
#ifndef WS2_API_EXTENSION_H
#define WS2_API_EXTENSION_H

#include <mswsock.h>

BOOL PASCAL ws2_door_connectex(SOCKET s, const struct sockaddr *name,
                               int namelen, PVOID lpSendBuffer,
                               DWORD dwSendDataLength, LPDWORD lpdwBytesSent,
                               LPOVERLAPPED lpOverlapped);
BOOL PASCAL ws2_door_disconnectex(SOCKET s, LPOVERLAPPED lpOverlapped,
                                  DWORD dwFlags, DWORD dwReserved);
BOOL PASCAL ws2_door_transmitpackets(SOCKET hSocket,
                                     LPTRANSMIT_PACKETS_ELEMENT lpPacketArray,
                                     DWORD nElementCount, DWORD nSendSize,
                                     LPOVERLAPPED lpOverlapped, DWORD dwFlags);

#endif
