/* SPDX-License-Identifier: MIT */
/* libc's <stdio.h> and what Microsoft's has beyond it.
 *
 * For programs compiled by ws2-cc the functions with formats are ours: %ld
 * means 32 bits on Windows (with libc's scanf a DWORD would be overrun), and
 * %I64d, %S and %ws exist. libc's are moved to names that nobody uses. */
#pragma GCC system_header
#ifndef WS2_STDIO_H
#define WS2_STDIO_H

#if defined(__WS2__) || defined(WS2_CRT_FORMAT)
#define printf    ws2_libc_printf
#define fprintf   ws2_libc_fprintf
#define sprintf   ws2_libc_sprintf
#define snprintf  ws2_libc_snprintf
#define vprintf   ws2_libc_vprintf
#define vfprintf  ws2_libc_vfprintf
#define vsprintf  ws2_libc_vsprintf
#define vsnprintf ws2_libc_vsnprintf
#define scanf     ws2_libc_scanf
#define fscanf    ws2_libc_fscanf
#define sscanf    ws2_libc_sscanf
#define vscanf    ws2_libc_vscanf
#define vfscanf   ws2_libc_vfscanf
#define vsscanf   ws2_libc_vsscanf
#endif

#include_next <stdio.h>
#include "ws2_crt_stdio.h"

#if defined(__WS2__) || defined(WS2_CRT_FORMAT)
#undef printf
#undef fprintf
#undef sprintf
#undef snprintf
#undef vprintf
#undef vfprintf
#undef vsprintf
#undef vsnprintf
#undef scanf
#undef fscanf
#undef sscanf
#undef vscanf
#undef vfscanf
#undef vsscanf
#include "ws2_crt_format.h"
#endif
#ifdef __WS2__ /* the compiler knows only Linux' formats */
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
#endif

#if defined(__WS2__) && __SIZEOF_WCHAR_T__ == 2
#include <wchar.h> /* Microsoft declares the wide functions here as well */
#endif
#endif
