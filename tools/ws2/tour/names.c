/* SPDX-License-Identifier: MIT */
/* Names and services. The zone of the DNS server is in
 * tools/ws2/tour_stage.c. */
#include "scene.h"

#include <svcguid.h>

/* A query of the DNS name space for a host. */
static HANDLE query_begin(const char *host)
{
    static GUID hostname = SVCID_HOSTNAME;
    WSAQUERYSETA set;
    HANDLE query = NULL;

    memset(&set, 0, sizeof(set));
    set.dwSize = sizeof(set);
    set.dwNameSpace = NS_DNS;
    set.lpszServiceInstanceName = (char *)(uintptr_t)host;
    set.lpServiceClassId = &hostname;
    NEED(WSALookupServiceBeginA(&set, LUP_RETURN_NAME, &query) == 0);
    return query;
}

static int query_next(HANDLE query)
{
    static union {
        WSAQUERYSETA set;
        char room[4096];
    } result;
    DWORD length = sizeof(result);

    return CODE(WSALookupServiceNextA(query, 0, &length, &result.set));
}

/* A query for which there is no answer, ended while it waits for one. */
static DWORD WINAPI query_waits(void *arg)
{
    return (DWORD)query_next(*(HANDLE *)arg);
}

static int query_cancelled(void)
{
    HANDLE query, thread;
    DWORD code;

    do { /* the thread may come too late, and find no query at all */
        query = query_begin("never.test");
        thread = CreateThread(NULL, 0, query_waits, &query, 0, NULL);
        WaitForSingleObject(thread, 20);
        NEED(WSALookupServiceEnd(query) == 0);
        WaitForSingleObject(thread, INFINITE);
        GetExitCodeThread(thread, &code);
    } while (code == WSA_INVALID_HANDLE);
    return (int)code;
}

SCENE(WSAENOMORE, WSALookupServiceNext, PLACE_NAMES,
      "after the last result, to a program of version 2.1")
{
    HANDLE query;

    WSACleanup();
    start_version(2, 1);
    query = query_begin("host.test");
    NEED(query_next(query) == 0);
    return query_next(query);
}

SCENE(WSAECANCELLED, WSALookupServiceNext, PLACE_NAMES,
      "WSALookupServiceEnd while it waits, in a program of version 2.1")
{
    WSACleanup();
    start_version(2, 1);
    return query_cancelled();
}

SCENE(WSASERVICE_NOT_FOUND, WSALookupServiceBegin, PLACE_PLAIN,
      "no provider serves that namespace")
{
    WSAQUERYSETW set;
    HANDLE query;

    memset(&set, 0, sizeof(set));
    set.dwSize = sizeof(set);
    set.dwNameSpace = 0x7777;
    return CODE(WSALookupServiceBeginW(&set, LUP_RETURN_ALL, &query));
}

SCENE(WSATYPE_NOT_FOUND, getaddrinfo, PLACE_PLAIN,
      "there is no service of that name")
{
    struct addrinfo *list;

    return getaddrinfo("127.0.0.1", "no-such-service", NULL, &list);
}

SCENE(WSA_E_NO_MORE, WSALookupServiceNext, PLACE_NAMES, "after the last result")
{
    HANDLE query = query_begin("host.test");

    NEED(query_next(query) == 0);
    return query_next(query);
}

SCENE(WSA_E_CANCELLED, WSALookupServiceNext, PLACE_NAMES,
      "WSALookupServiceEnd while it waits")
{
    return query_cancelled();
}

SCENE(WSAEREFUSED, WSALookupServiceNext, PLACE_NAMES,
      "the DNS server refuses to answer")
{
    return query_next(query_begin("refused.test"));
}

SCENE(WSAHOST_NOT_FOUND, gethostbyname, PLACE_NAMES,
      "the DNS server knows no such name")
{
    return CODE_IF_NOT(gethostbyname("nobody.test"));
}

SCENE(WSATRY_AGAIN, gethostbyname, PLACE_NAMES,
      "the DNS server says that it failed (SERVFAIL)")
{
    return CODE_IF_NOT(gethostbyname("servfail.test"));
}

SCENE(WSANO_RECOVERY, gethostbyname, PLACE_NAMES,
      "the DNS server understands no such question (FORMERR)")
{
    return CODE_IF_NOT(gethostbyname("formerr.test"));
}

SCENE(WSANO_DATA, gethostbyname, PLACE_NAMES,
      "the name is known, and has no address")
{
    return CODE_IF_NOT(gethostbyname("text.test"));
}
