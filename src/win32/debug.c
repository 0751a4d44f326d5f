/* SPDX-License-Identifier: MIT */
/* Debugger support and the error mode. There is no debugger that would collect
 * the strings, so they go to stderr if WS2_DEBUG_STRINGS asks for them. Follows
 * debugapi.h and errhandlingapi.h on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "win32/utf.h"

static atomic_uint error_mode;

VOID WINAPI OutputDebugStringA(LPCSTR lpOutputString)
{
    int saved = errno;
    ssize_t written = 0;

    if (lpOutputString != NULL && secure_getenv("WS2_DEBUG_STRINGS") != NULL)
        written = write(STDERR_FILENO, lpOutputString, strlen(lpOutputString));
    (void)written; /* nobody could be told */
    errno = saved;
}

VOID WINAPI OutputDebugStringW(LPCWSTR lpOutputString)
{
    char *text = ws2_utf8_dup(lpOutputString);

    OutputDebugStringA(text);
    free(text);
}

/* The kernel names the process that traces this one. */
BOOL WINAPI IsDebuggerPresent(void)
{
    int saved = errno;
    FILE *f = fopen("/proc/self/status", "re");
    unsigned tracer = 0;
    char line[256];

    while (f != NULL && fgets(line, sizeof(line), f) != NULL)
        if (sscanf(line, "TracerPid: %u", &tracer) == 1)
            break;
    if (f != NULL)
        fclose(f);
    errno = saved;
    return tracer != 0;
}

VOID WINAPI DebugBreak(void)
{
#if defined(__x86_64__)
    __asm__ volatile("int3");
#else
    __builtin_trap();
#endif
}

UINT WINAPI GetErrorMode(void)
{
    return atomic_load(&error_mode);
}

UINT WINAPI SetErrorMode(UINT uMode)
{
    return atomic_exchange(&error_mode, uMode);
}
