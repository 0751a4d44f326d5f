/* SPDX-License-Identifier: MIT */
/* FILETIME arithmetic: 100 ns units since 1601-01-01 UTC. */
#ifndef WS2_WIN32_TIMES_H
#define WS2_WIN32_TIMES_H

#include <windows.h>

#include <stdint.h>

#define WS2_FILETIME_1970 116444736000000000ull /* 1970-01-01 */

static inline void ws2_filetime_set(FILETIME *ft, uint64_t value)
{
    ft->dwLowDateTime = (DWORD)value;
    ft->dwHighDateTime = (DWORD)(value >> 32);
}

static inline uint64_t ws2_filetime_get(const FILETIME *ft)
{
    return (uint64_t)ft->dwHighDateTime << 32 | ft->dwLowDateTime;
}

/* From nanoseconds since 1970. */
static inline uint64_t ws2_filetime_from_unix(int64_t ns)
{
    return (uint64_t)(ns / 100) + WS2_FILETIME_1970;
}

#endif
