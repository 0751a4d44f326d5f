/* SPDX-License-Identifier: MIT */
/* Two threads at the same socket at the same time: whatever comes first, both
 * calls end, and both with an outcome that one of the two orders would have.
 *
 *   races ROUNDS */
#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int bad, rounds = 300;

static struct sockaddr_in loopback(u_short port_be)
{
    struct sockaddr_in sin;

    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_port = port_be;
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sin;
}

/* Both sides wait here for each other, and one a little longer. */
struct gate {
    volatile LONG arrived;
    int delay;
};

static void gate_pass(struct gate *gate, int wait)
{
    InterlockedIncrement(&gate->arrived);
    while (InterlockedCompareExchange(&gate->arrived, 0, 0) < 2)
        YieldProcessor();
    for (volatile int i = 0; i < wait; i++)
        ;
}

struct side {
    SOCKET s;
    struct gate *gate;
    int (*call)(SOCKET s);
    int code; /* 0 or the error */
};

static DWORD WINAPI side_run(void *arg)
{
    struct side *side = arg;

    gate_pass(side->gate, 0);
    side->code = side->call(side->s) < 0 ? WSAGetLastError() : 0;
    return 0;
}

static void check(bool good, const char *what, int round, const struct side *a,
                  const struct side *b)
{
    if (good)
        return;
    printf("%s, round %d: %d and %d\n", what, round, a->code, b->code);
    bad++;
}

/* Runs the two calls on one socket at once. A call that does not end fails the
 * run: there is no way to go on. */
static void race(SOCKET s, int round, int (*first)(SOCKET s),
                 int (*second)(SOCKET s), const char *what, struct side *a,
                 struct side *b)
{
    struct gate gate = {0, round * 7 % 3000};
    HANDLE thread;

    *a = (struct side){s, &gate, first, -1};
    *b = (struct side){s, &gate, second, -1};
    thread = CreateThread(NULL, 0, side_run, a, 0, NULL);
    gate_pass(&gate, gate.delay);
    b->code = second(s) < 0 ? WSAGetLastError() : 0;
    if (WaitForSingleObject(thread, 30000) != WAIT_OBJECT_0) {
        printf("%s, round %d: does not end\n", what, round);
        exit(1);
    }
    CloseHandle(thread);
}

static SOCKET datagram_socket(void)
{
    struct sockaddr_in sin = loopback(0);
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    bind(s, (struct sockaddr *)&sin, sizeof(sin));
    return s;
}

static int receive(SOCKET s)
{
    char byte;

    return recv(s, &byte, 1, 0);
}

static int no_more_receives(SOCKET s)
{
    return shutdown(s, SD_RECEIVE);
}

/* shutdown ends a receive that waits or is about to. */
static void receive_against_shutdown(int round)
{
    SOCKET s = datagram_socket();
    struct side a, b;

    race(s, round, receive, no_more_receives, "recv and shutdown", &a, &b);
    check(a.code == WSAESHUTDOWN && b.code == 0, "recv and shutdown", round, &a,
          &b);
    closesocket(s);
}

static SOCKET target;

static int send_one(SOCKET s)
{
    struct sockaddr_in to;
    int len = sizeof(to);

    getsockname(target, (struct sockaddr *)&to, &len);
    return sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
}

static int bind_any(SOCKET s)
{
    struct sockaddr_in sin = loopback(0);

    return bind(s, (struct sockaddr *)&sin, sizeof(sin));
}

/* The first send of a socket binds it: once. */
static void first_sends(int round)
{
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    struct side a, b;

    target = datagram_socket();
    race(s, round, send_one, send_one, "two first sends", &a, &b);
    check(a.code == 0 && b.code == 0, "two first sends", round, &a, &b);
    closesocket(s);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    race(s, round, send_one, bind_any, "first send and bind", &a, &b);
    check(a.code == 0 && (b.code == 0 || b.code == WSAEINVAL),
          "first send and bind", round, &a, &b);
    closesocket(s);
    closesocket(target);
}

static int connect_target(SOCKET s)
{
    struct sockaddr_in to;
    int len = sizeof(to);

    getsockname(target, (struct sockaddr *)&to, &len);
    return connect(s, (struct sockaddr *)&to, sizeof(to));
}

/* One connect gets through, the other hears of it. */
static void two_connects(int round)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in sin = loopback(0);
    struct side a, b;
    char byte = 'x';

    target = socket(AF_INET, SOCK_STREAM, 0);
    bind(target, (struct sockaddr *)&sin, sizeof(sin));
    listen(target, 5);
    race(s, round, connect_target, connect_target, "two connects", &a, &b);
    check((a.code == 0 || b.code == 0) &&
              (a.code == 0 || a.code == WSAEALREADY || a.code == WSAEISCONN) &&
              (b.code == 0 || b.code == WSAEALREADY || b.code == WSAEISCONN),
          "two connects", round, &a, &b);
    check(send(s, &byte, 1, 0) == 1, "send after two connects", round, &a, &b);
    closesocket(s);
    closesocket(target);
}

static int close_it(SOCKET s)
{
    return closesocket(s);
}

static int select_it(SOCKET s)
{
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, &set, NULL, &set, NULL);
}

/* Waits for nothing that could come, and is closed. */
static void waits_against_close(int round)
{
    SOCKET s = datagram_socket();
    struct side a, b;

    race(s, round, receive, close_it, "recv and closesocket", &a, &b);
    check((a.code == WSAEINTR || a.code == WSAENOTSOCK) && b.code == 0,
          "recv and closesocket", round, &a, &b);
    s = datagram_socket();
    race(s, round, select_it, close_it, "select and closesocket", &a, &b);
    check(a.code == WSAENOTSOCK && b.code == 0, "select and closesocket", round,
          &a, &b);
    s = datagram_socket();
    race(s, round, close_it, close_it, "two closesockets", &a, &b);
    check((a.code == 0) != (b.code == 0) && a.code + b.code == WSAENOTSOCK,
          "two closesockets", round, &a, &b);
}

static HANDLE port;
static LPFN_DISCONNECTEX disconnect_ex;

static int attach(SOCKET s)
{
    return CreateIoCompletionPort((HANDLE)s, port, 0, 0) == port ? 0 : -1;
}

static int disconnect(SOCKET s)
{
    static OVERLAPPED ov;
    DWORD n, flags;

    memset(&ov, 0, sizeof(ov));
    if (!disconnect_ex(s, &ov, 0, 0) && WSAGetLastError() != WSA_IO_PENDING)
        return -1;
    return WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags) ? 0 : -1;
}

/* The channel of a socket's operations goes to the port while one of them is
 * attempted. */
static void attach_against_disconnect(int round)
{
    GUID guid = WSAID_DISCONNECTEX;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in sin = loopback(0);
    char byte = 'x';
    WSABUF buf = {1, &byte};
    OVERLAPPED ov = {0};
    struct side a, b;
    DWORD n;

    target = listener;
    bind(listener, (struct sockaddr *)&sin, sizeof(sin));
    listen(listener, 5);
    connect_target(s);
    WSASend(s, &buf, 1, &n, 0, &ov, NULL); /* makes the channel */
    WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof(guid),
             &disconnect_ex, sizeof(disconnect_ex), &n, NULL, NULL);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    race(s, round, disconnect, attach, "DisconnectEx and attach", &a, &b);
    check(a.code == 0 && b.code == 0, "DisconnectEx and attach", round, &a, &b);
    closesocket(s);
    closesocket(listener);
    CloseHandle(port);
}

int main(int argc, char **argv)
{
    WSADATA data;

    if (argc > 1)
        rounds = atoi(argv[1]);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    for (int round = 0; round < rounds && bad < 10; round++) {
        receive_against_shutdown(round);
        first_sends(round);
        two_connects(round);
        waits_against_close(round);
        attach_against_disconnect(round);
    }
    WSACleanup();
    printf("%d rounds, %d failed\n", rounds, bad);
    return bad != 0;
}
