/* SPDX-License-Identifier: MIT */
/* The numbers of a FLOWSPEC. Page "FLOWSPEC structure", qos.h. */
#include "qos/check.h"

static bool is_given(ULONG number)
{
    return number != QOS_NOT_SPECIFIED;
}

static bool sizes_fit(const FLOWSPEC *f)
{
    return f->TokenBucketSize != 0 && f->MaxSduSize != 0 &&
           f->MinimumPolicedSize != 0 &&
           (!is_given(f->MinimumPolicedSize) || !is_given(f->MaxSduSize) ||
            f->MinimumPolicedSize <= f->MaxSduSize);
}

static bool rates_fit(const FLOWSPEC *f)
{
    return f->TokenRate != 0 &&
           (!is_given(f->TokenRate) || !is_given(f->PeakBandwidth) ||
            f->PeakBandwidth >= f->TokenRate);
}

/* What a receiver leaves open is taken from the sender, but for the rate of a
 * guaranteed service, or the delay that it follows from. */
static bool receiver_says_enough(const FLOWSPEC *f, ULONG base)
{
    if (base != SERVICETYPE_GUARANTEED)
        return true;
    return is_given(f->TokenRate)
               ? !is_given(f->Latency)
               : is_given(f->Latency) && is_given(f->DelayVariation);
}

/* Where a direction ends or is left alone, its numbers mean nothing. */
bool ws2_qos_flow_fits(const FLOWSPEC *flow, ULONG base, bool receiving)
{
    if (!ws2_qos_is_served(base))
        return true;
    if (!sizes_fit(flow) || !rates_fit(flow))
        return false;
    if (receiving)
        return receiver_says_enough(flow, base);
    return base == SERVICETYPE_QUALITATIVE || is_given(flow->TokenRate);
}
