/* SPDX-License-Identifier: MIT */
/* Wide-character functions for 16-bit wchar_t: those of the standard, bound to
 * symbols ws2_NAME, and Microsoft's. A part of wchar.h; it needs FILE, wint_t
 * and mbstate_t. In files whose wchar_t has 32 bits, the library's own, the
 * same list declares the ws2_NAME functions with char16_t.
 *
 * Bytes are UTF-8 whatever the locale. Characters beyond U+FFFF are two units;
 * functions that take or give one unit at a time treat each half by itself.
 * Case and comparison know ASCII only. The _s functions: see ws2_crt_string.h.
 * Source   Microsoft Learn, "String manipulation (CRT)", "Stream I/O" */
#ifndef WS2_CRT_WCHAR_H
#define WS2_CRT_WCHAR_H

#include "crtdefs.h"

#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t ws2_wchar;
#define WS2_WIDE_FN(type, name, params)                                        \
    WS2_API type name params WS2_SYMBOL(name)
#else
typedef char16_t ws2_wchar;
#define WS2_WIDE_FN(type, name, params) WS2_API type ws2_##name params
#endif

struct tm;

WS2_EXTERN_C_BEGIN

/* Strings. */
WS2_WIDE_FN(size_t, wcslen, (const ws2_wchar *s));
WS2_WIDE_FN(size_t, wcsnlen, (const ws2_wchar *s, size_t max));
WS2_WIDE_FN(ws2_wchar *, wcscpy, (ws2_wchar * d, const ws2_wchar *s));
WS2_WIDE_FN(ws2_wchar *, wcsncpy,
            (ws2_wchar * d, const ws2_wchar *s, size_t n));
WS2_WIDE_FN(ws2_wchar *, wcscat, (ws2_wchar * d, const ws2_wchar *s));
WS2_WIDE_FN(ws2_wchar *, wcsncat,
            (ws2_wchar * d, const ws2_wchar *s, size_t n));
WS2_WIDE_FN(int, wcscmp, (const ws2_wchar *a, const ws2_wchar *b));
WS2_WIDE_FN(int, wcsncmp, (const ws2_wchar *a, const ws2_wchar *b, size_t n));
WS2_WIDE_FN(int, wcscoll, (const ws2_wchar *a, const ws2_wchar *b));
WS2_WIDE_FN(size_t, wcsxfrm, (ws2_wchar * d, const ws2_wchar *s, size_t n));
WS2_WIDE_FN(size_t, wcsspn, (const ws2_wchar *s, const ws2_wchar *set));
WS2_WIDE_FN(size_t, wcscspn, (const ws2_wchar *s, const ws2_wchar *set));
WS2_WIDE_FN(ws2_wchar *, wcstok,
            (ws2_wchar * s, const ws2_wchar *set, ws2_wchar **context));
WS2_WIDE_FN(ws2_wchar *, wcsdup, (const ws2_wchar *s));
WS2_WIDE_FN(int, wcscasecmp, (const ws2_wchar *a, const ws2_wchar *b));
WS2_WIDE_FN(int, wcsncasecmp,
            (const ws2_wchar *a, const ws2_wchar *b, size_t n));
WS2_WIDE_FN(ws2_wchar *, wmemcpy,
            (ws2_wchar * d, const ws2_wchar *s, size_t n));
WS2_WIDE_FN(ws2_wchar *, wmemmove,
            (ws2_wchar * d, const ws2_wchar *s, size_t n));
WS2_WIDE_FN(ws2_wchar *, wmemset, (ws2_wchar * d, ws2_wchar c, size_t n));
WS2_WIDE_FN(int, wmemcmp, (const ws2_wchar *a, const ws2_wchar *b, size_t n));

#if defined(__CORRECT_ISO_CPP_WCHAR_H_PROTO) && __SIZEOF_WCHAR_T__ == 2
/* C++ wants a const and a non-const form of each. glibc says by this macro that
 * it declares both; without it libstdc++ adds one itself. */
#define WS2_WIDE_PAIR(name, param)                                             \
    WS2_API const wchar_t *name(const wchar_t *s, param) WS2_SYMBOL(name);     \
    WS2_API wchar_t *name(wchar_t *s, param) WS2_SYMBOL(name)
extern "C++" {
WS2_WIDE_PAIR(wcschr, wchar_t c);
WS2_WIDE_PAIR(wcsrchr, wchar_t c);
WS2_WIDE_PAIR(wcsstr, const wchar_t *part);
WS2_WIDE_PAIR(wcspbrk, const wchar_t *set);
WS2_API const wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
    WS2_SYMBOL(wmemchr);
WS2_API wchar_t *wmemchr(wchar_t *s, wchar_t c, size_t n) WS2_SYMBOL(wmemchr);
}
#else
WS2_WIDE_FN(ws2_wchar *, wcschr, (const ws2_wchar *s, ws2_wchar c));
WS2_WIDE_FN(ws2_wchar *, wcsrchr, (const ws2_wchar *s, ws2_wchar c));
WS2_WIDE_FN(ws2_wchar *, wcsstr, (const ws2_wchar *s, const ws2_wchar *part));
WS2_WIDE_FN(ws2_wchar *, wcspbrk, (const ws2_wchar *s, const ws2_wchar *set));
WS2_WIDE_FN(ws2_wchar *, wmemchr, (const ws2_wchar *s, ws2_wchar c, size_t n));
#endif

/* Numbers. */
WS2_WIDE_FN(long, wcstol, (const ws2_wchar *s, ws2_wchar **end, int radix));
WS2_WIDE_FN(unsigned long, wcstoul,
            (const ws2_wchar *s, ws2_wchar **end, int radix));
WS2_WIDE_FN(long long, wcstoll,
            (const ws2_wchar *s, ws2_wchar **end, int radix));
WS2_WIDE_FN(unsigned long long, wcstoull,
            (const ws2_wchar *s, ws2_wchar **end, int radix));
WS2_WIDE_FN(double, wcstod, (const ws2_wchar *s, ws2_wchar **end));
WS2_WIDE_FN(float, wcstof, (const ws2_wchar *s, ws2_wchar **end));
WS2_WIDE_FN(long double, wcstold, (const ws2_wchar *s, ws2_wchar **end));

/* Bytes and characters. Of a character beyond U+FFFF mbrtowc gives the first
 * half for the first three bytes and the second half for the last one; wcrtomb
 * writes nothing for the first half and four bytes with the second. */
WS2_WIDE_FN(wint_t, btowc, (int c));
WS2_WIDE_FN(int, wctob, (wint_t c));
WS2_WIDE_FN(int, mbsinit, (const mbstate_t *state));
WS2_WIDE_FN(size_t, mbrlen, (const char *s, size_t n, mbstate_t *state));
WS2_WIDE_FN(size_t, mbrtowc,
            (ws2_wchar * d, const char *s, size_t n, mbstate_t *state));
WS2_WIDE_FN(size_t, wcrtomb, (char *d, ws2_wchar c, mbstate_t *state));
WS2_WIDE_FN(size_t, mbsrtowcs,
            (ws2_wchar * d, const char **s, size_t n, mbstate_t *state));
WS2_WIDE_FN(size_t, wcsrtombs,
            (char *d, const ws2_wchar **s, size_t n, mbstate_t *state));
WS2_WIDE_FN(size_t, wcsftime,
            (ws2_wchar * d, size_t size, const ws2_wchar *format,
             const struct tm *tm));

/* Streams: byte streams of UTF-8, fwide says so. */
WS2_WIDE_FN(int, fwide, (FILE * f, int mode));
WS2_WIDE_FN(wint_t, fgetwc, (FILE * f));
WS2_WIDE_FN(wint_t, getwc, (FILE * f));
WS2_WIDE_FN(wint_t, getwchar, (void));
WS2_WIDE_FN(wint_t, ungetwc, (wint_t c, FILE *f));
WS2_WIDE_FN(ws2_wchar *, fgetws, (ws2_wchar * d, int size, FILE *f));
WS2_WIDE_FN(wint_t, fputwc, (ws2_wchar c, FILE *f));
WS2_WIDE_FN(wint_t, putwc, (ws2_wchar c, FILE *f));
WS2_WIDE_FN(wint_t, putwchar, (ws2_wchar c));
WS2_WIDE_FN(int, fputws, (const ws2_wchar *s, FILE *f));

/* Formats, Windows': %s is a wide string, %S and %hs a narrow one. */
WS2_WIDE_FN(int, wprintf, (const ws2_wchar *format, ...));
WS2_WIDE_FN(int, fwprintf, (FILE * f, const ws2_wchar *format, ...));
WS2_WIDE_FN(int, swprintf,
            (ws2_wchar * d, size_t size, const ws2_wchar *format, ...));
WS2_WIDE_FN(int, vwprintf, (const ws2_wchar *format, va_list args));
WS2_WIDE_FN(int, vfwprintf, (FILE * f, const ws2_wchar *format, va_list args));
WS2_WIDE_FN(int, vswprintf,
            (ws2_wchar * d, size_t size, const ws2_wchar *format,
             va_list args));
WS2_WIDE_FN(int, wscanf, (const ws2_wchar *format, ...));
WS2_WIDE_FN(int, fwscanf, (FILE * f, const ws2_wchar *format, ...));
WS2_WIDE_FN(int, swscanf, (const ws2_wchar *s, const ws2_wchar *format, ...));
WS2_WIDE_FN(int, vwscanf, (const ws2_wchar *format, va_list args));
WS2_WIDE_FN(int, vfwscanf, (FILE * f, const ws2_wchar *format, va_list args));
WS2_WIDE_FN(int, vswscanf,
            (const ws2_wchar *s, const ws2_wchar *format, va_list args));

WS2_EXTERN_C_END

#include "ws2_crt_wide.h"

#endif
