/* SPDX-License-Identifier: MIT */
/* The list of objects behind the flowspecs. What each of them is to be like is
 * objects.def. Pages "QOS_OBJECT_HDR structure", "QOS objects". */
#include <stddef.h>

#include <ws2ipdef.h>
#include <traffic.h>

#include "os/mem.h"
#include "qos/check.h"

static ws2_err bad_list(struct ws2_qos_reading *r, ULONG value)
{
    return ws2_qos_refuse(r, WSA_QOS_EPROVSPECBUF, value);
}

/* An object of a fixed size into a variable of its type. */
#define OBJECT_IN(object, at) (os_mem_copy_in(&(object), at, sizeof(object)))

/* Nothing to be read in it. */
static ws2_err read_nothing(struct ws2_qos_reading *r, const char *at)
{
    (void)r, (void)at;
    return WS2_OK;
}

/* Told by us, or traffic control's own. */
static ws2_err read_misplaced(struct ws2_qos_reading *r, const char *at)
{
    (void)at;
    return bad_list(r, GQOS_SETQOS_BADPROVSPECOBJ);
}

static ws2_err read_reserve(struct ws2_qos_reading *r, const char *at)
{
    RSVP_RESERVE_INFO info;

    return OBJECT_IN(info, at) != 0 ? ws2_qos_fault(r)
                                    : ws2_qos_reserve_read(r, &info);
}

/* Plain borrowing is kept for who programs traffic control itself. */
static ws2_err read_sd_mode(struct ws2_qos_reading *r, const char *at)
{
    QOS_SD_MODE mode;

    if (OBJECT_IN(mode, at) != 0)
        return ws2_qos_fault(r);
    switch (mode.ShapeDiscardMode) {
    case TC_NONCONF_SHAPE:
    case TC_NONCONF_DISCARD:
        if (r->out->sending.TokenRate == QOS_NOT_SPECIFIED)
            break;
        r->out->sd_mode = mode.ShapeDiscardMode;
        return WS2_OK;
    case TC_NONCONF_BORROW_PLUS:
        r->out->sd_mode = mode.ShapeDiscardMode;
        return WS2_OK;
    default:
        break;
    }
    return ws2_qos_refuse(r, WSA_QOS_ESDMODEOBJ, GQOS_SETQOS_MODENOTSUPPORTED);
}

static ws2_err read_shaping_rate(struct ws2_qos_reading *r, const char *at)
{
    const ULONG token_rate = r->out->sending.TokenRate;
    QOS_SHAPING_RATE rate;

    if (OBJECT_IN(rate, at) != 0)
        return ws2_qos_fault(r);
    if (rate.ShapingRate == 0 || rate.ShapingRate == QOS_NOT_SPECIFIED ||
        (token_rate != QOS_NOT_SPECIFIED && rate.ShapingRate < token_rate))
        return ws2_qos_refuse(r, WSA_QOS_ESHAPERATEOBJ,
                              GQOS_SETQOS_BADPROVSPECOBJ);
    r->out->shaping_rate = rate.ShapingRate;
    return WS2_OK;
}

/* Where a datagram socket sends that is not connected. */
static ws2_err read_destaddr(struct ws2_qos_reading *r, const char *at)
{
    const int family = r->facts->family;
    const ULONG need = family == AF_INET ? sizeof(struct sockaddr_in)
                                         : sizeof(struct sockaddr_in6);
    SOCKADDR_STORAGE to = {0};
    QOS_DESTADDR dest;

    if (OBJECT_IN(dest, at) != 0)
        return ws2_qos_fault(r);
    if (r->facts->protocol == IPPROTO_TCP)
        return bad_list(r, GQOS_SETQOS_ILLEGALOP);
    if (dest.SocketAddress == NULL)
        return bad_list(r, GQOS_SETQOS_INVALIDADDRESS);
    if (dest.SocketAddressLength < need)
        return bad_list(r, GQOS_SETQOS_BADADDRLEN);
    if (os_mem_copy_in(&to, dest.SocketAddress, need) != 0)
        return ws2_qos_fault(r);
    if (to.ss_family != family)
        return bad_list(r, GQOS_SETQOS_INVALIDADDRESS);
    r->out->destination = to;
    return WS2_OK;
}

static ws2_err mark_read(struct ws2_qos_reading *r, const char *at, ULONG most,
                         ULONG *out)
{
    ULONG value;

    if (os_mem_copy_in(&value, at + sizeof(QOS_OBJECT_HDR), sizeof(value)) != 0)
        return ws2_qos_fault(r);
    if (value > most)
        return bad_list(r, GQOS_BAD_TRAFFICCLASS);
    *out = value;
    return WS2_OK;
}

static ws2_err read_ds_class(struct ws2_qos_reading *r, const char *at)
{
    return mark_read(r, at, 0x3f, &r->out->ds_field);
}

static ws2_err read_traffic_class(struct ws2_qos_reading *r, const char *at)
{
    return mark_read(r, at, 7, &r->out->traffic_class);
}

static ws2_err read_tcp_traffic(struct ws2_qos_reading *r, const char *at)
{
    (void)at;
    r->out->tcp_traffic = true;
    return WS2_OK;
}

#define read_policy ws2_qos_policy_read

static const struct kind {
    ULONG type, size;
    bool longer; /* size is the least */
    ws2_err (*read)(struct ws2_qos_reading *r, const char *at);
} kinds[] = {
#define QOS_OBJECT(type, size, longer, read) {type, size, longer, read_##read},
#include "qos/objects.def"
#undef QOS_OBJECT
};

static const struct kind *kind_of(ULONG type)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (kinds[i].type == type)
            return &kinds[i];
    return NULL;
}

static ws2_err object_read(struct ws2_qos_reading *r, const char *at,
                           const QOS_OBJECT_HDR *hdr, ULONG left,
                           unsigned *seen)
{
    const struct kind *kind;
    unsigned bit;

    if (hdr->ObjectLength < sizeof(*hdr) || hdr->ObjectLength > left)
        return ws2_qos_refuse(r, WSA_QOS_EOBJLENGTH, GQOS_SETQOS_BADOBJLENGTH);
    kind = kind_of(hdr->ObjectType);
    if (kind == NULL)
        return ws2_qos_refuse(r, WSA_QOS_EUNKOWNPSOBJ,
                              GQOS_SETQOS_UNKNOWNPSOBJ);
    if (kind->longer ? hdr->ObjectLength < kind->size
                     : hdr->ObjectLength != kind->size)
        return ws2_qos_refuse(r, WSA_QOS_EOBJLENGTH, GQOS_SETQOS_BADOBJLENGTH);
    bit = 1u << (kind - kinds);
    if ((*seen & bit) != 0)
        return bad_list(r, GQOS_SETQOS_COLLISION);
    *seen |= bit;
    return kind->read(r, at);
}

/* A list may end without saying so: Microsoft's samples do. */
ws2_err ws2_qos_objects_read(struct ws2_qos_reading *r, const char *at,
                             ULONG len)
{
    QOS_OBJECT_HDR hdr;
    unsigned seen = 0;
    ws2_err err;

    for (; len > 0; at += hdr.ObjectLength, len -= hdr.ObjectLength) {
        if (len < sizeof(hdr))
            return bad_list(r, GQOS_SETQOS_BADPROVSPECBUF);
        if (os_mem_copy_in(&hdr, at, sizeof(hdr)) != 0)
            return ws2_qos_fault(r);
        err = object_read(r, at, &hdr, len, &seen);
        if (err != WS2_OK || hdr.ObjectType == QOS_OBJECT_END_OF_LIST)
            return err;
    }
    return WS2_OK;
}
