/* SPDX-License-Identifier: MIT */
/* For the tests of namespace providers of version 2: one that the program
 * itself advertises, and that does what the name that is looked for says, a
 * verb and a number:
 *   give:N    has N addresses, 10.0.0.1 and so on, a result each
 *   large:N   one result, without addresses, with N bytes of data
 *   astray:0  a result whose name leads nowhere
 *   greedy:0  wants more room, and never says how much
 *   refuse:N  NSPv2LookupServiceBegin fails with code N (0: names none)
 *   fail:N    NSPv2LookupServiceNextEx does
 *   wait:0    it waits for NSPv2LookupServiceEnd
 *   late:N    as give, but each call is ended when the test says so
 */
#ifndef CT_NSPV2_H
#define CT_NSPV2_H

#include "namesex.h"

#include <ws2spi.h>

#include <stdlib.h>
#include <wchar.h>

#define MAYBE __attribute__((unused))

enum { SPACE = 4811, OLD_SPACE };

static MAYBE GUID v2_id = {0x2, 0, 0, {0, 0, 0, 0, 0, 0, 0, 2}};
static MAYBE GUID v2_mail = {0x3, 0, 0, {0, 0, 0, 0, 0, 0, 0, 2}};
static MAYBE GUID v1_id = {0x1, 0, 0, {0, 0, 0, 0, 0, 0, 0, 2}};

struct v2_lookup {
    struct v2_lookup *next;
    WCHAR verb[16];
    DWORD number, made;
    HANDLE ended;
};

struct v2_state {
    LONG startups, cleanups, rundowns, begun, ended;
    int startup_code;  /* what NSPv2Startup fails with, or 0 */
    BOOL startup_stub; /* it returns WSAEOPNOTSUPP itself */
    void *seen;        /* the session that a procedure was given */
    DWORD flags;       /* of the last NSPv2LookupServiceBegin */
    WCHAR string[32];  /* its query string, or NSPv2SetServiceEx' */
    HANDLE waits;      /* set when a call waits, or is left for later */
    HANDLE call;       /* which one */
    DWORD *length;
    WSAQUERYSET2W *result;
    struct v2_lookup *lookup;
    /* The last NSPv2SetServiceEx. */
    WSAESETSERVICEOP op;
    DWORD addresses, set_flags;
    u_short port;
    int set_code;
};

static struct v2_state v2;
static SRWLOCK v2_lock = SRWLOCK_INIT; /* lookups begin in many threads */
static int v2_session; /* its address is what NSPv2Startup hands out */

static INT v2_end(int code)
{
    if (code != 0)
        WSASetLastError(code);
    return SOCKET_ERROR;
}

static INT WSAAPI v2_startup(LPGUID id, LPVOID *session)
{
    (void)id;
    InterlockedIncrement(&v2.startups);
    if (v2.startup_stub)
        return WSAEOPNOTSUPP;
    if (v2.startup_code != 0)
        return v2_end(v2.startup_code);
    *session = &v2_session;
    return 0;
}

static INT WSAAPI v2_cleanup(LPGUID id, LPVOID session)
{
    (void)id;
    v2.seen = session;
    InterlockedIncrement(&v2.cleanups);
    return 0;
}

static VOID WSAAPI v2_rundown(LPGUID id, LPVOID session)
{
    (void)id;
    v2.seen = session;
    EQUAL(v2.cleanups, 0);
    InterlockedIncrement(&v2.rundowns);
}

static BOOL v2_is(const struct v2_lookup *l, const WCHAR *verb)
{
    return wcscmp(l->verb, verb) == 0;
}

static INT WSAAPI v2_begin(LPGUID id, LPWSAQUERYSET2W query, DWORD flags,
                           LPVOID session, LPHANDLE out)
{
    struct v2_lookup *l = calloc(1, sizeof(*l));
    const WCHAR *name = query->lpszServiceInstanceName;
    int i = 0;

    (void)id;
    AcquireSRWLockExclusive(&v2_lock);
    v2.seen = session;
    v2.flags = flags;
    wcscpy(v2.string,
           query->lpszQueryString != NULL ? query->lpszQueryString : L"-");
    ReleaseSRWLockExclusive(&v2_lock);
    EQUAL(query->dwSize, sizeof(*query));
    if (l == NULL || name == NULL)
        return v2_end(WSA_NOT_ENOUGH_MEMORY);
    for (; name[i] != 0 && name[i] != L':' && i < 15; i++)
        l->verb[i] = name[i];
    l->number = name[i] == L':' ? (DWORD)_wtoi(name + i + 1) : 0;
    if (v2_is(l, L"refuse")) {
        i = (int)l->number;
        free(l);
        return v2_end(i);
    }
    l->ended = CreateEvent(NULL, TRUE, FALSE, NULL);
    InterlockedIncrement(&v2.begun);
    *out = (HANDLE)l;
    return 0;
}

/* A result and what it points to, in the room that was offered. */
struct v2_result {
    WSAQUERYSET2W set;
    CSADDR_INFO address;
    struct sockaddr_in sin;
    BLOB blob;
    GUID id;
    WCHAR name[16];
    BYTE data[];
};

static int v2_fill(struct v2_lookup *l, LPDWORD length, LPWSAQUERYSET2W out)
{
    struct v2_result *r = (struct v2_result *)out;
    DWORD data = v2_is(l, L"large") ? l->number : 0;
    DWORD need = (DWORD)sizeof(*r) + data;

    if (l->made == (data != 0 ? 1 : l->number))
        return WSA_E_NO_MORE;
    if (*length < need) {
        *length = need;
        return WSAEFAULT;
    }
    memset(r, 0, sizeof(*r));
    l->made++;
    r->set.dwSize = sizeof(r->set);
    r->set.dwNameSpace = SPACE;
    r->id = v2_id;
    r->set.lpNSProviderId = &r->id;
    wcscpy(r->name, L"found");
    r->set.lpszServiceInstanceName = r->name;
    if (data != 0) {
        memset(r->data, 0x5a, data);
        r->blob.cbSize = data;
        r->blob.pBlobData = r->data;
        r->set.lpBlob = &r->blob;
        return 0;
    }
    r->sin.sin_family = AF_INET;
    r->sin.sin_port = htons(25);
    r->sin.sin_addr.s_addr = htonl(0x0a000000 + l->made);
    r->address.RemoteAddr.lpSockaddr = SA(&r->sin);
    r->address.RemoteAddr.iSockaddrLength = sizeof(r->sin);
    r->address.iSocketType = SOCK_STREAM;
    r->address.iProtocol = IPPROTO_TCP;
    r->set.lpcsaBuffer = &r->address;
    r->set.dwNumberOfCsAddrs = 1;
    return 0;
}

static void v2_leave(HANDLE call, struct v2_lookup *l, LPDWORD length,
                     LPWSAQUERYSET2W out)
{
    v2.call = call;
    v2.lookup = l;
    v2.length = length;
    v2.result = out;
    SetEvent(v2.waits);
}

static VOID WSAAPI v2_next(HANDLE call, HANDLE h, DWORD flags, LPDWORD length,
                           LPWSAQUERYSET2W out)
{
    struct v2_lookup *l = (struct v2_lookup *)h;
    int code = 0;

    (void)flags;
    if (v2_is(l, L"late") && call != NULL) {
        v2_leave(call, l, length, out);
        return;
    }
    if (v2_is(l, L"wait")) {
        v2_leave(call, l, length, out);
        WaitForSingleObject(l->ended, INFINITE);
        code = WSA_E_CANCELLED;
    } else if (v2_is(l, L"fail")) {
        code = (int)l->number;
    } else if (v2_is(l, L"greedy")) {
        code = WSAEFAULT;
    } else if (v2_is(l, L"astray")) {
        out->lpszServiceInstanceName = (WCHAR *)(uintptr_t)0x20;
    } else {
        code = v2_fill(l, length, out);
    }
    if (call != NULL)
        EQUAL(WSAProviderCompleteAsyncCall(call, code), 0);
    else
        WSASetLastError(code);
}

/* Those whose calls still look at them when they are ended. */
static struct v2_lookup *v2_kept;

static void v2_free(struct v2_lookup *l)
{
    CloseHandle(l->ended);
    free(l);
}

static void v2_kept_free(void)
{
    while (v2_kept != NULL) {
        struct v2_lookup *next = v2_kept->next;

        v2_free(v2_kept);
        v2_kept = next;
    }
}

/* One thread at a time ends such a query. */
static INT WSAAPI v2_lookup_end(HANDLE h)
{
    struct v2_lookup *l = (struct v2_lookup *)h;

    InterlockedIncrement(&v2.ended);
    if (v2_is(l, L"wait") || v2_is(l, L"late")) {
        l->next = v2_kept;
        v2_kept = l;
        SetEvent(l->ended);
    } else {
        v2_free(l);
    }
    return 0;
}

static VOID WSAAPI v2_set(HANDLE call, LPGUID id, LPWSAQUERYSET2W info,
                          WSAESETSERVICEOP op, DWORD flags, LPVOID session)
{
    (void)id;
    EQUAL(call, NULL);
    v2.seen = session;
    v2.op = op;
    v2.set_flags = flags;
    v2.addresses = info->dwNumberOfCsAddrs;
    wcscpy(v2.string,
           info->lpszQueryString != NULL ? info->lpszQueryString : L"-");
    if (info->dwNumberOfCsAddrs != 0)
        v2.port = ((struct sockaddr_in *)(void *)
                       info->lpcsaBuffer->RemoteAddr.lpSockaddr)
                      ->sin_port;
    WSASetLastError(v2.set_code);
}

/* mingw-w64's headers have other results for three of them, and another type
 * for the table. */
#define V2_PROC(type, function) ((type)(void (*)(void))(function))

static NSPV2_ROUTINE v2_table(void)
{
    NSPV2_ROUTINE t = {
        sizeof(t),
        2,
        2,
        v2_startup,
        v2_cleanup,
        v2_begin,
        V2_PROC(LPNSPV2LOOKUPSERVICENEXTEX, v2_next),
        v2_lookup_end,
        V2_PROC(LPNSPV2SETSERVICEEX, v2_set),
        V2_PROC(LPNSPV2CLIENTSESSIONRUNDOWN, v2_rundown),
    };

    return t;
}

static inline INT v2_add(const GUID *id, const void *table)
{
    return WSAAdvertiseProvider(id, table);
}

static MAYBE void v2_advertise(void)
{
    NSPV2_ROUTINE table = v2_table();

    v2_kept_free();
    memset(&v2, 0, sizeof(v2));
    v2.waits = ct_event();
    EQUAL(v2_add(&v2_id, &table), 0);
}

/* Ends the call that was left: with the next result, or with this code. */
static MAYBE int v2_tell(int code)
{
    HANDLE call = v2.call;

    ct_await(v2.waits);
    ResetEvent(v2.waits);
    call = v2.call;
    if (code == 0)
        code = v2_fill(v2.lookup, v2.length, v2.result);
    return WSAProviderCompleteAsyncCall(call, code);
}

static inline int v2_main(int argc, char **argv, const struct ct_row *rows,
                          int count)
{
    WCHAR path[] = L"/nowhere/host";
    int status;

    WSCInstallNameSpaceEx(path, path, SPACE, 2, &v2_id, NULL);
    WSCInstallNameSpaceEx(path, path, NS_EMAIL, 1, &v2_mail, NULL);
    WSCInstallNameSpaceEx(path, path, OLD_SPACE, 1, &v1_id, NULL);
    status = ct_main(argc, argv, rows, count);
    v2_kept_free();
    return status;
}

static inline int v2_ask(const WCHAR *name, HANDLE *out)
{
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = SPACE};

    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)name;
    q.lpszQueryString = (LPWSTR)(uintptr_t)L"query";
    return WSALookupServiceBeginW(&q, LUP_RETURN_ALL, out);
}

static MAYBE char v2_room[4096];
static MAYBE WSAQUERYSETW *const v2_found = (void *)v2_room;

static inline int v2_more(HANDLE h)
{
    DWORD length = sizeof(v2_room);

    return WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, v2_found);
}

#endif
