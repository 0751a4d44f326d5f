/* SPDX-License-Identifier: MIT */
/* The machine: processors, memory, version. Follows sysinfoapi.h on Microsoft
 * Learn. The version reported is that of Windows 10, which the library's
 * interfaces follow. */
#include <windows.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "win32/door.h"

#define WINDOWS_MAJOR 10
#define WINDOWS_MINOR 0
#define WINDOWS_BUILD 19045

#if defined(__x86_64__)
#define MACHINE_ARCHITECTURE PROCESSOR_ARCHITECTURE_AMD64
#define MACHINE_TYPE         PROCESSOR_AMD_X8664
#elif defined(__aarch64__)
#define MACHINE_ARCHITECTURE PROCESSOR_ARCHITECTURE_ARM64
#define MACHINE_TYPE         0
#else
#define MACHINE_ARCHITECTURE PROCESSOR_ARCHITECTURE_UNKNOWN
#define MACHINE_TYPE         0
#endif

VOID WINAPI GetSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    DWORD count = n < 1 ? 1 : (DWORD)n;

    memset(lpSystemInfo, 0, sizeof(*lpSystemInfo));
    lpSystemInfo->wProcessorArchitecture = MACHINE_ARCHITECTURE;
    lpSystemInfo->dwProcessorType = MACHINE_TYPE;
    lpSystemInfo->dwPageSize = (DWORD)sysconf(_SC_PAGESIZE);
    lpSystemInfo->lpMinimumApplicationAddress = (LPVOID)0x10000;
    lpSystemInfo->lpMaximumApplicationAddress = (LPVOID)0x7ffffffeffff;
    lpSystemInfo->dwActiveProcessorMask =
        count >= 64 ? ~(DWORD_PTR)0 : ((DWORD_PTR)1 << count) - 1;
    lpSystemInfo->dwNumberOfProcessors = count;
    lpSystemInfo->dwAllocationGranularity = 0x10000;
}

VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO lpSystemInfo)
{
    GetSystemInfo(lpSystemInfo);
}

/* One line of /proc/meminfo, in bytes; 0 when it is not there. */
static DWORDLONG meminfo_get(const char *text, const char *name)
{
    const char *line = strstr(text, name);
    unsigned long long kib = 0;

    if (line == NULL || sscanf(line + strlen(name), " %llu", &kib) != 1)
        return 0;
    return kib * 1024;
}

static bool meminfo_read(char *text, size_t size)
{
    FILE *f = fopen("/proc/meminfo", "re");
    size_t n = f != NULL ? fread(text, 1, size - 1, f) : 0;

    text[n] = '\0';
    if (f != NULL)
        fclose(f);
    return n > 0;
}

BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX lpBuffer)
{
    int saved = errno;
    char text[4096];
    bool known;

    if (lpBuffer->dwLength != sizeof(*lpBuffer))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    known = meminfo_read(text, sizeof(text));
    errno = saved;
    if (!known)
        return ws2_win32_bool(ERROR_NOT_SUPPORTED);
    lpBuffer->ullTotalPhys = meminfo_get(text, "MemTotal:");
    lpBuffer->ullAvailPhys = meminfo_get(text, "MemAvailable:");
    /* Windows' page file counts memory as well. */
    lpBuffer->ullTotalPageFile =
        lpBuffer->ullTotalPhys + meminfo_get(text, "SwapTotal:");
    lpBuffer->ullAvailPageFile =
        lpBuffer->ullAvailPhys + meminfo_get(text, "SwapFree:");
    lpBuffer->ullTotalVirtual = 0x7fffffff0000;
    lpBuffer->ullAvailVirtual = 0x7fffffff0000;
    lpBuffer->ullAvailExtendedVirtual = 0;
    lpBuffer->dwMemoryLoad = lpBuffer->ullTotalPhys == 0
                                 ? 0
                                 : (DWORD)(100 - lpBuffer->ullAvailPhys * 100 /
                                                     lpBuffer->ullTotalPhys);
    return TRUE;
}

/* Major in the low byte, minor above it, build in the high word. */
DWORD WINAPI GetVersion(void)
{
    return WINDOWS_MAJOR | WINDOWS_MINOR << 8 | (DWORD)WINDOWS_BUILD << 16;
}

BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA lpVersionInformation)
{
    DWORD size = lpVersionInformation->dwOSVersionInfoSize;

    if (size != sizeof(OSVERSIONINFOA) && size != sizeof(OSVERSIONINFOEXA))
        return ws2_win32_bool(ERROR_INSUFFICIENT_BUFFER);
    memset(lpVersionInformation, 0, size);
    lpVersionInformation->dwOSVersionInfoSize = size;
    lpVersionInformation->dwMajorVersion = WINDOWS_MAJOR;
    lpVersionInformation->dwMinorVersion = WINDOWS_MINOR;
    lpVersionInformation->dwBuildNumber = WINDOWS_BUILD;
    lpVersionInformation->dwPlatformId = VER_PLATFORM_WIN32_NT;
    if (size == sizeof(OSVERSIONINFOEXA))
        ((LPOSVERSIONINFOEXA)lpVersionInformation)->wProductType =
            VER_NT_WORKSTATION;
    return TRUE;
}

BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW lpVersionInformation)
{
    DWORD size = lpVersionInformation->dwOSVersionInfoSize;

    if (size != sizeof(OSVERSIONINFOW) && size != sizeof(OSVERSIONINFOEXW))
        return ws2_win32_bool(ERROR_INSUFFICIENT_BUFFER);
    memset(lpVersionInformation, 0, size);
    lpVersionInformation->dwOSVersionInfoSize = size;
    lpVersionInformation->dwMajorVersion = WINDOWS_MAJOR;
    lpVersionInformation->dwMinorVersion = WINDOWS_MINOR;
    lpVersionInformation->dwBuildNumber = WINDOWS_BUILD;
    lpVersionInformation->dwPlatformId = VER_PLATFORM_WIN32_NT;
    if (size == sizeof(OSVERSIONINFOEXW))
        ((LPOSVERSIONINFOEXW)lpVersionInformation)->wProductType =
            VER_NT_WORKSTATION;
    return TRUE;
}
