/* SPDX-License-Identifier: MIT */
/* Probing memory: what is mapped, where pages end, and that nothing changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "os/mem.h"

#define PAGE 4096

static struct {
    char *pages;   /* one page, then nothing */
    char *rdonly;  /* one page */
    char *nothing; /* one page without access */
} map;

static int map_setup(void **state)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;

    (void)state;
    map.pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, flags, -1, 0);
    map.rdonly = mmap(NULL, PAGE, PROT_READ, flags, -1, 0);
    map.nothing = mmap(NULL, PAGE, PROT_NONE, flags, -1, 0);
    return map.pages == MAP_FAILED || map.rdonly == MAP_FAILED ||
           map.nothing == MAP_FAILED ||
           mprotect(map.pages + PAGE, PAGE, PROT_NONE) != 0;
}

static int map_teardown(void **state)
{
    (void)state;
    munmap(map.pages, 2 * PAGE);
    munmap(map.rdonly, PAGE);
    munmap(map.nothing, PAGE);
    return 0;
}

static void test_readable(void **state)
{
    char local[64];
    char *heap = malloc(64);

    (void)state;
    memset(local, 0, sizeof(local));
    assert_true(os_mem_readable(local, sizeof(local)));
    assert_true(os_mem_readable(heap, 64));
    assert_true(os_mem_readable(map.pages, PAGE));
    assert_true(os_mem_readable(map.pages + PAGE - 1, 1));
    assert_true(os_mem_readable(map.rdonly, PAGE));
    assert_true(os_mem_readable("literal", 8));
    assert_false(os_mem_readable(map.pages, PAGE + 1));
    assert_false(os_mem_readable(map.pages + PAGE - 1, 2));
    assert_false(os_mem_readable(map.nothing, 1));
    free(heap);
}

static void test_writable(void **state)
{
    char local[64];
    char *heap = malloc(64);

    (void)state;
    assert_true(os_mem_writable(local, sizeof(local)));
    assert_true(os_mem_writable(heap, 64));
    assert_true(os_mem_writable(map.pages, PAGE));
    assert_false(os_mem_writable(map.pages, PAGE + 1));
    assert_false(os_mem_writable(map.rdonly, 1));
    assert_false(os_mem_writable(map.nothing, 1));
    assert_false(os_mem_writable((void *)(uintptr_t) "literal", 1));
    free(heap);
}

static char variable[64] = "initialised";
static char zeroed[3 * PAGE];
static void *const relocated[] = {variable, zeroed};

static void test_program_data(void **state)
{
    void *volatile fixed = (void *)(uintptr_t)relocated;

    (void)state;
    assert_true(os_mem_readable(map.pages, 1)); /* a look elsewhere */
    assert_true(os_mem_known(variable, sizeof(variable)));
    assert_true(os_mem_known(zeroed, sizeof(zeroed)));
    assert_false(os_mem_known(zeroed, SIZE_MAX));
    assert_true(os_mem_readable(fixed, sizeof(relocated)));
    assert_false(os_mem_writable(fixed, sizeof(relocated)));
    assert_false(os_mem_known(map.pages, 1));
}

static void test_odd_addresses(void **state)
{
    (void)state;
    assert_false(os_mem_readable(NULL, 1));
    assert_true(os_mem_readable(NULL, 0));
    assert_false(os_mem_readable((void *)(uintptr_t)0xffff, 1));
    assert_false(os_mem_readable((void *)UINTPTR_MAX, 1));
    assert_false(os_mem_readable((void *)(UINTPTR_MAX - 7), 16));
    assert_false(os_mem_readable((void *)((uintptr_t)1 << 63), 8));
    assert_false(os_mem_readable(map.pages, SIZE_MAX));
}

static void test_probe_changes_nothing(void **state)
{
    char before[PAGE];

    (void)state;
    for (size_t i = 0; i < PAGE; i++)
        before[i] = map.pages[i] = (char)(i * 7);
    errno = 4711;
    assert_true(os_mem_writable(map.pages, PAGE));
    assert_false(os_mem_writable(map.rdonly, PAGE));
    assert_false(os_mem_readable(map.nothing, PAGE));
    assert_int_equal(errno, 4711);
    assert_memory_equal(map.pages, before, PAGE);
}

static void test_copies(void **state)
{
    char big[3000], small[100];

    (void)state;
    memset(big, 'b', sizeof(big));
    assert_int_equal(os_mem_copy_out(map.pages, big, sizeof(big)), 0);
    assert_int_equal(os_mem_copy_in(small, map.pages + 10, sizeof(small)), 0);
    assert_memory_equal(small, big, sizeof(small));
    assert_int_equal(os_mem_copy_in(big, map.pages + 2000, sizeof(big)),
                     -EFAULT);
    assert_int_equal(os_mem_copy_out(map.rdonly, big, sizeof(big)), -EFAULT);
    assert_int_equal(os_mem_copy_out(map.rdonly, big, 8), -EFAULT);
    assert_int_equal(os_mem_copy_in(small, NULL, 8), -EFAULT);
}

static void test_peek(void **state)
{
    char to[16], local[16] = "fifteen letters";

    (void)state;
    memcpy(map.pages + PAGE - 4, "last", 4);
    assert_int_equal(os_mem_peek(to, local, 16), 16);
    assert_string_equal(to, local);
    assert_int_equal(os_mem_peek(to, map.pages + PAGE - 4, 16), 4);
    assert_memory_equal(to, "last", 4);
    assert_int_equal(os_mem_peek(to, map.pages + PAGE, 1), 0);
    assert_int_equal(os_mem_peek(to, map.nothing, 16), 0);
    assert_int_equal(os_mem_peek(to, NULL, 1), 0);
    assert_int_equal(os_mem_peek(to, (void *)UINTPTR_MAX, 16), 0);
    assert_int_equal(os_mem_peek(to, map.nothing, 0), 0);
}

static void test_strlen(void **state)
{
    (void)state;
    memset(map.pages, 'x', PAGE);
    assert_int_equal(os_mem_strlen(map.pages, 100), -ENAMETOOLONG);
    assert_int_equal(os_mem_strlen(map.pages, 2 * PAGE), -EFAULT);
    map.pages[PAGE - 1] = '\0';
    assert_int_equal(os_mem_strlen(map.pages + PAGE - 6, 100), 5);
    assert_int_equal(os_mem_strlen("", 10), 0);
    assert_int_equal(os_mem_strlen(NULL, 10), -EFAULT);
}

static void *on_other_stack(void *arg)
{
    char local[64];

    (void)arg;
    return os_mem_writable(local, sizeof(local)) &&
                   !os_mem_writable(map.rdonly, 8)
               ? map.pages
               : NULL;
}

static void test_threads(void **state)
{
    pthread_t t;
    void *res;

    (void)state;
    assert_int_equal(pthread_create(&t, NULL, on_other_stack, NULL), 0);
    pthread_join(t, &res);
    assert_non_null(res);
}

#define ALT_SIZE (16 * PAGE)

static char *alt_stack; /* and after it a page without access */
static volatile sig_atomic_t trusted;

static void on_alt_stack(int signo)
{
    (void)signo;
    trusted = os_mem_readable(alt_stack + ALT_SIZE, 8);
}

/* A stack that is not the thread's, as coroutines have: what lies between the
 * two is not the thread's stack. */
static void test_foreign_stack(void **state)
{
    struct sigaction act = {.sa_handler = on_alt_stack, .sa_flags = SA_ONSTACK};
    struct sigaction before;
    stack_t alt = {.ss_size = ALT_SIZE}, old;

    (void)state;
    alt_stack = mmap(NULL, ALT_SIZE + PAGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(alt_stack != MAP_FAILED);
    assert_int_equal(mprotect(alt_stack + ALT_SIZE, PAGE, PROT_NONE), 0);
    alt.ss_sp = alt_stack;
    assert_int_equal(sigaltstack(&alt, &old), 0);
    assert_int_equal(sigaction(SIGUSR1, &act, &before), 0);
    trusted = -1;
    raise(SIGUSR1);
    assert_int_equal(trusted, 0);
    sigaction(SIGUSR1, &before, NULL);
    sigaltstack(&old, NULL);
    munmap(alt_stack, ALT_SIZE + PAGE);
}

/* A thread's malloc has an arena of its own, which is known once the thread has
 * asked for memory there; what lies beyond its end is not. */
static void *arena_thread(void *unused)
{
    char *block = malloc(64), *end;
    uintptr_t heap = (uintptr_t)block & ~(OS_ARENA_MAX - 1);

    (void)unused;
    assert_true(os_mem_writable(block, 64));
    if (!os_mem_in_arena(block, 64)) { /* not glibc's, or watched by a tool */
        free(block);
        return NULL;
    }
    end = (char *)heap + ((const struct os_arena *)heap)->size;
    assert_true(os_mem_in_arena(end - 1, 1));
    assert_false(os_mem_in_arena(end - 1, 2));
    assert_false(os_mem_in_arena(end, 1));
    assert_false(os_mem_writable(end, 1));
    assert_false(os_mem_in_arena(block, SIZE_MAX));
    free(block);
    return NULL;
}

static void test_arena(void **state)
{
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, arena_thread, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_false(os_mem_in_arena(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readable),
        cmocka_unit_test(test_writable),
        cmocka_unit_test(test_program_data),
        cmocka_unit_test(test_odd_addresses),
        cmocka_unit_test(test_probe_changes_nothing),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_strlen),
        cmocka_unit_test(test_peek),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_foreign_stack),
        cmocka_unit_test(test_arena),
    };

    return cmocka_run_group_tests(tests, map_setup, map_teardown);
}
