/* SPDX-License-Identifier: MIT */
/* The lstr functions. NULL is an empty string to measure and compare, and a
 * failure to copy, as on Windows, which catches the fault. Comparison is by
 * code unit (docs/differences.md). Follows winbase.h on Microsoft Learn. */
#include <windows.h>

#include <stdbool.h>
#include <string.h>

#include "win32/utf.h"

static unsigned ascii_lower(unsigned c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

int WINAPI lstrlenA(LPCSTR lpString)
{
    return lpString != NULL ? (int)strlen(lpString) : 0;
}

int WINAPI lstrlenW(LPCWSTR lpString)
{
    return lpString != NULL ? (int)ws2_utf16_len(lpString) : 0;
}

/* How two strings, of which either may be NULL, compare without a look at
 * their text: -1, 0, 1, or 2 when the text decides. */
static int null_compare(const void *a, const void *b)
{
    return a != NULL && b != NULL ? 2 : (a != NULL) - (b != NULL);
}

static int units_compare_a(LPCSTR a, LPCSTR b, bool fold)
{
    const unsigned char *s = (const unsigned char *)a;
    const unsigned char *t = (const unsigned char *)b;
    unsigned x, y;

    do {
        x = fold ? ascii_lower(*s) : *s;
        y = fold ? ascii_lower(*t) : *t;
        s++;
        t++;
    } while (x == y && x != 0);
    return x < y ? -1 : x > y;
}

static int units_compare_w(LPCWSTR a, LPCWSTR b, bool fold)
{
    unsigned x, y;

    do {
        x = fold ? ascii_lower(*a) : *a;
        y = fold ? ascii_lower(*b) : *b;
        a++;
        b++;
    } while (x == y && x != 0);
    return x < y ? -1 : x > y;
}

int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2)
{
    int order = null_compare(lpString1, lpString2);

    return order != 2 ? order : units_compare_a(lpString1, lpString2, false);
}

int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    int order = null_compare(lpString1, lpString2);

    return order != 2 ? order : units_compare_w(lpString1, lpString2, false);
}

int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2)
{
    int order = null_compare(lpString1, lpString2);

    return order != 2 ? order : units_compare_a(lpString1, lpString2, true);
}

int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    int order = null_compare(lpString1, lpString2);

    return order != 2 ? order : units_compare_w(lpString1, lpString2, true);
}

LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2)
{
    if (lpString1 == NULL || lpString2 == NULL)
        return NULL;
    return memmove(lpString1, lpString2, strlen(lpString2) + 1);
}

LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2)
{
    if (lpString1 == NULL || lpString2 == NULL)
        return NULL;
    return memmove(lpString1, lpString2,
                   (ws2_utf16_len(lpString2) + 1) * sizeof(*lpString2));
}

LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2)
{
    if (lpString1 == NULL || lpString2 == NULL)
        return NULL;
    lstrcpyA(lpString1 + strlen(lpString1), lpString2);
    return lpString1;
}

LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2)
{
    if (lpString1 == NULL || lpString2 == NULL)
        return NULL;
    lstrcpyW(lpString1 + ws2_utf16_len(lpString1), lpString2);
    return lpString1;
}

LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2, int iMaxLength)
{
    size_t n;

    if (lpString1 == NULL || lpString2 == NULL || iMaxLength < 1)
        return NULL;
    n = strnlen(lpString2, (size_t)iMaxLength - 1);
    memmove(lpString1, lpString2, n);
    lpString1[n] = '\0';
    return lpString1;
}

LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2, int iMaxLength)
{
    size_t n = 0;

    if (lpString1 == NULL || lpString2 == NULL || iMaxLength < 1)
        return NULL;
    while (n < (size_t)iMaxLength - 1 && lpString2[n] != 0)
        n++;
    memmove(lpString1, lpString2, n * sizeof(*lpString1));
    lpString1[n] = 0;
    return lpString1;
}
