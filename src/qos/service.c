/* SPDX-License-Identifier: MIT */
/* ServiceType's two spellings; see service.h. */
#include "qos/service.h"

/* SERVICE_NO_TRAFFIC_CONTROL is two bits, and shares the upper one with the
 * older spelling, a mask of bits 16 to 23. */
#define MASKED        0x80000000u
#define NO_CONTROL    0x01000000u
#define MASKS         0x00ff0000u
#define NUMBERS       0x0000ffffu
#define MASK_OF(name) ((name)&MASKS)

static bool mask_read(ULONG mask, ULONG *base)
{
    switch (mask) {
    case MASK_OF(SERVICE_BESTEFFORT):
        *base = SERVICETYPE_BESTEFFORT;
        return true;
    case MASK_OF(SERVICE_CONTROLLEDLOAD):
        *base = SERVICETYPE_CONTROLLEDLOAD;
        return true;
    case MASK_OF(SERVICE_GUARANTEED):
        *base = SERVICETYPE_GUARANTEED;
        return true;
    case MASK_OF(SERVICE_QUALITATIVE):
        *base = SERVICETYPE_QUALITATIVE;
        return true;
    default:
        return false;
    }
}

static bool number_read(ULONG number, ULONG *base)
{
    *base = number;
    return number <= SERVICETYPE_NOCHANGE ||
           number == SERVICETYPE_NONCONFORMING ||
           number == SERVICETYPE_NETWORK_CONTROL ||
           number == SERVICETYPE_QUALITATIVE;
}

bool ws2_qos_service_read(ULONG type, struct ws2_qos_service *out)
{
    const ULONG high = type & (MASKED | NO_CONTROL);
    const ULONG known =
        MASKED | SERVICE_NO_QOS_SIGNALING | NO_CONTROL | MASKS | NUMBERS;

    out->no_signaling = (type & SERVICE_NO_QOS_SIGNALING) != 0;
    out->no_traffic_control = high == SERVICE_NO_TRAFFIC_CONTROL;
    if ((type & ~known) != 0 || high == NO_CONTROL)
        return false;
    if ((type & MASKS) != 0)
        return (type & NUMBERS) == 0 && (type & MASKED) != 0 &&
               mask_read(type & MASKS, &out->base);
    return high != MASKED && number_read(type & NUMBERS, &out->base);
}

bool ws2_qos_flow_is_served(const FLOWSPEC *flow)
{
    struct ws2_qos_service s;

    return ws2_qos_service_read(flow->ServiceType, &s) &&
           ws2_qos_is_served(s.base);
}
