/* SPDX-License-Identifier: MIT */
/* Control data across the dialects; see cmsg.h. Owns no state. */
#include "os/cmsg.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "os/call.h"
#include "os/sock.h"
#include "os/wallclock.h"

#ifndef UDP_SEGMENT /* of older C libraries */
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

/* --- Received: from what Linux has to a value of Windows. The value's size,
 * or 0 when Linux' item is too short to be one. */

struct win_pktinfo4 { /* IN_PKTINFO_EX; IN_PKTINFO is its beginning */
    struct in_addr addr;
    uint32_t index;
    uint32_t scope;
};

static uint32_t in_number(void *to, const void *from, size_t len)
{
    if (len < sizeof(int))
        return 0;
    memcpy(to, from, sizeof(int));
    return sizeof(int);
}

/* One byte in IPv4, a number in IPv6; a number in both to Windows. */
static uint32_t in_byte(void *to, const void *from, size_t len)
{
    int value = len == 1 ? *(const unsigned char *)from : 0;

    if (len >= sizeof(value))
        memcpy(&value, from, sizeof(value));
    memcpy(to, &value, sizeof(value));
    return len == 0 ? 0 : sizeof(value);
}

static uint32_t in_ecn(void *to, const void *from, size_t len)
{
    int value = 0;
    uint32_t n = in_byte(&value, from, len);

    value &= 3;
    memcpy(to, &value, sizeof(value));
    return n;
}

static uint32_t in_pktinfo_ex4(void *to, const void *from, size_t len)
{
    struct win_pktinfo4 win = {.scope = 0};
    struct in_pktinfo info;

    if (len < sizeof(info))
        return 0;
    memcpy(&info, from, sizeof(info));
    win.addr = info.ipi_addr; /* the header's destination */
    win.index = (uint32_t)info.ipi_ifindex;
    memcpy(to, &win, sizeof(win));
    return sizeof(win);
}

static uint32_t in_pktinfo4(void *to, const void *from, size_t len)
{
    return in_pktinfo_ex4(to, from, len) != 0
               ? offsetof(struct win_pktinfo4, scope)
               : 0;
}

static uint32_t in_address4(void *to, const void *from, size_t len)
{
    return in_pktinfo_ex4(to, from, len) != 0 ? sizeof(struct in_addr) : 0;
}

static uint32_t in_index4(void *to, const void *from, size_t len)
{
    struct win_pktinfo4 win;
    uint32_t n = in_pktinfo_ex4(&win, from, len);

    if (n != 0)
        memcpy(to, &win.index, sizeof(win.index));
    return n != 0 ? sizeof(win.index) : 0;
}

static uint32_t in_same(void *to, const void *from, size_t len)
{
    if (len != sizeof(struct in6_pktinfo))
        return 0;
    memcpy(to, from, len);
    return (uint32_t)len;
}

static uint32_t in_address6(void *to, const void *from, size_t len)
{
    return in_same(to, from, len) != 0 ? sizeof(struct in6_addr) : 0;
}

static uint32_t in_index6(void *to, const void *from, size_t len)
{
    struct in6_pktinfo info;
    uint32_t index;

    if (in_same(&info, from, len) == 0)
        return 0;
    index = (uint32_t)info.ipi6_ifindex;
    memcpy(to, &index, sizeof(index));
    return sizeof(index);
}

/* SCOPE_ID: the zone, and above its 28 bits the level, 2 for a link. */
static uint32_t in_pktinfo_ex6(void *to, const void *from, size_t len)
{
    struct {
        struct in6_pktinfo info;
        uint32_t scope;
    } win = {.scope = 0};

    if (in_same(&win.info, from, len) == 0)
        return 0;
    if (IN6_IS_ADDR_LINKLOCAL(&win.info.ipi6_addr))
        win.scope = ((uint32_t)win.info.ipi6_ifindex & 0xfffffff) | 2u << 28;
    memcpy(to, &win, sizeof(win));
    return sizeof(win);
}

/* Linux has the time of day. */
static uint32_t in_stamp(void *to, const void *from, size_t len)
{
    struct timespec ts;
    uint64_t counter;

    if (len < sizeof(ts))
        return 0;
    memcpy(&ts, from, sizeof(ts));
    if (ts.tv_sec < 0 || ts.tv_sec >= INT64_MAX / 1000000000 ||
        ts.tv_nsec < 0 || ts.tv_nsec >= 1000000000)
        return 0; /* no time */
    counter = os_counter_at((int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec);
    memcpy(to, &counter, sizeof(counter));
    return sizeof(counter);
}

int os_stamp_receives(int fd, bool on)
{
    int value = on;

    return OS_CALL(
        int, setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &value, sizeof(value)));
}

static const struct in_row {
    int level, type, win_level, win_type;
    uint32_t (*take)(void *to, const void *from, size_t len);
} in_rows[] = {
#define OUT(win_level, win_type, level, type, form)
#define IN(level, type, win_level, win_type, form)                             \
    {level, type, win_level, win_type, in_##form},
#include "os/cmsg_map.def"
#undef IN
#undef OUT
};
#define IN_ROWS (sizeof(in_rows) / sizeof(in_rows[0]))

/* How much of an item's value is there: the last one may have been cut, where
 * room was short. */
static size_t value_len(const struct os_control *c, const struct cmsghdr *item)
{
    size_t left = (size_t)(c->space + c->len - (const char *)item);
    size_t len = item->cmsg_len < left ? item->cmsg_len : left;

    return len > CMSG_LEN(0) ? len - CMSG_LEN(0) : 0;
}

static bool take(const struct in_row *row, const struct os_control *c,
                 const struct cmsghdr *item, struct os_cmsg *out)
{
    if (row->level != item->cmsg_level || row->type != item->cmsg_type)
        return false;
    out->level = row->win_level;
    out->type = row->win_type;
    out->len = row->take(out->data, CMSG_DATA(item), value_len(c, item));
    return out->len != 0;
}

static struct msghdr header_of(const struct os_control *c)
{
    return (struct msghdr){.msg_control = (void *)(uintptr_t)c->space,
                           .msg_controllen = c->len};
}

/* *at counts the pairs of an item and a row. */
bool os_control_next(const struct os_control *c, unsigned *at,
                     struct os_cmsg *out)
{
    struct msghdr mh = header_of(c);
    struct cmsghdr *item = CMSG_FIRSTHDR(&mh);

    for (unsigned n = 0; item != NULL; item = CMSG_NXTHDR(&mh, item))
        for (size_t i = 0; i < IN_ROWS; i++)
            if (n++ >= *at && take(&in_rows[i], c, item, out)) {
                *at = n;
                return true;
            }
    return false;
}

/* A destination that is neither a group nor this machine's is a broadcast. */
static int kind4(const void *data, size_t len)
{
    struct in_pktinfo info;

    if (len < sizeof(info))
        return 0;
    memcpy(&info, data, sizeof(info));
    if (IN_MULTICAST(ntohl(info.ipi_addr.s_addr)))
        return OS_MSG_MCAST;
    if (info.ipi_addr.s_addr == INADDR_BROADCAST ||
        (info.ipi_spec_dst.s_addr != 0 &&
         info.ipi_spec_dst.s_addr != info.ipi_addr.s_addr))
        return OS_MSG_BCAST;
    return 0;
}

static int kind6(const unsigned char *data, size_t len)
{
    return len > 0 && data[0] == 0xff ? OS_MSG_MCAST : 0;
}

int os_control_kind(const struct os_control *c)
{
    struct msghdr mh = header_of(c);
    int kind = 0;

    for (struct cmsghdr *item = CMSG_FIRSTHDR(&mh); item != NULL;
         item = CMSG_NXTHDR(&mh, item)) {
        size_t len = value_len(c, item);

        if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_PKTINFO)
            kind |= kind4(CMSG_DATA(item), len);
        if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_PKTINFO)
            kind |= kind6(CMSG_DATA(item), len);
    }
    return kind;
}

/* --- Sent: the size of Linux' value, or -EINVAL. */

static int value_in(int *value, const void *from, size_t len)
{
    if (len != sizeof(*value))
        return -EINVAL;
    memcpy(value, from, sizeof(*value));
    return 0;
}

static int out_hops(void *to, const void *from, size_t len)
{
    int value, res = value_in(&value, from, len);

    if (res < 0 || value < 1 || value > 255)
        return -EINVAL;
    memcpy(to, &value, sizeof(value));
    return sizeof(value);
}

static int out_tos(void *to, const void *from, size_t len)
{
    int value, res = value_in(&value, from, len);

    if (res < 0 || value < 0 || value > 255)
        return -EINVAL;
    memcpy(to, &value, sizeof(value));
    return sizeof(value);
}

static int out_segment(void *to, const void *from, size_t len)
{
    int value, res = value_in(&value, from, len);
    uint16_t size = (uint16_t)value;

    if (res < 0 || value < 0 || value > UINT16_MAX)
        return -EINVAL;
    memcpy(to, &size, sizeof(size));
    return sizeof(size);
}

static int out_source4(void *to, const void *from, size_t len)
{
    struct in_pktinfo info = {.ipi_ifindex = 0};
    struct win_pktinfo4 win;

    if (len != offsetof(struct win_pktinfo4, scope))
        return -EINVAL;
    memcpy(&win, from, len);
    info.ipi_spec_dst = win.addr;
    info.ipi_ifindex = (int)win.index;
    memcpy(to, &info, sizeof(info));
    return sizeof(info);
}

static int out_source6(void *to, const void *from, size_t len)
{
    if (len != sizeof(struct in6_pktinfo))
        return -EINVAL;
    memcpy(to, from, len);
    return (int)len;
}

static const struct out_row {
    int win_level, win_type, level, type;
    int (*make)(void *to, const void *from, size_t len);
} out_rows[] = {
#define IN(level, type, win_level, win_type, form)
#define OUT(win_level, win_type, level, type, form)                            \
    {win_level, win_type, level, type, out_##form},
#include "os/cmsg_map.def"
#undef IN
#undef OUT
};
#define OUT_ROWS (sizeof(out_rows) / sizeof(out_rows[0]))

static int put(struct os_control *c, const struct out_row *row,
               const void *data, size_t len)
{
    struct cmsghdr head = {.cmsg_level = row->level, .cmsg_type = row->type};
    char value[sizeof(struct in6_pktinfo)];
    int n = row->make(value, data, len);

    if (n < 0)
        return n;
    if (c->len + CMSG_SPACE(sizeof(value)) > sizeof(c->space))
        return -EINVAL; /* the same things over and over */
    head.cmsg_len = CMSG_LEN((size_t)n);
    memset(c->space + c->len, 0, CMSG_SPACE((size_t)n));
    memcpy(c->space + c->len, &head, sizeof(head));
    memcpy(c->space + c->len + CMSG_LEN(0), value, (size_t)n);
    c->len += CMSG_SPACE((size_t)n);
    c->source =
        c->source || row->make == out_source4 || row->make == out_source6;
    return 0;
}

int os_control_put(struct os_control *c, int level, int type, const void *data,
                   size_t len)
{
    for (size_t i = 0; i < OUT_ROWS; i++)
        if (out_rows[i].win_level == level && out_rows[i].win_type == type)
            return put(c, &out_rows[i], data, len);
    return -ENOPROTOOPT;
}
