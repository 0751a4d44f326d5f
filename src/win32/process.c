/* SPDX-License-Identifier: MIT */
/* This process: identity, end, times, priority class. Others cannot be opened.
 * Follows processthreadsapi.h on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "handle/pseudo.h"
#include "win32/door.h"
#include "win32/times.h"

HANDLE WINAPI GetCurrentProcess(void)
{
    return (HANDLE)WS2_HANDLE_SELF_PROCESS;
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return (DWORD)getpid();
}

/* ERROR_INVALID_HANDLE for anything but this process or a handle for it. */
static bool process_is_self(HANDLE h)
{
    struct ws2_obj *obj = ws2_pseudo_pin((ws2_handle)h, WS2_KIND_PROCESS);

    if (obj != NULL)
        ws2_pseudo_unpin((ws2_handle)h);
    else
        ws2_set_last_error(ERROR_INVALID_HANDLE);
    return obj != NULL;
}

DWORD WINAPI GetProcessId(HANDLE Process)
{
    return process_is_self(Process) ? GetCurrentProcessId() : 0;
}

VOID WINAPI ExitProcess(UINT uExitCode)
{
    exit((int)uExitCode);
}

BOOL WINAPI TerminateProcess(HANDLE hProcess, UINT uExitCode)
{
    if (!process_is_self(hProcess))
        return FALSE;
    _exit((int)uExitCode);
}

BOOL WINAPI GetExitCodeProcess(HANDLE hProcess, LPDWORD lpExitCode)
{
    if (!process_is_self(hProcess))
        return FALSE;
    *lpExitCode = STILL_ACTIVE;
    return TRUE;
}

/* Nanoseconds between boot and the start of this process: field 22 of its stat
 * file, in clock ticks. */
static int64_t start_after_boot_ns(void)
{
    unsigned long long ticks = 0;
    char line[1024];
    const char *rest;
    FILE *f = fopen("/proc/self/stat", "re");

    if (f == NULL)
        return 0;
    rest = fgets(line, sizeof(line), f) != NULL ? strrchr(line, ')') : NULL;
    if (rest == NULL ||
        sscanf(rest + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d"
               " %*d %*d %*d %*d %llu",
               &ticks) != 1)
        ticks = 0;
    fclose(f);
    return (int64_t)ticks * (1000000000 / sysconf(_SC_CLK_TCK));
}

static int64_t clock_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static uint64_t timeval_ticks(const struct timeval *tv)
{
    return ((uint64_t)tv->tv_sec * 1000000 + (uint64_t)tv->tv_usec) * 10;
}

BOOL WINAPI GetProcessTimes(HANDLE hProcess, LPFILETIME lpCreationTime,
                            LPFILETIME lpExitTime, LPFILETIME lpKernelTime,
                            LPFILETIME lpUserTime)
{
    int saved = errno;
    struct rusage usage;
    int64_t boot_ns;

    if (!process_is_self(hProcess))
        return FALSE;
    boot_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
    ws2_filetime_set(lpCreationTime,
                     ws2_filetime_from_unix(boot_ns + start_after_boot_ns()));
    getrusage(RUSAGE_SELF, &usage);
    ws2_filetime_set(lpExitTime, 0);
    ws2_filetime_set(lpKernelTime, timeval_ticks(&usage.ru_stime));
    ws2_filetime_set(lpUserTime, timeval_ticks(&usage.ru_utime));
    errno = saved;
    return TRUE;
}

static atomic_uint priority_class = NORMAL_PRIORITY_CLASS;

/* Remembered; a nice value is set for classes that need no privilege. */
BOOL WINAPI SetPriorityClass(HANDLE hProcess, DWORD dwPriorityClass)
{
    static const struct {
        DWORD class;
        int nice_value;
    } map[] = {
        {IDLE_PRIORITY_CLASS, 19},  {BELOW_NORMAL_PRIORITY_CLASS, 5},
        {NORMAL_PRIORITY_CLASS, 0}, {ABOVE_NORMAL_PRIORITY_CLASS, -5},
        {HIGH_PRIORITY_CLASS, -10}, {REALTIME_PRIORITY_CLASS, -20},
    };
    int saved = errno;

    if (!process_is_self(hProcess))
        return FALSE;
    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
        if (map[i].class == dwPriorityClass) {
            atomic_store(&priority_class, dwPriorityClass);
            setpriority(PRIO_PROCESS, 0, map[i].nice_value);
            errno = saved;
            return TRUE;
        }
    return ws2_win32_bool(ERROR_INVALID_PARAMETER);
}

DWORD WINAPI GetPriorityClass(HANDLE hProcess)
{
    return process_is_self(hProcess) ? atomic_load(&priority_class) : 0;
}

VOID WINAPI FlushProcessWriteBuffers(void)
{
    atomic_thread_fence(memory_order_seq_cst);
}
