/* SPDX-License-Identifier: MIT */
/* What a query for the DNS name space asks for; see nspdns.h. The service class
 * tells: a host by name or by address, a service's port, a service at a port of
 * a host, or records. Microsoft Learn, "NSPLookupServiceBegin", and the pages
 * of the getXbyY functions in the SPI. No state. */
#include "name/nspdns.h"

#include <stdlib.h>
#include <string.h>

#include <svcguid.h>

#include "name/idn.h"
#include "name/iptext.h"
#include "name/local.h"

static void filter_drop(struct ws2_nspdns_filter *f, int protocol)
{
    f->admits[0][protocol] = f->admits[1][protocol] = false;
}

static void filter_drop_family(struct ws2_nspdns_filter *f, bool v6)
{
    memset(f->admits[v6], 0, sizeof(f->admits[v6]));
}

static bool filter_has_family(const struct ws2_nspdns_filter *f, bool v6)
{
    return f->admits[v6][WS2_NSPDNS_TCP] || f->admits[v6][WS2_NSPDNS_UDP];
}

/* 0 stands for any family, any protocol. */
static void filter_admit(struct ws2_nspdns_filter *f, const AFPROTOCOLS *p)
{
    static const int families[] = {AF_INET, AF_INET6};
    static const int protocols[] = {IPPROTO_TCP, IPPROTO_UDP};

    for (int v6 = 0; v6 < 2; v6++)
        for (int i = 0; i < WS2_NSPDNS_PROTOCOLS; i++)
            if ((p->iAddressFamily == AF_UNSPEC ||
                 p->iAddressFamily == families[v6]) &&
                (p->iProtocol == 0 || p->iProtocol == protocols[i]))
                f->admits[v6][i] = true;
}

static void filter_read(struct ws2_nspdns_filter *f, const WSAQUERYSETW *set)
{
    const AFPROTOCOLS any = {AF_UNSPEC, 0};

    if (set->dwNumberOfProtocols == 0)
        filter_admit(f, &any);
    for (DWORD i = 0; i < set->dwNumberOfProtocols; i++)
        filter_admit(f, &set->lpafpProtocols[i]);
}

static void filter_port(struct ws2_nspdns_filter *f, int protocol,
                        uint16_t port)
{
    filter_drop(f, !protocol);
    f->port[protocol] = port;
}

static bool text_equal(const char16_t *a, const char16_t *b)
{
    for (; *a != 0 && *a == *b; a++)
        b++;
    return *a == *b;
}

/* A class that some provider knows has values for the ports of its services,
 * in all name spaces or in one. */
static bool info_port(const WSASERVICECLASSINFOW *info, const char16_t *name,
                      uint16_t *port)
{
    for (DWORD i = 0; info != NULL && i < info->dwCount; i++) {
        const WSANSCLASSINFOW *value = &info->lpClassInfos[i];

        if (value->lpszName == NULL || !text_equal(value->lpszName, name) ||
            (value->dwNameSpace != NS_ALL && value->dwNameSpace != NS_DNS) ||
            value->lpValue == NULL || value->dwValueSize < sizeof(*port))
            continue;
        memcpy(port, value->lpValue, sizeof(*port)); /* WORD or DWORD */
        return true;
    }
    return false;
}

static ws2_err info_read(struct ws2_nspdns_ask *ask,
                         const WSASERVICECLASSINFOW *info)
{
    static const char16_t tcp[] = SERVICE_TYPE_VALUE_TCPPORTW;
    static const char16_t udp[] = SERVICE_TYPE_VALUE_UDPPORTW;
    bool has_tcp = info_port(info, tcp, &ask->filter.port[WS2_NSPDNS_TCP]);
    bool has_udp = info_port(info, udp, &ask->filter.port[WS2_NSPDNS_UDP]);

    if (!has_tcp && !has_udp)
        return WSASERVICE_NOT_FOUND;
    if (!has_tcp)
        filter_drop(&ask->filter, WS2_NSPDNS_TCP);
    if (!has_udp)
        filter_drop(&ask->filter, WS2_NSPDNS_UDP);
    ask->kind = WS2_NSPDNS_HOST;
    ask->service = true;
    return WS2_OK;
}

/* The addresses in DNS are a host's like all others. */
static void record_read(struct ws2_nspdns_ask *ask, unsigned type)
{
    ask->kind = type == WS2_DNS_A || type == WS2_DNS_AAAA ? WS2_NSPDNS_HOST
                                                          : WS2_NSPDNS_RECORDS;
    ask->type = type;
    ask->service = type == WS2_DNS_SRV;
    if (ask->kind == WS2_NSPDNS_HOST)
        filter_drop_family(&ask->filter, type == WS2_DNS_A);
}

/* The class of DNS itself, with a record type, has no port. */
static void port_class_read(struct ws2_nspdns_ask *ask, const GUID *class)
{
    unsigned record = RR_FROM_SVCID(class);

    ask->kind = WS2_NSPDNS_HOST;
    ask->service = true;
    if (record == 0 || !IS_SVCID_DNS(class))
        filter_port(&ask->filter,
                    IS_SVCID_UDP(class) ? WS2_NSPDNS_UDP : WS2_NSPDNS_TCP,
                    PORT_FROM_SVCID_TCP(class));
    if (record != 0)
        record_read(ask, record);
}

static ws2_err class_read(struct ws2_nspdns_ask *ask,
                          const WSASERVICECLASSINFOW *info)
{
    static const struct {
        GUID class;
        enum ws2_nspdns_kind kind;
        bool service;
    } classes[] = {
        {SVCID_HOSTNAME, WS2_NSPDNS_HOST, false},
        {SVCID_INET_HOSTADDRBYNAME, WS2_NSPDNS_HOST, false},
        {SVCID_INET_HOSTADDRBYINETSTRING, WS2_NSPDNS_ADDRESS, false},
        {SVCID_INET_SERVICEBYNAME, WS2_NSPDNS_PORT, true},
    };

    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (IsEqualGUID(&ask->class, &classes[i].class)) {
            ask->kind = classes[i].kind;
            ask->service = classes[i].service;
            return WS2_OK;
        }
    if (!IS_SVCID_TCP(&ask->class) && !IS_SVCID_UDP(&ask->class))
        return info_read(ask, info);
    port_class_read(ask, &ask->class);
    return WS2_OK;
}

/* DNS has names in ASCII; what cannot be encoded is asked for as it is, and not
 * found. */
static ws2_err name_encode(struct ws2_nspdns_ask *ask)
{
    char room[WS2_IDN_MAX];
    const char *encoded;
    ws2_err err = ws2_idn_encode(ask->name, room, &encoded);

    if (err == WS2_OK && encoded == room)
        strcpy(ask->name, room);
    return err == WSAHOST_NOT_FOUND ? WS2_OK : err;
}

static ws2_err name_read(struct ws2_nspdns_ask *ask, const WCHAR *name)
{
    static const GUID by_name = SVCID_INET_HOSTADDRBYNAME;

    if (name == NULL || *name == 0) /* this machine */
        return ask->kind == WS2_NSPDNS_HOST ? WS2_OK : WSAEINVAL;
    if (ws2_text_in_wide(ask->name, name) != WS2_TEXT_OK)
        return WSAEINVAL;
    switch (ask->kind) {
    case WS2_NSPDNS_HOST: /* gethostbyname's class knows no addresses */
        ask->numeric = !IsEqualGUID(&ask->class, &by_name) &&
                       ws2_ip_parse(ask->name, &ask->ip);
        break;
    case WS2_NSPDNS_ADDRESS:
        return ws2_ip_parse(ask->name, &ask->ip) ? WS2_OK : WSAEINVAL;
    case WS2_NSPDNS_RECORDS:
        return (ask->flags & LUP_DISABLE_IDN_ENCODING) == 0 ? name_encode(ask)
                                                            : WS2_OK;
    case WS2_NSPDNS_PORT:
        break;
    }
    return WS2_OK;
}

/* A query string names the service whose port the addresses are to have. */
static ws2_err query_read(struct ws2_nspdns_ask *ask, const WCHAR *query)
{
    size_t size;

    if (query == NULL)
        return WS2_OK;
    size = ws2_text_to_utf8(query, NULL);
    ask->query = malloc(size);
    if (ask->query == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    (void)ws2_text_to_utf8(query, ask->query);
    if (*ask->query == '\0' || ask->service)
        return WS2_OK;
    return ws2_nspdns_service_ports(ask->query, &ask->filter);
}

/* Addresses of the one family that are asked for stand in for the other. */
static void filter_flags(struct ws2_nspdns_ask *ask)
{
    struct ws2_nspdns_filter *f = &ask->filter;

    for (int i = 0; i < WS2_NSPDNS_PROTOCOLS; i++)
        if ((ask->flags & LUP_DUAL_ADDR) != 0)
            f->admits[0][i] |= f->admits[1][i];
    for (int v6 = 0; v6 < 2; v6++)
        if ((ask->flags & LUP_ADDRCONFIG) != 0 && !ws2_local_configured(v6))
            filter_drop_family(f, v6);
}

static unsigned want_of(const struct ws2_nspdns_ask *ask)
{
    return (filter_has_family(&ask->filter, false) ? WS2_WANT_V4 : 0) |
           (filter_has_family(&ask->filter, true) ? WS2_WANT_V6 : 0) |
           ((ask->flags & LUP_DNS_ONLY) != 0 ? WS2_WANT_DNS_ONLY : 0) |
           ((ask->flags & LUP_DISABLE_IDN_ENCODING) != 0 ? WS2_WANT_UTF8 : 0);
}

ws2_err ws2_nspdns_ask_read(struct ws2_nspdns_ask *ask, const WSAQUERYSETW *set,
                            const WSASERVICECLASSINFOW *info, DWORD flags)
{
    ws2_err err;

    if (set->dwSize != sizeof(*set) || set->lpServiceClassId == NULL)
        return WSAEINVAL;
    if ((flags & LUP_CONTAINERS) != 0)
        return WSANO_DATA; /* there are none in this name space */
    ask->flags = flags;
    ask->class = *set->lpServiceClassId;
    filter_read(&ask->filter, set);
    err = class_read(ask, info);
    if (err == WS2_OK)
        err = name_read(ask, set->lpszServiceInstanceName);
    if (err == WS2_OK)
        err = query_read(ask, set->lpszQueryString);
    filter_flags(ask);
    ask->want = want_of(ask);
    if (err == WS2_OK && (ask->want & (WS2_WANT_V4 | WS2_WANT_V6)) == 0)
        err = WSANO_DATA;
    if (err != WS2_OK)
        ws2_nspdns_ask_free(ask);
    return err;
}

void ws2_nspdns_ask_free(struct ws2_nspdns_ask *ask)
{
    free(ask->query);
    ask->query = NULL;
}
