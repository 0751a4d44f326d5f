/* SPDX-License-Identifier: MIT */
/* libc's <string.h> and what Microsoft's has beyond it. */
#pragma GCC system_header
#ifndef WS2_STRING_H
#define WS2_STRING_H
#include_next <string.h>
#include "ws2_crt_string.h"
#endif
