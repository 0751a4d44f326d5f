/* SPDX-License-Identifier: MIT */
/* What the tests of the registry's provider share: services, and a directory of
 * their own for each. */
#ifndef UNIT_REGISTRY_H
#define UNIT_REGISTRY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>
#include <svcguid.h>

static GUID id = {1, 2, 3, {4}};
static GUID class = {0x77732221, 5, 6, {7}};
static NSP_ROUTINE proc = {.cbSize = sizeof(proc)};
static char directory[64], path[128];

static inline int fresh(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/ws2-registry-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/new/registry.db", directory);
    return setenv("WS2_REGISTRY", path, 1);
}

static inline int gone(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "rm -r %s", directory);
    return system(command);
}

static inline void expect(int code, INT result)
{
    assert_int_equal(result, code == 0 ? 0 : SOCKET_ERROR);
    if (code != 0)
        assert_int_equal(WSAGetLastError(), code);
}

/* A service at 127.0.0.1, as many addresses as there are ports up to a 0. */
struct service {
    WSAQUERYSETW set;
    SOCKADDR_IN at[4];
    CSADDR_INFO info[4];
};

static inline WSAQUERYSETW *service(struct service *s, const WCHAR *name,
                                    u_short a, u_short b)
{
    const u_short ports[] = {a, b};

    memset(s, 0, sizeof(*s));
    s->set.dwSize = sizeof(s->set);
    s->set.lpszServiceInstanceName = (LPWSTR)name;
    s->set.lpServiceClassId = &class;
    s->set.dwNameSpace = NS_NTDS;
    s->set.lpcsaBuffer = s->info;
    for (int i = 0; i < 2 && ports[i] != 0; i++) {
        s->at[i].sin_family = AF_INET;
        s->at[i].sin_port = htons(ports[i]);
        s->at[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        s->info[i].LocalAddr.lpSockaddr = (SOCKADDR *)&s->at[i];
        s->info[i].LocalAddr.iSockaddrLength = sizeof(s->at[i]);
        s->info[i].iSocketType = SOCK_STREAM;
        s->info[i].iProtocol = IPPROTO_TCP;
        s->set.dwNumberOfCsAddrs++;
    }
    return &s->set;
}

static inline INT set(WSAQUERYSETW *s, WSAESETSERVICEOP op, DWORD flags)
{
    return proc.NSPSetService(&id, NULL, s, op, flags);
}

static inline INT begin(WSAQUERYSETW *s, DWORD flags, HANDLE *h)
{
    return proc.NSPLookupServiceBegin(&id, s, NULL, flags, h);
}

static union {
    WSAQUERYSETW set;
    char room[8192];
} found;

static inline INT next(HANDLE h, DWORD flags)
{
    DWORD size = sizeof(found);

    return proc.NSPLookupServiceNext(h, flags, &size, &found.set);
}

/* How many services of the class there are under a name, or of any. */
static inline int count(const WCHAR *name)
{
    struct service s;
    HANDLE h;
    int n = 0;

    if (begin(service(&s, name, 0, 0), LUP_RETURN_ALL, &h) != 0)
        return -WSAGetLastError();
    while (next(h, 0) == 0)
        n++;
    assert_int_equal(WSAGetLastError(), WSA_E_NO_MORE);
    expect(0, proc.NSPLookupServiceEnd(h));
    return n;
}

static inline unsigned addresses(const WCHAR *name)
{
    return count(name) == 1 ? found.set.dwNumberOfCsAddrs : 99;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, gone)

/* Of the group: Windows Sockets and the provider are started. */
static inline int started(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data) != 0 ||
           NSPStartup(&id, &proc) != 0;
}

#endif
