/* SPDX-License-Identifier: MIT */
/* Clocks: ticks since boot, the performance counter, the time of day. None
 * fails and none touches the last error. Follows "Time Functions" and
 * "Acquiring high-resolution time stamps" on Microsoft Learn. */
#include <windows.h>
#include <mmsystem.h>

#include <time.h>

#include "os/wallclock.h"
#include "win32/times.h"

static int64_t clock_ns(clockid_t clock)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Windows' ticks go on while the machine sleeps; so does the boot clock. */
ULONGLONG WINAPI GetTickCount64(void)
{
    return (ULONGLONG)(clock_ns(CLOCK_BOOTTIME) / 1000000);
}

DWORD WINAPI GetTickCount(void)
{
    return (DWORD)GetTickCount64();
}

DWORD WINAPI timeGetTime(void)
{
    return (DWORD)GetTickCount64();
}

MMRESULT WINAPI timeBeginPeriod(UINT uPeriod)
{
    return uPeriod == 0 ? TIMERR_NOCANDO : TIMERR_NOERROR;
}

MMRESULT WINAPI timeEndPeriod(UINT uPeriod)
{
    return uPeriod == 0 ? TIMERR_NOCANDO : TIMERR_NOERROR;
}

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *lpPerformanceCount)
{
    lpPerformanceCount->QuadPart = (LONGLONG)os_counter();
    return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *lpFrequency)
{
    lpFrequency->QuadPart = OS_COUNTER_HZ;
    return TRUE;
}

VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    ws2_filetime_set(lpSystemTimeAsFileTime,
                     ws2_filetime_from_unix(clock_ns(CLOCK_REALTIME)));
}

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
    GetSystemTimePreciseAsFileTime(lpSystemTimeAsFileTime);
}

static void system_time_set(SYSTEMTIME *st, const struct tm *tm, long ns)
{
    st->wYear = (WORD)(tm->tm_year + 1900);
    st->wMonth = (WORD)(tm->tm_mon + 1);
    st->wDayOfWeek = (WORD)tm->tm_wday;
    st->wDay = (WORD)tm->tm_mday;
    st->wHour = (WORD)tm->tm_hour;
    st->wMinute = (WORD)tm->tm_min;
    /* A leap second is 23:59:60 to Linux, unknown to Windows. */
    st->wSecond = (WORD)(tm->tm_sec > 59 ? 59 : tm->tm_sec);
    st->wMilliseconds = (WORD)(ns / 1000000);
}

VOID WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime)
{
    struct timespec ts;
    struct tm tm;

    clock_gettime(CLOCK_REALTIME, &ts);
    gmtime_r(&ts.tv_sec, &tm);
    system_time_set(lpSystemTime, &tm, ts.tv_nsec);
}

VOID WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime)
{
    struct timespec ts;
    struct tm tm;

    clock_gettime(CLOCK_REALTIME, &ts);
    localtime_r(&ts.tv_sec, &tm);
    system_time_set(lpSystemTime, &tm, ts.tv_nsec);
}
