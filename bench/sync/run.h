/* SPDX-License-Identifier: MIT */
/* One row of the table: what its threads do, where they run, and what is aimed
 * at; and the taking of one sample. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include <stdbool.h>

#include "kit.h"

enum bench_place { BENCH_ONE_CPU, BENCH_TWO_CPUS, BENCH_SPREAD, BENCH_ANY_CPU };

enum bench_aim {
    BENCH_NO_AIM,
    BENCH_RATIO, /* ws2 takes at most that many times POSIX' time */
    BENCH_MORE,  /* at most that many nanoseconds more */
    BENCH_MOST   /* at most that many nanoseconds */
};

struct bench_worker;
typedef void bench_role(struct bench_worker *w, unsigned n);

struct bench_case {
    const char *key, *title;
    bench_role *first, *second; /* a thread for each, in each pair */
    unsigned pairs;
    enum bench_proto proto;
    enum bench_place place;
    enum bench_aim aim;
    double bound;
    bool busy;        /* beside a thread that computes, on each of the CPUs */
    unsigned stretch; /* samples of so many times the usual length; 0: once */
    unsigned n;       /* operations in a sample; 0: as many as fill its time */
};

extern const struct bench_case bench_cases[];
extern const unsigned bench_case_count;

struct bench_sample {
    double ns;     /* wall time of an operation */
    double cpu_ns; /* processor time of all threads for an operation */
};

/* Runs a case's threads once, warm-up first; n operations in each pair. */
void bench_sample(const struct bench_case *c, const struct bench_side *side,
                  struct bench_pair *pairs, unsigned n, const int cpu_id[2],
                  struct bench_sample *out);

/* lookup.c: the cost of finding a handle, and how it grows with threads. */
struct bench_lookup {
    unsigned threads;
    bool shared; /* all threads look one handle up */
    double ns;   /* processor time of a lookup */
    double rate; /* millions a second, all threads, by the wall clock */
    /* how many times one thread's rate, by processor time; quartiles */
    double scale, low, high;
    double ideal; /* threads, but no more than processors */
};
extern const unsigned bench_lookup_count;
void bench_lookup_run(struct bench_lookup *out, unsigned rounds, double ms,
                      unsigned cpus);

#endif
