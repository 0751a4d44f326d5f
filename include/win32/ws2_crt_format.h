/* SPDX-License-Identifier: MIT */
/* The standard functions with formats, in Windows' dialect. A part of stdio.h;
 * it needs FILE. The exception specifications are those of glibc, so that
 * declarations elsewhere (libstdc++'s) agree. */
#ifndef WS2_CRT_FORMAT_H
#define WS2_CRT_FORMAT_H

#include "crtdefs.h"

#if defined(__cplusplus) && defined(__THROW)
#define WS2_CRT_NOTHROW __THROW
#else
#define WS2_CRT_NOTHROW
#endif

WS2_EXTERN_C_BEGIN

WS2_API int printf(const char *__restrict format, ...) WS2_SYMBOL(printf);
WS2_API int fprintf(FILE *__restrict f, const char *__restrict format, ...)
    WS2_SYMBOL(fprintf);
WS2_API int sprintf(char *__restrict d, const char *__restrict format,
                    ...) WS2_CRT_NOTHROW WS2_SYMBOL(sprintf);
WS2_API int snprintf(char *__restrict d, size_t size,
                     const char *__restrict format, ...) WS2_CRT_NOTHROW
    WS2_SYMBOL(snprintf);
WS2_API int vprintf(const char *__restrict format, va_list args)
    WS2_SYMBOL(vprintf);
WS2_API int vfprintf(FILE *__restrict f, const char *__restrict format,
                     va_list args) WS2_SYMBOL(vfprintf);
WS2_API int vsprintf(char *__restrict d, const char *__restrict format,
                     va_list args) WS2_CRT_NOTHROW WS2_SYMBOL(vsprintf);
WS2_API int vsnprintf(char *__restrict d, size_t size,
                      const char *__restrict format,
                      va_list args) WS2_CRT_NOTHROW WS2_SYMBOL(vsnprintf);
WS2_API int scanf(const char *__restrict format, ...) WS2_SYMBOL(scanf);
WS2_API int fscanf(FILE *__restrict f, const char *__restrict format, ...)
    WS2_SYMBOL(fscanf);
WS2_API int sscanf(const char *__restrict s, const char *__restrict format,
                   ...) WS2_CRT_NOTHROW WS2_SYMBOL(sscanf);
WS2_API int vscanf(const char *__restrict format, va_list args)
    WS2_SYMBOL(vscanf);
WS2_API int vfscanf(FILE *__restrict f, const char *__restrict format,
                    va_list args) WS2_SYMBOL(vfscanf);
WS2_API int vsscanf(const char *__restrict s, const char *__restrict format,
                    va_list args) WS2_CRT_NOTHROW WS2_SYMBOL(vsscanf);

WS2_EXTERN_C_END

#endif
