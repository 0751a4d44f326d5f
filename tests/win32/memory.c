/* SPDX-License-Identifier: MIT */
/* Heaps, local memory, pages. */
#include "harness.h"

static void heap_blocks(const struct ct_row *row)
{
    HANDLE heap = GetProcessHeap();
    unsigned char *p = HeapAlloc(heap, HEAP_ZERO_MEMORY, 100);
    int i;

    (void)row;
    CHECK(p != NULL && (ULONG_PTR)p % 16 == 0);
    for (i = 0; i < 100; i++)
        CHECK(p[i] == 0);
    EQUAL(HeapSize(heap, 0, p), 100);
    memset(p, 1, 100);
    p = HeapReAlloc(heap, HEAP_ZERO_MEMORY, p, 5000);
    EQUAL(HeapSize(heap, 0, p), 5000);
    CHECK(p[99] == 1 && p[100] == 0 && p[4999] == 0);
    EQUAL(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, p, 10), p);
    EQUAL(HeapSize(heap, 0, p), 10);
    EQUAL(HeapValidate(heap, 0, p), TRUE);
    EQUAL(HeapFree(heap, 0, p), TRUE);
    EQUAL(HeapFree(heap, 0, NULL), TRUE);
    EQUAL(HeapAlloc(heap, 0, (SIZE_T)-1), NULL);
}

static void heap_private(const struct ct_row *row)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    void *p[50];
    int i;

    (void)row;
    CHECK(heap != NULL && heap != GetProcessHeap());
    for (i = 0; i < CT_COUNT(p); i++)
        p[i] = HeapAlloc(heap, 0, (SIZE_T)i * 100);
    for (i = 0; i < CT_COUNT(p); i += 2)
        EQUAL(HeapFree(heap, 0, p[i]), TRUE);
    CHECK(HeapReAlloc(heap, 0, p[1], 9999) != NULL);
    EQUAL(HeapDestroy(heap), TRUE); /* and the rest of the blocks */
    heap = HeapCreate(0, 0, 1 << 20);
    EQUAL(HeapAlloc(heap, 0, 2 << 20), NULL);
    CHECK(HeapAlloc(heap, 0, 1000) != NULL);
    EQUAL(HeapDestroy(heap), TRUE);
}

static void local_memory(const struct ct_row *row)
{
    char *p = LocalAlloc(LPTR, 64);
    HGLOBAL g = GlobalAlloc(GHND, 10);

    (void)row;
    CHECK(p != NULL && p[0] == 0 && p[63] == 0);
    CHECK(LocalSize(p) >= 64);
    p[63] = 'x';
    p = LocalReAlloc(p, 1000, LMEM_MOVEABLE | LMEM_ZEROINIT);
    CHECK(p[63] == 'x' && p[999] == 0);
    EQUAL(LocalFree(p), NULL);
    CHECK(GlobalLock(g) != NULL && GlobalSize(g) >= 10);
    EQUAL(GlobalUnlock(g), FALSE);
    EQUAL(GlobalFree(g), NULL);
    EQUAL(LocalFree(NULL), NULL);
    FAILS(NULL, ERROR_NOT_ENOUGH_MEMORY, LocalAlloc(0, (SIZE_T)-1));
}

static void pages(const struct ct_row *row)
{
    char *p = VirtualAlloc(NULL, 0x30000, MEM_RESERVE, PAGE_NOACCESS);
    DWORD old = 0;

    (void)row;
    CHECK(p != NULL && (ULONG_PTR)p % 0x10000 == 0);
    EQUAL(VirtualAlloc(p + 0x2000, 5000, MEM_COMMIT, PAGE_READWRITE),
          p + 0x2000);
    p[0x2000] = 1;
    p[0x3fff] = 2;
    EQUAL(VirtualProtect(p + 0x2000, 1, PAGE_READONLY, &old), TRUE);
    EQUAL(old, PAGE_READWRITE);
    EQUAL(p[0x2000], 1);
    EQUAL(VirtualProtect(p + 0x2000, 1, PAGE_READWRITE, &old), TRUE);
    EQUAL(old, PAGE_READONLY);
    EQUAL(VirtualFree(p + 0x3000, 0x1000, MEM_DECOMMIT), TRUE);
    EQUAL(VirtualAlloc(p + 0x3000, 0x1000, MEM_COMMIT, PAGE_READWRITE),
          p + 0x3000);
    EQUAL(p[0x3fff], 0);
    EQUAL(p[0x2000], 1);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, VirtualFree(p, 0x1000, MEM_RELEASE));
    EQUAL(VirtualFree(p, 0, MEM_RELEASE), TRUE);
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          VirtualAlloc(NULL, 0, MEM_COMMIT, PAGE_READWRITE));
    FAILS(NULL, ERROR_INVALID_ADDRESS,
          VirtualAlloc(p, 0x1000, MEM_COMMIT, PAGE_READWRITE));
}

/* Of this process, also where there is none. */
static void read_memory(const struct ct_row *row)
{
    char *p = VirtualAlloc(NULL, 0x10000, MEM_RESERVE, PAGE_NOACCESS);
    char in[8] = "memory", out[8] = "";
    SIZE_T n = 1;

    (void)row;
    EQUAL(ReadProcessMemory(GetCurrentProcess(), in, out, sizeof(in), &n),
          TRUE);
    EQUAL(n, sizeof(in));
    CHECK(strcmp(out, "memory") == 0);
    EQUAL(ReadProcessMemory(GetCurrentProcess(), in, out, 1, NULL), TRUE);
    FAILS(FALSE, ERROR_PARTIAL_COPY,
          ReadProcessMemory(GetCurrentProcess(), p, out, sizeof(out), &n));
    EQUAL(n, 0);
    FAILS(FALSE, ERROR_NOACCESS,
          ReadProcessMemory(GetCurrentProcess(), in, p, 1, NULL));
    FAILS(FALSE, ERROR_INVALID_HANDLE,
          ReadProcessMemory(NULL, in, out, 1, NULL));
    VirtualFree(p, 0, MEM_RELEASE);
}

static void macros(const struct ct_row *row)
{
    char a[8] = "1234567", b[8];

    (void)row;
    ZeroMemory(b, sizeof(b));
    CopyMemory(b, a, 4);
    CHECK(strcmp(b, "1234") == 0);
    MoveMemory(a + 1, a, 4);
    CHECK(memcmp(a, "11234", 5) == 0);
    FillMemory(b, 3, 'x');
    CHECK(memcmp(b, "xxx4", 4) == 0);
    SecureZeroMemory(a, sizeof(a));
    CHECK(a[0] == 0 && a[6] == 0);
}

static const struct ct_row rows[] = {
    RULE(HeapAlloc, "sizes, zeros, growing", heap_blocks),
    RULE(HeapCreate, "private heaps", heap_private),
    RULE(LocalAlloc, "local and global memory", local_memory),
    RULE(VirtualAlloc, "reserve, commit, protect", pages),
    RULE(ReadProcessMemory, "what is there, or a failure", read_memory),
    RULE(CopyMemory, "macros", macros),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
