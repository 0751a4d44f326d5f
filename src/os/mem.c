/* SPDX-License-Identifier: MIT */
/* Probing the caller's memory; see mem.h.
 *
 * rt_sigprocmask copies its set in before it looks at `how`: an invalid `how`
 * makes it a read probe that changes nothing (EINVAL readable, EFAULT not), the
 * cheapest there is. FUTEX_WAKE_OP with "or 0" is the write probe: one atomic
 * read-modify-write that leaves the word as it was. valgrind has remarks on
 * both; under it, madvise populates the page instead. Large copies go through
 * process_vm_readv and process_vm_writev on ourselves. */
#include "os/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096u

#ifndef MADV_POPULATE_READ /* Linux 5.14, glibc 2.35 */
#define MADV_POPULATE_READ  22
#define MADV_POPULATE_WRITE 23
#endif

__thread struct os_mem_stack os_mem_stack;
uintptr_t os_mem_heap_low = UINTPTR_MAX;
struct os_mem_data os_mem_data = {UINTPTR_MAX, 0};

/* Asks once a thread; low stays above every address where that fails. */
static void stack_find(void)
{
    pthread_attr_t attr;
    int saved = errno;
    void *base;
    size_t size;

    os_mem_stack.low = UINTPTR_MAX;
    if (pthread_getattr_np(pthread_self(), &attr) == 0) {
        if (pthread_attr_getstack(&attr, &base, &size) == 0) {
            os_mem_stack.top = (uintptr_t)base + size;
            os_mem_stack.low = (uintptr_t)base;
        }
        pthread_attr_destroy(&attr);
    }
    errno = saved;
}

/* Where the brk heap starts, as the kernel tells. */
static void heap_find(void)
{
    int fd, saved = errno;
    char text[1024], *p;
    uintptr_t low;
    ssize_t n = -1;

    fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        n = read(fd, text, sizeof(text) - 1);
        close(fd);
    }
    text[n > 0 ? n : 0] = '\0';
    p = strrchr(text, ')'); /* the end of field 2; start_brk is field 47 */
    for (int field = 2; p != NULL && field < 47; field++)
        p = strchr(p + 1, ' ');
    low = p != NULL ? strtoul(p, NULL, 10) : 0;
    if (low != 0)
        __atomic_store_n(&os_mem_heap_low, low, __ATOMIC_RELAXED);
    errno = saved;
}

/* The first object is the program itself. What is writable only until it has
 * been relocated comes first in its segment. */
static int data_find(struct dl_phdr_info *object, size_t size, void *unused)
{
    uintptr_t low = 0, top = 0, fixed = 0;

    (void)size;
    (void)unused;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t at = object->dlpi_addr + part->p_vaddr;

        if (part->p_type == PT_LOAD && (part->p_flags & PF_W) != 0) {
            low = at;
            top = at + part->p_memsz;
        } else if (part->p_type == PT_GNU_RELRO) {
            fixed = (at + part->p_memsz + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
        }
    }
    __atomic_store_n(&os_mem_data.low, fixed > low ? fixed : low,
                     __ATOMIC_RELAXED);
    __atomic_store_n(&os_mem_data.top, top, __ATOMIC_RELAXED);
    return 1; /* no other */
}

/* With the process's first far pointer, or by several threads at once, to the
 * same end. */
static void process_find(void)
{
    static atomic_bool asked;

    if (atomic_load_explicit(&asked, memory_order_acquire))
        return;
    heap_find();
    dl_iterate_phdr(data_find, NULL);
    atomic_store_explicit(&asked, true, memory_order_release);
}

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/* The address sanitizer's own memory is mapped, and nobody may look at it. */
#if defined(SANITIZED) && defined(__x86_64__)
#define SHADOW_LOW 0x7fff8000u
#define SHADOW_TOP 0x10007fff8000u
#else
#define SHADOW_LOW 1u
#define SHADOW_TOP 1u
#endif

static bool plausible(const void *p, size_t len)
{
    uintptr_t at = (uintptr_t)p;

    return at >= WS2_MEM_LOWEST && at + len >= at &&
           (at >= SHADOW_TOP || at + len <= SHADOW_LOW);
}

static bool under_valgrind;

static __attribute__((constructor)) void valgrind_find(void)
{
    const char *preload = secure_getenv("LD_PRELOAD");

    under_valgrind = preload != NULL && strstr(preload, "vgpreload") != NULL;
}

static bool page_populate(uintptr_t at, int advice)
{
    at &= ~(uintptr_t)(PAGE - 1);
    return syscall(SYS_madvise, at, 1, advice) == 0;
}

static bool page_readable(uintptr_t at)
{
    if (under_valgrind)
        return page_populate(at, MADV_POPULATE_READ);
    at &= ~(uintptr_t)7; /* eight bytes are read: stay inside the page */
    return syscall(SYS_rt_sigprocmask, ~0, at, NULL, 8) == 0 || errno != EFAULT;
}

static bool page_writable(uintptr_t at)
{
    int nobody = 0;

    if (under_valgrind)
        return page_populate(at, MADV_POPULATE_WRITE);
    at &= ~(uintptr_t)3;
    return syscall(SYS_futex, &nobody, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 0, 0,
                   at, FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_EQ, 0)) >= 0 ||
           errno != EFAULT;
}

static bool pages_test(const void *p, size_t len, bool (*test)(uintptr_t at))
{
    uintptr_t at = (uintptr_t)p;
    uintptr_t end = at + len;
    int saved = errno;
    bool good = true;

    while (good && at < end) {
        good = test(at);
        at = (at & ~(uintptr_t)(PAGE - 1)) + PAGE;
    }
    errno = saved;
    return good;
}

/* Known to be mapped and writable, now that it is asked for what known is. */
static bool known(const void *p, size_t len)
{
    if (os_mem_stack.low == 0) {
        stack_find();
        if (!under_valgrind)
            os_arena_find(page_readable);
    }
    process_find();
    return os_mem_known(p, len);
}

bool os_mem_readable_far(const void *p, size_t len)
{
    if (len == 0 || known(p, len))
        return true;
    return plausible(p, len) && pages_test(p, len, page_readable);
}

bool os_mem_writable_far(void *p, size_t len)
{
    if (len == 0 || known(p, len))
        return true;
    return plausible(p, len) && pages_test(p, len, page_writable);
}

/* Large copies: process_vm_readv on ourselves, or probe and copy where a
 * sandbox forbids it. The kernel checks both sides, so that one direction does
 * for in and out. */
static int copy_probed(void *dst, const void *src, size_t len)
{
    if (!os_mem_readable(src, len) || !os_mem_writable(dst, len))
        return -EFAULT;
    memcpy(dst, src, len);
    return 0;
}

static int copy_checked(void *dst, const void *src, size_t len)
{
    struct iovec local = {dst, len};
    struct iovec remote = {(void *)(uintptr_t)src, len};
    int saved = errno;
    long n;

    if (under_valgrind) /* which has remarks on this call as well */
        return copy_probed(dst, src, len);
    n = syscall(SYS_process_vm_readv, getpid(), &local, 1, &remote, 1, 0);
    if (n < 0 && errno != EFAULT) {
        errno = saved;
        return copy_probed(dst, src, len);
    }
    errno = saved;
    return n == (long)len ? 0 : -EFAULT;
}

int os_mem_copy_in_far(void *dst, const void *src, size_t len)
{
    if (len == 0)
        return 0;
    if (known(src, len)) {
        memcpy(dst, src, len);
        return 0;
    }
    if (!plausible(src, len))
        return -EFAULT;
    if (len > 256)
        return copy_checked(dst, src, len);
    if (!pages_test(src, len, page_readable))
        return -EFAULT;
    memcpy(dst, src, len);
    return 0;
}

int os_mem_copy_out_far(void *dst, const void *src, size_t len)
{
    if (len == 0)
        return 0;
    if (known(dst, len)) {
        memcpy(dst, src, len);
        return 0;
    }
    if (!plausible(dst, len))
        return -EFAULT;
    if (len > 256)
        return copy_checked(dst, src, len);
    if (!pages_test(dst, len, page_writable))
        return -EFAULT;
    memcpy(dst, src, len);
    return 0;
}

size_t os_mem_peek(void *dst, const void *src, size_t len)
{
    size_t n = 0;

    while (n < len) {
        const char *at = (const char *)src + n;
        size_t left = PAGE - ((uintptr_t)at & (PAGE - 1));
        size_t part = left < len - n ? left : len - n;

        if (!plausible(at, part) || copy_checked((char *)dst + n, at, part) < 0)
            break;
        n += part;
    }
    return n;
}

long os_mem_strlen(const char *s, size_t max)
{
    size_t n = 0;

    while (n < max) {
        size_t left = PAGE - ((uintptr_t)(s + n) & (PAGE - 1));
        size_t chunk = left < max - n ? left : max - n;
        size_t got;

        if (!os_mem_readable(s + n, 1))
            return -EFAULT;
        got = strnlen(s + n, chunk);
        n += got;
        if (got < chunk)
            return (long)n;
    }
    return -ENAMETOOLONG;
}

/* Units that can be read at once: up to the end of s's page, where unmapped
 * memory may begin. A unit across the boundary comes alone. */
static size_t page_units(const char16_t *s, size_t left)
{
    size_t units = (PAGE - (uintptr_t)s % PAGE) / sizeof(*s);

    if (units == 0)
        units = 1;
    return units < left ? units : left;
}

long os_mem_wcslen(const char16_t *s, size_t max)
{
    size_t n = 0;

    while (n < max) {
        size_t units = page_units(s + n, max - n);

        if (!os_mem_readable(s + n, sizeof(*s)))
            return -EFAULT;
        for (; units > 0; units--, n++) {
            char16_t unit;

            memcpy(&unit, s + n, sizeof(unit));
            if (unit == 0)
                return (long)n;
        }
    }
    return -ENAMETOOLONG;
}
