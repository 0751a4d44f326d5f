/* SPDX-License-Identifier: MIT */
/* The system calls of the data path, >= 0 or -errno, without the C library: its
 * wrappers are cancellation points, where a thread must not end while it holds
 * a handle, and that costs as much as a good part of what we add ourselves.
 * Sanitizers watch the wrappers, so there the wrappers are called. */
#ifndef WS2_OS_RAW_H
#define WS2_OS_RAW_H

#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "os/call.h"
#include "os/raw6.h"

static inline long os_raw_sendto(int fd, const void *buf, size_t len, int flags,
                                 const void *to, socklen_t tolen)
{
#if OS_RAW
    return os_raw6(SYS_sendto, fd, (long)(uintptr_t)buf, (long)len, flags,
                   (long)(uintptr_t)to, (long)tolen);
#else
    return OS_CALL(long, sendto(fd, buf, len, flags, to, tolen));
#endif
}

static inline long os_raw_recvfrom(int fd, void *buf, size_t len, int flags,
                                   void *from, socklen_t *fromlen)
{
#if OS_RAW
    return os_raw6(SYS_recvfrom, fd, (long)(uintptr_t)buf, (long)len, flags,
                   (long)(uintptr_t)from, (long)(uintptr_t)fromlen);
#else
    return OS_CALL(long, recvfrom(fd, buf, len, flags, from, fromlen));
#endif
}

static inline int os_raw_epoll_wait(int ep, struct epoll_event *events, int n,
                                    int timeout_ms)
{
#if OS_RAW
    return (int)os_raw6(SYS_epoll_pwait, ep, (long)(uintptr_t)events, n,
                        timeout_ms, 0, 0);
#else
    return OS_CALL(int, epoll_wait(ep, events, n, timeout_ms));
#endif
}

#endif
