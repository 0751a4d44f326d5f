/* SPDX-License-Identifier: MIT */
/* Types of Microsoft's C runtime. No Windows header is needed for it. */
#ifndef WS2_CRTDEFS_H
#define WS2_CRTDEFS_H

#include "ws2_abi.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifndef _ERRNO_T_DEFINED
#define _ERRNO_T_DEFINED
typedef int errno_t;
#endif
typedef size_t rsize_t;

/* As a count: as much as fits, and STRUNCATE or -1 when that was not all. */
#define _TRUNCATE ((size_t)-1)
#define STRUNCATE 80

#define _CRTIMP
#define _CRT_INSECURE_DEPRECATE(s)
#define _CRT_WIDE_(s) L##s
#define _CRT_WIDE(s)  _CRT_WIDE_(s)

#ifndef _countof
#ifdef __cplusplus
extern "C++" {
template <typename T, size_t N> char (*ws2_countof(T (&array)[N]))[N];
}
#define _countof(array) (sizeof(*ws2_countof(array)) + 0)
#else
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#endif

/* C++: functions with a size can take it from an array. */
#ifdef __cplusplus
#define WS2_CRT_ARRAY_0(type, name, T)                                         \
    template <size_t N> inline type name(T(&d)[N])                             \
    {                                                                          \
        return name(d, N);                                                     \
    }
#define WS2_CRT_ARRAY_1(type, name, T, A)                                      \
    template <size_t N> inline type name(T(&d)[N], A a)                        \
    {                                                                          \
        return name(d, N, a);                                                  \
    }
#define WS2_CRT_ARRAY_2(type, name, T, A, B)                                   \
    template <size_t N> inline type name(T(&d)[N], A a, B b)                   \
    {                                                                          \
        return name(d, N, a, b);                                               \
    }
#endif

#endif
