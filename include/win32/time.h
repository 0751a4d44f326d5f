/* SPDX-License-Identifier: MIT */
/* libc's <time.h> and what Microsoft's has beyond it. */
#pragma GCC system_header
#ifndef WS2_TIME_H
#define WS2_TIME_H
#include_next <time.h>
#include "ws2_crt_time.h"
#endif
