/* SPDX-License-Identifier: MIT */
/* The functions of nspapi.h: services of Windows Sockets 1.1, with the
 * namespace providers that are always there. */
#include "harness.h"

#include <nspapi.h>
#include <svcguid.h>

static GUID type = {0x6e737061, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
static GUID kind = {0x6e737063, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
static GUID strange = {0x6e737062, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

static union {
    NS_SERVICE_INFOW wide[8];
    NS_SERVICE_INFOA narrow[8];
    CSADDR_INFO addresses[64];
    char bytes[16384];
} room;

/* A service of the type at 127.0.0.1:4711. */
struct service {
    SERVICE_INFOW info;
    SERVICE_ADDRESSES addresses;
    struct sockaddr_in at;
    BYTE blob[4];
};

static SERVICE_INFOW *service(struct service *s, const WCHAR *name)
{
    memset(s, 0, sizeof(*s));
    s->at.sin_family = AF_INET;
    s->at.sin_port = htons(4711);
    s->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->addresses.dwAddressCount = 1;
    s->addresses.Addresses[0].dwAddressType = AF_INET;
    s->addresses.Addresses[0].dwAddressLength = sizeof(s->at);
    s->addresses.Addresses[0].lpAddress = (BYTE *)&s->at;
    memcpy(s->blob, "abcd", 4);
    s->info.lpServiceType = &type;
    s->info.lpServiceName = (LPWSTR)(uintptr_t)name;
    s->info.lpComment = (LPWSTR)(uintptr_t)L"a comment";
    s->info.dwVersion = MAKELONG(2, 1);
    s->info.lpServiceAddress = &s->addresses;
    s->info.ServiceSpecificInfo.cbSize = sizeof(s->blob);
    s->info.ServiceSpecificInfo.pBlobData = s->blob;
    return &s->info;
}

static DWORD status;

static int set(DWORD operation, DWORD flags, SERVICE_INFOW *info)
{
    status = 77;
    return SetServiceW(NS_DEFAULT, operation, flags, info, NULL, &status);
}

/* Whatever was left of an earlier run goes. */
static void forget(const WCHAR *name)
{
    struct service s;

    set(SERVICE_DEREGISTER, SERVICE_FLAG_HARD, service(&s, name));
}

static void registered(struct service *s, const WCHAR *name)
{
    forget(name);
    EQUAL(set(SERVICE_REGISTER, 0, service(s, name)), 0);
    EQUAL(status, 0);
}

static int get(const WCHAR *name, DWORD properties)
{
    DWORD size = sizeof(room);

    return GetServiceW(NS_DEFAULT, &type, (LPWSTR)(uintptr_t)name, properties,
                       &room, &size, NULL);
}

/* GetTypeByName */

static void type_is(const char *name, const GUID *want)
{
    GUID got = strange;

    EQUAL(GetTypeByNameA((LPSTR)(uintptr_t)name, &got), 0);
    CHECK(memcmp(&got, want, sizeof(got)) == 0);
}

static void types_known(const struct ct_row *row)
{
    static const GUID ftp = SVCID_FTP_TCP, tftp = SVCID_TFTP_UDP;
    static const GUID hostname = SVCID_HOSTNAME;
    WCHAR name[32];
    GUID got;

    (void)row;
    type_is("ftp", &ftp);
    type_is("FTP", &ftp);
    type_is("tftp", &tftp);
    type_is("Hostname", &hostname);
    EQUAL(GetTypeByNameW((LPWSTR)(uintptr_t)L"ftp", &got), 0);
    EQUAL(GetNameByTypeW(&got, name, sizeof(name)), 0);
    CHECK(wcscmp(name, L"ftp") == 0);
}

static void type_unknown(const struct ct_row *row)
{
    GUID got = strange;

    SOCKET_FAILS(row->code, GetTypeByNameA((LPSTR)(uintptr_t) "no such", &got));
    SOCKET_FAILS(row->code,
                 GetTypeByNameW((LPWSTR)(uintptr_t)L"no such", &got));
    CHECK(memcmp(&got, &strange, sizeof(got)) == 0);
}

static void type_bad(const struct ct_row *row)
{
    GUID got;

    SOCKET_FAILS(WSAEFAULT, GetTypeByNameA(ct_bad(CT_UNMAPPED), &got));
    SOCKET_FAILS(WSAEFAULT,
                 GetTypeByNameA((LPSTR)(uintptr_t) "ftp", ct_bad(CT_READONLY)));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER, GetTypeByNameA(NULL, &got));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 GetTypeByNameA((LPSTR)(uintptr_t) "ftp", NULL));
    (void)row;
}

/* Types, by SetService */

static SERVICE_INFOA *type_info(SERVICE_INFOA *info,
                                SERVICE_TYPE_INFO_ABSA *abs)
{
    static DWORD port = 4712;

    memset(info, 0, sizeof(*info));
    memset(abs, 0, sizeof(*abs));
    abs->lpTypeName = (LPSTR)(uintptr_t) "A type of ours";
    abs->dwValueCount = 1;
    abs->Values[0].dwNameSpace = NS_DNS;
    abs->Values[0].dwValueType = 4; /* REG_DWORD */
    abs->Values[0].dwValueSize = sizeof(port);
    abs->Values[0].lpValueName = (LPSTR)(uintptr_t)SERVICE_TYPE_VALUE_TCPPORTA;
    abs->Values[0].lpValue = &port;
    info->lpServiceType = &kind; /* no service is of it */
    info->ServiceSpecificInfo.cbSize = sizeof(*abs);
    info->ServiceSpecificInfo.pBlobData = (BYTE *)abs;
    return info;
}

static int type_set(DWORD operation, SERVICE_INFOA *info)
{
    return SetServiceA(NS_DEFAULT, operation, 0, info, NULL, &status);
}

static void type_life(const struct ct_row *row)
{
    SERVICE_TYPE_INFO_ABSA abs;
    SERVICE_INFOA info;
    char name[32];
    GUID got;

    (void)row;
    type_set(SERVICE_DELETE_TYPE, type_info(&info, &abs));
    EQUAL(type_set(SERVICE_ADD_TYPE, &info), 0);
    SOCKET_FAILS(ERROR_ALREADY_REGISTERED, type_set(SERVICE_ADD_TYPE, &info));
    type_is("A type of ours", &kind);
    type_is("a TYPE of ours", &kind);
    EQUAL(GetNameByTypeA(&kind, name, sizeof(name)), 0);
    CHECK(strcmp(name, "A type of ours") == 0);
    EQUAL(type_set(SERVICE_DELETE_TYPE, &info), 0);
    SOCKET_FAILS(ERROR_SERVICE_DOES_NOT_EXIST,
                 GetTypeByNameA((LPSTR)(uintptr_t) "A type of ours", &got));
    SOCKET_FAILS(ERROR_SERVICE_DOES_NOT_EXIST,
                 type_set(SERVICE_DELETE_TYPE, &info));
}

static void type_bad_info(const struct ct_row *row)
{
    SERVICE_TYPE_INFO_ABSA abs;
    SERVICE_INFOA info;

    (void)row;
    type_info(&info, &abs)->lpServiceType = NULL;
    SOCKET_FAILS(ERROR_INVALID_PARAMETER, type_set(SERVICE_ADD_TYPE, &info));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER, type_set(SERVICE_DELETE_TYPE, &info));
    type_info(&info, &abs)->ServiceSpecificInfo.cbSize = 8;
    SOCKET_FAILS(ERROR_INVALID_PARAMETER, type_set(SERVICE_ADD_TYPE, &info));
    type_info(&info, &abs)->ServiceSpecificInfo.pBlobData = ct_bad(CT_UNMAPPED);
    SOCKET_FAILS(WSAEFAULT, type_set(SERVICE_ADD_TYPE, &info));
    type_info(&info, &abs);
    abs.dwValueCount = 0x7fffffff;
    SOCKET_FAILS(WSAEFAULT, type_set(SERVICE_ADD_TYPE, &info));
    type_info(&info, &abs);
    abs.Values[0].lpValue = ct_bad(CT_UNMAPPED);
    SOCKET_FAILS(WSAEFAULT, type_set(SERVICE_ADD_TYPE, &info));
}

/* Services */

static void twice(const struct ct_row *row)
{
    struct service s;

    registered(&s, L"twice");
    SOCKET_FAILS(row->code, set(SERVICE_REGISTER, 0, &s.info));
    SOCKET_FAILS(row->code, set(SERVICE_REGISTER, SERVICE_FLAG_HARD, &s.info));
    EQUAL(set(SERVICE_DEREGISTER, 0, &s.info), 0);
    EQUAL(set(SERVICE_REGISTER, 0, &s.info), 0);
}

static void service_is(int count)
{
    const SERVICE_INFOW *got = &room.wide[0].ServiceInfo;
    const SERVICE_ADDRESSES *at = got->lpServiceAddress;
    struct sockaddr_in name;

    NEED(count, 1);
    EQUAL(room.wide[0].dwNameSpace, NS_NTDS);
    CHECK(memcmp(got->lpServiceType, &type, sizeof(type)) == 0);
    CHECK(wcscmp(got->lpComment, L"a comment") == 0);
    EQUAL(got->dwVersion, MAKELONG(2, 1));
    EQUAL(got->ServiceSpecificInfo.cbSize, 4);
    CHECK(memcmp(got->ServiceSpecificInfo.pBlobData, "abcd", 4) == 0);
    NEED(at->dwAddressCount, 1);
    EQUAL(at->Addresses[0].dwAddressType, AF_INET);
    NEED(at->Addresses[0].dwAddressLength, sizeof(name));
    memcpy(&name, at->Addresses[0].lpAddress, sizeof(name));
    EQUAL(name.sin_port, htons(4711));
    EQUAL(name.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

static void service_life(const struct ct_row *row)
{
    struct service s;

    (void)row;
    registered(&s, L"life");
    service_is(get(L"life", PROP_ALL));
    EQUAL(get(L"life", PROP_VERSION), 1);
    EQUAL(room.wide[0].ServiceInfo.lpComment, NULL);
    EQUAL(room.wide[0].ServiceInfo.lpServiceAddress, NULL);
    EQUAL(set(SERVICE_DEREGISTER, SERVICE_FLAG_HARD, &s.info), 0);
    FAILS(0, ERROR_SERVICE_NOT_FOUND, get(L"life", PROP_ALL));
    SOCKET_FAILS(ERROR_SERVICE_NOT_FOUND, set(SERVICE_DEREGISTER, 0, &s.info));
}

/* Nothing happens before SERVICE_FLUSH, and then all of it, in order. */
static void deferred(const struct ct_row *row)
{
    struct service s, other;

    (void)row;
    forget(L"later");
    registered(&other, L"going");
    EQUAL(set(SERVICE_REGISTER, SERVICE_FLAG_DEFER, service(&s, L"later")), 0);
    EQUAL(set(SERVICE_DEREGISTER, SERVICE_FLAG_DEFER, &other.info), 0);
    FAILS(0, ERROR_SERVICE_NOT_FOUND, get(L"later", PROP_ALL));
    EQUAL(get(L"going", PROP_ALL), 1);
    memset(&s, 0xee, sizeof(s)); /* it was copied */
    EQUAL(set(SERVICE_FLUSH, 0, NULL), 0);
    EQUAL(status, 0);
    service_is(get(L"later", PROP_ALL));
    FAILS(0, ERROR_SERVICE_NOT_FOUND, get(L"going", PROP_ALL));
    EQUAL(set(SERVICE_FLUSH, 0, NULL), 0); /* nothing is left */
}

static void deferred_fails(const struct ct_row *row)
{
    struct service s;

    registered(&s, L"there");
    EQUAL(set(SERVICE_REGISTER, SERVICE_FLAG_DEFER, &s.info), 0);
    SOCKET_FAILS(row->code, set(SERVICE_FLUSH, 0, NULL));
    forget(L"new");
    EQUAL(set(SERVICE_REGISTER, SERVICE_FLAG_DEFER, &s.info), 0);
    EQUAL(set(SERVICE_REGISTER, SERVICE_FLAG_DEFER, service(&s, L"new")), 0);
    EQUAL(set(SERVICE_FLUSH, 0, NULL), 0);
    EQUAL(status, SET_SERVICE_PARTIAL_SUCCESS);
}

/* Those of another namespace stay, and go with Windows Sockets. */
static void deferred_forgotten(const struct ct_row *row)
{
    struct service s;
    WSADATA data;

    (void)row;
    forget(L"never");
    EQUAL(set(SERVICE_REGISTER, SERVICE_FLAG_DEFER, service(&s, L"never")), 0);
    EQUAL(SetServiceW(NS_DNS, SERVICE_FLUSH, 0, NULL, NULL, &status), 0);
    EQUAL(WSACleanup(), 0);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
    EQUAL(set(SERVICE_FLUSH, 0, NULL), 0);
    FAILS(0, ERROR_SERVICE_NOT_FOUND, get(L"never", PROP_ALL));
}

enum { NO_INFO, NO_STATUS, ASYNC, FLAGS, OPERATION, NO_NAME, NO_TYPE };

static void set_invalid(const struct ct_row *row)
{
    SERVICE_ASYNC_INFO async = {0};
    struct service s;
    SERVICE_INFOW *info = service(&s, L"x");

    if (row->arg == NO_NAME)
        info->lpServiceName = NULL;
    if (row->arg == NO_TYPE)
        info->lpServiceType = NULL;
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 SetServiceW(NS_DEFAULT,
                             row->arg == OPERATION ? 6 : SERVICE_REGISTER,
                             row->arg == FLAGS ? 4 : 0,
                             row->arg == NO_INFO ? NULL : info,
                             row->arg == ASYNC ? &async : NULL,
                             row->arg == NO_STATUS ? NULL : &status));
}

static void set_bad(const struct ct_row *row)
{
    void *const bad = ct_bad(CT_UNMAPPED);
    struct service s;
    SERVICE_INFOW *info = service(&s, L"x");

    (void)row;
    SOCKET_FAILS(WSAEFAULT, set(SERVICE_REGISTER, 0, bad));
    SOCKET_FAILS(WSAEFAULT, set(SERVICE_DELETE_TYPE, 0, bad));
    SOCKET_FAILS(WSAEFAULT, SetServiceW(NS_DEFAULT, SERVICE_REGISTER, 0, info,
                                        NULL, ct_bad(CT_READONLY)));
    info->lpServiceAddress = bad;
    SOCKET_FAILS(WSAEFAULT, set(SERVICE_REGISTER, 0, info));
    service(&s, L"x")->lpServiceName = bad;
    SOCKET_FAILS(WSAEFAULT, set(SERVICE_REGISTER, 0, info));
    service(&s, L"x");
    s.addresses.dwAddressCount = 0x7fffffff;
    SOCKET_FAILS(WSAEFAULT, set(SERVICE_REGISTER, 0, info));
    service(&s, L"x");
    s.addresses.Addresses[0].lpAddress = bad;
    SOCKET_FAILS(WSAEFAULT, set(SERVICE_REGISTER, 0, info));
    service(&s, L"x");
    s.addresses.Addresses[0].dwAddressLength = 0xffffffff;
    SOCKET_FAILS(ERROR_INVALID_PARAMETER, set(SERVICE_REGISTER, 0, info));
}

static void get_missing(const struct ct_row *row)
{
    DWORD size = sizeof(room);

    FAILS(0, row->code, get(L"no such service", PROP_ALL));
    FAILS(0, row->code,
          GetServiceW(NS_SAP, &type, (LPWSTR)(uintptr_t)L"x", PROP_ALL, &room,
                      &size, NULL));
}

static void get_small(const struct ct_row *row)
{
    struct service s;
    DWORD size = 0, need;
    LPWSTR name = (LPWSTR)(uintptr_t)L"small";

    registered(&s, name);
    SOCKET_FAILS(row->code, GetServiceW(NS_NTDS, &type, name, PROP_ALL, NULL,
                                        &size, NULL));
    need = size--;
    CHECK(need > sizeof(NS_SERVICE_INFOW));
    SOCKET_FAILS(row->code, GetServiceW(NS_NTDS, &type, name, PROP_ALL, &room,
                                        &size, NULL));
    EQUAL(size, need);
    EQUAL(
        GetServiceW(NS_NTDS, &type, name, PROP_ALL, ct_edge(need), &size, NULL),
        1);
}

static void get_narrow(const struct ct_row *row)
{
    DWORD size = sizeof(room);
    struct service s;

    (void)row;
    registered(&s, L"narrow");
    NEED(GetServiceA(NS_NTDS, &type, (LPSTR)(uintptr_t) "narrow", PROP_ALL,
                     &room, &size, NULL),
         1);
    CHECK(strcmp(room.narrow[0].ServiceInfo.lpServiceName, "narrow") == 0);
    CHECK(strcmp(room.narrow[0].ServiceInfo.lpComment, "a comment") == 0);
}

/* A host is a service, too. */
static void get_host(const struct ct_row *row)
{
    GUID hostname = SVCID_HOSTNAME;
    DWORD size = sizeof(room);
    LPWSTR name = (LPWSTR)(uintptr_t)L"127.0.0.1";

    (void)row;
    NEED(GetServiceW(NS_DNS, &hostname, name, PROP_ADDRESSES, &room, &size,
                     NULL),
         1);
    EQUAL(room.wide[0].dwNameSpace, NS_DNS);
    CHECK(room.wide[0].ServiceInfo.lpServiceAddress->dwAddressCount > 0);
}

static void get_bad(const struct ct_row *row)
{
    void *const bad = ct_bad(CT_UNMAPPED);
    SERVICE_ASYNC_INFO async = {0};
    LPWSTR name = (LPWSTR)(uintptr_t)L"bad";
    DWORD size = sizeof(room);
    struct service s;

    (void)row;
    registered(&s, name);
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 GetServiceW(0, NULL, name, 0, &room, &size, NULL));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 GetServiceW(0, &type, NULL, 0, &room, &size, NULL));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 GetServiceW(0, &type, name, 0, &room, &size, &async));
    SOCKET_FAILS(WSAEFAULT, GetServiceW(0, bad, name, 0, &room, &size, NULL));
    SOCKET_FAILS(WSAEFAULT, GetServiceW(0, &type, bad, 0, &room, &size, NULL));
    SOCKET_FAILS(WSAEFAULT, GetServiceW(0, &type, name, 0, bad, &size, NULL));
    SOCKET_FAILS(WSAEFAULT, GetServiceW(0, &type, name, 0, &room, NULL, NULL));
}

/* GetAddressByName */

static char names[256];
static DWORD names_length;

static int address(DWORD space, GUID *class, const char *name, DWORD how,
                   INT *protocols)
{
    DWORD size = sizeof(room);

    memset(names, 'x', sizeof(names));
    names_length = sizeof(names);
    return GetAddressByNameA(space, class, (LPSTR)(uintptr_t)name, protocols,
                             how, NULL, &room, &size, names, &names_length);
}

static void address_is(const SOCKET_ADDRESS *got, u_long host, u_short port)
{
    const struct sockaddr_in *name = (struct sockaddr_in *)got->lpSockaddr;

    NEED(got->iSockaddrLength, sizeof(*name));
    EQUAL(name->sin_family, AF_INET);
    EQUAL(name->sin_addr.s_addr, htonl(host));
    EQUAL(name->sin_port, htons(port));
}

static void address_host(const struct ct_row *row)
{
    GUID class = SVCID_TCP(4713);
    INT udp[] = {IPPROTO_UDP, 0}, tcp[] = {IPPROTO_TCP, 0};

    (void)row;
    NEED(address(NS_DEFAULT, &class, "127.0.0.1", RES_SOFT_SEARCH, tcp), 1);
    EQUAL(room.addresses[0].iProtocol, IPPROTO_TCP);
    EQUAL(room.addresses[0].iSocketType, SOCK_STREAM);
    address_is(&room.addresses[0].RemoteAddr, INADDR_LOOPBACK, 4713);
    address_is(&room.addresses[0].LocalAddr, INADDR_ANY, 0);
    EQUAL(names_length, sizeof("127.0.0.1") + 1);
    CHECK(memcmp(names, "127.0.0.1\0\0x", names_length + 1) == 0);
    SOCKET_FAILS(WSANO_DATA, address(NS_DNS, &class, "127.0.0.1", 0, udp));
}

/* The first namespace that has it, or all. */
static void address_registered(const struct ct_row *row)
{
    struct service s;

    (void)row;
    registered(&s, L"addressed");
    NEED(address(NS_DEFAULT, &type, "addressed", 0, NULL), 1);
    address_is(&room.addresses[0].RemoteAddr, INADDR_LOOPBACK, 4711);
    EQUAL(names_length, 2);
    CHECK(memcmp(names, "\0\0x", 3) == 0);
    EQUAL(address(NS_NTDS, &type, "addressed", RES_FIND_MULTIPLE, NULL), 1);
}

/* Where a service of the type is to bind. */
static void address_own(const struct ct_row *row)
{
    GUID class = SVCID_TCP(4714);
    const char *name = row->arg != 0 ? "no matter" : NULL;
    int count, v4 = 0;

    count = address(NS_DEFAULT, &class, name, (DWORD)row->arg, NULL);
    CHECK(count > 0 && count <= 2);
    for (int i = 0; i < count; i++) {
        const SOCKET_ADDRESS *local = &room.addresses[i].LocalAddr;
        SOCKET s = socket(local->lpSockaddr->sa_family, SOCK_STREAM, 0);

        CHECK(bind(s, local->lpSockaddr, local->iSockaddrLength) == 0);
        closesocket(s);
        EQUAL(room.addresses[i].iProtocol, IPPROTO_TCP);
        if (local->lpSockaddr->sa_family == AF_INET)
            v4 = i + 1;
    }
    NEED(v4 > 0, TRUE);
    address_is(&room.addresses[v4 - 1].LocalAddr, INADDR_ANY, 4714);
}

/* The type's port is among its values. */
static void address_own_type(const struct ct_row *row)
{
    SERVICE_TYPE_INFO_ABSA abs;
    SERVICE_INFOA info;
    struct sockaddr *local;

    (void)row;
    type_set(SERVICE_DELETE_TYPE, type_info(&info, &abs));
    EQUAL(type_set(SERVICE_ADD_TYPE, &info), 0);
    CHECK(address(NS_DEFAULT, &kind, NULL, 0, NULL) > 0);
    local = room.addresses[0].LocalAddr.lpSockaddr;
    EQUAL(SS_PORT(local), htons(4712));
    EQUAL(type_set(SERVICE_DELETE_TYPE, &info), 0);
    SOCKET_FAILS(ERROR_SERVICE_NOT_FOUND,
                 address(NS_DEFAULT, &kind, NULL, 0, NULL));
}

static void address_missing(const struct ct_row *row)
{
    (void)row;
    SOCKET_FAILS(ERROR_SERVICE_NOT_FOUND,
                 address(NS_DEFAULT, &strange, "no such", 0, NULL));
    SOCKET_FAILS(ERROR_SERVICE_NOT_FOUND, address(NS_SAP, &type, "x", 0, NULL));
}

static void address_small(const struct ct_row *row)
{
    GUID class = SVCID_TCP(4713);
    LPWSTR name = (LPWSTR)(uintptr_t)L"127.0.0.1";
    DWORD size = 0, need, chars = 0, need_chars;
    WCHAR aliases[16];

    SOCKET_FAILS(row->code,
                 GetAddressByNameW(NS_DNS, &class, name, NULL, 0, NULL, NULL,
                                   &size, aliases, &chars));
    need = size--;
    need_chars = chars;
    EQUAL(need_chars, 11);
    SOCKET_FAILS(row->code,
                 GetAddressByNameW(NS_DNS, &class, name, NULL, 0, NULL, &room,
                                   &size, aliases, &chars));
    EQUAL(size, need);
    chars--;
    SOCKET_FAILS(row->code,
                 GetAddressByNameW(NS_DNS, &class, name, NULL, 0, NULL, &room,
                                   &size, aliases, &chars));
    EQUAL(chars, need_chars);
    EQUAL(GetAddressByNameW(NS_DNS, &class, name, NULL, 0, NULL, ct_edge(need),
                            &size, ct_edge(need_chars * sizeof(WCHAR)), &chars),
          1);
    EQUAL(GetAddressByNameW(NS_DNS, &class, name, NULL, 0, NULL, &room, &size,
                            NULL, NULL),
          1);
}

static void address_bad(const struct ct_row *row)
{
    void *const bad = ct_bad(CT_UNMAPPED);
    SERVICE_ASYNC_INFO async = {0};
    GUID class = SVCID_TCP(4713);
    DWORD size = sizeof(room);
    LPSTR name = (LPSTR)(uintptr_t) "127.0.0.1";

    (void)row;
    SOCKET_FAILS(ERROR_INVALID_PARAMETER, address(NS_DNS, NULL, name, 0, NULL));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 address(NS_DNS, &class, name, 8, NULL));
    SOCKET_FAILS(ERROR_INVALID_PARAMETER,
                 GetAddressByNameA(NS_DNS, &class, name, NULL, 0, &async, &room,
                                   &size, NULL, NULL));
    SOCKET_FAILS(WSAEFAULT, address(NS_DNS, bad, name, 0, NULL));
    SOCKET_FAILS(WSAEFAULT, address(NS_DNS, &class, bad, 0, NULL));
    SOCKET_FAILS(WSAEFAULT, address(NS_DNS, &class, name, 0, bad));
    SOCKET_FAILS(WSAEFAULT, GetAddressByNameA(NS_DNS, &class, name, NULL, 0,
                                              NULL, bad, &size, NULL, NULL));
    SOCKET_FAILS(WSAEFAULT, GetAddressByNameA(NS_DNS, &class, name, NULL, 0,
                                              NULL, &room, NULL, NULL, NULL));
    SOCKET_FAILS(WSAEFAULT, GetAddressByNameA(NS_DNS, &class, name, NULL, 0,
                                              NULL, &room, &size, names, NULL));
}

/* EnumProtocols */

static void protocols_small(const struct ct_row *row)
{
    DWORD size = 0;

    SOCKET_FAILS(row->code, EnumProtocolsW(NULL, NULL, &size));
    CHECK(size > sizeof(PROTOCOL_INFOW) && size < sizeof(room));
    CHECK(EnumProtocolsW(NULL, &room, &size) > 0);
}

static void unstarted(const struct ct_row *row)
{
    GUID class = SVCID_HOSTNAME;
    DWORD size = 0;

    (void)ct_sock(row);
    SOCKET_FAILS(row->code, GetTypeByNameA((LPSTR)(uintptr_t) "ftp", &class));
    SOCKET_FAILS(row->code, address(NS_DNS, &class, "x", 0, NULL));
    SOCKET_FAILS(row->code, set(SERVICE_FLUSH, 0, NULL));
    SOCKET_FAILS(row->code, GetServiceA(NS_DNS, &class, (LPSTR)(uintptr_t) "x",
                                        0, NULL, &size, NULL));
}

#define INVALID(what, which) RULE(SetService, what, set_invalid, .arg = which)

static const struct ct_row rows[] = {
    ROW(EnumProtocols, ERROR_INSUFFICIENT_BUFFER, "too little room",
        protocols_small),
    ROW(GetTypeByName, ERROR_SERVICE_DOES_NOT_EXIST, "no type has the name",
        type_unknown),
    RULE(GetTypeByName, "types that are always there", types_known),
    RULE(GetTypeByName, "bad memory", type_bad),
    RULE(SetService, "a type comes and goes", type_life),
    RULE(SetService, "a type that is none", type_bad_info),
    ROW(SetService, ERROR_ALREADY_REGISTERED, "registered twice", twice),
    RULE(SetService, "a service comes and goes", service_life),
    RULE(SetService, "deferred until it is flushed", deferred),
    ROW(SetService, ERROR_ALREADY_REGISTERED, "deferred, and registered",
        deferred_fails),
    RULE(SetService, "deferred, and forgotten", deferred_forgotten),
    INVALID("no information", NO_INFO),
    INVALID("no status flags", NO_STATUS),
    INVALID("asynchronous", ASYNC),
    INVALID("unknown flag", FLAGS),
    INVALID("unknown operation", OPERATION),
    INVALID("no name", NO_NAME),
    INVALID("no type", NO_TYPE),
    RULE(SetService, "bad memory", set_bad),
    ROW(GetService, ERROR_SERVICE_NOT_FOUND, "no service, no namespace",
        get_missing),
    ROW(GetService, ERROR_INSUFFICIENT_BUFFER, "too little room", get_small),
    RULE(GetService, "the narrow form", get_narrow),
    RULE(GetService, "a host", get_host),
    RULE(GetService, "bad memory", get_bad),
    RULE(GetAddressByName, "a host", address_host),
    RULE(GetAddressByName, "a registered service", address_registered),
    RULE(GetAddressByName, "one's own, without a name", address_own),
    RULE(GetAddressByName, "one's own, with one", address_own,
         .arg = RES_SERVICE),
    RULE(GetAddressByName, "one's own, by the type's port", address_own_type),
    RULE(GetAddressByName, "no service, no namespace", address_missing),
    ROW(GetAddressByName, ERROR_INSUFFICIENT_BUFFER, "too little room",
        address_small),
    RULE(GetAddressByName, "bad memory", address_bad),
    RULE(GetTypeByName, "before WSAStartup", unstarted, .sock = CT_INVALID,
         .flags = CT_UNSTARTED, .code = WSANOTINITIALISED),
    RULE(GetTypeByName, "after WSACleanup", unstarted, .sock = CT_TCP,
         .flags = CT_CLEANED, .code = WSANOTINITIALISED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
