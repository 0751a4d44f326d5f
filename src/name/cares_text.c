/* SPDX-License-Identifier: MIT */
/* Numeric addresses as text; see iptext.h. Part of the glue because libc's
 * converters speak Linux' dialect. No state, no lock. */
#include "name/iptext.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "%3" or, as Linux writes it, "%eth0". */
static bool scope_parse(const char *text, uint32_t *scope)
{
    unsigned long value;
    int saved = errno;
    char *end;

    if (*text < '0' || *text > '9') {
        *scope = if_nametoindex(text);
        errno = saved;
        return *scope != 0;
    }
    errno = 0;
    value = strtoul(text, &end, 10);
    *scope = (uint32_t)value;
    if (errno != 0 || value > UINT32_MAX)
        end = (char *)text;
    errno = saved;
    return end != text && *end == '\0';
}

static bool v6_parse(const char *text, size_t len, struct ws2_ip *ip)
{
    char copy[WS2_IP_TEXT_MAX];
    char *percent;

    *ip = (struct ws2_ip){.v6 = true};
    if (len >= sizeof(copy))
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    percent = strchr(copy, '%');
    if (percent != NULL) {
        *percent = '\0';
        if (!scope_parse(percent + 1, &ip->scope))
            return false;
    }
    return inet_pton(AF_INET6, copy, ip->bytes) == 1;
}

/* "[::1]" and "[::1]:80", whose port does not count here. */
static bool bracketed_parse(const char *text, struct ws2_ip *ip)
{
    const char *end = strchr(text, ']');

    if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return false;
    if (end[1] == ':' && end[2 + strspn(end + 2, "0123456789")] != '\0')
        return false;
    return v6_parse(text + 1, (size_t)(end - text - 1), ip);
}

bool ws2_ip_parse_strict(const char *text, struct ws2_ip *ip)
{
    *ip = (struct ws2_ip){0};
    return inet_pton(AF_INET, text, ip->bytes) == 1 ||
           v6_parse(text, strlen(text), ip);
}

bool ws2_ip_parse(const char *text, struct ws2_ip *ip)
{
    struct in_addr in;

    if (text[0] == '[')
        return bracketed_parse(text, ip);
    *ip = (struct ws2_ip){0};
    /* inet_aton accepts blanks and anything behind them; Windows does not. */
    if (strpbrk(text, " \t\r\n\v\f") == NULL && inet_aton(text, &in) != 0) {
        memcpy(ip->bytes, &in, sizeof(in));
        return true;
    }
    return v6_parse(text, strlen(text), ip);
}

bool ws2_ip_malformed(const char *text)
{
    return text[strspn(text, "0123456789.")] == '\0' ||
           strchr(text, ':') != NULL;
}

void ws2_ip_format(const struct ws2_ip *ip, char text[WS2_IP_TEXT_MAX])
{
    size_t len;

    inet_ntop(ip->v6 ? AF_INET6 : AF_INET, ip->bytes, text, WS2_IP_TEXT_MAX);
    len = strlen(text);
    if (ip->v6 && ip->scope != 0)
        snprintf(text + len, WS2_IP_TEXT_MAX - len, "%%%u", ip->scope);
}

void ws2_ip_arpa(const struct ws2_ip *ip, char name[WS2_IP_ARPA_MAX])
{
    const uint8_t *b = ip->bytes;
    char *out = name;

    if (!ip->v6) {
        snprintf(name, WS2_IP_ARPA_MAX, "%u.%u.%u.%u.in-addr.arpa.", b[3], b[2],
                 b[1], b[0]);
        return;
    }
    for (int i = 15; i >= 0; i--)
        out += sprintf(out, "%x.%x.", b[i] & 0xfu, b[i] >> 4u);
    strcpy(out, "ip6.arpa.");
}
