/* SPDX-License-Identifier: MIT */
/* What the parts of the benchmark share. No socket header is included here:
 * side_ws2.c speaks Windows' dialect, side_posix.c Linux', and both compile
 * the one text body.h, so that the two sides run the same loops. */
#ifndef BENCH_KIT_H
#define BENCH_KIT_H

#include <stdint.h>
#include <stdio.h>

#define BENCH_MESSAGE 64 /* bytes in every message */

#define BENCH_CROWD 64 /* sockets that one call waits for */

enum bench_proto { BENCH_TCP, BENCH_UDP, BENCH_UDP_CROWD };

/* One end of a connected pair. */
struct bench_end {
    uintptr_t s;
    _Alignas(8) unsigned char peer[16]; /* UDP: where sendto sends */
};

struct bench_pair {
    enum bench_proto proto;
    struct bench_end end[2];
    uintptr_t idle[BENCH_CROWD - 1]; /* of BENCH_UDP_CROWD, beside end 0 */
};

/* One side: the same operations through ws2 or on plain POSIX calls. A failing
 * operation ends the program. */
struct bench_side {
    const char *name;
    void (*start)(void);
    void (*stop)(void);
    void (*pair_open)(struct bench_pair *p, enum bench_proto proto);
    void (*pair_close)(struct bench_pair *p);
    void (*ping)(struct bench_pair *p, unsigned n); /* send, receive on end 0 */
    void (*pong)(struct bench_pair *p, unsigned n); /* receive, send on end 1 */
    void (*echo)(struct bench_pair *p, unsigned n); /* send 0, receive 1 */
    void (*refuse)(struct bench_pair *p, unsigned n); /* a receive that fails */
    /* waits for one of a crowd, which is ready */
    void (*select_crowd)(struct bench_pair *p, unsigned n);
    void (*poll_crowd)(struct bench_pair *p, unsigned n);
    void (*churn)(unsigned n);           /* open and close a socket */
    void (*last_error)(unsigned n);      /* a call each time */
    void (*last_error_kept)(unsigned n); /* what the compiler makes of a loop */
};

extern const struct bench_side bench_ws2, bench_posix;

/* Ends the program: what failed, on which side, with which code. */
_Noreturn void bench_die(const char *side, const char *what, int code);

/* stats.c: sorts v and takes a quantile (0..1). */
double bench_quantile(double *v, unsigned n, double q);

/* machine.c: where the figures were taken. */
struct bench_machine {
    char date[32], cpu[96], kernel[96], libc[32];
    unsigned cpus;      /* that this process may use */
    int cpu_id[2];      /* the two that the pinned rows use; [1] -1 if none */
    const char *guest;  /* "virtual machine" or "bare metal" */
    double load;        /* one-minute load average at the start */
    double others_busy; /* CPUs that other programs kept busy in the run */
};
/* The processor for the i-th thread when threads are spread: round robin. */
int bench_cpu_spread(unsigned i);
void bench_cpu_pin(int cpu); /* the calling thread; -1: stays free */

void bench_machine_begin(struct bench_machine *m);
void bench_machine_end(struct bench_machine *m);

#endif
