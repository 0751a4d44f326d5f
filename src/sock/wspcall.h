/* SPDX-License-Identifier: MIT */
/* What the base provider's procedures have in common, and those of them
 * that are in files of their own (wspdata.c, wspsocket.c). */
#ifndef WS2_SOCK_WSPCALL_H
#define WS2_SOCK_WSPCALL_H

#include <winsock2.h>
#include <ws2spi.h>

#include "os/mem.h"
#include "sock/direct.h"
#include "sock/sock.h"

static inline int wsp_finish(ws2_err err, LPINT lpErrno)
{
    if (err == WS2_OK)
        return 0;
    *lpErrno = err;
    return SOCKET_ERROR;
}

/* Overlapped arguments count only on a socket with the attribute. */
static inline bool wsp_is_overlapped(const struct ws2_sock *sk,
                                     const void *lpOverlapped,
                                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return (lpOverlapped != NULL || routine != NULL) &&
           sock_has(sk, SK_OVERLAPPED);
}

/* The count's address is tested before anything moves: no byte is lost to a
 * bad pointer. */
static inline ws2_err wsp_count_check(LPDWORD count, bool overlapped)
{
    if (count == NULL && overlapped)
        return WS2_OK; /* told with the completion */
    return count != NULL && os_mem_writable(count, sizeof(*count)) ? WS2_OK
                                                                   : WSAEFAULT;
}

SOCKET WSPAPI ws2_wsp_socket(int af, int type, int protocol,
                             LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g,
                             DWORD dwFlags, LPINT lpErrno);
int WSPAPI ws2_wsp_send(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                        LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                        LPWSAOVERLAPPED lpOverlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID lpThreadId, LPINT lpErrno);
int WSPAPI ws2_wsp_sendto(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                          LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                          const struct sockaddr *lpTo, int iTolen,
                          LPWSAOVERLAPPED lpOverlapped,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID lpThreadId, LPINT lpErrno);
int WSPAPI ws2_wsp_recv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                        LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                        LPWSAOVERLAPPED lpOverlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID lpThreadId, LPINT lpErrno);
int WSPAPI ws2_wsp_recvfrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                            LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                            struct sockaddr *lpFrom, LPINT lpFromlen,
                            LPWSAOVERLAPPED lpOverlapped,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID lpThreadId, LPINT lpErrno);

int WSPAPI ws2_wsp_asyncselect(SOCKET s, HWND hWnd, unsigned int wMsg,
                               long lEvent, LPINT lpErrno);

/* eventselect.c */
int WSPAPI ws2_wsp_eventselect(SOCKET s, WSAEVENT hEventObject,
                               long lNetworkEvents, LPINT lpErrno);
int WSPAPI ws2_wsp_enumnetworkevents(SOCKET s, WSAEVENT hEventObject,
                                     LPWSANETWORKEVENTS lpNetworkEvents,
                                     LPINT lpErrno);

#endif
