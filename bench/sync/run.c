/* SPDX-License-Identifier: MIT */
/* The threads of one sample. Each is pinned, warms up (connection, caches and
 * the library's memory of how long this thread's waits take), meets the others
 * at a barrier and is timed from there. */
#include "run.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAUSE_NS 1000000  /* between paced messages */
#define IDLE_NS  20000000 /* how long an idle receive waits */

struct bench_worker {
    const struct bench_side *side;
    struct bench_pair *pair;
    bench_role *role;
    pthread_barrier_t *barrier;
    pthread_t thread;
    unsigned n;
    int cpu; /* -1: any */
    bool warming;
    double begin, end, cpu_ns;
    double own_ns; /* a role's own measurement; else 0 */
};

static double clock_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void pause_ns(long ns)
{
    struct timespec ts = {.tv_sec = 0, .tv_nsec = ns};

    while (nanosleep(&ts, &ts) != 0)
        ;
}

static void role_ping(struct bench_worker *w, unsigned n)
{
    w->side->ping(w->pair, n);
}

static void role_pong(struct bench_worker *w, unsigned n)
{
    w->side->pong(w->pair, n);
}

static void role_echo(struct bench_worker *w, unsigned n)
{
    w->side->echo(w->pair, n);
}

static void role_refuse(struct bench_worker *w, unsigned n)
{
    w->side->refuse(w->pair, n);
}

static void role_select(struct bench_worker *w, unsigned n)
{
    w->side->select_crowd(w->pair, n);
}

static void role_poll(struct bench_worker *w, unsigned n)
{
    w->side->poll_crowd(w->pair, n);
}

static void role_churn(struct bench_worker *w, unsigned n)
{
    w->side->churn(n);
}

static void role_last_error(struct bench_worker *w, unsigned n)
{
    w->side->last_error(n);
}

static void role_last_error_kept(struct bench_worker *w, unsigned n)
{
    w->side->last_error_kept(n);
}

/* A message each millisecond: waits too long for polling to pay. */
static void role_paced(struct bench_worker *w, unsigned n)
{
    double total = 0;

    if (w->warming) {
        w->side->ping(w->pair, n);
        return;
    }
    while (n-- > 0) {
        double t;

        pause_ns(PAUSE_NS);
        t = clock_ns(CLOCK_MONOTONIC);
        w->side->ping(w->pair, 1);
        total += clock_ns(CLOCK_MONOTONIC) - t;
    }
    w->own_ns = total;
}

/* What a receive that blocks for long costs in processor time, after busy
 * traffic. */
static void role_idle(struct bench_worker *w, unsigned n)
{
    double cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);

    w->side->ping(w->pair, n);
    if (!w->warming)
        w->own_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
}

static void role_late_pong(struct bench_worker *w, unsigned n)
{
    if (!w->warming)
        pause_ns(IDLE_NS);
    w->side->pong(w->pair, n);
}

#define PINGPONG .first = role_ping, .second = role_pong

const struct bench_case bench_cases[] = {
    {"tcp-one-cpu", "TCP round trip, one CPU", PINGPONG, .pairs = 1,
     .place = BENCH_ONE_CPU, .aim = BENCH_RATIO, .bound = 1.05},
    {"tcp-two-cpus", "TCP round trip, two CPUs", PINGPONG, .pairs = 1,
     .place = BENCH_TWO_CPUS, .aim = BENCH_RATIO, .bound = 1.05},
    {"tcp-alone", "TCP send + recv in one thread", .first = role_echo,
     .pairs = 1, .place = BENCH_ONE_CPU, .aim = BENCH_RATIO, .bound = 1.05},
    {"udp-one-cpu", "UDP round trip, one CPU", PINGPONG, .pairs = 1,
     .proto = BENCH_UDP, .place = BENCH_ONE_CPU, .aim = BENCH_RATIO,
     .bound = 1.05},
    {"udp-two-cpus", "UDP round trip, two CPUs", PINGPONG, .pairs = 1,
     .proto = BENCH_UDP, .place = BENCH_TWO_CPUS, .aim = BENCH_RATIO,
     .bound = 1.05},
    {"udp-alone", "UDP sendto + recvfrom in one thread", .first = role_echo,
     .pairs = 1, .proto = BENCH_UDP, .place = BENCH_ONE_CPU, .aim = BENCH_RATIO,
     .bound = 1.05},
    {"threads-32", "32 threads, each send + recv on its pair",
     .first = role_echo, .pairs = 32, .stretch = 5, .place = BENCH_SPREAD,
     .aim = BENCH_RATIO, .bound = 1.05},
    {"pairs-32", "32 pairs in round trips, 64 threads", PINGPONG, .pairs = 32,
     .stretch = 5, .place = BENCH_ANY_CPU},
    {"tcp-busy-cpu", "TCP round trip, one CPU, computing beside", PINGPONG,
     .pairs = 1, .place = BENCH_ONE_CPU, .busy = true, .stretch = 10},
    {"tcp-busy-cpus", "TCP round trip, two CPUs, computing beside", PINGPONG,
     .pairs = 1, .place = BENCH_TWO_CPUS, .busy = true, .stretch = 10},
    {"paced", "TCP round trip after 1 ms of silence", .first = role_paced,
     .second = role_pong, .pairs = 1, .place = BENCH_TWO_CPUS, .n = 10},
    {"idle", "CPU time of a recv that blocks 20 ms", .first = role_idle,
     .second = role_late_pong, .pairs = 1, .place = BENCH_TWO_CPUS, .n = 1,
     .aim = BENCH_MOST, .bound = 200000},
    {"would-block", "recv that would block, and its code", .first = role_refuse,
     .pairs = 1, .place = BENCH_ONE_CPU},
    {"select-64", "select of 64 UDP sockets, one ready; poll",
     .first = role_select, .pairs = 1, .proto = BENCH_UDP_CROWD,
     .place = BENCH_ONE_CPU, .aim = BENCH_RATIO, .bound = 1.5},
    {"wsapoll-64", "WSAPoll of 64 UDP sockets, one ready; poll",
     .first = role_poll, .pairs = 1, .proto = BENCH_UDP_CROWD,
     .place = BENCH_ONE_CPU, .aim = BENCH_RATIO, .bound = 1.5},
    {"churn", "socket + closesocket", .first = role_churn, .pairs = 1,
     .place = BENCH_ONE_CPU},
    {"last-error", "WSAGetLastError, errno called each time",
     .first = role_last_error, .pairs = 1, .place = BENCH_ONE_CPU,
     .aim = BENCH_MORE, .bound = 1.0},
    {"last-error-kept", "WSAGetLastError, errno hoisted out of a loop",
     .first = role_last_error_kept, .pairs = 1, .place = BENCH_ONE_CPU},
};
const unsigned bench_case_count = sizeof(bench_cases) / sizeof(bench_cases[0]);

static void *worker_main(void *arg)
{
    struct bench_worker *w = arg;
    double cpu;

    bench_cpu_pin(w->cpu);
    w->warming = true;
    w->role(w, w->n / 8 + 20);
    w->warming = false;
    pthread_barrier_wait(w->barrier);
    w->begin = clock_ns(CLOCK_MONOTONIC);
    cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    w->role(w, w->n);
    w->cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    w->end = clock_ns(CLOCK_MONOTONIC);
    return NULL;
}

/* From the first begin to the last end, unless a role measured itself. */
static void workers_sum(const struct bench_worker *w, unsigned count,
                        unsigned ops, struct bench_sample *out)
{
    double begin = w[0].begin, end = w[0].end, cpu = 0, own = 0;

    for (unsigned i = 0; i < count; i++) {
        begin = w[i].begin < begin ? w[i].begin : begin;
        end = w[i].end > end ? w[i].end : end;
        cpu += w[i].cpu_ns;
        own += w[i].own_ns;
    }
    out->ns = (own > 0 ? own : end - begin) / ops;
    out->cpu_ns = cpu / ops;
}

/* Threads that never wait, as neighbours. */
struct hog {
    pthread_t thread;
    int cpu;
    atomic_bool *stop;
};

static void *hog_main(void *arg)
{
    struct hog *h = arg;

    bench_cpu_pin(h->cpu);
    while (!atomic_load_explicit(h->stop, memory_order_relaxed))
        ;
    return NULL;
}

static unsigned hogs_start(struct hog *h, const struct bench_case *c,
                           const int cpu_id[2], atomic_bool *stop)
{
    unsigned count = !c->busy ? 0 : c->place == BENCH_TWO_CPUS ? 2 : 1;

    for (unsigned i = 0; i < count; i++) {
        int res;

        h[i].cpu = cpu_id[i];
        h[i].stop = stop;
        res = pthread_create(&h[i].thread, NULL, hog_main, &h[i]);
        if (res != 0)
            bench_die("run", "pthread_create", res);
    }
    return count;
}

static int cpu_choose(enum bench_place place, unsigned worker, unsigned end,
                      const int cpu_id[2])
{
    switch (place) {
    case BENCH_ONE_CPU:
        return cpu_id[0];
    case BENCH_TWO_CPUS:
        return cpu_id[end];
    case BENCH_SPREAD:
        return bench_cpu_spread(worker);
    case BENCH_ANY_CPU:
        break;
    }
    return -1;
}

void bench_sample(const struct bench_case *c, const struct bench_side *side,
                  struct bench_pair *pairs, unsigned n, const int cpu_id[2],
                  struct bench_sample *out)
{
    unsigned per_pair = c->second != NULL ? 2 : 1;
    unsigned count = c->pairs * per_pair;
    struct bench_worker *w = calloc(count, sizeof(*w));
    pthread_barrier_t barrier;
    struct hog hog[2];
    atomic_bool stop = false;
    unsigned hogs;
    int res = 0;

    if (w == NULL)
        bench_die("run", "calloc", ENOMEM);
    pthread_barrier_init(&barrier, NULL, count);
    hogs = hogs_start(hog, c, cpu_id, &stop);
    for (unsigned i = 0; i < count && res == 0; i++) {
        unsigned end = i % per_pair;

        w[i].side = side;
        w[i].pair = &pairs[i / per_pair];
        w[i].role = end == 0 ? c->first : c->second;
        w[i].barrier = &barrier;
        w[i].n = n;
        w[i].cpu = cpu_choose(c->place, i, end, cpu_id);
        res = pthread_create(&w[i].thread, NULL, worker_main, &w[i]);
    }
    if (res != 0)
        bench_die("run", "pthread_create", res);
    for (unsigned i = 0; i < count; i++)
        pthread_join(w[i].thread, NULL);
    atomic_store(&stop, true);
    for (unsigned i = 0; i < hogs; i++)
        pthread_join(hog[i].thread, NULL);
    pthread_barrier_destroy(&barrier);
    workers_sum(w, count, n * c->pairs, out);
    free(w);
}
