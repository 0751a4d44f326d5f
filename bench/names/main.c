/* SPDX-License-Identifier: MIT */
/* bench_names: a thousand names at once by GetAddrInfoEx, beside getaddrinfo in
 * 64 threads and c-ares itself. Run by dnsd (tests/dns), which answers.
 *
 *   bench_names [ROUNDS]
 *
 * Rounds are interleaved: each way resolves other names in turn, so that what
 * else the machine does hits all of them. The median counts, and the ratio to
 * c-ares with a hundred names at a time: asked all at once, it loses most
 * datagrams in the sockets' buffers, waits seconds for its time-outs, and loses
 * some names for good. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../sync/kit.h"
#include "names.h"

#define ROUNDS_MAX 101

static unsigned cares_hundred(unsigned first)
{
    return bench_cares(first, 100);
}

static struct way {
    const char *name;
    unsigned (*run)(unsigned first);
    double ms[ROUNDS_MAX];
} ways[] = {
    {"c-ares, one thread, 100 at a time", cares_hundred, {0}}, /* what counts */
    {"GetAddrInfoEx, all at once", bench_overlapped, {0}},
    {"getaddrinfo, 64 threads", bench_threads, {0}},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static double now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* How many names were not found. */
static unsigned round_run(unsigned round)
{
    unsigned lost = 0;

    for (unsigned i = 0; i < WAYS; i++) {
        double start = now_ms();

        lost += BENCH_NAMES -
                ways[i].run((round * (unsigned)WAYS + i) * BENCH_NAMES);
        ways[i].ms[round] = now_ms() - start;
    }
    return lost;
}

static void report(unsigned rounds)
{
    double base = bench_quantile(ways[0].ms, rounds, 0.5);

    printf("%u names, both families, medians of %u rounds\n\n", BENCH_NAMES,
           rounds);
    printf("%-36s %10s %12s %8s\n", "", "ms", "names/s", "speed");
    for (unsigned i = 0; i < WAYS; i++) {
        double ms = bench_quantile(ways[i].ms, rounds, 0.5);

        printf("%-36s %10.1f %12.0f %8.2f\n", ways[i].name, ms,
               BENCH_NAMES / ms * 1e3, base / ms);
    }
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 15;
    unsigned lost = 0;

    if (rounds == 0 || rounds > ROUNDS_MAX ||
        getenv("WS2_DNS_SERVERS") == NULL) {
        fprintf(stderr, "usage: dnsd ZONE -- bench_names [ROUNDS], up to %d\n",
                ROUNDS_MAX);
        return 2;
    }
    bench_ws2_begin();
    bench_cares_begin();
    for (unsigned i = 0; i < rounds; i++)
        lost += round_run(i);
    report(rounds);
    if (lost > 0)
        printf("\n%u names were not found\n", lost);
    bench_cares_end();
    bench_ws2_end();
    return lost > 0;
}
