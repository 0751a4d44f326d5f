/* SPDX-License-Identifier: MIT */
/* The environment's word on proxies; see config.h. Written by config_read
 * alone, before there are sockets. */
#include "config.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX   1024
#define RANGES_MAX 64
#define SCHEME     "socks5://"

struct range {
    int family;
    unsigned bits;
    BYTE address[16];
};

static struct {
    BOOL on, has_v4, has_v6;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct socks5_login login;
    DWORD timeout_ms;
    unsigned range_count;
    struct range ranges[RANGES_MAX];
} config;

/* --- Ranges of addresses */

/* Digits only, and all of them; FALSE: it is none, or above most. */
static BOOL number_parse(const char *text, unsigned long most,
                         unsigned long *out)
{
    char *end;

    if (text[0] < '0' || text[0] > '9')
        return FALSE;
    *out = strtoul(text, &end, 10);
    return *end == '\0' && *out <= most;
}

static BOOL range_parse(char *text, struct range *out)
{
    char *slash = strchr(text, '/');
    unsigned long bits;

    if (slash != NULL)
        *slash = '\0';
    out->family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
    bits = out->family == AF_INET6 ? 128 : 32;
    if (slash != NULL && !number_parse(slash + 1, bits, &bits))
        return FALSE;
    out->bits = (unsigned)bits;
    return inet_pton(out->family, text, out->address) == 1;
}

static BOOL ranges_parse(char *text)
{
    char *next;

    for (; text != NULL && *text != '\0'; text = next) {
        next = strchr(text, ',');
        if (next != NULL)
            *next++ = '\0';
        if (config.range_count == RANGES_MAX ||
            !range_parse(text, &config.ranges[config.range_count++]))
            return FALSE;
    }
    return TRUE;
}

static BOOL range_has(const struct range *r, int family, const BYTE *address)
{
    unsigned whole = r->bits / 8, rest = r->bits % 8;

    return r->family == family && memcmp(r->address, address, whole) == 0 &&
           (rest == 0 ||
            (r->address[whole] ^ address[whole]) >> (8 - rest) == 0);
}

/* --- The proxy */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 'a' ^ 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 1 to 255 bytes, of which %XX is one. */
static BOOL login_part(const char *text, const char *end, char *out,
                       BYTE *length)
{
    unsigned n = 0;

    for (; text < end; text++) {
        int byte = (unsigned char)*text;

        if (n == 255)
            return FALSE;
        if (*text == '%') {
            if (end - text < 3 || hex_digit(text[1]) < 0 ||
                hex_digit(text[2]) < 0)
                return FALSE;
            byte = hex_digit(text[1]) << 4 | hex_digit(text[2]);
            text += 2;
        }
        out[n++] = (char)byte;
    }
    *length = (BYTE)n;
    return n != 0;
}

static BOOL login_parse(const char *text, const char *end)
{
    const char *colon = memchr(text, ':', (size_t)(end - text));

    return colon != NULL &&
           login_part(text, colon, config.login.user,
                      &config.login.user_length) &&
           login_part(colon + 1, end, config.login.password,
                      &config.login.password_length);
}

static BOOL host_resolve(const char *host, const char *port)
{
    struct addrinfo hints, *found = NULL;

    memset(&hints, 0, sizeof(hints));
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return FALSE;
    for (const struct addrinfo *ai = found; ai != NULL; ai = ai->ai_next)
        if (ai->ai_family == AF_INET && !config.has_v4) {
            memcpy(&config.v4, ai->ai_addr, sizeof(config.v4));
            config.has_v4 = TRUE;
        } else if (ai->ai_family == AF_INET6 && !config.has_v6) {
            memcpy(&config.v6, ai->ai_addr, sizeof(config.v6));
            config.has_v6 = TRUE;
        }
    freeaddrinfo(found);
    return config.has_v4 || config.has_v6;
}

/* HOST, HOST:PORT, [IPV6] or [IPV6]:PORT. */
static BOOL host_parse(char *text)
{
    char *port = strchr(text, ':');
    unsigned long number = 1080;

    if (*text == '[') {
        char *end = strchr(++text, ']');

        if (end == NULL || (end[1] != '\0' && end[1] != ':'))
            return FALSE;
        port = end[1] == ':' ? end + 1 : NULL;
        *end = '\0';
    }
    if (port != NULL) {
        *port++ = '\0';
        if (!number_parse(port, 65535, &number) || number == 0)
            return FALSE;
    }
    return *text != '\0' && host_resolve(text, port != NULL ? port : "1080");
}

static BOOL proxy_parse(char *text)
{
    char *at;

    if (strncmp(text, SCHEME, sizeof(SCHEME) - 1) != 0)
        return FALSE;
    text += sizeof(SCHEME) - 1;
    at = strrchr(text, '@');
    if (at != NULL && !login_parse(text, at))
        return FALSE;
    return host_parse(at != NULL ? at + 1 : text);
}

/* --- Variables */

/* One that is not set has the value of instead. FALSE: it is too long. */
static BOOL variable(const char *name, const char *instead, char *out)
{
    DWORD length;

    SetLastError(ERROR_SUCCESS);
    length = GetEnvironmentVariableA(name, out, TEXT_MAX);
    if (length == 0) {
        strcpy(out, GetLastError() == ERROR_ENVVAR_NOT_FOUND ? instead : "");
        return TRUE;
    }
    return length < TEXT_MAX;
}

BOOL config_read(void)
{
    const unsigned long day = 24 * 60 * 60;
    char text[TEXT_MAX];
    unsigned long seconds;
    BOOL good;

    memset(&config, 0, sizeof(config));
    if (!variable("WS2_PROXY_TIMEOUT", "30", text) ||
        !number_parse(text, day, &seconds) || seconds == 0)
        return FALSE;
    config.timeout_ms = (DWORD)seconds * 1000;
    if (!variable("WS2_PROXY_DIRECT", "127.0.0.0/8,::1", text) ||
        !ranges_parse(text))
        return FALSE;
    if (!variable("WS2_PROXY", "", text))
        return FALSE;
    config.on = text[0] != '\0';
    good = !config.on || proxy_parse(text);
    SecureZeroMemory(text, sizeof(text)); /* there was a password in it */
    return good;
}

/* --- Answers */

DWORD config_timeout_ms(void)
{
    return config.timeout_ms;
}

const struct socks5_login *config_login(void)
{
    return &config.login;
}

BOOL config_is_proxied(const struct sockaddr *target)
{
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)target;
    int family = target->sa_family;
    const BYTE *address = in6->sin6_addr.s6_addr;

    if (!config.on || (family != AF_INET && family != AF_INET6))
        return FALSE;
    if (family == AF_INET) {
        address = (const BYTE *)&((const struct sockaddr_in *)target)->sin_addr;
    } else if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
        family = AF_INET;
        address += 12;
    }
    for (unsigned i = 0; i < config.range_count; i++)
        if (range_has(&config.ranges[i], family, address))
            return FALSE;
    return TRUE;
}

static void map_v4(const struct sockaddr_in *from, struct sockaddr_in6 *to)
{
    memset(to, 0, sizeof(*to));
    to->sin6_family = AF_INET6;
    to->sin6_port = from->sin_port;
    memset(&to->sin6_addr.s6_addr[10], 0xff, 2);
    memcpy(&to->sin6_addr.s6_addr[12], &from->sin_addr, 4);
}

BOOL config_proxy(int family, SOCKADDR_STORAGE *address, int *length)
{
    if (family == AF_INET && config.has_v4) {
        memcpy(address, &config.v4, sizeof(config.v4));
        *length = sizeof(config.v4);
        return TRUE;
    }
    if (family != AF_INET6)
        return FALSE;
    if (config.has_v6)
        memcpy(address, &config.v6, sizeof(config.v6));
    else
        map_v4(&config.v4, (struct sockaddr_in6 *)address);
    *length = sizeof(config.v6);
    return TRUE;
}
