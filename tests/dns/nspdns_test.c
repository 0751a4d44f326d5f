/* SPDX-License-Identifier: MIT */
/* The DNS name space provider by its own table, as the dispatcher calls it,
 * against the test DNS server. Run by dnsd. */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <svcguid.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "name/nsp.h"
#include "name/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static GUID provider = {0x22059d40, 0x7e9e, 0x11cf, {0xae, 0x5a}};
static NSP_ROUTINE nsp = {.cbSize = sizeof(nsp)};

static GUID hostname = SVCID_HOSTNAME;
static GUID by_name = SVCID_INET_HOSTADDRBYNAME;
static GUID by_address = SVCID_INET_HOSTADDRBYINETSTRING;
static GUID service_by_name = SVCID_INET_SERVICEBYNAME;
static GUID tcp_8080 = SVCID_TCP(8080u);
static GUID udp_53 = SVCID_UDP(53u);
static GUID address6 = SVCID_DNS_TYPE_AAAA;

static union {
    WSAQUERYSETW set;
    char bytes[65536];
} result;

/* Asks; the handle, or NULL and the code in *err. */
static HANDLE ask(WSAQUERYSETW *set, const char *name, GUID *class, DWORD flags,
                  int *err)
{
    static WCHAR wide[2048];
    HANDLE lookup = NULL;

    set->dwSize = sizeof(*set);
    set->lpServiceClassId = class;
    if (name != NULL) {
        (void)ws2_text_to_wide(name, wide);
        set->lpszServiceInstanceName = wide;
    }
    *err = 0;
    if (nsp.NSPLookupServiceBegin(&provider, set, NULL, flags, &lookup) != 0)
        *err = WSAGetLastError();
    return lookup;
}

static int next(HANDLE lookup, DWORD flags)
{
    DWORD length = sizeof(result);

    return nsp.NSPLookupServiceNext(lookup, flags, &length, &result.set) == 0
               ? 0
               : WSAGetLastError();
}

static HANDLE asked(const char *name, GUID *class, DWORD flags)
{
    WSAQUERYSETW set = {0};
    HANDLE lookup;
    int err;

    lookup = ask(&set, name, class, flags, &err);
    assert_int_equal(err, 0);
    return lookup;
}

static void ended(HANDLE lookup)
{
    assert_int_equal(next(lookup, 0), WSA_E_NO_MORE);
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
}

static void same(const WCHAR *got, const char *want)
{
    WCHAR wide[2048];
    size_t units = ws2_text_to_wide(want, wide);

    assert_non_null(got);
    assert_memory_equal(got, wide, units * sizeof(*wide));
}

/* The i-th address: "tcp 198.51.100.1 80". */
static const char *address(DWORD i)
{
    static char text[128];
    const CSADDR_INFO *info = &result.set.lpcsaBuffer[i];
    const SOCKET_ADDRESS *to = &info->RemoteAddr;
    char host[64], port[NI_MAXSERV];

    assert_true(i < result.set.dwNumberOfCsAddrs);
    assert_int_equal(getnameinfo(to->lpSockaddr, to->iSockaddrLength, host,
                                 sizeof(host), port, sizeof(port),
                                 NI_NUMERICHOST | NI_NUMERICSERV),
                     0);
    assert_int_equal(info->LocalAddr.lpSockaddr->sa_family,
                     to->lpSockaddr->sa_family);
    assert_int_equal(info->iSocketType,
                     info->iProtocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM);
    snprintf(text, sizeof(text), "%s %s %s",
             info->iProtocol == IPPROTO_TCP ? "tcp" : "udp", host, port);
    return text;
}

static void test_host(void **state)
{
    HANDLE lookup = asked("two.test", &hostname, LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    same(result.set.lpszServiceInstanceName, "two.test");
    assert_int_equal(result.set.dwSize, sizeof(result.set));
    assert_int_equal(result.set.dwNameSpace, NS_DNS);
    assert_memory_equal(result.set.lpNSProviderId, &provider, sizeof(provider));
    assert_memory_equal(result.set.lpServiceClassId, &hostname,
                        sizeof(hostname));
    assert_int_equal(result.set.dwOutputFlags, 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 4);
    assert_string_equal(address(0), "tcp 198.51.100.3 0");
    assert_string_equal(address(1), "udp 198.51.100.3 0");
    assert_string_equal(address(2), "tcp 198.51.100.4 0");
    assert_string_equal(address(3), "udp 198.51.100.4 0");
    ended(lookup);
}

static void test_filter(void **state)
{
    static const struct {
        AFPROTOCOLS protocols[2];
        DWORD count, flags;
        const char *addresses[3];
    } rows[] = {
        {{{AF_INET, IPPROTO_TCP}}, 1, 0, {"tcp 198.51.100.2 0"}},
        {{{AF_INET6, IPPROTO_UDP}}, 1, 0, {"udp 2001:db8::2 0"}},
        {{{AF_INET, IPPROTO_UDP}, {AF_INET, IPPROTO_TCP}},
         2,
         0,
         {"tcp 198.51.100.2 0", "udp 198.51.100.2 0"}},
        {{{AF_INET6, 0}}, 1, 0, {"tcp 2001:db8::2 0", "udp 2001:db8::2 0"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AFPROTOCOLS protocols[2];
        WSAQUERYSETW set = {.dwNumberOfProtocols = rows[i].count,
                            .lpafpProtocols = protocols};
        HANDLE lookup;
        DWORD n = 0;
        int err;

        memcpy(protocols, rows[i].protocols, sizeof(protocols));
        lookup = ask(&set, "dual.test", &hostname,
                     LUP_RETURN_ADDR | rows[i].flags, &err);
        assert_int_equal(err, 0);
        assert_int_equal(next(lookup, LUP_RETURN_ADDR), 0);
        for (; rows[i].addresses[n] != NULL; n++)
            assert_string_equal(address(n), rows[i].addresses[n]);
        assert_int_equal(result.set.dwNumberOfCsAddrs, n);
        ended(lookup);
    }
}

/* IPv4 addresses for who has an IPv6 socket of both kinds. */
static void test_dual(void **state)
{
    AFPROTOCOLS tcp6 = {AF_INET6, IPPROTO_TCP};
    WSAQUERYSETW set = {.dwNumberOfProtocols = 1, .lpafpProtocols = &tcp6};
    int err;
    HANDLE lookup =
        ask(&set, "v4.test", &hostname, LUP_RETURN_ADDR | LUP_DUAL_ADDR, &err);

    (void)state;
    assert_int_equal(err, 0);
    assert_int_equal(next(lookup, LUP_RETURN_ADDR), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 1);
    assert_string_equal(address(0), "tcp ::ffff:198.51.100.1 0");
    ended(lookup);
}

/* LUP_RES_SERVICE turns an address into the local one. */
static void test_turned(void **state)
{
    HANDLE lookup = asked("v4.test", &tcp_8080, LUP_RETURN_ADDR);
    struct sockaddr_in *sin;

    (void)state;
    assert_int_equal(next(lookup, LUP_RETURN_ADDR | LUP_RES_SERVICE), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 1);
    sin = (struct sockaddr_in *)result.set.lpcsaBuffer->LocalAddr.lpSockaddr;
    assert_int_equal(sin->sin_port, htons(8080));
    sin = (struct sockaddr_in *)result.set.lpcsaBuffer->RemoteAddr.lpSockaddr;
    assert_int_equal(sin->sin_port, 0);
    assert_int_equal(sin->sin_addr.s_addr, INADDR_ANY);
    ended(lookup);
}

static void test_aliases(void **state)
{
    static const char *const names[] = {"v4.test", "alias.test", "hop.test"};
    HANDLE lookup =
        asked("alias.test", &by_name, LUP_RETURN_NAME | LUP_RETURN_ALIASES);

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(next(lookup, LUP_RETURN_NAME | LUP_RETURN_ALIASES), 0);
        same(result.set.lpszServiceInstanceName, names[i]);
        assert_int_equal(result.set.dwOutputFlags, i > 0 ? RESULT_IS_ALIAS : 0);
    }
    ended(lookup);

    lookup =
        asked("alias.test", &by_name, LUP_RETURN_NAME | LUP_RETURN_ALIASES);
    assert_int_equal(next(lookup, LUP_RETURN_NAME), 0);
    assert_int_equal(next(lookup, LUP_RETURN_NAME), WSA_E_NO_MORE);
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
}

#define AT(base, offset, type) ((type *)(void *)((base) + (size_t)(offset)))

static void test_hostent(void **state)
{
    HANDLE lookup = asked("alias.test", &by_name, LUP_RETURN_BLOB);
    const HOSTENT *ent;
    char *base, **aliases, **list;

    (void)state;
    assert_int_equal(next(lookup, LUP_RETURN_BLOB), 0);
    assert_null(result.set.lpszServiceInstanceName);
    base = (char *)result.set.lpBlob->pBlobData;
    ent = AT(base, 0, const HOSTENT);
    assert_string_equal(AT(base, ent->h_name, char), "v4.test");
    assert_int_equal(ent->h_addrtype, AF_INET);
    assert_int_equal(ent->h_length, 4);
    aliases = AT(base, ent->h_aliases, char *);
    assert_string_equal(AT(base, aliases[0], char), "alias.test");
    assert_string_equal(AT(base, aliases[1], char), "hop.test");
    assert_null(aliases[2]);
    list = AT(base, ent->h_addr_list, char *);
    assert_memory_equal(AT(base, list[0], char), "\xc6\x33\x64\x01", 4);
    assert_null(list[1]);
    assert_true((size_t)list[0] + 4 <= result.set.lpBlob->cbSize);
    ended(lookup);
}

static void test_reverse(void **state)
{
    static const struct {
        const char *text, *name, *address;
    } rows[] = {
        {"198.51.100.1", "v4.test", "tcp 198.51.100.1 0"},
        {"2001:db8::1", "v6.test", "tcp 2001:db8::1 0"},
    };
    WSAQUERYSETW set = {0};
    int err;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        HANDLE lookup = asked(rows[i].text, &by_address, LUP_RETURN_ALL);

        assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
        same(result.set.lpszServiceInstanceName, rows[i].name);
        assert_string_equal(address(0), rows[i].address);
        assert_non_null(result.set.lpBlob);
        ended(lookup);
    }
    assert_null(ask(&set, "v4.test", &by_address, 0, &err));
    assert_int_equal(err, WSAEINVAL);
}

static void test_services(void **state)
{
    static const struct {
        const char *text, *name, *proto;
        GUID class;
        unsigned short port;
    } rows[] = {
        {"ftp/tcp", "ftp", "tcp", SVCID_TCP(21u), 21},
        {"21/tcp", "ftp", "tcp", SVCID_TCP(21u), 21},
        {"FTP", "ftp", "tcp", SVCID_TCP(21u), 21},
        {"tftp", "tftp", "udp", SVCID_UDP(69u), 69},
    };
    HANDLE lookup;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const SERVENT *ent;
        char *base;

        lookup = asked(rows[i].text, &service_by_name, LUP_RETURN_ALL);
        assert_int_equal(next(lookup, LUP_RETURN_ALL & ~LUP_RETURN_ALIASES), 0);
        same(result.set.lpszServiceInstanceName, rows[i].name);
        assert_memory_equal(result.set.lpServiceClassId, &rows[i].class,
                            sizeof(GUID));
        base = (char *)result.set.lpBlob->pBlobData;
        ent = AT(base, 0, const SERVENT);
        assert_string_equal(AT(base, ent->s_name, char), rows[i].name);
        assert_string_equal(AT(base, ent->s_proto, char), rows[i].proto);
        assert_int_equal((unsigned short)ent->s_port, htons(rows[i].port));
        assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
    }
    lookup = asked("nosuchservice", &service_by_name, LUP_RETURN_ALL);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), WSASERVICE_NOT_FOUND);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), WSASERVICE_NOT_FOUND);
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
}

/* The class names the port, or a query string does. */
static void test_ports(void **state)
{
    WCHAR http[] = u"http", many[] = u"53", odd[] = u"nosuchservice";
    WSAQUERYSETW set = {.lpszQueryString = http};
    HANDLE lookup = asked("v4.test", &tcp_8080, LUP_RETURN_ADDR);
    int err;

    (void)state;
    assert_int_equal(next(lookup, LUP_RETURN_ADDR), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 1);
    assert_string_equal(address(0), "tcp 198.51.100.1 8080");
    ended(lookup);
    lookup = asked("198.51.100.77", &udp_53, LUP_RETURN_ADDR);
    assert_int_equal(next(lookup, LUP_RETURN_ADDR), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 1);
    assert_string_equal(address(0), "udp 198.51.100.77 53");
    ended(lookup);

    lookup = ask(&set, "v4.test", &hostname, LUP_RETURN_ALL, &err);
    assert_int_equal(err, 0);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    assert_string_equal(address(0), "tcp 198.51.100.1 80");
    same(result.set.lpszQueryString, "http");
    ended(lookup);
    set = (WSAQUERYSETW){.lpszQueryString = many};
    lookup = ask(&set, "v4.test", &hostname, LUP_RETURN_ADDR, &err);
    assert_int_equal(err, 0);
    assert_int_equal(next(lookup, LUP_RETURN_ADDR), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 2);
    assert_string_equal(address(1), "udp 198.51.100.1 53");
    ended(lookup);
    set = (WSAQUERYSETW){.lpszQueryString = odd};
    assert_null(ask(&set, "v4.test", &hostname, LUP_RETURN_ADDR, &err));
    assert_int_equal(err, WSASERVICE_NOT_FOUND);
}

/* What a service class of somebody's own says. */
static void test_class_info(void **state)
{
    WCHAR udp_port[] = SERVICE_TYPE_VALUE_UDPPORTW, v4[] = u"v4.test";
    GUID mine = {0x12345678, 1, 2, {3}};
    DWORD port = 4711;
    WSANSCLASSINFOW value = {udp_port, NS_ALL, 4 /* REG_DWORD */, sizeof(port),
                             &port};
    WSASERVICECLASSINFOW info = {&mine, NULL, 1, &value};
    WSAQUERYSETW set = {.dwSize = sizeof(set),
                        .lpServiceClassId = &mine,
                        .lpszServiceInstanceName = v4};
    HANDLE lookup;

    (void)state;
    assert_int_equal(nsp.NSPLookupServiceBegin(&provider, &set, &info,
                                               LUP_RETURN_ADDR, &lookup),
                     0);
    assert_int_equal(next(lookup, LUP_RETURN_ADDR), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 1);
    assert_string_equal(address(0), "udp 198.51.100.1 4711");
    ended(lookup);
    value.dwNameSpace = NS_SAP; /* not DNS's port */
    assert_int_equal(nsp.NSPLookupServiceBegin(&provider, &set, &info,
                                               LUP_RETURN_ADDR, &lookup),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSASERVICE_NOT_FOUND);
}

static void test_records(void **state)
{
    static const struct {
        const char *owner;
        GUID class;
        const char *name, *text, *address;
    } rows[] = {
        {"zone.test", SVCID_DNS_TYPE_SOA, "v4.test",
         "v4.test admin.zone.test 2026 3600 600 86400 60", NULL},
        {"zone.test", SVCID_DNS_TYPE_TEXT, "zone.test", "v=test all of it",
         NULL},
        {"old.test", SVCID_DNS_TYPE_TEXT, "zone.test", "v=test all of it",
         NULL},
        {"old.test", SVCID_DNS_TYPE_CNAME, "zone.test", "zone.test", NULL},
        {"zone.test", SVCID_DNS_TYPE_MX, "v4.test", "10 v4.test",
         "tcp 198.51.100.1 0"},
        {"zone.test", SVCID_DNS_TYPE_NS, "v4.test", "v4.test",
         "tcp 198.51.100.1 0"},
        {"_sip._tcp.zone.test", SVCID_DNS_TYPE_SRV, "v4.test",
         "10 0 5060 v4.test", "tcp 198.51.100.1 5060"},
        {"_ntp._udp.zone.test", SVCID_DNS_TYPE_SRV, "v6.test",
         "0 0 123 v6.test", "udp 2001:db8::1 123"},
        {"1.100.51.198.in-addr.arpa", SVCID_DNS_TYPE_PTR, "v4.test", "v4.test",
         NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        GUID class = rows[i].class;
        HANDLE lookup = asked(rows[i].owner, &class, LUP_RETURN_ALL);

        assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
        same(result.set.lpszServiceInstanceName, rows[i].name);
        same(result.set.lpszComment, rows[i].text);
        assert_true(result.set.lpBlob->cbSize > 12);
        if (rows[i].address != NULL)
            assert_string_equal(address(0), rows[i].address);
        else
            assert_int_equal(result.set.dwNumberOfCsAddrs, 0);
        assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
    }
}

/* By preference; a host that is not there, or is none, has no addresses. */
static void test_record_order(void **state)
{
    GUID srv = SVCID_DNS_TYPE_SRV, ns = SVCID_DNS_TYPE_NS;
    HANDLE lookup = asked("_sip._tcp.zone.test", &srv, LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    assert_int_equal(result.set.dwNumberOfCsAddrs, 1);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    same(result.set.lpszServiceInstanceName, "dual.test");
    assert_int_equal(result.set.dwNumberOfCsAddrs, 2);
    assert_string_equal(strrchr(address(0), ' '), " 5061");
    ended(lookup);

    lookup = asked("zone.test", &ns, LUP_RETURN_ALL);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    same(result.set.lpszServiceInstanceName, "gone.test");
    assert_int_equal(result.set.dwNumberOfCsAddrs, 0);
    ended(lookup);

    lookup = asked("_off._tcp.zone.test", &srv, LUP_RETURN_ALL);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    same(result.set.lpszServiceInstanceName, ".");
    assert_int_equal(result.set.dwNumberOfCsAddrs, 0);
    ended(lookup);
}

static void test_codes(void **state)
{
    GUID mx = SVCID_DNS_TYPE_MX, srv = SVCID_DNS_TYPE_SRV;
    const struct {
        const char *name;
        GUID *class;
        int err;
    } rows[] = {
        {"nxdomain.test", &hostname, WSAHOST_NOT_FOUND},
        {"nowhere.test", &mx, WSAHOST_NOT_FOUND},
        {"nowhere.test", &srv, WSASERVICE_NOT_FOUND},
        {"nowhere.test", &tcp_8080, WSASERVICE_NOT_FOUND},
        {"servfail.test", &hostname, WSATRY_AGAIN},
        {"servfail.test", &mx, WSATRY_AGAIN},
        {"formerr.test", &hostname, WSANO_RECOVERY},
        {"notimp.test", &mx, WSANO_RECOVERY},
        {"refused.test", &hostname, WSAEREFUSED},
        {"refused.test", &mx, WSAEREFUSED},
        {"notauth.test", &hostname, WSANO_RECOVERY},
        {"empty.test", &hostname, WSANO_DATA},
        {"empty.test", &mx, WSANO_DATA},
        {"v4.test", &address6, WSANO_DATA},
        {"short.test", &hostname, WSANO_RECOVERY},
        {"198.51.100.1", &by_name, WSAHOST_NOT_FOUND},
        {"198.51.100.5", &by_address, WSAHOST_NOT_FOUND},
        {"198.51.100.25", &by_address, WSAEREFUSED},
        {"a..b", &hostname, WSAHOST_NOT_FOUND},
        {"a..b", &mx, WSAHOST_NOT_FOUND},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        HANDLE lookup = asked(rows[i].name, rows[i].class, LUP_RETURN_ALL);
        int err = next(lookup, LUP_RETURN_ALL);

        if (err != rows[i].err)
            print_error("%s, row %zu\n", rows[i].name, i);
        assert_int_equal(err, rows[i].err);
        assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
    }
}

static void test_refused_queries(void **state)
{
    GUID other = {0x12345678, 1, 2, {3}}, mx = SVCID_DNS_TYPE_MX;
    AFPROTOCOLS bluetooth = {32, 3};
    WCHAR half[] = {'a', 0xd800, 0};
    HANDLE lookup;
    int err;

    (void)state;
    ask(&(WSAQUERYSETW){0}, "v4.test", NULL, 0, &err);
    assert_int_equal(err, WSAEINVAL);
    ask(&(WSAQUERYSETW){0}, "v4.test", &hostname, LUP_CONTAINERS, &err);
    assert_int_equal(err, WSANO_DATA);
    ask(&(WSAQUERYSETW){0}, "v4.test", &other, 0, &err);
    assert_int_equal(err, WSASERVICE_NOT_FOUND);
    ask(&(WSAQUERYSETW){0}, NULL, &mx, 0, &err);
    assert_int_equal(err, WSAEINVAL);
    ask(&(WSAQUERYSETW){0}, "", &by_address, 0, &err);
    assert_int_equal(err, WSAEINVAL);
    ask(&(WSAQUERYSETW){.dwNumberOfProtocols = 1, .lpafpProtocols = &bluetooth},
        "v4.test", &hostname, 0, &err);
    assert_int_equal(err, WSANO_DATA);
    ask(&(WSAQUERYSETW){.lpszServiceInstanceName = half}, NULL, &hostname, 0,
        &err);
    assert_int_equal(err, WSAEINVAL);
    assert_int_equal(
        nsp.NSPLookupServiceBegin(
            &provider,
            &(WSAQUERYSETW){.dwSize = 8, .lpServiceClassId = &hostname}, NULL,
            0, &lookup),
        SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEINVAL);
}

/* No name of DNS's, but no mistake of the query's either, up to a length that
 * no name has in any name space. */
static void test_long_names(void **state)
{
    GUID mx = SVCID_DNS_TYPE_MX;
    const struct {
        size_t label, length; /* of "aaa.aaa.aaa" */
        int begin, next;
    } rows[] = {
        {63, 191, 0, WSAHOST_NOT_FOUND}, {64, 128, 0, WSAHOST_NOT_FOUND},
        {60, 254, 0, WSAHOST_NOT_FOUND}, {60, 1024, 0, WSAHOST_NOT_FOUND},
        {60, 1025, WSAEINVAL, 0},        {60, 2000, WSAEINVAL, 0},
    };

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(rows); i++) {
        char name[2001];
        HANDLE lookup;
        int err;

        for (size_t at = 0; at < rows[i / 2].length; at++)
            name[at] = (at + 1) % (rows[i / 2].label + 1) == 0 ? '.' : 'a';
        name[rows[i / 2].length] = '\0';
        lookup = ask(&(WSAQUERYSETW){0}, name, i % 2 == 0 ? &hostname : &mx,
                     LUP_RETURN_ALL, &err);
        assert_int_equal(err, rows[i / 2].begin);
        if (err != 0)
            continue;
        assert_int_equal(next(lookup, LUP_RETURN_ALL), rows[i / 2].next);
        assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
    }
}

/* Without a name it is this machine that is meant. */
static void test_local(void **state)
{
    HANDLE lookup = asked(NULL, &hostname, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    char host[256];

    (void)state;
    assert_int_equal(gethostname(host, sizeof(host)), 0);
    assert_int_equal(next(lookup, LUP_RETURN_NAME | LUP_RETURN_ADDR), 0);
    same(result.set.lpszServiceInstanceName, host);
    assert_true(result.set.dwNumberOfCsAddrs > 0);
    ended(lookup);
}

/* A result that is too large for a buffer stays, unless it is flushed. */
static void test_paging(void **state)
{
    GUID mx = SVCID_DNS_TYPE_MX;
    HANDLE lookup = asked("zone.test", &mx, LUP_RETURN_NAME);
    DWORD length = sizeof(result.set), need;

    (void)state;
    assert_int_equal(nsp.NSPLookupServiceNext(lookup, 0, &length, &result.set),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEFAULT);
    need = length;
    assert_true(need > sizeof(result.set));
    length = need - 1;
    assert_int_equal(nsp.NSPLookupServiceNext(lookup, 0, &length, &result.set),
                     SOCKET_ERROR);
    assert_int_equal(length, need);
    assert_int_equal(nsp.NSPLookupServiceNext(lookup, 0, &length, &result.set),
                     0);
    same(result.set.lpszServiceInstanceName, "v4.test");
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);

    lookup = asked("zone.test", &mx, LUP_RETURN_NAME);
    length = 0;
    assert_int_equal(nsp.NSPLookupServiceNext(lookup, 0, &length, NULL),
                     SOCKET_ERROR);
    assert_int_equal(next(lookup, LUP_FLUSHPREVIOUS), 0);
    same(result.set.lpszServiceInstanceName, "dual.test");
    ended(lookup);
}

#define MANY 100

/* All are asked before the first is waited for. */
static void test_many(void **state)
{
    static HANDLE lookups[MANY];
    char name[32];

    (void)state;
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "n%d.bulk.test", i);
        lookups[i] = asked(name, &tcp_8080, LUP_RETURN_ALL);
    }
    for (int i = MANY - 1; i >= 0; i--) {
        assert_int_equal(next(lookups[i], LUP_RETURN_ALL), 0);
        snprintf(name, sizeof(name), "n%d.bulk.test", i);
        same(result.set.lpszServiceInstanceName, name);
        assert_string_equal(address(0), "tcp 198.51.100.30 8080");
        ended(lookups[i]);
    }
}

static void *end_later(void *lookup)
{
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
    return NULL;
}

/* In the first question, and in one for the host of a record. */
static void test_cancel(void **state)
{
    GUID srv = SVCID_DNS_TYPE_SRV;

    (void)state;
    for (int i = 0; i < 20; i++) {
        HANDLE lookup =
            i % 2 == 0 ? asked("never.test", &hostname, LUP_RETURN_ALL)
                       : asked("_far._tcp.zone.test", &srv, LUP_RETURN_ALL);
        pthread_t thread;
        int err;

        assert_int_equal(pthread_create(&thread, NULL, end_later, lookup), 0);
        err = next(lookup, LUP_RETURN_ALL);
        assert_true(err == WSA_E_CANCELLED || err == WSA_INVALID_HANDLE);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(nsp.NSPLookupServiceEnd(lookup), SOCKET_ERROR);
        assert_int_equal(WSAGetLastError(), WSA_INVALID_HANDLE);
        assert_int_equal(next(lookup, 0), WSA_INVALID_HANDLE);
    }
}

/* 0, or which step failed. */
static int child_run(HANDLE parents)
{
    WSAQUERYSETW set = {0};
    HANDLE lookup;
    int err;

    if (next(parents, LUP_RETURN_ALL) != WSA_E_CANCELLED ||
        nsp.NSPLookupServiceEnd(parents) != 0)
        return 1;
    lookup = ask(&set, "v4.test", &hostname, LUP_RETURN_ALL, &err);
    if (err != 0 || next(lookup, LUP_RETURN_ALL) != 0)
        return 2;
    return nsp.NSPLookupServiceEnd(lookup) == 0 ? 0 : 3;
}

/* What the parent asked is never answered in the child, which can ask anew. */
static void test_fork(void **state)
{
#ifdef __SANITIZE_THREAD__
    skip(); /* the sanitizer ends what starts threads after fork */
#endif
    HANDLE lookup = asked("slow.test", &hostname, LUP_RETURN_ALL);
    int status;
    pid_t pid = fork();

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(child_run(lookup));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(next(lookup, LUP_RETURN_ALL), 0);
    ended(lookup);
}

/* What does not wait for an answer does not wait. */
static void test_unanswered(void **state)
{
    HANDLE lookup = asked("never.test", &hostname, LUP_RETURN_ALL);

    (void)state;
    assert_int_equal(nsp.NSPLookupServiceEnd(lookup), 0);
    assert_int_equal(nsp.NSPLookupServiceEnd(NULL), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSA_INVALID_HANDLE);
}

static void test_not_offered(void **state)
{
    (void)state;
    assert_int_equal(nsp.NSPSetService(&provider, NULL, NULL, 0, 0),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEOPNOTSUPP);
    assert_int_equal(nsp.NSPIoctl(NULL, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0,
                                  NULL, NULL, NULL),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEOPNOTSUPP);
}

static int setup(void **state)
{
    WSADATA data;

    (void)state;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return -1;
    return ws2_nspdns_startup(&provider, &nsp);
}

static int teardown(void **state)
{
    (void)state;
    return nsp.NSPCleanup(&provider) != 0 || WSACleanup() != 0 ? -1 : 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_dual),
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_hostent),
        cmocka_unit_test(test_reverse),
        cmocka_unit_test(test_services),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_class_info),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_record_order),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_refused_queries),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_local),
        cmocka_unit_test(test_paging),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_fork),
        cmocka_unit_test(test_unanswered),
        cmocka_unit_test(test_not_offered),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
