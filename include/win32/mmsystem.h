/* SPDX-License-Identifier: MIT */
/* The multimedia clock. timeBeginPeriod is accepted and changes nothing:
 * Linux timers are finer than a millisecond already.
 *
 * Source   Microsoft Learn, timeapi.h */
#ifndef WS2_MMSYSTEM_H
#define WS2_MMSYSTEM_H

#include "windef.h"

typedef UINT MMRESULT;
#define TIMERR_NOERROR 0
#define TIMERR_NOCANDO 97

WS2_EXTERN_C_BEGIN

/* Milliseconds since boot. */
WINBASEAPI DWORD WINAPI timeGetTime(void);
/* TIMERR_NOCANDO for a period of 0. */
WINBASEAPI MMRESULT WINAPI timeBeginPeriod(UINT uPeriod);
WINBASEAPI MMRESULT WINAPI timeEndPeriod(UINT uPeriod);

WS2_EXTERN_C_END

#endif
