/* SPDX-License-Identifier: MIT */
/* libc's <wchar.h>; where wchar_t has 16 bits, with functions of ours.
 *
 * libc's take 32-bit characters and would read past the end of every string of
 * a program compiled with -fshort-wchar. Their declarations are moved to names
 * that nobody uses, and the standard names are bound to ours. What there is no
 * replacement for stays hidden: a compile error beats a wrong result. */
#pragma GCC system_header
#ifndef WS2_WCHAR_H
#define WS2_WCHAR_H

#if __SIZEOF_WCHAR_T__ == 2
#define wcslen          ws2_libc_wcslen
#define wcsnlen         ws2_libc_wcsnlen
#define wcscpy          ws2_libc_wcscpy
#define wcsncpy         ws2_libc_wcsncpy
#define wcscat          ws2_libc_wcscat
#define wcsncat         ws2_libc_wcsncat
#define wcscmp          ws2_libc_wcscmp
#define wcsncmp         ws2_libc_wcsncmp
#define wcscoll         ws2_libc_wcscoll
#define wcsxfrm         ws2_libc_wcsxfrm
#define wcschr          ws2_libc_wcschr
#define wcsrchr         ws2_libc_wcsrchr
#define wcsstr          ws2_libc_wcsstr
#define wcspbrk         ws2_libc_wcspbrk
#define wcsspn          ws2_libc_wcsspn
#define wcscspn         ws2_libc_wcscspn
#define wcstok          ws2_libc_wcstok
#define wcsdup          ws2_libc_wcsdup
#define wcscasecmp      ws2_libc_wcscasecmp
#define wcsncasecmp     ws2_libc_wcsncasecmp
#define wmemcpy         ws2_libc_wmemcpy
#define wmemmove        ws2_libc_wmemmove
#define wmemset         ws2_libc_wmemset
#define wmemcmp         ws2_libc_wmemcmp
#define wmemchr         ws2_libc_wmemchr
#define wcstol          ws2_libc_wcstol
#define wcstoul         ws2_libc_wcstoul
#define wcstoll         ws2_libc_wcstoll
#define wcstoull        ws2_libc_wcstoull
#define wcstod          ws2_libc_wcstod
#define wcstof          ws2_libc_wcstof
#define wcstold         ws2_libc_wcstold
#define btowc           ws2_libc_btowc
#define wctob           ws2_libc_wctob
#define mbsinit         ws2_libc_mbsinit
#define mbrlen          ws2_libc_mbrlen
#define mbrtowc         ws2_libc_mbrtowc
#define wcrtomb         ws2_libc_wcrtomb
#define mbsrtowcs       ws2_libc_mbsrtowcs
#define wcsrtombs       ws2_libc_wcsrtombs
#define wcsftime        ws2_libc_wcsftime
#define fwide           ws2_libc_fwide
#define fgetwc          ws2_libc_fgetwc
#define getwc           ws2_libc_getwc
#define getwchar        ws2_libc_getwchar
#define fgetws          ws2_libc_fgetws
#define fputwc          ws2_libc_fputwc
#define putwc           ws2_libc_putwc
#define putwchar        ws2_libc_putwchar
#define fputws          ws2_libc_fputws
#define ungetwc         ws2_libc_ungetwc
#define wprintf         ws2_libc_wprintf
#define fwprintf        ws2_libc_fwprintf
#define swprintf        ws2_libc_swprintf
#define vwprintf        ws2_libc_vwprintf
#define vfwprintf       ws2_libc_vfwprintf
#define vswprintf       ws2_libc_vswprintf
#define wscanf          ws2_libc_wscanf
#define fwscanf         ws2_libc_fwscanf
#define swscanf         ws2_libc_swscanf
#define vwscanf         ws2_libc_vwscanf
#define vfwscanf        ws2_libc_vfwscanf
#define vswscanf        ws2_libc_vswscanf
#define wcsnrtombs      ws2_libc_wcsnrtombs
#define mbsnrtowcs      ws2_libc_mbsnrtowcs
#define wcpcpy          ws2_libc_wcpcpy
#define wcpncpy         ws2_libc_wcpncpy
#define wmempcpy        ws2_libc_wmempcpy
#define wcschrnul       ws2_libc_wcschrnul
#define wcswcs          ws2_libc_wcswcs
#define wcswidth        ws2_libc_wcswidth
#define wcwidth         ws2_libc_wcwidth
#define open_wmemstream ws2_libc_open_wmemstream
#endif

#include_next <wchar.h>

#if __SIZEOF_WCHAR_T__ == 2
#undef wcslen
#undef wcsnlen
#undef wcscpy
#undef wcsncpy
#undef wcscat
#undef wcsncat
#undef wcscmp
#undef wcsncmp
#undef wcscoll
#undef wcsxfrm
#undef wcschr
#undef wcsrchr
#undef wcsstr
#undef wcspbrk
#undef wcsspn
#undef wcscspn
#undef wcstok
#undef wcsdup
#undef wcscasecmp
#undef wcsncasecmp
#undef wmemcpy
#undef wmemmove
#undef wmemset
#undef wmemcmp
#undef wmemchr
#undef wcstol
#undef wcstoul
#undef wcstoll
#undef wcstoull
#undef wcstod
#undef wcstof
#undef wcstold
#undef btowc
#undef wctob
#undef mbsinit
#undef mbrlen
#undef mbrtowc
#undef wcrtomb
#undef mbsrtowcs
#undef wcsrtombs
#undef wcsftime
#undef fwide
#undef fgetwc
#undef getwc
#undef getwchar
#undef fgetws
#undef fputwc
#undef putwc
#undef putwchar
#undef fputws
#undef ungetwc
#undef wprintf
#undef fwprintf
#undef swprintf
#undef vwprintf
#undef vfwprintf
#undef vswprintf
#undef wscanf
#undef fwscanf
#undef swscanf
#undef vwscanf
#undef vfwscanf
#undef vswscanf
#undef wcsnrtombs
#undef mbsnrtowcs
#undef wcpcpy
#undef wcpncpy
#undef wmempcpy
#undef wcschrnul
#undef wcswcs
#undef wcswidth
#undef wcwidth
#undef open_wmemstream
#if __has_include(<bits/types/FILE.h>)
#include <bits/types/FILE.h> /* strict C: libc's wchar.h has no FILE */
#endif
#include "ws2_crt_wchar.h"
#endif

#endif
