/* SPDX-License-Identifier: MIT */
/* See w3c.h. */
#include "w3c.h"

#include <limits.h>
#include <string.h>

#include "chars.h"

#define FIELDS "#Fields:"
#define STATUS "sc-win32-status"

/* The next word from *at on; *at moves behind it. False: none is left. */
static bool word_next(const char **at, const char *end, const char **word,
                      size_t *length)
{
    const char *space;

    while (*at < end && (**at == ' ' || **at == '\t'))
        ++*at;
    if (*at == end)
        return false;
    *word = *at;
    space = memchr(*at, ' ', (size_t)(end - *at));
    *at = space != NULL ? space : end;
    *length = (size_t)(*at - *word);
    return true;
}

static bool is_called(const char *word, size_t length, const char *name)
{
    return length == strlen(name) && memcmp(word, name, length) == 0;
}

void w3c_directive(struct w3c *w, const char *begin, const char *end)
{
    bool has_status = false;
    const char *word;
    size_t length;

    if ((size_t)(end - begin) < strlen(FIELDS) ||
        memcmp(begin, FIELDS, strlen(FIELDS)) != 0)
        return;
    begin += strlen(FIELDS);
    w->columns = w->status = 0;
    w->date = UINT_MAX; /* none */
    for (; word_next(&begin, end, &word, &length); w->columns++) {
        if (is_called(word, length, "date"))
            w->date = w->columns;
        if (!is_called(word, length, STATUS))
            continue;
        has_status = true;
        w->status = w->columns;
    }
    if (!has_status)
        w->columns = 0;
}

/* "2026-03-02": not every line behind the directive need be of that log. */
static bool is_date(const char *word, size_t length)
{
    return length == 10 && word[4] == '-' && word[7] == '-';
}

bool w3c_find(const struct w3c *w, const char *begin, const char *end,
              struct scan_hit *hit)
{
    unsigned long code = 0;
    unsigned columns = 0;
    const char *word;
    size_t length;

    hit->meaning = NULL;
    for (; word_next(&begin, end, &word, &length); columns++) {
        if (columns == w->date && !is_date(word, length))
            return false;
        if (columns != w->status)
            continue;
        hit->at = word;
        hit->length = length;
        for (size_t i = 0; i < length && i < 6; i++)
            code = is_digit(word[i]) ? code * 10 + (unsigned)(word[i] - '0')
                                     : 1; /* no code of ours */
        hit->meaning = scan_meaning(code);
    }
    return columns == w->columns && hit->meaning != NULL;
}
