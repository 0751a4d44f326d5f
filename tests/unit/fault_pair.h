/* SPDX-License-Identifier: MIT */
/* What the tests of faults share: Windows Sockets up, a pair of connected
 * sockets, faults as text. */
#ifndef WS2_TESTS_UNIT_FAULT_PAIR_H
#define WS2_TESTS_UNIT_FAULT_PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <ws2/fault.h>

#include "pair.h"

static inline void arm(const char *text)
{
    char message[200];

    if (ws2_fault_arm_text(text, message, sizeof(message)) != 0)
        fail_msg("%s: %s", text, message);
}

static inline SOCKET loopback(int type, struct sockaddr_in *at)
{
    SOCKET s = WSASocketW(AF_INET, type, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    int len = sizeof(*at);

    memset(at, 0, sizeof(*at));
    at->sin_family = AF_INET;
    at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(s != INVALID_SOCKET);
    assert_int_equal(bind(s, (struct sockaddr *)at, sizeof(*at)), 0);
    assert_int_equal(getsockname(s, (struct sockaddr *)at, &len), 0);
    return s;
}

static inline void pair_close(SOCKET pair[2])
{
    closesocket(pair[0]);
    closesocket(pair[1]);
}

static inline int winsock_up(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static inline int winsock_down(void **state)
{
    (void)state;
    ws2_fault_disarm_all();
    return WSACleanup();
}

#endif
