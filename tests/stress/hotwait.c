/* SPDX-License-Identifier: MIT */
/* Blocking calls of threads whose recent waits were short: such threads poll
 * before they sleep. Time-outs, closesocket and shutdown must end their waits
 * like any other's, and data must reach them.
 *
 *   hotwait ROUNDS */
#include <winsock2.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ending { BY_DATA, BY_TIMEOUT, BY_CLOSE, BY_SHUTDOWN, ENDINGS };

static int bad;

#define CHECK(good, what)                                                      \
    do {                                                                       \
        if (!(good)) {                                                         \
            printf("round %d: %s (%d)\n", round_now, what, WSAGetLastError()); \
            bad++;                                                             \
        }                                                                      \
    } while (0)

static int round_now;
static SOCKET near_end, far_end;
static volatile LONG last_recv; /* near_end's next recv is the one to end */

static void pair_open(void)
{
    struct sockaddr_in sin;
    int len = sizeof(sin);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(s, (struct sockaddr *)&sin, sizeof(sin)) == 0, "bind");
    CHECK(listen(s, 1) == 0, "listen");
    getsockname(s, (struct sockaddr *)&sin, &len);
    near_end = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(near_end, (struct sockaddr *)&sin, sizeof(sin)) == 0,
          "connect");
    far_end = accept(s, NULL, NULL);
    CHECK(far_end != INVALID_SOCKET, "accept");
    closesocket(s);
}

/* The peer: answers until the messages end, then does as it is told. */
static DWORD WINAPI peer_main(void *arg)
{
    enum ending how = *(enum ending *)arg;
    char c;

    for (int i = 0; i < 300; i++)
        if (recv(far_end, &c, 1, 0) != 1 || send(far_end, &c, 1, 0) != 1)
            return 1;
    while (InterlockedCompareExchange(&last_recv, 0, 0) == 0)
        SwitchToThread();
    Sleep(round_now % 3 == 0 ? 0 : 2);
    switch (how) {
    case BY_DATA:
        return send(far_end, "x", 1, 0) != 1;
    case BY_CLOSE:
        return closesocket(near_end) != 0;
    case BY_SHUTDOWN:
        return shutdown(near_end, SD_RECEIVE) != 0;
    default:
        return 0;
    }
}

static void outcome_check(enum ending how, int got, DWORD waited_ms)
{
    int err = got < 0 ? WSAGetLastError() : 0;

    switch (how) {
    case BY_DATA:
        CHECK(got == 1, "recv gets the byte");
        break;
    case BY_TIMEOUT:
        CHECK(got == -1 && err == WSAETIMEDOUT, "recv times out");
        CHECK(waited_ms >= 19, "not before its time");
        break;
    case BY_CLOSE:
        CHECK(got == -1 && (err == WSAEINTR || err == WSAENOTSOCK),
              "closesocket ends recv");
        break;
    default:
        CHECK(got == 0 || (got == -1 && err == WSAESHUTDOWN),
              "shutdown ends recv");
        break;
    }
}

static void round_run(enum ending how)
{
    DWORD start, code = 1, limit_ms = how == BY_TIMEOUT ? 20 : 0;
    char c = 'c';
    HANDLE peer;
    int got;

    pair_open();
    InterlockedExchange(&last_recv, 0);
    peer = CreateThread(NULL, 0, peer_main, &how, 0, NULL);
    CHECK(peer != NULL, "CreateThread");
    for (int i = 0; i < 300; i++) {
        CHECK(send(near_end, &c, 1, 0) == 1, "send");
        CHECK(recv(near_end, &c, 1, 0) == 1, "recv");
    }
    setsockopt(near_end, SOL_SOCKET, SO_RCVTIMEO, (const char *)&limit_ms,
               sizeof(limit_ms));
    start = GetTickCount();
    InterlockedExchange(&last_recv, 1);
    got = recv(near_end, &c, 1, 0);
    outcome_check(how, got, GetTickCount() - start);
    WaitForSingleObject(peer, INFINITE);
    GetExitCodeThread(peer, &code);
    CHECK(code == 0, "the peer's calls");
    CloseHandle(peer);
    if (how != BY_CLOSE)
        closesocket(near_end);
    closesocket(far_end);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 20;
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    for (round_now = 0; round_now < rounds; round_now++)
        for (int how = 0; how < ENDINGS; how++)
            round_run((enum ending)how);
    WSACleanup();
    printf("%d rounds, %d failed\n", rounds, bad);
    return bad != 0;
}
