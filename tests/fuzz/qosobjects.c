/* SPDX-License-Identifier: MIT */
/* The list of objects behind a QOS, any bytes: an even first byte; or a
 * reservation and a policy whose pointers lead to the rest of the input. */
#include "fuzz.h"

#include <winsock2.h>

#include "qos/check.h"

static void checked(QOS *qos, uint8_t what)
{
    struct ws2_qos_request kept, out;
    struct ws2_qos_facts facts = {.family = what & 2 ? AF_INET6 : AF_INET,
                                  .protocol =
                                      what & 4 ? IPPROTO_TCP : IPPROTO_UDP,
                                  .connected = (what & 8) != 0,
                                  .current = &kept};
    struct ws2_qos_status why = {0};
    ws2_err err;

    ws2_qos_request_init(&kept);
    err = ws2_qos_check(qos, &facts, &out, &why);
    MUST(err == WS2_OK || err == why.code);
    MUST(err == WS2_OK || (out.senders == NULL && out.policy == NULL));
    MUST(out.sender_count <= WS2_QOS_SENDERS_MAX);
    MUST(err != WS2_OK || out.style != RSVP_DEFAULT_STYLE);
    ws2_qos_request_clear(&out);
}

/* Every pointer is one that the program may have given: to what is there, which
 * is as long as it says. */
static void reservation(struct input *in, QOS *qos, uint8_t what)
{
    RSVP_RESERVE_INFO info;
    size_t flows = input_byte(in) % 4u, filters = input_byte(in) % 4u;
    FLOWDESCRIPTOR *list = input_copy(in, flows * sizeof(*list), 0);
    RSVP_FILTERSPEC *senders = input_copy(in, filters * sizeof(*senders), 0);
    unsigned char *policy;

    input_fill(in, &info, sizeof(info));
    policy = input_copy(in, in->left, 0x10010);
    info.ObjectHdr = (QOS_OBJECT_HDR){RSVP_OBJECT_RESERVE_INFO, sizeof(info)};
    info.NumFlowDesc = (ULONG)flows;
    info.FlowDescList = list;
    info.PolicyElementList = (what & 16) != 0 ? (void *)policy : NULL;
    for (size_t i = 0; i < flows; i++) {
        list[i].NumFilters = (ULONG)filters;
        list[i].FilterList = senders;
    }
    qos->ProviderSpecific.len = sizeof(info);
    qos->ProviderSpecific.buf = (char *)&info;
    checked(qos, what);
    free(policy);
    free(senders);
    free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    uint8_t what = input_byte(&in);
    char *list;
    QOS qos;

    memset(&qos, 0, sizeof(qos));
    input_fill(&in, &qos.SendingFlowspec, sizeof(qos.SendingFlowspec));
    input_fill(&in, &qos.ReceivingFlowspec, sizeof(qos.ReceivingFlowspec));
    if ((what & 1) != 0) {
        reservation(&in, &qos, what);
        return 0;
    }
    qos.ProviderSpecific.len = (ULONG)in.left;
    list = input_copy(&in, in.left, 0);
    qos.ProviderSpecific.buf = list;
    checked(&qos, what);
    free(list);
    return 0;
}
