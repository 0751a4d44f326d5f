/* SPDX-License-Identifier: MIT */
/* Doors: whole socket addresses, with port and scope, to text and back.
 *
 * Windows asks the provider that lpProtocolInfo names, or the first one for
 * the family; the base provider is the only one that converts here, and it
 * knows AF_INET and AF_INET6. Another family is WSAEINVAL.
 * Pages: WSAAddressToStringW, WSAStringToAddressW. */
#include "api/addrstring.h"

#include <string.h>

#include <ws2ipdef.h>

#include "api/door.h"
#include "name/addrtext.h"
#include "os/mem.h"

static bool family_known(int family)
{
    return family == AF_INET || family == AF_INET6;
}

static size_t family_size(int family)
{
    return family == AF_INET6 ? sizeof(SOCKADDR_IN6) : sizeof(SOCKADDR_IN);
}

/* The family that lpProtocolInfo asks for, AF_UNSPEC without one. */
static ws2_err info_family(const void *info, size_t offset, int *family)
{
    *family = AF_UNSPEC;
    if (info == NULL)
        return WS2_OK;
    return os_mem_copy_in(family, (const char *)info + offset,
                          sizeof(*family)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static void sockaddr_split(const SOCKADDR_IN6 *sa, struct ws2_addrtext *out)
{
    const SOCKADDR_IN *v4 = (const SOCKADDR_IN *)sa;

    *out = (struct ws2_addrtext){.port = ntohs(sa->sin6_port)};
    if (sa->sin6_family == AF_INET) {
        memcpy(out->bytes, &v4->sin_addr, sizeof(v4->sin_addr));
        return;
    }
    memcpy(out->bytes, &sa->sin6_addr, sizeof(sa->sin6_addr));
    out->scope = sa->sin6_scope_id;
}

/* Copies the address in and writes its text; *len is without terminator. */
static ws2_err address_text(const void *addr, DWORD size, int wanted,
                            char text[WS2_ADDRTEXT_MAX], size_t *len)
{
    SOCKADDR_IN6 sa = {0};
    struct ws2_addrtext parts;
    int family;

    if (os_mem_copy_in(&sa, addr, size < sizeof(sa) ? size : sizeof(sa)) != 0)
        return WSAEFAULT;
    family = sa.sin6_family;
    if (!family_known(family) || (wanted != AF_UNSPEC && wanted != family) ||
        size < family_size(family))
        return WSAEINVAL;
    sockaddr_split(&sa, &parts);
    *len = ws2_addrtext_write(family == AF_INET6, &parts, text);
    return WS2_OK;
}

/* Text and length to the caller, in units of 1 or 2 bytes. */
static ws2_err text_out(const char *text, size_t len, void *out, DWORD *room,
                        size_t unit)
{
    char16_t wide[WS2_ADDRTEXT_MAX];
    DWORD have, need = (DWORD)len + 1;

    for (size_t i = 0; i <= len; i++)
        wide[i] = (char16_t)text[i];
    if (os_mem_copy_in(&have, room, sizeof(have)) != 0 ||
        os_mem_copy_out(room, &need, sizeof(need)) != 0 || have < need)
        return WSAEFAULT;
    return os_mem_copy_out(out, unit == 1 ? (void *)text : (void *)wide,
                           need * unit) == 0
               ? WS2_OK
               : WSAEFAULT;
}

ws2_err ws2_addrstring_write(const void *addr, DWORD size, const void *info,
                             size_t family_at, void *out, DWORD *room,
                             size_t unit)
{
    char text[WS2_ADDRTEXT_MAX];
    size_t len;
    int wanted;
    ws2_err err;

    if (addr == NULL || size == 0 || room == NULL)
        return WSAEINVAL;
    err = info_family(info, family_at, &wanted);
    if (err == WS2_OK)
        err = address_text(addr, size, wanted, text, &len);
    return err == WS2_OK ? text_out(text, len, out, room, unit) : err;
}

static INT address_to_string(const void *addr, DWORD size, const void *info,
                             size_t family_at, void *out, DWORD *room,
                             size_t unit)
{
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err =
            ws2_addrstring_write(addr, size, info, family_at, out, room, unit);
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

INT WSAAPI ws2_do_WSAAddressToStringA(LPSOCKADDR lpsaAddress,
                                      DWORD dwAddressLength,
                                      LPWSAPROTOCOL_INFOA lpProtocolInfo,
                                      LPSTR lpszAddressString,
                                      LPDWORD lpdwAddressStringLength)
{
    return address_to_string(lpsaAddress, dwAddressLength, lpProtocolInfo,
                             offsetof(WSAPROTOCOL_INFOA, iAddressFamily),
                             lpszAddressString, lpdwAddressStringLength,
                             sizeof(CHAR));
}

INT WSAAPI ws2_do_WSAAddressToStringW(LPSOCKADDR lpsaAddress,
                                      DWORD dwAddressLength,
                                      LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                      LPWSTR lpszAddressString,
                                      LPDWORD lpdwAddressStringLength)
{
    return address_to_string(lpsaAddress, dwAddressLength, lpProtocolInfo,
                             offsetof(WSAPROTOCOL_INFOW, iAddressFamily),
                             lpszAddressString, lpdwAddressStringLength,
                             sizeof(WCHAR));
}

static void sockaddr_join(int family, const struct ws2_addrtext *parts,
                          SOCKADDR_IN6 *sa)
{
    SOCKADDR_IN *v4 = (SOCKADDR_IN *)sa;

    memset(sa, 0, sizeof(*sa));
    sa->sin6_family = (ADDRESS_FAMILY)family;
    sa->sin6_port = htons(parts->port);
    if (family == AF_INET) {
        memcpy(&v4->sin_addr, parts->bytes, sizeof(v4->sin_addr));
        return;
    }
    memcpy(&sa->sin6_addr, parts->bytes, sizeof(sa->sin6_addr));
    sa->sin6_scope_id = parts->scope;
}

/* Room is checked before the text, as Windows does; too little room reports
 * how much is needed. */
static ws2_err address_out(const char *text, int family, void *out, INT *room)
{
    INT have, need = (INT)family_size(family);
    struct ws2_addrtext parts;
    SOCKADDR_IN6 sa;
    bool good;

    if (os_mem_copy_in(&have, room, sizeof(have)) != 0)
        return WSAEFAULT;
    if (have < need) {
        os_mem_copy_out(room, &need, sizeof(need));
        return WSAEFAULT;
    }
    good = family == AF_INET6 ? ws2_addrtext_read6_port(text, &parts)
                              : ws2_addrtext_read4_port(text, false, &parts);
    if (!good)
        return WSAEINVAL;
    sockaddr_join(family, &parts, &sa);
    return os_mem_copy_out(out, &sa, (size_t)need) == 0 &&
                   os_mem_copy_out(room, &need, sizeof(need)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

/* The page ties WSAEINVAL to the sin_family found in the output buffer; what
 * counts on Windows is the AddressFamily argument, and so here. */
ws2_err ws2_addrstring_read(enum ws2_text in, const char *text, int family,
                            const void *info, size_t family_at, void *out,
                            INT *room)
{
    int wanted;
    ws2_err err;

    if (in != WS2_TEXT_OK)
        return in == WS2_TEXT_UNMAPPED ? WSAEFAULT : WSAEINVAL;
    err = info_family(info, family_at, &wanted);
    if (err != WS2_OK)
        return err;
    if (!family_known(family) || (wanted != AF_UNSPEC && wanted != family))
        return WSAEINVAL;
    return address_out(text, family, out, room);
}

static INT string_to_address(enum ws2_text in, const char *text, int family,
                             const void *info, size_t family_at, void *out,
                             INT *room)
{
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_addrstring_read(in, text, family, info, family_at, out, room);
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

static bool any_null(const void *text, const void *out, const void *room)
{
    return text == NULL || out == NULL || room == NULL;
}

INT WSAAPI ws2_do_WSAStringToAddressA(LPSTR AddressString, INT AddressFamily,
                                      LPWSAPROTOCOL_INFOA lpProtocolInfo,
                                      LPSOCKADDR lpAddress,
                                      LPINT lpAddressLength)
{
    char text[WS2_TEXT_MAX];
    enum ws2_text in = WS2_TEXT_TOO_LONG;

    if (!any_null(AddressString, lpAddress, lpAddressLength))
        in = ws2_text_in(text, AddressString);
    return string_to_address(in, text, AddressFamily, lpProtocolInfo,
                             offsetof(WSAPROTOCOL_INFOA, iAddressFamily),
                             lpAddress, lpAddressLength);
}

INT WSAAPI ws2_do_WSAStringToAddressW(LPWSTR AddressString, INT AddressFamily,
                                      LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                      LPSOCKADDR lpAddress,
                                      LPINT lpAddressLength)
{
    char text[WS2_TEXT_MAX];
    enum ws2_text in = WS2_TEXT_TOO_LONG;

    if (!any_null(AddressString, lpAddress, lpAddressLength))
        in = ws2_text_in_wide(text, AddressString);
    return string_to_address(in, text, AddressFamily, lpProtocolInfo,
                             offsetof(WSAPROTOCOL_INFOW, iAddressFamily),
                             lpAddress, lpAddressLength);
}
