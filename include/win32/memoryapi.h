/* SPDX-License-Identifier: MIT */
/* Pages: VirtualAlloc and its relatives, by mmap and mprotect.
 *
 * dwSize     bytes, rounded up to whole pages (4 KiB)
 * lpAddress  NULL, or an address inside a region reserved before
 * Errors     ERROR_INVALID_PARAMETER, ERROR_INVALID_ADDRESS,
 *            ERROR_NOT_ENOUGH_MEMORY, ERROR_COMMITMENT_LIMIT
 * Source     Microsoft Learn, memoryapi.h */
#ifndef WS2_MEMORYAPI_H
#define WS2_MEMORYAPI_H

#include "minwindef.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI LPVOID WINAPI VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize,
                                      DWORD flAllocationType, DWORD flProtect);
WINBASEAPI BOOL WINAPI VirtualFree(LPVOID lpAddress, SIZE_T dwSize,
                                   DWORD dwFreeType);
WINBASEAPI BOOL WINAPI VirtualProtect(LPVOID lpAddress, SIZE_T dwSize,
                                      DWORD flNewProtect,
                                      PDWORD lpflOldProtect);
WINBASEAPI BOOL WINAPI VirtualLock(LPVOID lpAddress, SIZE_T dwSize);
WINBASEAPI BOOL WINAPI VirtualUnlock(LPVOID lpAddress, SIZE_T dwSize);

/* hProcess must be GetCurrentProcess(): ERROR_INVALID_HANDLE. Memory that
 * cannot be read is ERROR_PARTIAL_COPY, a buffer that cannot be written
 * ERROR_NOACCESS. */
WINBASEAPI BOOL WINAPI ReadProcessMemory(HANDLE hProcess, LPCVOID lpBaseAddress,
                                         LPVOID lpBuffer, SIZE_T nSize,
                                         SIZE_T *lpNumberOfBytesRead);

WS2_EXTERN_C_END

#endif
