/* SPDX-License-Identifier: MIT */
/* Doors: addresses to text and back for one family, without a socket and
 * without WSAStartup.
 * Pages: inet_addr, inet_ntoa, InetNtopW, InetPtonW. */
#include "api/door.h"

#include <string.h>

#include <ws2tcpip.h>

#include "name/addrtext.h"
#include "name/text.h"
#include "os/mem.h"

#define IPV4_TEXT_MAX 16
#define BLANKS        " \t\n\v\f\r"

/* Windows ignores what follows a blank of any kind; a single space is 0. A bad
 * pointer is INADDR_NONE with a code, bad text INADDR_NONE without. */
ULONG WSAAPI ws2_do_inet_addr(const char *cp)
{
    char text[WS2_TEXT_MAX];
    const char *end;
    IN_ADDR addr;

    switch (cp != NULL ? ws2_text_in(text, cp) : WS2_TEXT_UNMAPPED) {
    case WS2_TEXT_OK:
        break;
    case WS2_TEXT_UNMAPPED:
        ws2_set_last_error(WSAEFAULT);
        return INADDR_NONE;
    default:
        return INADDR_NONE;
    }
    if (strcmp(text, " ") == 0)
        return INADDR_ANY;
    if (!ws2_addrtext_read4(text, false, (uint8_t *)&addr, &end))
        return INADDR_NONE;
    return *end == '\0' || strchr(BLANKS, *end) != NULL ? addr.s_addr
                                                        : INADDR_NONE;
}

/* The text is the thread's until its next call. */
char *WSAAPI ws2_do_inet_ntoa(struct in_addr in)
{
    static _Thread_local char kept[IPV4_TEXT_MAX];
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write4((const uint8_t *)&in, text);
    memcpy(kept, text, sizeof(kept));
    return kept;
}

/* The text of the address at addr; its length, or a code. */
static ws2_err ntop_text(INT family, const void *addr,
                         char text[WS2_ADDRTEXT_MAX], size_t *len)
{
    uint8_t bytes[16];
    size_t size = family == AF_INET6 ? 16 : 4;

    if (family != AF_INET && family != AF_INET6)
        return WSAEAFNOSUPPORT;
    if (os_mem_copy_in(bytes, addr, size) != 0)
        return WSAEFAULT;
    *len = family == AF_INET6 ? ws2_addrtext_write6(bytes, text)
                              : ws2_addrtext_write4(bytes, text);
    return WS2_OK;
}

/* Where there is too little room Windows answers ERROR_INVALID_PARAMETER. */
static ws2_err ntop(INT family, const void *addr, void *out, size_t room,
                    size_t unit)
{
    char text[WS2_ADDRTEXT_MAX];
    char16_t wide[WS2_ADDRTEXT_MAX];
    size_t len;
    ws2_err err = ntop_text(family, addr, text, &len);

    if (err != WS2_OK)
        return err;
    if (out == NULL || room <= len)
        return ERROR_INVALID_PARAMETER;
    for (size_t i = 0; i <= len; i++)
        wide[i] = (char16_t)text[i];
    if (os_mem_copy_out(out, unit == 1 ? (void *)text : (void *)wide,
                        (len + 1) * unit) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

PCSTR WSAAPI ws2_do_inet_ntop(INT Family, const VOID *pAddr, PSTR pStringBuf,
                              size_t StringBufSize)
{
    ws2_err err = ntop(Family, pAddr, pStringBuf, StringBufSize, sizeof(CHAR));

    if (err == WS2_OK)
        return pStringBuf;
    ws2_set_last_error(err);
    return NULL;
}

PCWSTR WSAAPI ws2_do_InetNtopW(INT Family, const VOID *pAddr, PWSTR pStringBuf,
                               size_t StringBufSize)
{
    ws2_err err = ntop(Family, pAddr, pStringBuf, StringBufSize, sizeof(WCHAR));

    if (err == WS2_OK)
        return pStringBuf;
    ws2_set_last_error(err);
    return NULL;
}

/* 1, 0 for text that is no address, -1 with a code. */
static INT pton(INT family, enum ws2_text in, const char *text, void *out)
{
    uint8_t bytes[16];
    const char *end;
    bool good;

    if (in == WS2_TEXT_UNMAPPED) {
        ws2_set_last_error(WSAEFAULT);
        return -1;
    }
    if (in != WS2_TEXT_OK)
        return 0;
    good = family == AF_INET6 ? ws2_addrtext_read6(text, bytes, &end)
                              : ws2_addrtext_read4(text, true, bytes, &end);
    if (!good || *end != '\0')
        return 0;
    if (os_mem_copy_out(out, bytes, family == AF_INET6 ? 16 : 4) == 0)
        return 1;
    ws2_set_last_error(WSAEFAULT);
    return -1;
}

static bool pton_refuses(INT family, const void *text, const void *out)
{
    ws2_err err = WS2_OK;

    if (text == NULL || out == NULL)
        err = WSAEFAULT;
    else if (family != AF_INET && family != AF_INET6)
        err = WSAEAFNOSUPPORT;
    if (err != WS2_OK)
        ws2_set_last_error(err);
    return err != WS2_OK;
}

INT WSAAPI ws2_do_inet_pton(INT Family, PCSTR pszAddrString, PVOID pAddrBuf)
{
    char text[WS2_TEXT_MAX];

    if (pton_refuses(Family, pszAddrString, pAddrBuf))
        return -1;
    return pton(Family, ws2_text_in(text, pszAddrString), text, pAddrBuf);
}

INT WSAAPI ws2_do_InetPtonW(INT Family, PCWSTR pszAddrString, PVOID pAddrBuf)
{
    char text[WS2_TEXT_MAX];
    INT res;

    if (pton_refuses(Family, pszAddrString, pAddrBuf))
        return -1;
    res = pton(Family, ws2_text_in_wide(text, pszAddrString), text, pAddrBuf);
    if (res == 0) /* the wide form alone names a code for bad text */
        ws2_set_last_error(WSAEINVAL);
    return res;
}
