/* SPDX-License-Identifier: MIT */
/* The line-oriented files of /etc; see lines.h. No state, no lock. */
#include "name/lines.h"

#include <stdlib.h>
#include <string.h>

enum ws2_file ws2_lines_open(struct ws2_lines *l, struct ws2_textfile *file)
{
    enum ws2_file state;

    *l = (struct ws2_lines){0};
    state = ws2_textfile_get(file, &l->text);
    if (state != WS2_FILE_GOOD)
        return state;
    l->line = malloc(l->text->len + 1);
    if (l->line != NULL)
        return WS2_FILE_GOOD;
    ws2_lines_close(l);
    return WS2_FILE_BUSY;
}

char *ws2_lines_next(struct ws2_lines *l)
{
    const char *from = l->text->chars + l->at;
    size_t left = l->text->len - l->at;
    const char *end;
    size_t len;

    if (left == 0)
        return NULL;
    end = memchr(from, '\n', left);
    len = end != NULL ? (size_t)(end - from) + 1 : left;
    memcpy(l->line, from, len);
    l->line[len] = '\0';
    l->line[strcspn(l->line, "#\r\n")] = '\0';
    l->at += len;
    return l->line;
}

void ws2_lines_close(struct ws2_lines *l)
{
    ws2_text_put(l->text);
    free(l->line);
    *l = (struct ws2_lines){0};
}

char *ws2_lines_word(char **cursor)
{
    char *word = *cursor + strspn(*cursor, " \t\v\f");
    size_t len = strcspn(word, " \t\v\f");

    if (len == 0)
        return NULL;
    *cursor = word + len;
    if (word[len] != '\0') {
        word[len] = '\0';
        *cursor = word + len + 1;
    }
    return word;
}
