/* SPDX-License-Identifier: MIT */
/* Fiber-local storage. There are no fibers here, so a slot is per thread; its
 * callback runs for a value that is not NULL when the thread ends or the slot
 * is freed.
 *
 * Errors   ERROR_INVALID_PARAMETER, ERROR_NO_MORE_ITEMS (FlsAlloc)
 * Source   Microsoft Learn, fibersapi.h */
#ifndef WS2_FIBERSAPI_H
#define WS2_FIBERSAPI_H

#include "minwindef.h"

#define FLS_OUT_OF_INDEXES ((DWORD)0xffffffff)

WS2_EXTERN_C_BEGIN

WINBASEAPI DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION lpCallback);
WINBASEAPI PVOID WINAPI FlsGetValue(DWORD dwFlsIndex);
WINBASEAPI BOOL WINAPI FlsSetValue(DWORD dwFlsIndex, PVOID lpFlsData);
WINBASEAPI BOOL WINAPI FlsFree(DWORD dwFlsIndex);

WS2_EXTERN_C_END

#endif
