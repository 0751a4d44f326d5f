/* SPDX-License-Identifier: MIT */
/* Whether a number is an error code: what stands around it in its line.
 *
 * The words to its left decide, nearest first: "error", "errno" and the like
 * make it a code, "port", "line" and the like something else, "code", "rc" and
 * the like one if the line tells of a failure besides. Without such a word it
 * is a code in parentheses in a line about a network failure, and beside the
 * code's own phrases ("10060: connection timed out"). What is joined to it (a
 * host, a path, a decimal point) and a unit behind it rule it out. */
#ifndef WS2_TOOL_ANNOTATE_CONTEXT_H
#define WS2_TOOL_ANNOTATE_CONTEXT_H

#include <stdbool.h>

#include "ws2/errors.h"

/* Bytes within which a phrase stands beside a number. */
enum { CONTEXT_NEAR = 80 };

/* A number in its line, or in what of a very long line is near. */
struct context {
    const char *begin, *end;       /* of the line */
    const char *number, *behind;   /* with its sign or 0x */
    const ws2_error_info *meaning; /* as a code */
};

/* The byte before a place, and at it; '\0' outside of the line. */
static inline char context_before(const struct context *c, const char *at)
{
    return at > c->begin ? at[-1] : '\0';
}

static inline char context_at(const struct context *c, const char *at)
{
    return at < c->end ? *at : '\0';
}

/* limit, on either side of a place, or what of the way to it is near. */
static inline const char *context_near(const char *at, const char *limit)
{
    if (limit > at)
        return limit - at > CONTEXT_NEAR ? at + CONTEXT_NEAR : limit;
    return at - limit > CONTEXT_NEAR ? at - CONTEXT_NEAR : limit;
}

enum label {
    LABEL_NONE,
    LABEL_OTHER,  /* something else is said to have this number */
    LABEL_WEAK,   /* a code of something */
    LABEL_ERROR,  /* an error code */
    LABEL_SYSTEM, /* "os error": Windows' or Linux' */
    LABEL_WINDOWS /* an error code of Windows */
};

/* What the words before the number call it. */
enum label context_label(const struct context *c);

/* Whether what touches the number lets it be a number of its own. */
bool context_is_whole(const struct context *c);

/* Whether a number of five digits, or 0x and four, is an error code. */
bool context_is_code(const struct context *c);

/* The same for a code of up to four digits, of which logs are full. */
bool context_is_small_code(const struct context *c);

#endif
