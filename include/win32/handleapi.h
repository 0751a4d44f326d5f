/* SPDX-License-Identifier: MIT */
/* Handles of any kind: close, duplicate, flags.
 *
 * CloseHandle           TRUE, or FALSE with ERROR_INVALID_HANDLE; the two
 *                       pseudo handles are accepted and nothing happens
 * DuplicateHandle       within this process only; both process arguments must
 *                       be GetCurrentProcess(). ERROR_INVALID_HANDLE,
 *                       ERROR_NOT_ENOUGH_MEMORY
 * SetHandleInformation  no handle of ours is inherited by a child: asking for
 *                       that fails with ERROR_NOT_SUPPORTED
 * Source                Microsoft Learn, handleapi.h */
#ifndef WS2_HANDLEAPI_H
#define WS2_HANDLEAPI_H

#include "minwindef.h"

#define INVALID_HANDLE_VALUE           ((HANDLE)(LONG_PTR)-1)
#define HANDLE_FLAG_INHERIT            0x1
#define HANDLE_FLAG_PROTECT_FROM_CLOSE 0x2

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI CloseHandle(HANDLE hObject);
WINBASEAPI BOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle,
                                       HANDLE hSourceHandle,
                                       HANDLE hTargetProcessHandle,
                                       LPHANDLE lpTargetHandle,
                                       DWORD dwDesiredAccess,
                                       BOOL bInheritHandle, DWORD dwOptions);
WINBASEAPI BOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags);
WINBASEAPI BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask,
                                            DWORD dwFlags);
WINBASEAPI BOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle,
                                            HANDLE hSecondObjectHandle);

WS2_EXTERN_C_END

#endif
