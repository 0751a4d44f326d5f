/* SPDX-License-Identifier: MIT */
/* Names resolved as Windows programs do. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

struct lookup {
    OVERLAPPED ov;
    PADDRINFOEXW list;
};

static struct lookup lookups[BENCH_NAMES];
static LONG left, found;
static HANDLE all, ended[BENCH_NAMES];

static void CALLBACK lookup_ended(DWORD error, DWORD bytes,
                                  LPWSAOVERLAPPED overlapped)
{
    struct lookup *l = (struct lookup *)overlapped;

    (void)bytes;
    if (error == 0)
        InterlockedIncrement(&found);
    FreeAddrInfoExW(l->list);
    if (InterlockedDecrement(&left) == 0)
        SetEvent(all);
}

static void wide_name(WCHAR *out, unsigned i)
{
    char name[64];
    size_t n = 0;

    snprintf(name, sizeof(name), BENCH_NAME_FORMAT, i);
    while ((out[n] = (unsigned char)name[n]) != 0)
        n++;
}

static void lookup_begin(struct lookup *l, unsigned i, HANDLE event,
                         LPLOOKUPSERVICE_COMPLETION_ROUTINE routine)
{
    WCHAR name[64];

    memset(&l->ov, 0, sizeof(l->ov));
    l->ov.hEvent = event;
    wide_name(name, i);
    if (GetAddrInfoExW(name, NULL, NS_DNS, NULL, NULL, &l->list, NULL, &l->ov,
                       routine, NULL) != WSA_IO_PENDING)
        abort();
}

unsigned bench_routines(unsigned first)
{
    left = BENCH_NAMES;
    found = 0;
    for (unsigned i = 0; i < BENCH_NAMES; i++)
        lookup_begin(&lookups[i], first + i, NULL, lookup_ended);
    WaitForSingleObject(all, INFINITE);
    return (unsigned)found;
}

unsigned bench_events(unsigned first)
{
    found = 0;
    for (unsigned i = 0; i < BENCH_NAMES; i++)
        lookup_begin(&lookups[i], first + i, ended[i], NULL);
    for (unsigned i = 0; i < BENCH_NAMES; i++) {
        WaitForSingleObject(ended[i], INFINITE);
        found += GetAddrInfoExOverlappedResult(&lookups[i].ov) == 0;
        FreeAddrInfoExW(lookups[i].list);
    }
    return (unsigned)found;
}

static LONG next_name;

static DWORD WINAPI resolve_some(void *arg)
{
    unsigned first = *(unsigned *)arg;
    char name[64];
    LONG i;

    while ((i = InterlockedIncrement(&next_name)) <= BENCH_NAMES) {
        ADDRINFOA *list;

        snprintf(name, sizeof(name), BENCH_NAME_FORMAT, first + (unsigned)i);
        if (getaddrinfo(name, NULL, NULL, &list) != 0)
            continue;
        InterlockedIncrement(&found);
        freeaddrinfo(list);
    }
    return 0;
}

unsigned bench_threads(unsigned first)
{
    HANDLE threads[BENCH_THREADS];

    next_name = found = 0;
    for (int i = 0; i < BENCH_THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, resolve_some, &first, 0, NULL);
        if (threads[i] == NULL)
            abort();
    }
    WaitForMultipleObjects(BENCH_THREADS, threads, TRUE, INFINITE);
    for (int i = 0; i < BENCH_THREADS; i++)
        CloseHandle(threads[i]);
    return (unsigned)found;
}

void bench_ws2_begin(void)
{
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        abort();
    all = CreateEventW(NULL, FALSE, FALSE, NULL);
    for (int i = 0; i < BENCH_NAMES; i++)
        ended[i] = CreateEventW(NULL, FALSE, FALSE, NULL);
}

void bench_ws2_end(void)
{
    CloseHandle(all);
    for (int i = 0; i < BENCH_NAMES; i++)
        CloseHandle(ended[i]);
    WSACleanup();
}
