/* SPDX-License-Identifier: MIT */
/* An RSVP message: the first byte says which of the rules that would stop most
 * inputs at the door are kept for it: 1 the length in the header is right, 2
 * there is no checksum. What is accepted can be built, and reads the same. */
#include <errno.h>

#include "fuzz.h"
#include "samples.h"

static void rebuilt(struct rsvp_message *m)
{
    static uint8_t bytes[RSVP_MAX_MESSAGE], again[RSVP_MAX_MESSAGE];
    struct rsvp_message back;
    int length = rsvp_build(m, bytes, sizeof(bytes)), same;

    MUST(length > 0);
    MUST(rsvp_parse(bytes, (size_t)length, &back, NULL) == 0);
    m->has &= ~(unsigned)RSVP_HAS_INTEGRITY;
    MUST(rsvp_message_equal(m, &back));
    same = rsvp_build(&back, again, sizeof(again));
    MUST(same == length && memcmp(bytes, again, (size_t)length) == 0);
    rsvp_message_clear(&back);
}

/* What a node does with what it was told. */
static void used(const struct rsvp_message *m)
{
    static const struct rsvp_ad_hop hop = {
        .bandwidth = 125000, .latency = 10, .mtu = 1500, .c = 1500, .d = 100};
    struct rsvp_windows_flowspec w;
    struct rsvp_adspec ad = m->adspec;

    rsvp_tspec_to_windows(&w, &m->tspec);
    rsvp_adspec_hop(&ad, &hop);
    for (size_t i = 0; i < m->n_flows; i++) {
        struct rsvp_flowspec f = m->flows[0].flowspec;

        if (!m->flows[i].has_flowspec)
            continue;
        rsvp_flowspec_to_windows(&w, &m->flows[i].flowspec);
        rsvp_flowspec_merge(&f, &m->flows[i].flowspec);
        MUST(rsvp_flowspec_valid(&f));
        rsvp_guaranteed_delay(&m->flows[i].flowspec, &ad);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    uint8_t what = input_byte(&in);
    size_t length = in.left;
    uint8_t *bytes = input_copy(&in, length, 0);
    struct rsvp_reject reject;
    struct rsvp_message m;
    int res;

    if (length >= 8 && length <= RSVP_MAX_MESSAGE && (what & 1)) {
        bytes[6] = (uint8_t)(length >> 8);
        bytes[7] = (uint8_t)length;
    }
    if (length >= 8 && (what & 2))
        bytes[2] = bytes[3] = 0;
    res = rsvp_parse(bytes, length, &m, &reject);
    free(bytes);
    MUST(res == 0 || res == -EBADMSG || res == -EPROTO);
    MUST((res == -EPROTO) == (reject.code != 0));
    MUST(res == 0 || reject.why != NULL);
    if (res == 0) {
        used(&m);
        rebuilt(&m);
    }
    if (res != -EBADMSG)
        rsvp_message_clear(&m);
    return 0;
}
