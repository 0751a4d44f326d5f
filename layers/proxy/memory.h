/* SPDX-License-Identifier: MIT */
/* The program's memory, which may be anywhere and nowhere. */
#ifndef PROXY_MEMORY_H
#define PROXY_MEMORY_H

#include <winsock2.h>

#include <windows.h>

/* FALSE: it cannot be read. */
static inline BOOL memory_read(const void *from, void *to, int size)
{
    SIZE_T copied = 0;

    return ReadProcessMemory(GetCurrentProcess(), from, to, (SIZE_T)size,
                             &copied) &&
           copied == (SIZE_T)size;
}

#endif
