/* SPDX-License-Identifier: MIT */
/* Doors: ntdll's conversions of Ethernet addresses, "00-11-22-AA-BB-CC".
 * Page: "ip2string.h header". */
#include <windows.h>

#include <ip2string.h>

#include <stdio.h>
#include <string.h>

#define BAD      ((LONG)STATUS_INVALID_PARAMETER)
#define TEXT_MAX 18 /* with the terminator */

static void ethernet_text(const DL_EUI48 *addr, char out[TEXT_MAX])
{
    const UCHAR *b = addr->Byte;

    snprintf(out, TEXT_MAX, "%02X-%02X-%02X-%02X-%02X-%02X", b[0], b[1], b[2],
             b[3], b[4], b[5]);
}

PSTR NTAPI RtlEthernetAddressToStringA(const DL_EUI48 *Addr, PSTR S)
{
    ethernet_text(Addr, S);
    return S + TEXT_MAX - 1;
}

PWSTR NTAPI RtlEthernetAddressToStringW(const DL_EUI48 *Addr, PWSTR S)
{
    char text[TEXT_MAX];

    ethernet_text(Addr, text);
    for (size_t i = 0; i < TEXT_MAX; i++)
        S[i] = (WCHAR)text[i];
    return S + TEXT_MAX - 1;
}

static int hex_value(unsigned c)
{
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)(c - 'a') + 10 : -1;
}

/* Six pairs of digits with '-' or ':' between them. */
static LONG ethernet_read(const WCHAR *wide, const char *narrow, UCHAR *out,
                          size_t *used)
{
    size_t at = 0;

#define UNIT(i) (wide != NULL ? wide[i] : (unsigned char)narrow[i])
    for (unsigned i = 0; i < 6; i++) {
        int high, low;

        if (i > 0) {
            if (UNIT(at) != '-' && UNIT(at) != ':')
                break;
            at++;
        }
        high = hex_value(UNIT(at));
        low = high < 0 ? -1 : hex_value(UNIT(at + 1));
        if (low < 0)
            break;
        out[i] = (UCHAR)(high << 4 | low);
        at += 2;
    }
#undef UNIT
    *used = at;
    return at == TEXT_MAX - 1 ? 0 : BAD;
}

LONG NTAPI RtlEthernetStringToAddressA(PCSTR S, PCSTR *Terminator,
                                       DL_EUI48 *Addr)
{
    size_t used;
    LONG status = ethernet_read(NULL, S, Addr->Byte, &used);

    *Terminator = S + used;
    return status;
}

LONG NTAPI RtlEthernetStringToAddressW(PCWSTR S, LPCWSTR *Terminator,
                                       DL_EUI48 *Addr)
{
    size_t used;
    LONG status = ethernet_read(S, NULL, Addr->Byte, &used);

    *Terminator = S + used;
    return status;
}
