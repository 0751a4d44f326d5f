/* SPDX-License-Identifier: MIT */
/* A program that is half Windows', half Linux' may close a descriptor that is
 * under a SOCKET. The SOCKET is good and its descriptor is not: WSAEBADF, which
 * no Windows function documents and only this can cause. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include <winsock2.h>
#include <windows.h>
#include <ws2tcpip.h>

#include "sock/sock.h"

static int setup(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static int teardown(void **state)
{
    (void)state;
    return WSACleanup();
}

/* A non-blocking socket, bound to the loopback interface. */
static SOCKET sock_new(int type)
{
    struct sockaddr_in sin = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SOCKET s = socket(AF_INET, type, 0);
    u_long on = 1;

    assert_int_not_equal(s, INVALID_SOCKET);
    assert_int_equal(ioctlsocket(s, (long)FIONBIO, &on), 0);
    assert_int_equal(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
    return s;
}

/* Nothing else takes the number: the library has all descriptors that it
 * needs for calls that do not wait. */
static void close_behind(SOCKET s)
{
    struct ws2_sock *sk;
    int fd;

    assert_int_equal(ws2_sock_pin(s, &sk), 0);
    fd = sk->fd;
    ws2_sock_unpin(s);
    assert_int_equal(close(fd), 0);
}

#define BAD(call)                                                              \
    do {                                                                       \
        WSASetLastError(0);                                                    \
        assert_true((call) == (__typeof__(call))SOCKET_ERROR);                 \
        assert_int_equal(WSAGetLastError(), WSAEBADF);                         \
    } while (0)

static void any_socket(SOCKET s)
{
    struct sockaddr_in sin;
    struct timeval now = {0, 0};
    WSAPOLLFD p = {s, POLLRDNORM, 0};
    int len = sizeof(sin), on = 1;
    fd_set set;

    BAD(getsockname(s, (struct sockaddr *)&sin, &len));
    BAD(getsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&on, &len));
    len = sizeof(on);
    BAD(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&on, len));
    FD_ZERO(&set);
    FD_SET(s, &set);
    BAD(select(0, &set, NULL, NULL, &now));
    BAD(WSAPoll(&p, 1, 0));
}

static void datagrams(void **state)
{
    struct sockaddr_in sin = {.sin_family = AF_INET,
                              .sin_port = htons(9),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SOCKET s = sock_new(SOCK_DGRAM);
    WSABUF buf = {1, (char[1]){0}};
    DWORD n, flags = 0;
    u_long unread;

    (void)state;
    close_behind(s);
    any_socket(s);
    BAD(recv(s, buf.buf, 1, 0));
    BAD(sendto(s, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)));
    BAD(WSARecvFrom(s, &buf, 1, &n, &flags, NULL, NULL, NULL, NULL));
    BAD(WSASendTo(s, &buf, 1, &n, 0, (struct sockaddr *)&sin, sizeof(sin), NULL,
                  NULL));
    BAD(ioctlsocket(s, (long)FIONREAD, &unread));
    BAD(connect(s, (struct sockaddr *)&sin, sizeof(sin)));
    closesocket(s);
}

static void stream(void **state)
{
    struct sockaddr_in sin = {.sin_family = AF_INET,
                              .sin_port = htons(9),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SOCKET s = sock_new(SOCK_STREAM);

    (void)state;
    close_behind(s);
    BAD(connect(s, (struct sockaddr *)&sin, sizeof(sin)));
    BAD(listen(s, 1));
    closesocket(s);
}

static void listener(void **state)
{
    SOCKET s = sock_new(SOCK_STREAM);

    (void)state;
    assert_int_equal(listen(s, 1), 0);
    close_behind(s);
    any_socket(s);
    BAD(accept(s, NULL, NULL));
    closesocket(s);
}

static void connection(void **state)
{
    SOCKET listening = sock_new(SOCK_STREAM);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in sin;
    int len = sizeof(sin);
    char byte;

    (void)state;
    assert_int_equal(listen(listening, 1), 0);
    assert_int_equal(getsockname(listening, (struct sockaddr *)&sin, &len), 0);
    assert_int_equal(connect(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
    close_behind(s);
    any_socket(s);
    BAD(send(s, "x", 1, 0));
    BAD(recv(s, &byte, 1, 0));
    BAD(getpeername(s, (struct sockaddr *)&sin, &len));
    BAD(shutdown(s, SD_SEND));
    closesocket(s);
    closesocket(listening);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(datagrams, setup, teardown),
        cmocka_unit_test_setup_teardown(stream, setup, teardown),
        cmocka_unit_test_setup_teardown(listener, setup, teardown),
        cmocka_unit_test_setup_teardown(connection, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
