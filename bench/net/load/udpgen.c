/* SPDX-License-Identifier: MIT */
/* udpgen.c - closed-loop UDP echo load, one socket, `window` datagrams
 * outstanding (sendmmsg/recvmmsg). usage: udpgen port size seconds window
 * [warmup_s]      last line: RES pps lost own_cpu_frac */
#include "../common.h"
#include <poll.h>
#include <sys/resource.h>
#define N 64
int main(int argc, char **argv)
{
    static char rb[N][2048], tb[2048];
    static struct mmsghdr rm[N], tm[N];
    static struct iovec rv[N], tv;
    if (argc < 5)
        return 2;
    struct sockaddr_in a = loop_addr(atoi(argv[1]));
    int window = atoi(argv[4]), sz = 4 << 20, out = 0;
    double secs = atof(argv[3]), warm = argc > 5 ? atof(argv[5]) : 1;
    uint64_t got = 0, lost = 0;
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, &sz, sizeof sz);
    if (connect(s, (struct sockaddr *)&a, sizeof a))
        die("connect");
    tv.iov_base = tb;
    tv.iov_len = (size_t)atoi(argv[2]);
    for (int i = 0; i < N; i++) {
        rv[i].iov_base = rb[i];
        rv[i].iov_len = sizeof rb[i];
        rm[i].msg_hdr = (struct msghdr){.msg_iov = &rv[i], .msg_iovlen = 1};
        tm[i].msg_hdr = (struct msghdr){.msg_iov = &tv, .msg_iovlen = 1};
    }
    uint64_t tm0 = now_ns() + (uint64_t)(warm * 1e9),
             te = tm0 + (uint64_t)(secs * 1e9), ta = 0, t;
    struct rusage r0 = {0}, r1;
    for (;;) {
        while (out < window) {
            int want = window - out < N ? window - out : N,
                k = sendmmsg(s, tm, (unsigned)want, 0);
            if (k <= 0)
                break;
            out += k;
        }
        struct pollfd p = {s, POLLIN, 0};
        int n = recvmmsg(s, rm, N, 0, NULL);
        if (n <= 0) {
            if (poll(&p, 1, 200) == 0) {
                if (ta)
                    lost += (uint64_t)out;
                out = 0;
            }
        } else {
            out -= n;
            got += (uint64_t)n;
            if (out < 0)
                out = 0;
        }
        t = now_ns();
        if (!ta && t >= tm0) {
            ta = t;
            got = 0;
            getrusage(RUSAGE_SELF, &r0);
        }
        if (ta && t >= te)
            break;
    }
    getrusage(RUSAGE_SELF, &r1);
    double el = (double)(t - ta) / 1e9;
    double cpu = (double)(r1.ru_utime.tv_sec - r0.ru_utime.tv_sec +
                          r1.ru_stime.tv_sec - r0.ru_stime.tv_sec) +
                 (double)(r1.ru_utime.tv_usec - r0.ru_utime.tv_usec +
                          r1.ru_stime.tv_usec - r0.ru_stime.tv_usec) /
                     1e6;
    printf("RES %.0f %llu %.2f\n", (double)got / el, (unsigned long long)lost,
           cpu / el);
    return 0;
}
