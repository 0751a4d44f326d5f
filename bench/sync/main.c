/* SPDX-License-Identifier: MIT */
/* bench_sync: what the synchronous calls cost through ws2, against the same
 * loops on plain POSIX calls, interleaved in one run. See docs/performance.md.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "run.h"

#define ROUNDS_MAX 1000

struct options {
    unsigned rounds;
    double ms;
    bool quick, json;
    const char *only; /* keys, separated by commas; NULL is all */
};

_Noreturn void bench_die(const char *side, const char *what, int code)
{
    fprintf(stderr, "bench_sync: %s: %s failed: %d\n", side, what, code);
    exit(1);
}

static void usage(FILE *to)
{
    fprintf(to, "usage: bench_sync [--quick] [--json] [--rounds N] [--ms N] "
                "[--only KEY,...]\nkeys:");
    for (unsigned i = 0; i < bench_case_count; i++)
        fprintf(to, " %s", bench_cases[i].key);
    fprintf(to, " lookup\n");
}

static bool wanted(const struct options *o, const char *key)
{
    const char *at = o->only;
    size_t len = strlen(key);

    while (at != NULL) {
        if (strncmp(at, key, len) == 0 && (at[len] == ',' || at[len] == '\0'))
            return true;
        at = strchr(at, ',');
        at += at != NULL;
    }
    return o->only == NULL;
}

/* How many operations take about ms on the POSIX side. */
static unsigned count_find(const struct bench_case *c, struct bench_pair *pairs,
                           double ms, const int cpu_id[2])
{
    struct bench_sample s;
    unsigned n = 10;
    double want = ms * 1e6 / c->pairs * (c->stretch != 0 ? c->stretch : 1);

    if (c->n != 0)
        return c->n;
    for (;;) {
        bench_sample(c, &bench_posix, pairs, n, cpu_id, &s);
        if (s.ns * n >= want / 8)
            return (unsigned)(want / s.ns) + 1;
        n *= 4;
    }
}

static void result_fill(struct bench_result *out, const struct bench_sample *p,
                        const struct bench_sample *w, unsigned rounds)
{
    static double v[5][ROUNDS_MAX];

    for (unsigned i = 0; i < rounds; i++) {
        v[0][i] = p[i].ns;
        v[1][i] = w[i].ns;
        v[2][i] = w[i].ns / p[i].ns;
        v[3][i] = w[i].ns - p[i].ns;
        v[4][i] = w[i].cpu_ns / p[i].cpu_ns;
    }
    out->posix = bench_quantile(v[0], rounds, 0.5);
    out->ws2 = bench_quantile(v[1], rounds, 0.5);
    out->ratio = bench_quantile(v[2], rounds, 0.5);
    out->low = bench_quantile(v[2], rounds, 0.25);
    out->high = bench_quantile(v[2], rounds, 0.75);
    out->least = bench_quantile(v[2], rounds, 0);
    out->most = bench_quantile(v[2], rounds, 1);
    out->more = bench_quantile(v[3], rounds, 0.5);
    out->cpu_ratio = bench_quantile(v[4], rounds, 0.5);
}

/* POSIX and ws2 in turn; each round the other begins. */
static void case_run(const struct bench_case *c, const struct options *o,
                     const int cpu_id[2], struct bench_result *out)
{
    static struct bench_sample sample[2][ROUNDS_MAX];
    const struct bench_side *side[2] = {&bench_posix, &bench_ws2};
    struct bench_pair *pairs[2];
    unsigned n;

    for (int k = 0; k < 2; k++) {
        pairs[k] = calloc(c->pairs, sizeof(*pairs[k]));
        if (pairs[k] == NULL)
            bench_die("main", "calloc", ENOMEM);
        for (unsigned i = 0; i < c->pairs; i++)
            side[k]->pair_open(&pairs[k][i], c->proto);
    }
    n = count_find(c, pairs[0], o->ms, cpu_id);
    for (unsigned r = 0; r < o->rounds; r++)
        for (unsigned turn = 0; turn < 2; turn++) {
            unsigned k = (r + turn) % 2;

            bench_sample(c, side[k], pairs[k], n, cpu_id, &sample[k][r]);
        }
    for (int k = 0; k < 2; k++) {
        for (unsigned i = 0; i < c->pairs; i++)
            side[k]->pair_close(&pairs[k][i]);
        free(pairs[k]);
    }
    result_fill(out, sample[0], sample[1], o->rounds);
    out->c = c;
}

static void options_read(struct options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--quick") == 0) {
            o->quick = true;
            o->rounds = 3;
            o->ms = 2;
            continue;
        }
        if (strcmp(argv[i], "--json") == 0) {
            o->json = true;
            continue;
        }
        if (strcmp(argv[i], "--help") == 0) {
            usage(stdout);
            exit(0);
        }
        if (strcmp(argv[i], "--rounds") == 0)
            o->rounds = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i], "--ms") == 0)
            o->ms = strtod(value, NULL);
        else if (strcmp(argv[i], "--only") == 0 && *value != '\0')
            o->only = value;
        else
            o->rounds = 0;
        i++;
        if (o->rounds < 1 || o->rounds > ROUNDS_MAX || !(o->ms > 0)) {
            usage(stderr);
            exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    struct options o = {.rounds = 101, .ms = 4};
    struct bench_result *rows = calloc(bench_case_count, sizeof(*rows));
    struct bench_lookup *lookups = calloc(bench_lookup_count, sizeof(*lookups));
    struct bench_report r = {.rows = rows, .lookups = lookups};

    if (rows == NULL || lookups == NULL)
        bench_die("main", "calloc", ENOMEM);
    options_read(&o, argc, argv);
    bench_machine_begin(&r.machine);
    bench_posix.start();
    bench_ws2.start();
    for (unsigned i = 0; i < bench_case_count; i++) {
        const struct bench_case *c = &bench_cases[i];

        if (!wanted(&o, c->key))
            continue;
        if (c->place == BENCH_TWO_CPUS && r.machine.cpu_id[1] < 0)
            fprintf(stderr, "skipped, one CPU only: %s\n", c->title);
        else
            case_run(c, &o, r.machine.cpu_id, &rows[i]);
    }
    if (wanted(&o, "lookup")) {
        bench_lookup_run(lookups, o.rounds, o.ms, r.machine.cpus);
        r.lookup_count = bench_lookup_count;
    }
    bench_ws2.stop();
    bench_posix.stop();
    bench_machine_end(&r.machine);
    r.rounds = o.rounds;
    r.ms = o.ms;
    r.quick = o.quick;
    r.row_count = bench_case_count;
    (o.json ? bench_report_json : bench_report_table)(&r);
    free(rows);
    free(lookups);
    return 0;
}
