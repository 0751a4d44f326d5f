/* SPDX-License-Identifier: MIT */
/* TCP_INFO of Linux; see tcpinfo.h. No state, no lock. */
#include "os/tcpinfo.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/call.h"

/* Linux counts its states from 1, in an order of its own. */
static const enum os_tcp_state states[] = {
    OS_TCP_CLOSED,     OS_TCP_ESTABLISHED, OS_TCP_SYN_SENT,  OS_TCP_SYN_RCVD,
    OS_TCP_FIN_WAIT_1, OS_TCP_FIN_WAIT_2,  OS_TCP_TIME_WAIT, OS_TCP_CLOSED,
    OS_TCP_CLOSE_WAIT, OS_TCP_LAST_ACK,    OS_TCP_LISTEN,    OS_TCP_CLOSING,
    OS_TCP_SYN_RCVD,
};

static uint32_t in_flight(const struct tcp_info *ti)
{
    int64_t segments = (int64_t)ti->tcpi_unacked - ti->tcpi_sacked -
                       ti->tcpi_lost + ti->tcpi_retrans;

    return segments > 0 ? (uint32_t)segments * ti->tcpi_snd_mss : 0;
}

static void counters_copy(struct os_tcp_info *out, const struct tcp_info *ti)
{
    uint64_t limited = ti->tcpi_rwnd_limited + ti->tcpi_sndbuf_limited;

    out->rtt_us = ti->tcpi_rtt;
    out->min_rtt_us = ti->tcpi_min_rtt;
    out->in_flight = in_flight(ti);
    out->cwnd = ti->tcpi_snd_cwnd * ti->tcpi_snd_mss;
    out->snd_wnd = ti->tcpi_snd_wnd;
    out->rcv_wnd = ti->tcpi_rcv_space;
    out->bytes_out = ti->tcpi_bytes_sent;
    out->bytes_in = ti->tcpi_bytes_received;
    out->bytes_again = ti->tcpi_bytes_retrans;
    out->out_of_order = ti->tcpi_rcv_ooopack;
    out->ce_acks = ti->tcpi_delivered_ce;
    out->limited_peer_us = ti->tcpi_rwnd_limited;
    out->limited_self_us = ti->tcpi_sndbuf_limited;
    if (ti->tcpi_busy_time > limited)
        out->limited_net_us = ti->tcpi_busy_time - limited;
}

int os_tcp_info(int fd, struct os_tcp_info *out)
{
    struct tcp_info ti = {0};
    socklen_t len = sizeof(ti);
    int res = OS_CALL(int, getsockopt(fd, IPPROTO_TCP, TCP_INFO, &ti, &len));

    *out = (struct os_tcp_info){0};
    if (res < 0)
        return res;
    if (ti.tcpi_state < sizeof(states) / sizeof(states[0]))
        out->state = states[ti.tcpi_state];
    out->timestamps = (ti.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
    out->ecn = (ti.tcpi_options & TCPI_OPT_ECN) != 0;
    out->mss = ti.tcpi_snd_mss;
    out->rcv_mss = ti.tcpi_rcv_mss;
    if (out->state != OS_TCP_LISTEN) /* whose counters mean its queue */
        counters_copy(out, &ti);
    return 0;
}

bool os_tcp_timestamps(void)
{
    int fd = OS_CALL(
        int, open("/proc/sys/net/ipv4/tcp_timestamps", O_RDONLY | O_CLOEXEC));
    char digit = '1'; /* the kernel's default */

    if (fd < 0)
        return true;
    (void)OS_CALL(long, read(fd, &digit, 1));
    (void)OS_CALL(int, close(fd));
    return digit != '0';
}

int os_tcp_syn_retries(int fd, int count)
{
    return OS_CALL(
        int, setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &count, sizeof(count)));
}
