/* SPDX-License-Identifier: MIT */
/* A filter names one sender. Page "RSVP_FILTERSPEC structure". */
#include <string.h>

#include "qos/check.h"

static ws2_err bad_filter(struct ws2_qos_reading *r, ULONG value)
{
    return ws2_qos_refuse(r, WSA_QOS_EPSFILTERSPEC, value);
}

static bool ip4_is_host(const IN_ADDR_IPV4 *a)
{
    return a->Addr != 0 && a->Addr != 0xffffffff &&
           (a->AddrBytes[0] & 0xf0) != 0xe0;
}

static bool ip6_is_host(const IN_ADDR_IPV6 *a)
{
    static const IN_ADDR_IPV6 any;

    return a->Addr[0] != 0xff && memcmp(a, &any, sizeof(any)) != 0;
}

/* What all types have, each in a place of its own. port: 0 where there must be
 * one and none is, anything else where there need be none. */
struct parts {
    bool host;
    unsigned unused;
    ULONG port;
    size_t size; /* of the type's own structure */
};

static struct parts parts_of(const RSVP_FILTERSPEC *f)
{
    switch (f->Type) {
    case FILTERSPECV4:
        return (struct parts){ip4_is_host(&f->FilterSpecV4.Address),
                              f->FilterSpecV4.Unused, f->FilterSpecV4.Port,
                              sizeof(f->FilterSpecV4)};
    case FILTERSPECV4_GPI:
        return (struct parts){ip4_is_host(&f->FilterSpecV4Gpi.Address), 0,
                              f->FilterSpecV4Gpi.GeneralPortId,
                              sizeof(f->FilterSpecV4Gpi)};
    case FILTERSPECV6:
        return (struct parts){ip6_is_host(&f->FilterSpecV6.Address),
                              f->FilterSpecV6.UnUsed, f->FilterSpecV6.Port,
                              sizeof(f->FilterSpecV6)};
    case FILTERSPECV6_FLOW:
        return (struct parts){ip6_is_host(&f->FilterSpecV6Flow.Address),
                              f->FilterSpecV6Flow.UnUsed, 1,
                              sizeof(f->FilterSpecV6Flow)};
    case FILTERSPECV6_GPI:
    case FILTERSPEC_END:
    default:
        return (struct parts){ip6_is_host(&f->FilterSpecV6Gpi.Address), 0,
                              f->FilterSpecV6Gpi.GeneralPortId,
                              sizeof(f->FilterSpecV6Gpi)};
    }
}

static bool type_fits(ULONG type, int family)
{
    switch (type) {
    case FILTERSPECV4:
    case FILTERSPECV4_GPI:
        return family == AF_INET;
    case FILTERSPECV6:
    case FILTERSPECV6_FLOW:
    case FILTERSPECV6_GPI:
        return family == AF_INET6;
    default:
        return false;
    }
}

ws2_err ws2_qos_filter_read(struct ws2_qos_reading *r,
                            const RSVP_FILTERSPEC *filter, RSVP_FILTERSPEC *out)
{
    struct parts parts;

    if (!type_fits((ULONG)filter->Type, r->facts->family))
        return ws2_qos_refuse(r, WSA_QOS_EFILTERTYPE,
                              GQOS_SETQOS_BADFILTERTYPE);
    parts = parts_of(filter);
    if (!parts.host)
        return bad_filter(r, GQOS_SETQOS_INVALIDADDRESS);
    if (parts.unused != 0)
        return bad_filter(r, GQOS_SETQOS_UNKNOWNFILTEROBJ);
    if (parts.port == 0) /* TCP and UDP always have one */
        return bad_filter(r, GQOS_API_BADSPORT);
    memset(out, 0, sizeof(*out));
    out->Type = filter->Type;
    memcpy(&out->FilterSpecV4, &filter->FilterSpecV4, parts.size);
    return WS2_OK;
}
