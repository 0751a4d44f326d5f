/* SPDX-License-Identifier: MIT */
/* SIO_RCVALL and its siblings. While a capture is on, the socket's descriptor
 * is one of Linux' packet sockets: it receives what they see, and sends
 * nothing. Its name is kept in rare.capture. The lock is against two threads
 * that turn captures on and off. Microsoft Learn, "SIO_RCVALL Control Code". */
#include "sock/rcvall.h"

#include <pthread.h>
#include <stdlib.h>

#include <mstcpip.h>
#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/fork.h"
#include "os/sniff.h"
#include "sock/ioctl.h"
#include "sock/op.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void rcvall_forked(void)
{
    lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(rcvall_forked)

/* The descriptor becomes fd's socket, for those that wait on it, too. */
static ws2_err descriptor_change(struct ws2_sock *sk, int fd)
{
    int res = fd < 0 ? fd : os_replace(fd, sk->fd);

    if (res < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    ws2_op_renew(sk, false);
    ws2_sock_wake(sk);
    return WS2_OK;
}

static const uint8_t *address_of(const SOCKADDR_STORAGE *ss)
{
    return ss->ss_family == AF_INET
               ? (const uint8_t *)&((const SOCKADDR_IN *)ss)->sin_addr
               : (const uint8_t *)&((const SOCKADDR_IN6 *)ss)->sin6_addr;
}

/* The place for the name, which a bound socket has; NULL without one that says
 * which interface. */
static struct ws2_capture *capture_make(struct ws2_sock *sk)
{
    struct ws2_capture *capture = ws2_capture_of(sk);
    struct ws2_rare *rare;

    if (capture != NULL || !sock_has(sk, SK_BOUND))
        return capture;
    rare = ws2_rare_need(sk);
    if (rare == NULL)
        return NULL;
    capture = calloc(1, sizeof(*capture));
    if (capture == NULL)
        return NULL;
    if (os_sockname(sk->fd, &capture->name, &capture->len) < 0 ||
        ws2_addr_is_any(&capture->name)) {
        free(capture);
        return NULL;
    }
    atomic_store(&rare->capture, capture);
    return capture;
}

/* Also from one mode to another. */
static ws2_err capture_begin(struct ws2_sock *sk, enum os_sniff what)
{
    struct ws2_capture *capture = capture_make(sk);
    ws2_err err;

    if (capture == NULL)
        return WSAEINVAL;
    err = descriptor_change(
        sk, os_sniff_open(sk->family, address_of(&capture->name), what));
    if (err == WS2_OK)
        atomic_store(&capture->on, true);
    return err == WSAEADDRNOTAVAIL ? WSAEINVAL : err;
}

static ws2_err capture_end(struct ws2_sock *sk)
{
    struct ws2_capture *capture = ws2_capture_of(sk);
    int fd, res;
    ws2_err err;

    if (capture == NULL || !atomic_load(&capture->on))
        return WS2_OK;
    fd = ws2_sock_open_fd(sk->family, sk->type, sk->protocol);
    res = fd < 0 ? fd : os_bind(fd, &capture->name, capture->len);
    if (res < 0 && fd >= 0)
        os_close(fd);
    err = descriptor_change(sk, res < 0 ? res : fd);
    if (err == WS2_OK)
        atomic_store(&capture->on, false);
    return err;
}

/* The value, as a byte where it has no more: WSAEINVAL without one. */
static ws2_err mode_in(const struct ioctl_call *c, ULONG *mode)
{
    UCHAR byte = 0;
    ws2_err err;

    if (c->in_len == 0)
        return WSAEINVAL;
    if (c->in_len >= sizeof(*mode))
        return in_get(c, mode, sizeof(*mode));
    err = in_get(c, &byte, sizeof(byte));
    *mode = byte;
    return err;
}

static ws2_err capture_set(struct ws2_sock *sk, bool on, enum os_sniff what)
{
    ws2_err err;

    pthread_mutex_lock(&lock);
    err = on ? capture_begin(sk, what) : capture_end(sk);
    pthread_mutex_unlock(&lock);
    return err;
}

ws2_err ws2_ioctl_rcvall(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ULONG mode;
    ws2_err err;

    if (sk->type != SOCK_RAW)
        return WSAEINVAL;
    if (sk->protocol != (sk->family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6))
        return WSAENOPROTOOPT;
    err = mode_in(c, &mode);
    if (err != WS2_OK)
        return err;
    switch (mode) {
    case RCVALL_OFF:
    case RCVALL_ON:
        return capture_set(sk, mode == RCVALL_ON, OS_SNIFF_PROMISCUOUS);
    case RCVALL_IPLEVEL:
        return capture_set(sk, true, OS_SNIFF_ALL);
    case RCVALL_SOCKETLEVELONLY: /* has no effect on Windows either */
        return WS2_OK;
    default:
        return WSAEINVAL;
    }
}

static ws2_err multicasts(struct ws2_sock *sk, const struct ioctl_call *c,
                          int protocol, enum os_sniff what)
{
    ULONG mode;
    ws2_err err;

    if (sk->type != SOCK_RAW || sk->family != AF_INET)
        return WSAEINVAL;
    if (sk->protocol != protocol)
        return WSAENOPROTOOPT;
    err = mode_in(c, &mode);
    if (err == WS2_OK && mode > RCVALL_ON)
        err = WSAEINVAL;
    return err == WS2_OK ? capture_set(sk, mode == RCVALL_ON, what) : err;
}

ws2_err ws2_ioctl_rcvall_mcast(struct ws2_sock *sk, const struct ioctl_call *c)
{
    return multicasts(sk, c, IPPROTO_UDP, OS_SNIFF_MULTICAST);
}

ws2_err ws2_ioctl_rcvall_igmp(struct ws2_sock *sk, const struct ioctl_call *c)
{
    return multicasts(sk, c, IPPROTO_IGMP, OS_SNIFF_IGMP);
}
