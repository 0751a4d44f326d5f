// SPDX-License-Identifier: MIT
// What the property test needs of Linux, whose headers a Windows program cannot
// include.
#ifndef WS2_TESTS_SOAK_HOST_H
#define WS2_TESTS_SOAK_HOST_H

#include <stddef.h>
#include <stdint.h>

enum { HOST_DOORS = 512, HOST_CODES = 48, HOST_THREADS = 8, HOST_ARGS = 10 };

// Written by one thread of the batch; its parent reads it, when the batch has
// died, too.
struct host_thread {
    unsigned call, door, used;
    uintptr_t args[HOST_ARGS];
    struct {
        int code; // 0: worked
        unsigned long count;
        uint64_t seed;
        unsigned call;
    } counts[HOST_DOORS][HOST_CODES];
};

struct host_log {
    uint64_t seed;
    unsigned findings, threads;
    struct host_thread of[HOST_THREADS];
};

void host_pages(void); // for the thread: what the next ones point to
const char *host_null(void);
const char *host_unmapped(void);
const char *host_readonly(void);
const char *host_page_end(void); // 2 bytes before an unmapped page
int host_writable(const char *at, size_t size);
char *host_arena(size_t size); // an unmapped page follows
int host_descriptors(void);
void host_describe_descriptors(void);
int host_errno(int value); // sets it, returns what it was
// What the checks have to notice: 'c' a crash, 'h' a hang, 'l' a descriptor
// left open, 'e' another errno ('s', a last error after success, is calls.c's).
void host_fault(char which);
void host_watchdog(unsigned seconds);
void host_count(struct host_log *log, struct host_thread *t, int code);
void host_finding(struct host_log *log, const struct host_thread *t,
                  const char *door, const char *what);

struct host_plan {
    uint64_t seed;
    unsigned batches, calls, threads, doors;
    void (*batch)(struct host_log *log, unsigned calls);
    const char *(*name)(unsigned door);
};
int host_run(const struct host_plan *plan);

#endif
