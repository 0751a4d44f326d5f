/* SPDX-License-Identifier: MIT */
/* The strsafe functions, on the CRT's that cut and tell: strncpy_s and
 * _vsnprintf with their wide twins. errno is kept, as on Windows. */
#include <windows.h>
#include <strsafe.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "win32/wide.h"

#define FORWARD(call)                                                          \
    va_list args;                                                              \
    HRESULT hr;                                                                \
    va_start(args, format);                                                    \
    hr = call;                                                                 \
    va_end(args);                                                              \
    return hr

static bool size_good(size_t cch)
{
    return cch > 0 && cch <= STRSAFE_MAX_CCH;
}

static HRESULT fit_result(bool fits)
{
    return fits ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

/* At most max characters of s to d + at. */
static HRESULT append_a(LPSTR d, size_t cch, size_t at, LPCSTR s, size_t max)
{
    size_t len = strnlen(s, max), room = cch - at - 1;
    size_t n = len < room ? len : room;

    memcpy(d + at, s, n);
    d[at + n] = '\0';
    return fit_result(len <= room);
}

static HRESULT append_w(LPWSTR d, size_t cch, size_t at, LPCWSTR s, size_t max)
{
    size_t len = ws2_wcsnlen(s, max), room = cch - at - 1;
    size_t n = len < room ? len : room;

    memcpy(d + at, s, n * sizeof(*d));
    d[at + n] = 0;
    return fit_result(len <= room);
}

HRESULT WINAPI StringCchCopyNA(LPSTR d, size_t cch, LPCSTR s, size_t max)
{
    if (!size_good(cch))
        return STRSAFE_E_INVALID_PARAMETER;
    return append_a(d, cch, 0, s, max);
}

HRESULT WINAPI StringCchCopyNW(LPWSTR d, size_t cch, LPCWSTR s, size_t max)
{
    if (!size_good(cch))
        return STRSAFE_E_INVALID_PARAMETER;
    return append_w(d, cch, 0, s, max);
}

HRESULT WINAPI StringCchCopyA(LPSTR d, size_t cch, LPCSTR s)
{
    return StringCchCopyNA(d, cch, s, STRSAFE_MAX_CCH);
}

HRESULT WINAPI StringCchCopyW(LPWSTR d, size_t cch, LPCWSTR s)
{
    return StringCchCopyNW(d, cch, s, STRSAFE_MAX_CCH);
}

HRESULT WINAPI StringCbCopyA(LPSTR d, size_t cb, LPCSTR s)
{
    return StringCchCopyA(d, cb, s);
}

HRESULT WINAPI StringCbCopyW(LPWSTR d, size_t cb, LPCWSTR s)
{
    return StringCchCopyW(d, cb / sizeof(*d), s);
}

/* A destination without terminator is an invalid parameter. */
HRESULT WINAPI StringCchCatNA(LPSTR d, size_t cch, LPCSTR s, size_t max)
{
    size_t at = size_good(cch) ? strnlen(d, cch) : cch;

    if (at == cch)
        return STRSAFE_E_INVALID_PARAMETER;
    return append_a(d, cch, at, s, max);
}

HRESULT WINAPI StringCchCatNW(LPWSTR d, size_t cch, LPCWSTR s, size_t max)
{
    size_t at = size_good(cch) ? ws2_wcsnlen(d, cch) : cch;

    if (at == cch)
        return STRSAFE_E_INVALID_PARAMETER;
    return append_w(d, cch, at, s, max);
}

HRESULT WINAPI StringCchCatA(LPSTR d, size_t cch, LPCSTR s)
{
    return StringCchCatNA(d, cch, s, STRSAFE_MAX_CCH);
}

HRESULT WINAPI StringCchCatW(LPWSTR d, size_t cch, LPCWSTR s)
{
    return StringCchCatNW(d, cch, s, STRSAFE_MAX_CCH);
}

HRESULT WINAPI StringCbCatA(LPSTR d, size_t cb, LPCSTR s)
{
    return StringCchCatA(d, cb, s);
}

HRESULT WINAPI StringCbCatW(LPWSTR d, size_t cb, LPCWSTR s)
{
    return StringCchCatW(d, cb / sizeof(*d), s);
}

HRESULT WINAPI StringCchVPrintfA(LPSTR d, size_t cch, LPCSTR format,
                                 va_list args)
{
    int saved = errno;
    int len;

    if (!size_good(cch))
        return STRSAFE_E_INVALID_PARAMETER;
    len = _vsnprintf_s(d, cch, _TRUNCATE, format, args);
    errno = saved;
    return fit_result(len >= 0);
}

HRESULT WINAPI StringCchVPrintfW(LPWSTR d, size_t cch, LPCWSTR format,
                                 va_list args)
{
    int saved = errno;
    int len;

    if (!size_good(cch))
        return STRSAFE_E_INVALID_PARAMETER;
    len = _vsnwprintf_s(d, cch, _TRUNCATE, format, args);
    errno = saved;
    return fit_result(len >= 0);
}

HRESULT WINAPI StringCbVPrintfA(LPSTR d, size_t cb, LPCSTR format, va_list args)
{
    return StringCchVPrintfA(d, cb, format, args);
}

HRESULT WINAPI StringCbVPrintfW(LPWSTR d, size_t cb, LPCWSTR format,
                                va_list args)
{
    return StringCchVPrintfW(d, cb / sizeof(*d), format, args);
}

HRESULT WINAPIV StringCchPrintfA(LPSTR d, size_t cch, LPCSTR format, ...)
{
    FORWARD(StringCchVPrintfA(d, cch, format, args));
}

HRESULT WINAPIV StringCchPrintfW(LPWSTR d, size_t cch, LPCWSTR format, ...)
{
    FORWARD(StringCchVPrintfW(d, cch, format, args));
}

HRESULT WINAPIV StringCbPrintfA(LPSTR d, size_t cb, LPCSTR format, ...)
{
    FORWARD(StringCchVPrintfA(d, cb, format, args));
}

HRESULT WINAPIV StringCbPrintfW(LPWSTR d, size_t cb, LPCWSTR format, ...)
{
    FORWARD(StringCchVPrintfW(d, cb / sizeof(*d), format, args));
}

/* The terminator must be within the first max characters. */
static HRESULT length_result(const void *s, size_t max, size_t len,
                             size_t *length)
{
    bool good = s != NULL && max <= STRSAFE_MAX_CCH && len < max;

    if (length != NULL)
        *length = good ? len : 0;
    return good ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT WINAPI StringCchLengthA(LPCSTR s, size_t max, size_t *length)
{
    size_t len = s != NULL ? strnlen(s, max) : 0;

    return length_result(s, max, len, length);
}

HRESULT WINAPI StringCchLengthW(LPCWSTR s, size_t max, size_t *length)
{
    size_t len = s != NULL ? ws2_wcsnlen(s, max) : 0;

    return length_result(s, max, len, length);
}

HRESULT WINAPI StringCbLengthA(LPCSTR s, size_t max, size_t *length)
{
    return StringCchLengthA(s, max, length);
}

HRESULT WINAPI StringCbLengthW(LPCWSTR s, size_t max, size_t *length)
{
    HRESULT hr = StringCchLengthW(s, max / sizeof(*s), length);

    if (hr == S_OK && length != NULL)
        *length *= sizeof(*s);
    return hr;
}
