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
#include <sys/syscall.h>

#include "os/call.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OS_RAW 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OS_RAW 0
#endif
#endif
#ifndef OS_RAW
#if defined(__x86_64__) || defined(__aarch64__)
#define OS_RAW 1
#else
#define OS_RAW 0
#endif
#endif

#if OS_RAW
static inline long os_raw6(long number, long a, long b, long c, long d, long e,
                           long f)
{
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long res = number;

    __asm__ volatile("syscall"
                     : "+a"(res)
                     : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return res;
#else
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;

    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
#endif
}
#endif

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
