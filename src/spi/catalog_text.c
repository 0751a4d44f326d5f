/* SPDX-License-Identifier: MIT */
/* Numbers and identifiers in the catalog's file; see catalog_text.h. */
#include "spi/catalog_text.h"

#include <stdio.h>
#include <string.h>

#define FIELD(name, member, hex)                                               \
    {                                                                          \
        name, offsetof(WSAPROTOCOL_INFOW, member), hex                         \
    }

const struct ws2_entry_field ws2_entry_fields[] = {
    FIELD("version", iVersion, false),
    FIELD("family", iAddressFamily, false),
    FIELD("type", iSocketType, false),
    FIELD("protocol", iProtocol, false),
    FIELD("protocol-range", iProtocolMaxOffset, false),
    FIELD("address-max", iMaxSockAddr, false),
    FIELD("address-min", iMinSockAddr, false),
    FIELD("byte-order", iNetworkByteOrder, false),
    FIELD("security", iSecurityScheme, false),
    FIELD("message-size", dwMessageSize, false),
    FIELD("service-flags", dwServiceFlags1, true),
    FIELD("service-flags-2", dwServiceFlags2, true),
    FIELD("service-flags-3", dwServiceFlags3, true),
    FIELD("service-flags-4", dwServiceFlags4, true),
    FIELD("provider-flags", dwProviderFlags, true),
    FIELD("reserved", dwProviderReserved, true),
};

const unsigned ws2_entry_field_count =
    sizeof(ws2_entry_fields) / sizeof(ws2_entry_fields[0]);

char *ws2_text_trim(char *text)
{
    char *end;

    text += strspn(text, " \t");
    end = text + strlen(text);
    while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    return text;
}

bool ws2_number_parse(const char *text, DWORD *out)
{
    unsigned long long value = 0;
    unsigned base = 10;

    if (text[0] == '0' && text[1] == 'x') {
        base = 16;
        text += 2;
    }
    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        unsigned digit = (unsigned char)*text;

        if (digit >= '0' && digit <= '9')
            digit -= '0';
        else if (digit >= 'a' && digit <= 'f')
            digit -= 'a' - 10u;
        else if (digit >= 'A' && digit <= 'F')
            digit -= 'A' - 10u;
        else
            return false;
        if (digit >= base)
            return false;
        value = value * base + digit;
        if (value > 0xffffffff)
            return false;
    }
    *out = (DWORD)value;
    return true;
}

int ws2_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool ws2_guid_parse(const char *text, GUID *out)
{
    static const char form[] = "{........-....-....-....-............}";
    unsigned char bytes[16];
    unsigned n = 0;

    if (strlen(text) != sizeof(form) - 1)
        return false;
    for (size_t i = 0; form[i] != '\0'; i++) {
        int high, low;

        if (form[i] != '.') {
            if (text[i] != form[i])
                return false;
            continue;
        }
        high = ws2_hex_digit(text[i]);
        low = ws2_hex_digit(text[++i]);
        if (high < 0 || low < 0)
            return false;
        bytes[n++] = (unsigned char)(high << 4 | low);
    }
    out->Data1 = (DWORD)bytes[0] << 24 | (DWORD)bytes[1] << 16 |
                 (DWORD)bytes[2] << 8 | bytes[3];
    out->Data2 = (WORD)(bytes[4] << 8 | bytes[5]);
    out->Data3 = (WORD)(bytes[6] << 8 | bytes[7]);
    memcpy(out->Data4, bytes + 8, sizeof(out->Data4));
    return true;
}

const char *ws2_guid_format(const GUID *id, char out[WS2_GUID_TEXT])
{
    snprintf(out, WS2_GUID_TEXT,
             "{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}", id->Data1,
             id->Data2, id->Data3, id->Data4[0], id->Data4[1], id->Data4[2],
             id->Data4[3], id->Data4[4], id->Data4[5], id->Data4[6],
             id->Data4[7]);
    return out;
}
