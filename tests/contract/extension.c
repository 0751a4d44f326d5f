/* SPDX-License-Identifier: MIT */
/* AcceptEx, ConnectEx, DisconnectEx: arguments that nothing can be done with,
 * and connections that ended before. What the property test found. */
#include "overlapped.h"
#include <mswsock.h>
#include <stdlib.h>

enum { ROOM = sizeof(struct sockaddr_in) + 16 };

static struct ct_op op;

static BOOL call_connect(SOCKET s, struct sockaddr_in *to, LPDWORD sent,
                         LPOVERLAPPED ov)
{
    GUID id = WSAID_CONNECTEX;
    LPFN_CONNECTEX fn = (LPFN_CONNECTEX)ct_extension(s, id);

    return fn(s, SA(to), sizeof(*to), op.data, 1, sent, ov);
}

static BOOL call_disconnect(SOCKET s, DWORD flags)
{
    GUID id = WSAID_DISCONNECTEX;
    LPFN_DISCONNECTEX fn = (LPFN_DISCONNECTEX)ct_extension(s, id);

    return fn(s, NULL, flags, 0);
}

/* Row: what the count points to (enum ct_bad). The listener has nobody. */
static void connect_count(const struct ct_row *row)
{
    struct sockaddr_in to = ct_name(ct_open(CT_TCP_LISTENING));
    SOCKET s = ct_open(CT_TCP_BOUND);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, call_connect(s, &to, ct_bad(row->arg), &op.ov));
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
}

static void accept_count(const struct ct_row *row)
{
    static char out[2 * ROOM];
    GUID id = WSAID_ACCEPTEX;
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    LPFN_ACCEPTEX fn = (LPFN_ACCEPTEX)ct_extension(listener, id);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code,
          fn(listener, s, out, 0, ROOM, ROOM, ct_bad(row->arg), &op.ov));
}

static void connect_askew(const struct ct_row *row)
{
    static char room[sizeof(OVERLAPPED) + 8];
    struct sockaddr_in to = ct_name(ct_open(CT_TCP_LISTENING));
    void *askew = room + 1;

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code,
          call_connect(ct_open(CT_TCP_BOUND), &to, NULL, askew));
}

/* It cannot fail; what it can do it does. */
static void addresses_nowhere(const struct ct_row *row)
{
    GUID id = WSAID_GETACCEPTEXSOCKADDRS;
    LPFN_GETACCEPTEXSOCKADDRS fn =
        (LPFN_GETACCEPTEXSOCKADDRS)ct_extension(ct_open(CT_TCP), id);
    struct sockaddr *local = NULL, *remote = NULL;
    INT size = 0;

    fn(ct_unmapped(), 0, ROOM, ROOM, &local, ct_bad(row->arg), ct_bad(row->arg),
       &size);
    fn(op.data, 0, ROOM, 0, ct_bad(row->arg), &size, &remote, ct_bad(row->arg));
    EQUAL(remote, (struct sockaddr *)(void *)(op.data + ROOM));
}

static SOCKET reset_by_peer(void)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char byte;

    setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(ct_peer()), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
    return s;
}

static void disconnect_gone(const struct ct_row *row)
{
    FAILS(FALSE, row->code, call_disconnect(reset_by_peer(), 0));
}

static void disconnect_reuses(const struct ct_row *row)
{
    SOCKET s = reset_by_peer();
    struct sockaddr_in to = ct_name(ct_open(CT_TCP_LISTENING));

    (void)row;
    EQUAL(call_disconnect(s, TF_REUSE_SOCKET), TRUE);
    EQUAL(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(send(s, "x", 1, 0), 1);
}

static const struct ct_row rows[] = {
    ROW(ConnectEx, WSAEFAULT, "lpdwBytesSent unmapped", connect_count,
        .arg = CT_UNMAPPED),
    ROW(ConnectEx, WSAEFAULT, "lpdwBytesSent read-only", connect_count,
        .arg = CT_READONLY),
    ROW(ConnectEx, WSAEFAULT, "OVERLAPPED not aligned", connect_askew),
    RULE(AcceptEx, "lpdwBytesReceived unmapped", accept_count,
         .code = WSAEFAULT, .arg = CT_UNMAPPED),
    RULE(GetAcceptExSockaddrs, "unmapped memory", addresses_nowhere,
         .arg = CT_UNMAPPED),
    RULE(GetAcceptExSockaddrs, "read-only memory", addresses_nowhere,
         .arg = CT_READONLY),
    ROW(DisconnectEx, WSAENOTCONN, "the peer has reset the connection",
        disconnect_gone),
    RULE(DisconnectEx, "TF_REUSE_SOCKET after a reset", disconnect_reuses),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
