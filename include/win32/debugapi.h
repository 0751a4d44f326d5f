/* SPDX-License-Identifier: MIT */
/* Debugger support. OutputDebugString writes to stderr when the environment
 * variable WS2_DEBUG_STRINGS is set, and nowhere otherwise.
 *
 * Source   Microsoft Learn, debugapi.h */
#ifndef WS2_DEBUGAPI_H
#define WS2_DEBUGAPI_H

#include "minwindef.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI IsDebuggerPresent(void);
WINBASEAPI VOID WINAPI DebugBreak(void);
WINBASEAPI VOID WINAPI OutputDebugStringA(LPCSTR lpOutputString);
WINBASEAPI VOID WINAPI OutputDebugStringW(LPCWSTR lpOutputString);

WS2_EXTERN_C_END

#ifdef UNICODE
#define OutputDebugString OutputDebugStringW
#else
#define OutputDebugString OutputDebugStringA
#endif

#endif
