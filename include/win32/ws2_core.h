/* SPDX-License-Identifier: MIT */
/* What Windows Sockets 1.1 and 2 have in common: SOCKET, fd_set, the database
 * entries, WSADATA, ioctlsocket's codes. A part of winsock2.h and winsock.h.
 * Source: Microsoft Learn, "winsock2.h header". */
#ifndef WS2_CORE_H
#define WS2_CORE_H

#include "ws2def.h"
#include "windef.h"
#include "winerror.h"

#ifndef WINSOCK_API_LINKAGE
#define WINSOCK_API_LINKAGE WS2_API
#endif
#ifndef WSAAPI
#define WSAAPI FAR PASCAL
#endif
#ifndef WS2_INLINE
#define WS2_INLINE static __inline__ __attribute__((__unused__))
#endif

/* libc has u_char, u_short and u_int, of Windows' sizes, unless the program
 * asked for strict ISO C. */
#ifndef __u_char_defined /* glibc */
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
#endif
typedef UINT64 u_int64;

typedef UINT_PTR SOCKET;
#define INVALID_SOCKET (SOCKET)(~0)
#define SOCKET_ERROR   (-1)

/* select()'s sets are arrays of handles. A program may define FD_SETSIZE
 * before the header; the library takes any size. */
typedef struct fd_set {
    u_int fd_count;
    SOCKET fd_array[FD_SETSIZE];
} fd_set, FD_SET, *PFD_SET, *LPFD_SET;

WS2_EXTERN_C_BEGIN
/* Nonzero when s is in the set. */
WINSOCK_API_LINKAGE int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set);
WS2_EXTERN_C_END

WS2_INLINE void ws2_fd_add(SOCKET s, fd_set *set)
{
    u_int i;

    for (i = 0; i < set->fd_count; i++)
        if (set->fd_array[i] == s)
            return;
    if (set->fd_count < FD_SETSIZE)
        set->fd_array[set->fd_count++] = s;
}

WS2_INLINE void ws2_fd_remove(SOCKET s, fd_set *set)
{
    u_int i = 0;

    while (i < set->fd_count && set->fd_array[i] != s)
        i++;
    if (i == set->fd_count)
        return;
    for (; i + 1 < set->fd_count; i++)
        set->fd_array[i] = set->fd_array[i + 1];
    set->fd_count--;
}

#define FD_ZERO(set)      (((fd_set *)(set))->fd_count = 0)
#define FD_SET(fd, set)   ws2_fd_add((SOCKET)(fd), (fd_set *)(set))
#define FD_CLR(fd, set)   ws2_fd_remove((SOCKET)(fd), (fd_set *)(set))
#define FD_ISSET(fd, set) __WSAFDIsSet((SOCKET)(fd), (fd_set *)(set))

/* libc's own struct timeval: tv_sec and tv_usec are 64 bits wide here. */
typedef struct timeval TIMEVAL, *PTIMEVAL, *LPTIMEVAL;

#ifndef timerisset
#define timerisset(tvp) ((tvp)->tv_sec || (tvp)->tv_usec)
#endif
#ifndef timerclear
#define timerclear(tvp) ((tvp)->tv_sec = (tvp)->tv_usec = 0)
#endif
#ifndef timercmp
#define timercmp(tvp, uvp, cmp)                                                \
    ((tvp)->tv_sec cmp(uvp)->tv_sec ||                                         \
     ((tvp)->tv_sec == (uvp)->tv_sec && (tvp)->tv_usec cmp(uvp)->tv_usec))
#endif

/* ioctlsocket() codes; the argument is a u_long. */
#define FIONREAD   _IOR('f', 127, ULONG) /* bytes that recv would return */
#define FIONBIO    _IOW('f', 126, ULONG) /* nonzero: non-blocking */
#define FIOASYNC   _IOW('f', 125, ULONG)
#define SIOCSHIWAT _IOW('s', 0, ULONG)
#define SIOCGHIWAT _IOR('s', 1, ULONG)
#define SIOCSLOWAT _IOW('s', 2, ULONG)
#define SIOCGLOWAT _IOR('s', 3, ULONG)
#define SIOCATMARK _IOR('s', 7, ULONG) /* TRUE: no urgent data waits */

typedef struct hostent {
    char *h_name;
    char **h_aliases;
    short h_addrtype;
    short h_length; /* bytes per address */
    char **h_addr_list;
#define h_addr h_addr_list[0]
} HOSTENT, *PHOSTENT, *LPHOSTENT;

struct netent {
    char *n_name;
    char **n_aliases;
    short n_addrtype;
    u_long n_net;
};

typedef struct servent {
    char *s_name;
    char **s_aliases;
    char *s_proto; /* the 64-bit order: s_port is last */
    short s_port;  /* network byte order */
} SERVENT, *PSERVENT, *LPSERVENT;

typedef struct protoent {
    char *p_name;
    char **p_aliases;
    short p_proto;
} PROTOENT, *PPROTOENT, *LPPROTOENT;

struct sockproto {
    u_short sp_family;
    u_short sp_protocol;
};

typedef struct linger {
    u_short l_onoff;
    u_short l_linger; /* seconds */
} LINGER, *PLINGER, *LPLINGER;

#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN  128

/* WSAStartup's answer, in the order of 64-bit Windows. */
typedef struct WSAData {
    WORD wVersion;     /* to be used */
    WORD wHighVersion; /* highest available */
    unsigned short iMaxSockets;
    unsigned short iMaxUdpDg;
    char *lpVendorInfo;
    char szDescription[WSADESCRIPTION_LEN + 1];
    char szSystemStatus[WSASYS_STATUS_LEN + 1];
} WSADATA, *LPWSADATA;

#define IMPLINK_IP        155
#define IMPLINK_LOWEXPER  156
#define IMPLINK_HIGHEXPER 158

#define PF_UNSPEC    AF_UNSPEC
#define PF_UNIX      AF_UNIX
#define PF_INET      AF_INET
#define PF_IMPLINK   AF_IMPLINK
#define PF_PUP       AF_PUP
#define PF_CHAOS     AF_CHAOS
#define PF_NS        AF_NS
#define PF_IPX       AF_IPX
#define PF_ISO       AF_ISO
#define PF_OSI       AF_OSI
#define PF_ECMA      AF_ECMA
#define PF_DATAKIT   AF_DATAKIT
#define PF_CCITT     AF_CCITT
#define PF_SNA       AF_SNA
#define PF_DECnet    AF_DECnet
#define PF_DLI       AF_DLI
#define PF_LAT       AF_LAT
#define PF_HYLINK    AF_HYLINK
#define PF_APPLETALK AF_APPLETALK
#define PF_VOICEVIEW AF_VOICEVIEW
#define PF_FIREFOX   AF_FIREFOX
#define PF_UNKNOWN1  AF_UNKNOWN1
#define PF_BAN       AF_BAN
#define PF_ATM       AF_ATM
#define PF_INET6     AF_INET6
#define PF_BTH       AF_BTH
#define PF_MAX       AF_MAX

#define MSG_OOB            0x1
#define MSG_PEEK           0x2
#define MSG_DONTROUTE      0x4
#define MSG_WAITALL        0x8
#define MSG_INTERRUPT      0x10
#define MSG_PUSH_IMMEDIATE 0x20
#define MSG_PARTIAL        0x8000
#define MSG_MAXIOVLEN      16

#define MAXGETHOSTSTRUCT 1024 /* bytes: WSAAsyncGet... buffers */

/* Events of WSAAsyncSelect and WSAEventSelect; the _BIT is the index into
 * WSANETWORKEVENTS.iErrorCode. */
#define FD_READ_BIT                     0
#define FD_WRITE_BIT                    1
#define FD_OOB_BIT                      2
#define FD_ACCEPT_BIT                   3
#define FD_CONNECT_BIT                  4
#define FD_CLOSE_BIT                    5
#define FD_QOS_BIT                      6
#define FD_GROUP_QOS_BIT                7
#define FD_ROUTING_INTERFACE_CHANGE_BIT 8
#define FD_ADDRESS_LIST_CHANGE_BIT      9
#define FD_READ                         (1 << FD_READ_BIT)
#define FD_WRITE                        (1 << FD_WRITE_BIT)
#define FD_OOB                          (1 << FD_OOB_BIT)
#define FD_ACCEPT                       (1 << FD_ACCEPT_BIT)
#define FD_CONNECT                      (1 << FD_CONNECT_BIT)
#define FD_CLOSE                        (1 << FD_CLOSE_BIT)
#define FD_QOS                          (1 << FD_QOS_BIT)
#define FD_GROUP_QOS                    (1 << FD_GROUP_QOS_BIT)
#define FD_ROUTING_INTERFACE_CHANGE     (1 << FD_ROUTING_INTERFACE_CHANGE_BIT)
#define FD_ADDRESS_LIST_CHANGE          (1 << FD_ADDRESS_LIST_CHANGE_BIT)
#define FD_MAX_EVENTS                   10
#define FD_ALL_EVENTS                   ((1 << FD_MAX_EVENTS) - 1)

/* Packing and unpacking the lParam of the asynchronous messages. */
#define WSAMAKEASYNCREPLY(buflen, error) MAKELONG(buflen, error)
#define WSAMAKESELECTREPLY(event, error) MAKELONG(event, error)
#define WSAGETASYNCBUFLEN(lParam)        LOWORD(lParam)
#define WSAGETASYNCERROR(lParam)         HIWORD(lParam)
#define WSAGETSELECTEVENT(lParam)        LOWORD(lParam)
#define WSAGETSELECTERROR(lParam)        HIWORD(lParam)

/* The names of the BSD resolver. */
#define h_errno        WSAGetLastError()
#define HOST_NOT_FOUND WSAHOST_NOT_FOUND
#define TRY_AGAIN      WSATRY_AGAIN
#define NO_RECOVERY    WSANO_RECOVERY
#define NO_DATA        WSANO_DATA
#define WSANO_ADDRESS  WSANO_DATA
#define NO_ADDRESS     WSANO_ADDRESS

#endif
