/* SPDX-License-Identifier: MIT */
/* Heaps. Blocks are aligned to 16 bytes. Sizes are in bytes; HeapSize gives
 * the size that was asked for.
 *
 * dwFlags   HEAP_ZERO_MEMORY and HEAP_REALLOC_IN_PLACE_ONLY count; a heap is
 *           always safe for threads. HEAP_GENERATE_EXCEPTIONS is ignored:
 *           Linux has no structured exceptions
 * Errors    HeapAlloc sets no last error, as on Windows; HeapDestroy of the
 *           process heap and freeing through the wrong heap:
 *           ERROR_INVALID_PARAMETER; ERROR_INVALID_HANDLE (NULL)
 * Source    Microsoft Learn, heapapi.h */
#ifndef WS2_HEAPAPI_H
#define WS2_HEAPAPI_H

#include "minwindef.h"

WS2_EXTERN_C_BEGIN

WINBASEAPI HANDLE WINAPI GetProcessHeap(void);
/* dwMaximumSize is a limit on the total of all blocks; 0 for none. */
WINBASEAPI HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize,
                                    SIZE_T dwMaximumSize);
WINBASEAPI BOOL WINAPI HeapDestroy(HANDLE hHeap);
WINBASEAPI LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes);
WINBASEAPI LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem,
                                     SIZE_T dwBytes);
WINBASEAPI BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem);
WINBASEAPI SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem);
/* HeapEnableTerminationOnCorruption is accepted (libc ends the process on
 * corruption anyway); other classes fail with ERROR_INVALID_PARAMETER. */
WINBASEAPI BOOL WINAPI HeapSetInformation(
    HANDLE HeapHandle, HEAP_INFORMATION_CLASS HeapInformationClass,
    PVOID HeapInformation, SIZE_T HeapInformationLength);
WINBASEAPI BOOL WINAPI HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem);

WS2_EXTERN_C_END

#endif
