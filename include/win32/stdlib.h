/* SPDX-License-Identifier: MIT */
/* libc's <stdlib.h> and what Microsoft's has beyond it. Where wchar_t has 16
 * bits, the four functions about it are ours; macros, because libstdc++ reaches
 * libc's header past this one. */
#pragma GCC system_header
#ifndef WS2_STDLIB_H
#define WS2_STDLIB_H
#include_next <stdlib.h>
#include "ws2_crt_stdlib.h"

#if __SIZEOF_WCHAR_T__ == 2
WS2_EXTERN_C_BEGIN
WS2_API size_t ws2_mbstowcs(wchar_t *d, const char *s, size_t n);
WS2_API size_t ws2_wcstombs(char *d, const wchar_t *s, size_t n);
WS2_API int ws2_mbtowc(wchar_t *d, const char *s, size_t n);
WS2_API int ws2_wctomb(char *d, wchar_t c);
WS2_EXTERN_C_END
#ifdef __cplusplus
namespace std
{
using ::ws2_mbstowcs;
using ::ws2_mbtowc;
using ::ws2_wcstombs;
using ::ws2_wctomb;
} // namespace std
#endif
#define mbstowcs ws2_mbstowcs
#define wcstombs ws2_wcstombs
#define mbtowc   ws2_mbtowc
#define wctomb   ws2_wctomb
#endif

#if defined(__WS2__) && __SIZEOF_WCHAR_T__ == 2
#include <wchar.h> /* Microsoft declares the wide functions here as well */
#endif
#endif
