/* SPDX-License-Identifier: MIT */
/* Results, as a table for people and as JSON for programs. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "run.h"

struct bench_result {
    const struct bench_case *c; /* NULL: not run here */
    double posix, ws2;          /* medians, ns */
    double ratio, low, high;    /* ws2 by POSIX, of each round; quartiles */
    double least, most;         /* of the ratios */
    double more;                /* ws2 less POSIX, median of the rounds, ns */
    double cpu_ratio;
};

struct bench_report {
    struct bench_machine machine;
    unsigned rounds;
    double ms;
    bool quick;
    struct bench_result *rows;
    unsigned row_count;
    struct bench_lookup *lookups;
    unsigned lookup_count; /* 0: not run */
};

void bench_report_table(const struct bench_report *r);
void bench_report_json(const struct bench_report *r);

#endif
