/* SPDX-License-Identifier: MIT */
/* What Microsoft's <stdlib.h> has beyond the standard. A part of stdlib.h.
 *
 * Numbers to text: radix 2 to 36; the buffer of the functions without a size
 * must hold 33 (_itoa) or 65 characters.
 * Source   Microsoft Learn, "itoa, _itoa, ..." and "Data conversion" */
#ifndef WS2_CRT_STDLIB_H
#define WS2_CRT_STDLIB_H

#include "crtdefs.h"

#define _MAX_PATH                260
#define _MAX_DRIVE               3
#define _MAX_DIR                 256
#define _MAX_FNAME               256
#define _MAX_EXT                 256
#define _MAX_ITOSTR_BASE10_COUNT 12

WS2_EXTERN_C_BEGIN

WS2_API char *_itoa(int value, char *d, int radix);
WS2_API char *_ltoa(int value, char *d, int radix);
WS2_API char *_ultoa(unsigned int value, char *d, int radix);
WS2_API char *_i64toa(long long value, char *d, int radix);
WS2_API char *_ui64toa(unsigned long long value, char *d, int radix);
WS2_API errno_t _itoa_s(int value, char *d, size_t size, int radix);
WS2_API errno_t _ltoa_s(int value, char *d, size_t size, int radix);
WS2_API errno_t _ultoa_s(unsigned int value, char *d, size_t size, int radix);
WS2_API errno_t _i64toa_s(long long value, char *d, size_t size, int radix);
WS2_API errno_t _ui64toa_s(unsigned long long value, char *d, size_t size,
                           int radix);
WS2_API long long _atoi64(const char *s);
WS2_API long long _strtoi64(const char *s, char **end, int radix);
WS2_API unsigned long long _strtoui64(const char *s, char **end, int radix);
WS2_API errno_t getenv_s(size_t *needed, char *d, rsize_t size,
                         const char *name);
WS2_API errno_t _dupenv_s(char **copy, size_t *size, const char *name);
WS2_API int _putenv(const char *assignment);
WS2_API errno_t _putenv_s(const char *name, const char *value);
WS2_API errno_t rand_s(unsigned int *value);
WS2_API void *_aligned_malloc(size_t size, size_t alignment);
WS2_API void _aligned_free(void *p);

WS2_EXTERN_C_END

#define _byteswap_ushort(v) __builtin_bswap16(v)
#define _byteswap_ulong(v)  __builtin_bswap32(v)
#define _byteswap_uint64(v) __builtin_bswap64(v)

#ifdef __WS2__
#ifndef itoa
#define itoa _itoa
#define ltoa _ltoa
#endif
#endif

#endif
