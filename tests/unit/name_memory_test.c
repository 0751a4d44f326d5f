/* SPDX-License-Identifier: MIT */
/* Name functions without memory: each allocation fails once, in turn, and the
 * call gives WSA_NOT_ENOUGH_MEMORY (or, where the allocation was for something
 * that may come back, WSATRY_AGAIN), crashes nowhere and leaks nothing. The
 * allocator is replaced, which the sanitizers do not allow: then nothing
 * runs. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <svcguid.h>

#include "handle/event.h"
#include "name/addrinfoex.h"
#include "name/name.h"
#include "name/nsp.h"
#include "name/records.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define REPLACED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define REPLACED 0
#endif
#endif
#ifndef REPLACED
#define REPLACED 1
#endif

static long countdown = -1; /* the allocation that fails; below 0: none */
static long balance;

#if REPLACED
extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void __libc_free(void *p);

static int refused(void)
{
    if (countdown < 0 || countdown-- != 0)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    void *p = refused() ? NULL : __libc_malloc(size);

    balance += p != NULL;
    return p;
}

void *calloc(size_t count, size_t size)
{
    void *p = refused() ? NULL : __libc_calloc(count, size);

    balance += p != NULL;
    return p;
}

void *realloc(void *old, size_t size)
{
    void *p = refused() ? NULL : __libc_realloc(old, size);

    balance += old == NULL && p != NULL;
    return p;
}

void free(void *p)
{
    balance -= p != NULL;
    __libc_free(p);
}
#endif

static ws2_err call_addrinfo(const char *node, int flags)
{
    ADDRINFOA hints = {.ai_flags = flags, .ai_socktype = SOCK_STREAM};
    struct ws2_ai_call call = {.node = node,
                               .service = "https",
                               .hints = &hints,
                               .deadline_ns = INT64_MAX};
    ADDRINFOA *list;
    ws2_err err = ws2_ai_lookup(&call, &list);

    ws2_ai_free(list);
    return err;
}

/* Both names, in entries with room for them. */
static ws2_err run_extended(void)
{
    ADDRINFOEXW hints = {.ai_flags = AI_CANONNAME | AI_FQDN};
    struct ws2_ai_call call = {.node = u"localhost",
                               .hints = &hints,
                               .wide = true,
                               .ex = true,
                               .deadline_ns = INT64_MAX};
    ADDRINFOA *list;
    ws2_err err = ws2_ai_lookup(&call, &list);

    ws2_ai_free_ex(list);
    return err;
}

/* Told before the call returns. */
static ws2_err run_overlapped(void)
{
    struct ws2_ai_call call = {.node = u"192.0.2.1",
                               .wide = true,
                               .ex = true,
                               .deadline_ns = INT64_MAX};
    ADDRINFOA *list = NULL;
    OVERLAPPED ov = {0};
    HANDLE handle;
    struct ws2_ai_overlapped how = {
        .overlapped = &ov, .result = &list, .handle = &handle};
    ws2_handle event;
    ws2_err err = ws2_event_open(true, false, &event);

    if (err != WS2_OK)
        return err;
    ov.hEvent = (HANDLE)event;
    err = ws2_ai_begin(&call, &how);
    if (err == WSA_IO_PENDING)
        err = ws2_ai_result(&ov);
    ws2_ai_free_ex(list);
    ws2_obj_put(ws2_handle_close(event, WS2_KIND_EVENT));
    return err;
}

static ws2_err run_literal(void)
{
    return call_addrinfo("192.0.2.1", AI_CANONNAME);
}

static ws2_err run_hosts(void)
{
    return call_addrinfo("localhost", AI_CANONNAME);
}

static ws2_err run_machine(void)
{
    return call_addrinfo("", 0);
}

/* Nobody answers there. What is kept between calls is dropped, as c-ares may
 * grow it at any time. */
static ws2_err run_dns(void)
{
    ws2_err err = call_addrinfo("host.test", 0);

    ws2_name_cleanup();
    return err;
}

/* Nobody answers for it either; it is encoded first. */
static ws2_err run_international(void)
{
    ws2_err err = call_addrinfo("h\xc3\xb6st.test", 0);

    ws2_name_cleanup();
    return err;
}

static ws2_err run_host(void)
{
    HOSTENT *ent;

    return ws2_name_gethostbyname("192.0.2.1", &ent);
}

static ws2_err run_service(void)
{
    SERVENT *ent;

    return ws2_name_getservbyname("https", "tcp", &ent);
}

static ws2_err run_protocol(void)
{
    PROTOENT *ent;

    return ws2_name_getprotobyname("udp", &ent);
}

static ws2_err run_nameinfo(void)
{
    SOCKADDR_IN sin = {.sin_family = AF_INET, .sin_port = 0x5000};
    char node[NI_MAXHOST], service[NI_MAXSERV];
    struct ws2_nameinfo args = {.addr = &sin,
                                .addr_len = sizeof(sin),
                                .node = node,
                                .service = service,
                                .node_size = sizeof(node),
                                .service_size = sizeof(service)};

    sin.sin_addr.s_addr = 0x0100007f; /* 127.0.0.1 */
    return ws2_name_getnameinfo(&args);
}

/* "x.test" MX 10 "m.test". A name that there is no memory for counts as one
 * that cannot be read. */
static ws2_err run_records(void)
{
    static const uint8_t message[] = {
        0x12, 0x34, 0x84, 0x00, 0,    1,   0,   1, 0, 0,  0, 0, /* header */
        1,    'x',  4,    't',  'e',  's', 't', 0, 0, 15, 0, 1, /* question */
        0xc0, 12,   0,    15,   0,    1,   0,   0, 0, 9,  0, 6, /* MX */
        0,    10,   1,    'm',  0xc0, 14};
    struct ws2_records records = {0};
    enum ws2_dns_status status =
        ws2_dns_read_records(message, sizeof(message), 15, &records);

    ws2_records_clear(&records);
    return status == WS2_DNS_OK ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

/* All results of a query, from a provider's table. */
static ws2_err run_query(LPNSPSTARTUP startup, WSAQUERYSETW *set, DWORD flags)
{
    static union {
        WSAQUERYSETW set;
        char bytes[65536];
    } result;
    GUID id = {0};
    NSP_ROUTINE nsp = {.cbSize = sizeof(nsp)};
    DWORD length;
    HANDLE lookup;
    ws2_err err;

    startup(&id, &nsp);
    set->dwSize = sizeof(*set);
    if (nsp.NSPLookupServiceBegin(&id, set, NULL, flags, &lookup) != 0)
        return WSAGetLastError();
    do {
        length = sizeof(result);
        err = nsp.NSPLookupServiceNext(lookup, flags, &length, &result.set) != 0
                  ? WSAGetLastError()
                  : WS2_OK;
    } while (err == WS2_OK);
    nsp.NSPLookupServiceEnd(lookup);
    return err == WSA_E_NO_MORE ? WS2_OK : err;
}

static ws2_err run_nsp_host(void)
{
    GUID class = SVCID_HOSTNAME;
    WCHAR name[] = u"192.0.2.1", service[] = u"https";
    WSAQUERYSETW set = {.lpServiceClassId = &class,
                        .lpszServiceInstanceName = name,
                        .lpszQueryString = service};

    return run_query(ws2_nspdns_startup, &set,
                     LUP_RETURN_ALL | LUP_RES_SERVICE);
}

static ws2_err run_nsp_service(void)
{
    GUID class = SVCID_INET_SERVICEBYNAME;
    WCHAR name[] = u"http/tcp";
    WSAQUERYSETW set = {.lpServiceClassId = &class,
                        .lpszServiceInstanceName = name};

    return run_query(ws2_nspdns_startup, &set, LUP_RETURN_ALL);
}

/* The kernel's answer needs memory, too. */
static ws2_err run_nsp_networks(void)
{
    WSAQUERYSETW set = {0};
    ws2_err err = run_query(ws2_nspnla_startup, &set, LUP_RETURN_ALL);

    return err == WSASYSNOTREADY ? WSA_NOT_ENOUGH_MEMORY : err;
}

static ws2_err code(INT result)
{
    return result == SOCKET_ERROR ? WSAGetLastError() : WS2_OK;
}

static ws2_err query_door(void)
{
    static char room[65536];
    GUID class = SVCID_HOSTNAME;
    char name[] = "192.0.2.1";
    WSAQUERYSETA set = {.dwSize = sizeof(set),
                        .dwNameSpace = NS_DNS,
                        .lpServiceClassId = &class,
                        .lpszServiceInstanceName = name};
    DWORD length;
    HANDLE lookup;
    ws2_err err = code(WSALookupServiceBeginA(&set, LUP_RETURN_ALL, &lookup));

    if (err != WS2_OK)
        return err;
    do {
        length = sizeof(room);
        err = code(WSALookupServiceNextA(lookup, LUP_RETURN_ALL, &length,
                                         (WSAQUERYSETA *)(void *)room));
    } while (err == WS2_OK);
    WSALookupServiceEnd(lookup);
    return err == WSA_E_NO_MORE ? WS2_OK : err;
}

/* The whole way, from WSAStartup on: the catalog is read anew after each. */
static ws2_err run_lookup(void)
{
    WSADATA data;
    ws2_err err = WSAStartup(MAKEWORD(2, 2), &data);

    if (err != WS2_OK)
        return err;
    err = query_door();
    WSACleanup();
    return err;
}

static ws2_err run_providers(void)
{
    static char room[65536];
    DWORD length = sizeof(room);
    WSADATA data;
    ws2_err err = WSAStartup(MAKEWORD(2, 2), &data);

    if (err != WS2_OK)
        return err;
    err = code(WSAEnumNameSpaceProvidersExA(
        &length, (WSANAMESPACE_INFOEXA *)(void *)room));
    WSACleanup();
    return err;
}

/* Fails one allocation after the other until the call needs no more. */
static void exhaust(ws2_err (*run)(void), ws2_err want, const char *name)
{
    ws2_err err = run(); /* what is kept between calls is there now */
    long before = balance, n = 0;
    bool seen = false;

    assert_int_equal(err, want);
    for (;; n++) {
        countdown = n;
        err = run();
        if (countdown >= 0)
            break;
        if (err != WSA_NOT_ENOUGH_MEMORY && err != WSATRY_AGAIN && err != want)
            fail_msg("%s: allocation %ld: %d", name, n, err);
        seen = seen || err == WSA_NOT_ENOUGH_MEMORY || err == WSATRY_AGAIN;
        if (balance != before)
            fail_msg("%s: allocation %ld: %ld left over", name, n,
                     balance - before);
    }
    countdown = -1;
    assert_true(n > 0 && seen);
}

static void test_all(void **state)
{
    (void)state;
    if (!REPLACED)
        skip();
    setenv("WS2_DNS_SERVERS", "127.0.0.1:1", 1);
    setenv("WS2_DNS_TIMEOUT_MS", "10", 1);
    exhaust(run_literal, WS2_OK, "literal");
    exhaust(run_hosts, WS2_OK, "localhost");
    exhaust(run_extended, WS2_OK, "larger entries");
    exhaust(run_overlapped, WS2_OK, "overlapped");
    exhaust(run_machine, WS2_OK, "this machine");
    exhaust(run_host, WS2_OK, "gethostbyname");
    exhaust(run_service, WS2_OK, "getservbyname");
    exhaust(run_protocol, WS2_OK, "getprotobyname");
    exhaust(run_nameinfo, WS2_OK, "getnameinfo");
    exhaust(run_records, WS2_OK, "records");
    exhaust(run_nsp_host, WS2_OK, "NS_DNS, a host");
    exhaust(run_nsp_service, WS2_OK, "NS_DNS, a service");
    exhaust(run_nsp_networks, WS2_OK, "NS_NLA");
    exhaust(run_providers, WS2_OK, "WSAEnumNameSpaceProviders");
    exhaust(run_lookup, WS2_OK, "WSALookupServiceBegin");
    exhaust(run_dns, WSATRY_AGAIN, "DNS");
    exhaust(run_international, WSATRY_AGAIN, "international name");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
