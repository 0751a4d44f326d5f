/* SPDX-License-Identifier: MIT */
/* Looking at the caller's memory without trusting it.
 *
 * Windows answers WSAEFAULT for pointers that are not mapped; so do we, and
 * without signal handlers: the kernel checks. Memory on the calling thread's
 * own stack and in the brk heap is known to be there and costs nothing;
 * anything else costs one cheap system call. Addresses below 64 KiB are invalid
 * by rule, as on Windows. All functions leave errno alone. */
#ifndef WS2_OS_MEM_H
#define WS2_OS_MEM_H

#include <stdbool.h>
#include <stddef.h>

#define WS2_MEM_LOWEST 0x10000u

/* 0, or -EFAULT when any byte of [src, src+len) cannot be read. */
int os_mem_copy_in(void *dst, const void *src, size_t len);

/* 0, or -EFAULT when any byte of [dst, dst+len) cannot be written. */
int os_mem_copy_out(void *dst, const void *src, size_t len);

/* Whether [p, p+len) can be read, or written (which is tested without
 * changing a byte). len 0 is always good. One probe a page. */
bool os_mem_readable(const void *p, size_t len);
bool os_mem_writable(void *p, size_t len);

/* Length of the string at s without its terminator, -EFAULT when it runs into
 * unmapped memory, -ENAMETOOLONG when no terminator in max bytes. */
long os_mem_strlen(const char *s, size_t max);

#endif
