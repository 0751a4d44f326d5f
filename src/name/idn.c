/* SPDX-License-Identifier: MIT */
/* International names; see idn.h. Since Windows 8 names are mapped as Unicode
 * UTS 46 says and encoded in Punycode (Microsoft Learn, GetAddrInfoW,
 * "Internationalized Domain Names"). No state, no lock. */
#include "name/idn.h"

#include <idn2.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <winsock2.h>

static bool name_is_ascii(const char *name)
{
    while ((unsigned char)*name - 1u < 0x7f)
        name++;
    return *name == '\0';
}

/* IDNA 2008 first. Of what it refuses, RFC 3490, which the page cites, allowed
 * some: symbols, for one. */
static int name_map(const char *name, uint8_t **mapped)
{
    const uint8_t *src = (const uint8_t *)name;
    int res = idn2_lookup_u8(src, mapped, IDN2_NONTRANSITIONAL);

    return res == IDN2_OK || res == IDN2_MALLOC
               ? res
               : idn2_lookup_u8(src, mapped, IDN2_TRANSITIONAL);
}

ws2_err ws2_idn_encode(const char *name, char room[WS2_IDN_MAX],
                       const char **encoded)
{
    uint8_t *mapped = NULL;
    ws2_err err = WSAHOST_NOT_FOUND;
    int res;

    *encoded = name;
    if (name_is_ascii(name))
        return WS2_OK;
    res = name_map(name, &mapped);
    if (res == IDN2_MALLOC)
        return WSA_NOT_ENOUGH_MEMORY;
    if (res == IDN2_OK && strlen((const char *)mapped) < WS2_IDN_MAX) {
        *encoded = strcpy(room, (const char *)mapped);
        err = WS2_OK;
    }
    idn2_free(mapped);
    return err;
}
