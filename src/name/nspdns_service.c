/* SPDX-License-Identifier: MIT */
/* Services as text, "ftp" or "21/tcp"; see nspdns.h. Microsoft Learn,
 * "getservbyname and getservbyport Functions in the SPI". No state. */
#include "name/nspdns.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES 256

static const char *const protocol_names[] = {"tcp", "udp"};

struct service {
    char name[NAME_MAX_BYTES];
    const char *protocol; /* in the text; NULL: any */
    bool numeric;
    int port;
};

static bool service_parse(struct service *s, const char *text)
{
    size_t len = strcspn(text, "/");
    unsigned long number;
    char *end;

    if (len == 0 || len >= sizeof(s->name))
        return false;
    memcpy(s->name, text, len);
    s->name[len] = '\0';
    s->protocol = text[len] == '/' ? text + len + 1 : NULL;
    s->numeric = strspn(s->name, "0123456789") == len;
    if (!s->numeric)
        return true;
    number = strtoul(s->name, &end, 10);
    s->port = (int)number;
    return number <= UINT16_MAX;
}

static ws2_err service_err(ws2_err err)
{
    return err == WSAHOST_NOT_FOUND ? WSASERVICE_NOT_FOUND : err;
}

ws2_err ws2_nspdns_service(const char *text, struct ws2_netdb *entry)
{
    struct service s;

    if (!service_parse(&s, text))
        return WSASERVICE_NOT_FOUND;
    return service_err(s.numeric
                           ? ws2_service_by_port(s.port, s.protocol, entry)
                           : ws2_service_by_name(s.name, s.protocol, entry));
}

/* A number needs no file. */
static ws2_err port_find(const struct service *s, const char *protocol,
                         uint16_t *port)
{
    struct ws2_netdb entry;
    ws2_err err;

    if (s->protocol != NULL && strcasecmp(s->protocol, protocol) != 0)
        return WSAHOST_NOT_FOUND;
    if (s->numeric) {
        *port = (uint16_t)s->port;
        return WS2_OK;
    }
    err = ws2_service_by_name(s->name, protocol, &entry);
    if (err != WS2_OK)
        return err == WSANO_DATA ? WSAHOST_NOT_FOUND : err;
    *port = (uint16_t)entry.number;
    ws2_netdb_clear(&entry);
    return WS2_OK;
}

ws2_err ws2_nspdns_service_ports(const char *text,
                                 struct ws2_nspdns_filter *filter)
{
    ws2_err err = WSAHOST_NOT_FOUND;
    struct service s;

    if (!service_parse(&s, text))
        return WSASERVICE_NOT_FOUND;
    for (int i = 0; i < WS2_NSPDNS_PROTOCOLS; i++) {
        ws2_err one = port_find(&s, protocol_names[i], &filter->port[i]);

        if (one != WS2_OK)
            filter->admits[0][i] = filter->admits[1][i] = false;
        if (one != WSAHOST_NOT_FOUND)
            err = one;
    }
    return service_err(err);
}
