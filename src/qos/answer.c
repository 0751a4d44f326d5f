/* SPDX-License-Identifier: MIT */
/* Changes as programs see them; see answer.h. */
#include "qos/answer.h"

#include <stdlib.h>
#include <string.h>

#include "os/mem.h"

RSVP_STATUS_INFO ws2_qos_status_info(const struct ws2_qos_status *status)
{
    return (RSVP_STATUS_INFO){
        .ObjectHdr = {RSVP_OBJECT_STATUS_INFO, sizeof(RSVP_STATUS_INFO)},
        .StatusCode = (ULONG)status->code,
        .ExtendedStatus1 = status->extended[0],
        .ExtendedStatus2 = status->extended[1]};
}

static unsigned char *put(unsigned char *at, const void *part, size_t len)
{
    if (len > 0)
        memcpy(at, part, len);
    return at + len;
}

struct ws2_qos_answer *ws2_qos_answer_new(const struct ws2_qos_change *change)
{
    const RSVP_STATUS_INFO status = ws2_qos_status_info(&change->status);
    const QOS_OBJECT_HDR end = {QOS_OBJECT_END_OF_LIST, sizeof(end)};
    const size_t list = sizeof(status) + change->objects_len + sizeof(end);
    const QOS qos = {.SendingFlowspec = change->sending,
                     .ReceivingFlowspec = change->receiving,
                     .ProviderSpecific = {.len = (ULONG)list}};
    struct ws2_qos_answer *a = malloc(sizeof(*a) + sizeof(qos) + list);
    unsigned char *at;

    if (a == NULL)
        return NULL;
    a->next = NULL;
    a->code = change->status.code;
    a->len = sizeof(qos) + list;
    at = put(a->bytes, &qos, sizeof(qos));
    at = put(at, &status, sizeof(status));
    at = put(at, change->objects, change->objects_len);
    put(at, &end, sizeof(end));
    return a;
}

ws2_err ws2_qos_answer_put(const struct ws2_qos_answer *answer, void *out,
                           size_t room)
{
    const size_t at = offsetof(QOS, ProviderSpecific.buf);
    const ULONG need = (ULONG)answer->len;
    char *list = (char *)out + sizeof(QOS);

    if (room < answer->len)
        return os_mem_copy_out(out, &need, sizeof(need)) != 0 ? WSAEFAULT
                                                              : WSAENOBUFS;
    if (os_mem_copy_out(out, answer->bytes, answer->len) != 0 ||
        os_mem_copy_out((char *)out + at, &list, sizeof(list)) != 0)
        return WSAEFAULT;
    return WS2_OK;
}
