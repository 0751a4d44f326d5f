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

/* accept: takes the oldest pending connection of a listening socket.
 * addr     receives the peer's address; may be NULL
 * addrlen  in: bytes at addr, out: bytes of the address
 * Returns  a new socket, or INVALID_SOCKET
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *          WSAECONNRESET WSAEFAULT WSAEINTR WSAEINVAL WSAEMFILE WSAENOBUFS
 *          WSAEOPNOTSUPP WSAEWOULDBLOCK
 * Source   Microsoft Learn, "accept function (winsock.h)" */
WINSOCK_API_LINKAGE SOCKET WSAAPI accept(SOCKET s, struct sockaddr *addr,
                                         int *addrlen) WS2_SYMBOL(accept);

/* bind: gives the socket a local address. Port 0 lets the system choose one;
 * getsockname tells which.
 * namelen  bytes at name, at least what the family needs
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEACCES
 *          WSAEADDRINUSE WSAEADDRNOTAVAIL WSAEFAULT WSAEINVAL WSAENOBUFS
 * Source   Microsoft Learn, "bind function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI bind(SOCKET s, const struct sockaddr *name,
                                    int namelen) WS2_SYMBOL(bind);

/* closesocket: closes the socket; calls blocked on it in other threads end.
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEINTR
 *          WSAEWOULDBLOCK
 * Source   Microsoft Learn, "closesocket function (winsock.h)"
 * Differs  close() on a SOCKET is not accepted: it is a handle, not a
 *          descriptor */
WINSOCK_API_LINKAGE int WSAAPI closesocket(SOCKET s);

/* connect: connects a stream socket, or sets a datagram socket's peer. On a
 * non-blocking stream socket it fails with WSAEWOULDBLOCK and select reports
 * the outcome: writable for success, exceptional for failure.
 * namelen  bytes at name
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEACCES
 *          WSAEADDRINUSE WSAEADDRNOTAVAIL WSAEAFNOSUPPORT WSAEALREADY
 *          WSAECONNREFUSED WSAEFAULT WSAEHOSTUNREACH WSAEINTR WSAEINVAL
 *          WSAEISCONN WSAENETUNREACH WSAENOBUFS WSAETIMEDOUT WSAEWOULDBLOCK
 * Source   Microsoft Learn, "connect function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI connect(SOCKET s, const struct sockaddr *name,
                                       int namelen) WS2_SYMBOL(connect);

/* ioctlsocket: FIONBIO sets (nonzero) or clears non-blocking mode, FIONREAD
 * tells the bytes that a receive would give, SIOCATMARK whether urgent data is
 * due.
 * cmd      one of the three
 * argp     a 32-bit u_long; unsigned long * and long * are taken too
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 * Source   Microsoft Learn, "ioctlsocket function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI ioctlsocket(SOCKET s, long cmd, u_long *argp);

/* getpeername: tells the address that the socket is connected to.
 * namelen  in: bytes at name, out: bytes of the address
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 *          WSAENOTCONN
 * Source   Microsoft Learn, "getpeername function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI getpeername(SOCKET s, struct sockaddr *name,
                                           int *namelen)
    WS2_SYMBOL(getpeername);

/* getsockname: tells the local address of the socket.
 * namelen  in: bytes at name, out: bytes of the address
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 *          WSAEINVAL
 * Source   Microsoft Learn, "getsockname function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI getsockname(SOCKET s, struct sockaddr *name,
                                           int *namelen)
    WS2_SYMBOL(getsockname);

/* getsockopt: reads an option.
 * level    SOL_SOCKET or a protocol (IPPROTO_...)
 * optlen   in: bytes at optval, out: bytes written
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 *          WSAEINVAL WSAENOPROTOOPT
 * Source   Microsoft Learn, "getsockopt function (winsock.h)"
 * Differs  options that Linux cannot answer are WSAENOPROTOOPT */
WINSOCK_API_LINKAGE int WSAAPI getsockopt(SOCKET s, int level, int optname,
                                          char *optval, int *optlen)
    WS2_SYMBOL(getsockopt);

/* Host to network byte order and back. */
WINSOCK_API_LINKAGE u_long WSAAPI htonl(u_long hostlong) WS2_SYMBOL(htonl);
WINSOCK_API_LINKAGE u_short WSAAPI htons(u_short hostshort) WS2_SYMBOL(htons);

/* inet_addr: reads an IPv4 address: one to four parts, each decimal, octal or
 * hexadecimal.
 * Returns  the address in network byte order, or INADDR_NONE (which is also
 *          255.255.255.255); the last error is not set
 * Source   Microsoft Learn, "inet_addr function (winsock.h)" */
WINSOCK_API_LINKAGE ULONG WSAAPI inet_addr(const char *cp)
    WS2_SYMBOL(inet_addr);

/* inet_ntoa: writes an IPv4 address. The text belongs to the thread until its
 * next call.
 * Returns  the text
 * Source   Microsoft Learn, "inet_ntoa function (winsock.h)" */
WINSOCK_API_LINKAGE char *WSAAPI inet_ntoa(struct in_addr in)
    WS2_SYMBOL(inet_ntoa);

/* listen: makes a bound stream socket take connections.
 * backlog  how many may wait; SOMAXCONN or SOMAXCONN_HINT(n)
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *          WSAEADDRINUSE WSAEINVAL WSAEISCONN WSAEMFILE WSAENOBUFS
 *          WSAEOPNOTSUPP
 * Source   Microsoft Learn, "listen function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI listen(SOCKET s, int backlog) WS2_SYMBOL(listen);
WINSOCK_API_LINKAGE u_long WSAAPI ntohl(u_long netlong) WS2_SYMBOL(ntohl);
WINSOCK_API_LINKAGE u_short WSAAPI ntohs(u_short netshort) WS2_SYMBOL(ntohs);

/* recv: receives from a connected socket, at most len bytes.
 * flags    0, MSG_PEEK, MSG_OOB or MSG_WAITALL
 * Returns  bytes, 0 when the peer has closed its side, or SOCKET_ERROR. A
 *          datagram that does not fit fills the buffer and is WSAEMSGSIZE
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *          WSAECONNABORTED WSAECONNRESET WSAEFAULT WSAEINTR WSAEINVAL
 *          WSAEMSGSIZE WSAENETRESET WSAENOTCONN WSAEOPNOTSUPP WSAESHUTDOWN
 *          WSAETIMEDOUT WSAEWOULDBLOCK
 * Source   Microsoft Learn, "recv function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI recv(SOCKET s, char *buf, int len, int flags)
    WS2_SYMBOL(recv);

/* recvfrom: receives a datagram and tells its sender.
 * fromlen  in: bytes at from, out: bytes of the address
 * flags    0, MSG_PEEK or MSG_OOB
 * Returns  bytes, or SOCKET_ERROR. An ICMP "port unreachable" that answers an
 *          earlier send is WSAECONNRESET (SIO_UDP_CONNRESET switches that
 *          off)
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *          WSAECONNRESET WSAEFAULT WSAEINTR WSAEINVAL WSAEISCONN WSAEMSGSIZE
 *          WSAENETRESET WSAEOPNOTSUPP WSAESHUTDOWN WSAETIMEDOUT
 *          WSAEWOULDBLOCK
 * Source   Microsoft Learn, "recvfrom function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI recvfrom(SOCKET s, char *buf, int len, int flags,
                                        struct sockaddr *from, int *fromlen)
    WS2_SYMBOL(recvfrom);
/* The name is a macro for ws2_select, as <stdlib.h> has another.
 *
 * select: waits until one of the sockets is readable (or a connection is
 * pending), writable (or connected), or exceptional (urgent data, or a failed
 * connect). The sets are replaced by what is ready.
 * nfds     ignored
 * timeout  NULL waits for ever, zero polls
 * Returns  how many sockets are ready, 0 after the timeout, or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 *          WSAEINTR WSAEINVAL
 * Source   Microsoft Learn, "select function (winsock.h)"
 * Differs  sets of any FD_SETSIZE; the members of struct timeval have 64 bits
 */
WINSOCK_API_LINKAGE int WSAAPI select(int nfds, fd_set *readfds,
                                      fd_set *writefds, fd_set *exceptfds,
                                      const struct timeval *timeout);

/* send: sends on a connected socket.
 * flags    0, MSG_OOB or MSG_DONTROUTE
 * Returns  bytes taken, on a non-blocking stream perhaps fewer than len, or
 *          SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEACCES
 *          WSAECONNABORTED WSAECONNRESET WSAEFAULT WSAEHOSTUNREACH WSAEINTR
 *          WSAEINVAL WSAEMSGSIZE WSAENETRESET WSAENOBUFS WSAENOTCONN
 *          WSAEOPNOTSUPP WSAESHUTDOWN WSAETIMEDOUT WSAEWOULDBLOCK
 * Source   Microsoft Learn, "send function (winsock.h)"
 * Differs  a broken connection never raises a signal */
WINSOCK_API_LINKAGE int WSAAPI send(SOCKET s, const char *buf, int len,
                                    int flags) WS2_SYMBOL(send);

/* sendto: sends a datagram; an unbound socket gets a local address first.
 * to       ignored on a connected stream socket
 * tolen    bytes at to
 * Returns  bytes taken, or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEACCES
 *          WSAEADDRNOTAVAIL WSAEAFNOSUPPORT WSAECONNABORTED WSAECONNRESET
 *          WSAEDESTADDRREQ WSAEFAULT WSAEHOSTUNREACH WSAEINTR WSAEINVAL
 *          WSAEMSGSIZE WSAENETRESET WSAENETUNREACH WSAENOBUFS WSAENOTCONN
 *          WSAEOPNOTSUPP WSAESHUTDOWN WSAETIMEDOUT WSAEWOULDBLOCK
 * Source   Microsoft Learn, "sendto function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI sendto(SOCKET s, const char *buf, int len,
                                      int flags, const struct sockaddr *to,
                                      int tolen) WS2_SYMBOL(sendto);

/* setsockopt: sets an option. SO_SNDTIMEO and SO_RCVTIMEO are milliseconds in
 * a DWORD, not a timeval.
 * level    SOL_SOCKET or a protocol (IPPROTO_...)
 * optlen   bytes at optval
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 *          WSAEINVAL WSAENETRESET WSAENOPROTOOPT WSAENOTCONN
 * Source   Microsoft Learn, "setsockopt function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI setsockopt(SOCKET s, int level, int optname,
                                          const char *optval, int optlen)
    WS2_SYMBOL(setsockopt);

/* shutdown: ends sending, receiving or both; the socket stays open.
 * how      SD_SEND, SD_RECEIVE or SD_BOTH
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *          WSAECONNABORTED WSAECONNRESET WSAEINVAL WSAENOTCONN
 * Source   Microsoft Learn, "shutdown function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI shutdown(SOCKET s, int how) WS2_SYMBOL(shutdown);

/* socket: makes a socket for overlapped use, as WSASocket with
 * WSA_FLAG_OVERLAPPED does.
 * af        AF_INET, AF_INET6 or AF_UNIX
 * protocol  0 for the usual one of the type
 * Returns   a socket, or INVALID_SOCKET
 * Errors    WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEAFNOSUPPORT
 *           WSAEINVAL WSAEINVALIDPROCTABLE WSAEINVALIDPROVIDER WSAEMFILE
 *           WSAENOBUFS WSAEPROTONOSUPPORT WSAEPROTOTYPE
 *           WSAEPROVIDERFAILEDINIT WSAESOCKTNOSUPPORT
 * Source    Microsoft Learn, "socket function (winsock.h)" */
WINSOCK_API_LINKAGE SOCKET WSAAPI socket(int af, int type, int protocol)
    WS2_SYMBOL(socket);

/* gethostbyaddr: resolves an address to a name. The result belongs to the
 * thread until its next call of this kind.
 * len      bytes at addr: 4 or 16
 * type     AF_INET or AF_INET6
 * Returns  the entry, or NULL
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEAFNOSUPPORT
 *          WSAEFAULT WSAEINTR WSAEINVAL WSAHOST_NOT_FOUND WSANO_DATA
 *          WSANO_RECOVERY WSATRY_AGAIN
 * Source   Microsoft Learn, "gethostbyaddr function (winsock.h)" */
WINSOCK_API_LINKAGE struct hostent *WSAAPI gethostbyaddr(const char *addr,
                                                         int len, int type)
    WS2_SYMBOL(gethostbyaddr);

/* gethostbyname: resolves a name to IPv4 addresses. The result belongs to the
 * thread until its next call of this kind.
 * Returns  the entry, or NULL
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEFAULT WSAEINTR
 *          WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 * Source   Microsoft Learn, "gethostbyname function (winsock.h)" */
WINSOCK_API_LINKAGE struct hostent *WSAAPI gethostbyname(const char *name)
    WS2_SYMBOL(gethostbyname);
/* The name is a macro for ws2_gethostname, as <unistd.h> has another.
 *
 * gethostname: writes the machine's name.
 * namelen  bytes at name, with room for the terminator
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEFAULT
 * Source   Microsoft Learn, "gethostname function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI gethostname(char *name, int namelen);

/* getservbyport: looks a service up by port.
 * port     in network byte order
 * proto    "tcp", "udp", or NULL for the first
 * Returns  the entry, or NULL
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEFAULT WSAEINTR
 *          WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 * Source   Microsoft Learn, "getservbyport function (winsock.h)" */
WINSOCK_API_LINKAGE struct servent *WSAAPI getservbyport(int port,
                                                         const char *proto)
    WS2_SYMBOL(getservbyport);

/* getservbyname: looks a service up by name.
 * proto    "tcp", "udp", or NULL for the first
 * Returns  the entry, or NULL
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEINTR
 *          WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 * Source   Microsoft Learn, "getservbyname function (winsock.h)" */
WINSOCK_API_LINKAGE struct servent *WSAAPI getservbyname(const char *name,
                                                         const char *proto)
    WS2_SYMBOL(getservbyname);

/* getprotobynumber: looks a protocol up by number.
 * Returns  the entry, or NULL
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEINTR
 *          WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 * Source   Microsoft Learn, "getprotobynumber function (winsock.h)" */
WINSOCK_API_LINKAGE struct protoent *WSAAPI getprotobynumber(int number)
    WS2_SYMBOL(getprotobynumber);

/* getprotobyname: looks a protocol up by name.
 * Returns  the entry, or NULL
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEFAULT WSAEINTR
 *          WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 * Source   Microsoft Learn, "getprotobyname function (winsock.h)" */
WINSOCK_API_LINKAGE struct protoent *WSAAPI getprotobyname(const char *name)
    WS2_SYMBOL(getprotobyname);

/* WSAStartup: starts Windows Sockets; to be called before everything else,
 * once for each WSACleanup.
 * wVersionRequested  MAKEWORD(2, 2); lower versions down to 1.0 are served
 * Returns            0 or the code itself: WSAGetLastError must not be asked
 * Errors             WSAEINPROGRESS WSAEFAULT WSAEPROCLIM WSASYSNOTREADY
 *                    WSAVERNOTSUPPORTED
 * Source             Microsoft Learn, "WSAStartup function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSAStartup(WORD wVersionRequested,
                                          LPWSADATA lpWSAData);

/* WSACleanup: undoes one WSAStartup; the last one closes the sockets that are
 * still open.
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSA_OPERATION_ABORTED
 * Source   Microsoft Learn, "WSACleanup function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSACleanup(void);

/* WSASetLastError: sets what WSAGetLastError returns in this thread.
 * Source   Microsoft Learn, "WSASetLastError function (winsock.h)" */
WINSOCK_API_LINKAGE void WSAAPI WSASetLastError(int iError);

/* WSAGetLastError: the code of this thread's last failed call; the same value
 * as GetLastError. A call that succeeds leaves it alone.
 * Returns  the code
 * Source   Microsoft Learn, "WSAGetLastError function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSAGetLastError(void);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAIsBlocking(void);
WINSOCK_API_LINKAGE int WSAAPI WSAUnhookBlockingHook(void);
WINSOCK_API_LINKAGE FARPROC WSAAPI WSASetBlockingHook(FARPROC lpBlockFunc);
WINSOCK_API_LINKAGE int WSAAPI WSACancelBlockingCall(void);

WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetServByName(HWND hWnd, u_int wMsg,
                                                        const char *name,
                                                        const char *proto,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetServByPort(HWND hWnd, u_int wMsg,
                                                        int port,
                                                        const char *proto,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetProtoByName(HWND hWnd, u_int wMsg,
                                                         const char *name,
                                                         char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetProtoByNumber(
    HWND hWnd, u_int wMsg, int number, char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetHostByName(HWND hWnd, u_int wMsg,
                                                        const char *name,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE HANDLE WSAAPI WSAAsyncGetHostByAddr(HWND hWnd, u_int wMsg,
                                                        const char *addr,
                                                        int len, int type,
                                                        char *buf, int buflen);
WINSOCK_API_LINKAGE int WSAAPI WSACancelAsyncRequest(HANDLE hAsyncTaskHandle);

/* WSAAsyncSelect: posts wMsg to hWnd when one of the events happens, and makes
 * the socket non-blocking. wParam is the socket; lParam holds event and code
 * (WSAGETSELECTEVENT, WSAGETSELECTERROR).
 * lEvent   FD_... bits; 0 ends it
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAEINPROGRESS WSAENOTSOCK WSAEINVAL
 * Source   Microsoft Learn, "WSAAsyncSelect function (winsock.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSAAsyncSelect(SOCKET s, HWND hWnd, u_int wMsg,
                                              long lEvent);

WS2_EXTERN_C_END

#include "ws2_ioctlsocket.h"

#endif
