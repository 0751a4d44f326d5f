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

/* Opens what the environment variable env names (not in set-uid programs), or
 * else path. 0 or -errno. */
int ws2_lines_open(struct ws2_lines *l, const char *env, const char *path);

/* The next line without its comment, or NULL. */
char *ws2_lines_next(struct ws2_lines *l);

/* 0, or -errno when reading had failed (and not merely ended). */
int ws2_lines_close(struct ws2_lines *l);

/* Cuts the next word off the line; NULL when there is none. */
char *ws2_lines_word(char **cursor);

#endif
