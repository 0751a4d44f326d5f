/* SPDX-License-Identifier: MIT */
/* The ways to resolve many names that are measured against each other. */
#ifndef BENCH_NAMES_H
#define BENCH_NAMES_H

#define BENCH_NAMES   1000
#define BENCH_THREADS 64

/* One name of the test server's zone, another for each i. */
#define BENCH_NAME_FORMAT "n%u.bulk.test"

/* Each resolves BENCH_NAMES names from the first on, for both families, and
 * returns how many were found. */
unsigned bench_routines(unsigned first); /* GetAddrInfoExW, all at once ... */
unsigned bench_events(unsigned first);   /* ... an event for each */
unsigned bench_threads(unsigned first);  /* getaddrinfo in BENCH_THREADS */
unsigned bench_glibc(unsigned first);    /* libc's in as many */

/* ares_getaddrinfo on one thread and one channel; at a time: how many names are
 * under way. */
unsigned bench_cares(unsigned first, unsigned at_a_time);

void bench_ws2_begin(void);
void bench_ws2_end(void);
void bench_cares_begin(void); /* WS2_DNS_SERVERS says whom to ask */
void bench_cares_end(void);
void bench_glibc_begin(void);

#endif
