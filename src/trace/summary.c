/* SPDX-License-Identifier: MIT */
/* How often each function was called, how often it failed, and how long that
 * took: atomic counters for each, and a table of them. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <winsock2.h>

#include "trace/out.h"
#include "trace/trace.h"

#define DOORS_MAX 512

static struct counter {
    atomic_uint_fast64_t calls, errors, ns;
} counters[DOORS_MAX];

/* Of a name: AcceptEx is there twice. */
struct row {
    const char *name;
    uint64_t calls, errors, ns;
};

void ws2_summary_count(const struct ws2_call *call)
{
    size_t i = (size_t)(call->door - ws2_doors);

    if (i >= DOORS_MAX)
        return;
    atomic_fetch_add(&counters[i].calls, 1);
    atomic_fetch_add(&counters[i].ns,
                     (uint64_t)(call->end_ns - call->begin_ns));
    if (call->failed && call->code != WSA_IO_PENDING)
        atomic_fetch_add(&counters[i].errors, 1);
}

void ws2_summary_clear(void)
{
    for (unsigned i = 0; i < DOORS_MAX; i++) {
        atomic_store(&counters[i].calls, 0);
        atomic_store(&counters[i].errors, 0);
        atomic_store(&counters[i].ns, 0);
    }
}

static struct row *row_find(struct row *rows, unsigned *count, const char *name)
{
    unsigned i = 0;

    while (i < *count && strcmp(rows[i].name, name) != 0)
        i++;
    if (i == *count)
        rows[(*count)++] = (struct row){.name = name};
    return &rows[i];
}

/* What takes longest comes first. */
static int row_compare(const void *one, const void *two)
{
    const struct row *a = one, *b = two;

    if (a->ns != b->ns)
        return a->ns < b->ns ? 1 : -1;
    return strcmp(a->name, b->name);
}

static unsigned rows_make(struct row *rows, struct row *total)
{
    unsigned count = 0;

    *total = (struct row){.name = "total"};
    for (unsigned i = 0; i < ws2_door_count && i < DOORS_MAX; i++) {
        uint64_t calls = atomic_load(&counters[i].calls);
        struct row *row;

        if (calls == 0)
            continue;
        row = row_find(rows, &count, ws2_doors[i].name);
        row->calls += calls;
        row->errors += atomic_load(&counters[i].errors);
        row->ns += atomic_load(&counters[i].ns);
        total->calls += calls;
        total->errors += atomic_load(&counters[i].errors);
        total->ns += atomic_load(&counters[i].ns);
    }
    qsort(rows, count, sizeof(rows[0]), row_compare);
    return count;
}

static void row_text(struct ws2_out *t, const struct row *row, uint64_t all_ns)
{
    char errors[24] = "";
    struct ws2_out e;

    ws2_out_init(&e, errors, sizeof(errors));
    if (row->errors != 0)
        ws2_out_format(&e, "%llu", (unsigned long long)row->errors);
    ws2_out_format(t, "%6.2f %11.6f %11.3f %9llu %9s %s\n",
                   all_ns == 0 ? 0.0 : 100.0 * (double)row->ns / (double)all_ns,
                   (double)row->ns / 1e9,
                   (double)row->ns / 1e3 / (double)row->calls,
                   (unsigned long long)row->calls, errors, row->name);
}

static void table_text(struct ws2_out *t, const struct row *rows,
                       unsigned count, const struct row *total)
{
    static const char line[] =
        "------ ----------- ----------- --------- --------- --------\n";

    ws2_out_put(t, "% time     seconds  usecs/call     calls    errors "
                   "function\n");
    ws2_out_put(t, line);
    for (unsigned i = 0; i < count; i++)
        row_text(t, &rows[i], total->ns);
    if (count == 0)
        return;
    ws2_out_put(t, line);
    row_text(t, total, total->ns);
}

static void table_json(struct ws2_out *t, const struct row *rows,
                       unsigned count)
{
    ws2_out_format(t, "{\"process\":%d,\"summary\":[", (int)getpid());
    for (unsigned i = 0; i < count; i++)
        ws2_out_format(
            t,
            "%s{\"name\":\"%s\",\"calls\":%llu,\"errors\":%llu,"
            "\"time_ns\":%llu}",
            i == 0 ? "" : ",", rows[i].name, (unsigned long long)rows[i].calls,
            (unsigned long long)rows[i].errors, (unsigned long long)rows[i].ns);
    ws2_out_put(t, "]}\n");
}

void ws2_summary_emit(void)
{
    const size_t size = (size_t)(ws2_door_count + 4) * 160;
    struct row *rows = calloc(ws2_door_count, sizeof(*rows)), total;
    char *buf = malloc(size);
    struct ws2_out t;
    unsigned count;

    if (rows != NULL && buf != NULL) {
        count = rows_make(rows, &total);
        ws2_out_init(&t, buf, size);
        if (ws2_trace_config.json)
            table_json(&t, rows, count);
        else
            table_text(&t, rows, count, &total);
        ws2_trace_emit(t.buf, t.len);
    }
    free(rows);
    free(buf);
}
