/* SPDX-License-Identifier: MIT */
/* Filters as classic BPF programs; see filter.h. A program tells IPv4 from IPv6
 * by the packet, as a dual-stack socket has both. No state, no lock. */
#include "os/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "os/call.h"
#include "os/netif.h"
#include "os/sock.h"

#define FIXED     32 /* instructions beside those that come in lists */
#define NET(at)   ((uint32_t)SKF_NET_OFF + (at)) /* in the network header */
#define ASIDE(at) ((uint32_t)SKF_AD_OFF + (at))  /* what the kernel knows */
#define DROP      0u
#define KEEP      UINT32_MAX

struct program {
    unsigned n;
    struct sock_filter *at;
};

static void emit(struct program *p, unsigned code, uint32_t k)
{
    p->at[p->n++] = (struct sock_filter){.code = (uint16_t)code, .k = k};
}

/* The next instruction runs when the value loaded is k, or is not. */
static void when(struct program *p, uint32_t k)
{
    p->at[p->n++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, 0, 1);
}

static void unless(struct program *p, uint32_t k)
{
    p->at[p->n++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, 1, 0);
}

static void verdict(struct program *p, uint32_t which)
{
    emit(p, BPF_RET | BPF_K, which);
}

static void emit_no_broadcast(struct program *p, const uint32_t *addrs,
                              unsigned n)
{
    emit(p, BPF_LD | BPF_W | BPF_ABS, ASIDE(SKF_AD_PKTTYPE));
    when(p, PACKET_BROADCAST);
    verdict(p, DROP);
    emit(p, BPF_LD | BPF_W | BPF_ABS, NET(16)); /* destination */
    when(p, INADDR_BROADCAST);
    verdict(p, DROP);
    for (unsigned i = 0; i < n; i++) {
        when(p, addrs[i]);
        verdict(p, DROP);
    }
}

static void emit_multicast_only(struct program *p, bool v6)
{
    emit(p, BPF_LD | BPF_B | BPF_ABS, NET(v6 ? 24u : 16u));
    emit(p, BPF_ALU | BPF_AND | BPF_K, v6 ? 0xff : 0xf0);
    unless(p, v6 ? 0xff : 0xe0);
    verdict(p, DROP);
}

static void emit_ifs(struct program *p, const struct os_filter_ifs *ifs)
{
    if (!ifs->on) {
        verdict(p, KEEP);
        return;
    }
    emit(p, BPF_LD | BPF_W | BPF_ABS, ASIDE(SKF_AD_IFINDEX));
    for (unsigned i = 0; i < ifs->n; i++) {
        when(p, ifs->index[i]);
        verdict(p, KEEP);
    }
    verdict(p, DROP);
}

static void program_write(struct program *p, const struct os_filter *f,
                          const uint32_t *broadcasts, unsigned n)
{
    unsigned to_v6;

    emit(p, BPF_LD | BPF_B | BPF_ABS, NET(0));
    emit(p, BPF_ALU | BPF_AND | BPF_K, 0xf0);
    unless(p, 0x40);
    to_v6 = p->n;
    emit(p, BPF_JMP | BPF_JA, 0);
    if (f->no_broadcast)
        emit_no_broadcast(p, broadcasts, n);
    if (f->multicast_only)
        emit_multicast_only(p, false);
    emit_ifs(p, &f->ip4);
    p->at[to_v6].k = p->n - to_v6 - 1;
    if (f->multicast_only)
        emit_multicast_only(p, true);
    emit_ifs(p, &f->ip6);
}

/* In host byte order, as the program compares. */
static unsigned broadcasts_find(const struct os_netif_addr *all, int count,
                                uint32_t *out)
{
    unsigned n = 0;

    for (int i = 0; i < count; i++) {
        uint32_t addr, mask, be;

        memcpy(&addr, all[i].bytes, sizeof(addr));
        memcpy(&mask, all[i].mask, sizeof(mask));
        memcpy(&be, all[i].broadcast, sizeof(be));
        if (be == 0 && all[i].loopback) /* which has one all the same */
            be = addr | ~mask;
        if (all[i].family == OS_AF_INET && be != 0)
            out[n++] = ntohl(be);
    }
    return n;
}

static int attach(int fd, const struct os_filter *f,
                  const struct os_netif_addr *all, int count)
{
    size_t most = FIXED + 2 * ((size_t)count + f->ip4.n + f->ip6.n);
    struct program p = {.at = calloc(most, sizeof(*p.at))};
    uint32_t *broadcasts = calloc((size_t)count + 1, sizeof(*broadcasts));
    struct sock_fprog fprog;
    int res = -ENOMEM;

    if (p.at != NULL && broadcasts != NULL) {
        program_write(&p, f, broadcasts,
                      broadcasts_find(all, count, broadcasts));
        fprog = (struct sock_fprog){.len = (unsigned short)p.n, .filter = p.at};
        res = OS_CALL(int, setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &fprog,
                                      sizeof(fprog)));
    }
    free(broadcasts);
    free(p.at);
    return res;
}

static int detach(int fd)
{
    int none = 0;
    int res = OS_CALL(
        int, setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof(none)));

    return res == -ENOENT ? 0 : res;
}

int os_filter_apply(int fd, const struct os_filter *f)
{
    struct os_netif_addr *all = NULL;
    int res, count = 0;

    if (!f->no_broadcast && !f->multicast_only && !f->ip4.on && !f->ip6.on)
        return detach(fd);
    if (f->no_broadcast)
        count = os_netif_addresses(&all);
    res = count < 0 ? count : attach(fd, f, all, count);
    free(all);
    return res;
}
