/* SPDX-License-Identifier: MIT */
/* Every Linux system call on sockets.
 *
 * Speaks Windows' dialect upward (families, option numbers, flags and socket
 * addresses have their Windows values) and Linux's downward, so that no other
 * folder needs Linux's socket headers. Results are >= 0 or -errno; the
 * program's errno is left alone; nothing here blocks except os_poll and a
 * lingering os_close. Descriptors are non-blocking and close-on-exec. */
#ifndef WS2_OS_SOCK_H
#define WS2_OS_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Windows' numbers, for those who must not include Windows' headers. */
enum {
    OS_AF_UNIX = 1,
    OS_AF_INET = 2,
    OS_AF_INET6 = 23,
    OS_MSG_OOB = 0x1,
    OS_MSG_PEEK = 0x2,
    OS_MSG_DONTROUTE = 0x4,
    OS_MSG_TRUNC = 0x100,
    OS_MSG_CTRUNC = 0x200,
    OS_MSG_BCAST = 0x400,
    OS_MSG_MCAST = 0x800
};

#define OS_ADDR_MAX 128 /* SOCKADDR_STORAGE */

#define OS_BUFS_MAX 1024 /* a message's; the kernel's UIO_MAXIOV */

struct os_buf { /* laid out as WSABUF */
    uint32_t len;
    char *base;
};

/* One message. name is a Windows socket address: in for sending, out for
 * receiving; namelen likewise (0 when the kernel gave none), and control, which
 * may be NULL (os/cmsg.h). flags is out. */
struct os_control;
struct os_msg {
    const struct os_buf *bufs;
    uint32_t nbufs;
    int namelen;
    void *name;
    struct os_control *control;
    int flags;
};

int os_socket(int family, int type, int protocol);
int os_close(int fd);
/* at, a descriptor, stands for fd's socket from now on; fd is closed. */
int os_replace(int fd, int at);
int os_bind(int fd, const void *addr, int len);
int os_listen(int fd, int backlog);
int os_accept(int fd, void *addr, int *len); /* addr: OS_ADDR_MAX bytes */
int os_connect(int fd, const void *addr, int len);
int os_dissolve(int fd); /* a datagram socket forgets its peer */
int os_shutdown(int fd, int how);
int os_sockname(int fd, void *addr, int *len); /* addr: OS_ADDR_MAX bytes */
int os_peername(int fd, void *addr, int *len);

/* Bytes moved. The flags are Windows' (OS_MSG_OOB, _PEEK, _DONTROUTE). */
long os_send(int fd, const void *buf, size_t len, int flags);
long os_recv(int fd, void *buf, size_t len, int flags);
/* A datagram into one buffer; of msg only name, namelen and flags are used.
 * The result never exceeds len: OS_MSG_TRUNC in msg->flags tells the rest. */
long os_recvfrom(int fd, void *buf, size_t len, int flags, struct os_msg *msg);
/* One buffer to msg's name; of msg only name and namelen are used. */
long os_sendto(int fd, const void *buf, size_t len, int flags,
               const struct os_msg *msg);
long os_sendmsg(int fd, const struct os_msg *msg, int flags);
long os_recvmsg(int fd, struct os_msg *msg, int flags);

/* Options by Windows level and name; sockopt_map.def. -ENOPROTOOPT for a pair
 * that has no counterpart. */
int os_getopt(int fd, int level, int name, void *val, int *len);
int os_setopt(int fd, int level, int name, const void *val, int len);
int os_getopt_int(int fd, int level, int name);
int os_setopt_int(int fd, int level, int name, int val);

/* What Windows' semantics need and its options do not name. */
int os_reuse_timewait(int fd, bool on); /* bind past TIME_WAIT */
int os_share_port(int fd, bool on);     /* SO_REUSEADDR as Windows means it */
int os_linger(int fd, bool on, int seconds);
int os_unread(int fd);       /* bytes one receive could return */
int os_unread_all(int fd);   /* UDP: in all datagrams. Nobody may peek */
int os_unsent(int fd);       /* bytes not yet acknowledged */
int os_at_mark(int fd);      /* 1 when no urgent data is ahead */
int os_socket_error(int fd); /* takes the pending error: 0 or -errno */
int os_peer_pid(int fd);     /* of an AF_UNIX connection */
/* Where a TCP connection was meant to go before NAT changed it; -ENOENT when
 * the kernel did not track it. addr: OS_ADDR_MAX bytes. */
int os_original_dst(int fd, void *addr, int *len);
/* Router alerts for a raw IPv4 socket: packets on their way through. */
int os_router_alert(int fd, bool on);

#endif
