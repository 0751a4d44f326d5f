/* SPDX-License-Identifier: MIT */
/* Queries of NS_DNS: hosts, services and records of the test DNS server's zone,
 * what ends a lookup and what cannot be looked up. */
#include "names.h"
#include "nslookup.h"

static GUID hostname = SVCID_HOSTNAME;
static GUID by_name = SVCID_INET_HOSTADDRBYNAME;
static GUID by_address = SVCID_INET_HOSTADDRBYINETSTRING;
static GUID service = SVCID_INET_SERVICEBYNAME;
static GUID tcp_8080 = SVCID_TCP(8080);
static GUID mx = SVCID_DNS_TYPE_MX;
static GUID srv = SVCID_DNS_TYPE_SRV;
static GUID txt = SVCID_DNS_TYPE_TEXT;
static GUID unknown = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

static HANDLE asked(const char *name, GUID *class, DWORD flags)
{
    WSAQUERYSETA set = ns_query(NS_DNS, name, class);

    return ns_begin(&set, flags);
}

/* The i-th address of the result: "tcp 198.51.100.1 80". */
static const char *address(DWORD i)
{
    static char text[160];
    const CSADDR_INFO *info = &result.set.lpcsaBuffer[i];
    char host[64], port[NI_MAXSERV];

    if (i >= result.set.dwNumberOfCsAddrs)
        return NULL;
    EQUAL(getnameinfo(info->RemoteAddr.lpSockaddr,
                      (socklen_t)info->RemoteAddr.iSockaddrLength, host,
                      sizeof(host), port, sizeof(port),
                      NI_NUMERICHOST | NI_NUMERICSERV),
          0);
    snprintf(text, sizeof(text), "%s %s %s",
             info->iProtocol == IPPROTO_TCP ? "tcp" : "udp", host, port);
    return text;
}

/* Queries that cannot be. */

static void begin_fails(const struct ct_row *row)
{
    const struct {
        const char *name;
        GUID *class;
        DWORD flags;
    } queries[] = {
        {"v4.test", NULL, 0},        {"v4.test", &hostname, LUP_CONTAINERS},
        {"v4.test", &unknown, 0},    {NULL, &by_address, 0},
        {"v4.test", &by_address, 0}, {"", &mx, 0},
    };
    WSAQUERYSETA set =
        ns_query(NS_DNS, queries[row->arg].name, queries[row->arg].class);
    HANDLE lookup = NULL;

    SOCKET_FAILS(row->code, WSALookupServiceBeginA(
                                &set, queries[row->arg].flags, &lookup));
    CHECK(lookup == NULL);
}

static void begin_family(const struct ct_row *row)
{
    WSAQUERYSETA set = ns_query(NS_DNS, "v4.test", &hostname);
    AFPROTOCOLS bluetooth = {32, 3};
    HANDLE lookup = NULL;

    set.dwNumberOfProtocols = 1;
    set.lpafpProtocols = &bluetooth;
    SOCKET_FAILS(row->code, WSALookupServiceBeginA(&set, 0, &lookup));
}

/* How lookups end. */

static const struct {
    const char *name;
    GUID *class;
    int code;
} failures[] = {
    {"nxdomain.test", &hostname, WSAHOST_NOT_FOUND},
    {"nowhere.test", &mx, WSAHOST_NOT_FOUND},
    {"198.51.100.5", &by_address, WSAHOST_NOT_FOUND},
    {"nowhere.test", &tcp_8080, WSASERVICE_NOT_FOUND},
    {"nowhere.test", &srv, WSASERVICE_NOT_FOUND},
    {"nosuchservice/tcp", &service, WSASERVICE_NOT_FOUND},
    {"servfail.test", &hostname, WSATRY_AGAIN},
    {"servfail.test", &txt, WSATRY_AGAIN},
    {"formerr.test", &by_name, WSANO_RECOVERY},
    {"notimp.test", &mx, WSANO_RECOVERY},
    {"selfptr.test", &mx, WSANO_RECOVERY},
    {"refused.test", &hostname, WSAEREFUSED},
    {"refused.test", &mx, WSAEREFUSED},
    {"empty.test", &hostname, WSANO_DATA},
    {"v4.test", &mx, WSANO_DATA},
};

static void codes(const struct ct_row *row)
{
    if (!have_dns())
        return;
    for (int i = 0; i < CT_COUNT(failures) && !ct_failed(); i++) {
        HANDLE lookup;
        DWORD length = sizeof(result);

        if (failures[i].code != row->code)
            continue;
        lookup = asked(failures[i].name, failures[i].class, LUP_RETURN_ALL);
        SOCKET_FAILS(row->code, WSALookupServiceNextA(lookup, LUP_RETURN_ALL,
                                                      &length, &result.set));
        ns_end(lookup);
    }
}

static void no_more(const struct ct_row *row)
{
    DWORD length = sizeof(result);
    HANDLE lookup;

    if (!have_dns())
        return;
    lookup = asked("v4.test", &hostname, LUP_RETURN_NAME);
    NEED(ns_next(lookup), 0);
    for (int i = 0; i < 2; i++)
        SOCKET_FAILS(row->code,
                     WSALookupServiceNextA(lookup, 0, &length, &result.set));
    ns_end(lookup);
}

/* The result stays until there is room for it, or it is not wanted. */
static void too_small(const struct ct_row *row)
{
    DWORD length = 0, need;
    HANDLE lookup;

    if (!have_dns())
        return;
    lookup = asked("zone.test", &mx, LUP_RETURN_NAME);
    SOCKET_FAILS(row->code, WSALookupServiceNextA(lookup, 0, &length, NULL));
    need = length;
    CHECK(need > sizeof(result.set));
    length = need - 1;
    SOCKET_FAILS(row->code,
                 WSALookupServiceNextA(lookup, 0, &length, &result.set));
    EQUAL(length, need);
    EQUAL(WSALookupServiceNextA(lookup, LUP_RETURN_NAME, &length, &result.set),
          0);
    ns_same(result.set.lpszServiceInstanceName, "v4.test");
    ns_end(lookup);

    lookup = asked("zone.test", &mx, LUP_RETURN_NAME);
    length = 0;
    SOCKET_FAILS(row->code, WSALookupServiceNextA(lookup, 0, &length, NULL));
    EQUAL(ns_next_flags(lookup, LUP_RETURN_NAME | LUP_FLUSHPREVIOUS), 0);
    ns_same(result.set.lpszServiceInstanceName, "dual.test");
    ns_end(lookup);
}

struct waiting {
    HANDLE lookup, about_to;
    int code;
};

static DWORD WINAPI wait_for_result(void *arg)
{
    struct waiting *w = arg;
    static char bytes[1024];
    DWORD length = sizeof(bytes);

    ct_fire(w->about_to);
    w->code = WSALookupServiceNextA(w->lookup, LUP_RETURN_ALL, &length,
                                    (WSAQUERYSETA *)(void *)bytes) == 0
                  ? 0
                  : WSAGetLastError();
    return 0;
}

/* Whoever comes first: a call that finds the query ended has its own code. */
static void cancelled(const struct ct_row *row)
{
    static struct waiting w;
    int tries = 0;

    if (!have_dns())
        return;
    do {
        HANDLE thread;

        w = (struct waiting){.lookup =
                                 asked("never.test", &hostname, LUP_RETURN_ALL),
                             .about_to = ct_event()};
        thread = ct_thread(wait_for_result, &w);
        ct_await(w.about_to);
        EQUAL(WSALookupServiceEnd(w.lookup), 0);
        ct_join(thread);
    } while (w.code == WSA_INVALID_HANDLE && ++tries < 1000);
    EQUAL(w.code, row->code);
}

/* The last WSACleanup waits for no answer. */
static void cleaned_up(const struct ct_row *row)
{
    static struct waiting w;
    HANDLE thread;

    if (!have_dns())
        return;
    w = (struct waiting){.lookup =
                             asked("never.test", &hostname, LUP_RETURN_ALL),
                         .about_to = ct_event()};
    thread = ct_thread(wait_for_result, &w);
    ct_await(w.about_to);
    EQUAL(WSACleanup(), 0);
    ct_join(thread);
    if (w.code != WSANOTINITIALISED && w.code != WSA_INVALID_HANDLE)
        EQUAL(w.code, row->code);
}

static void ended(const struct ct_row *row)
{
    DWORD length = sizeof(result);
    HANDLE lookup;

    if (!have_dns())
        return;
    lookup = asked("v4.test", &hostname, LUP_RETURN_NAME);
    ns_end(lookup);
    if (strcmp(row->function, "WSALookupServiceEnd") == 0)
        SOCKET_FAILS(row->code, WSALookupServiceEnd(lookup));
    else
        SOCKET_FAILS(row->code,
                     WSALookupServiceNextA(lookup, 0, &length, &result.set));
}

/* What is found. */

static const struct {
    const char *name;
    GUID *class;
    const char *found, *first, *comment;
    DWORD addresses;
} rows_found[] = {
    {"v4.test", &hostname, "v4.test", "tcp 198.51.100.1 0", NULL, 2},
    {"alias.test", &by_name, "v4.test", "tcp 198.51.100.1 0", NULL, 2},
    {"v4.test", &tcp_8080, "v4.test", "tcp 198.51.100.1 8080", NULL, 1},
    {"198.51.100.9", &tcp_8080, "198.51.100.9", "tcp 198.51.100.9 8080", NULL,
     1},
    {"198.51.100.1", &by_address, "v4.test", "tcp 198.51.100.1 0", NULL, 2},
    {"ftp/tcp", &service, "ftp", NULL, NULL, 0},
    {"zone.test", &mx, "v4.test", "tcp 198.51.100.1 0", "10 v4.test", 2},
    {"zone.test", &txt, "zone.test", NULL, "v=test all of it", 0},
    {"_sip._tcp.zone.test", &srv, "v4.test", "tcp 198.51.100.1 5060",
     "10 0 5060 v4.test", 1},
};

static void things_found(const struct ct_row *row)
{
    (void)row;
    if (!have_dns())
        return;
    for (int i = 0; i < CT_COUNT(rows_found) && !ct_failed(); i++) {
        HANDLE lookup =
            asked(rows_found[i].name, rows_found[i].class, LUP_RETURN_ALL);

        NEED(ns_next(lookup), 0);
        ns_same(result.set.lpszServiceInstanceName, rows_found[i].found);
        EQUAL(result.set.dwNameSpace, NS_DNS);
        EQUAL(result.set.dwNumberOfCsAddrs, rows_found[i].addresses);
        if (rows_found[i].first != NULL)
            ns_same(address(0), rows_found[i].first);
        if (rows_found[i].comment != NULL)
            ns_same(result.set.lpszComment, rows_found[i].comment);
        ns_end(lookup);
    }
}

static void this_machine(const struct ct_row *row)
{
    HANDLE lookup = asked(NULL, &hostname, LUP_RETURN_NAME);
    char host[256];

    (void)row;
    NEED(gethostname(host, sizeof(host)), 0);
    NEED(ns_next_flags(lookup, LUP_RETURN_NAME), 0);
    ns_same(result.set.lpszServiceInstanceName, host);
    EQUAL(result.set.dwNumberOfCsAddrs, 0);
    CHECK(result.set.lpBlob == NULL);
    ns_end(lookup);
}

/* A query string, the service whose port is wanted, comes back. */
static void with_service(const struct ct_row *row)
{
    WSAQUERYSETA set = ns_query(NS_DNS, "v4.test", &hostname);
    AFPROTOCOLS tcp4 = {AF_INET, IPPROTO_TCP};
    char http[] = "http/tcp";
    HANDLE lookup;

    (void)row;
    if (!have_dns())
        return;
    set.lpszQueryString = http;
    set.dwNumberOfProtocols = 1;
    set.lpafpProtocols = &tcp4;
    lookup = ns_begin(&set, LUP_RETURN_ALL);
    NEED(ns_next(lookup), 0);
    EQUAL(result.set.dwNumberOfCsAddrs, 1);
    ns_same(address(0), "tcp 198.51.100.1 80");
    ns_same(result.set.lpszQueryString, "http/tcp");
    ns_end(lookup);
}

static void with_aliases(const struct ct_row *row)
{
    static const char *const names[] = {"v4.test", "alias.test", "hop.test"};
    HANDLE lookup;

    (void)row;
    if (!have_dns())
        return;
    lookup =
        asked("alias.test", &by_name, LUP_RETURN_NAME | LUP_RETURN_ALIASES);
    for (int i = 0; i < CT_COUNT(names); i++) {
        NEED(ns_next(lookup), 0);
        ns_same(result.set.lpszServiceInstanceName, names[i]);
        EQUAL(result.set.dwOutputFlags, i > 0 ? RESULT_IS_ALIAS : 0);
    }
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    ns_end(lookup);
}

/* In the blob, offsets stand where a HOSTENT has pointers. */
static void hostent_blob(const struct ct_row *row)
{
    const HOSTENT *ent;
    const char *base;
    HANDLE lookup;
    char *const *list;

    (void)row;
    if (!have_dns())
        return;
    lookup = asked("alias.test", &by_name, LUP_RETURN_BLOB);
    NEED(ns_next_flags(lookup, LUP_RETURN_BLOB), 0);
    CHECK(result.set.lpBlob != NULL);
    if (ct_failed())
        return;
    base = (const char *)result.set.lpBlob->pBlobData;
    ent = (const HOSTENT *)(const void *)base;
    ns_same(base + (uintptr_t)ent->h_name, "v4.test");
    EQUAL(ent->h_addrtype, AF_INET);
    EQUAL(ent->h_length, 4);
    list = (char *const *)(const void *)(base + (uintptr_t)ent->h_aliases);
    ns_same(base + (uintptr_t)list[0], "alias.test");
    list = (char *const *)(const void *)(base + (uintptr_t)ent->h_addr_list);
    CHECK(memcmp(base + (uintptr_t)list[0], "\xc6\x33\x64\x01", 4) == 0);
    CHECK(list[1] == NULL);
    ns_end(lookup);
}

static void ioctl_fails(const struct ct_row *row)
{
    DWORD n = 0;
    HANDLE lookup = asked(NULL, &hostname, LUP_RETURN_NAME);

    SOCKET_FAILS(row->code, WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0,
                                        NULL, 0, &n, NULL));
    ns_end(lookup);
}

#define BEGIN(err, what, n)                                                    \
    ROW(WSALookupServiceBegin, err, what, begin_fails, .arg = n)
#define CODE(err, what) RULE(WSALookupServiceNext, what, codes, .code = err)

static const struct ct_row rows[] = {
    BEGIN(WSAEINVAL, "DNS, no class", 0),
    BEGIN(WSANO_DATA, "DNS has no containers", 1),
    ROW(WSALookupServiceBegin, WSANO_DATA, "DNS, a family that is not IP's",
        begin_family),
    BEGIN(WSASERVICE_NOT_FOUND, "DNS, a class that nobody knows", 2),
    BEGIN(WSAEINVAL, "DNS, the name of no address", 3),
    BEGIN(WSAEINVAL, "DNS, an address that is none", 4),
    BEGIN(WSAEINVAL, "DNS, records of no name", 5),
    ROW(WSALookupServiceNext, WSANO_DATA, "DNS, nothing of that kind", codes),
    ROW(WSALookupServiceNext, WSA_E_NO_MORE, "DNS, after the last result",
        no_more),
    ROW(WSALookupServiceNext, WSAEFAULT, "DNS, too little room", too_small),
    ROW(WSALookupServiceNext, WSA_E_CANCELLED,
        "DNS, WSALookupServiceEnd by another thread", cancelled),
    RULE(WSALookupServiceNext, "DNS, the last WSACleanup", cleaned_up,
         .code = WSA_E_CANCELLED),
    ROW(WSALookupServiceNext, WSA_INVALID_HANDLE, "DNS, query ended", ended),
    ROW(WSALookupServiceEnd, WSA_INVALID_HANDLE, "DNS, query ended", ended),
    CODE(WSAHOST_NOT_FOUND, "DNS, WSAHOST_NOT_FOUND"),
    CODE(WSASERVICE_NOT_FOUND, "DNS, WSASERVICE_NOT_FOUND"),
    CODE(WSATRY_AGAIN, "DNS, WSATRY_AGAIN"),
    CODE(WSANO_RECOVERY, "DNS, WSANO_RECOVERY"),
    ROW(WSALookupServiceNext, WSAEREFUSED, "DNS, the server refuses", codes),
    RULE(WSALookupServiceNext, "DNS, hosts, services, records", things_found),
    RULE(WSALookupServiceNext, "DNS, this machine", this_machine),
    RULE(WSALookupServiceNext, "DNS, the port of a service", with_service),
    RULE(WSALookupServiceNext, "DNS, aliases", with_aliases),
    RULE(WSALookupServiceNext, "DNS, offsets in a blob", hostent_blob),
    ROW(WSANSPIoctl, WSAEOPNOTSUPP, "DNS", ioctl_fails),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
