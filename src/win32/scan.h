/* SPDX-License-Identifier: MIT */
/* scanf as Windows has it, on libc's. */
#ifndef WS2_WIN32_SCAN_H
#define WS2_WIN32_SCAN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* Reads from f, or from s when f is NULL. wide: %s fills a wide string unless
 * said otherwise; sized: strings are followed by the size of their buffer. */
int ws2_scan(FILE *f, const char *s, bool wide, bool sized, const char *format,
             va_list args);

#endif
