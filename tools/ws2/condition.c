/* SPDX-License-Identifier: MIT */
/* Conditions of the contract; see condition.h. */
#include "condition.h"

#include <stdio.h>
#include <string.h>

#include "out.h"

static const struct {
    const char *mark;
    const char *words;
} marks[] = {
    {"[async] ", "later: "}, /* through event, completion or message */
    {"[later call] ", "in a later call: "},
    {"[other call] ", "in another call: "},
};

/* One condition, with its mark in words. */
static void part_show(const char *text, size_t len, unsigned indent)
{
    char part[1024] = "";
    size_t i;

    for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t n = strlen(marks[i].mark);

        if (len > n && strncmp(text, marks[i].mark, n) == 0) {
            strcpy(part, marks[i].words);
            text += n;
            len -= n;
            break;
        }
    }
    snprintf(part + strlen(part), sizeof(part) - strlen(part), "%.*s", (int)len,
             text);
    out_wrap(part, indent, indent);
}

void condition_show(const char *text, unsigned indent)
{
    const char *part = text;

    while (part != NULL) {
        const char *next = strstr(part, "; ");

        if (part != text)
            printf("%*s", (int)indent, "");
        part_show(part, next != NULL ? (size_t)(next - part) : strlen(part),
                  indent);
        part = next != NULL ? next + 2 : NULL;
    }
}
