/* SPDX-License-Identifier: MIT */
/* What PostQueuedCompletionStatus and GetQueuedCompletionStatus cost together
 * in one thread; plain Windows source. Prints nanoseconds. */
#include <windows.h>

#include <stdio.h>

#define ROUNDS 21
#define CALLS  200000

static double now_ns(void)
{
    LARGE_INTEGER count, frequency;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart * 1e9 / (double)frequency.QuadPart;
}

int main(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        double begin = now_ns(), ns;

        for (int i = 0; i < CALLS; i++) {
            OVERLAPPED *ov;
            ULONG_PTR key;
            DWORD bytes;

            PostQueuedCompletionStatus(port, 1, 2, NULL);
            if (!GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE))
                return 1;
        }
        ns = (now_ns() - begin) / CALLS;
        if (ns < best)
            best = ns;
    }
    printf("%.1f\n", best);
    return 0;
}
