/* SPDX-License-Identifier: MIT */
/* The base provider's functions that a program gets by their GUID: the table of
 * extension.c hands their addresses out. They know its sockets and no others,
 * and pass by the layers above, which are the ones to call them. */
#ifndef WS2_API_EXTENSION_H
#define WS2_API_EXTENSION_H

#include <mswsock.h>

BOOL PASCAL ws2_door_acceptex(SOCKET sListenSocket, SOCKET sAcceptSocket,
                              PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                              DWORD dwLocalAddressLength,
                              DWORD dwRemoteAddressLength,
                              LPDWORD lpdwBytesReceived,
                              LPOVERLAPPED lpOverlapped);
BOOL PASCAL ws2_door_transmitfile(SOCKET hSocket, HANDLE hFile,
                                  DWORD nNumberOfBytesToWrite,
                                  DWORD nNumberOfBytesPerSend,
                                  LPOVERLAPPED lpOverlapped,
                                  LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers,
                                  DWORD dwReserved);
INT WSAAPI ws2_door_poll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout);
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
