/* SPDX-License-Identifier: MIT */
/* libc's wide string functions for 16-bit characters.
 *
 * ws2-cc compiles programs with -fshort-wchar; libc's wcslen and its like were
 * compiled without and would read two characters as one. These have the same
 * names, are linked into the program from an archive and are hidden, so that
 * no other library ever meets them. Comparison is by unit, as in the "C"
 * locale; numbers are read in that locale too. Programs that include <wchar.h>
 * are bound to libws2_32's functions by the header; these are for calls that
 * the compiler or libstdc++ makes by name.
 *
 * Compiled with -fno-builtin: a loop here must not become a call of itself. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#pragma GCC visibility push(hidden)

size_t wcslen(const wchar_t *s)
{
    size_t len = 0;

    while (s[len] != 0)
        len++;
    return len;
}

size_t wcsnlen(const wchar_t *s, size_t max)
{
    size_t len = 0;

    while (len < max && s[len] != 0)
        len++;
    return len;
}

wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t n)
{
    return memcpy(to, from, n * sizeof(wchar_t));
}

wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t n)
{
    return memmove(to, from, n * sizeof(wchar_t));
}

wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        s[i] = c;
    return s;
}

int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if (s[i] == c)
            return (wchar_t *)&s[i];
    }
    return NULL;
}

wchar_t *wcscpy(wchar_t *to, const wchar_t *from)
{
    return wmemcpy(to, from, wcslen(from) + 1);
}

wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t n)
{
    size_t len = wcsnlen(from, n);

    wmemcpy(to, from, len);
    wmemset(to + len, 0, n - len);
    return to;
}

wchar_t *wcscat(wchar_t *to, const wchar_t *from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t n)
{
    wchar_t *end = to + wcslen(to);
    size_t len = wcsnlen(from, n);

    wmemcpy(end, from, len);
    end[len] = 0;
    return to;
}

wchar_t *wcsdup(const wchar_t *s)
{
    size_t size = wcslen(s) + 1;
    wchar_t *copy = malloc(size * sizeof(wchar_t));

    return copy != NULL ? wmemcpy(copy, s, size) : NULL;
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
        if (a[i] == 0)
            break;
    }
    return 0;
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
    return wcsncmp(a, b, (size_t)-1);
}

int wcscoll(const wchar_t *a, const wchar_t *b)
{
    return wcscmp(a, b);
}

wchar_t *wcschr(const wchar_t *s, wchar_t c)
{
    return wmemchr(s, c, wcslen(s) + 1);
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c)
{
    size_t i = wcslen(s) + 1;

    while (i-- > 0) {
        if (s[i] == c)
            return (wchar_t *)&s[i];
    }
    return NULL;
}

size_t wcsspn(const wchar_t *s, const wchar_t *set)
{
    size_t set_len = wcslen(set), i = 0;

    while (s[i] != 0 && wmemchr(set, s[i], set_len) != NULL)
        i++;
    return i;
}

size_t wcscspn(const wchar_t *s, const wchar_t *set)
{
    size_t set_len = wcslen(set), i = 0;

    while (s[i] != 0 && wmemchr(set, s[i], set_len) == NULL)
        i++;
    return i;
}

wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set)
{
    s += wcscspn(s, set);
    return *s != 0 ? (wchar_t *)s : NULL;
}

wchar_t *wcsstr(const wchar_t *s, const wchar_t *part)
{
    size_t len = wcslen(part);

    for (;; s++) {
        if (wcsncmp(s, part, len) == 0)
            return (wchar_t *)s;
        if (*s == 0)
            return NULL;
    }
}

wchar_t *wcstok(wchar_t *s, const wchar_t *set, wchar_t **rest)
{
    if (s == NULL)
        s = *rest;
    s += wcsspn(s, set);
    *rest = s + wcscspn(s, set);
    if (**rest != 0)
        *(*rest)++ = 0;
    return *s != 0 ? s : NULL;
}

#define NUMBER_MAX 256 /* characters, without the blanks before them */

/* Copies what may be a number; returns how many characters stand before it. */
static size_t number_copy(const wchar_t *s, char *out)
{
    size_t skip = wcsspn(s, L" \t\n\v\f\r"), i = 0;

    for (s += skip; i < NUMBER_MAX - 1 && s[i] > ' ' && s[i] < 0x7f; i++)
        out[i] = (char)s[i];
    out[i] = '\0';
    return skip;
}

static void number_end(const wchar_t *s, wchar_t **end, size_t skip,
                       const char *text, const char *stop)
{
    if (end != NULL)
        *end = (wchar_t *)s + (stop == text ? 0 : skip + (size_t)(stop - text));
}

#define NUMBER(type, wide, narrow)                                             \
    type wide(const wchar_t *s, wchar_t **end, int base)                       \
    {                                                                          \
        char text[NUMBER_MAX], *stop;                                          \
        size_t skip = number_copy(s, text);                                    \
        type value = narrow(text, &stop, base);                                \
                                                                               \
        number_end(s, end, skip, text, stop);                                  \
        return value;                                                          \
    }

NUMBER(long, wcstol, strtol)
NUMBER(unsigned long, wcstoul, strtoul)
NUMBER(long long, wcstoll, strtoll)
NUMBER(unsigned long long, wcstoull, strtoull)

double wcstod(const wchar_t *s, wchar_t **end)
{
    char text[NUMBER_MAX], *stop;
    size_t skip = number_copy(s, text);
    double value = strtod(text, &stop);

    number_end(s, end, skip, text, stop);
    return value;
}

#pragma GCC visibility pop
