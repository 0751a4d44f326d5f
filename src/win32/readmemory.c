/* SPDX-License-Identifier: MIT */
/* ReadProcessMemory of the process itself: memory that may not be there is read
 * without a fault. Follows memoryapi.h on Microsoft Learn. */
#include <windows.h>

#include "os/mem.h"
#include "win32/door.h"

/* Windows reads all that is asked for, or nothing. */
BOOL WINAPI ReadProcessMemory(HANDLE hProcess, LPCVOID lpBaseAddress,
                              LPVOID lpBuffer, SIZE_T nSize,
                              SIZE_T *lpNumberOfBytesRead)
{
    ws2_err err = WS2_OK;

    if (hProcess != GetCurrentProcess())
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if (!os_mem_writable(lpBuffer, nSize) ||
        (lpNumberOfBytesRead != NULL &&
         !os_mem_writable(lpNumberOfBytesRead, sizeof(*lpNumberOfBytesRead))))
        return ws2_win32_bool(ERROR_NOACCESS);
    if (os_mem_copy_in(lpBuffer, lpBaseAddress, nSize) != 0)
        err = ERROR_PARTIAL_COPY;
    if (lpNumberOfBytesRead != NULL)
        *lpNumberOfBytesRead = err == WS2_OK ? nSize : 0;
    return ws2_win32_bool(err);
}
