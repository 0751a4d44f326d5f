/* SPDX-License-Identifier: MIT */
/* Characters of logs; no locale has a say in them. */
#ifndef WS2_TOOL_ANNOTATE_CHARS_H
#define WS2_TOOL_ANNOTATE_CHARS_H

#include <stdbool.h>

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Letters, digits and underscores make a word. */
static inline bool word_char(char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
}

#endif
