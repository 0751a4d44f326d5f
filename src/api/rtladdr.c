/* SPDX-License-Identifier: MIT */
/* Doors: ntdll's conversions of addresses. They need no WSAStartup, set no
 * last error and return an NTSTATUS or the end of the text. Pointers are used
 * as they are: ntdll does not check them either.
 * Page: "ip2string.h header". */
#include <winsock2.h>

#include <mstcpip.h>

#include <stdio.h>
#include <string.h>

#include "name/addrtext.h"

#define BAD ((LONG)STATUS_INVALID_PARAMETER)

/* Longer than any address, for the narrow copy of a wide text. */
#define COPY_MAX 256

/* Characters outside ASCII end an address: DEL stands for them. */
static void narrow_copy(char out[COPY_MAX], const WCHAR *s)
{
    size_t i;

    for (i = 0; s[i] != 0 && i < COPY_MAX - 1; i++)
        out[i] = s[i] < 0x7f ? (char)s[i] : '\x7f';
    out[i] = '\0';
}

/* Returns the terminator's place, as all the AddressToString functions do. */
static WCHAR *widen(WCHAR *out, const char *text)
{
    while (*text != '\0')
        *out++ = (WCHAR)*text++;
    *out = 0;
    return out;
}

static char *keep(char *out, const char *text)
{
    size_t len = strlen(text);

    memcpy(out, text, len + 1);
    return out + len;
}

PSTR NTAPI RtlIpv4AddressToStringA(const struct in_addr *Addr, PSTR S)
{
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write4((const uint8_t *)Addr, text);
    return keep(S, text);
}

PWSTR NTAPI RtlIpv4AddressToStringW(const struct in_addr *Addr, PWSTR S)
{
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write4((const uint8_t *)Addr, text);
    return widen(S, text);
}

PSTR NTAPI RtlIpv6AddressToStringA(const struct in6_addr *Addr, PSTR S)
{
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write6(Addr->s6_bytes, text);
    return keep(S, text);
}

PWSTR NTAPI RtlIpv6AddressToStringW(const struct in6_addr *Addr, PWSTR S)
{
    char text[WS2_ADDRTEXT_MAX];

    ws2_addrtext_write6(Addr->s6_bytes, text);
    return widen(S, text);
}

/* The Ex forms: text with port and scope, whose length goes to *len. */
static LONG full_text(bool v6, const void *addr, ULONG scope, USHORT port,
                      const void *out, ULONG *len, char text[WS2_ADDRTEXT_MAX])
{
    struct ws2_addrtext parts = {.scope = scope};
    ULONG room;

    if (addr == NULL || out == NULL || len == NULL)
        return BAD;
    memcpy(parts.bytes, addr, v6 ? 16 : 4);
    parts.port = (uint16_t)(port >> 8 | port << 8); /* network order */
    room = *len;
    *len = (ULONG)ws2_addrtext_write(v6, &parts, text) + 1;
    return room < *len ? BAD : 0;
}

LONG NTAPI RtlIpv4AddressToStringExA(const struct in_addr *Address, USHORT Port,
                                     PSTR AddressString,
                                     PULONG AddressStringLength)
{
    char text[WS2_ADDRTEXT_MAX];
    LONG status = full_text(false, Address, 0, Port, AddressString,
                            AddressStringLength, text);

    if (status == 0)
        keep(AddressString, text);
    return status;
}

LONG NTAPI RtlIpv4AddressToStringExW(const struct in_addr *Address, USHORT Port,
                                     PWSTR AddressString,
                                     PULONG AddressStringLength)
{
    char text[WS2_ADDRTEXT_MAX];
    LONG status = full_text(false, Address, 0, Port, AddressString,
                            AddressStringLength, text);

    if (status == 0)
        widen(AddressString, text);
    return status;
}

LONG NTAPI RtlIpv6AddressToStringExA(const struct in6_addr *Address,
                                     ULONG ScopeId, USHORT Port,
                                     PSTR AddressString,
                                     PULONG AddressStringLength)
{
    char text[WS2_ADDRTEXT_MAX];
    LONG status = full_text(true, Address, ScopeId, Port, AddressString,
                            AddressStringLength, text);

    if (status == 0)
        keep(AddressString, text);
    return status;
}

LONG NTAPI RtlIpv6AddressToStringExW(const struct in6_addr *Address,
                                     ULONG ScopeId, USHORT Port,
                                     PWSTR AddressString,
                                     PULONG AddressStringLength)
{
    char text[WS2_ADDRTEXT_MAX];
    LONG status = full_text(true, Address, ScopeId, Port, AddressString,
                            AddressStringLength, text);

    if (status == 0)
        widen(AddressString, text);
    return status;
}

LONG NTAPI RtlIpv4StringToAddressA(PCSTR S, BOOLEAN Strict, PCSTR *Terminator,
                                   struct in_addr *Addr)
{
    return ws2_addrtext_read4(S, Strict, (uint8_t *)Addr, Terminator) ? 0 : BAD;
}

LONG NTAPI RtlIpv4StringToAddressW(PCWSTR S, BOOLEAN Strict,
                                   LPCWSTR *Terminator, struct in_addr *Addr)
{
    char text[COPY_MAX];
    const char *end;
    bool good;

    narrow_copy(text, S);
    good = ws2_addrtext_read4(text, Strict, (uint8_t *)Addr, &end);
    *Terminator = S + (end - text);
    return good ? 0 : BAD;
}

LONG NTAPI RtlIpv6StringToAddressA(PCSTR S, PCSTR *Terminator,
                                   struct in6_addr *Addr)
{
    return ws2_addrtext_read6(S, Addr->s6_bytes, Terminator) ? 0 : BAD;
}

LONG NTAPI RtlIpv6StringToAddressW(PCWSTR S, PCWSTR *Terminator,
                                   struct in6_addr *Addr)
{
    char text[COPY_MAX];
    const char *end;
    bool good;

    narrow_copy(text, S);
    good = ws2_addrtext_read6(text, Addr->s6_bytes, &end);
    *Terminator = S + (end - text);
    return good ? 0 : BAD;
}

static USHORT port_network(uint16_t port)
{
    return (USHORT)(port >> 8 | port << 8);
}

LONG NTAPI RtlIpv4StringToAddressExA(PCSTR AddressString, BOOLEAN Strict,
                                     struct in_addr *Address, PUSHORT Port)
{
    struct ws2_addrtext parts;

    if (AddressString == NULL || Address == NULL || Port == NULL ||
        !ws2_addrtext_read4_port(AddressString, Strict, &parts))
        return BAD;
    memcpy(Address, parts.bytes, sizeof(*Address));
    *Port = port_network(parts.port);
    return 0;
}

LONG NTAPI RtlIpv4StringToAddressExW(PCWSTR AddressString, BOOLEAN Strict,
                                     struct in_addr *Address, PUSHORT Port)
{
    char text[COPY_MAX];

    if (AddressString == NULL)
        return BAD;
    narrow_copy(text, AddressString);
    return RtlIpv4StringToAddressExA(text, Strict, Address, Port);
}

LONG NTAPI RtlIpv6StringToAddressExA(PCSTR AddressString,
                                     struct in6_addr *Address, PULONG ScopeId,
                                     PUSHORT Port)
{
    struct ws2_addrtext parts;

    if (AddressString == NULL || Address == NULL || ScopeId == NULL ||
        Port == NULL || !ws2_addrtext_read6_port(AddressString, &parts))
        return BAD;
    memcpy(Address, parts.bytes, sizeof(*Address));
    *ScopeId = parts.scope;
    *Port = port_network(parts.port);
    return 0;
}

LONG NTAPI RtlIpv6StringToAddressExW(PCWSTR AddressString,
                                     struct in6_addr *Address, PULONG ScopeId,
                                     PUSHORT Port)
{
    char text[COPY_MAX];

    if (AddressString == NULL)
        return BAD;
    narrow_copy(text, AddressString);
    return RtlIpv6StringToAddressExA(text, Address, ScopeId, Port);
}
