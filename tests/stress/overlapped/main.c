/* SPDX-License-Identifier: MIT */
/* Overlapped operations in a random order that a seed repeats, as far as
 * threads do: connections and datagrams whose operations end by port, event or
 * routine, while other threads cancel, post, destroy ports and end; registered
 * I/O and readiness that ports tell beside them. Each operation ends once, no
 * byte is lost or changes its place, and nothing is left.
 *
 *   overlapped [MILLISECONDS [SEED]] */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "stress.h"

#define TALKERS 3
#define WORKERS 2
#define OTHERS  (TALKERS + 4)
#define GRACE   60000 /* what the end may take */

HANDLE port;
unsigned seed;
volatile LONG operations, posted, taken;

static volatile LONG bad, stop;
static struct talk *talks[TALKERS + 1];

void wrong(const char *what, long a, long b)
{
    printf("%s: %ld, %ld; seed %u\n", what, a, b, seed);
    fflush(stdout);
    InterlockedIncrement(&bad);
}

bool go_on(void)
{
    return InterlockedCompareExchange(&stop, 0, 0) == 0 &&
           InterlockedCompareExchange(&bad, 0, 0) == 0;
}

unsigned draw(unsigned *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % below;
}

char pattern(unsigned long long at)
{
    return (char)(at * 7 + at / 251);
}

static HANDLE event_surely(BOOL manual)
{
    HANDLE event;

    do /* under faults there may be no memory just now */
        event = CreateEventW(NULL, manual, FALSE, NULL);
    while (event == NULL && faults);
    return event;
}

HANDLE event_new(void)
{
    return event_surely(TRUE);
}

HANDLE bell_new(void)
{
    return event_surely(FALSE);
}

SOCKET bound(int type)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET s = WSASocketW(AF_INET, type, 0, NULL, 0, WSA_FLAG_OVERLAPPED);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s != INVALID_SOCKET)
        bind(s, (struct sockaddr *)&sin, sizeof(sin));
    return s;
}

static DWORD WINAPI watchdog(void *arg)
{
    if (WaitForSingleObject(arg, GRACE) == WAIT_OBJECT_0)
        return 0;
    printf("does not end; seed %u\n", seed);
    for (int i = 0; i < TALKERS; i++)
        talk_print(talks[i]);
    fflush(stdout);
    abort();
}

static int descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(dir) != NULL)
        n++;
    closedir(dir);
    return n;
}

/* A thread that has just ended may have one of its own still. */
static bool left_open(int before)
{
    ULONGLONG end = GetTickCount64() + GRACE;

    while (descriptors() > before && GetTickCount64() < end)
        SwitchToThread();
    return descriptors() > before;
}

static HANDLE thread_new(LPTHREAD_START_ROUTINE run, void *arg)
{
    HANDLE thread;

    do
        thread = CreateThread(NULL, 0, run, arg, 0, NULL);
    while (thread == NULL && faults);
    return thread;
}

static void post_surely(ULONG_PTR key)
{
    while (!PostQueuedCompletionStatus(port, 0, key, NULL) && faults)
        ;
}

static void run(DWORD duration_ms)
{
    HANDLE workers[WORKERS], others[OTHERS], dog, end = event_new();
    unsigned rand[] = {seed ^ 0x9e3779b9u, seed ^ 0x85ebca6bu,
                       seed ^ 0xc2b2ae35u};

    do
        port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    while (port == NULL && faults);
    stop = 0;
    posted = taken = 0;
    for (int i = 0; i < WORKERS; i++)
        workers[i] = thread_new(worker, i == 0 ? NULL : &rand[0]);
    for (int i = 0; i < TALKERS; i++)
        talks[i] = talk_new(seed + (unsigned)i * 7919);
    for (int i = 0; i < TALKERS; i++)
        others[i] = thread_new(talker, talks[i]);
    others[TALKERS] = thread_new(meddler, talks);
    others[TALKERS + 1] = thread_new(datagrams, &rand[0]);
    others[TALKERS + 2] = thread_new(registered, &rand[1]);
    others[TALKERS + 3] = thread_new(notified, &rand[2]);
    faults_begin(seed, true);
    Sleep(duration_ms);
    faults_begin(0, false);
    dog = thread_new(watchdog, end);
    InterlockedExchange(&stop, 1);
    WaitForMultipleObjects(OTHERS, others, TRUE, INFINITE);
    for (int i = 0; i < WORKERS; i++)
        post_surely(2);
    WaitForMultipleObjects(WORKERS, workers, TRUE, INFINITE);
    SetEvent(end);
    WaitForSingleObject(dog, INFINITE);
    if (posted != taken)
        wrong("packets posted and taken", posted, taken);
    for (int i = 0; i < WORKERS; i++)
        CloseHandle(workers[i]);
    for (int i = 0; i < OTHERS; i++)
        CloseHandle(others[i]);
    for (int i = 0; i < TALKERS; i++)
        talk_free(talks[i]);
    CloseHandle(dog);
    CloseHandle(end);
    CloseHandle(port);
}

int main(int argc, char **argv)
{
    DWORD ms = argc > 1 ? (DWORD)atoi(argv[1]) : 2000;
    WSADATA data;
    int before;

    seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : GetTickCount();
    printf("seed %u\n", seed);
    fflush(stdout);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    run(100); /* what is made once is there afterwards */
    before = descriptors();
    run(ms);
    if (left_open(before))
        wrong("descriptors", before, descriptors());
    WSACleanup();
    printf("%d operations, %d failed\n", (int)operations, (int)bad);
    return bad != 0;
}
