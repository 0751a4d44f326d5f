/* SPDX-License-Identifier: MIT */
/* The line-oriented files of /etc: hosts, services, protocols, resolv.conf.
 * '#' begins a comment; words are separated by blanks. */
#ifndef WS2_NAME_LINES_H
#define WS2_NAME_LINES_H

#include "name/textfile.h"

struct ws2_lines {
    struct ws2_text *text;
    size_t at;
    char *line; /* room for any */
};

enum ws2_file ws2_lines_open(struct ws2_lines *l, struct ws2_textfile *file);

/* The next line without its comment, to be cut up; or NULL. */
char *ws2_lines_next(struct ws2_lines *l);

/* Not after a failed ws2_lines_open. */
void ws2_lines_close(struct ws2_lines *l);

/* Cuts the next word off the line; NULL when there is none. */
char *ws2_lines_word(char **cursor);

#endif
