/* SPDX-License-Identifier: MIT */
/* Policy elements: looked at as far as their form goes, and handed on. Page
 * "RSVP_POLICY_INFO structure". */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "qos/check.h"

#define HEAD offsetof(RSVP_POLICY_INFO, PolicyElement)

/* More does not fit into a message. */
#define ELEMENTS_MAX 0xffffu

/* RFC 2752: the numbers below are standards'. AUTH_USER is the agent's to
 * write, AUTH_APP the program's. */
#define AUTH_APP      3
#define FIRST_PRIVATE 49152

static ws2_err bad_policy(struct ws2_qos_reading *r)
{
    return ws2_qos_refuse(r, WSA_QOS_EPOLICYOBJ, GQOS_SETQOS_BADPOLICYOBJ);
}

struct element {
    USHORT len, type;
};

static struct element element_at(const unsigned char *at)
{
    struct element e;

    memcpy(&e, at, sizeof(e));
    return e;
}

/* As many as are counted, and nothing behind them. */
static bool elements_fit(const unsigned char *at, size_t len, ULONG count)
{
    while (count > 0 && len >= RSVP_POLICY_HDR_LEN) {
        struct element e = element_at(at);

        if (e.len < RSVP_POLICY_HDR_LEN || e.len % 4 != 0 || e.len > len)
            return false;
        at += e.len;
        len -= e.len;
        count--;
    }
    return count == 0 && len == 0;
}

static bool types_are_free(const unsigned char *at, size_t len)
{
    for (size_t i = 0; i < len; i += element_at(at + i).len) {
        USHORT type = element_at(at + i).type;

        if (type != AUTH_APP && type < FIRST_PRIVATE)
            return false;
    }
    return true;
}

static ws2_err elements_check(struct ws2_qos_reading *r,
                              const unsigned char *at, size_t len, ULONG count)
{
    if (!elements_fit(at, len, count))
        return bad_policy(r);
    if (!types_are_free(at, len))
        return ws2_qos_refuse(r, WSA_QOS_RESERVED_PETYPE,
                              GQOS_SETQOS_BADPOLICYOBJECT);
    return WS2_OK;
}

/* Behind those that another object had. */
static ws2_err elements_add(struct ws2_qos_reading *r, const char *from,
                            size_t len, ULONG count)
{
    struct ws2_qos_request *out = r->out;
    unsigned char *all = realloc(out->policy, out->policy_len + len);
    ws2_err err;

    if (all == NULL)
        return ws2_qos_no_memory(r);
    out->policy = all;
    if (os_mem_copy_in(all + out->policy_len, from, len) != 0)
        return ws2_qos_fault(r);
    err = elements_check(r, all + out->policy_len, len, count);
    if (err == WS2_OK)
        out->policy_len += len;
    return err;
}

ws2_err ws2_qos_policy_read(struct ws2_qos_reading *r, const char *info)
{
    struct {
        QOS_OBJECT_HDR hdr;
        ULONG count;
    } head;
    size_t len;

    _Static_assert(sizeof(head) == HEAD, "what stands before the elements");
    if (os_mem_copy_in(&head, info, sizeof(head)) != 0)
        return ws2_qos_fault(r);
    len = head.hdr.ObjectLength;
    if (head.hdr.ObjectType != RSVP_OBJECT_POLICY_INFO || len <= HEAD ||
        len - HEAD > ELEMENTS_MAX - r->out->policy_len || head.count == 0)
        return bad_policy(r);
    return elements_add(r, info + HEAD, len - HEAD, head.count);
}
