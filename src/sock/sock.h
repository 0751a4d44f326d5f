/* SPDX-License-Identifier: MIT */
/* The base transport provider's socket objects and what it does with them.
 *
 * Windows enforces rules that Linux does not know (a listener must be bound, a
 * shut-down socket answers WSAESHUTDOWN, ...); they are enforced here from the
 * state below. Functions return a ws2_err and see no thread state but the
 * caller's wake-up. Arguments that point into the program's memory are checked
 * here, below both the API and the SPI doors.
 *
 * sock.home_lock guards where overlapped operations and edges are: the channel,
 * the port, notifications. It is taken before a channel's locks, sock.lock
 * after them. sock.lock guards the names that options need and changes
 * of several fields at once; flags are atomic so that the data path reads them
 * freely. */
#ifndef WS2_SOCK_SOCK_H
#define WS2_SOCK_SOCK_H

#include <stdatomic.h>

#include <winsock2.h>
#include <ws2ipdef.h>

#include "err/err.h"
#include "os/lock.h"
#include "handle/overlapped.h"
#include "handle/socket.h"
#include "os/poll.h"
#include "os/sock.h"

struct ws2_io_chan;
struct ws2_rare;
struct ws2_thread;
struct ws2_waiter;

/* Where a program wants a count or flags: anywhere, aligned or not. */
typedef DWORD ws2_user_dword __attribute__((aligned(1)));

enum ws2_sock_flag {
    SK_BOUND = 1u << 0,
    SK_LISTENING = 1u << 1,
    SK_CONNECTING = 1u << 2, /* started, outcome not seen yet */
    SK_CONNECTED = 1u << 3,
    SK_SHUT_RD = 1u << 4,
    SK_SHUT_WR = 1u << 5,
    SK_NONBLOCK = 1u << 6,
    SK_OVERLAPPED = 1u << 7,
    SK_OOBINLINE = 1u << 8,
    SK_BROADCAST = 1u << 9,
    SK_REUSE = 1u << 10,        /* SO_REUSEADDR */
    SK_EXCLUSIVE = 1u << 11,    /* SO_EXCLUSIVEADDRUSE */
    SK_CLOSED = 1u << 12,       /* closesocket was called */
    SK_NO_CONNRESET = 1u << 13, /* SIO_UDP_CONNRESET FALSE */
    SK_NO_NETRESET = 1u << 14,  /* SIO_UDP_NETRESET FALSE */
    SK_CONDITIONAL = 1u << 15,  /* SO_CONDITIONAL_ACCEPT */
    SK_DISSOLVED = 1u << 16,    /* datagram peer was taken back */
    SK_KEEPALIVE = 1u << 17,
    SK_DONTROUTE = 1u << 18,
    SK_DEBUG = 1u << 19,
    SK_PEER_BROADCAST = 1u << 20, /* connected to 255.255.255.255 */
    SK_ACCEPTING = 1u << 21,      /* an AcceptEx has it */
    SK_ACCEPTED = 1u << 22,       /* by AcceptEx */
    SK_SHARES = 1u << 23,         /* its port, other than by SO_REUSEADDR */
    SK_DUPLICATED = 1u << 24,     /* another process has it too, or had */
    SK_REGISTERED = 1u << 25,     /* WSA_FLAG_REGISTERED_IO */
    SK_RECVERR = 1u << 26,        /* IP_RECVERR */
    SK_RECVERR6 = 1u << 27,       /* IPV6_RECVERR */
    SK_ICMP_INFO = 1u << 28,      /* TCP_FAIL_CONNECT_ON_ICMP_ERROR was set */
    SK_LEAF = 1u << 29,           /* WSA_FLAG_MULTIPOINT_x_LEAF */
    SK_JOINED = 1u << 30,         /* by WSAJoinLeaf */
    SK_NAME_LENT = 1u << 31       /* bound by a connect that may yet fail */
};

enum ws2_attempt {
    ATTEMPT_UNDER_WAY = 1, /* CONNECTING, and the kernel is at it */
    ATTEMPT_MADE = 2       /* the connection is one that the socket asked for */
};

struct ws2_sock {
    struct ws2_socket so;
    int fd;
    atomic_uint flags;
    uint8_t family;         /* AF_*, all below 256 */
    uint8_t type;           /* SOCK_* */
    uint8_t protocol;       /* IPPROTO_* */
    atomic_uchar attempt;   /* to connect: enum ws2_attempt */
    _Atomic uint16_t dead;  /* sticky code after the connection broke, or 0 */
    _Atomic uint16_t error; /* a datagram socket's next receive tells; or 0 */
    uint16_t catalog_id;
    uint16_t connect_errno;   /* how the last connect ended, or ICMP said;
                                 errqueue.c */
    atomic_uint connected_at; /* sock_connected_now */
    _Atomic(struct ws2_io_chan *) chan; /* overlapped operations; op.c */
    struct ws2_attachment attached;     /* to a completion port */
    _Atomic(struct ws2_rare *) rare;    /* what few have, or NULL; rare.h */
    struct ws2_lock lock, home_lock;
    uint32_t handle;
    unsigned forks; /* of this process before it; linger.c */
};

static inline unsigned sock_flags(const struct ws2_sock *sk)
{
    return atomic_load_explicit(&sk->flags, memory_order_acquire);
}

static inline bool sock_has(const struct ws2_sock *sk, unsigned flags)
{
    return (sock_flags(sk) & flags) != 0;
}

static inline void sock_set(struct ws2_sock *sk, unsigned flags)
{
    atomic_fetch_or_explicit(&sk->flags, flags, memory_order_acq_rel);
}

static inline void sock_clear(struct ws2_sock *sk, unsigned flags)
{
    atomic_fetch_and_explicit(&sk->flags, ~flags, memory_order_acq_rel);
}

/* Sets a flag that only one caller may set; true when somebody has it. */
static inline bool sock_claim(struct ws2_sock *sk, unsigned flag)
{
    return (atomic_fetch_or_explicit(&sk->flags, flag, memory_order_acq_rel) &
            flag) != 0;
}

static inline void sock_put_flag(struct ws2_sock *sk, unsigned flag, bool on)
{
    if (on)
        sock_set(sk, flag);
    else
        sock_clear(sk, flag);
}

static inline bool sock_is_stream(const struct ws2_sock *sk)
{
    return sk->type == SOCK_STREAM;
}

static inline bool sock_is_tcp(const struct ws2_sock *sk)
{
    return sock_is_stream(sk) && sk->family != AF_UNIX;
}

static inline bool sock_is_udp(const struct ws2_sock *sk)
{
    return sk->type == SOCK_DGRAM && sk->family != AF_UNIX;
}

/* How long a connection has been one is counted in the ticks of Windows' clock,
 * 1/64 s: enough for two years. */
static inline uint32_t sock_ticks(void)
{
    return (uint32_t)(os_now_ns() / 15625000);
}

static inline void sock_connected_now(struct ws2_sock *sk)
{
    atomic_store_explicit(&sk->connected_at, sock_ticks(),
                          memory_order_relaxed);
}

static inline uint64_t sock_connected_ms(const struct ws2_sock *sk)
{
    uint32_t since =
        atomic_load_explicit(&sk->connected_at, memory_order_relaxed);

    return (uint64_t)(uint32_t)(sock_ticks() - since) * 1000 / 64;
}

/* Held until ws2_sock_unpin(s). The base provider's own lookup. */
static inline ws2_err ws2_sock_pin(SOCKET s, struct ws2_sock **out)
{
    *out = (struct ws2_sock *)ws2_handle_pin(s, WS2_KIND_SOCKET);
    return *out != NULL ? WS2_OK : WSAENOTSOCK;
}

static inline void ws2_sock_unpin(SOCKET s)
{
    ws2_socket_unpin(s);
}

/* create.c: all three may be 0 where the catalog entry settles them. info is
 * the chosen catalog entry. *out is a published handle. */
ws2_err ws2_sock_create(const WSAPROTOCOL_INFOW *info, int protocol,
                        DWORD dwFlags, SOCKET *out);
/* A descriptor for such a socket, or -errno. */
int ws2_sock_open_fd(int family, int type, int protocol);
/* What an accepted connection has from its listener. WSAENOBUFS. */
ws2_err ws2_sock_inherit(struct ws2_sock *sk, const struct ws2_sock *parent);
/* WSAEINVAL: WSA_FLAG_* asks for a part in a multipoint session that the
 * protocol does not have. */
ws2_err ws2_sock_part_check(const WSAPROTOCOL_INFOW *info, DWORD dwFlags);
/* What else it asks for, in SK_* flags. */
unsigned ws2_sock_flags_in(DWORD dwFlags);
/* A new socket gets its handle. On failure it is gone, its fd too. */
ws2_err ws2_sock_publish(struct ws2_sock *sk, SOCKET *out);
/* A socket for a connection that parent accepted; takes fd over. */
ws2_err ws2_sock_adopt(const struct ws2_sock *parent, int fd, SOCKET *out);

/* protocols.c: the entries of the base provider in catalog order. */
const WSAPROTOCOL_INFOW *ws2_sock_protocols(unsigned *count);
const WSAPROTOCOL_INFOW *ws2_sock_protocol(const struct ws2_sock *sk);
void ws2_protocol_narrow(const WSAPROTOCOL_INFOW *in, WSAPROTOCOL_INFOA *out);

/* close.c */
ws2_err ws2_sock_close(SOCKET s);
ws2_err ws2_sock_shutdown(struct ws2_sock *sk, int how);
/* The connection is given up to the kernel, which ends it in order, and the
 * socket is as new; after ConnectEx it stays bound. sending: as in op.h. */
ws2_err ws2_sock_renew(struct ws2_sock *sk, bool sending);
/* shutdown with data to go with it, or room for the peer's; NULL: neither. */
ws2_err ws2_sock_disconnect(struct ws2_sock *sk, int how, const WSABUF *data);

/* bind.c */
ws2_err ws2_sock_bind(struct ws2_sock *sk, const struct sockaddr *name,
                      int namelen);
ws2_err ws2_sock_bind_any(struct ws2_sock *sk);  /* the implicit bind */
int ws2_sock_bind_reserved(struct ws2_sock *sk); /* from its reservation */
ws2_err ws2_sock_name(struct ws2_sock *sk, struct sockaddr *name, int *namelen);
ws2_err ws2_sock_peer(struct ws2_sock *sk, struct sockaddr *name, int *namelen);

/* listen.c */
ws2_err ws2_sock_listen(struct ws2_sock *sk, int backlog);

/* accept.c */
struct ws2_accept_args { /* WSAAccept's own; any may be NULL */
    struct sockaddr *addr;
    int *addrlen;
    LPCONDITIONPROC condition;
    DWORD_PTR callback_data;
};
ws2_err ws2_sock_accept(struct ws2_sock *sk, const struct ws2_accept_args *args,
                        SOCKET *out);
/* A connection's descriptor, or -EAGAIN or another -errno; len of a Windows
 * address. Never blocks. */
int ws2_sock_accept_once(struct ws2_sock *sk, SOCKADDR_STORAGE *peer, int *len);
void ws2_sock_drop_deferred(struct ws2_sock *sk); /* the listener goes */
/* connect.c */
ws2_err ws2_sock_connect(struct ws2_sock *sk, const struct sockaddr *name,
                         int namelen);
/* The same in two parts: begins, and then asks for the outcome: WS2_AGAIN
 * while there is none. */
ws2_err ws2_sock_connect_begin(struct ws2_sock *sk, const struct sockaddr *name,
                               int namelen);
ws2_err ws2_sock_connect_outcome(struct ws2_sock *sk);
/* Fault injection: whether a connect would leave its outcome to be seen later,
 * and one whose outcome is this code, without anything being sent. Its result
 * is that of the call. */
bool ws2_sock_connect_can_fail(const struct ws2_sock *sk);
ws2_err ws2_sock_connect_fail(struct ws2_sock *sk, ws2_err code);
/* How one ended that somebody else has found; told once. */
ws2_err ws2_sock_connect_failure(struct ws2_sock *sk);
/* What the kernel shows of a stream that connects, as OS_* bits: OS_HUP when
 * it failed, else OS_OUT when it succeeded. */
int ws2_sock_connect_ready(struct ws2_sock *sk);
/* A stream's connect that waits in every mode, until deadline_ns: then it is
 * WSAETIMEDOUT and the attempt over. */
ws2_err ws2_sock_connect_until(struct ws2_sock *sk, const struct sockaddr *name,
                               int namelen, int64_t deadline_ns);
/* Learns how a background connect ended, if it did. */
void ws2_sock_refresh(struct ws2_sock *sk);

/* send.c, recv.c: WSASend and friends without overlapped. to/from may be NULL.
 * *flags of a receive is in and out. */
ws2_err ws2_sock_send(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                      ws2_user_dword *sent, DWORD flags);
ws2_err ws2_sock_sendto(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                        ws2_user_dword *sent, DWORD flags,
                        const struct sockaddr *to, int tolen);
ws2_err ws2_sock_recv(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                      ws2_user_dword *received, ws2_user_dword *flags);
ws2_err ws2_sock_recvfrom(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                          ws2_user_dword *received, ws2_user_dword *flags,
                          struct sockaddr *from, int *fromlen);

/* What sendto, recvfrom and the functions with control data share; to, from
 * and control may be NULL. msg->control and msg->flags are used. */
ws2_err ws2_sock_send_dgram(struct ws2_sock *sk, const WSABUF *bufs,
                            DWORD nbufs, ws2_user_dword *sent, DWORD flags,
                            const struct sockaddr *to, int tolen,
                            struct os_control *control);
ws2_err ws2_sock_recv_dgram(struct ws2_sock *sk, const WSABUF *bufs,
                            DWORD nbufs, ws2_user_dword *received, DWORD flags,
                            struct os_msg *msg, struct sockaddr *from,
                            int *fromlen);

/* msg.c: WSASendMsg and WSARecvMsg without overlapped. */
ws2_err ws2_sock_sendmsg(struct ws2_sock *sk, const WSAMSG *user, DWORD flags,
                         ws2_user_dword *sent);
ws2_err ws2_sock_recvmsg(struct ws2_sock *sk, WSAMSG *user,
                         ws2_user_dword *received);

/* option.c, ioctl.c. SO_OPENTYPE is the calling thread's: sk may be NULL. */
ws2_err ws2_sock_getopt(struct ws2_sock *sk, int level, int name, char *val,
                        int *len);
ws2_err ws2_sock_setopt(struct ws2_sock *sk, int level, int name,
                        const char *val, int len);
/* Whether the thread's new sockets are overlapped: SO_OPENTYPE. */
bool ws2_sock_opens_overlapped(void);
/* SIOCATMARK's answer: no urgent data is ahead. */
ws2_err ws2_sock_at_mark(struct ws2_sock *sk, ULONG *at_mark);
struct ioctl_call; /* ioctl.h */
ws2_err ws2_sock_ioctl(struct ws2_sock *sk, DWORD code,
                       const struct ioctl_call *c);

/* ioctl_secure.c: WSAImpersonateSocketPeer */
ws2_err ws2_sock_impersonate(struct ws2_sock *sk, const struct sockaddr *peer,
                             ULONG len);

/* select.c: over sockets of the base provider. count is the result. */
ws2_err ws2_sock_select(fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
                        const struct timeval *timeout, int *count);

/* A program's timeval, NULL for OS_FOREVER; 0 when it asks not to wait. */
ws2_err ws2_timeval_in(const struct timeval *timeout, int64_t *deadline_ns);

/* connectby.c: attempts at several addresses, one after the other. */
/* Whether the socket can be used for that; bound: also when it is bound. */
ws2_err ws2_sock_connectable(struct ws2_sock *sk, bool bound);
bool ws2_sock_is_v6only(struct ws2_sock *sk);
/* The code is the last attempt's, WSAETIMEDOUT when the deadline came between
 * two. cut: it ends the attempt at hand too, and each gets its share of the
 * time. The addresses are the program's memory. */
struct ws2_attempts {
    int family;
    int64_t deadline_ns;
    bool cut;
    /* *goes_on: false ends them all, whatever the code. */
    ws2_err (*one)(void *socket, const struct sockaddr *to, int len,
                   int64_t deadline_ns, bool *goes_on);
    void *socket;
};
ws2_err ws2_connect_each(const struct ws2_attempts *a,
                         const SOCKET_ADDRESS *list, unsigned count);
ws2_err ws2_sock_connect_any(struct ws2_sock *sk, const SOCKET_ADDRESS *list,
                             unsigned count, int64_t deadline_ns, bool cut);

/* bufs.c */
struct ws2_bufs { /* a WSABUF array that is being used up */
    struct os_buf *at;
    uint32_t n;
    struct os_buf few[4];
    struct os_buf *many; /* when few does not do */
    struct os_buf whole; /* ours; base NULL when not needed */
};
ws2_err ws2_bufs_in(struct ws2_bufs *b, const WSABUF *bufs, DWORD n);
/* n buffers that stay the caller's. */
static inline void ws2_bufs_borrow(struct ws2_bufs *b, struct os_buf *at,
                                   uint32_t n)
{
    b->at = at;
    b->n = n;
    b->many = NULL;
    b->whole.base = NULL;
}
void ws2_bufs_free_memory(struct ws2_bufs *b);
static inline void ws2_bufs_free(struct ws2_bufs *b)
{
    if (b->many != NULL || b->whole.base != NULL)
        ws2_bufs_free_memory(b);
}
void ws2_bufs_advance(struct ws2_bufs *b, size_t moved);
uint64_t ws2_bufs_total(const struct ws2_bufs *b);
/* A message's buffers into msg, for sending (gather) or receiving (stage, and
 * spread after it): the program's, or one of ours when they are too many. */
ws2_err ws2_bufs_gather(struct ws2_bufs *b, struct os_msg *msg);
ws2_err ws2_bufs_stage(struct ws2_bufs *b, struct os_msg *msg);
ws2_err ws2_bufs_spread(const struct ws2_bufs *b, size_t received);

/* send.c, recv.c: one attempt, which never blocks; the blocking calls and the
 * engine make the same. What it moved is added to *moved, and b goes on from
 * there. WS2_AGAIN: nothing to be had now. */
#define WS2_AGAIN (-1)
ws2_err ws2_sock_send_check(struct ws2_sock *sk, DWORD flags);
/* To the peer (to NULL), or to an address, which goes where msg->name says. */
ws2_err ws2_sock_dgram_check(struct ws2_sock *sk, DWORD flags,
                             const struct sockaddr *to, int tolen,
                             struct os_msg *msg);
/* After -errno of a datagram's system call; WS2_OK: to be sent again. */
ws2_err ws2_sock_dgram_failed(struct ws2_sock *sk, const struct os_msg *msg,
                              long res);
typedef ws2_err ws2_sock_try(struct ws2_sock *sk, struct ws2_bufs *b,
                             struct os_msg *msg, DWORD *moved, int flags);
ws2_sock_try ws2_sock_send_try;
ws2_err ws2_sock_recv_check(struct ws2_sock *sk, DWORD flags, bool from);
ws2_err ws2_sock_from_check(const struct ws2_sock *sk, struct sockaddr *from,
                            int *fromlen);
ws2_sock_try ws2_sock_recv_try;

/* transfer.c: what send and receive share. */
/* The code for a failed transfer; a broken connection is remembered, and has
 * one code from then on. */
ws2_err ws2_sock_broken(struct ws2_sock *sk, enum ws2_opcode op, long res);
/* A stream's receive found the end: the code, if it is one of that kind. */
ws2_err ws2_sock_ended(struct ws2_sock *sk);
/* A connection's code if it broke, whether a call has met it yet or not. */
ws2_err ws2_sock_fate(struct ws2_sock *sk);
/* An -errno of what could not leave, told as precisely as Windows does. */
int ws2_sock_no_way(const struct ws2_sock *sk, int res);
/* An error that ICMP brought to a datagram socket: WS2_OK means that it is
 * not for the program and the call is to be tried again. */
ws2_err ws2_sock_icmp(struct ws2_sock *sk, long res, bool sends);
bool ws2_sock_is_icmp(const struct ws2_sock *sk, long res);
/* The kernel shows an error on a datagram socket that no call at hand is to
 * tell: keeps it for the next receive, which this wakes, or drops it if it is
 * none to Windows. Beside one that is kept already all others are dropped. */
void ws2_sock_keep_error(struct ws2_sock *sk);
/* The same for who is called by the engine, which has had pending receives
 * look already. */
void ws2_sock_note_error(struct ws2_sock *sk);
static inline bool ws2_sock_has_error(const struct ws2_sock *sk)
{
    return atomic_load_explicit(&sk->error, memory_order_acquire) != 0;
}
static inline ws2_err ws2_sock_take_error(struct ws2_sock *sk)
{
    return ws2_sock_has_error(sk) ? atomic_exchange(&sk->error, 0) : WS2_OK;
}

/* wait.c: the waits of one blocking call; all zero when it begins, start_ns
 * again after a part was moved. */
struct ws2_wait {
    int64_t start_ns, deadline_ns;
};
/* Blocks until sk may show one of the OS_* events. On WS2_OK the caller tries
 * its operation, and comes back if there is still nothing. WSAETIMEDOUT when
 * the call has waited for timeout_ms (0: no limit), WSAEINTR when the socket
 * was closed or a blocking hook has cancelled the call, WSA_OPERATION_ABORTED
 * by CancelSynchronousIo. APCs of the thread run meanwhile. */
ws2_err ws2_sock_wait(struct ws2_sock *sk, int events, uint32_t timeout_ms,
                      struct ws2_wait *wait);
void ws2_sock_wake(struct ws2_sock *sk); /* ends every such wait */
/* Polls n descriptors, and t's wake-up, for which fds has room behind them.
 * As os_poll, but > 0 may mean nothing. */
int ws2_sock_sleep(struct ws2_thread *t, struct os_pollfd *fds, unsigned n,
                   int64_t deadline_ns);
/* After that, and off all lists of waiters, as APCs run here: they are the
 * program's code, and may end the thread. */
void ws2_sock_awake(struct ws2_thread *t);

/* The calling thread's place among those that wait on a socket, so that
 * closesocket can end the wait. WSAENOTSOCK when it is closed already. */
struct ws2_waiter {
    const struct ws2_sock *sk;
    struct ws2_thread *thread;
    struct ws2_waiter *next, **prev;
};
ws2_err ws2_waiter_add(struct ws2_sock *sk, struct ws2_waiter *w,
                       struct ws2_thread *t);
void ws2_waiter_remove(struct ws2_waiter *w);

/* addr.c: copies a caller's address of the socket's family in; WSAEFAULT for
 * bad memory or length, wrong_family for another family. */
ws2_err ws2_addr_in(const struct ws2_sock *sk, const struct sockaddr *name,
                    int namelen, ws2_err wrong_family, SOCKADDR_STORAGE *out,
                    int *outlen);
bool ws2_addr_is_any(const SOCKADDR_STORAGE *ss); /* all-zero address part */
bool ws2_addr_is_broadcast(const SOCKADDR_STORAGE *ss); /* 255.255.255.255 */
/* Hands an address out: WSAEFAULT when *namelen is too small or memory bad. */
ws2_err ws2_addr_out(const SOCKADDR_STORAGE *ss, int len, struct sockaddr *name,
                     int *namelen);

#endif
