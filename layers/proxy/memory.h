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

/* FALSE: it cannot be written. */
static inline BOOL memory_write(void *to, const void *from, int size)
{
    return memory_read(from, to, size);
}

/* An answer, and its size where the room for it was. FALSE: it cannot be had.
 */
static inline BOOL memory_answer(void *to, LPINT length, const void *answer,
                                 int size)
{
    INT room;

    return memory_read(length, &room, sizeof(room)) && room >= size &&
           memory_write(to, answer, size) &&
           memory_write(length, &size, sizeof(size));
}

#endif
