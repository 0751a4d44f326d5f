/* SPDX-License-Identifier: MIT */
/* For the tests of the built-in namespace providers: queries, and what comes
 * of them. */
#ifndef CT_NSLOOKUP_H
#define CT_NSLOOKUP_H

#include "harness.h"

#include <mswsock.h>
#include <svcguid.h>

/* The last result; narrow, as names and texts are compared. */
static union {
    WSAQUERYSETA set;
    char bytes[65536];
} result;

static inline int ns_next_flags(HANDLE lookup, DWORD flags)
{
    DWORD length = sizeof(result);

    memset(&result.set, 0, sizeof(result.set));
    return WSALookupServiceNextA(lookup, flags, &length, &result.set) == 0
               ? 0
               : WSAGetLastError();
}

static inline int ns_next(HANDLE lookup)
{
    return ns_next_flags(lookup, LUP_RETURN_ALL);
}

static inline WSAQUERYSETA ns_query(DWORD space, const char *name, GUID *class)
{
    WSAQUERYSETA set = {.dwSize = sizeof(set), .dwNameSpace = space};

    set.lpszServiceInstanceName = (char *)(uintptr_t)name;
    set.lpServiceClassId = class;
    return set;
}

/* NULL, and the row has failed. */
static inline HANDLE ns_begin(WSAQUERYSETA *set, DWORD flags)
{
    HANDLE lookup = NULL;

    EQUAL(WSALookupServiceBeginA(set, flags, &lookup), 0);
    return lookup;
}

static inline void ns_end(HANDLE lookup)
{
    EQUAL(WSALookupServiceEnd(lookup), 0);
}

static inline void ns_same(const char *got, const char *want)
{
    if (got == NULL || strcmp(got, want) != 0)
        ct_fail("\"%s\", not \"%s\"", got != NULL ? got : "nothing", want);
}

#endif
