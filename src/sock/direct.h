/* SPDX-License-Identifier: MIT */
/* The data path of a provider that lives in this library: the socket is pinned
 * already, so that a call pins it once and not twice. A program cannot tell the
 * difference; a layered provider above calls the procedures of WSPPROC_TABLE.
 */
#ifndef WS2_SOCK_DIRECT_H
#define WS2_SOCK_DIRECT_H

#include <winsock2.h>

#include "err/err.h"
#include "handle/socket.h"

struct ws2_direct {
    ws2_err (*send)(struct ws2_socket *so, LPWSABUF lpBuffers,
                    DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent,
                    DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
    ws2_err (*sendto)(struct ws2_socket *so, LPWSABUF lpBuffers,
                      DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent,
                      DWORD dwFlags, const struct sockaddr *lpTo, int iTolen,
                      LPWSAOVERLAPPED lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
    ws2_err (*recv)(struct ws2_socket *so, LPWSABUF lpBuffers,
                    DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd,
                    LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
    ws2_err (*recvfrom)(struct ws2_socket *so, LPWSABUF lpBuffers,
                        DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd,
                        LPDWORD lpFlags, struct sockaddr *lpFrom,
                        LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
};

#endif
