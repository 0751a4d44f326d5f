/* SPDX-License-Identifier: MIT */
/* What Microsoft's <time.h> has beyond the standard. A part of time.h. Mind
 * the order of arguments of localtime_s: it is not that of C11's.
 *
 * Source   Microsoft Learn, "Time management" */
#ifndef WS2_CRT_TIME_H
#define WS2_CRT_TIME_H

#include "crtdefs.h"

typedef long long __time64_t;

WS2_EXTERN_C_BEGIN

/* 0, or EINVAL. */
WS2_API errno_t localtime_s(struct tm *tm, const time_t *t);
WS2_API errno_t gmtime_s(struct tm *tm, const time_t *t);
/* size 26 at least: "Wed Jan 02 02:03:55 1980\n". */
WS2_API errno_t ctime_s(char *d, size_t size, const time_t *t);
WS2_API errno_t asctime_s(char *d, size_t size, const struct tm *tm);
WS2_API __time64_t _time64(__time64_t *t);
WS2_API errno_t _localtime64_s(struct tm *tm, const __time64_t *t);
WS2_API errno_t _gmtime64_s(struct tm *tm, const __time64_t *t);

WS2_EXTERN_C_END

#endif
