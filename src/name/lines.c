/* SPDX-License-Identifier: MIT */
/* The line-oriented files of /etc; see lines.h. No state, no lock: the files
 * are read when they are asked for, so that a change counts at once. */
#include "name/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum ws2_file file_state(int err)
{
    switch (err) {
    case ENOENT:
        return WS2_FILE_ABSENT;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return WS2_FILE_BUSY;
    default:
        return WS2_FILE_UNREADABLE;
    }
}

enum ws2_file ws2_lines_open(struct ws2_lines *l, const char *env,
                             const char *path)
{
    const char *other = secure_getenv(env);
    int saved = errno;
    int err;

    *l = (struct ws2_lines){0};
    l->file = fopen(other != NULL && *other != '\0' ? other : path, "re");
    err = errno;
    errno = saved;
    return l->file != NULL ? WS2_FILE_GOOD : file_state(err);
}

char *ws2_lines_next(struct ws2_lines *l)
{
    int saved = errno;
    ssize_t len = getline(&l->line, &l->size, l->file);

    errno = saved;
    if (len < 0)
        return NULL;
    l->line[strcspn(l->line, "#\r\n")] = '\0';
    return l->line;
}

enum ws2_file ws2_lines_close(struct ws2_lines *l)
{
    /* getline fails without the stream's error flag when memory is short. */
    enum ws2_file state = ferror(l->file) ? WS2_FILE_UNREADABLE
                          : feof(l->file) ? WS2_FILE_GOOD
                                          : WS2_FILE_BUSY;
    int saved = errno;

    fclose(l->file);
    free(l->line);
    errno = saved;
    *l = (struct ws2_lines){0};
    return state;
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
