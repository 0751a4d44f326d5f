/* SPDX-License-Identifier: MIT */
/* Printing; see report.h. Times are medians over the rounds, ratios medians of
 * the rounds' own ratios: each round's two samples were taken one after the
 * other, so that a machine that slows down slows both. */
#include "report.h"

#include <string.h>

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif
#define QUIET_CPUS    0.1 /* more than that used by others spoils figures */
#define SCALE_OF_BEST 0.9

static const char *verdict(const struct bench_result *row)
{
    double value = row->ratio;

    switch (row->c->aim) {
    case BENCH_NO_AIM:
        return "";
    case BENCH_MORE:
        value = row->more;
        break;
    case BENCH_MOST:
        value = row->ws2;
        break;
    case BENCH_RATIO:
        break;
    }
    return value <= row->c->bound ? "met" : "missed";
}

static void aim_text(const struct bench_case *c, char *out, size_t size)
{
    switch (c->aim) {
    case BENCH_RATIO:
        snprintf(out, size, "<= %.2f", c->bound);
        break;
    case BENCH_MORE:
        snprintf(out, size, "<= +%.0f ns", c->bound);
        break;
    case BENCH_MOST:
        snprintf(out, size, "<= %.0f us", c->bound / 1e3);
        break;
    case BENCH_NO_AIM:
        snprintf(out, size, "-");
        break;
    }
}

static void machine_print(const struct bench_report *r)
{
    const struct bench_machine *m = &r->machine;

    printf("%s UTC, %s, %u CPUs (%s)\nLinux %s, %s, %s\n", m->date, m->cpu,
           m->cpus, m->guest, m->kernel, m->libc, COMPILER);
    printf("%u rounds of %.0f ms a side, sides alternating; pinned to CPU %d",
           r->rounds, r->ms, m->cpu_id[0]);
    if (m->cpu_id[1] >= 0)
        printf(" and %d", m->cpu_id[1]);
    printf("\nload %.2f at the start; other programs kept %.2f CPUs busy%s\n",
           m->load, m->others_busy,
           m->others_busy > QUIET_CPUS ? ": NOT QUIET, figures are rough" : "");
}

static void row_print(const struct bench_result *row)
{
    char aim[32], spread[32];

    aim_text(row->c, aim, sizeof(aim));
    snprintf(spread, sizeof(spread), "%.3f..%.3f", row->low, row->high);
    printf("%-45s %10.1f %10.1f %7.3f %14s %6.2f %10s%s%s\n", row->c->title,
           row->posix, row->ws2, row->ratio, spread, row->cpu_ratio, aim,
           *verdict(row) != '\0' ? " " : "", verdict(row));
}

static void rows_print(const struct bench_report *r)
{
    printf("\n%-45s %10s %10s %7s %14s %6s %10s\n", "64-byte messages",
           "POSIX ns", "ws2 ns", "ratio", "quartiles", "CPU", "aim");
    for (unsigned i = 0; i < r->row_count; i++)
        if (r->rows[i].c != NULL)
            row_print(&r->rows[i]);
}

static bool scales(const struct bench_lookup *l)
{
    return l->scale >= SCALE_OF_BEST * l->ideal;
}

static void lookups_print(const struct bench_report *r)
{
    if (r->lookup_count == 0)
        return;
    printf("\n%-28s %10s %10s %9s %14s %6s\n", "handle lookups (pin + unpin)",
           "CPU ns", "million/s", "x 1 thr.", "quartiles", "ideal");
    for (unsigned i = 0; i < r->lookup_count; i++) {
        const struct bench_lookup *l = &r->lookups[i];
        char name[40], spread[32];

        snprintf(name, sizeof(name), "%u thread%s, %s", l->threads,
                 l->threads > 1 ? "s" : "",
                 l->shared ? "one handle" : "own handles");
        snprintf(spread, sizeof(spread), "%.2f..%.2f", l->low, l->high);
        printf("%-28s %10.2f %10.1f %9.2f %14s %6.0f%s\n", name, l->ns, l->rate,
               l->scale, spread, l->ideal,
               l->shared   ? ""
               : scales(l) ? " scales"
                           : " does not scale");
    }
}

void bench_report_table(const struct bench_report *r)
{
    printf("ws2 against plain POSIX calls%s\n",
           r->quick ? " (quick: too short to mean much)" : "");
    machine_print(r);
    rows_print(r);
    lookups_print(r);
    printf("\nns: an operation, all threads together, median. ratio: ws2 by "
           "POSIX, median of\nthe rounds' ratios, with quartiles. CPU: "
           "processor time, ws2 by POSIX. x 1 thr.:\nlookups of all threads by "
           "those of one, by processor time.\n");
}

/* The strings are from /proc and uname: quotes and control characters are
 * dropped rather than escaped. */
static void json_text(const char *key, const char *text)
{
    printf("\"%s\": \"", key);
    for (; *text != '\0'; text++)
        if (*text != '"' && *text != '\\' && (unsigned char)*text >= ' ')
            putchar(*text);
    printf("\", ");
}

static void json_rows(const struct bench_report *r)
{
    const char *comma = "";

    for (unsigned i = 0; i < r->row_count; i++) {
        const struct bench_result *row = &r->rows[i];
        char aim[32];

        if (row->c == NULL)
            continue;
        aim_text(row->c, aim, sizeof(aim));
        printf(
            "%s\n    {\"key\": \"%s\", \"title\": \"%s\", \"posix_ns\": %.3f, "
            "\"ws2_ns\": %.3f,\n     \"ratio\": %.4f, \"ratio_q1\": %.4f, "
            "\"ratio_q3\": %.4f, \"ratio_min\": %.4f, \"ratio_max\": %.4f,\n"
            "     \"more_ns\": %.3f, \"cpu_ratio\": %.4f, \"aim\": \"%s\", "
            "\"result\": \"%s\"}",
            comma, row->c->key, row->c->title, row->posix, row->ws2, row->ratio,
            row->low, row->high, row->least, row->most, row->more,
            row->cpu_ratio, aim, verdict(row));
        comma = ",";
    }
}

static void json_lookups(const struct bench_report *r)
{
    for (unsigned i = 0; i < r->lookup_count; i++) {
        const struct bench_lookup *l = &r->lookups[i];

        printf("%s\n    {\"threads\": %u, \"one_handle\": %s, \"ns\": %.3f, "
               "\"million_per_s\": %.2f, \"scale\": %.3f, \"scale_q1\": %.3f, "
               "\"scale_q3\": %.3f, \"ideal\": %.0f}",
               i > 0 ? "," : "", l->threads, l->shared ? "true" : "false",
               l->ns, l->rate, l->scale, l->low, l->high, l->ideal);
    }
}

void bench_report_json(const struct bench_report *r)
{
    const struct bench_machine *m = &r->machine;

    printf("{\n  \"machine\": {");
    json_text("date_utc", m->date);
    json_text("cpu", m->cpu);
    json_text("guest", m->guest);
    json_text("kernel", m->kernel);
    json_text("libc", m->libc);
    json_text("compiler", COMPILER);
    printf("\"cpus\": %u, \"load\": %.2f, \"others_busy_cpus\": %.3f},\n",
           m->cpus, m->load, m->others_busy);
    printf("  \"quick\": %s, \"rounds\": %u, \"round_ms\": %.1f,\n",
           r->quick ? "true" : "false", r->rounds, r->ms);
    printf("  \"rows\": [");
    json_rows(r);
    printf("\n  ],\n  \"lookups\": [");
    json_lookups(r);
    printf("\n  ]\n}\n");
}
