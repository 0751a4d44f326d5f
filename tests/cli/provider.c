/* SPDX-License-Identifier: MIT */
/* Providers for `ws2 catalog check`, of which one is good. */
#include <stdlib.h>

#ifdef CRASHES
static __attribute__((constructor)) void crash(void)
{
    abort();
}
#endif

#ifdef EXITS
static __attribute__((constructor)) void leave(void)
{
    exit(3);
}
#endif

#ifndef NAMELESS
int WSPStartup(void);

int WSPStartup(void)
{
    return 0;
}

int NSPStartup(void);

int NSPStartup(void)
{
    return 0;
}
#endif
