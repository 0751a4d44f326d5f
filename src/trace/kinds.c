/* SPDX-License-Identifier: MIT */
/* The kinds of all arguments of all doors, found once; see kinds.def. */
#include <ctype.h>
#include <string.h>

#include "trace/args.h"

#define DOORS_MAX 512

static unsigned char kinds[DOORS_MAX][WS2_DOOR_ARGS_MAX];

static const struct rule {
    const char *function, *type, *name;
    enum ws2_arg_kind kind;
} rules[] = {
#define SHOW(function, type, name, kind) {function, type, name, ARG_##kind},
#include "trace/kinds.def"
};

/* A set of characters in brackets is one for that character. */
bool ws2_glob(const char *pattern, const char *text)
{
    for (; *pattern != '\0'; pattern++, text++) {
        char want = *pattern;

        if (want == '*') {
            while (*text != '\0' && !ws2_glob(pattern + 1, text))
                text++;
            if (pattern[1] == '\0')
                return true;
            return *text != '\0' || ws2_glob(pattern + 1, text);
        }
        if (want == '[' && pattern[1] != '\0' && pattern[2] == ']') {
            want = pattern[1];
            pattern += 2;
        } else if (want == '?' && *text != '\0') {
            continue;
        }
        if (tolower((unsigned char)want) != tolower((unsigned char)*text))
            return false;
    }
    return *text == '\0';
}

/* The column-th part between ", " of what the door says of its parameters. */
static void column_copy(const char *params, unsigned column, char *out,
                        size_t size)
{
    size_t len;

    for (; column > 0 && params != NULL; column--) {
        params = strchr(params, ',');
        params = params != NULL ? params + 1 : NULL;
    }
    if (params == NULL)
        params = "";
    params += strspn(params, " ");
    len = strcspn(params, ",");
    if (len >= size)
        len = size - 1;
    memcpy(out, params, len);
    out[len] = '\0';
}

const char *ws2_arg_name(const struct ws2_door *door, unsigned i, char *name,
                         size_t size)
{
    column_copy(door->params, 2 * i + 1, name, size);
    return name;
}

static enum ws2_arg_kind kind_find(const struct ws2_door *door, unsigned i)
{
    char type[64], name[64];

    column_copy(door->params, 2 * i, type, sizeof(type));
    ws2_arg_name(door, i, name, sizeof(name));
    for (size_t r = 0; r < sizeof(rules) / sizeof(rules[0]); r++)
        if (ws2_glob(rules[r].function, door->name) &&
            ws2_glob(rules[r].type, type) && ws2_glob(rules[r].name, name))
            return rules[r].kind;
    return ARG_UNSIGNED;
}

void ws2_args_prepare(void)
{
    for (unsigned d = 0; d < ws2_door_count && d < DOORS_MAX; d++)
        for (unsigned i = 0; i < ws2_doors[d].args; i++)
            kinds[d][i] = (unsigned char)kind_find(&ws2_doors[d], i);
}

enum ws2_arg_kind ws2_arg_kind(const struct ws2_door *door, unsigned i)
{
    size_t d = (size_t)(door - ws2_doors);

    return d < DOORS_MAX ? (enum ws2_arg_kind)kinds[d][i] : ARG_UNKNOWN;
}
