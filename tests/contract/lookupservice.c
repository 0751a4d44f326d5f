/* SPDX-License-Identifier: MIT */
/* Queries and registrations of services: what is refused before any namespace
 * provider has a say. What providers answer is in nsproviders.c. */
#include "harness.h"

#include <svcguid.h>

static GUID some_class = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};
static GUID nobody = {0xdeadbeef, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

static WSAQUERYSETW query(void)
{
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = NS_ALL};

    q.lpServiceClassId = &some_class;
    return q;
}

/* Row: the function of the row with good arguments. */
static void any_fails(const struct ct_row *row)
{
    const char *fn = row->function;
    WSAQUERYSETW q = query();
    WSASERVICECLASSINFOW info = {&some_class, (WCHAR *)L"class", 0, NULL};
    char room[4096];
    WCHAR name[64];
    DWORD length = sizeof(room), chars = 64;
    HANDLE h = NULL;

    if (row->flags & CT_CLEANED)
        WSACleanup();
    if (strcmp(fn, "WSALookupServiceBegin") == 0)
        SOCKET_FAILS(row->code, WSALookupServiceBeginW(&q, 0, &h));
    else if (strcmp(fn, "WSALookupServiceNext") == 0)
        SOCKET_FAILS(row->code,
                     WSALookupServiceNextW(h, 0, &length, (void *)room));
    else if (strcmp(fn, "WSALookupServiceEnd") == 0)
        SOCKET_FAILS(row->code, WSALookupServiceEnd(h));
    else if (strcmp(fn, "WSANSPIoctl") == 0)
        SOCKET_FAILS(row->code, WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0,
                                            NULL, 0, &length, NULL));
    else if (strcmp(fn, "WSASetService") == 0)
        SOCKET_FAILS(row->code, WSASetServiceW(&q, RNRSERVICE_DELETE, 0));
    else if (strcmp(fn, "WSAInstallServiceClass") == 0)
        SOCKET_FAILS(row->code, WSAInstallServiceClassW(&info));
    else if (strcmp(fn, "WSARemoveServiceClass") == 0)
        SOCKET_FAILS(row->code, WSARemoveServiceClass(&some_class));
    else if (strcmp(fn, "WSAGetServiceClassInfo") == 0)
        SOCKET_FAILS(row->code, WSAGetServiceClassInfoW(&nobody, &some_class,
                                                        &length, (void *)room));
    else if (strcmp(fn, "WSAGetServiceClassNameByClassId") == 0)
        SOCKET_FAILS(row->code, WSAGetServiceClassNameByClassIdW(&some_class,
                                                                 name, &chars));
    else if (strcmp(fn, "WSAEnumNameSpaceProviders") == 0)
        SOCKET_FAILS(row->code,
                     WSAEnumNameSpaceProvidersW(&length, (void *)room));
    else
        SOCKET_FAILS(row->code,
                     WSAEnumNameSpaceProvidersExW(&length, (void *)room));
}

#define ROWS_NOT_STARTED(fn)                                                   \
    ROW(fn, WSANOTINITIALISED, "before WSAStartup", any_fails,                 \
        .flags = CT_UNSTARTED),                                                \
        ROW(fn, WSANOTINITIALISED, "after WSACleanup", any_fails,              \
            .flags = CT_CLEANED)

/* Queries */

enum begin_fault {
    NO_QUERY,
    NO_HANDLE,
    BAD_QUERY,
    BAD_HANDLE,
    NO_SIZE,
    SHORT_SIZE,
    BAD_NAME,
    BAD_CLASS,
    NO_PROTOCOLS,
    MANY_PROTOCOLS,
    BAD_BLOB,
    LONG_BLOB,
    BOTH_CONTAINERS,
    NO_NAMESPACE,
    NO_PROVIDER
};

static void begin_fails(const struct ct_row *row)
{
    WSAQUERYSETW q = query(), *set = &q;
    AFPROTOCOLS *few = ct_edge(sizeof(*few));
    BLOB blob = {64, ct_unmapped()};
    HANDLE h, *out = &h;
    DWORD flags = 0;

    switch (row->arg) {
    case NO_QUERY:
        set = NULL;
        break;
    case NO_HANDLE:
        out = NULL;
        break;
    case BAD_QUERY:
        set = ct_edge(sizeof(q) - 1);
        break;
    case BAD_HANDLE:
        out = ct_readonly();
        break;
    case NO_SIZE:
        q.dwSize = 0;
        break;
    case SHORT_SIZE:
        q.dwSize = sizeof(q) - 1;
        break;
    case BAD_NAME:
        q.lpszServiceInstanceName = ct_unmapped();
        break;
    case BAD_CLASS:
        q.lpServiceClassId = ct_edge(2);
        break;
    case NO_PROTOCOLS:
        q.dwNumberOfProtocols = 1;
        break;
    case MANY_PROTOCOLS:
        q.dwNumberOfProtocols = 0xffffffff;
        q.lpafpProtocols = few;
        break;
    case BAD_BLOB:
        q.lpBlob = &blob;
        break;
    case LONG_BLOB:
        blob.cbSize = 0x7fffffff;
        blob.pBlobData = (BYTE *)few;
        q.lpBlob = &blob;
        break;
    case BOTH_CONTAINERS:
        flags = LUP_CONTAINERS | LUP_NOCONTAINERS;
        break;
    case NO_NAMESPACE:
        q.dwNameSpace = 4711;
        break;
    default:
        q.lpNSProviderId = &nobody;
        break;
    }
    SOCKET_FAILS(row->code, WSALookupServiceBeginW(set, flags, out));
}

static void begin_narrow_fails(const struct ct_row *row)
{
    WSAQUERYSETA q = {.dwSize = sizeof(q), .dwNameSpace = NS_ALL};
    HANDLE h;

    if (row->arg == BAD_NAME)
        q.lpszServiceInstanceName = ct_unmapped();
    else
        q.dwSize = 0;
    SOCKET_FAILS(row->code, WSALookupServiceBeginA(&q, 0, &h));
}

static HANDLE odd_handle(int which)
{
    switch (which) {
    case 0:
        return NULL;
    case 1:
        return INVALID_HANDLE_VALUE;
    case 2:
        return (HANDLE)ct_open(CT_UDP);
    case 3:
        return ct_event();
    default:
        return (HANDLE)(uintptr_t)0x12345678;
    }
}

static void handle_fails(const struct ct_row *row)
{
    HANDLE h = odd_handle(row->arg);
    char room[512];
    DWORD length = sizeof(room);

    if (strcmp(row->function, "WSALookupServiceNext") == 0) {
        SOCKET_FAILS(row->code,
                     WSALookupServiceNextW(h, 0, &length, (void *)room));
        SOCKET_FAILS(row->code,
                     WSALookupServiceNextA(h, 0, &length, (void *)room));
    } else if (strcmp(row->function, "WSALookupServiceEnd") == 0) {
        SOCKET_FAILS(row->code, WSALookupServiceEnd(h));
    } else {
        SOCKET_FAILS(row->code, WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0,
                                            NULL, 0, &length, NULL));
    }
}

#define ROWS_HANDLE(fn)                                                        \
    ROW(fn, WSA_INVALID_HANDLE, "NULL", handle_fails, .arg = 0),               \
        ROW(fn, WSA_INVALID_HANDLE, "INVALID_HANDLE_VALUE", handle_fails,      \
            .arg = 1),                                                         \
        ROW(fn, WSA_INVALID_HANDLE, "a socket", handle_fails, .arg = 2),       \
        ROW(fn, WSA_INVALID_HANDLE, "an event", handle_fails, .arg = 3),       \
        ROW(fn, WSA_INVALID_HANDLE, "a number", handle_fails, .arg = 4)

static void handle_first(const struct ct_row *row)
{
    (void)row;
    SOCKET_FAILS(WSA_INVALID_HANDLE,
                 WSALookupServiceNextW(NULL, 0, NULL, NULL));
    SOCKET_FAILS(WSA_INVALID_HANDLE,
                 WSANSPIoctl(NULL, 0, NULL, 1, NULL, 1, NULL, NULL));
}

/* Registration */

enum set_fault { NO_INFO, BAD_INFO, BAD_OPERATION, BAD_FLAG, BAD_ADDRESS };

static void set_fails(const struct ct_row *row)
{
    WSAQUERYSETW q = query(), *info = &q;
    CSADDR_INFO address = {{NULL, -1}, {NULL, 0}, SOCK_STREAM, IPPROTO_TCP};
    int operation = RNRSERVICE_REGISTER;
    DWORD flags = 0;

    switch (row->arg) {
    case NO_INFO:
        info = NULL;
        break;
    case BAD_INFO:
        info = ct_unmapped();
        break;
    case NO_SIZE:
        q.dwSize = 0;
        break;
    case BAD_OPERATION:
        operation = 3;
        break;
    case BAD_FLAG:
        flags = 0x80;
        break;
    default:
        q.dwNumberOfCsAddrs = 1;
        q.lpcsaBuffer = &address;
        break;
    }
    SOCKET_FAILS(row->code,
                 WSASetServiceW(info, (WSAESETSERVICEOP)operation, flags));
}

static void set_nowhere(const struct ct_row *row)
{
    WSAQUERYSETW q = query();

    q.lpNSProviderId = &nobody;
    SOCKET_FAILS(row->code, WSASetServiceW(&q, RNRSERVICE_REGISTER, 0));
}

/* Classes */

static void install_fails(const struct ct_row *row)
{
    WSANSCLASSINFOW value = {(WCHAR *)L"TcpPort", NS_ALL, 4, 0x7fffffff,
                             ct_edge(4)};
    WSASERVICECLASSINFOW info = {&some_class, (WCHAR *)L"class", 1, &value};
    void *given = &info;

    switch (row->arg) {
    case 0:
        given = NULL;
        break;
    case 1:
        given = ct_unmapped();
        break;
    case 2:
        info.lpServiceClassId = NULL, info.dwCount = 0;
        break;
    case 3:
        info.lpClassInfos = NULL;
        break;
    default:
        break;
    }
    SOCKET_FAILS(row->code, WSAInstallServiceClassW(given));
    SOCKET_FAILS(row->code, WSAInstallServiceClassA(given));
}

static void remove_fails(const struct ct_row *row)
{
    SOCKET_FAILS(row->code,
                 WSARemoveServiceClass(row->arg == 0 ? NULL : ct_edge(8)));
}

static void info_fails(const struct ct_row *row)
{
    GUID *provider = &nobody, *class = &some_class;
    char room[256];
    DWORD size = sizeof(room), *length = &size;
    void *out = room;

    switch (row->arg) {
    case 0:
        provider = NULL;
        break;
    case 1:
        class = NULL;
        break;
    case 2:
        length = NULL;
        break;
    case 3:
        out = NULL;
        break;
    case 4:
        provider = ct_edge(8);
        break;
    case 5:
        length = ct_unmapped();
        break;
    default:
        break; /* nobody */
    }
    SOCKET_FAILS(row->code,
                 WSAGetServiceClassInfoW(provider, class, length, out));
    SOCKET_FAILS(row->code,
                 WSAGetServiceClassInfoA(provider, class, length, out));
}

static void name_fails(const struct ct_row *row)
{
    WCHAR wide[64];
    char narrow[64];
    GUID *class = row->arg == 0 ? NULL : &some_class;
    DWORD *length = row->arg == 1 ? ct_unmapped() : NULL;

    SOCKET_FAILS(row->code,
                 WSAGetServiceClassNameByClassIdW(class, wide, length));
    SOCKET_FAILS(row->code,
                 WSAGetServiceClassNameByClassIdA(class, narrow, length));
}

/* Providers */

typedef INT(WSAAPI *enumerate)(LPDWORD length, void *buffer);

static const enumerate forms[] = {(enumerate)WSAEnumNameSpaceProvidersA,
                                  (enumerate)WSAEnumNameSpaceProvidersW,
                                  (enumerate)WSAEnumNameSpaceProvidersExA,
                                  (enumerate)WSAEnumNameSpaceProvidersExW};

static const enumerate *forms_of(const struct ct_row *row)
{
    return forms + (strlen(row->function) > 25 ? 2 : 0);
}

static void enum_pointers(const struct ct_row *row)
{
    for (int i = 0; i < 2; i++) {
        enumerate call = forms_of(row)[i];
        DWORD length = 0;

        SOCKET_FAILS(row->code, call(NULL, NULL));
        SOCKET_FAILS(row->code, call(ct_unmapped(), NULL));
        SOCKET_FAILS(row->code, call(&length, NULL));
        SOCKET_FAILS(row->code, call(&length, NULL)); /* as long as needed */
        SOCKET_FAILS(row->code, call(&length, ct_edge(length - 1)));
    }
}

/* The size it asks for is enough, and not a byte too much. */
static void enum_sizes(const struct ct_row *row)
{
    for (int i = 0; i < 2; i++) {
        enumerate call = forms_of(row)[i];
        DWORD length = 0, less;
        char *room;

        SOCKET_FAILS(row->code, call(&length, NULL));
        CHECK(length > sizeof(WSANAMESPACE_INFOA));
        less = length - 1;
        room = ct_edge(length);
        SOCKET_FAILS(row->code, call(&less, room));
        EQUAL(less, length);
        CHECK(call(&length, room) > 0);
    }
}

/* A and W, plain and Ex tell the same of everyone. */
static void enum_agrees(const struct ct_row *row)
{
    static char room[4][16384];
    int count[4];
    WSANAMESPACE_INFOA *a = (void *)room[0];
    WSANAMESPACE_INFOW *w = (void *)room[1];
    WSANAMESPACE_INFOEXA *xa = (void *)room[2];
    WSANAMESPACE_INFOEXW *xw = (void *)room[3];

    (void)row;
    for (int i = 0; i < 4; i++) {
        DWORD length = sizeof(room[i]);

        count[i] = forms[i](&length, room[i]);
        CHECK(count[i] > 0);
        EQUAL(count[i], count[0]);
    }
    for (int i = 0; !ct_failed() && i < count[0]; i++) {
        CHECK(memcmp(&a[i].NSProviderId, &w[i].NSProviderId, 16) == 0);
        CHECK(memcmp(&a[i].NSProviderId, &xa[i].NSProviderId, 16) == 0);
        CHECK(memcmp(&a[i].NSProviderId, &xw[i].NSProviderId, 16) == 0);
        EQUAL(a[i].dwNameSpace, xw[i].dwNameSpace);
        EQUAL(w[i].fActive, xa[i].fActive);
        EQUAL(w[i].dwVersion, xa[i].dwVersion);
        CHECK(strcmp(a[i].lpszIdentifier, xa[i].lpszIdentifier) == 0);
        CHECK(wcscmp(w[i].lpszIdentifier, xw[i].lpszIdentifier) == 0);
        EQUAL(strlen(a[i].lpszIdentifier), wcslen(w[i].lpszIdentifier));
    }
}

/* A success leaves the last error alone, whatever was asked below. */
static void enum_quiet(const struct ct_row *row)
{
    static char room[16384];
    DWORD length = sizeof(room);

    (void)row;
    WSASetLastError(CT_UNTOUCHED);
    CHECK(WSAEnumNameSpaceProvidersW(&length, (void *)room) > 0);
    EQUAL(WSAGetLastError(), CT_UNTOUCHED);
}

#define BEGIN(err, what, fault)                                                \
    ROW(WSALookupServiceBegin, err, what, begin_fails, .arg = fault)
#define BEGIN_RULE(err, what, fault)                                           \
    RULE(WSALookupServiceBegin, what, begin_fails, .code = err, .arg = fault)

/* Namespaces that this system has none for, by any form of a query. */
static void no_namespace(const struct ct_row *row)
{
    static const DWORD spaces[] = {
        NS_SAP,  NS_NDS, NS_PEER_BROWSE, NS_SLP,   NS_DHCP,     NS_NETBT,
        NS_WINS, NS_BTH, NS_NIS,         NS_EMAIL, NS_PNRPNAME, NS_PNRPCLOUD};
    WSAQUERYSETA set = {.dwSize = sizeof(set)};
    GUID class = SVCID_HOSTNAME;
    HANDLE lookup;

    set.lpszServiceInstanceName = (char *)(uintptr_t) "127.0.0.1";
    set.lpServiceClassId = &class;
    for (int i = 0; i < CT_COUNT(spaces); i++) {
        set.dwNameSpace = spaces[i];
        SOCKET_FAILS(row->code,
                     WSALookupServiceBeginA(&set, LUP_RETURN_ALL, &lookup));
        SOCKET_FAILS(row->code,
                     WSALookupServiceBeginA(&set, LUP_CONTAINERS, &lookup));
    }
}

static const struct ct_row rows[] = {
    ROWS_NOT_STARTED(WSALookupServiceBegin),
    ROWS_NOT_STARTED(WSALookupServiceNext),
    ROWS_NOT_STARTED(WSALookupServiceEnd),
    RULE(WSANSPIoctl, "WSANOTINITIALISED after WSACleanup", any_fails,
         .code = WSANOTINITIALISED, .flags = CT_CLEANED),
    ROWS_NOT_STARTED(WSASetService),
    ROWS_NOT_STARTED(WSAInstallServiceClass),
    ROWS_NOT_STARTED(WSARemoveServiceClass),
    ROWS_NOT_STARTED(WSAGetServiceClassInfo),
    ROWS_NOT_STARTED(WSAGetServiceClassNameByClassId),
    ROWS_NOT_STARTED(WSAEnumNameSpaceProviders),
    ROWS_NOT_STARTED(WSAEnumNameSpaceProvidersEx),

    BEGIN(WSAEINVAL, "no query set", NO_QUERY),
    BEGIN(WSAEINVAL, "nowhere for the handle", NO_HANDLE),
    BEGIN(WSAEINVAL, "dwSize 0", NO_SIZE),
    BEGIN(WSAEINVAL, "dwSize too small", SHORT_SIZE),
    BEGIN(WSAEINVAL, "containers and no containers", BOTH_CONTAINERS),
    BEGIN(WSAEINVAL, "a provider that is not there", NO_PROVIDER),
    BEGIN(WSASERVICE_NOT_FOUND, "a namespace without provider", NO_NAMESPACE),
    ROW(WSALookupServiceBegin, WSASERVICE_NOT_FOUND,
        "a namespace that this system lacks", no_namespace),
    BEGIN_RULE(WSAEFAULT, "query set in bad memory", BAD_QUERY),
    BEGIN_RULE(WSAEFAULT, "handle in bad memory", BAD_HANDLE),
    BEGIN_RULE(WSAEFAULT, "name in bad memory", BAD_NAME),
    BEGIN_RULE(WSAEFAULT, "class in bad memory", BAD_CLASS),
    BEGIN_RULE(WSAEFAULT, "protocols, and no array", NO_PROTOCOLS),
    BEGIN_RULE(WSAEFAULT, "more protocols than memory", MANY_PROTOCOLS),
    BEGIN_RULE(WSAEFAULT, "blob in bad memory", BAD_BLOB),
    BEGIN_RULE(WSAEFAULT, "blob longer than its memory", LONG_BLOB),
    ROW(WSALookupServiceBegin, WSAEINVAL, "narrow, dwSize 0",
        begin_narrow_fails, .arg = NO_SIZE),
    RULE(WSALookupServiceBegin, "narrow, name in bad memory",
         begin_narrow_fails, .code = WSAEFAULT, .arg = BAD_NAME),
    ROWS_HANDLE(WSALookupServiceNext),
    ROWS_HANDLE(WSALookupServiceEnd),
    ROWS_HANDLE(WSANSPIoctl),
    FIRST(WSALookupServiceNext, WSA_INVALID_HANDLE,
          "a bad handle before bad arguments", handle_first),

    ROW(WSASetService, WSAEINVAL, "no service", set_fails, .arg = NO_INFO),
    ROW(WSASetService, WSAEINVAL, "dwSize 0", set_fails, .arg = NO_SIZE),
    ROW(WSASetService, WSAEINVAL, "no such operation", set_fails,
        .arg = BAD_OPERATION),
    ROW(WSASetService, WSAEINVAL, "unknown flag", set_fails, .arg = BAD_FLAG),
    ROW(WSASetService, WSAEINVAL, "an address of negative length", set_fails,
        .arg = BAD_ADDRESS),
    ROW(WSASetService, WSAEINVAL, "a provider that is not there", set_nowhere),
    RULE(WSASetService, "WSAEFAULT, service in bad memory", set_fails,
         .code = WSAEFAULT, .arg = BAD_INFO),

    ROW(WSAInstallServiceClass, WSAEINVAL, "no class", install_fails, .arg = 0),
    ROW(WSAInstallServiceClass, WSAEINVAL, "no class id", install_fails,
        .arg = 2),
    RULE(WSAInstallServiceClass, "WSAEFAULT, class in bad memory",
         install_fails, .code = WSAEFAULT, .arg = 1),
    RULE(WSAInstallServiceClass, "WSAEFAULT, values, and no array",
         install_fails, .code = WSAEFAULT, .arg = 3),
    RULE(WSAInstallServiceClass, "WSAEFAULT, a value longer than its memory",
         install_fails, .code = WSAEFAULT, .arg = 4),
    ROW(WSARemoveServiceClass, WSAEINVAL, "no class id", remove_fails,
        .arg = 0),
    RULE(WSARemoveServiceClass, "WSAEFAULT, class id in bad memory",
         remove_fails, .code = WSAEFAULT, .arg = 1),

    ROW(WSAGetServiceClassInfo, WSAEINVAL, "no provider id", info_fails,
        .arg = 0),
    ROW(WSAGetServiceClassInfo, WSAEINVAL, "no class id", info_fails, .arg = 1),
    ROW(WSAGetServiceClassInfo, WSAEINVAL, "no length", info_fails, .arg = 2),
    ROW(WSAGetServiceClassInfo, WSAEINVAL, "no buffer", info_fails, .arg = 3),
    ROW(WSAGetServiceClassInfo, WSAEINVAL, "a provider that is not there",
        info_fails, .arg = 6),
    RULE(WSAGetServiceClassInfo, "WSAEFAULT, provider id in bad memory",
         info_fails, .code = WSAEFAULT, .arg = 4),
    RULE(WSAGetServiceClassInfo, "WSAEFAULT, length in bad memory", info_fails,
         .code = WSAEFAULT, .arg = 5),
    ROW(WSAGetServiceClassNameByClassId, WSA_INVALID_PARAMETER, "no class id",
        name_fails, .arg = 0),
    RULE(WSAGetServiceClassNameByClassId, "WSAEFAULT, length in bad memory",
         name_fails, .code = WSAEFAULT, .arg = 1),
    RULE(WSAGetServiceClassNameByClassId, "WSAEFAULT, no length", name_fails,
         .code = WSAEFAULT, .arg = 2),

    ROW(WSAEnumNameSpaceProviders, WSAEFAULT, "bad memory", enum_pointers),
    ROW(WSAEnumNameSpaceProviders, WSAEFAULT, "too little room", enum_sizes),
    ROW(WSAEnumNameSpaceProvidersEx, WSAEFAULT, "bad memory", enum_pointers),
    ROW(WSAEnumNameSpaceProvidersEx, WSAEFAULT, "too little room", enum_sizes),
    RULE(WSAEnumNameSpaceProviders, "all forms agree", enum_agrees),
    RULE(WSAEnumNameSpaceProviders, "leaves the last error alone", enum_quiet),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
