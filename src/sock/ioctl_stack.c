/* SPDX-License-Identifier: MIT */
/* Ioctls that tune the stack under a socket, or ask about it: processors,
 * router alerts, compatibility. No state, no lock. Microsoft Learn, "Winsock
 * IOCTLs". */
#include <string.h>

#include <mstcpip.h>
#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/cpu.h"
#include "sock/ioctl.h"

#define GROUP_CPUS    64         /* processors in a group */
#define VISTA_VERSION 0x06000000 /* as NTDDI_VERSION counts */

/* Sockets with it share a port, each for what comes in on its processor. */
ws2_err ws2_ioctl_cpu_affinity(struct ws2_sock *sk, const struct ioctl_call *c)
{
    USHORT cpu;
    ws2_err err;
    int res;

    if (!sock_is_udp(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &cpu, sizeof(cpu));
    if (err != WS2_OK)
        return err;
    if (sock_has(sk, SK_BOUND | SK_REUSE | SK_EXCLUSIVE) ||
        cpu >= os_cpu_count())
        return WSAEINVAL;
    res = os_cpu_steer(sk->fd, cpu);
    if (res >= 0)
        sock_set(sk, SK_SHARES);
    return ws2_err_from_res(WS2_OP_IOCTL, res);
}

ws2_err ws2_ioctl_rss_processor(struct ws2_sock *sk, const struct ioctl_call *c)
{
    SOCKET_PROCESSOR_AFFINITY affinity;
    int cpu;

    if (!sock_is_tcp(sk))
        return WSAEOPNOTSUPP;
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    cpu = os_cpu_of_socket(sk->fd);
    if (cpu < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, cpu);
    memset(&affinity, 0, sizeof(affinity));
    affinity.Processor.Group = (WORD)(cpu / GROUP_CPUS);
    affinity.Processor.Number = (BYTE)(cpu % GROUP_CPUS);
    affinity.NumaNodeId = (USHORT)os_cpu_node((unsigned)cpu);
    return out_put(c, &affinity, sizeof(affinity));
}

/* Two codes have WSAEINVAL for too little room. */
ws2_err ws2_ioctl_rss_scalability(struct ws2_sock *sk,
                                  const struct ioctl_call *c)
{
    RSS_SCALABILITY_INFO info = {.RssEnabled = os_cpu_spreads()};

    (void)sk;
    if (c->out == NULL || c->out_len < sizeof(info))
        return WSAEINVAL;
    return out_put(c, &info, sizeof(info));
}

/* There is no filtering platform, and so no endpoint in it. */
ws2_err ws2_ioctl_wfp_endpoint(struct ws2_sock *sk, const struct ioctl_call *c)
{
    (void)sk;
    return c->out == NULL || c->out_len < sizeof(UINT64) ? WSAEINVAL
                                                         : WSAEOPNOTSUPP;
}

/* Packets on their way through that ask routers for attention. */
ws2_err ws2_ioctl_router_alert(struct ws2_sock *sk, const struct ioctl_call *c)
{
    BOOL on;
    ws2_err err;

    if (sk->type != SOCK_RAW || sk->family != AF_INET)
        return WSAEOPNOTSUPP;
    err = in_get(c, &on, sizeof(on));
    return err != WS2_OK ? err
                         : ws2_err_from_res(WS2_OP_IOCTL,
                                            os_router_alert(sk->fd, on != 0));
}

/* Linux behaves as Windows has since Vista in all that can be asked for. */
ws2_err ws2_ioctl_compatibility(struct ws2_sock *sk, const struct ioctl_call *c)
{
    WSA_COMPATIBILITY_MODE mode;
    ws2_err err;

    if (!sock_is_tcp(sk))
        return WSAEOPNOTSUPP;
    err = in_get(c, &mode, sizeof(mode));
    if (err != WS2_OK)
        return err;
    if ((unsigned)mode.BehaviorId > WsaBehaviorAutoTuning)
        return WSAEINVAL;
    return mode.TargetOsVersion >= VISTA_VERSION ? WS2_OK : WSAEOPNOTSUPP;
}
