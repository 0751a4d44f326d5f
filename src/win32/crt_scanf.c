/* SPDX-License-Identifier: MIT */
/* The narrow functions that read by format: the standard ones, which programs
 * compiled by ws2-cc are bound to as ws2_NAME, and Microsoft's. */
#define WS2_CRT_FORMAT /* scanf and so on are declared as ours */
#include <stdio.h>

#include "win32/scan.h"

#define FORWARD(f, s, sized)                                                   \
    va_list args;                                                              \
    int res;                                                                   \
    va_start(args, format);                                                    \
    res = ws2_scan(f, s, false, sized, format, args);                          \
    va_end(args);                                                              \
    return res

int vfscanf(FILE *restrict f, const char *restrict format, va_list args)
{
    return ws2_scan(f, NULL, false, false, format, args);
}

int vscanf(const char *restrict format, va_list args)
{
    return ws2_scan(stdin, NULL, false, false, format, args);
}

int vsscanf(const char *restrict s, const char *restrict format, va_list args)
{
    return ws2_scan(NULL, s, false, false, format, args);
}

int fscanf(FILE *restrict f, const char *restrict format, ...)
{
    FORWARD(f, NULL, false);
}

int scanf(const char *restrict format, ...)
{
    FORWARD(stdin, NULL, false);
}

int sscanf(const char *restrict s, const char *restrict format, ...)
{
    FORWARD(NULL, s, false);
}

int fscanf_s(FILE *f, const char *format, ...)
{
    FORWARD(f, NULL, true);
}

int scanf_s(const char *format, ...)
{
    FORWARD(stdin, NULL, true);
}

int sscanf_s(const char *s, const char *format, ...)
{
    FORWARD(NULL, s, true);
}
