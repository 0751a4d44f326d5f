/* SPDX-License-Identifier: MIT */
/* bench_names: a thousand names at once by GetAddrInfoEx, beside getaddrinfo in
 * 64 threads, libc's and ours, and c-ares itself. Run by dnsd (tests/dns),
 * which answers.
 *
 *   bench_names [ROUNDS [WAY...]]    all ways, or these (one for a profiler)
 *
 * Rounds are interleaved: each way resolves other names in turn, so that what
 * else the machine does hits all of them. The median counts, and the ratio to
 * c-ares with a hundred names at a time: asked all at once, it loses most
 * datagrams in the sockets' buffers, waits seconds for its time-outs, and loses
 * some names for good. On a machine that has other things to do the best round
 * and the processor time, of all threads, say more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../sync/kit.h"
#include "names.h"

#define ROUNDS_MAX 101

static unsigned cares_hundred(unsigned first)
{
    return bench_cares(first, 100);
}

static struct way {
    const char *key, *name;
    unsigned (*run)(unsigned first);
    double ms[ROUNDS_MAX], cpu_ms[ROUNDS_MAX];
} ways[] = {
    {.key = "cares", /* what counts */
     .name = "c-ares, one thread, 100 at a time",
     .run = cares_hundred},
    {.key = "routines",
     .name = "GetAddrInfoEx, completion routines",
     .run = bench_routines},
    {.key = "events",
     .name = "GetAddrInfoEx, an event each",
     .run = bench_events},
    {.key = "threads", .name = "getaddrinfo, 64 threads", .run = bench_threads},
    {.key = "glibc",
     .name = "libc's getaddrinfo, 64 threads",
     .run = bench_glibc},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static double ms_of(long sec, long nsec)
{
    return (double)sec * 1e3 + (double)nsec / 1e6;
}

static double now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ms_of(ts.tv_sec, ts.tv_nsec);
}

static double cpu_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return ms_of(ts.tv_sec, ts.tv_nsec);
}

/* How many names were not found. */
static unsigned way_run(struct way *way, unsigned round, unsigned first)
{
    double start = now_ms(), cpu_start = cpu_ms();
    unsigned found = way->run(first);

    way->ms[round] = now_ms() - start;
    way->cpu_ms[round] = cpu_ms() - cpu_start;
    return BENCH_NAMES - found;
}

static void way_report(struct way *way, unsigned rounds, const double base[2])
{
    double cpu = bench_quantile(way->cpu_ms, rounds, 0.5);
    double best = bench_quantile(way->ms, rounds, 0);
    double ms = bench_quantile(way->ms, rounds, 0.5);

    printf("%-36s %8.1f %8.2f %8.1f %8.2f %14.1f\n", way->name, ms,
           base[0] / ms, best, base[1] / best, cpu / BENCH_NAMES * 1e3);
}

/* keys: those of the ways to run, until NULL; none for all. */
static int is_wanted(const struct way *way, char *const *keys)
{
    if (*keys == NULL)
        return 1;
    while (*keys != NULL && strcmp(*keys, way->key) != 0)
        keys++;
    return *keys != NULL;
}

static void report(char *const *keys, unsigned rounds)
{
    const double base[] = {bench_quantile(ways[0].ms, rounds, 0.5),
                           bench_quantile(ways[0].ms, rounds, 0)};

    printf("%u names, both families, %u rounds\n\n", BENCH_NAMES, rounds);
    printf("%-36s %8s %8s %8s %8s %14s\n", "", "median", "speed", "best",
           "speed", "CPU a name");
    printf("%-36s %8s %8s %8s %8s %14s\n", "", "ms", "", "ms", "", "us");
    for (unsigned i = 0; i < WAYS; i++)
        if (is_wanted(&ways[i], keys))
            way_report(&ways[i], rounds, base);
}

static unsigned rounds_run(char *const *keys, unsigned rounds)
{
    unsigned lost = 0, first = 0;

    for (unsigned round = 0; round < rounds; round++)
        for (unsigned i = 0; i < WAYS; i++)
            if (is_wanted(&ways[i], keys))
                lost += way_run(&ways[i], round, first++ * BENCH_NAMES);
    return lost;
}

static int usage(void)
{
    fprintf(stderr,
            "usage: dnsd ZONE -- bench_names [ROUNDS [WAY...]]\n"
            "ROUNDS is up to %d, WAY one of:",
            ROUNDS_MAX);
    for (unsigned i = 0; i < WAYS; i++)
        fprintf(stderr, " %s", ways[i].key);
    fprintf(stderr, "\n");
    return 2;
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 15;
    char *const *keys = argv + (argc > 2 ? 2 : argc);
    unsigned lost;

    if (rounds == 0 || rounds > ROUNDS_MAX || getenv("WS2_DNS_SERVERS") == NULL)
        return usage();
    bench_ws2_begin();
    bench_cares_begin();
    bench_glibc_begin();
    lost = rounds_run(keys, rounds);
    report(keys, rounds);
    if (lost > 0)
        printf("\n%u names were not found\n", lost);
    bench_cares_end();
    bench_ws2_end();
    return lost > 0;
}
