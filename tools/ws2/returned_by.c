/* SPDX-License-Identifier: MIT */
/* The contract seen from a code. Many functions share a condition word for
 * word ("no WSAStartup has succeeded before the call"): they are shown as one
 * group, where its first function comes in the contract. */
#include "returned_by.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "contract.h"
#include "json.h"
#include "out.h"

#define GROUPS_SHOWN     16u
#define INDENT           2u
#define INDENT_CONDITION 6u

struct group {
    size_t first; /* row */
    size_t count; /* of functions */
};

struct returned {
    const struct contract_row **rows; /* those with the code */
    size_t row_count;
    struct group *groups;
    size_t group_count;
};

static bool same_condition(const struct contract_row *a,
                           const struct contract_row *b)
{
    return strcmp(a->condition, b->condition) == 0;
}

static void *memory_new(size_t n, size_t size)
{
    void *p = calloc(n > 0 ? n : 1, size);

    if (p == NULL) {
        fprintf(stderr, "ws2: out of memory\n");
        exit(3);
    }
    return p;
}

static void rows_find(struct returned *r, int code)
{
    const struct contract_row *row;
    size_t n = 0;
    size_t i;

    while (contract_at(n) != NULL)
        n++;
    r->rows = memory_new(n, sizeof(const struct contract_row *));
    for (i = 0; (row = contract_at(i)) != NULL; i++)
        if (contract_is_code(row, code))
            r->rows[r->row_count++] = row;
}

static void groups_find(struct returned *r)
{
    size_t i;
    size_t g;

    r->groups = memory_new(r->row_count, sizeof(*r->groups));
    for (i = 0; i < r->row_count; i++) {
        for (g = 0; g < r->group_count; g++)
            if (same_condition(r->rows[r->groups[g].first], r->rows[i]))
                break;
        if (g == r->group_count)
            r->groups[r->group_count++].first = i;
        r->groups[g].count++;
    }
}

/* The group's functions on wrapped lines. */
static unsigned function_show(const char *name, const char *tail,
                              unsigned column)
{
    unsigned len = (unsigned)(strlen(name) + strlen(tail));

    if (column > INDENT && column + 1 + len > out_width()) {
        printf("\n%*s", (int)INDENT, "");
        column = INDENT;
    } else if (column > INDENT) {
        putchar(' ');
        column++;
    }
    out_print(OUT_CALL, "%s", name);
    printf("%s", tail);
    return column + len;
}

static void group_functions(const struct returned *r, const struct group *g)
{
    unsigned column = INDENT;
    size_t left = g->count;
    size_t i;

    printf("%*s", (int)INDENT, "");
    for (i = g->first; left > 0; i++)
        if (same_condition(r->rows[g->first], r->rows[i]))
            column = function_show(r->rows[i]->function, --left > 0 ? "," : "",
                                   column);
    putchar('\n');
}

static void rest_show(const struct returned *r, size_t from)
{
    unsigned column = INDENT;
    size_t left = 0;
    size_t g;

    for (g = from; g < r->group_count; g++)
        left += r->groups[g].count;
    out_print(OUT_HEADING, "\n%*sand %zu more", (int)INDENT, "", left);
    printf(" (--all shows when)\n%*s", (int)INDENT, "");
    for (g = from; g < r->group_count; g++) {
        size_t i = r->groups[g].first;
        size_t n = r->groups[g].count;

        for (; n > 0; i++)
            if (same_condition(r->rows[r->groups[g].first], r->rows[i])) {
                n--;
                column = function_show(r->rows[i]->function,
                                       --left > 0 ? "," : "", column);
            }
    }
    putchar('\n');
}

void returned_by_show(const ws2_error_info *e, bool all)
{
    struct returned r = {0};
    size_t shown;
    size_t g;

    rows_find(&r, e->code);
    groups_find(&r);
    shown =
        all || r.group_count <= GROUPS_SHOWN + 2 ? r.group_count : GROUPS_SHOWN;
    if (r.row_count == 0)
        printf("\n%*sNo function's page names this code.\n", (int)INDENT, "");
    else
        out_print(OUT_HEADING, "\n%*sDocumented for %zu function%s\n",
                  (int)INDENT, "", r.row_count, r.row_count == 1 ? "" : "s");
    for (g = 0; g < shown; g++) {
        group_functions(&r, &r.groups[g]);
        printf("%*s", (int)INDENT_CONDITION, "");
        condition_show(r.rows[r.groups[g].first]->condition, INDENT_CONDITION);
    }
    if (shown < r.group_count)
        rest_show(&r, shown);
    free(r.rows);
    free(r.groups);
}

void returned_by_json(const ws2_error_info *e)
{
    const struct contract_row *row;
    size_t i;

    json_begin("returned_by", '[');
    for (i = 0; (row = contract_at(i)) != NULL; i++) {
        if (!contract_is_code(row, e->code))
            continue;
        json_begin(NULL, '{');
        json_string("function", row->function);
        json_string("failure", row->failure);
        json_string("condition", row->condition);
        json_end();
    }
    json_end();
}
