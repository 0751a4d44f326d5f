/* SPDX-License-Identifier: MIT */
/* The narrow functions with formats: the standard ones, which programs compiled
 * by ws2-cc are bound to as ws2_NAME, and Microsoft's. Text goes through one
 * buffer, so a line reaches its stream in one piece. Follows "printf,
 * _printf_l, wprintf, _wprintf_l" and its neighbours on Microsoft Learn. */
#define WS2_CRT_FORMAT /* printf and so on are declared as ours */
#include <stdio.h>

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "win32/format.h"

/* Calls v##NAME with the variable arguments of NAME. */
#define FORWARD(call)                                                          \
    va_list args;                                                              \
    int res;                                                                   \
    va_start(args, format);                                                    \
    res = call;                                                                \
    va_end(args);                                                              \
    return res

/* The length, or -1 and errno. */
static int text_result(const struct ws2_text *text)
{
    if (text->failed)
        errno = ENOMEM;
    else if (text->len > INT_MAX)
        errno = EOVERFLOW;
    else
        return (int)text->len;
    return -1;
}

int vfprintf(FILE *restrict f, const char *restrict format, va_list args)
{
    struct ws2_text text;
    int res;

    ws2_text_init(&text);
    ws2_format(&text, false, format, args);
    res = text_result(&text);
    if (res > 0 && fwrite(text.data, 1, text.len, f) != text.len)
        res = -1;
    ws2_text_free(&text);
    return res;
}

int vprintf(const char *restrict format, va_list args)
{
    return vfprintf(stdout, format, args);
}

/* vsnprintf; the compiler believes to know what that one does. */
static int text_print(char *d, size_t size, const char *format, va_list args)
{
    struct ws2_text text;
    size_t n;
    int res;

    ws2_text_init(&text);
    ws2_format(&text, false, format, args);
    res = text_result(&text);
    if (size > 0 && res >= 0) {
        n = text.len < size ? text.len : size - 1;
        memcpy(d, text.data, n);
        d[n] = '\0';
    }
    ws2_text_free(&text);
    return res;
}

int vsnprintf(char *restrict d, size_t size, const char *restrict format,
              va_list args)
{
    return text_print(d, size, format, args);
}

int vsprintf(char *restrict d, const char *restrict format, va_list args)
{
    return text_print(d, SIZE_MAX, format, args);
}

int printf(const char *restrict format, ...)
{
    FORWARD(vfprintf(stdout, format, args));
}

int fprintf(FILE *restrict f, const char *restrict format, ...)
{
    FORWARD(vfprintf(f, format, args));
}

int sprintf(char *restrict d, const char *restrict format, ...)
{
    FORWARD(text_print(d, SIZE_MAX, format, args));
}

int snprintf(char *restrict d, size_t size, const char *restrict format, ...)
{
    FORWARD(text_print(d, size, format, args));
}

int _vsnprintf(char *d, size_t n, const char *format, va_list args)
{
    struct ws2_text text;
    int res;

    ws2_text_init(&text);
    ws2_format(&text, false, format, args);
    res = text_result(&text);
    if (res >= 0) {
        memcpy(d, text.data, text.len < n ? text.len : n);
        if (text.len < n)
            d[text.len] = '\0';
        else if (text.len > n)
            res = -1;
    }
    ws2_text_free(&text);
    return res;
}

int _snprintf(char *d, size_t n, const char *format, ...)
{
    FORWARD(_vsnprintf(d, n, format, args));
}

static int safe_fail(char *d, size_t size, errno_t err)
{
    if (d != NULL && size > 0)
        d[0] = '\0';
    errno = err;
    return -1;
}

int _vsnprintf_s(char *d, size_t size, size_t n, const char *format,
                 va_list args)
{
    int len;

    if (d == NULL && size == 0 && n == 0)
        return 0;
    if (d == NULL || size == 0 || format == NULL)
        return safe_fail(d, size, EINVAL);
    len = text_print(d, n < size ? n + 1 : size, format, args);
    if (len < 0)
        return safe_fail(d, size, errno);
    if (n < size) /* cut to n, which fits */
        return (size_t)len > n ? -1 : len;
    if ((size_t)len < size)
        return len;
    return n == _TRUNCATE ? -1 : safe_fail(d, size, ERANGE);
}

int _snprintf_s(char *d, size_t size, size_t n, const char *format, ...)
{
    FORWARD(_vsnprintf_s(d, size, n, format, args));
}

int vsprintf_s(char *d, size_t size, const char *format, va_list args)
{
    /* Any count that is neither below the size nor _TRUNCATE. */
    return _vsnprintf_s(d, size, _TRUNCATE - 1, format, args);
}

int sprintf_s(char *d, size_t size, const char *format, ...)
{
    FORWARD(vsprintf_s(d, size, format, args));
}

int _vscprintf(const char *format, va_list args)
{
    return text_print(NULL, 0, format, args);
}

int _scprintf(const char *format, ...)
{
    FORWARD(text_print(NULL, 0, format, args));
}

int vfprintf_s(FILE *f, const char *format, va_list args)
{
    return vfprintf(f, format, args);
}

int vprintf_s(const char *format, va_list args)
{
    return vfprintf(stdout, format, args);
}

int printf_s(const char *format, ...)
{
    FORWARD(vfprintf(stdout, format, args));
}

int fprintf_s(FILE *f, const char *format, ...)
{
    FORWARD(vfprintf(f, format, args));
}
