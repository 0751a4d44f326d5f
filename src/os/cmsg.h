/* SPDX-License-Identifier: MIT */
/* Control data of one message, in Linux' form, and its items in Windows'
 * numbers; cmsg_map.def has the pairs. */
#ifndef WS2_OS_CMSG_H
#define WS2_OS_CMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_control { /* in: what to send, or its room; out: what came */
    size_t len;
    bool source; /* says where the message leaves from */
    bool stamp;  /* sent: when it leaves is to be kept, under stamp_id */
    uint32_t stamp_id;
    _Alignas(8) char space[512];
};

struct os_cmsg {
    int level, type;
    uint32_t len;
    _Alignas(8) char data[32];
};

/* Whether the kernel says when datagrams came. */
int os_stamp_receives(int fd, bool on);

/* Adds an item to what will be sent. -ENOPROTOOPT when Linux has none like it,
 * -EINVAL for a value of another size or out of range. */
int os_control_put(struct os_control *c, int level, int type, const void *data,
                   size_t len);

/* Hands out one received item after another; *at is 0 at the beginning. */
bool os_control_next(const struct os_control *c, unsigned *at,
                     struct os_cmsg *out);

/* OS_MSG_BCAST or OS_MSG_MCAST, as the destination among the items says. */
int os_control_kind(const struct os_control *c);

#endif
