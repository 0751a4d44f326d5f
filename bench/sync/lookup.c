/* SPDX-License-Identifier: MIT */
/* The handle table alone: what ws2_handle_pin and ws2_handle_unpin cost, and
 * whether threads that use handles of their own disturb each other. Reaches
 * the library's hidden functions through the static library. */
#include "run.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "handle/handle.h"

#define THREADS_MAX 32
#define ROUNDS_MAX  1000

static const struct {
    unsigned threads;
    bool shared;
} rows[] = {{1, false}, {2, false},  {4, false},
            {8, false}, {32, false}, {2, true}};
#define ROWS (sizeof(rows) / sizeof(rows[0]))
const unsigned bench_lookup_count = ROWS;

struct looker {
    pthread_t thread;
    pthread_barrier_t *barrier;
    ws2_handle handle;
    unsigned n;
    int cpu;
    double begin, end, cpu_ns;
};

static double clock_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void lookups(ws2_handle h, unsigned n)
{
    while (n-- > 0) {
        if (ws2_handle_pin(h, WS2_KIND_SOCKET) == NULL)
            bench_die("lookup", "ws2_handle_pin", ENOENT);
        ws2_handle_unpin(h);
    }
}

static void *looker_main(void *arg)
{
    struct looker *l = arg;
    double cpu;

    bench_cpu_pin(l->cpu);
    lookups(l->handle, l->n / 8);
    pthread_barrier_wait(l->barrier);
    l->begin = clock_ns(CLOCK_MONOTONIC);
    cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    lookups(l->handle, l->n);
    l->cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    l->end = clock_ns(CLOCK_MONOTONIC);
    return NULL;
}

struct sample {
    double rate;   /* lookups in a nanosecond, all threads together */
    double cpu_ns; /* processor time of one: what others do is not in it */
};

static struct sample sample_take(const ws2_handle *handles, unsigned threads,
                                 bool shared, unsigned n)
{
    struct sample out = {0};
    struct looker l[THREADS_MAX];
    pthread_barrier_t barrier;
    double begin, end;

    pthread_barrier_init(&barrier, NULL, threads);
    for (unsigned i = 0; i < threads; i++) {
        int res;

        l[i] = (struct looker){.barrier = &barrier,
                               .handle = handles[shared ? 0 : i],
                               .n = n,
                               .cpu = bench_cpu_spread(i)};
        res = pthread_create(&l[i].thread, NULL, looker_main, &l[i]);
        if (res != 0)
            bench_die("lookup", "pthread_create", res);
    }
    for (unsigned i = 0; i < threads; i++)
        pthread_join(l[i].thread, NULL);
    pthread_barrier_destroy(&barrier);
    begin = l[0].begin;
    end = l[0].end;
    for (unsigned i = 0; i < threads; i++) {
        begin = l[i].begin < begin ? l[i].begin : begin;
        end = l[i].end > end ? l[i].end : end;
        out.cpu_ns += l[i].cpu_ns / n / threads;
    }
    out.rate = (double)n * threads / (end - begin);
    return out;
}

static void object_destroy(struct ws2_obj *obj)
{
    (void)obj; /* static */
}

static const struct ws2_obj_ops ops = {.destroy = object_destroy};
static struct ws2_obj objects[THREADS_MAX];

static void handles_open(ws2_handle *handles)
{
    for (unsigned i = 0; i < THREADS_MAX; i++) {
        ws2_err err;

        ws2_obj_init(&objects[i], WS2_KIND_SOCKET, &ops);
        err = ws2_handle_new(&objects[i], &handles[i]);
        if (err != WS2_OK)
            bench_die("lookup", "ws2_handle_new", err);
    }
}

static void handles_close(const ws2_handle *handles)
{
    for (unsigned i = 0; i < THREADS_MAX; i++)
        ws2_obj_put(ws2_handle_close(handles[i], WS2_KIND_SOCKET));
}

/* How many lookups fill ms in one thread. */
static unsigned count_find(const ws2_handle *handles, double ms)
{
    unsigned n = 10000;
    struct sample s = sample_take(handles, 1, false, n);

    return (unsigned)(ms * 1e6 / s.cpu_ns) + n;
}

static double ideal_of(unsigned threads, unsigned cpus)
{
    return threads < cpus ? threads : cpus;
}

void bench_lookup_run(struct bench_lookup *out, unsigned rounds, double ms,
                      unsigned cpus)
{
    static double rate[ROWS][ROUNDS_MAX], cost[ROWS][ROUNDS_MAX],
        scale[ROWS][ROUNDS_MAX];
    ws2_handle handles[THREADS_MAX];
    unsigned n;

    if (rounds > ROUNDS_MAX)
        rounds = ROUNDS_MAX;
    handles_open(handles);
    n = count_find(handles, ms);
    for (unsigned r = 0; r < rounds; r++)
        for (unsigned i = 0; i < ROWS; i++) {
            unsigned threads = rows[i].threads;
            unsigned each = threads > cpus ? n / threads * cpus : n;
            struct sample s =
                sample_take(handles, threads, rows[i].shared, each);

            rate[i][r] = s.rate;
            cost[i][r] = s.cpu_ns;
            scale[i][r] = cost[0][r] / s.cpu_ns * ideal_of(threads, cpus);
        }
    handles_close(handles);
    for (unsigned i = 0; i < ROWS; i++) {
        struct bench_lookup *l = &out[i];

        l->threads = rows[i].threads;
        l->shared = rows[i].shared;
        l->ideal = ideal_of(l->threads, cpus);
        l->rate = bench_quantile(rate[i], rounds, 0.5) * 1e3;
        l->ns = bench_quantile(cost[i], rounds, 0.5);
        l->scale = bench_quantile(scale[i], rounds, 0.5);
        l->low = bench_quantile(scale[i], rounds, 0.25);
        l->high = bench_quantile(scale[i], rounds, 0.75);
    }
}
