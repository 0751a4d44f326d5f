// SPDX-License-Identifier: MIT
// What calls.c needs of Linux, whose headers a Windows program cannot include.
#ifndef WS2_TESTS_SOAK_HOST_H
#define WS2_TESTS_SOAK_HOST_H

#include <stddef.h>
#include <stdint.h>

enum { HOST_DOORS = 128, HOST_CODES = 64 };

// Shared by the batch and its parent, which reads it when the batch has died.
struct host_log {
    uint64_t seed;
    unsigned call, door, findings;
    uintptr_t args[9];
    struct {
        int code; // 0: worked
        unsigned long count;
        uint64_t seed;
        unsigned call;
    } counts[HOST_DOORS][HOST_CODES];
};

const char *host_null(void);
const char *host_unmapped(void);
const char *host_readonly(void);
const char *host_page_end(void); // 2 bytes before an unmapped page
int host_writable(const char *at, size_t size);
int host_descriptors(void);
// What the checks have to notice: 'c' a crash, 'h' a hang, 'l' a descriptor
// left open, 'e' another errno ('s', a last error after success, is calls.c's).
void host_fault(char which);
void host_watchdog(unsigned seconds);
void host_count(struct host_log *log, unsigned door, int code);
void host_finding(struct host_log *log, const char *door, const char *what);
int host_run(uint64_t seed, unsigned batches, unsigned calls,
             void (*batch)(struct host_log *, unsigned),
             const char *const *names, unsigned doors);

#endif
