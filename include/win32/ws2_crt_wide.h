/* SPDX-License-Identifier: MIT */
/* What Microsoft's <wchar.h> has beyond the standard. A part of wchar.h, by way
 * of ws2_crt_wchar.h; the remarks there and in ws2_crt_string.h hold. */
#ifndef WS2_CRT_WIDE_H
#define WS2_CRT_WIDE_H

WS2_EXTERN_C_BEGIN

/* Strings. */
WS2_API int _wcsicmp(const ws2_wchar *a, const ws2_wchar *b);
WS2_API int _wcsnicmp(const ws2_wchar *a, const ws2_wchar *b, size_t n);
WS2_API ws2_wchar *_wcsdup(const ws2_wchar *s);
WS2_API ws2_wchar *_wcslwr(ws2_wchar *s);
WS2_API ws2_wchar *_wcsupr(ws2_wchar *s);
WS2_API ws2_wchar *_wcsrev(ws2_wchar *s);
WS2_API size_t wcsnlen_s(const ws2_wchar *s, size_t max);
WS2_API errno_t wmemcpy_s(ws2_wchar *d, rsize_t size, const ws2_wchar *s,
                          rsize_t n);
WS2_API errno_t wcscpy_s(ws2_wchar *d, rsize_t size, const ws2_wchar *s);
WS2_API errno_t wcsncpy_s(ws2_wchar *d, rsize_t size, const ws2_wchar *s,
                          rsize_t n);
WS2_API errno_t wcscat_s(ws2_wchar *d, rsize_t size, const ws2_wchar *s);
WS2_API errno_t wcsncat_s(ws2_wchar *d, rsize_t size, const ws2_wchar *s,
                          rsize_t n);
WS2_API ws2_wchar *wcstok_s(ws2_wchar *s, const ws2_wchar *set,
                            ws2_wchar **context);

/* Numbers. */
WS2_API int _wtoi(const ws2_wchar *s);
WS2_API int _wtol(const ws2_wchar *s);
WS2_API long long _wtoi64(const ws2_wchar *s);
WS2_API double _wtof(const ws2_wchar *s);
WS2_API long long _wcstoi64(const ws2_wchar *s, ws2_wchar **end, int radix);
WS2_API unsigned long long _wcstoui64(const ws2_wchar *s, ws2_wchar **end,
                                      int radix);
WS2_API ws2_wchar *_itow(int value, ws2_wchar *d, int radix);
WS2_API ws2_wchar *_ltow(int value, ws2_wchar *d, int radix);
WS2_API ws2_wchar *_ultow(unsigned int value, ws2_wchar *d, int radix);
WS2_API ws2_wchar *_i64tow(long long value, ws2_wchar *d, int radix);
WS2_API ws2_wchar *_ui64tow(unsigned long long value, ws2_wchar *d, int radix);
WS2_API errno_t _itow_s(int value, ws2_wchar *d, size_t size, int radix);
WS2_API errno_t _ultow_s(unsigned int value, ws2_wchar *d, size_t size,
                         int radix);
WS2_API errno_t _i64tow_s(long long value, ws2_wchar *d, size_t size,
                          int radix);

/* Formats and files. Names of files become UTF-8. */
WS2_API int _snwprintf(ws2_wchar *d, size_t n, const ws2_wchar *format, ...);
WS2_API int _vsnwprintf(ws2_wchar *d, size_t n, const ws2_wchar *format,
                        va_list args);
WS2_API int swprintf_s(ws2_wchar *d, size_t size, const ws2_wchar *format, ...);
WS2_API int vswprintf_s(ws2_wchar *d, size_t size, const ws2_wchar *format,
                        va_list args);
WS2_API int _snwprintf_s(ws2_wchar *d, size_t size, size_t n,
                         const ws2_wchar *format, ...);
WS2_API int _vsnwprintf_s(ws2_wchar *d, size_t size, size_t n,
                          const ws2_wchar *format, va_list args);
WS2_API int _scwprintf(const ws2_wchar *format, ...);
WS2_API int _vscwprintf(const ws2_wchar *format, va_list args);
WS2_API int wprintf_s(const ws2_wchar *format, ...);
WS2_API int fwprintf_s(FILE *f, const ws2_wchar *format, ...);
WS2_API int swscanf_s(const ws2_wchar *s, const ws2_wchar *format, ...);
WS2_API int wscanf_s(const ws2_wchar *format, ...);
WS2_API int _putws(const ws2_wchar *s);
WS2_API FILE *_wfopen(const ws2_wchar *name, const ws2_wchar *mode);
WS2_API errno_t _wfopen_s(FILE **f, const ws2_wchar *name,
                          const ws2_wchar *mode);
WS2_API void _wperror(const ws2_wchar *s);
/* A copy of the value that stays as long as the process. */
WS2_API ws2_wchar *_wgetenv(const ws2_wchar *name);

WS2_EXTERN_C_END

#if defined(__WS2__) && !defined(wcsicmp)
#define wcsicmp  _wcsicmp
#define wcsnicmp _wcsnicmp
#endif

#if defined(__cplusplus) && __SIZEOF_WCHAR_T__ == 2
extern "C++" {
WS2_CRT_ARRAY_1(errno_t, wcscpy_s, wchar_t, const wchar_t *)
WS2_CRT_ARRAY_2(errno_t, wcsncpy_s, wchar_t, const wchar_t *, rsize_t)
WS2_CRT_ARRAY_1(errno_t, wcscat_s, wchar_t, const wchar_t *)
WS2_CRT_ARRAY_2(errno_t, wcsncat_s, wchar_t, const wchar_t *, rsize_t)
template <size_t N, class... A>
inline int swprintf_s(wchar_t (&d)[N], const wchar_t *format, A... args)
{
    return swprintf_s(d, N, format, args...);
}
}
#endif

#endif
