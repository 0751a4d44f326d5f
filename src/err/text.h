/* SPDX-License-Identifier: MIT */
/* ASCII text without locale: what <ctype.h> does in the C locale, so that a
 * lookup gives the same answer in every program (a Turkish locale has other
 * ideas about I and i). */
#ifndef WS2_ERR_TEXT_H
#define WS2_ERR_TEXT_H

#include <stddef.h>

static inline char text_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static inline int text_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline int text_is_alnum(char c)
{
    return (c >= '0' && c <= '9') ||
           (text_lower(c) >= 'a' && text_lower(c) <= 'z');
}

/* Whether a and b are the same, upper or lower case alike. */
static inline int text_same(const char *a, const char *b)
{
    while (*a != '\0' && text_lower(*a) == text_lower(*b)) {
        a++;
        b++;
    }
    return text_lower(*a) == text_lower(*b);
}

/* Whether text, of len bytes, begins at s, upper or lower case alike. */
static inline int text_begins(const char *s, const char *text, size_t len)
{
    size_t i = 0;

    while (i < len && s[i] != '\0' && text_lower(s[i]) == text_lower(text[i]))
        i++;
    return i == len;
}

#endif
