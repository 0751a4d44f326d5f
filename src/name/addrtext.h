/* SPDX-License-Identifier: MIT */
/* Addresses as text, the way Windows writes and reads them. Pure functions on
 * bytes in network order; no state, no lock, no dialect.
 *
 * Windows' reading differs from libc's in the details: strict IPv4 refuses
 * leading zeros, IPv6 may carry "%scope" and, in brackets, ":port". Writing
 * follows RFC 5952, with a dotted tail for IPv4-compatible, -mapped and
 * -translated addresses and for ISATAP.
 * Pages: inet_addr, InetPtonW, InetNtopW, RtlIpv6StringToAddressExW. */
#ifndef WS2_NAME_ADDRTEXT_H
#define WS2_NAME_ADDRTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS2_ADDRTEXT_MAX 65 /* the longest text, with its terminator */

struct ws2_addrtext {
    uint8_t bytes[16]; /* network order; IPv4 uses the first four */
    uint32_t scope;
    uint16_t port; /* host order; 0: none */
};

/* Reads an address at the start of s. *end is where it stopped, also when the
 * result is false. strict: four decimal parts; else inet_addr's forms. */
bool ws2_addrtext_read4(const char *s, bool strict, uint8_t out[4],
                        const char **end);
bool ws2_addrtext_read6(const char *s, uint8_t out[16], const char **end);

/* The whole of s: "1.2.3.4:80", "fe80::1%3", "[fe80::1%3]:80". Ports are
 * decimal, octal (0...) or hexadecimal (0x...), and not 0. */
bool ws2_addrtext_read4_port(const char *s, bool strict,
                             struct ws2_addrtext *out);
bool ws2_addrtext_read6_port(const char *s, struct ws2_addrtext *out);

/* All return the length without the terminator. */
size_t ws2_addrtext_write4(const uint8_t addr[4], char out[WS2_ADDRTEXT_MAX]);
size_t ws2_addrtext_write6(const uint8_t addr[16], char out[WS2_ADDRTEXT_MAX]);
/* With the scope and the port that are not 0. */
size_t ws2_addrtext_write(bool v6, const struct ws2_addrtext *addr,
                          char out[WS2_ADDRTEXT_MAX]);

#endif
