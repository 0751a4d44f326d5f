/* SPDX-License-Identifier: MIT */
/* Socket options across the dialects; see sock.h and sockopt_map.def. */
#include "os/sock.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "os/addr.h"
#include "os/call.h"

#define KEY(level, name) ((uint64_t)(uint32_t)(level) << 32 | (uint32_t)(name))

struct pair {
    int level;
    int name;
};

/* The Linux pair, by value; level -1 when there is none. */
static struct pair map_find(int level, int name)
{
    switch (KEY(level, name)) {
#define MAP(win_level, win_name, linux_level, linux_name)                      \
    case KEY(win_level, win_name):                                             \
        return (struct pair){linux_level, linux_name};
#include "os/sockopt_map.def"
#undef MAP
    default:
        return (struct pair){-1, -1};
    }
}

int os_getopt(int fd, int level, int name, void *val, int *len)
{
    struct pair opt = map_find(level, name);
    socklen_t n = (socklen_t)*len;
    int res;

    if (opt.level < 0)
        return -ENOPROTOOPT;
    res = OS_CALL(int, getsockopt(fd, opt.level, opt.name, val, &n));
    *len = (int)n;
    return res;
}

int os_setopt(int fd, int level, int name, const void *val, int len)
{
    struct pair opt = map_find(level, name);

    if (opt.level < 0)
        return -ENOPROTOOPT;
    return OS_CALL(int,
                   setsockopt(fd, opt.level, opt.name, val, (socklen_t)len));
}

int os_getopt_int(int fd, int level, int name)
{
    int val = 0, len = sizeof(val);
    int res = os_getopt(fd, level, name, &val, &len);

    return res < 0 ? res : val;
}

int os_setopt_int(int fd, int level, int name, int val)
{
    return os_setopt(fd, level, name, &val, sizeof(val));
}

static int set_int(int fd, int level, int name, int val)
{
    return OS_CALL(int, setsockopt(fd, level, name, &val, sizeof(val)));
}

int os_reuse_timewait(int fd, bool on)
{
    return set_int(fd, SOL_SOCKET, SO_REUSEADDR, on);
}

int os_share_port(int fd, bool on)
{
    int res = set_int(fd, SOL_SOCKET, SO_REUSEADDR, on);

    return res < 0 ? res : set_int(fd, SOL_SOCKET, SO_REUSEPORT, on);
}

int os_linger(int fd, bool on, int seconds)
{
    struct linger lg = {.l_onoff = on, .l_linger = seconds};

    return OS_CALL(int, setsockopt(fd, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg)));
}

int os_socket_error(int fd)
{
    int val = 0;
    socklen_t n = sizeof(val);
    int res = OS_CALL(int, getsockopt(fd, SOL_SOCKET, SO_ERROR, &val, &n));

    return res < 0 ? res : -val;
}

int os_original_dst(int fd, void *addr, int *len)
{
    const int original_dst = 80; /* SO_ORIGINAL_DST of either level */
    struct sockaddr_storage ss;
    socklen_t n = sizeof(ss);
    int res = OS_CALL(int, getsockopt(fd, SOL_IPV6, original_dst, &ss, &n));

    if (res < 0) { /* an IPv4 connection, perhaps of a dual-stack socket */
        n = sizeof(ss);
        res = OS_CALL(int, getsockopt(fd, SOL_IP, original_dst, &ss, &n));
    }
    if (res < 0)
        return res;
    os_addr_out(&ss, n);
    memcpy(addr, &ss, n);
    *len = (int)n;
    return 0;
}

int os_router_alert(int fd, bool on)
{
    int res = set_int(fd, IPPROTO_IP, IP_ROUTER_ALERT, on);

    return res == (on ? -EADDRINUSE : -ENOBUFS) ? 0 : res; /* it was so */
}

int os_peer_pid(int fd)
{
    struct ucred peer = {0};
    socklen_t n = sizeof(peer);
    int res = OS_CALL(int, getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n));

    return res < 0 ? res : peer.pid;
}
