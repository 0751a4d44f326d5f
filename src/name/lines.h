/* SPDX-License-Identifier: MIT */
/* The line-oriented files of /etc: hosts, services, protocols, resolv.conf.
 * '#' begins a comment; words are separated by blanks. */
#ifndef WS2_NAME_LINES_H
#define WS2_NAME_LINES_H

#include <stddef.h>
#include <stdio.h>

struct ws2_lines {
    FILE *file;
    char *line;
    size_t size;
};

enum ws2_file {
    WS2_FILE_GOOD,
    WS2_FILE_ABSENT,
    WS2_FILE_BUSY, /* no descriptor or no memory, for now */
    WS2_FILE_UNREADABLE
};

/* Opens what the environment variable env names (not in set-uid programs), or
 * else path. */
enum ws2_file ws2_lines_open(struct ws2_lines *l, const char *env,
                             const char *path);

/* The next line without its comment, or NULL. */
char *ws2_lines_next(struct ws2_lines *l);

/* Whether reading had merely ended. Not after a failed ws2_lines_open. */
enum ws2_file ws2_lines_close(struct ws2_lines *l);

/* Cuts the next word off the line; NULL when there is none. */
char *ws2_lines_word(char **cursor);

#endif
