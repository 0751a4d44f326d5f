/* SPDX-License-Identifier: MIT */
/* What it costs that a send goes through the dispatcher, and through a layer.
 *
 *   bench_dispatch LAYER all ROUNDS     the table
 *   bench_dispatch LAYER WAY SENDS      that many sends, for callgrind
 *
 * Three ways to send 64 bytes on a TCP connection of the loopback: the base
 * provider's WSPSend called through its procedure table (direct), send on the
 * same connection (name), and send on one of a layer's (layer). A round takes
 * each way forth and back again, a few sends at a time; only the sends are
 * timed. A ratio is the median of the rounds' own.
 * The catalog is the program's own (run.sh). */
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sync/kit.h"

#define BATCH      16 /* few: most are over before another program's turn */
#define BATCHES    64 /* of each way in a round */
#define ROUNDS_MAX 10000

static const GUID layer_id = {0x15b0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 1}};

static WSPPROC_TABLE base;
static WSAPROTOCOL_INFOW base_entry; /* TCP over IPv4 */
static char message[BENCH_MESSAGE];

struct link {
    SOCKET from, to;
};

static _Noreturn void die(const char *what, int code)
{
    fprintf(stderr, "bench_dispatch: %s: error %d\n", what, code);
    exit(1);
}

static void check(int good, const char *what)
{
    if (!good)
        die(what, WSAGetLastError());
}

/* --- Before: the base provider's procedures, a layer, two connections. */

static void base_find(void)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    INT err = 0, i, n = WSCEnumProtocols(NULL, all, &size, &err);

    for (i = 0; i < n; i++)
        if (all[i].iAddressFamily == AF_INET &&
            all[i].iSocketType == SOCK_STREAM &&
            all[i].ProtocolChain.ChainLen == BASE_PROTOCOL) {
            base_entry = all[i];
            return;
        }
    die("no TCP", err);
}

static void base_start(void)
{
    WCHAR path[MAX_PATH];
    INT err = 0, len = MAX_PATH;
    WSPUPCALLTABLE none;
    LPWSPSTARTUP start;
    WSPDATA data;

    memset(&none, 0, sizeof(none));
    check(WSCGetProviderPath(&base_entry.ProviderId, path, &len, &err) == 0,
          "WSCGetProviderPath");
    start = (LPWSPSTARTUP)(void (*)(void))GetProcAddress(LoadLibraryW(path),
                                                         "WSPStartup");
    check(start != NULL, "GetProcAddress");
    check(start(MAKEWORD(2, 2), &data, &base_entry, none, &base) == 0,
          "WSPStartup");
}

static void layer_install(const char *file)
{
    WSAPROTOCOL_INFOW over = base_entry;
    WCHAR path[MAX_PATH], name[] = L"bench";
    GUID id = layer_id;
    DWORD entry;
    INT err = 0;

    check(MultiByteToWideChar(CP_UTF8, 0, file, -1, path, MAX_PATH) != 0,
          "path");
    if (WSCInstallProviderAndChains(&id, path, name, XP1_IFS_HANDLES, &over, 1,
                                    &entry, &err) != 0)
        die("WSCInstallProviderAndChains", err);
}

static SOCKET socket_of(WSAPROTOCOL_INFOW *entry)
{
    SOCKET s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, entry, 0,
                          WSA_FLAG_OVERLAPPED);

    check(s != INVALID_SOCKET, "WSASocket");
    return s;
}

/* entry NULL: what comes first, which is the layer. */
static struct link link_open(WSAPROTOCOL_INFOW *entry)
{
    SOCKET listener = socket_of(&base_entry);
    struct link l = {socket_of(entry), INVALID_SOCKET};
    struct sockaddr_in sin;
    int on = 1, len = sizeof(sin);

    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(bind(listener, (struct sockaddr *)&sin, sizeof(sin)) == 0, "bind");
    check(getsockname(listener, (struct sockaddr *)&sin, &len) == 0,
          "getsockname");
    check(listen(listener, 1) == 0, "listen");
    check(connect(l.from, (struct sockaddr *)&sin, sizeof(sin)) == 0,
          "connect");
    check(setsockopt(l.from, IPPROTO_TCP, TCP_NODELAY, (char *)&on,
                     sizeof(on)) == 0,
          "TCP_NODELAY");
    l.to = accept(listener, NULL, NULL);
    check(l.to != INVALID_SOCKET, "accept");
    closesocket(listener);
    return l;
}

/* --- The ways. */

static void send_direct(SOCKET s, unsigned n)
{
    WSABUF buf = {BENCH_MESSAGE, message};
    DWORD sent;
    INT err;

    while (n-- > 0)
        if (base.lpWSPSend(s, &buf, 1, &sent, 0, NULL, NULL, NULL, &err) != 0)
            die("WSPSend", err);
}

static void send_name(SOCKET s, unsigned n)
{
    while (n-- > 0)
        check(send(s, message, BENCH_MESSAGE, 0) == BENCH_MESSAGE, "send");
}

static struct link links[2]; /* the base provider's, the layer's */

static const struct way {
    const char *name;
    void (*run)(SOCKET s, unsigned n);
    int link;
} ways[] = {{"direct", send_direct, 0},
            {"name", send_name, 0},
            {"layer", send_name, 1}};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void drain(SOCKET s, unsigned n)
{
    static char room[BATCH * BENCH_MESSAGE];
    int left = (int)(n * BENCH_MESSAGE), got;

    while (left > 0) {
        got = recv(s, room, left, 0);
        check(got > 0, "recv");
        left -= got;
    }
}

static double batch_ns(const struct way *w, unsigned n)
{
    LARGE_INTEGER frequency, begin, end;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&begin);
    w->run(links[w->link].from, n);
    QueryPerformanceCounter(&end);
    drain(links[w->link].to, n);
    return (double)(end.QuadPart - begin.QuadPart) * 1e9 /
           (double)frequency.QuadPart;
}

/* A round: every way forth and back again, batch by batch; the median of its
 * batches, for each send. */
static void round_run(double ns[WAYS])
{
    static double batch[WAYS][BATCHES];
    size_t i;
    int k;

    for (k = 0; k < BATCHES; k += 2) {
        for (i = 0; i < WAYS; i++)
            batch[i][k] = batch_ns(&ways[i], BATCH);
        for (i = WAYS; i-- > 0;)
            batch[i][k + 1] = batch_ns(&ways[i], BATCH);
    }
    for (i = 0; i < WAYS; i++)
        ns[i] = bench_quantile(batch[i], BATCHES, 0.5) / BATCH;
}

static void table_print(unsigned rounds)
{
    static double ns[WAYS][ROUNDS_MAX], ratio[WAYS][ROUNDS_MAX];
    double now[WAYS];
    unsigned r;
    size_t i;

    round_run(now); /* to warm up */
    for (r = 0; r < rounds; r++) {
        round_run(now);
        for (i = 0; i < WAYS; i++) {
            ns[i][r] = now[i];
            ratio[i][r] = now[i] / now[0];
        }
    }
    printf("a send of %d bytes       ns   ratio      quartiles\n",
           BENCH_MESSAGE);
    for (i = 0; i < WAYS; i++)
        printf("%-20s %7.1f   %5.3f   %.3f .. %.3f\n", ways[i].name,
               bench_quantile(ns[i], rounds, 0.5),
               bench_quantile(ratio[i], rounds, 0.5),
               bench_quantile(ratio[i], rounds, 0.25),
               bench_quantile(ratio[i], rounds, 0.75));
}

static void sends_make(const char *name, unsigned n)
{
    size_t i;

    for (i = 0; i < WAYS; i++)
        if (strcmp(ways[i].name, name) == 0)
            for (; n > 0; n -= n < BATCH ? n : BATCH)
                batch_ns(&ways[i], n < BATCH ? n : BATCH);
}

int main(int argc, char **argv)
{
    unsigned n = argc == 4 ? (unsigned)atoi(argv[3]) : 0;
    WSADATA data;

    if (n == 0 || n > ROUNDS_MAX) {
        fprintf(stderr, "usage: %s LAYER all|WAY COUNT\n", argv[0]);
        return 2;
    }
    base_find();
    layer_install(argv[1]);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    base_start();
    links[0] = link_open(&base_entry);
    links[1] = link_open(NULL);
    if (strcmp(argv[2], "all") == 0)
        table_print(n);
    else
        sends_make(argv[2], n);
    return WSACleanup();
}
