/* SPDX-License-Identifier: MIT */
/* Looking at the caller's memory without trusting it.
 *
 * Windows answers WSAEFAULT for pointers that are not mapped; so do we, and
 * without signal handlers: the kernel checks. Memory on the calling thread's
 * own stack, that malloc gave and among the program's own variables is known to
 * be there and costs next to nothing: these tests are inline, as every call on
 * a socket makes several. Anything else costs one cheap system call. Addresses
 * below 64 KiB are invalid by rule, as on Windows. All functions leave errno
 * alone. */
#ifndef WS2_OS_MEM_H
#define WS2_OS_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>

#include "os/arena.h"

#define WS2_MEM_LOWEST 0x10000u

/* The calling thread's stack; both 0 until the first look at other memory. */
struct os_mem_stack {
    uintptr_t low, top;
};
extern __thread struct os_mem_stack os_mem_stack
    __attribute__((tls_model("initial-exec")));

/* True for the variables of the function's callers: between this frame and the
 * end of the stack. On another stack (a coroutine's) nothing is known. */
static inline bool os_mem_on_stack(const void *p, size_t len)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t at = (uintptr_t)p;

    return at > here && here >= os_mem_stack.low && at < os_mem_stack.top &&
           len <= os_mem_stack.top - at;
}

/* Where the brk heap starts; UINTPTR_MAX until the first look at memory that is
 * not on the stack, and where that is unknown. */
extern uintptr_t os_mem_heap_low __attribute__((visibility("hidden")));
extern char *__curbrk __attribute__((weak)); /* its end: the C library's own */

static inline bool os_mem_in_heap(const void *p, size_t len)
{
    uintptr_t at = (uintptr_t)p, top;

    if (at < __atomic_load_n(&os_mem_heap_low, __ATOMIC_RELAXED) ||
        &__curbrk == NULL)
        return false;
    top = (uintptr_t)__curbrk;
    return at < top && len <= top - at;
}

/* The variables of the main program; empty until the first look, as above. */
extern struct os_mem_data {
    uintptr_t low, top;
} os_mem_data __attribute__((visibility("hidden")));

static inline bool os_mem_in_data(const void *p, size_t len)
{
    uintptr_t at = (uintptr_t)p;
    uintptr_t top = __atomic_load_n(&os_mem_data.top, __ATOMIC_RELAXED);

    return at < top && len <= top - at &&
           at >= __atomic_load_n(&os_mem_data.low, __ATOMIC_RELAXED);
}

/* The same for three, as calls that return that many things have them. */
static inline bool os_mem_on_stack3(const void *a, size_t a_len, const void *b,
                                    size_t b_len, const void *c, size_t c_len)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t low = os_mem_stack.low, top = os_mem_stack.top;

    return here >= low && (uintptr_t)a > here && (uintptr_t)a < top &&
           a_len <= top - (uintptr_t)a && (uintptr_t)b > here &&
           (uintptr_t)b < top && b_len <= top - (uintptr_t)b &&
           (uintptr_t)c > here && (uintptr_t)c < top &&
           c_len <= top - (uintptr_t)c;
}

static inline bool os_mem_known(const void *p, size_t len)
{
    return os_mem_on_stack(p, len) || os_mem_in_heap(p, len) ||
           os_mem_in_data(p, len) || os_mem_in_arena(p, len);
}

int os_mem_copy_in_far(void *dst, const void *src, size_t len);
int os_mem_copy_out_far(void *dst, const void *src, size_t len);
bool os_mem_readable_far(const void *p, size_t len);
bool os_mem_writable_far(void *p, size_t len);

/* 0, or -EFAULT when any byte of [src, src+len) cannot be read. */
static inline int os_mem_copy_in(void *dst, const void *src, size_t len)
{
    if (!os_mem_known(src, len))
        return os_mem_copy_in_far(dst, src, len);
    memcpy(dst, src, len);
    return 0;
}

/* 0, or -EFAULT when any byte of [dst, dst+len) cannot be written. */
static inline int os_mem_copy_out(void *dst, const void *src, size_t len)
{
    if (!os_mem_known(dst, len))
        return os_mem_copy_out_far(dst, src, len);
    memcpy(dst, src, len);
    return 0;
}

/* Whether [p, p+len) can be read, or written (which is tested without
 * changing a byte). len 0 is always good. One probe a page. */
static inline bool os_mem_readable(const void *p, size_t len)
{
    return os_mem_known(p, len) || os_mem_readable_far(p, len);
}

static inline bool os_mem_writable(void *p, size_t len)
{
    return os_mem_known(p, len) || os_mem_writable_far(p, len);
}

/* Copies what of [src, src+len) is mapped from its start on, and says how much
 * that is. The kernel reads, whatever is known of the memory: for who only
 * looks on, and must not stumble over what the program says of its buffers, nor
 * over another thread that frees them. */
size_t os_mem_peek(void *dst, const void *src, size_t len);

/* Length of the string at s without its terminator, -EFAULT when it runs into
 * unmapped memory, -ENAMETOOLONG when no terminator in max bytes. */
long os_mem_strlen(const char *s, size_t max);

/* The same for 16-bit units, which may stand at an odd address. */
long os_mem_wcslen(const char16_t *s, size_t max);

#endif
