/* SPDX-License-Identifier: MIT */
/* What Microsoft's <string.h> has beyond the standard. A part of string.h.
 *
 * The _s functions return 0, or EINVAL, ERANGE or STRUNCATE with the
 * destination made empty (STRUNCATE: cut to fit) and errno set; there is no
 * invalid parameter handler that would end the program. Sizes count
 * characters with the terminator. Comparison without case knows the letters of
 * ASCII only.
 * Source   Microsoft Learn, "String manipulation (CRT)" */
#ifndef WS2_CRT_STRING_H
#define WS2_CRT_STRING_H

#include "crtdefs.h"

WS2_EXTERN_C_BEGIN

WS2_API int _stricmp(const char *a, const char *b);
WS2_API int _strnicmp(const char *a, const char *b, size_t n);
WS2_API int _memicmp(const void *a, const void *b, size_t n);
WS2_API char *_strdup(const char *s);
WS2_API char *_strlwr(char *s);
WS2_API char *_strupr(char *s);
WS2_API char *_strrev(char *s);
WS2_API size_t strnlen_s(const char *s, size_t max);
WS2_API errno_t memcpy_s(void *d, rsize_t size, const void *s, rsize_t n);
WS2_API errno_t memmove_s(void *d, rsize_t size, const void *s, rsize_t n);
WS2_API errno_t strcpy_s(char *d, rsize_t size, const char *s);
WS2_API errno_t strncpy_s(char *d, rsize_t size, const char *s, rsize_t n);
WS2_API errno_t strcat_s(char *d, rsize_t size, const char *s);
WS2_API errno_t strncat_s(char *d, rsize_t size, const char *s, rsize_t n);
WS2_API char *strtok_s(char *s, const char *delimiters, char **context);
WS2_API errno_t strerror_s(char *d, size_t size, int number);
WS2_API errno_t _strlwr_s(char *s, size_t size);
WS2_API errno_t _strupr_s(char *s, size_t size);

WS2_EXTERN_C_END

#define _strcmpi _stricmp
#ifdef __WS2__ /* old names, which a portable program may use for its own */
#ifndef stricmp
#define stricmp  _stricmp
#define strnicmp _strnicmp
#define strcmpi  _stricmp
#define memicmp  _memicmp
#define strlwr   _strlwr
#define strupr   _strupr
#endif
#endif

#ifdef __cplusplus
extern "C++" {
WS2_CRT_ARRAY_1(errno_t, strcpy_s, char, const char *)
WS2_CRT_ARRAY_2(errno_t, strncpy_s, char, const char *, rsize_t)
WS2_CRT_ARRAY_1(errno_t, strcat_s, char, const char *)
WS2_CRT_ARRAY_2(errno_t, strncat_s, char, const char *, rsize_t)
WS2_CRT_ARRAY_1(errno_t, strerror_s, char, int)
WS2_CRT_ARRAY_0(errno_t, _strlwr_s, char)
WS2_CRT_ARRAY_0(errno_t, _strupr_s, char)
}
#endif

#endif
