/* SPDX-License-Identifier: MIT */
/* Clocks and the calendar; what the system says of itself. */
#include "harness.h"
#include <mmsystem.h>

static ULONGLONG value_of(FILETIME ft)
{
    return (ULONGLONG)ft.dwHighDateTime << 32 | ft.dwLowDateTime;
}

static FILETIME filetime_of(ULONGLONG value)
{
    FILETIME ft = {(DWORD)value, (DWORD)(value >> 32)};

    return ft;
}

static void clocks(const struct ct_row *row)
{
    ULONGLONG ticks = GetTickCount64();
    LARGE_INTEGER a, b, hz;
    FILETIME now, precise;
    SYSTEMTIME st;

    (void)row;
    QueryPerformanceFrequency(&hz);
    CHECK(hz.QuadPart >= 1000000);
    QueryPerformanceCounter(&a);
    Sleep(30);
    QueryPerformanceCounter(&b);
    CHECK(b.QuadPart > a.QuadPart);
    CHECK(GetTickCount64() - ticks >= 15); /* Windows' tick is 15.6 ms */
    CHECK(GetTickCount() - (DWORD)ticks < 60000);
    CHECK(timeGetTime() != 0);
    EQUAL(timeBeginPeriod(1), TIMERR_NOERROR);
    EQUAL(timeEndPeriod(1), TIMERR_NOERROR);
    GetSystemTimeAsFileTime(&now);
    GetSystemTimePreciseAsFileTime(&precise);
    CHECK(value_of(precise) - value_of(now) < 10000000);
    GetSystemTime(&st);
    CHECK(st.wYear >= 2024 && st.wMonth >= 1 && st.wDay >= 1);
    GetLocalTime(&st);
    CHECK(st.wYear >= 2024 && st.wHour < 24);
}

static void check_date(ULONGLONG value, int y, int m, int d, int weekday)
{
    FILETIME ft = filetime_of(value), back;
    SYSTEMTIME st;

    EQUAL(FileTimeToSystemTime(&ft, &st), TRUE);
    EQUAL(st.wYear, y);
    EQUAL(st.wMonth, m);
    EQUAL(st.wDay, d);
    EQUAL(st.wDayOfWeek, weekday);
    EQUAL(SystemTimeToFileTime(&st, &back), TRUE);
    EQUAL(value_of(back), value);
}

static void calendar(const struct ct_row *row)
{
    SYSTEMTIME st = {2023, 2, 0, 29, 0, 0, 0, 0};
    FILETIME ft, other;

    (void)row;
    check_date(0, 1601, 1, 1, 1);
    check_date(116444736000000000ULL, 1970, 1, 1, 4);
    check_date(125963423999990000ULL, 2000, 2, 29, 2);
    check_date(125963424000000000ULL, 2000, 3, 1, 3);
    check_date(131379840000000000ULL - 10000, 2017, 4, 29, 6);
    check_date(0x7fff35f4f06c58f0ULL - 0x7fff35f4f06c58f0ULL % 10000, 30827, 12,
               31, 5);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, SystemTimeToFileTime(&st, &ft));
    ft = filetime_of(0x8000000000000000ULL);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, FileTimeToSystemTime(&ft, &st));
    ft = filetime_of(5);
    other = filetime_of(0x100000000ULL);
    EQUAL(CompareFileTime(&ft, &other), -1);
    EQUAL(CompareFileTime(&other, &ft), 1);
    EQUAL(CompareFileTime(&ft, &ft), 0);
}

static void local_time(const struct ct_row *row)
{
    FILETIME utc = filetime_of(133000000000000000ULL), local, back;
    TIME_ZONE_INFORMATION zone;

    (void)row;
    EQUAL(FileTimeToLocalFileTime(&utc, &local), TRUE);
    EQUAL(LocalFileTimeToFileTime(&local, &back), TRUE);
    EQUAL(CompareFileTime(&utc, &back), 0);
    CHECK(GetTimeZoneInformation(&zone) != TIME_ZONE_ID_INVALID);
    CHECK(zone.Bias >= -14 * 60 && zone.Bias <= 12 * 60);
}

static void machine(const struct ct_row *row)
{
    MEMORYSTATUSEX memory = {.dwLength = sizeof(memory)};
    OSVERSIONINFOEXA version;
    SYSTEM_INFO info;
    DWORD size = 1;
    char name[256];

    (void)row;
    GetSystemInfo(&info);
    EQUAL(info.dwPageSize, 4096);
    EQUAL(info.dwAllocationGranularity, 0x10000);
    CHECK(info.dwNumberOfProcessors >= 1 && info.dwActiveProcessorMask != 0);
    EQUAL(GlobalMemoryStatusEx(&memory), TRUE);
    CHECK(memory.ullTotalPhys > memory.ullAvailPhys);
    CHECK(memory.dwMemoryLoad <= 100);
    memory.dwLength = 4;
    FAILS(FALSE, ERROR_INVALID_PARAMETER, GlobalMemoryStatusEx(&memory));
    memset(&version, 0, sizeof(version));
    FAILS(FALSE, ERROR_INSUFFICIENT_BUFFER,
          GetVersionExA((OSVERSIONINFOA *)&version));
    version.dwOSVersionInfoSize = sizeof(version);
    EQUAL(GetVersionExA((OSVERSIONINFOA *)&version), TRUE);
    CHECK(version.dwMajorVersion >= 6);
    EQUAL(version.dwPlatformId, VER_PLATFORM_WIN32_NT);
    FAILS(FALSE, ERROR_BUFFER_OVERFLOW, GetComputerNameA(name, &size));
    CHECK(size > 1);
    size = sizeof(name);
    EQUAL(GetComputerNameA(name, &size), TRUE);
    EQUAL(size, strlen(name));
    size = sizeof(name);
    EQUAL(GetComputerNameExA(ComputerNameDnsHostname, name, &size), TRUE);
    size = sizeof(name);
    EQUAL(GetUserNameA(name, &size), TRUE);
    EQUAL(size, strlen(name) + 1);
}

static const struct ct_row rows[] = {
    RULE(GetTickCount64, "clocks run", clocks),
    RULE(FileTimeToSystemTime, "dates there and back", calendar),
    RULE(FileTimeToLocalFileTime, "there and back", local_time),
    RULE(GetSystemInfo, "machine, version, names", machine),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
