/* SPDX-License-Identifier: MIT */
/* libc's <string.h> and what Microsoft's has beyond it. */
#pragma GCC system_header
#ifndef WS2_STRING_H
#define WS2_STRING_H
#include_next <string.h>
#include "ws2_crt_string.h"
#if defined(__WS2__) && __SIZEOF_WCHAR_T__ == 2
#include <wchar.h> /* Microsoft declares the wide functions here as well */
#endif
#endif
