/* SPDX-License-Identifier: MIT */
/* Registration of services and of their classes with namespace providers. */
#include "nsproviders.h"

#include <nspapi.h>

static int set_in(DWORD space, const WCHAR *name, const WCHAR *context,
                  WSAESETSERVICEOP op)
{
    WSAQUERYSETW q = {.dwSize = sizeof(q), .dwNameSpace = space};

    q.lpszServiceInstanceName = (LPWSTR)(uintptr_t)name;
    q.lpszContext = (LPWSTR)(uintptr_t)context;
    q.lpServiceClassId = &some_class;
    return WSASetServiceW(&q, op, 0);
}

static int set(const WCHAR *name, const WCHAR *context, WSAESETSERVICEOP op)
{
    return set_in(NSP_SPACE, name, context, op);
}

static void set_code(const struct ct_row *row)
{
    WCHAR order[32];

    swprintf(order, 32, L"refuse:%d", row->arg);
    SOCKET_FAILS(row->code, set(order, NULL, RNRSERVICE_REGISTER));
}

/* One refuses, the other does it. */
static void set_one(const struct ct_row *row)
{
    (void)row;
    EQUAL(set(L"refuse:10013", L"1", RNRSERVICE_REGISTER), 0);
}

static void liars_enable(BOOL enable)
{
    for (int i = 0; i < LIARS; i++) {
        GUID id = liar_id(i);

        if (i != OLD_TABLE)
            WSCEnableNSProvider(&id, enable);
    }
}

/* SetService tells whether some did not: row->arg, whether the liars are asked.
 */
static void set_partly(const struct ct_row *row)
{
    SERVICE_INFOW info = {0};
    WCHAR name[] = L"refuse:10013";
    DWORD status = 77;

    liars_enable(row->arg);
    info.lpServiceType = &some_class;
    info.lpServiceName = name;
    SOCKET_FAILS(WSAEACCES, SetServiceW(NSP_SPACE, SERVICE_DEREGISTER, 0, &info,
                                        NULL, &status));
    EQUAL(status, 0);
    wcscpy(name, L"give:0"); /* it is not found, and so not registered yet */
    EQUAL(SetServiceW(NSP_SPACE, SERVICE_REGISTER, 0, &info, NULL, &status), 0);
    EQUAL(status, row->arg ? SET_SERVICE_PARTIAL_SUCCESS : 0);
    liars_enable(TRUE);
}

static void set_missing(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, set(L"x", NULL, RNRSERVICE_DEREGISTER));
    SOCKET_FAILS(row->code, set(L"x", NULL, RNRSERVICE_DELETE));
    EQUAL(set(L"x", NULL, RNRSERVICE_REGISTER), 0);
    EQUAL(set(L"x", NULL, RNRSERVICE_DELETE), 0);
    SOCKET_FAILS(row->code, set(L"x", NULL, RNRSERVICE_DELETE));
}

static WSASERVICECLASSINFOW class_info(const WCHAR *name)
{
    WSASERVICECLASSINFOW info = {0};

    info.lpServiceClassId = &some_class;
    info.lpszServiceClassName = (LPWSTR)(uintptr_t)name;
    return info;
}

static void class_install(void)
{
    WSASERVICECLASSINFOW info = class_info(L"some class");

    EQUAL(WSAInstallServiceClassW(&info), 0);
}

static void install_code(const struct ct_row *row)
{
    WSASERVICECLASSINFOW info = class_info(NULL);

    if (row->code == WSAEALREADY) {
        class_install();
        info = class_info(L"some class");
    }
    SOCKET_FAILS(row->code, WSAInstallServiceClassW(&info));
}

static void remove_code(const struct ct_row *row)
{
    if (row->code == WSAETOOMANYREFS) {
        class_install();
        EQUAL(set_in(NSP_SPACE, L"x", NULL, RNRSERVICE_REGISTER), 0);
        EQUAL(set_in(OLDER_SPACE, L"x", NULL, RNRSERVICE_REGISTER), 0);
    }
    SOCKET_FAILS(row->code, WSARemoveServiceClass(&some_class));
}

static void class_life(const struct ct_row *row)
{
    WSASERVICECLASSINFOW *wide = (void *)room;
    WSASERVICECLASSINFOA *narrow = (void *)room;
    DWORD length = sizeof(room);

    (void)row;
    class_install();
    NEED(WSAGetServiceClassInfoW(&first, &some_class, &length, wide), 0);
    CHECK(wcscmp(wide->lpszServiceClassName, L"some class") == 0);
    length = sizeof(room);
    NEED(WSAGetServiceClassInfoA(&second, &some_class, &length, narrow), 0);
    CHECK(strcmp(narrow->lpszServiceClassName, "some class") == 0);
    EQUAL(WSARemoveServiceClass(&some_class), 0);
}

static void info_code(const struct ct_row *row)
{
    GUID old = liar_id(OLD_TABLE);
    GUID *provider = row->code == WSAEOPNOTSUPP ? &old : &first;
    DWORD length = 8, need;

    class_install();
    SOCKET_FAILS(row->code, WSAGetServiceClassInfoW(
                                provider,
                                row->code == WSATYPE_NOT_FOUND ? &other_class
                                                               : &some_class,
                                &length, (void *)room));
    if (row->code != WSAEFAULT)
        return;
    need = length;
    CHECK(need > sizeof(WSASERVICECLASSINFOW));
    EQUAL(WSAGetServiceClassInfoW(&first, &some_class, &length,
                                  (void *)ct_edge(need)),
          0);
}

static void name_code(const struct ct_row *row)
{
    WCHAR wide[16];
    char narrow[16];
    DWORD length = row->code == WSAEFAULT ? 10 : 16;

    class_install();
    if (row->code != WSAEFAULT) {
        SOCKET_FAILS(row->code, WSAGetServiceClassNameByClassIdW(
                                    &other_class, wide, &length));
        return;
    }
    SOCKET_FAILS(row->code,
                 WSAGetServiceClassNameByClassIdW(&some_class, wide, &length));
    EQUAL(length, 11);
    EQUAL(WSAGetServiceClassNameByClassIdW(&some_class, wide, &length), 0);
    CHECK(wcscmp(wide, L"some class") == 0);
    length = 10;
    SOCKET_FAILS(row->code, WSAGetServiceClassNameByClassIdA(&some_class,
                                                             narrow, &length));
    EQUAL(length, 11);
    EQUAL(WSAGetServiceClassNameByClassIdA(&some_class, narrow, &length), 0);
    CHECK(strcmp(narrow, "some class") == 0);
}

/* Every provider says the code of the row. */
static void class_code(const struct ct_row *row)
{
    const char *fn = row->function;
    GUID class = some_class;
    WSASERVICECLASSINFOW info = {&class, NULL, 0, NULL};
    WCHAR name[16];
    DWORD length = sizeof(room), chars = 16;

    if (row->code == WSAEOPNOTSUPP)
        liars_enable(FALSE); /* theirs would be another one */
    class.Data2 = (unsigned short)row->code;
    if (strcmp(fn, "WSAInstallServiceClass") == 0)
        SOCKET_FAILS(row->code, WSAInstallServiceClassW(&info));
    else if (strcmp(fn, "WSARemoveServiceClass") == 0)
        SOCKET_FAILS(row->code, WSARemoveServiceClass(&class));
    else if (strcmp(fn, "WSAGetServiceClassInfo") == 0)
        SOCKET_FAILS(row->code, WSAGetServiceClassInfoW(&first, &class, &length,
                                                        (void *)room));
    else
        SOCKET_FAILS(row->code,
                     WSAGetServiceClassNameByClassIdW(&class, name, &chars));
    liars_enable(TRUE);
}

/* A query comes with what is known of its class. */
static void class_comes_along(const struct ct_row *row)
{
    HANDLE h;

    (void)row;
    class_install();
    h = ASK(L"class", .provider = &first);
    NEED(next(h, LUP_RETURN_ALL), 0);
    CHECK(wcscmp(answer->lpszComment, L"some class") == 0);
    EQUAL(WSALookupServiceEnd(h), 0);
}

#define CLASS_CODE(fn, err) ROW(fn, err, "the providers say so", class_code)

static const struct ct_row rows[] = {
    ROW(WSASetService, WSAEACCES, "the providers say so", set_code,
        .arg = WSAEACCES),
    ROW(WSASetService, WSA_NOT_ENOUGH_MEMORY, "the providers say so", set_code,
        .arg = WSA_NOT_ENOUGH_MEMORY),
    RULE(WSASetService, "providers that name no code", set_code,
         .code = WSASYSCALLFAILURE),
    RULE(WSASetService, "one refuses, another does it", set_one),
    RULE(SetService, "some providers do it", set_partly, .arg = TRUE),
    RULE(SetService, "all providers do it", set_partly, .arg = FALSE),
    ROW(WSASetService, WSASERVICE_NOT_FOUND, "not registered", set_missing),
    ROW(WSAInstallServiceClass, WSAEALREADY, "twice", install_code),
    ROW(WSAInstallServiceClass, WSA_INVALID_PARAMETER, "the providers say so",
        install_code),
    ROW(WSARemoveServiceClass, WSATYPE_NOT_FOUND, "not installed", remove_code),
    ROW(WSARemoveServiceClass, WSAETOOMANYREFS, "in use", remove_code),
    RULE(WSAInstallServiceClass, "and everything else", class_life),
    ROW(WSAGetServiceClassInfo, WSATYPE_NOT_FOUND, "not installed", info_code),
    ROW(WSAGetServiceClassInfo, WSAEOPNOTSUPP, "the provider keeps none",
        info_code),
    ROW(WSAGetServiceClassInfo, WSAEFAULT, "too little room", info_code),
    ROW(WSAGetServiceClassNameByClassId, WSAEFAULT, "too little room",
        name_code),
    ROW(WSAGetServiceClassNameByClassId, WSANO_DATA, "not installed",
        name_code),
    CLASS_CODE(WSAInstallServiceClass, WSAEACCES),
    CLASS_CODE(WSAInstallServiceClass, WSAEOPNOTSUPP),
    CLASS_CODE(WSAInstallServiceClass, WSANO_DATA),
    CLASS_CODE(WSAInstallServiceClass, WSA_NOT_ENOUGH_MEMORY),
    CLASS_CODE(WSARemoveServiceClass, WSAEACCES),
    CLASS_CODE(WSARemoveServiceClass, WSA_NOT_ENOUGH_MEMORY),
    CLASS_CODE(WSAGetServiceClassInfo, WSAEACCES),
    CLASS_CODE(WSAGetServiceClassInfo, WSANO_DATA),
    CLASS_CODE(WSAGetServiceClassInfo, WSA_NOT_ENOUGH_MEMORY),
    CLASS_CODE(WSAGetServiceClassNameByClassId, WSAEACCES),
    CLASS_CODE(WSAGetServiceClassNameByClassId, WSAENOBUFS),
    CLASS_CODE(WSAGetServiceClassNameByClassId, WSAEOPNOTSUPP),
    CLASS_CODE(WSAGetServiceClassNameByClassId, WSA_NOT_ENOUGH_MEMORY),
    RULE(WSALookupServiceBegin, "the class comes with the query",
         class_comes_along),
};

int main(int argc, char **argv)
{
    return ns_main(argc, argv, rows, CT_COUNT(rows));
}
