/* SPDX-License-Identifier: MIT */
/* Numbers in strings of 16-bit characters, both ways. What can be part of a
 * number is ASCII, so a narrow copy of that much goes through libc's functions
 * and the end is found at the same index. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "win32/wide.h"

#define LOCAL_MAX 128 /* longer numbers go through malloc */

struct narrow {
    char local[LOCAL_MAX];
    char *text;
    char *end;
};

/* A copy of the leading ASCII part. */
static void narrow_open(struct narrow *n, const char16_t *s)
{
    size_t len = 0;

    while (s[len] != 0 && s[len] < 0x80)
        len++;
    n->text = len < LOCAL_MAX ? n->local : malloc(len + 1);
    if (n->text == NULL) { /* a number this long is zeros or out of range */
        n->text = n->local;
        len = LOCAL_MAX - 1;
    }
    for (size_t i = 0; i < len; i++)
        n->text[i] = (char)s[i];
    n->text[len] = '\0';
    n->end = n->text;
}

static void narrow_close(struct narrow *n, const char16_t *s, char16_t **end)
{
    if (end != NULL)
        *end = (char16_t *)s + (n->end - n->text);
    if (n->text != n->local)
        free(n->text);
}

#define DEFINE_INTEGER(type, name, narrow_name)                                \
    type name(const char16_t *s, char16_t **end, int radix)                    \
    {                                                                          \
        struct narrow n;                                                       \
        type value;                                                            \
                                                                               \
        narrow_open(&n, s);                                                    \
        value = narrow_name(n.text, &n.end, radix);                            \
        narrow_close(&n, s, end);                                              \
        return value;                                                          \
    }

#define DEFINE_FLOAT(type, name, narrow_name)                                  \
    type name(const char16_t *s, char16_t **end)                               \
    {                                                                          \
        struct narrow n;                                                       \
        type value;                                                            \
                                                                               \
        narrow_open(&n, s);                                                    \
        value = narrow_name(n.text, &n.end);                                   \
        narrow_close(&n, s, end);                                              \
        return value;                                                          \
    }

DEFINE_INTEGER(long, ws2_wcstol, strtol)
DEFINE_INTEGER(unsigned long, ws2_wcstoul, strtoul)
DEFINE_INTEGER(long long, ws2_wcstoll, strtoll)
DEFINE_INTEGER(unsigned long long, ws2_wcstoull, strtoull)
DEFINE_INTEGER(long long, _wcstoi64, strtoll)
DEFINE_INTEGER(unsigned long long, _wcstoui64, strtoull)
DEFINE_FLOAT(double, ws2_wcstod, strtod)
DEFINE_FLOAT(float, ws2_wcstof, strtof)
DEFINE_FLOAT(long double, ws2_wcstold, strtold)

int _wtoi(const char16_t *s)
{
    return (int)ws2_wcstoll(s, NULL, 10);
}

int _wtol(const char16_t *s)
{
    return _wtoi(s);
}

long long _wtoi64(const char16_t *s)
{
    return ws2_wcstoll(s, NULL, 10);
}

double _wtof(const char16_t *s)
{
    return ws2_wcstod(s, NULL);
}

/* The text of a number made by the narrow function of the same name. */
static errno_t digits_widen(errno_t err, const char *digits, char16_t *d,
                            size_t size)
{
    size_t len = strlen(digits);

    if (d == NULL || size == 0)
        err = EINVAL;
    else if (err == 0 && len >= size)
        err = ERANGE;
    if (err != 0) {
        if (d != NULL && size > 0)
            d[0] = 0;
        errno = err;
        return err;
    }
    for (size_t i = 0; i <= len; i++)
        d[i] = (unsigned char)digits[i];
    return 0;
}

errno_t _itow_s(int value, char16_t *d, size_t size, int radix)
{
    char digits[66];

    return digits_widen(_itoa_s(value, digits, sizeof(digits), radix), digits,
                        d, size);
}

errno_t _ultow_s(unsigned int value, char16_t *d, size_t size, int radix)
{
    char digits[66];

    return digits_widen(_ultoa_s(value, digits, sizeof(digits), radix), digits,
                        d, size);
}

errno_t _i64tow_s(long long value, char16_t *d, size_t size, int radix)
{
    char digits[66];

    return digits_widen(_i64toa_s(value, digits, sizeof(digits), radix), digits,
                        d, size);
}

char16_t *_itow(int value, char16_t *d, int radix)
{
    _itow_s(value, d, 34, radix);
    return d;
}

char16_t *_ltow(int value, char16_t *d, int radix)
{
    return _itow(value, d, radix);
}

char16_t *_ultow(unsigned int value, char16_t *d, int radix)
{
    _ultow_s(value, d, 33, radix);
    return d;
}

char16_t *_i64tow(long long value, char16_t *d, int radix)
{
    _i64tow_s(value, d, 66, radix);
    return d;
}

char16_t *_ui64tow(unsigned long long value, char16_t *d, int radix)
{
    char digits[66];

    digits_widen(_ui64toa_s(value, digits, sizeof(digits), radix), digits, d,
                 66);
    return d;
}
