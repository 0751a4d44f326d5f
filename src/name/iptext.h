/* SPDX-License-Identifier: MIT */
/* Numeric addresses in host names. */
#ifndef WS2_NAME_IPTEXT_H
#define WS2_NAME_IPTEXT_H

#include "name/host.h"

/* Whether text is an IPv4 address in inet_addr's forms (1 to 4 parts, each
 * decimal, octal or hexadecimal) or an IPv6 address with an optional numeric
 * "%scope". */
bool ws2_ip_parse(const char *text, struct ws2_ip *ip);

/* As ws2_ip_parse, but IPv4 only as four decimal parts: the hosts file. */
bool ws2_ip_parse_strict(const char *text, struct ws2_ip *ip);

/* Whether text, which is no address, was meant as one: nothing but digits and
 * dots, or something with a colon. DNS is never asked for those. */
bool ws2_ip_malformed(const char *text);

#define WS2_IP_TEXT_MAX 64

/* The canonical text (RFC 5952) with "%scope" where there is one. */
void ws2_ip_format(const struct ws2_ip *ip, char text[WS2_IP_TEXT_MAX]);

/* The name under which DNS keeps the address's names (RFC 1035, 3596). */
#define WS2_IP_ARPA_MAX 74
void ws2_ip_arpa(const struct ws2_ip *ip, char name[WS2_IP_ARPA_MAX]);

#endif
