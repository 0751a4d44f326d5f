/* SPDX-License-Identifier: MIT */
/* Messages between the library and the agent, any bytes: what fits is read
 * within its bounds, and a change becomes objects that are well formed. */
#include "fuzz.h"

#include <winsock2.h>

#include "qos/agentmsg.h"

static void objects_are_whole(const struct ws2_qos_change *change)
{
    const char *at = change->objects;
    size_t left = change->objects_len;
    QOS_OBJECT_HDR hdr;

    while (left > 0) {
        MUST(left >= sizeof(hdr));
        memcpy(&hdr, at, sizeof(hdr));
        MUST(hdr.ObjectLength >= sizeof(hdr) && hdr.ObjectLength <= left);
        at += hdr.ObjectLength;
        left -= hdr.ObjectLength;
    }
}

static void change_read(const struct ws2_aw_change *m)
{
    struct ws2_qos_change change;

    if (!ws2_aw_change_get(m, &change))
        return;
    objects_are_whole(&change);
    MUST(change.status.code != WS2_OK);
    free((void *)(uintptr_t)change.objects);
}

/* What a SET counts is there, and nothing behind it. */
static void set_read(const struct ws2_aw_set *m, size_t len)
{
    const unsigned char *policy = ws2_aw_set_policy(m);

    MUST(m->sender_count <= WS2_AW_FILTERS_MAX);
    MUST(policy + m->policy_len == (const unsigned char *)m + len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ws2_aw_head *m = malloc(size > 0 ? size : 1);

    if (m == NULL)
        return 0;
    memcpy(m, data, size);
    if (ws2_aw_fits(m, size, true) && m->type == WS2_AW_SET)
        set_read((const struct ws2_aw_set *)(const void *)m, size);
    if (ws2_aw_fits(m, size, false) && m->type == WS2_AW_CHANGE)
        change_read((const struct ws2_aw_change *)(const void *)m);
    free(m);
    return 0;
}
