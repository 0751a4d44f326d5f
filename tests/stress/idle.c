/* SPDX-License-Identifier: MIT */
/* What an idle connection costs: the heap's growth over many that are attached
 * to a completion port, each with a receive under way. The clients are opened
 * before the first look, and the OVERLAPPEDs are not on the heap, so that the
 * growth is the server's sockets, operations, channels and handles, with what
 * malloc adds. The figure is in docs/performance.md.
 *
 *   idle [CONNECTIONS [MOST_BYTES]] */
#include <winsock2.h>
#include <windows.h>

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define SKIPPED 77
#define MANY    10000

static SOCKET client[MANY], server[MANY];
static OVERLAPPED ov[MANY];
static char buffer[64];

static void need(BOOL ok, const char *what)
{
    if (ok)
        return;
    printf("%s: error %d\n", what, WSAGetLastError());
    exit(1);
}

static size_t heap(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

/* Sanitizers have an allocator of their own, which mallinfo does not know. */
static BOOL heap_is_known(void)
{
    size_t before = heap();
    void *volatile block = malloc(1000);
    BOOL known = heap() >= before + 1000;

    free(block);
    return known;
}

static BOOL descriptors_suffice(unsigned n)
{
    rlim_t want = 2 * n + 64;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return FALSE;
    if (limit.rlim_cur >= want)
        return TRUE;
    limit.rlim_cur = want;
    if (limit.rlim_max < want) /* needs a privilege */
        limit.rlim_max = want;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static SOCKET listen_any(struct sockaddr_in *name)
{
    SOCKET s =
        WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    int len = sizeof(*name);

    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    need(bind(s, (struct sockaddr *)name, len) == 0, "bind");
    need(getsockname(s, (struct sockaddr *)name, &len) == 0, "getsockname");
    need(listen(s, SOMAXCONN) == 0, "listen");
    return s;
}

/* Each second receive has no room: it waits for data to come. */
static void receive(unsigned i)
{
    WSABUF buf = {.len = i % 2 != 0 ? sizeof(buffer) : 0, .buf = buffer};
    DWORD flags = 0;

    need(WSARecv(server[i], &buf, 1, NULL, &flags, &ov[i], NULL) != 0 &&
             WSAGetLastError() == WSA_IO_PENDING,
         "WSARecv");
}

static void connection(HANDLE port, SOCKET listener, unsigned i,
                       const struct sockaddr_in *name)
{
    need(connect(client[i], (const struct sockaddr *)name, sizeof(*name)) == 0,
         "connect");
    server[i] = accept(listener, NULL, NULL);
    need(server[i] != INVALID_SOCKET, "accept");
    need(CreateIoCompletionPort((HANDLE)server[i], port, i, 0) == port,
         "CreateIoCompletionPort");
    receive(i);
}

/* They are what they seem: each tells when something comes. */
static void exchange(HANDLE port, unsigned n)
{
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;

    for (unsigned i = 0; i < n; i++) {
        need(send(client[i], "x", 1, 0) == 1, "send");
        need(GetQueuedCompletionStatus(port, &bytes, &key, &done, 10000) &&
                 key == i && done == &ov[i] && bytes == i % 2,
             "GetQueuedCompletionStatus");
    }
}

int main(int argc, char **argv)
{
    unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : MANY;
    size_t most = argc > 2 ? (size_t)atoi(argv[2]) : 256, before, each;
    struct sockaddr_in name = {0};
    SOCKET listener;
    HANDLE port;
    WSADATA data;

    if (n == 0 || n > MANY || !heap_is_known() || !descriptors_suffice(n))
        return SKIPPED;
    need(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    listener = listen_any(&name);
    for (unsigned i = 0; i < n; i++)
        client[i] = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 0);
    need(client[n - 1] != INVALID_SOCKET, "WSASocket");
    before = heap();
    for (unsigned i = 0; i < n; i++)
        connection(port, listener, i, &name);
    each = (heap() - before + n - 1) / n;
    printf("%zu bytes for each of %u connections, at most %zu\n", each, n,
           most);
    exchange(port, n);
    for (unsigned i = 0; i < n; i++) {
        closesocket(client[i]);
        closesocket(server[i]);
    }
    closesocket(listener);
    CloseHandle(port);
    WSACleanup();
    return each > most;
}
