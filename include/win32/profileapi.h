/* SPDX-License-Identifier: MIT */
/* The performance counter: the monotonic clock at 10 MHz, the frequency that
 * Windows 10 reports, so that count * 1000000 does not overflow early.
 *
 * Source   Microsoft Learn, profileapi.h */
#ifndef WS2_PROFILEAPI_H
#define WS2_PROFILEAPI_H

#include "minwindef.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI
QueryPerformanceCounter(LARGE_INTEGER *lpPerformanceCount);
WINBASEAPI BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency);

WS2_EXTERN_C_END

#endif
