/* SPDX-License-Identifier: MIT */
/* The functions of Windows Sockets 1.1: BSD's, the asynchronous data base
 * calls and WSAAsyncSelect. A part of winsock2.h and winsock.h.
 *
 * Names that libc has too are bound to ws2_NAME (WS2_SYMBOL). By-value `long`
 * parameters are declared as documented, for programs that assign their own
 * functions; only the low 32 bits count.
 * Source: Microsoft Learn, "winsock2.h header". */
#ifndef WS2_BERKELEY_H
#define WS2_BERKELEY_H

#include "ws2_core.h"

WS2_EXTERN_C_BEGIN

WINSOCK_API_LINKAGE SOCKET WSAAPI accept(SOCKET s, struct sockaddr *addr,
                                         int *addrlen) WS2_SYMBOL(accept);
WINSOCK_API_LINKAGE int WSAAPI bind(SOCKET s, const struct sockaddr *name,
                                    int namelen) WS2_SYMBOL(bind);
WINSOCK_API_LINKAGE int WSAAPI closesocket(SOCKET s);
WINSOCK_API_LINKAGE int WSAAPI connect(SOCKET s, const struct sockaddr *name,
                                       int namelen) WS2_SYMBOL(connect);
WINSOCK_API_LINKAGE int WSAAPI ioctlsocket(SOCKET s, long cmd, u_long *argp);
WINSOCK_API_LINKAGE int WSAAPI getpeername(SOCKET s, struct sockaddr *name,
                                           int *namelen)
    WS2_SYMBOL(getpeername);
WINSOCK_API_LINKAGE int WSAAPI getsockname(SOCKET s, struct sockaddr *name,
                                           int *namelen)
    WS2_SYMBOL(getsockname);
WINSOCK_API_LINKAGE int WSAAPI getsockopt(SOCKET s, int level, int optname,
                                          char *optval, int *optlen)
    WS2_SYMBOL(getsockopt);
WINSOCK_API_LINKAGE u_long WSAAPI htonl(u_long hostlong) WS2_SYMBOL(htonl);
WINSOCK_API_LINKAGE u_short WSAAPI htons(u_short hostshort) WS2_SYMBOL(htons);
WINSOCK_API_LINKAGE ULONG WSAAPI inet_addr(const char *cp)
    WS2_SYMBOL(inet_addr);
WINSOCK_API_LINKAGE char *WSAAPI inet_ntoa(struct in_addr in)
    WS2_SYMBOL(inet_ntoa);
WINSOCK_API_LINKAGE int WSAAPI listen(SOCKET s, int backlog)
    WS2_SYMBOL(listen);
WINSOCK_API_LINKAGE u_long WSAAPI ntohl(u_long netlong) WS2_SYMBOL(ntohl);
WINSOCK_API_LINKAGE u_short WSAAPI ntohs(u_short netshort) WS2_SYMBOL(ntohs);
WINSOCK_API_LINKAGE int WSAAPI recv(SOCKET s, char *buf, int len, int flags)
    WS2_SYMBOL(recv);
WINSOCK_API_LINKAGE int WSAAPI recvfrom(SOCKET s, char *buf, int len,
                                        int flags, struct sockaddr *from,
                                        int *fromlen) WS2_SYMBOL(recvfrom);
/* The name is a macro for ws2_select, as <stdlib.h> has another. */
WINSOCK_API_LINKAGE int WSAAPI select(int nfds, fd_set *readfds,
                                      fd_set *writefds, fd_set *exceptfds,
                                      const struct timeval *timeout);
WINSOCK_API_LINKAGE int WSAAPI send(SOCKET s, const char *buf, int len,
                                    int flags) WS2_SYMBOL(send);
WINSOCK_API_LINKAGE int WSAAPI sendto(SOCKET s, const char *buf, int len,
                                      int flags, const struct sockaddr *to,
                                      int tolen) WS2_SYMBOL(sendto);
WINSOCK_API_LINKAGE int WSAAPI setsockopt(SOCKET s, int level, int optname,
                                          const char *optval, int optlen)
    WS2_SYMBOL(setsockopt);
WINSOCK_API_LINKAGE int WSAAPI shutdown(SOCKET s, int how)
    WS2_SYMBOL(shutdown);
WINSOCK_API_LINKAGE SOCKET WSAAPI socket(int af, int type, int protocol)
    WS2_SYMBOL(socket);

WINSOCK_API_LINKAGE struct hostent *WSAAPI gethostbyaddr(const char *addr,
                                                         int len, int type)
    WS2_SYMBOL(gethostbyaddr);
WINSOCK_API_LINKAGE struct hostent *WSAAPI gethostbyname(const char *name)
    WS2_SYMBOL(gethostbyname);
/* A macro for ws2_gethostname, as <unistd.h> has another. */
WINSOCK_API_LINKAGE int WSAAPI gethostname(char *name, int namelen);
WINSOCK_API_LINKAGE struct servent *WSAAPI getservbyport(int port,
                                                         const char *proto)
    WS2_SYMBOL(getservbyport);
WINSOCK_API_LINKAGE struct servent *WSAAPI getservbyname(const char *name,
                                                         const char *proto)
    WS2_SYMBOL(getservbyname);
WINSOCK_API_LINKAGE struct protoent *WSAAPI getprotobynumber(int number)
    WS2_SYMBOL(getprotobynumber);
WINSOCK_API_LINKAGE struct protoent *WSAAPI getprotobyname(const char *name)
    WS2_SYMBOL(getprotobyname);

WINSOCK_API_LINKAGE int WSAAPI WSAStartup(WORD wVersionRequested,
                                          LPWSADATA lpWSAData);
WINSOCK_API_LINKAGE int WSAAPI WSACleanup(void);
WINSOCK_API_LINKAGE void WSAAPI WSASetLastError(int iError);
WINSOCK_API_LINKAGE int WSAAPI WSAGetLastError(void);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAIsBlocking(void);
WINSOCK_API_LINKAGE int WSAAPI WSAUnhookBlockingHook(void);
WINSOCK_API_LINKAGE FARPROC WSAAPI WSASetBlockingHook(FARPROC lpBlockFunc);
WINSOCK_API_LINKAGE int WSAAPI WSACancelBlockingCall(void);

WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetServByName(
    HWND hWnd, u_int wMsg, const char *name, const char *proto, char *buf,
    int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetServByPort(HWND hWnd, u_int wMsg,
                                                        int port,
                                                        const char *proto,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetProtoByName(HWND hWnd, u_int wMsg,
                                                         const char *name,
                                                         char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetProtoByNumber(HWND hWnd,
                                                           u_int wMsg,
                                                           int number,
                                                           char *buf,
                                                           int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetHostByName(HWND hWnd, u_int wMsg,
                                                        const char *name,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetHostByAddr(HWND hWnd, u_int wMsg,
                                                        const char *addr,
                                                        int len, int type,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE int WSAAPI WSACancelAsyncRequest(HANDLE hAsyncTaskHandle);
WINSOCK_API_LINKAGE int WSAAPI WSAAsyncSelect(SOCKET s, HWND hWnd, u_int wMsg,
                                              long lEvent);

WS2_EXTERN_C_END

#include "ws2_ioctlsocket.h"

#endif
