// SPDX-License-Identifier: MIT
// What namespace providers are called with: query sets, classes, handles of
// lookups.
#include <string.h>

#include "soak.h"

static const GUID classes[] = {
    {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}},
    {2, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}},
    {0x0002a800, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}}, // SVCID_HOSTNAME
};

static any guid(void)
{
    return put(&classes[below(3)], sizeof(GUID));
}

static any provider(void)
{
    static const GUID registry = {
        0x3b2637ee,
        0xe580,
        0x11cf,
        {0xa5, 0x55, 0x00, 0xc0, 0x4f, 0xd8, 0xd4, 0xac}};

    return put(&registry, sizeof registry);
}

static any counted(DWORD *count, size_t size)
{
    *count = bad() ? 1u << below(32) : below(3);
    return *count != 0 || bad() ? (any)memory(size * 2) : 0;
}

static any csaddrs(DWORD *count)
{
    CSADDR_INFO list[2] = {0};

    for (int i = 0; i < 2; i++) {
        list[i].LocalAddr.lpSockaddr = (struct sockaddr *)memory(16);
        list[i].LocalAddr.iSockaddrLength = bad() ? (INT)number() : 16;
        list[i].iSocketType = SOCK_STREAM;
    }
    *count = bad() ? 1u << below(32) : below(3);
    return put(list, sizeof list);
}

static any blob(void)
{
    BLOB some = {bad() ? 1u << below(32) : 16, (BYTE *)memory(16)};

    return below(4) ? 0 : put(&some, sizeof some);
}

// Nodes that need no server; the strings are of either kind, as the function
// has it.
static any set(bool wide)
{
    static const DWORD spaces[] = {NS_ALL, NS_DNS, NS_NTDS, NS_NLA, 4711};
    WSAQUERYSETW q = {.dwSize = bad() ? (DWORD)number() : sizeof q};

    q.lpszServiceInstanceName = (LPWSTR)argument(wide ? 'Y' : 'y');
    q.lpServiceClassId = (LPGUID)guid();
    q.lpszComment = (LPWSTR)argument(wide ? 'Z' : 'z');
    q.dwNameSpace = spaces[below(self.fair ? 4 : 5)];
    q.lpNSProviderId = below(4) ? NULL : (LPGUID)(bad() ? guid() : provider());
    q.lpafpProtocols =
        (LPAFPROTOCOLS)counted(&q.dwNumberOfProtocols, sizeof(AFPROTOCOLS));
    q.lpcsaBuffer = (LPCSADDR_INFO)csaddrs(&q.dwNumberOfCsAddrs);
    q.lpBlob = (LPBLOB)blob();
    return put(&q, sizeof q);
}

static any class_info(bool wide)
{
    WSANSCLASSINFOW value = {NULL, NS_ALL, 4, sizeof(DWORD), memory(4)};
    WSASERVICECLASSINFOW info = {0};

    if (bad())
        value.dwValueSize = 1u << below(32);
    value.lpszName = (LPWSTR)argument(wide ? 'Z' : 'z');
    info.lpServiceClassId = (LPGUID)guid();
    info.lpszServiceClassName = (LPWSTR)argument(wide ? 'Z' : 'z');
    info.dwCount = bad() ? 1u << below(32) : 1;
    info.lpClassInfos = (LPWSANSCLASSINFOW)put(&value, sizeof value);
    return put(&info, sizeof info);
}

static any completion(void)
{
    WSACOMPLETION how = {.Type = (WSACOMPLETIONTYPE)below(bad() ? 9 : 2)};

    return below(2) ? 0 : put(&how, sizeof how);
}

bool service_argument(char kind, any *made)
{
    switch (kind) {
    case '?':
    case '/':
        *made = set(kind == '?');
        return true;
    case '{':
    case '}':
        *made = class_info(kind == '{');
        return true;
    case '_':
        *made = guid();
        return true;
    case '-':
        *made = provider();
        return true;
    case ';':
        *made = self.fair ? LUP_RETURN_ALL : 1u << below(20);
        return true;
    case ',':
        *made = handle_of(LOOKUPS);
        return true;
    case '(':
        *made = completion();
        return true;
    default:
        return false;
    }
}
