/* SPDX-License-Identifier: MIT */
/* iocp_udp_echo.c - Winsock 2 UDP echo; plain Windows source.
 *     x86_64-w64-mingw32-gcc -O2 iocp_udp_echo.c -o iocp_udp_echo.exe -lws2_32
 * usage: iocp_udp_echo port [iocp|block]     iocp: 64 overlapped WSARecvFrom on
 * a port; block: recvfrom + sendto */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0601
#endif
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct io {
    OVERLAPPED ov;
    int sending;
    INT fl;
    struct sockaddr_in from;
    char buf[2048];
};
static SOCKET s;

static int post_recv(struct io *o)
{
    WSABUF b = {sizeof o->buf, o->buf};
    DWORD n, fl = 0;
    memset(&o->ov, 0, sizeof o->ov);
    o->sending = 0;
    o->fl = sizeof o->from;
    return WSARecvFrom(s, &b, 1, &n, &fl, (struct sockaddr *)&o->from, &o->fl,
                       &o->ov, NULL) == 0 ||
           WSAGetLastError() == WSA_IO_PENDING;
}
int main(int argc, char **argv)
{
    WSADATA wd;
    struct sockaddr_in a;
    int sz = 4 << 20, i;
    if (argc < 2 || WSAStartup(MAKEWORD(2, 2), &wd))
        return 1;
    s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                   WSA_FLAG_OVERLAPPED);
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, (const char *)&sz, sizeof sz);
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)atoi(argv[1]));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)&a, sizeof a))
        return 1;
    if (argc > 2 && !strcmp(argv[2], "block")) {
        char buf[2048];
        for (;;) {
            int l = sizeof a,
                n = recvfrom(s, buf, sizeof buf, 0, (struct sockaddr *)&a, &l);
            if (n >= 0)
                sendto(s, buf, n, 0, (struct sockaddr *)&a, l);
        }
    }
    HANDLE p = CreateIoCompletionPort((HANDLE)s, NULL, 1, 1);
    for (i = 0; i < 64; i++)
        if (!post_recv((struct io *)calloc(1, sizeof(struct io))))
            return 1;
    for (;;) {
        DWORD n;
        ULONG_PTR k;
        OVERLAPPED *ov = NULL;
        BOOL ok = GetQueuedCompletionStatus(p, &n, &k, &ov, INFINITE);
        struct io *o = (struct io *)ov;
        if (!o)
            return 1;
        if (ok && !o->sending) {
            WSABUF b = {n, o->buf};
            memset(&o->ov, 0, sizeof o->ov);
            o->sending = 1;
            if (WSASendTo(s, &b, 1, &n, 0, (struct sockaddr *)&o->from, o->fl,
                          &o->ov, NULL) == 0 ||
                WSAGetLastError() == WSA_IO_PENDING)
                continue;
        }
        post_recv(o);
    }
}
