/* SPDX-License-Identifier: MIT */
/* Conversions of times.
 *
 * Errors   ERROR_INVALID_PARAMETER: a field or a time out of range
 *          (years 1601 to 30827)
 * Source   Microsoft Learn, timezoneapi.h and fileapi.h */
#ifndef WS2_TIMEZONEAPI_H
#define WS2_TIMEZONEAPI_H

#include "minwindef.h"
#include "minwinbase.h"

#define TIME_ZONE_ID_INVALID  ((DWORD)0xFFFFFFFF)
#define TIME_ZONE_ID_UNKNOWN  0
#define TIME_ZONE_ID_STANDARD 1
#define TIME_ZONE_ID_DAYLIGHT 2

typedef struct _TIME_ZONE_INFORMATION {
    LONG Bias;
    WCHAR StandardName[32];
    SYSTEMTIME StandardDate;
    LONG StandardBias;
    WCHAR DaylightName[32];
    SYSTEMTIME DaylightDate;
    LONG DaylightBias;
} TIME_ZONE_INFORMATION, *PTIME_ZONE_INFORMATION, *LPTIME_ZONE_INFORMATION;

WS2_EXTERN_C_BEGIN

WINBASEAPI BOOL WINAPI FileTimeToSystemTime(const FILETIME *lpFileTime,
                                            LPSYSTEMTIME lpSystemTime);
WINBASEAPI BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *lpSystemTime,
                                            LPFILETIME lpFileTime);
WINBASEAPI BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *lpFileTime,
                                               LPFILETIME lpLocalFileTime);
WINBASEAPI BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *lpLocalFileTime,
                                               LPFILETIME lpFileTime);
/* -1, 0 or 1. */
WINBASEAPI LONG WINAPI CompareFileTime(const FILETIME *lpFileTime1,
                                       const FILETIME *lpFileTime2);
/* The offsets and names in force this year; the transition dates are not
 * filled in (StandardDate.wMonth is 0). */
WINBASEAPI DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION info);

WS2_EXTERN_C_END

#endif
