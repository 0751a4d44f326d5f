/* SPDX-License-Identifier: MIT */
/* What the kernel counts about a TCP connection. */
#ifndef WS2_OS_TCPINFO_H
#define WS2_OS_TCPINFO_H

#include <stdbool.h>
#include <stdint.h>

/* In Windows' order. */
enum os_tcp_state {
    OS_TCP_CLOSED,
    OS_TCP_LISTEN,
    OS_TCP_SYN_SENT,
    OS_TCP_SYN_RCVD,
    OS_TCP_ESTABLISHED,
    OS_TCP_FIN_WAIT_1,
    OS_TCP_FIN_WAIT_2,
    OS_TCP_CLOSE_WAIT,
    OS_TCP_CLOSING,
    OS_TCP_LAST_ACK,
    OS_TCP_TIME_WAIT
};

struct os_tcp_info {
    enum os_tcp_state state;
    bool timestamps, ecn;
    uint32_t mss, rcv_mss;
    uint32_t rtt_us, min_rtt_us;
    uint32_t in_flight, cwnd, snd_wnd, rcv_wnd; /* bytes */
    uint64_t bytes_out, bytes_in, bytes_again;
    uint32_t out_of_order, ce_acks; /* segments */
    uint64_t limited_peer_us, limited_self_us, limited_net_us;
};

/* 0 or -errno. What an older kernel does not count is 0. */
int os_tcp_info(int fd, struct os_tcp_info *out);
/* Whether Linux offers time stamps to new connections. */
bool os_tcp_timestamps(void);
/* How often a SYN is sent again. */
int os_tcp_syn_retries(int fd, int count);

#endif
