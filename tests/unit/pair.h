/* SPDX-License-Identifier: MIT */
/* Two connected TCP sockets; after cmocka's headers. */
#ifndef WS2_TESTS_UNIT_PAIR_H
#define WS2_TESTS_UNIT_PAIR_H

#include <winsock2.h>

static inline void pair_open(SOCKET *a, SOCKET *b)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    int len = sizeof(sin);
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&sin, sizeof(sin)), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&sin, &len), 0);
    *a = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(*a, (struct sockaddr *)&sin, sizeof(sin)), 0);
    *b = accept(listener, NULL, NULL);
    assert_true(*b != INVALID_SOCKET);
    assert_int_equal(closesocket(listener), 0);
}

#endif
