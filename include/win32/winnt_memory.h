/* SPDX-License-Identifier: MIT */
/* Part of winnt.h: page protection, allocation types, heap flags. */
#ifndef WS2_WINNT_MEMORY_H
#define WS2_WINNT_MEMORY_H

#define PAGE_NOACCESS          0x01
#define PAGE_READONLY          0x02
#define PAGE_READWRITE         0x04
#define PAGE_WRITECOPY         0x08
#define PAGE_EXECUTE           0x10
#define PAGE_EXECUTE_READ      0x20
#define PAGE_EXECUTE_READWRITE 0x40
#define PAGE_EXECUTE_WRITECOPY 0x80
#define PAGE_GUARD             0x100
#define PAGE_NOCACHE           0x200
#define PAGE_WRITECOMBINE      0x400

#define MEM_COMMIT      0x00001000
#define MEM_RESERVE     0x00002000
#define MEM_DECOMMIT    0x00004000
#define MEM_RELEASE     0x00008000
#define MEM_FREE        0x00010000
#define MEM_PRIVATE     0x00020000
#define MEM_MAPPED      0x00040000
#define MEM_RESET       0x00080000
#define MEM_TOP_DOWN    0x00100000
#define MEM_LARGE_PAGES 0x20000000
#define MEM_IMAGE       0x01000000

#define HEAP_NO_SERIALIZE             0x00000001
#define HEAP_GROWABLE                 0x00000002
#define HEAP_GENERATE_EXCEPTIONS      0x00000004
#define HEAP_ZERO_MEMORY              0x00000008
#define HEAP_REALLOC_IN_PLACE_ONLY    0x00000010
#define HEAP_TAIL_CHECKING_ENABLED    0x00000020
#define HEAP_FREE_CHECKING_ENABLED    0x00000040
#define HEAP_DISABLE_COALESCE_ON_FREE 0x00000080
#define HEAP_CREATE_ENABLE_EXECUTE    0x00040000

typedef enum _HEAP_INFORMATION_CLASS {
    HeapCompatibilityInformation,
    HeapEnableTerminationOnCorruption
} HEAP_INFORMATION_CLASS;

#include <string.h>
#define RtlEqualMemory(a, b, n) (!memcmp((a), (b), (n)))
#define RtlMoveMemory(d, s, n)  memmove((d), (s), (n))
#define RtlCopyMemory(d, s, n)  memcpy((d), (s), (n))
#define RtlFillMemory(d, n, v)  memset((d), (v), (n))
#define RtlZeroMemory(d, n)     memset((d), 0, (n))

static __inline__ __attribute__((unused)) PVOID RtlSecureZeroMemory(PVOID p,
                                                                    SIZE_T n)
{
    memset(p, 0, n);
    __asm__ __volatile__("" : : "r"(p) : "memory");
    return p;
}

#endif
