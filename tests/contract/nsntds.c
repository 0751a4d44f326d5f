/* SPDX-License-Identifier: MIT */
/* NS_NTDS, the namespace of registered services: classes, registrations, and
 * how queries for them end. The directory is the program's own; what an earlier
 * run has left in it goes first. */
#include "nslookup.h"

static GUID class = {0x6e746473, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
static GUID other = {0x6e746474, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

struct service {
    WSAQUERYSETA set;
    CSADDR_INFO info;
    struct sockaddr_in at;
};

static WSAQUERYSETA *service(struct service *s, const char *name, u_short port)
{
    memset(s, 0, sizeof(*s));
    s->set = ns_query(NS_NTDS, name, &class);
    s->at.sin_family = AF_INET;
    s->at.sin_port = htons(port);
    s->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->info.LocalAddr.lpSockaddr = (struct sockaddr *)&s->at;
    s->info.LocalAddr.iSockaddrLength = sizeof(s->at);
    s->info.iSocketType = SOCK_STREAM;
    s->info.iProtocol = IPPROTO_TCP;
    s->set.dwNumberOfCsAddrs = 1;
    s->set.lpcsaBuffer = &s->info;
    return &s->set;
}

static int set(const char *name, u_short port, WSAESETSERVICEOP op, DWORD flags)
{
    struct service s;

    return WSASetServiceA(service(&s, name, port), op, flags);
}

static void registered(const char *name, u_short port)
{
    set(name, 0, RNRSERVICE_DELETE, 0);
    EQUAL(set(name, port, RNRSERVICE_REGISTER, 0), 0);
}

static int begin(const char *name, GUID *of, DWORD flags, HANDLE *lookup)
{
    WSAQUERYSETA q = ns_query(NS_NTDS, name, of);

    return WSALookupServiceBeginA(&q, flags, lookup);
}

/* How many addresses a service has. */
static int addresses(const char *name)
{
    HANDLE lookup;
    int n;

    if (begin(name, &class, LUP_RETURN_ADDR, &lookup) != 0)
        return 0;
    EQUAL(ns_next(lookup), 0);
    n = (int)result.set.dwNumberOfCsAddrs;
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    ns_end(lookup);
    return n;
}

static void not_found(const struct ct_row *row)
{
    HANDLE lookup;

    set("gone", 0, RNRSERVICE_DELETE, 0);
    SOCKET_FAILS(row->code, begin("gone", &class, LUP_RETURN_ALL, &lookup));
    SOCKET_FAILS(row->code, begin(NULL, &other, LUP_RETURN_ALL, &lookup));
}

/* Known, but not there now; and no container of that name. */
static void no_data(const struct ct_row *row)
{
    HANDLE lookup;

    registered("away", 1);
    EQUAL(set("away", 0, RNRSERVICE_DEREGISTER, 0), 0);
    SOCKET_FAILS(row->code, begin("away", &class, LUP_RETURN_ALL, &lookup));
    SOCKET_FAILS(row->code, begin("no such", NULL, LUP_CONTAINERS, &lookup));
}

static void query_invalid(const struct ct_row *row)
{
    static const WCHAR lone[] = {'a', 0xd800, 'b', 0};
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = NS_NTDS};
    HANDLE lookup;

    SOCKET_FAILS(row->code, begin("x", NULL, LUP_RETURN_ALL, &lookup));
    q.lpServiceClassId = &class;
    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)lone;
    SOCKET_FAILS(row->code, WSALookupServiceBeginW(&q, 0, &lookup));
}

static void set_invalid(const struct ct_row *row)
{
    static const WCHAR lone[] = {0xdc00, 'b', 0};
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = NS_NTDS};

    SOCKET_FAILS(row->code, set(NULL, 1, RNRSERVICE_REGISTER, 0));
    SOCKET_FAILS(row->code, set("", 1, RNRSERVICE_REGISTER, 0));
    q.lpServiceClassId = &class;
    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)lone;
    SOCKET_FAILS(row->code, WSASetServiceW(&q, RNRSERVICE_REGISTER, 0));
    q.lpServiceClassId = NULL;
    SOCKET_FAILS(row->code, WSASetServiceW(&q, RNRSERVICE_REGISTER, 0));
}

static void set_missing(const struct ct_row *row)
{
    set("never", 0, RNRSERVICE_DELETE, 0);
    for (DWORD flags = 0; flags <= SERVICE_MULTIPLE; flags++) {
        SOCKET_FAILS(row->code, set("never", 1, RNRSERVICE_DEREGISTER, flags));
        SOCKET_FAILS(row->code, set("never", 1, RNRSERVICE_DELETE, flags));
    }
}

/* The table of NSPSetService: with SERVICE_MULTIPLE addresses come and go one
 * by one, without it all are replaced. */
static void several(const struct ct_row *row)
{
    (void)row;
    registered("several", 1);
    EQUAL(set("several", 2, RNRSERVICE_REGISTER, SERVICE_MULTIPLE), 0);
    EQUAL(addresses("several"), 2);
    EQUAL(set("several", 2, RNRSERVICE_REGISTER, SERVICE_MULTIPLE), 0);
    EQUAL(addresses("several"), 2);
    EQUAL(set("several", 1, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE), 0);
    EQUAL(addresses("several"), 1);
    EQUAL(set("several", 3, RNRSERVICE_REGISTER, 0), 0);
    EQUAL(addresses("several"), 1);
    EQUAL(set("several", 3, RNRSERVICE_DELETE, SERVICE_MULTIPLE), 0);
    EQUAL(addresses("several"), 0);
}

/* A result that does not fit waits, and the size is told. */
static void too_small(const struct ct_row *row)
{
    DWORD length = 0, need;
    HANDLE lookup;

    registered("small", 1);
    NEED(begin("small", &class, LUP_RETURN_ALL, &lookup), 0);
    SOCKET_FAILS(row->code,
                 WSALookupServiceNextA(lookup, 0, &length, &result.set));
    need = length--;
    CHECK(need > sizeof(WSAQUERYSETA));
    SOCKET_FAILS(row->code,
                 WSALookupServiceNextA(lookup, 0, &length, &result.set));
    EQUAL(length, need);
    EQUAL(WSALookupServiceNextA(lookup, 0, &length, ct_edge(need)), 0);
    SOCKET_FAILS(WSA_E_NO_MORE,
                 WSALookupServiceNextA(lookup, 0, &length, &result.set));
    ns_end(lookup);
}

/* A surrogate pair and what has no single byte go there and back. */
static void names_kept(const struct ct_row *row)
{
    static const WCHAR name[] = {0xd83d, 0xde00, 0x00e4, 0x6f22, 0};
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = NS_NTDS};
    HANDLE lookup = NULL;

    (void)row;
    q.lpServiceClassId = &class;
    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)name;
    EQUAL(WSASetServiceW(&q, RNRSERVICE_REGISTER, 0), 0);
    NEED(WSALookupServiceBeginW(&q, LUP_RETURN_NAME, &lookup), 0);
    EQUAL(ns_next(lookup), 0);
    ns_same(result.set.lpszServiceInstanceName,
            "\xf0\x9f\x98\x80\xc3\xa4\xe6\xbc\xa2");
    ns_end(lookup);
    EQUAL(WSASetServiceW(&q, RNRSERVICE_DELETE, 0), 0);
}

static int class_install(GUID *id, const char *name)
{
    WSASERVICECLASSINFOA info = {id, (char *)(uintptr_t)name, 0, NULL};

    return WSAInstallServiceClassA(&info);
}

static void class_twice(const struct ct_row *row)
{
    GUID ftp = SVCID_FTP_TCP;

    WSARemoveServiceClass(&other);
    EQUAL(class_install(&other, "Other"), 0);
    SOCKET_FAILS(row->code, class_install(&other, "Another"));
    SOCKET_FAILS(row->code, class_install(&ftp, "ftp"));
}

static void class_stays(const struct ct_row *row)
{
    GUID ftp = SVCID_FTP_TCP;

    SOCKET_FAILS(row->code, WSARemoveServiceClass(&ftp));
}

static void class_used(const struct ct_row *row)
{
    class_install(&class, "Class");
    registered("user", 1);
    SOCKET_FAILS(row->code, WSARemoveServiceClass(&class));
}

/* Classes are the containers of services. */
static void containers(const struct ct_row *row)
{
    HANDLE lookup;
    int found = 0, code;

    (void)row;
    WSARemoveServiceClass(&other);
    EQUAL(class_install(&other, "Other"), 0);
    NEED(begin("OTHER", NULL, LUP_CONTAINERS | LUP_RETURN_ALL, &lookup), 0);
    EQUAL(ns_next(lookup), 0);
    ns_same(result.set.lpszServiceInstanceName, "Other");
    CHECK(memcmp(result.set.lpServiceClassId, &other, sizeof(other)) == 0);
    EQUAL(ns_next(lookup), WSA_E_NO_MORE);
    ns_end(lookup);
    NEED(begin(NULL, NULL, LUP_CONTAINERS | LUP_RETURN_ALL, &lookup), 0);
    while ((code = ns_next(lookup)) == 0)
        found +=
            memcmp(result.set.lpServiceClassId, &other, sizeof(other)) == 0;
    EQUAL(code, WSA_E_NO_MORE);
    EQUAL(found, 1);
    ns_end(lookup);
}

static int notify(HANDLE lookup, WSACOMPLETION *how)
{
    DWORD size = 0;

    return WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &size,
                       how);
}

static void unchanged(const struct ct_row *row)
{
    HANDLE lookup;

    registered("still", 1);
    NEED(begin("still", &class, LUP_RETURN_ALL, &lookup), 0);
    SOCKET_FAILS(row->code, notify(lookup, NULL));
    EQUAL(set("still", 2, RNRSERVICE_REGISTER, 0), 0);
    EQUAL(notify(lookup, NULL), 0);
    ns_end(lookup);
}

static void told(const struct ct_row *row)
{
    WSAOVERLAPPED ov = {.hEvent = ct_event()};
    WSACOMPLETION how = {.Type = NSP_NOTIFY_EVENT};
    HANDLE lookup;

    how.Parameters.Event.lpOverlapped = &ov;
    registered("told", 1);
    NEED(begin("told", &class, LUP_RETURN_ALL, &lookup), 0);
    SOCKET_FAILS(row->code, notify(lookup, &how));
    EQUAL(WaitForSingleObject(ov.hEvent, 0), WAIT_TIMEOUT);
    EQUAL(set("told", 2, RNRSERVICE_REGISTER, 0), 0);
    EQUAL(WaitForSingleObject(ov.hEvent, 20000), WAIT_OBJECT_0);
    ns_end(lookup);
}

static const struct ct_row rows[] = {
    ROW(WSALookupServiceBegin, WSASERVICE_NOT_FOUND,
        "NTDS, nothing of the name, or of the class", not_found),
    ROW(WSALookupServiceBegin, WSANO_DATA,
        "NTDS, a service that is away, no container", no_data),
    ROW(WSALookupServiceBegin, WSAEINVAL, "NTDS, no class, half a character",
        query_invalid),
    ROW(WSALookupServiceNext, WSAEFAULT, "NTDS, too little room", too_small),
    RULE(WSALookupServiceNext, "NTDS, names beyond ASCII", names_kept),
    RULE(WSALookupServiceNext, "NTDS, containers", containers),
    ROW(WSASetService, WSAEINVAL, "NTDS, no name, half a character",
        set_invalid),
    ROW(WSASetService, WSASERVICE_NOT_FOUND, "NTDS, never registered",
        set_missing),
    RULE(WSASetService, "NTDS, several addresses", several),
    ROW(WSAInstallServiceClass, WSAEALREADY, "NTDS, twice, or always there",
        class_twice),
    ROW(WSARemoveServiceClass, WSAEACCES, "NTDS, always there", class_stays),
    ROW(WSARemoveServiceClass, WSAETOOMANYREFS, "NTDS, in use", class_used),
    ROW(WSANSPIoctl, WSAEWOULDBLOCK, "NTDS, nothing has changed", unchanged),
    ROW(WSANSPIoctl, WSA_IO_PENDING, "NTDS, told later", told),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
