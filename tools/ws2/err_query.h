/* SPDX-License-Identifier: MIT */
/* What an argument of `ws2 err` means. */
#ifndef WS2_TOOL_ERR_QUERY_H
#define WS2_TOOL_ERR_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "ws2/errors.h"

#define QUERY_FOUND_MAX 256 /* more than the catalog has */
#define QUERY_TEXT_MAX  256

struct query {
    char text[QUERY_TEXT_MAX]; /* as typed; words joined by blanks */
    bool is_search;            /* found by words, not by code or name */
    size_t count;              /* of found */
    const ws2_error_info *found[QUERY_FOUND_MAX];
    char note[QUERY_TEXT_MAX]; /* how it was understood, or why it was not;
                                  "" when there is nothing to say */
};

/* Takes the next query off the operands: one code or name, or all the words up
 * to the next code or name. *index moves behind it. False: the words do not
 * fit QUERY_TEXT_MAX. */
bool query_next(struct query *q, int count, char **operands, int *index);

/* An errno, by number or name; with op ("connect") what that operation makes
 * of it. False: no such operation. */
bool query_errno(struct query *q, const char *text, const char *op);

#endif
