/* SPDX-License-Identifier: MIT */
/* The provider's procedures, by the files that have them; a table of them is
 * what WSPStartup answers (startup.c). */
#ifndef PROXY_CALLS_H
#define PROXY_CALLS_H

#include <winsock2.h>
#include <ws2spi.h>

/* create.c */
SOCKET WSPAPI proxy_socket(int af, int type, int protocol,
                           LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                           LPINT err);
SOCKET WSPAPI proxy_accept(SOCKET s, struct sockaddr *addr, LPINT length,
                           LPCONDITIONPROC condition, DWORD_PTR data,
                           LPINT err);
SOCKET WSPAPI proxy_joinleaf(SOCKET s, const struct sockaddr *name, int length,
                             LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                             LPQOS gqos, DWORD flags, LPINT err);
int WSPAPI proxy_duplicatesocket(SOCKET s, DWORD process,
                                 LPWSAPROTOCOL_INFOW info, LPINT err);
int WSPAPI proxy_closesocket(SOCKET s, LPINT err);

/* connect.c */
int WSPAPI proxy_connect(SOCKET s, const struct sockaddr *name, int length,
                         LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                         LPQOS gqos, LPINT err);
BOOL PASCAL proxy_connectex(SOCKET s, const struct sockaddr *name, int length,
                            PVOID data, DWORD data_length, LPDWORD sent,
                            LPOVERLAPPED ov);
/* A connection through the proxy has ended so that the socket is used again. */
void connect_forget(SOCKET s);
int WSPAPI proxy_getpeername(SOCKET s, struct sockaddr *name, LPINT length,
                             LPINT err);

/* transfer.c */
int WSPAPI proxy_send(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD sent,
                      DWORD flags, LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                      LPWSATHREADID thread, LPINT err);
int WSPAPI proxy_sendto(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD sent,
                        DWORD flags, const struct sockaddr *to, int to_length,
                        LPWSAOVERLAPPED ov,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID thread, LPINT err);
int WSPAPI proxy_recv(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD received,
                      LPDWORD flags, LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                      LPWSATHREADID thread, LPINT err);
int WSPAPI proxy_recvfrom(SOCKET s, LPWSABUF bufs, DWORD count,
                          LPDWORD received, LPDWORD flags,
                          struct sockaddr *from, LPINT from_length,
                          LPWSAOVERLAPPED ov,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT err);

/* control.c */
int WSPAPI proxy_bind(SOCKET s, const struct sockaddr *name, int length,
                      LPINT err);
int WSPAPI proxy_listen(SOCKET s, int backlog, LPINT err);
int WSPAPI proxy_getsockname(SOCKET s, struct sockaddr *name, LPINT length,
                             LPINT err);
int WSPAPI proxy_getsockopt(SOCKET s, int level, int name, char *value,
                            LPINT length, LPINT err);
int WSPAPI proxy_setsockopt(SOCKET s, int level, int name, const char *value,
                            int length, LPINT err);
int WSPAPI proxy_shutdown(SOCKET s, int how, LPINT err);
int WSPAPI proxy_senddisconnect(SOCKET s, LPWSABUF data, LPINT err);
int WSPAPI proxy_recvdisconnect(SOCKET s, LPWSABUF data, LPINT err);
BOOL WSPAPI proxy_getqosbyname(SOCKET s, LPWSABUF name, LPQOS qos, LPINT err);
int WSPAPI proxy_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_length,
                       LPVOID out, DWORD out_length, LPDWORD returned,
                       LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                       LPWSATHREADID thread, LPINT err);

#endif
