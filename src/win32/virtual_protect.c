/* SPDX-License-Identifier: MIT */
/* VirtualProtect and VirtualLock. The old protection that VirtualProtect must
 * return is known to the kernel only, which tells it in /proc/self/maps.
 * Follows memoryapi.h on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "win32/door.h"

#define PAGE ((uintptr_t)4096)

static bool protect_bits(DWORD protect, int *bits)
{
    static const struct {
        DWORD protect;
        int bits;
    } map[] = {
        {PAGE_NOACCESS, PROT_NONE},
        {PAGE_READONLY, PROT_READ},
        {PAGE_READWRITE, PROT_READ | PROT_WRITE},
        {PAGE_WRITECOPY, PROT_READ | PROT_WRITE},
        {PAGE_EXECUTE, PROT_READ | PROT_EXEC},
        {PAGE_EXECUTE_READ, PROT_READ | PROT_EXEC},
        {PAGE_EXECUTE_READWRITE, PROT_READ | PROT_WRITE | PROT_EXEC},
    };

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
        if (map[i].protect == (protect & 0xff)) {
            *bits = map[i].bits;
            return true;
        }
    return false;
}

/* The protection of the page at address, in Windows' terms; 0: not mapped. */
static DWORD protect_now(uintptr_t address)
{
    FILE *f = fopen("/proc/self/maps", "re");
    unsigned long start, end;
    DWORD protect = 0;
    char line[512], mode[5];

    if (f == NULL)
        return 0;
    while (protect == 0 && fgets(line, sizeof(line), f) != NULL) {
        if (sscanf(line, "%lx-%lx %4s", &start, &end, mode) != 3 ||
            address < start || address >= end)
            continue;
        if (mode[2] == 'x')
            protect =
                mode[1] == 'w' ? PAGE_EXECUTE_READWRITE : PAGE_EXECUTE_READ;
        else
            protect = mode[1] == 'w'   ? PAGE_READWRITE
                      : mode[0] == 'r' ? PAGE_READONLY
                                       : PAGE_NOACCESS;
    }
    fclose(f);
    return protect;
}

BOOL WINAPI VirtualProtect(LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect,
                           PDWORD lpflOldProtect)
{
    uintptr_t start = (uintptr_t)lpAddress & ~(PAGE - 1);
    int saved = errno;
    ws2_err err = WS2_OK;
    DWORD old;
    int bits;

    if (lpflOldProtect == NULL)
        return ws2_win32_bool(ERROR_NOACCESS);
    if (dwSize == 0 || !protect_bits(flNewProtect, &bits))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    old = protect_now(start);
    if (old == 0 || mprotect((void *)start,
                             (uintptr_t)lpAddress - start + dwSize, bits) != 0)
        err = ERROR_INVALID_ADDRESS;
    else
        *lpflOldProtect = old;
    errno = saved;
    return ws2_win32_bool(err);
}

/* The limit is Linux's RLIMIT_MEMLOCK, Windows' is the working set. */
BOOL WINAPI VirtualLock(LPVOID lpAddress, SIZE_T dwSize)
{
    int saved = errno;
    ws2_err err = WS2_OK;

    if (mlock(lpAddress, dwSize) != 0)
        err = errno == ENOMEM || errno == EPERM ? ERROR_WORKING_SET_QUOTA
                                                : ERROR_INVALID_PARAMETER;
    errno = saved;
    return ws2_win32_bool(err);
}

BOOL WINAPI VirtualUnlock(LPVOID lpAddress, SIZE_T dwSize)
{
    int saved = errno;
    int res = munlock(lpAddress, dwSize);

    errno = saved;
    return ws2_win32_bool(res == 0 ? WS2_OK : ERROR_NOT_LOCKED);
}
