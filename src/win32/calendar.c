/* SPDX-License-Identifier: MIT */
/* Conversions between FILETIME, SYSTEMTIME and local time. The calendar is the
 * proleptic Gregorian one, years 1601 to 30827, in arithmetic of our own:
 * libc's differs in range. Follows timezoneapi.h on Microsoft Learn. */
#include <windows.h>

#include <string.h>
#include <time.h>

#include "win32/door.h"
#include "win32/times.h"
#include "win32/utf.h"

#define TICKS_MS       10000ull
#define TICKS_SECOND   (1000 * TICKS_MS)
#define TICKS_DAY      (86400 * TICKS_SECOND)
#define DAYS_400_YEARS 146097u
#define YEAR_FIRST     1601u
#define YEAR_LAST      30827u

static bool year_is_leap(unsigned year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned month_days(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30,
                                         31, 31, 30, 31, 30, 31};

    return month == 2 && year_is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1601-01-01 to the first of January of the year. */
static unsigned year_start(unsigned year)
{
    unsigned n = year - YEAR_FIRST;

    return n * 365 + n / 4 - n / 100 + n / 400;
}

BOOL WINAPI FileTimeToSystemTime(const FILETIME *lpFileTime,
                                 LPSYSTEMTIME lpSystemTime)
{
    uint64_t value = ws2_filetime_get(lpFileTime);
    unsigned days = (unsigned)(value / TICKS_DAY);
    unsigned ms = (unsigned)(value % TICKS_DAY / TICKS_MS);
    unsigned year, month = 1, day;

    if (value > INT64_MAX)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    year = YEAR_FIRST + (unsigned)((uint64_t)days * 400 / DAYS_400_YEARS);
    while (year_start(year) > days) /* the estimate can be a year late */
        year--;
    while (year_start(year + 1) <= days)
        year++;
    day = days - year_start(year);
    for (; day >= month_days(year, month); month++)
        day -= month_days(year, month);
    lpSystemTime->wYear = (WORD)year;
    lpSystemTime->wMonth = (WORD)month;
    lpSystemTime->wDay = (WORD)(day + 1);
    lpSystemTime->wDayOfWeek = (WORD)((days + 1) % 7); /* a Monday, then */
    lpSystemTime->wHour = (WORD)(ms / 3600000);
    lpSystemTime->wMinute = (WORD)(ms / 60000 % 60);
    lpSystemTime->wSecond = (WORD)(ms / 1000 % 60);
    lpSystemTime->wMilliseconds = (WORD)(ms % 1000);
    return TRUE;
}

static bool system_time_valid(const SYSTEMTIME *st)
{
    return st->wYear >= YEAR_FIRST && st->wYear <= YEAR_LAST &&
           st->wMonth >= 1 && st->wMonth <= 12 && st->wDay >= 1 &&
           st->wDay <= month_days(st->wYear, st->wMonth) && st->wHour <= 23 &&
           st->wMinute <= 59 && st->wSecond <= 59 && st->wMilliseconds <= 999;
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime,
                                 LPFILETIME lpFileTime)
{
    const SYSTEMTIME *st = lpSystemTime;
    uint64_t days, seconds;

    if (!system_time_valid(st))
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    days = year_start(st->wYear) + st->wDay - 1u;
    for (unsigned month = 1; month < st->wMonth; month++)
        days += month_days(st->wYear, month);
    seconds = st->wHour * 3600u + st->wMinute * 60u + st->wSecond;
    ws2_filetime_set(lpFileTime, days * TICKS_DAY + seconds * TICKS_SECOND +
                                     st->wMilliseconds * TICKS_MS);
    return TRUE;
}

LONG WINAPI CompareFileTime(const FILETIME *lpFileTime1,
                            const FILETIME *lpFileTime2)
{
    uint64_t a = ws2_filetime_get(lpFileTime1);
    uint64_t b = ws2_filetime_get(lpFileTime2);

    return a < b ? -1 : a > b;
}

/* Seconds that local time is ahead of UTC now. Windows, too, converts with the
 * offset in force now, not the one in force then. */
static long local_offset(void)
{
    time_t now = time(NULL);
    struct tm tm;

    return localtime_r(&now, &tm) != NULL ? tm.tm_gmtoff : 0;
}

static BOOL filetime_shift(const FILETIME *from, long seconds, FILETIME *to)
{
    uint64_t value = ws2_filetime_get(from);
    int64_t moved;

    if (value > INT64_MAX ||
        __builtin_add_overflow((int64_t)value, seconds * (int64_t)TICKS_SECOND,
                               &moved) ||
        moved < 0)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    ws2_filetime_set(to, (uint64_t)moved);
    return TRUE;
}

BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *lpFileTime,
                                    LPFILETIME lpLocalFileTime)
{
    return filetime_shift(lpFileTime, local_offset(), lpLocalFileTime);
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime,
                                    LPFILETIME lpFileTime)
{
    return filetime_shift(lpLocalFileTime, -local_offset(), lpFileTime);
}

static void zone_name(const char *name, WCHAR *out, size_t cap)
{
    memset(out, 0, cap * sizeof(*out));
    ws2_utf8_to_16(name, strlen(name), out, cap - 1, NULL);
}

DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION info)
{
    time_t now = time(NULL);
    struct tm tm;

    tzset(); /* for timezone, tzname and daylight */
    if (localtime_r(&now, &tm) == NULL) {
        ws2_set_last_error(ERROR_INVALID_PARAMETER);
        return TIME_ZONE_ID_INVALID;
    }
    memset(info, 0, sizeof(*info));
    info->Bias = (LONG)(timezone / 60);
    zone_name(tzname[0], info->StandardName, ARRAYSIZE(info->StandardName));
    zone_name(tzname[1], info->DaylightName, ARRAYSIZE(info->DaylightName));
    if (!daylight)
        return TIME_ZONE_ID_UNKNOWN;
    info->DaylightBias = -60; /* where the zone is not in force now: usual */
    if (tm.tm_isdst > 0)
        info->DaylightBias = (LONG)(-tm.tm_gmtoff / 60) - info->Bias;
    return tm.tm_isdst > 0 ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
}
