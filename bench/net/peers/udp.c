/* SPDX-License-Identifier: MIT */
/* udp_echo.c - raw epoll UDP echo, one thread.   usage: udp_echo port
 * [one|mmsg] one   recvfrom + sendto until EAGAIN      mmsg   recvmmsg +
 * sendmmsg, 64 at a time */
#include "../common.h"
#include <sys/epoll.h>
#define N 64
int main(int argc, char **argv)
{
    static char buf[N][2048];
    static struct mmsghdr m[N];
    static struct iovec v[N];
    static struct sockaddr_in from[N];
    int mm = argc > 2 && !strcmp(argv[2], "mmsg"), sz = 4 << 20;
    struct sockaddr_in a = loop_addr(atoi(argv[1]));
    struct epoll_event e = {.events = EPOLLIN};
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0),
        ep = epoll_create1(0);
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, &sz, sizeof sz);
    if (bind(s, (struct sockaddr *)&a, sizeof a))
        die("bind");
    epoll_ctl(ep, EPOLL_CTL_ADD, s, &e);
    for (;;) {
        epoll_wait(ep, &e, 1, -1);
        for (;;) {
            if (!mm) {
                socklen_t l = sizeof from[0];
                ssize_t n = recvfrom(s, buf[0], sizeof buf[0], 0,
                                     (struct sockaddr *)&from[0], &l);
                if (n < 0)
                    break;
                (void)!sendto(s, buf[0], (size_t)n, 0,
                              (struct sockaddr *)&from[0], l);
                continue;
            }
            for (int i = 0; i < N; i++) {
                v[i].iov_base = buf[i];
                v[i].iov_len = sizeof buf[i];
                m[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                               .msg_namelen = sizeof from[i],
                                               .msg_iov = &v[i],
                                               .msg_iovlen = 1};
            }
            int n = recvmmsg(s, m, N, 0, NULL);
            if (n <= 0)
                break;
            for (int i = 0; i < n; i++)
                v[i].iov_len = m[i].msg_len;
            for (int k = 0; k < n;) {
                int r = sendmmsg(s, m + k, (unsigned)(n - k), 0);
                if (r <= 0)
                    break;
                k += r;
            }
            if (n < N)
                break;
        }
    }
}
