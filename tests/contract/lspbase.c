/* SPDX-License-Identifier: MIT */
/* A base provider of somebody else's (tools/ws2/tour/message.c): connections
 * that keep messages apart, which the provider for TCP/IP has none of. */
#include "lsp.h"

static void begin(void)
{
    WSAPROTOCOL_INFOW info;
    WCHAR path[MAX_PATH];
    INT e = 0;

    memset(&info, 0, sizeof(info));
    info.dwServiceFlags1 = XP1_MESSAGE_ORIENTED | XP1_GUARANTEED_DELIVERY |
                           XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE;
    info.ProviderId = lsp_id;
    info.ProtocolChain.ChainLen = BASE_PROTOCOL;
    info.iVersion = 2;
    info.iAddressFamily = AF_INET;
    info.iMaxSockAddr = info.iMinSockAddr = sizeof(struct sockaddr_in);
    info.iSocketType = SOCK_SEQPACKET;
    info.iProtocol = 250;
    lsp_widen("message", info.szProtocol);
    lsp_path("message", path);
    lsp_remove();
    EQUAL(WSCInstallProvider64_32(&lsp_id, path, &info, 1, &e), 0);
    EQUAL(e, 0);
    lsp_restart();
}

static SOCKET opened(void)
{
    SOCKET s = ct_keep(socket(AF_INET, SOCK_SEQPACKET, 0));

    CHECK(s != INVALID_SOCKET);
    return s;
}

/* Both ends of a connection. */
static SOCKET pair(SOCKET *other)
{
    struct sockaddr_in any = ct_loopback(0), name;
    SOCKET listener, s;

    begin();
    listener = opened();
    EQUAL(bind(listener, SA(&any), sizeof(any)), 0);
    EQUAL(listen(listener, 1), 0);
    name = ct_name(listener);
    s = opened();
    EQUAL(connect(s, SA(&name), sizeof(name)), 0);
    *other = ct_keep(accept(listener, NULL, NULL));
    CHECK(*other != INVALID_SOCKET);
    return s;
}

static int receive(SOCKET s, char *to, ULONG length)
{
    WSABUF buf = {length, to};
    DWORD n = 0, flags = 0;

    return WSARecv(s, &buf, 1, &n, &flags, NULL, NULL) == 0 ? (int)n
                                                            : SOCKET_ERROR;
}

static void messages(const struct ct_row *row)
{
    SOCKET other, s = pair(&other);
    char in[8];

    (void)row;
    if (ct_failed())
        return;
    EQUAL(send(s, "one", 3, 0), 3);
    EQUAL(send(s, "three", 5, 0), 5);
    EQUAL(receive(other, in, sizeof(in)), 3);
    SOCKET_FAILS(WSAEMSGSIZE, receive(other, in, 4));
    EQUAL(receive(other, in, sizeof(in)), 1);
    ct_nonblock(other);
    SOCKET_FAILS(WSAEWOULDBLOCK, receive(other, in, sizeof(in)));
    lsp_remove();
}

/* What was sent before is received before. */
static void disconnected(const struct ct_row *row)
{
    SOCKET other, s = pair(&other);
    char in[8];

    if (ct_failed())
        return;
    EQUAL(send(s, "last", 4, 0), 4);
    EQUAL(closesocket(s), 0);
    EQUAL(receive(other, in, sizeof(in)), 4);
    SOCKET_FAILS(row->code, receive(other, in, sizeof(in)));
    SOCKET_FAILS(row->code, recv(other, in, sizeof(in), 0));
    lsp_remove();
}

/* The end of an operation that waited. */
static void disconnected_late(const struct ct_row *row)
{
    SOCKET other, s = pair(&other);
    HANDLE port = ct_keep_handle(
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0));
    static OVERLAPPED ov;
    static char in[8];
    WSABUF buf = {sizeof(in), in};
    DWORD n = 7, flags = 0;
    OVERLAPPED *got = NULL;
    ULONG_PTR key = 0;

    if (ct_failed())
        return;
    CHECK(CreateIoCompletionPort((HANDLE)other, port, 5, 0) == port);
    memset(&ov, 0, sizeof(ov));
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(other, &buf, 1, NULL, &flags, &ov, NULL));
    EQUAL(closesocket(s), 0);
    EQUAL(GetQueuedCompletionStatus(port, &n, &key, &got, 10000), FALSE);
    CHECK(got == &ov);
    EQUAL(n, 0);
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(other, &ov, &n, FALSE, &flags));
    lsp_remove();
}

static void selected(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET other, s = pair(&other);
    fd_set reads, writes;

    (void)row;
    if (ct_failed())
        return;
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(other, &reads);
    EQUAL(select(0, &reads, NULL, NULL, &none), 0);
    EQUAL(send(s, "x", 1, 0), 1);
    FD_SET(other, &reads);
    FD_SET(s, &writes);
    EQUAL(select(0, &reads, &writes, NULL, NULL), 2);
    CHECK(FD_ISSET(other, &reads) && FD_ISSET(s, &writes));
    lsp_remove();
}

/* It is asked, and answers that it cannot. */
static void not_polled(const struct ct_row *row)
{
    WSAPOLLFD fd;

    (void)row;
    begin();
    memset(&fd, 0, sizeof(fd));
    fd.fd = opened();
    fd.events = POLLRDNORM;
    SOCKET_FAILS(WSAEOPNOTSUPP, WSAPoll(&fd, 1, 0));
    lsp_remove();
}

/* Functions of its own it has none of, either. */
static void not_extended(const struct ct_row *row)
{
    char room[64], out[] = "abc";
    WSABUF buf = {3, out};
    WSAMSG msg;
    OVERLAPPED ov;
    DWORD n = 0;
    SOCKET s;

    (void)row;
    begin();
    s = opened();
    memset(&ov, 0, sizeof(ov));
    memset(&msg, 0, sizeof(msg));
    msg.lpBuffers = &buf;
    msg.dwBufferCount = 1;
    FAILS(FALSE, WSAEOPNOTSUPP,
          AcceptEx(s, opened(), room, 0, 32, 32, &n, &ov));
    FAILS(FALSE, WSAEOPNOTSUPP, TransmitFile(s, NULL, 0, 0, NULL, NULL, 0));
    SOCKET_FAILS(WSAEOPNOTSUPP, WSASendMsg(s, &msg, 0, &n, NULL, NULL));
    lsp_remove();
}

/* Its entry is a base protocol's, beside those that are always there. */
static void listed(const struct ct_row *row)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    int n, found = 0;

    (void)row;
    begin();
    n = WSAEnumProtocolsW(NULL, all, &size);
    for (int i = 0; i < n; i++)
        if (all[i].iSocketType == SOCK_SEQPACKET) {
            found++;
            EQUAL(all[i].ProtocolChain.ChainLen, BASE_PROTOCOL);
            CHECK((all[i].dwServiceFlags1 & XP1_IFS_HANDLES) == 0);
        }
    EQUAL(found, 1);
    lsp_remove();
}

static const struct ct_row rows[] = {
    RULE(WSAEnumProtocols, "a base provider of somebody else's", listed),
    RULE(WSARecv, "a base provider's messages", messages),
    ROW(WSARecv, WSAEDISCON, "the peer of a message-oriented connection closed",
        disconnected),
    ROW(WSARecv, WSAEDISCON, "the same, told of a receive that waited",
        disconnected_late),
    RULE(select, "sees a base provider's sockets", selected),
    RULE(AcceptEx, "of a base provider that has none", not_extended),
    RULE(WSAPoll, "of a base provider that does not know it", not_polled),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
