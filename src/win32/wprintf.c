/* SPDX-License-Identifier: MIT */
/* The wide functions with formats, over format.h and scan.h. Follows "printf,
 * _printf_l, wprintf, _wprintf_l" and its neighbours on Microsoft Learn. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "win32/format.h"
#include "win32/scan.h"
#include "win32/utf.h"
#include "win32/wide.h"

#define FORWARD(call)                                                          \
    va_list args;                                                              \
    int res;                                                                   \
    va_start(args, format);                                                    \
    res = call;                                                                \
    va_end(args);                                                              \
    return res

/* Formats into text; false and errno on failure. */
static bool text_make(struct ws2_text *text, const char16_t *format,
                      va_list args)
{
    char *narrow = ws2_utf8_dup(format);

    ws2_text_init(text);
    if (narrow == NULL) {
        errno = format == NULL ? EINVAL : ENOMEM;
        return false;
    }
    ws2_format(text, true, narrow, args);
    free(narrow);
    if (text->failed || text->len > INT_MAX)
        errno = text->failed ? ENOMEM : EOVERFLOW;
    return !text->failed && text->len <= INT_MAX;
}

/* The length in units, of which at most cap are written, no terminator. */
static int text_print(char16_t *d, size_t cap, const char16_t *format,
                      va_list args)
{
    struct ws2_text text;
    int res = -1;

    if (text_make(&text, format, args))
        res = (int)ws2_utf8_to_16(text.data, text.len, d, cap, NULL);
    ws2_text_free(&text);
    return res;
}

int ws2_vfwprintf(FILE *f, const char16_t *format, va_list args)
{
    struct ws2_text text;
    int res = -1;

    if (text_make(&text, format, args) &&
        fwrite(text.data, 1, text.len, f) == text.len)
        res = (int)ws2_utf8_to_16(text.data, text.len, NULL, 0, NULL);
    ws2_text_free(&text);
    return res;
}

int ws2_vwprintf(const char16_t *format, va_list args)
{
    return ws2_vfwprintf(stdout, format, args);
}

int ws2_wprintf(const char16_t *format, ...)
{
    FORWARD(ws2_vfwprintf(stdout, format, args));
}

int ws2_fwprintf(FILE *f, const char16_t *format, ...)
{
    FORWARD(ws2_vfwprintf(f, format, args));
}

int wprintf_s(const char16_t *format, ...)
{
    FORWARD(ws2_vfwprintf(stdout, format, args));
}

int fwprintf_s(FILE *f, const char16_t *format, ...)
{
    FORWARD(ws2_vfwprintf(f, format, args));
}

/* -1 when it does not fit, unlike vsnprintf; what fits is terminated. */
int ws2_vswprintf(char16_t *d, size_t size, const char16_t *format,
                  va_list args)
{
    int len = text_print(d, size > 0 ? size - 1 : 0, format, args);

    if (len < 0 || size == 0)
        return -1;
    d[(size_t)len < size ? (size_t)len : size - 1] = 0;
    return (size_t)len < size ? len : -1;
}

int ws2_swprintf(char16_t *d, size_t size, const char16_t *format, ...)
{
    FORWARD(ws2_vswprintf(d, size, format, args));
}

/* As _vsnprintf: no terminator when the text fills the buffer or more. */
int _vsnwprintf(char16_t *d, size_t n, const char16_t *format, va_list args)
{
    int len = text_print(d, n, format, args);

    if (len >= 0 && (size_t)len < n)
        d[len] = 0;
    return len >= 0 && (size_t)len <= n ? len : -1;
}

int _snwprintf(char16_t *d, size_t n, const char16_t *format, ...)
{
    FORWARD(_vsnwprintf(d, n, format, args));
}

static int safe_fail(char16_t *d, size_t size, errno_t err)
{
    if (d != NULL && size > 0)
        d[0] = 0;
    errno = err;
    return -1;
}

int _vsnwprintf_s(char16_t *d, size_t size, size_t n, const char16_t *format,
                  va_list args)
{
    size_t cap = n < size ? n : size - 1;
    int len;

    if (d == NULL && size == 0 && n == 0)
        return 0;
    if (d == NULL || size == 0 || format == NULL)
        return safe_fail(d, size, EINVAL);
    len = text_print(d, cap, format, args);
    if (len < 0)
        return safe_fail(d, size, errno);
    if ((size_t)len > cap && n >= size && n != _TRUNCATE)
        return safe_fail(d, size, ERANGE);
    d[(size_t)len < cap ? (size_t)len : cap] = 0;
    return (size_t)len > cap ? -1 : len;
}

int _snwprintf_s(char16_t *d, size_t size, size_t n, const char16_t *format,
                 ...)
{
    FORWARD(_vsnwprintf_s(d, size, n, format, args));
}

int vswprintf_s(char16_t *d, size_t size, const char16_t *format, va_list args)
{
    /* Any count that is neither below the size nor _TRUNCATE. */
    return _vsnwprintf_s(d, size, _TRUNCATE - 1, format, args);
}

int swprintf_s(char16_t *d, size_t size, const char16_t *format, ...)
{
    FORWARD(vswprintf_s(d, size, format, args));
}

int _vscwprintf(const char16_t *format, va_list args)
{
    return text_print(NULL, 0, format, args);
}

int _scwprintf(const char16_t *format, ...)
{
    FORWARD(text_print(NULL, 0, format, args));
}

/* Reads from f, or from s when f is NULL. */
static int wide_scan(FILE *f, const char16_t *s, bool sized,
                     const char16_t *format, va_list args)
{
    char *narrow_format = ws2_utf8_dup(format);
    char *narrow = ws2_utf8_dup(s);
    int res = EOF;

    if (narrow_format == NULL || (f == NULL && narrow == NULL))
        errno = ENOMEM;
    else
        res = ws2_scan(f, narrow, true, sized, narrow_format, args);
    free(narrow_format);
    free(narrow);
    return res;
}

int ws2_vfwscanf(FILE *f, const char16_t *format, va_list args)
{
    return wide_scan(f, NULL, false, format, args);
}

int ws2_vwscanf(const char16_t *format, va_list args)
{
    return wide_scan(stdin, NULL, false, format, args);
}

int ws2_vswscanf(const char16_t *s, const char16_t *format, va_list args)
{
    return wide_scan(NULL, s, false, format, args);
}

int ws2_fwscanf(FILE *f, const char16_t *format, ...)
{
    FORWARD(wide_scan(f, NULL, false, format, args));
}

int ws2_wscanf(const char16_t *format, ...)
{
    FORWARD(wide_scan(stdin, NULL, false, format, args));
}

int ws2_swscanf(const char16_t *s, const char16_t *format, ...)
{
    FORWARD(wide_scan(NULL, s, false, format, args));
}

int wscanf_s(const char16_t *format, ...)
{
    FORWARD(wide_scan(stdin, NULL, true, format, args));
}

int swscanf_s(const char16_t *s, const char16_t *format, ...)
{
    FORWARD(wide_scan(NULL, s, true, format, args));
}
