/* SPDX-License-Identifier: MIT */
/* The catalog's file as text: what reading and writing share.
 *
 *     version = 1
 *     next-id = 1103
 *     order = 1102 1101
 *
 *     [provider {5ad50d8e-0a1c-4b6d-9a53-0b4e5e1d7c11}]
 *     path = /usr/lib/ws2/trace.so
 *     categories = 0x1
 *
 *     [entry 1102]
 *     provider = {5ad50d8e-0a1c-4b6d-9a53-0b4e5e1d7c11}
 *     name = trace over [ws2 Tcpip [TCP/IP]]
 *     chain = 1101 1001
 *     family = 2
 *     ...
 *
 * A line is empty, a comment (#), a section or a key with its value; version
 * is the first key. Values have quotes around them only where blanks at an end,
 * or quotes, would be lost. Numbers that are 0 may be left out. A file with a
 * line that is none of this is corrupt as a whole: half a catalog would be
 * another catalog. */
#ifndef WS2_SPI_CATALOG_TEXT_H
#define WS2_SPI_CATALOG_TEXT_H

#include "spi/catalog.h"

#define WS2_CATALOG_VERSION 1u

/* {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx} */
#define WS2_GUID_TEXT 39
bool ws2_guid_parse(const char *text, GUID *out);
const char *ws2_guid_format(const GUID *id, char out[WS2_GUID_TEXT]);

static inline bool ws2_guid_equal(const GUID *a, const GUID *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

int ws2_hex_digit(char c); /* -1: it is none */

/* Without the blanks at its ends, of which the last are cut off. */
char *ws2_text_trim(char *text);

/* Decimal, or hexadecimal after 0x; all of the text, 32 bits. */
bool ws2_number_parse(const char *text, DWORD *out);

/* The numbers of an entry, each 32 bits of its WSAPROTOCOL_INFOW. */
struct ws2_entry_field {
    const char *key;
    size_t at;
    bool hexadecimal;
};
extern const struct ws2_entry_field ws2_entry_fields[];
extern const unsigned ws2_entry_field_count;

/* Adds what text says to c, as a part's. The part's state, line and problem;
 * WSA_NOT_ENOUGH_MEMORY. text is changed. */
ws2_err ws2_catalog_parse(struct ws2_catalog *c, enum ws2_catalog_source source,
                          char *text, size_t len);

/* The part's text, for free(); NULL without memory. */
char *ws2_catalog_format(const struct ws2_catalog *c,
                         enum ws2_catalog_source source, size_t *len);

#endif
