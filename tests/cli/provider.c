/* SPDX-License-Identifier: MIT */
/* Providers for `ws2 catalog check` that do not let it come back, each in a way
 * of its own, which the build defines. Those that lie are those of tests/lsp
 * and tests/nsp. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void misbehave(void)
{
#if defined CRASHES || defined STARTCRASHES
    abort();
#elif defined EXITS || defined STARTEXITS
    exit(3);
#elif defined HANGS
    /* Whoever would end it by a signal that can be ignored does not. */
    signal(SIGALRM, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    for (;;)
        pause();
#endif
}

#if defined CRASHES || defined EXITS
static __attribute__((constructor)) void load(void)
{
    misbehave();
}
#endif

#ifndef NAMELESS
int WSPStartup(void);

int WSPStartup(void)
{
    misbehave();
    return 0;
}

int NSPStartup(void);

int NSPStartup(void)
{
    misbehave();
    return 0;
}
#else
void nothing(void);

void nothing(void)
{
    misbehave();
}
#endif
