/* SPDX-License-Identifier: MIT */
/* Namespace providers for tests that cannot be used, each for a reason of its
 * own, which the build defines as LIE; and two that can although they look as
 * if not. */
#include <stddef.h>
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>

#define NO_STARTUP  1 /* does not export it */
#define FAILS       2 /* it fails */
#define NO_VERSION  3 /* 0.0 */
#define NO_SLOT     4 /* a procedure is missing */
#define SHORT_TABLE 5 /* as cbSize has it */
#define OLD_TABLE   6 /* the layout from before NSPIoctl: is used */
#define UNNAMED     7 /* fails, and names no code */
#define FAILS_WELL  8 /* fails, after it has filled the table */

static INT fail(void)
{
    WSASetLastError(WSAEOPNOTSUPP);
    return SOCKET_ERROR;
}

static INT WSAAPI cleanup(LPGUID id)
{
    (void)id;
    return 0;
}

static INT WSAAPI begin(LPGUID id, LPWSAQUERYSETW query,
                        LPWSASERVICECLASSINFOW info, DWORD flags, LPHANDLE out)
{
    (void)id, (void)query, (void)info, (void)flags;
    *out = NULL;
    return 0;
}

static INT WSAAPI next(HANDLE h, DWORD flags, LPDWORD length,
                       LPWSAQUERYSETW out)
{
    (void)h, (void)flags, (void)length, (void)out;
    WSASetLastError(WSAENOMORE);
    return SOCKET_ERROR;
}

static INT WSAAPI end(HANDLE h)
{
    (void)h;
    return 0;
}

static INT WSAAPI set(LPGUID id, LPWSASERVICECLASSINFOW info, LPWSAQUERYSETW q,
                      WSAESETSERVICEOP op, DWORD flags)
{
    (void)id, (void)info, (void)q, (void)op, (void)flags;
    return fail();
}

static INT WSAAPI install(LPGUID id, LPWSASERVICECLASSINFOW info)
{
    (void)id, (void)info;
    return fail();
}

static INT WSAAPI remove_class(LPGUID id, LPGUID class)
{
    (void)id, (void)class;
    return fail();
}

static INT WSAAPI info(LPGUID id, LPDWORD length, LPWSASERVICECLASSINFOW out)
{
    (void)id, (void)length, (void)out;
    return fail();
}

static void table_fill(LPNSP_ROUTINE table)
{
    const NSP_ROUTINE mine = {
        .cbSize =
            LIE == SHORT_TABLE ? 16 : (DWORD)offsetof(NSP_ROUTINE, NSPIoctl),
        .dwMajorVersion = LIE == NO_VERSION ? 0 : 4,
        .dwMinorVersion = LIE == NO_VERSION ? 0 : 4,
        .NSPCleanup = cleanup,
        .NSPLookupServiceBegin = begin,
        .NSPLookupServiceNext = next,
        .NSPLookupServiceEnd = end,
        .NSPSetService = LIE == NO_SLOT ? NULL : set,
        .NSPInstallServiceClass = install,
        .NSPRemoveServiceClass = remove_class,
        .NSPGetServiceClassInfo = info};

    memcpy(table, &mine, offsetof(NSP_ROUTINE, NSPIoctl));
}

#if LIE == NO_STARTUP
#define NSPStartup NotNSPStartup
#endif

INT WSAAPI NSPStartup(LPGUID id, LPNSP_ROUTINE table);
INT WSAAPI NSPStartup(LPGUID id, LPNSP_ROUTINE table)
{
    (void)id;
    if (LIE == FAILS)
        return fail();
    if (LIE == UNNAMED)
        return SOCKET_ERROR;
    table_fill(table);
    return LIE == FAILS_WELL ? fail() : 0;
}
