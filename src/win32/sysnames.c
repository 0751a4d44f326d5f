/* SPDX-License-Identifier: MIT */
/* What this computer and its user are called. The text goes out in the A
 * functions as it is, in the W functions converted; lengths and the codes for
 * too small a buffer are those of each function's page on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "win32/door.h"
#include "win32/utf.h"

#define NAME_BUFFER 512

/* Whether the size that comes back counts the terminator on success. */
enum size_rule { WITHOUT_TERMINATOR, WITH_TERMINATOR };

static ws2_err name_out_a(const char *text, LPSTR buffer, LPDWORD size,
                          enum size_rule rule, ws2_err too_small)
{
    DWORD need = (DWORD)strlen(text) + 1;

    if (buffer == NULL || *size < need) {
        *size = need;
        return too_small;
    }
    memcpy(buffer, text, need);
    *size = rule == WITH_TERMINATOR ? need : need - 1;
    return WS2_OK;
}

static ws2_err name_out_w(const char *text, LPWSTR buffer, LPDWORD size,
                          enum size_rule rule, ws2_err too_small)
{
    WCHAR wide[NAME_BUFFER];
    DWORD need =
        (DWORD)ws2_utf8_to_16(text, strlen(text) + 1, wide, NAME_BUFFER, NULL);

    if (buffer == NULL || *size < need) {
        *size = need;
        return too_small;
    }
    memcpy(buffer, wide, need * sizeof(*wide));
    *size = rule == WITH_TERMINATOR ? need : need - 1;
    return WS2_OK;
}

/* The kernel's host name is either short or fully qualified. A NetBIOS name
 * has 15 capitals at most. */
static ws2_err computer_name(COMPUTER_NAME_FORMAT format, char *out)
{
    struct utsname uts;
    char *dot;

    if ((unsigned)format >= ComputerNameMax)
        return ERROR_INVALID_PARAMETER;
    if (uname(&uts) != 0)
        uts.nodename[0] = '\0';
    snprintf(out, NAME_BUFFER, "%s", uts.nodename);
    dot = strchr(out, '.');
    switch (format) {
    case ComputerNameDnsFullyQualified:
    case ComputerNamePhysicalDnsFullyQualified:
        break;
    case ComputerNameDnsDomain:
    case ComputerNamePhysicalDnsDomain:
        memmove(out, dot != NULL ? dot + 1 : "",
                (dot != NULL ? strlen(dot + 1) : 0) + 1);
        break;
    default:
        if (dot != NULL)
            *dot = '\0';
    }
    if (format == ComputerNameNetBIOS ||
        format == ComputerNamePhysicalNetBIOS) {
        out[MAX_COMPUTERNAME_LENGTH] = '\0';
        for (char *c = out; *c != '\0'; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - 'a' + 'A');
    }
    return WS2_OK;
}

BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT NameType, LPSTR lpBuffer,
                               LPDWORD nSize)
{
    char name[NAME_BUFFER] = "";
    ws2_err err = computer_name(NameType, name);

    if (err == WS2_OK)
        err = name_out_a(name, lpBuffer, nSize, WITHOUT_TERMINATOR,
                         ERROR_MORE_DATA);
    return ws2_win32_bool(err);
}

BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT NameType, LPWSTR lpBuffer,
                               LPDWORD nSize)
{
    char name[NAME_BUFFER] = "";
    ws2_err err = computer_name(NameType, name);

    if (err == WS2_OK)
        err = name_out_w(name, lpBuffer, nSize, WITHOUT_TERMINATOR,
                         ERROR_MORE_DATA);
    return ws2_win32_bool(err);
}

BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize)
{
    char name[NAME_BUFFER] = "";

    computer_name(ComputerNameNetBIOS, name);
    return ws2_win32_bool(name_out_a(name, lpBuffer, nSize, WITHOUT_TERMINATOR,
                                     ERROR_BUFFER_OVERFLOW));
}

BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize)
{
    char name[NAME_BUFFER] = "";

    computer_name(ComputerNameNetBIOS, name);
    return ws2_win32_bool(name_out_w(name, lpBuffer, nSize, WITHOUT_TERMINATOR,
                                     ERROR_BUFFER_OVERFLOW));
}

/* The account's name, or its number where it has none. */
static void user_name(char *out)
{
    struct passwd pw, *found = NULL;
    char buffer[1024];
    int saved = errno;

    snprintf(out, NAME_BUFFER, "%u", geteuid());
    if (getpwuid_r(geteuid(), &pw, buffer, sizeof(buffer), &found) == 0 &&
        found != NULL)
        snprintf(out, NAME_BUFFER, "%s", found->pw_name);
    errno = saved;
}

BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer)
{
    char name[NAME_BUFFER];

    user_name(name);
    return ws2_win32_bool(name_out_a(name, lpBuffer, pcbBuffer, WITH_TERMINATOR,
                                     ERROR_INSUFFICIENT_BUFFER));
}

BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer)
{
    char name[NAME_BUFFER];

    user_name(name);
    return ws2_win32_bool(name_out_w(name, lpBuffer, pcbBuffer, WITH_TERMINATOR,
                                     ERROR_INSUFFICIENT_BUFFER));
}
