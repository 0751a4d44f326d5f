/* SPDX-License-Identifier: MIT */
/* Calls through layers. */
#include "lsp.h"

static void echo(const struct ct_row *row)
{
    LONG sends, closes;
    char in[8] = "";
    SOCKET client, server;

    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    server = ct_peer();
    if (ct_failed())
        return;
    sends = lsp_top_count(row, LAYER_SENDS);
    EQUAL(send(client, "ping", 4, 0), 4);
    EQUAL(recv(server, in, sizeof(in), 0), 4);
    CHECK(memcmp(in, "ping", 4) == 0);
    EQUAL(send(server, "pong!", 5, 0), 5); /* accept's, too, is the layer's */
    EQUAL(recv(client, in, sizeof(in), 0), 5);
    EQUAL(lsp_top_count(row, LAYER_SENDS), sends + 2);
    closes = lsp_top_count(row, LAYER_CLOSES);
    EQUAL(closesocket(server), 0);
    EQUAL(lsp_top_count(row, LAYER_CLOSES), closes + 1);
    SOCKET_FAILS(WSAENOTSOCK, closesocket(server));
    EQUAL(recv(client, in, sizeof(in), 0), 0);
    lsp_remove();
}

static void selected(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET client;
    fd_set set;

    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    FD_ZERO(&set);
    FD_SET(client, &set);
    EQUAL(select(0, &set, NULL, NULL, &none), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    FD_SET(client, &set);
    EQUAL(select(0, &set, NULL, NULL, NULL), 1);
    CHECK(FD_ISSET(client, &set));
    lsp_remove();
}

static void eventselected(const struct ct_row *row)
{
    WSANETWORKEVENTS events;
    HANDLE event = ct_event();
    SOCKET client;

    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    ResetEvent(event);
    EQUAL(WSAEventSelect(client, event, FD_READ), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(WaitForSingleObject(event, 10000), WAIT_OBJECT_0);
    EQUAL(WSAEnumNetworkEvents(client, event, &events), 0);
    EQUAL(events.lNetworkEvents, FD_READ);
    lsp_remove();
}

static void ported(const struct ct_row *row)
{
    char in[8];
    WSABUF buf = {sizeof(in), in};
    OVERLAPPED ov, *got = NULL;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    ULONG_PTR key = 0;
    DWORD n = 0, flags = 0;
    SOCKET client;
    int res;

    ct_keep_handle(port);
    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    CHECK(CreateIoCompletionPort((HANDLE)client, port, 5, 0) == port);
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          CreateIoCompletionPort((HANDLE)client, port, 5, 0));
    memset(&ov, 0, sizeof(ov));
    res = WSARecv(client, &buf, 1, NULL, &flags, &ov, NULL);
    CHECK(res == 0 || WSAGetLastError() == WSA_IO_PENDING);
    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    CHECK(GetQueuedCompletionStatus(port, &n, &key, &got, 10000));
    EQUAL(n, 3);
    EQUAL(key, 5);
    CHECK(got == &ov);
    lsp_remove();
}

/* An operation that fails, told by its event. */
static void evented(const struct ct_row *row)
{
    char in[8];
    WSABUF buf = {sizeof(in), in};
    OVERLAPPED ov;
    DWORD flags = 0;
    HANDLE event = ct_event();
    SOCKET client;

    lsp_begin(row);
    client = ct_open(CT_TCP);
    if (ct_failed())
        return;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = event;
    ResetEvent(event);
    SOCKET_FAILS(lsp_is_ifs(row) ? WSAENOTCONN : WSA_IO_PENDING,
                 WSARecv(client, &buf, 1, NULL, &flags, &ov, NULL));
    if (!lsp_is_ifs(row)) {
        EQUAL(WaitForSingleObject(event, 10000), WAIT_OBJECT_0);
        CHECK(ov.Internal != WSS_OPERATION_IN_PROGRESS);
    }
    lsp_remove();
}

/* ReadFile and WriteFile are the provider's receive and send. */
static void file(const struct ct_row *row)
{
    LONG sends;
    char in[8];
    OVERLAPPED ov;
    DWORD n = 0;
    HANDLE event = ct_event();
    SOCKET client;

    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = event;
    ResetEvent(event);
    sends = lsp_top_count(row, LAYER_SENDS);
    CHECK(WriteFile((HANDLE)client, "abc", 3, NULL, &ov) ||
          GetLastError() == ERROR_IO_PENDING);
    EQUAL(WaitForSingleObject(event, 10000), WAIT_OBJECT_0);
    EQUAL(ov.InternalHigh, 3);
    EQUAL(lsp_top_count(row, LAYER_SENDS), sends + 1);
    EQUAL(recv(ct_peer(), in, sizeof(in), 0), 3);
    EQUAL(GetFileType((HANDLE)client), FILE_TYPE_PIPE);
    EQUAL(n, 0);
    lsp_remove();
}

static void cleaned(const struct ct_row *row)
{
    LONG cleanups;
    SOCKET s;

    lsp_begin(row);
    s = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(s != INVALID_SOCKET);
    cleanups = lsp_top_count(row, LAYER_CLEANUPS);
    lsp_restart();
    EQUAL(lsp_top_count(row, LAYER_CLEANUPS), cleanups + 1);
    SOCKET_FAILS(WSAENOTSOCK, closesocket(s));
    lsp_remove();
}

static const struct ct_row rows[] = {
    LSP_STACKS(send, "goes through a layer", echo),
    LSP_STACKS(select, "sees a layer's sockets", selected),
    LSP_STACKS(WSAEventSelect, "is told of a layer's sockets", eventselected),
    LSP_STACKS(WSARecv, "is told by a port through a layer", ported),
    LSP_STACKS(WSARecv, "fails through a layer", evented),
    LSP_STACKS(WriteFile, "goes through a layer", file),
    LSP_STACKS(WSACleanup, "closes a layer's sockets and tells it", cleaned),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
