/* SPDX-License-Identifier: MIT */
/* Keeps Linux's socket headers and ours out of one translation unit.
 *
 * The same names have other values and layouts there (AF_INET6, SOL_SOCKET,
 * POLLIN, struct sockaddr, addrinfo), so a mixture compiles and then
 * misbehaves. Linux's headers before ours are an error; after ours they are
 * inert, because their include guards are already defined.
 *
 * libc's <stdlib.h> itself brings fd_set, select and a 64-bit u_long. It comes
 * first here, whatever the program does, and the three names become macros for
 * ours from then on. gethostname is <unistd.h>'s, which is not included here
 * (it has too many names that Windows programs use for themselves); the
 * wrappers sys/select.h and unistd.h beside winsock2.h see to the order. */
#ifndef WS2_DIALECT_H
#define WS2_DIALECT_H

#if defined(_SYS_SOCKET_H) || defined(__BITS_SOCKET_H) ||                      \
    defined(_LINUX_SOCKET_H) || defined(_UAPI_LINUX_SOCKET_H)
#error "<winsock2.h> after <sys/socket.h>: use one or the other in a file"
#endif
#if defined(_NETINET_IN_H) || defined(_UAPI_LINUX_IN_H) ||                     \
    defined(_UAPI_LINUX_IN6_H) || defined(_LINUX_IN_H)
#error "<winsock2.h> after <netinet/in.h>: use one or the other in a file"
#endif
#if defined(_ARPA_INET_H)
#error "<winsock2.h> after <arpa/inet.h>: use one or the other in a file"
#endif
#if defined(_NETDB_H)
#error "<winsock2.h> after <netdb.h>: use one or the other in a file"
#endif
#if defined(_NETINET_TCP_H) || defined(_UAPI_LINUX_TCP_H) ||                   \
    defined(_LINUX_TCP_H)
#error "<winsock2.h> after <netinet/tcp.h>: use one or the other in a file"
#endif
#if defined(_SYS_UN_H) || defined(_LINUX_UN_H)
#error "<winsock2.h> after <sys/un.h>: use one or the other in a file"
#endif
#if defined(_NET_IF_H)
#error "<winsock2.h> after <net/if.h>: use one or the other in a file"
#endif
#if defined(_SYS_POLL_H) || defined(_POLL_H)
#error "<winsock2.h> after <poll.h>: POLLIN differs; use WSAPoll"
#endif
#if defined(_SYS_IOCTL_H) || defined(_IOCTL_H)
#error "<winsock2.h> after <sys/ioctl.h>: FIONBIO differs; use ioctlsocket"
#endif

/* glibc's and musl's include guards. */
#define _SYS_SOCKET_H  1
#define _NETINET_IN_H  1
#define _ARPA_INET_H   1
#define _NETDB_H       1
#define _NETINET_TCP_H 1
#define _NETINET_UDP_H 1
#define _SYS_UN_H      1
#define _NET_IF_H      1
#define _IFADDRS_H     1
#define _RESOLV_H_     1
#define _SYS_POLL_H    1
#define _POLL_H        1
#define _SYS_IOCTL_H   1
#define _IOCTL_H       1
/* the kernel's own */
#define _UAPI_LINUX_SOCKET_H 1
#define _UAPI_LINUX_IN_H     1
#define _UAPI_LINUX_IN6_H    1
#define _UAPI_LINUX_TCP_H    1
#define _LINUX_UN_H          1

#include <sys/types.h>
#include <sys/select.h>

/* u_long is 32 bits on Windows. A macro, as libc's type already exists. */
#ifndef u_long
#define u_long ULONG
#endif

/* FD_SETSIZE is the program's when it set one, else 64. libc's definition is
 * recognised by what it expands to. */
#pragma push_macro("__FD_SETSIZE")
#undef __FD_SETSIZE
#define __FD_SETSIZE (-20)
#if !defined(FD_SETSIZE) || FD_SETSIZE == -20
#pragma pop_macro("__FD_SETSIZE")
#undef FD_SETSIZE
#define FD_SETSIZE 64
#else
#pragma pop_macro("__FD_SETSIZE")
#endif

#undef FD_SET
#undef FD_CLR
#undef FD_ISSET
#undef FD_ZERO
#define fd_set      ws2_fd_set
#define select      ws2_select
#define gethostname ws2_gethostname

/* Linux's ioctl codes are built by macros of the same names. */
#undef _IO
#undef _IOR
#undef _IOW

#endif
