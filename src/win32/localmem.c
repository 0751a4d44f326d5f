/* SPDX-License-Identifier: MIT */
/* LocalAlloc, GlobalAlloc and their relatives: malloc under another name, so
 * that LocalFree also frees what the library's own functions allocated for the
 * program. Moveable blocks do not move: the handle is the address. Follows
 * winbase.h on Microsoft Learn. */
#include <windows.h>

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "win32/door.h"

_Static_assert(LMEM_ZEROINIT == GMEM_ZEROINIT && LMEM_MODIFY == GMEM_MODIFY,
               "one set of functions for both families");

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    size_t size = uBytes != 0 ? uBytes : 1;
    void *p = NULL;

    if (size <= PTRDIFF_MAX)
        p = (uFlags & LMEM_ZEROINIT) != 0 ? calloc(1, size) : malloc(size);
    return p != NULL ? p : ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
{
    size_t size = uBytes != 0 ? uBytes : 1;
    size_t old;
    char *p;

    if (hMem == NULL)
        return ws2_win32_null(ERROR_INVALID_HANDLE);
    if ((uFlags & LMEM_MODIFY) != 0)
        return hMem;
    old = malloc_usable_size(hMem);
    p = size <= PTRDIFF_MAX ? realloc(hMem, size) : NULL;
    if (p == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    if ((uFlags & LMEM_ZEROINIT) != 0 && size > old)
        memset(p + old, 0, size - old);
    return p;
}

HLOCAL WINAPI LocalFree(HLOCAL hMem)
{
    free(hMem);
    return NULL;
}

LPVOID WINAPI LocalLock(HLOCAL hMem)
{
    return hMem != NULL ? hMem : ws2_win32_null(ERROR_INVALID_HANDLE);
}

/* FALSE with no error: the block is not locked (any more), as documented. */
BOOL WINAPI LocalUnlock(HLOCAL hMem)
{
    return ws2_win32_bool(hMem != NULL ? WS2_OK : ERROR_INVALID_HANDLE) &&
           (ws2_set_last_error(NO_ERROR), FALSE);
}

SIZE_T WINAPI LocalSize(HLOCAL hMem)
{
    return hMem != NULL ? malloc_usable_size(hMem)
                        : ws2_win32_zero(ERROR_INVALID_HANDLE);
}

HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes)
{
    return LocalAlloc(uFlags, dwBytes);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
{
    return LocalReAlloc(hMem, dwBytes, uFlags);
}

HGLOBAL WINAPI GlobalFree(HGLOBAL hMem)
{
    return LocalFree(hMem);
}

LPVOID WINAPI GlobalLock(HGLOBAL hMem)
{
    return LocalLock(hMem);
}

BOOL WINAPI GlobalUnlock(HGLOBAL hMem)
{
    return LocalUnlock(hMem);
}

SIZE_T WINAPI GlobalSize(HGLOBAL hMem)
{
    return LocalSize(hMem);
}
