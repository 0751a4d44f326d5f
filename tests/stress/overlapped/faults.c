/* SPDX-License-Identifier: MIT */
/* A kernel and a C library that fail now and then: the library is linked into
 * the program here, and what it calls is wrapped by the linker. What they do
 * is what they may do: calls are interrupted, streams take a part of what they
 * are given, memory and descriptors cannot be had. That a stream gives less
 * than it has they never do, so that is not done here; that it has no room is
 * done by small buffers (talk.c).
 *
 * Until stress_faults is set nothing fails. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

_Bool faults = 1; /* stress.h wants the other system's sockets */
atomic_bool stress_faults;

static atomic_uint state = 1;

static _Bool strikes(unsigned one_in)
{
    unsigned x;

    if (!atomic_load_explicit(&stress_faults, memory_order_relaxed))
        return 0;
    x = atomic_fetch_add_explicit(&state, 0x9e3779b9u, memory_order_relaxed);
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    return x % one_in == 0;
}

#define WRAP(type, name, params)                                               \
    type __real_##name params;                                                 \
    type __wrap_##name params;                                                 \
    type __wrap_##name params

static _Bool fails(int error, unsigned one_in)
{
    if (!strikes(one_in))
        return 0;
    errno = error;
    return 1;
}

WRAP(void *, malloc, (size_t size))
{
    return fails(ENOMEM, 300) ? NULL : __real_malloc(size);
}

WRAP(void *, calloc, (size_t n, size_t size))
{
    return fails(ENOMEM, 300) ? NULL : __real_calloc(n, size);
}

WRAP(void *, realloc, (void *old, size_t size))
{
    return fails(ENOMEM, 300) ? NULL : __real_realloc(old, size);
}

WRAP(void *, aligned_alloc, (size_t alignment, size_t size))
{
    return fails(ENOMEM, 10) ? NULL : __real_aligned_alloc(alignment, size);
}

WRAP(int, pthread_create,
     (pthread_t * id, const pthread_attr_t *attr, void *(*run)(void *),
      void *arg))
{
    return strikes(20) ? EAGAIN : __real_pthread_create(id, attr, run, arg);
}

WRAP(int, socket, (int family, int type, int protocol))
{
    if (fails(EMFILE, 100) || fails(ENOBUFS, 100))
        return -1;
    return __real_socket(family, type, protocol);
}

WRAP(int, eventfd, (unsigned value, int flags))
{
    return fails(EMFILE, 50) ? -1 : __real_eventfd(value, flags);
}

WRAP(int, accept4, (int fd, struct sockaddr *addr, socklen_t *len, int flags))
{
    if (fails(EINTR, 20) || fails(EMFILE, 100) || fails(ENOMEM, 100))
        return -1;
    return __real_accept4(fd, addr, len, flags);
}

WRAP(int, epoll_ctl, (int ep, int op, int fd, struct epoll_event *event))
{
    if (op == EPOLL_CTL_ADD && fails(ENOMEM, 100))
        return -1;
    return __real_epoll_ctl(ep, op, fd, event);
}

WRAP(int, epoll_wait, (int ep, struct epoll_event *events, int n, int timeout))
{
    return fails(EINTR, 10) ? -1 : __real_epoll_wait(ep, events, n, timeout);
}

static _Bool is_stream(int fd)
{
    socklen_t len = sizeof(int);
    int type = 0;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 &&
           type == SOCK_STREAM;
}

WRAP(ssize_t, sendto,
     (int fd, const void *buf, size_t len, int flags, const struct sockaddr *to,
      socklen_t tolen))
{
    if (fails(EINTR, 20) || (!is_stream(fd) && fails(ENOBUFS, 200)))
        return -1;
    if (len > 1 && is_stream(fd) && strikes(4))
        len = 1 + len / 3;
    return __real_sendto(fd, buf, len, flags, to, tolen);
}

WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *msg, int flags))
{
    struct msghdr part = *msg;

    if (fails(EINTR, 20) || (!is_stream(fd) && fails(ENOBUFS, 200)))
        return -1;
    if (part.msg_iovlen > 1 && is_stream(fd) && strikes(4))
        part.msg_iovlen = 1;
    return __real_sendmsg(fd, &part, flags);
}

WRAP(ssize_t, recvfrom,
     (int fd, void *buf, size_t len, int flags, struct sockaddr *from,
      socklen_t *fromlen))
{
    if (fails(EINTR, 20) || fails(ENOMEM, 2000))
        return -1;
    return __real_recvfrom(fd, buf, len, flags, from, fromlen);
}

WRAP(ssize_t, recvmsg, (int fd, struct msghdr *msg, int flags))
{
    if (fails(EINTR, 20) || fails(ENOMEM, 2000))
        return -1;
    return __real_recvmsg(fd, msg, flags);
}

/* A part of several datagrams. */
WRAP(int, sendmmsg, (int fd, struct mmsghdr *msg, unsigned n, int flags))
{
    if (fails(EINTR, 20) || fails(ENOBUFS, 200))
        return -1;
    if (n > 1 && strikes(4))
        n = 1 + n / 3;
    return __real_sendmmsg(fd, msg, n, flags);
}

WRAP(int, recvmmsg,
     (int fd, struct mmsghdr *msg, unsigned n, int flags,
      struct timespec *timeout))
{
    if (fails(EINTR, 20) || fails(ENOMEM, 2000))
        return -1;
    return __real_recvmmsg(fd, msg, n, flags, timeout);
}

void *surely(size_t size);
void *surely(size_t size)
{
    return __real_calloc(1, size);
}

void faults_begin(unsigned seed, _Bool on);
void faults_begin(unsigned seed, _Bool on)
{
    atomic_fetch_add(&state, seed);
    atomic_store(&stress_faults, on);
}
