/* SPDX-License-Identifier: MIT */
/* How often each code was met, where, what it means and what to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "out.h"
#include "show.h"

#define SAMPLE_MAX 200 /* bytes of a line that are shown */
#define INDENT     4u

static struct tally_row *row_find(struct tally *t, const ws2_error_info *e)
{
    struct tally_row *rows;

    for (size_t i = 0; i < t->count; i++)
        if (t->rows[i].meaning == e)
            return &t->rows[i];
    rows = realloc(t->rows, (t->count + 1) * sizeof(*rows));
    if (rows == NULL)
        return NULL;
    t->rows = rows;
    rows[t->count] = (struct tally_row){.meaning = e};
    return &rows[t->count++];
}

static void line_count(struct tally *t, const ws2_error_info *e,
                       const struct stream_line *line)
{
    struct tally_row *row = row_find(t, e);

    if (row == NULL) {
        t->failed = true;
        return;
    }
    if (row->count++ == 0) {
        row->first = line->number;
        row->first_file = t->file;
        row->sample = strndup(
            line->text, line->length < SAMPLE_MAX ? line->length : SAMPLE_MAX);
    }
    row->last = line->number;
    row->last_file = t->file;
}

static void line_take(void *to, const struct stream_line *line)
{
    const ws2_error_info *codes[STREAM_HITS_MAX];
    size_t count = codes_add(codes, 0, line);
    struct tally *t = to;

    t->lines += line->count > 0;
    for (size_t i = 0; i < count; i++)
        line_count(t, codes[i], line);
}

struct stream_sink tally_sink(struct tally *tally)
{
    return (struct stream_sink){
        .line = line_take, .to = tally, .numbers = true};
}

void tally_free(struct tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->rows[i].sample);
    free(t->rows);
    memset(t, 0, sizeof(*t));
}

/* Most frequent first. */
static int compare(const void *a, const void *b)
{
    const struct tally_row *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return x->meaning->code - y->meaning->code;
}

static void place_show(const char *label, const char *file,
                       unsigned long long line)
{
    printf("%s ", label);
    if (file != NULL)
        printf("%s:", out_safe(file));
    printf("%llu", line);
}

static void checks_show(const char *check)
{
    while (*check != '\0') {
        size_t length = strcspn(check, "\n");

        printf("%*s- ", (int)INDENT, "");
        out_wrap_part(check, length, INDENT + 2, INDENT + 2);
        check += length + (check[length] != '\0');
    }
}

static void row_show(const struct tally_row *row)
{
    const ws2_error_info *e = row->meaning;

    out_print(OUT_NAME, "\n%s", e->name);
    out_print(OUT_HEADING, " %d  %s\n", e->code, e->title);
    printf("%*s%llu line%s; ", (int)INDENT, "", row->count,
           row->count == 1 ? "" : "s");
    place_show("first", row->first_file, row->first);
    place_show(", last", row->last_file, row->last);
    putchar('\n');
    if (row->sample != NULL)
        out_print(OUT_FAINT, "%*s%s\n", (int)INDENT, "", out_safe(row->sample));
    printf("%*s", (int)INDENT, "");
    out_wrap(e->what, INDENT, INDENT);
    checks_show(e->check);
}

static void row_json(const struct tally_row *row)
{
    json_begin(NULL, '{');
    json_number("code", row->meaning->code);
    json_string("name", row->meaning->name);
    json_string("title", row->meaning->title);
    json_string("kind", ws2_error_kind_name(row->meaning->kind));
    json_number("lines", (long long)row->count);
    json_string("first_file", row->first_file);
    json_number("first_line", (long long)row->first);
    json_string("last_file", row->last_file);
    json_number("last_line", (long long)row->last);
    json_string("sample", row->sample);
    json_string("what", row->meaning->what);
    json_string("check", row->meaning->check);
    json_end();
}

void tally_show(struct tally *t, bool json)
{
    if (t->count > 0)
        qsort(t->rows, t->count, sizeof(*t->rows), compare);
    if (json)
        json_begin(NULL, '[');
    else if (t->count == 0)
        printf("no error codes of Windows Sockets\n");
    else
        out_print(OUT_HEADING, "%llu line%s, %zu code%s\n", t->lines,
                  t->lines == 1 ? "" : "s", t->count, t->count == 1 ? "" : "s");
    for (size_t i = 0; i < t->count; i++)
        if (json)
            row_json(&t->rows[i]);
        else
            row_show(&t->rows[i]);
    if (json)
        json_end();
}
