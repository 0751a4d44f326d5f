/* SPDX-License-Identifier: MIT */
/* What a program does with its sockets, through layers: names, options, ioctls,
 * errors, window messages, duplicates, multicast. */
#include "lsp.h"
#include "netmessages.h"

static void named(const struct ct_row *row)
{
    struct sockaddr_in name;
    int len = sizeof(name);
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    EQUAL(getpeername(s, SA(&name), &len), 0);
    EQUAL(name.sin_port, ct_name(ct_peer()).sin_port);
    EQUAL(shutdown(s, SD_SEND), 0);
    SOCKET_FAILS(WSAESHUTDOWN, send(s, "x", 1, 0));
    SOCKET_FAILS(WSAEISCONN, connect(s, SA(&name), sizeof(name)));
    lsp_remove();
}

static void refused(const struct ct_row *row)
{
    struct sockaddr_in name;
    SOCKET s;

    lsp_begin(row);
    name = ct_loopback(ct_dead_port(SOCK_STREAM));
    s = ct_open(CT_TCP);
    SOCKET_FAILS(WSAECONNREFUSED, connect(s, SA(&name), sizeof(name)));
    ct_nonblock(s);
    SOCKET_FAILS(WSAEINVAL,
                 accept(s, NULL, NULL) == INVALID_SOCKET ? SOCKET_ERROR : 0);
    lsp_remove();
}

/* What WSAConnectByName and WSAConnectByList found, and that the socket has the
 * mode that it had. */
static void connected(SOCKET s, const struct sockaddr_in *to,
                      const struct sockaddr_in *remote, DWORD length)
{
    char in[1];

    EQUAL(length, sizeof(*remote));
    EQUAL(remote->sin_port, to->sin_port);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, in, 1, 0));
}

/* Row: a time-out is set (arg2), the socket does not block (arg3). */
static void by_name(const struct ct_row *row)
{
    struct timeval time = {10, 0};
    struct sockaddr_in to, remote;
    DWORD length = sizeof(remote);
    char port[8], name[] = "127.0.0.1";
    LONG sends;
    SOCKET s;

    lsp_begin(row);
    to = ct_name(ct_open(CT_TCP_LISTENING));
    snprintf(port, sizeof(port), "%u", ntohs(to.sin_port));
    s = ct_open(CT_TCP);
    if (row->arg3 != 0)
        ct_nonblock(s);
    EQUAL(WSAConnectByNameA(s, name, port, NULL, NULL, &length, SA(&remote),
                            row->arg2 != 0 ? &time : NULL, NULL),
          TRUE);
    sends = lsp_top_count(row, LAYER_SENDS);
    EQUAL(send(s, "x", 1, 0), 1);
    EQUAL(lsp_top_count(row, LAYER_SENDS), sends + 1);
    connected(s, &to, &remote, length);
    FAILS(FALSE, WSAEINVAL,
          WSAConnectByNameA(s, name, port, NULL, NULL, NULL, NULL, NULL, NULL));
    lsp_remove();
}

/* The second is the one that answers. */
static void by_list(const struct ct_row *row)
{
    struct {
        SOCKET_ADDRESS_LIST list;
        SOCKET_ADDRESS more;
    } all;
    struct sockaddr_in dead, to, remote;
    DWORD length = sizeof(remote);
    SOCKET s;

    lsp_begin(row);
    dead = ct_loopback(ct_dead_port(SOCK_STREAM));
    to = ct_name(ct_open(CT_TCP_LISTENING));
    all.list.iAddressCount = 2;
    all.list.Address[0].lpSockaddr = SA(&dead);
    all.list.Address[0].iSockaddrLength = sizeof(dead);
    all.more.lpSockaddr = SA(&to);
    all.more.iSockaddrLength = sizeof(to);
    s = ct_open(CT_TCP);
    EQUAL(WSAConnectByList(s, &all.list, NULL, NULL, &length, SA(&remote), NULL,
                           NULL),
          TRUE);
    connected(s, &to, &remote, length);
    all.list.iAddressCount = 1;
    FAILS(FALSE, WSAECONNREFUSED,
          WSAConnectByList(ct_open(CT_TCP), &all.list, NULL, NULL, NULL, NULL,
                           NULL, NULL));
    FAILS(FALSE, WSAEINVAL,
          WSAConnectByList(ct_open(CT_UDP), &all.list, NULL, NULL, NULL, NULL,
                           NULL, NULL));
    FAILS(FALSE, WSAEFAULT,
          WSAConnectByList(ct_open(CT_TCP), ct_unmapped(), NULL, NULL, NULL,
                           NULL, NULL, NULL));
    lsp_remove();
}

static void datagrams(const struct ct_row *row)
{
    struct sockaddr_in to, from;
    int len = sizeof(from);
    char in[8];
    SOCKET a, b;

    lsp_begin(row);
    a = ct_open(CT_UDP_BOUND);
    b = ct_open(CT_UDP_BOUND);
    to = ct_name(b);
    EQUAL(sendto(a, "abcd", 4, 0, SA(&to), sizeof(to)), 4);
    SOCKET_FAILS(WSAEMSGSIZE, recvfrom(b, in, 2, 0, SA(&from), &len));
    EQUAL(from.sin_port, ct_name(a).sin_port);
    EQUAL(sendto(a, "abcd", 4, 0, SA(&to), sizeof(to)), 4);
    EQUAL(recvfrom(b, in, sizeof(in), 0, NULL, NULL), 4);
    lsp_remove();
}

/* Members of a layer and of none, whichever stands first. */
static void selected_mixed(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET theirs, client;
    fd_set reads, writes;

    lsp_begin(row);
    theirs = ct_open(CT_UDP6_BOUND);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed() || !ct_have_ipv6())
        return;
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(theirs, &reads);
    FD_SET(client, &reads);
    EQUAL(select(0, &reads, NULL, NULL, &none), 0);
    EQUAL(reads.fd_count, 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    FD_SET(theirs, &reads);
    FD_SET(client, &reads);
    FD_SET(client, &writes);
    FD_SET(theirs, &writes);
    EQUAL(select(0, &reads, &writes, NULL, NULL), 3);
    EQUAL(reads.fd_count, 1);
    EQUAL(reads.fd_array[0], client);
    EQUAL(writes.fd_count, 2);
    CHECK(FD_ISSET(theirs, &writes) && FD_ISSET(client, &writes));
    FD_SET((SOCKET)0x7ffffff0, &writes);
    SOCKET_FAILS(WSAENOTSOCK, select(0, &reads, &writes, NULL, NULL));
    EQUAL(writes.fd_count, 3); /* a failure leaves them */
    lsp_remove();
}

/* A call that another thread blocks in. */
static void blocked_recv(struct ct_blocked *b)
{
    char in[1];

    b->res = recv(b->s, in, 1, 0);
    b->err = WSAGetLastError();
}

static void closed(const struct ct_row *row)
{
    struct ct_blocked b = {.run = blocked_recv};

    lsp_begin(row);
    b.s = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    CHECK(b.err == WSAEINTR || b.err == WSAENOTSOCK);
    lsp_remove();
}

static void ioctls(const struct ct_row *row)
{
    SOCKET s, base = 0, below = 0;
    u_long unread = 0;
    DWORD n = 0;
    char in[8];

    lsp_begin(row);
    s = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    ct_wait_readable(s);
    EQUAL(ioctlsocket(s, FIONREAD, &unread), 0);
    EQUAL(unread, 3);
    EQUAL(WSAIoctl(s, SIO_BASE_HANDLE, NULL, 0, &base, sizeof(base), &n, NULL,
                   NULL),
          0);
    EQUAL(base == s, lsp_is_ifs(row));
    EQUAL(recv(base, in, sizeof(in), 0), 3); /* it is a socket */
    EQUAL(WSAIoctl(s, SIO_BSP_HANDLE_POLL, NULL, 0, &below, sizeof(below), &n,
                   NULL, NULL),
          0);
    EQUAL(below, s); /* own has it come to itself */
    SOCKET_FAILS(WSAEINVAL,
                 WSAIoctl(s, 0x12345678, NULL, 0, NULL, 0, &n, NULL, NULL));
    lsp_remove();
}

static void options(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    int value = 0, len = sizeof(value), info_len = sizeof(info);
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_TCP);
    value = 1;
    EQUAL(setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&value, len), 0);
    value = 0;
    EQUAL(getsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&value, &len), 0);
    CHECK(value != 0);
    EQUAL(
        getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &info_len),
        0);
    EQUAL(info.iProtocol, IPPROTO_TCP);
    SOCKET_FAILS(WSAENOPROTOOPT,
                 setsockopt(s, IPPROTO_TCP, 0x7777, (char *)&value, len));
    lsp_remove();
}

static void messages(const struct ct_row *row)
{
    SOCKET s, peer;

    window = window_make();
    lsp_begin(row);
    s = ct_open(CT_TCP_CLIENT);
    peer = ct_peer();
    if (ct_failed())
        return;
    async(s, FD_READ | FD_CLOSE);
    EQUAL(send(peer, "x", 1, 0), 1);
    EQUAL(told(s, FD_READ), FD_READ);
    EQUAL(closesocket(peer), 0);
    EQUAL(recv(s, (char[1]){0}, 1, 0), 1);
    EQUAL(told(s, FD_CLOSE), FD_CLOSE);
    EQUAL(closesocket(s), 0);
    EQUAL(DestroyWindow(window), TRUE);
    lsp_remove();
}

/* Two handles of one connection; each goes through the layer. */
static void duplicated(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    LONG sends;
    char in[8];
    SOCKET s, d;

    lsp_begin(row);
    s = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    d = ct_keep(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                           FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED));
    CHECK(d != INVALID_SOCKET && d != s);
    EQUAL(closesocket(s), 0);
    sends = lsp_top_count(row, LAYER_SENDS);
    EQUAL(send(d, "abc", 3, 0), 3);
    EQUAL(lsp_top_count(row, LAYER_SENDS), sends + 1);
    EQUAL(recv(ct_peer(), in, sizeof(in), 0), 3);
    lsp_remove();
}

static void joined(const struct ct_row *row)
{
    struct sockaddr_in group = ct_loopback(0), any = ct_loopback(0);
    SOCKET s;

    lsp_begin(row);
    s = ct_keep(
        WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0,
                   WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF));
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    group.sin_port = htons(9);
    group.sin_addr.s_addr = htonl(0xe8000109);
    EQUAL(WSAJoinLeaf(s, SA(&group), sizeof(group), NULL, NULL, NULL, NULL,
                      JL_BOTH),
          s);
    lsp_remove();
}

static int CALLBACK condition(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos,
                              LPQOS gqos, LPWSABUF callee, LPWSABUF callee_data,
                              GROUP *g, DWORD_PTR data)
{
    (void)caller, (void)caller_data, (void)sqos, (void)gqos, (void)callee;
    (void)callee_data, (void)g;
    return (int)data;
}

static void conditional(const struct ct_row *row)
{
    SOCKET listener, s;

    lsp_begin(row);
    listener = ct_open(CT_TCP_LISTENING);
    ct_connect(ct_open(CT_TCP), listener);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN,
          WSAAccept(listener, NULL, NULL, condition, CF_DEFER));
    s = ct_keep(WSAAccept(listener, NULL, NULL, condition, CF_ACCEPT));
    CHECK(s != INVALID_SOCKET);
    lsp_remove();
}

/* A message of which a part was asked for. */
static void partial(const struct ct_row *row)
{
    char in[2];
    int flags = 0;
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_UDP_PAIR);
    if (ct_failed())
        return;
    EQUAL(send(ct_peer(), "abcd", 4, 0), 4);
    EQUAL(WSARecvEx(s, in, sizeof(in), &flags), 2);
    EQUAL(flags, MSG_PARTIAL);
    lsp_remove();
}

static const struct ct_row rows[] = {
    LSP_STACKS(getpeername, "through layers", named),
    LSP_STACKS(connect, "fails through layers", refused),
    LSP_STACKS(WSAConnectByName, "through layers", by_name),
    LSP_STACKS(WSAConnectByName, "through layers in time", by_name, .arg2 = 1),
    LSP_STACKS(WSAConnectByName, "of a layer's socket that does not block",
               by_name, .arg3 = 1),
    LSP_STACKS(WSAConnectByList, "through layers", by_list),
    LSP_STACKS(recvfrom, "through layers", datagrams),
    LSP_STACKS(select, "of a layer's sockets and others", selected_mixed),
    LSP_STACKS(closesocket, "ends a layer's call", closed),
    LSP_STACKS(WSAIoctl, "through layers", ioctls),
    LSP_STACKS(setsockopt, "through layers", options),
    LSP_STACKS(WSAAsyncSelect, "through layers", messages),
    LSP_STACKS(WSADuplicateSocket, "through layers", duplicated),
    LSP_STACKS(WSAJoinLeaf, "through layers", joined),
    LSP_STACKS(WSAAccept, "asks through layers", conditional),
    LSP_STACKS(WSARecvEx, "through layers", partial),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
