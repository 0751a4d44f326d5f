/* SPDX-License-Identifier: MIT */
/* The system call of raw.h, without any header of the kernel's: sending and
 * receiving in the shortest way can be inlined into the Windows side. A
 * function less above a system call is worth ten nanoseconds, as the processor
 * forgets where to return to. */
#ifndef WS2_OS_RAW6_H
#define WS2_OS_RAW6_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#include "os/sock.h"

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

/* MSG_DONTWAIT and MSG_NOSIGNAL; transfer.c has the kernel's own to compare. */
#define OS_RAW_DONTWAIT 0x40
#define OS_RAW_NOSIGNAL 0x4000

/* os_send and os_recv without flags. */
static inline long os_send_plain(int fd, const void *buf, size_t len)
{
#if OS_RAW
    return os_raw6(SYS_sendto, fd, (long)(uintptr_t)buf, (long)len,
                   OS_RAW_DONTWAIT | OS_RAW_NOSIGNAL, 0, 0);
#else
    return os_send(fd, buf, len, 0);
#endif
}

static inline long os_recv_plain(int fd, void *buf, size_t len)
{
#if OS_RAW
    return os_raw6(SYS_recvfrom, fd, (long)(uintptr_t)buf, (long)len,
                   OS_RAW_DONTWAIT, 0, 0);
#else
    return os_recv(fd, buf, len, 0);
#endif
}

#endif
