/* SPDX-License-Identifier: MIT */
/* What Microsoft's <stdio.h> has beyond the standard. A part of stdio.h.
 *
 * _snprintf    -1 when the text does not fit, and then, or when it fits
 *              exactly, no terminator
 * sprintf_s    -1, an empty text and ERANGE when it does not fit
 * _snprintf_s  at most n characters; n may be _TRUNCATE; -1 when cut
 * _scprintf    the length without the terminator
 * Formats are Windows': %I64d, %ld with 32 bits, %S for a wide string.
 * Source       Microsoft Learn, "Stream I/O" */
#ifndef WS2_CRT_STDIO_H
#define WS2_CRT_STDIO_H

#include "crtdefs.h"

WS2_EXTERN_C_BEGIN

WS2_API int _snprintf(char *d, size_t n, const char *format, ...);
WS2_API int _vsnprintf(char *d, size_t n, const char *format, va_list args);
WS2_API int sprintf_s(char *d, size_t size, const char *format, ...);
WS2_API int vsprintf_s(char *d, size_t size, const char *format, va_list args);
WS2_API int _snprintf_s(char *d, size_t size, size_t n, const char *format,
                        ...);
WS2_API int _vsnprintf_s(char *d, size_t size, size_t n, const char *format,
                         va_list args);
WS2_API int _scprintf(const char *format, ...);
WS2_API int _vscprintf(const char *format, va_list args);
WS2_API int printf_s(const char *format, ...);
WS2_API int fprintf_s(FILE *f, const char *format, ...);
WS2_API int vprintf_s(const char *format, va_list args);
WS2_API int vfprintf_s(FILE *f, const char *format, va_list args);
/* %s, %c and %[ take the size of their buffer as the next argument. */
WS2_API int scanf_s(const char *format, ...);
WS2_API int fscanf_s(FILE *f, const char *format, ...);
WS2_API int sscanf_s(const char *s, const char *format, ...);
/* The letters t and b of a mode (text, binary) mean nothing here. */
WS2_API errno_t fopen_s(FILE **f, const char *name, const char *mode);
WS2_API int _fileno(FILE *f);

WS2_EXTERN_C_END

#ifdef __cplusplus
extern "C++" {
template <size_t N, class... A>
inline int sprintf_s(char (&d)[N], const char *format, A... args)
{
    return sprintf_s(d, N, format, args...);
}
template <size_t N>
inline int vsprintf_s(char (&d)[N], const char *format, va_list args)
{
    return vsprintf_s(d, N, format, args);
}
template <size_t N, class... A>
inline int _snprintf_s(char (&d)[N], size_t n, const char *format, A... args)
{
    return _snprintf_s(d, N, n, format, args...);
}
}
#endif

#endif
