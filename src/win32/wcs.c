/* SPDX-License-Identifier: MIT */
/* Strings of 16-bit characters: the functions of <wchar.h> that copy, compare
 * and search. ws2_crt_wchar.h binds programs to them. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "win32/wide.h"

size_t ws2_wcslen(const char16_t *s)
{
    size_t n = 0;

    while (s[n] != 0)
        n++;
    return n;
}

size_t ws2_wcsnlen(const char16_t *s, size_t max)
{
    size_t n = 0;

    while (n < max && s[n] != 0)
        n++;
    return n;
}

char16_t *ws2_wmemcpy(char16_t *d, const char16_t *s, size_t n)
{
    return memcpy(d, s, n * sizeof(*d));
}

char16_t *ws2_wmemmove(char16_t *d, const char16_t *s, size_t n)
{
    return memmove(d, s, n * sizeof(*d));
}

char16_t *ws2_wmemset(char16_t *d, char16_t c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        d[i] = c;
    return d;
}

int ws2_wmemcmp(const char16_t *a, const char16_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

char16_t *ws2_wmemchr(const char16_t *s, char16_t c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] == c)
            return (char16_t *)&s[i];
    return NULL;
}

char16_t *ws2_wcscpy(char16_t *d, const char16_t *s)
{
    return ws2_wmemcpy(d, s, ws2_wcslen(s) + 1);
}

/* Fills up with zeros; no terminator when s is n long or longer. */
char16_t *ws2_wcsncpy(char16_t *d, const char16_t *s, size_t n)
{
    size_t len = ws2_wcsnlen(s, n);

    ws2_wmemcpy(d, s, len);
    ws2_wmemset(d + len, 0, n - len);
    return d;
}

char16_t *ws2_wcscat(char16_t *d, const char16_t *s)
{
    ws2_wcscpy(d + ws2_wcslen(d), s);
    return d;
}

char16_t *ws2_wcsncat(char16_t *d, const char16_t *s, size_t n)
{
    size_t at = ws2_wcslen(d), len = ws2_wcsnlen(s, n);

    ws2_wmemcpy(d + at, s, len);
    d[at + len] = 0;
    return d;
}

int ws2_wcsncmp(const char16_t *a, const char16_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
        if (a[i] == 0)
            break;
    }
    return 0;
}

int ws2_wcscmp(const char16_t *a, const char16_t *b)
{
    return ws2_wcsncmp(a, b, SIZE_MAX);
}

int ws2_wcscoll(const char16_t *a, const char16_t *b)
{
    return ws2_wcsncmp(a, b, SIZE_MAX);
}

size_t ws2_wcsxfrm(char16_t *d, const char16_t *s, size_t n)
{
    size_t len = ws2_wcslen(s);

    if (n > 0)
        ws2_wcsncpy(d, s, n);
    return len;
}

static char16_t unit_lower(char16_t c)
{
    return c >= 'A' && c <= 'Z' ? (char16_t)(c + ('a' - 'A')) : c;
}

int ws2_wcsncasecmp(const char16_t *a, const char16_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char16_t x = unit_lower(a[i]), y = unit_lower(b[i]);

        if (x != y)
            return x < y ? -1 : 1;
        if (x == 0)
            break;
    }
    return 0;
}

int ws2_wcscasecmp(const char16_t *a, const char16_t *b)
{
    return ws2_wcsncasecmp(a, b, SIZE_MAX);
}

char16_t *ws2_wcschr(const char16_t *s, char16_t c)
{
    return ws2_wmemchr(s, c, ws2_wcslen(s) + 1);
}

char16_t *ws2_wcsrchr(const char16_t *s, char16_t c)
{
    size_t i = ws2_wcslen(s) + 1;

    while (i > 0)
        if (s[--i] == c)
            return (char16_t *)&s[i];
    return NULL;
}

char16_t *ws2_wcsstr(const char16_t *s, const char16_t *part)
{
    size_t len = ws2_wcslen(part);

    do {
        if (ws2_wcsncmp(s, part, len) == 0)
            return (char16_t *)s;
    } while (*s++ != 0);
    return NULL;
}

static bool set_has(const char16_t *set, char16_t c)
{
    while (*set != 0 && *set != c)
        set++;
    return *set != 0;
}

size_t ws2_wcsspn(const char16_t *s, const char16_t *set)
{
    size_t n = 0;

    while (s[n] != 0 && set_has(set, s[n]))
        n++;
    return n;
}

size_t ws2_wcscspn(const char16_t *s, const char16_t *set)
{
    size_t n = 0;

    while (s[n] != 0 && !set_has(set, s[n]))
        n++;
    return n;
}

char16_t *ws2_wcspbrk(const char16_t *s, const char16_t *set)
{
    s += ws2_wcscspn(s, set);
    return *s != 0 ? (char16_t *)s : NULL;
}

char16_t *ws2_wcstok(char16_t *s, const char16_t *set, char16_t **context)
{
    char16_t *token = s != NULL ? s : *context;

    if (token == NULL)
        return NULL;
    token += ws2_wcsspn(token, set);
    if (*token == 0) {
        *context = NULL;
        return NULL;
    }
    s = ws2_wcspbrk(token, set);
    if (s != NULL)
        *s++ = 0;
    *context = s;
    return token;
}

char16_t *ws2_wcsdup(const char16_t *s)
{
    size_t size = (ws2_wcslen(s) + 1) * sizeof(*s);
    char16_t *copy = malloc(size);

    return copy != NULL ? memcpy(copy, s, size) : NULL;
}
