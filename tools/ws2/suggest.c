/* SPDX-License-Identifier: MIT */
/* Edit distance (insert, drop, replace, swap neighbours), any case. */
#include "suggest.h"

#include <ctype.h>
#include <string.h>

#include "contract.h"
#include "ws2/errors.h"

#define LENGTH_MAX 48 /* longer texts are no names */
#define SLIPS_MAX  2

static int smallest(int a, int b, int c)
{
    int ab = a < b ? a : b;

    return ab < c ? ab : c;
}

static int same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Rows of the usual table, the last three of them. */
static int distance(const char *a, const char *b)
{
    int rows[3][LENGTH_MAX + 1];
    size_t la = strlen(a);
    size_t lb = strlen(b);
    size_t i;
    size_t j;

    if (la > LENGTH_MAX || lb > LENGTH_MAX)
        return LENGTH_MAX;
    for (j = 0; j <= lb; j++)
        rows[0][j] = (int)j;
    for (i = 1; i <= la; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3];
        const int *before = rows[(i + 1) % 3];

        row[0] = (int)i;
        for (j = 1; j <= lb; j++) {
            row[j] = smallest(above[j] + 1, row[j - 1] + 1,
                              above[j - 1] + !same(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
                same(a[i - 2], b[j - 1]) && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
    }
    return rows[la % 3][lb];
}

/* Short names are all close to each other: allow fewer slips. */
static int slips_allowed(const char *text)
{
    return strlen(text) < 6 ? 1 : SLIPS_MAX;
}

static void consider(const char *text, const char *candidate, const char *name,
                     const char **best, int *least)
{
    int d = distance(text, candidate);

    if (d < *least) {
        *least = d;
        *best = name;
    }
}

const char *suggest_error(const char *text)
{
    int least = slips_allowed(text) + 1;
    const char *best = NULL;
    const ws2_error_info *e;
    ws2_error_alias alias;
    size_t i;
    size_t j;

    for (i = 0; (e = ws2_error_at(i)) != NULL; i++) {
        consider(text, e->name, e->name, &best, &least);
        if (strncmp(e->name, "WSA", 3) == 0)
            consider(text, e->name + 3, e->name, &best, &least);
        for (j = 0; ws2_error_alias_at(e->code, j, &alias); j++)
            consider(text, alias.name, alias.name, &best, &least);
    }
    return best;
}

const char *suggest_function(const char *text)
{
    int least = slips_allowed(text) + 1;
    const char *best = NULL;
    const struct contract_row *row;
    size_t i;

    for (i = 0; (row = contract_at(i)) != NULL; i++)
        consider(text, row->function, row->function, &best, &least);
    return best;
}
