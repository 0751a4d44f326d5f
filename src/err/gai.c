/* SPDX-License-Identifier: MIT */
/* gai_strerror: the text of an EAI_ value. Windows makes the EAI_ names
 * aliases of Windows Sockets codes, so this is the catalog's title of the
 * code. Constant texts: unlike Windows' shared buffer they may be used by any
 * thread at any time (and must not be written to).
 *
 * Page: "gai_strerror function (ws2tcpip.h)". */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <uchar.h>

#define UNKNOWN "Unknown error."

#define GAI_TEXT(value, text)                                                  \
    case value:                                                                \
        return text;

static const char *text_find(int code)
{
#define WSA_ERROR(name, value, posix, kind, title, ...)                        \
    GAI_TEXT(value, title ".")
#define WIN32_ERROR(name, value, posix, kind, title, ...)                      \
    GAI_TEXT(value, title ".")
    switch (code) {
#include "err/wsa_errors.def"
#include "err/win32_errors.def"
    default:
        return UNKNOWN;
    }
#undef WSA_ERROR
#undef WIN32_ERROR
}

static const char16_t *wide_find(int code)
{
#define WSA_ERROR(name, value, posix, kind, title, ...)                        \
    GAI_TEXT(value, u"" title ".")
#define WIN32_ERROR(name, value, posix, kind, title, ...)                      \
    GAI_TEXT(value, u"" title ".")
    switch (code) {
#include "err/wsa_errors.def"
#include "err/win32_errors.def"
    default:
        return u"" UNKNOWN;
    }
#undef WSA_ERROR
#undef WIN32_ERROR
}

char *WSAAPI gai_strerrorA(int ecode)
{
    return (char *)text_find(ecode);
}

WCHAR *WSAAPI gai_strerrorW(int ecode)
{
    return (WCHAR *)wide_find(ecode);
}
