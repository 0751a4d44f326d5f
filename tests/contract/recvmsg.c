/* SPDX-License-Identifier: MIT */
/* WSARecvMsg: its arguments and what it shares with WSARecvFrom. Control data
 * is in controldata.c. */
#include "message.h"

static void recvmsg_fails(const struct ct_row *row)
{
    LPFN_WSARECVMSG fn = ct_recvmsg_fn();
    SOCKET s = ct_sock(row);
    struct ct_msg m;

    if (ct_failed())
        return;
    ct_msg_init(&m);
    m.msg.dwFlags = (ULONG)row->arg;
    SOCKET_FAILS(row->code, fn(s, &m.msg, &m.count, NULL, NULL));
    EQUAL(m.count, CT_UNTOUCHED);
}

/* A socket with a datagram "hello" in its queue. */
static SOCKET with_datagram(SOCKET *sender)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s);

    *sender = ct_open(CT_UDP_BOUND);
    EQUAL(sendto(*sender, "hello", 5, 0, SA(&to), sizeof(to)), 5);
    return s;
}

enum place { MESSAGE, COUNT, BUFFERS, DATA, NAME, CONTROL };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). Nothing is lost. */
static void bad_pointer(const struct ct_row *row)
{
    LPFN_WSARECVMSG fn = ct_recvmsg_fn();
    SOCKET sender, s = with_datagram(&sender);
    void *bad = ct_bad(row->arg);
    struct ct_msg m;

    if (ct_failed())
        return;
    ct_msg_init(&m);
    if (row->arg2 == BUFFERS)
        m.msg.lpBuffers = bad;
    if (row->arg2 == DATA)
        m.buf.buf = bad;
    if (row->arg2 == NAME)
        m.msg.name = bad;
    if (row->arg2 == CONTROL)
        m.msg.Control.buf = bad;
    SOCKET_FAILS(row->code,
                 fn(s, row->arg2 == MESSAGE ? bad : &m.msg,
                    row->arg2 == COUNT ? bad : &m.count, NULL, NULL));
    if (row->arg2 == DATA && row->arg != CT_NULL)
        return; /* the kernel has thrown it away: README */
    ct_msg_init(&m);
    EQUAL(ct_msg_recv(s, &m), 0);
    EQUAL(m.count, 5);
}

static void name_too_small(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    struct ct_msg m;

    ct_msg_init(&m);
    m.msg.namelen = sizeof(struct sockaddr_in) - 1;
    SOCKET_FAILS(row->code, ct_msg_recv(s, &m));
    ct_msg_init(&m);
    EQUAL(ct_msg_recv(s, &m), 0);
}

static void unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct ct_msg m;

    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    ct_msg_init(&m);
    SOCKET_FAILS(row->code, ct_msg_recv(s, &m));
}

/* The head, the sender and the flag are there all the same. */
static void too_long(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    struct sockaddr_in *from;
    struct ct_msg m;

    ct_msg_init(&m);
    m.buf.len = 3;
    SOCKET_FAILS(row->code, ct_msg_recv(s, &m));
    from = (struct sockaddr_in *)&m.name;
    EQUAL(memcmp(m.data, "hel\0", 4), 0);
    EQUAL(m.count, 3);
    EQUAL(from->sin_port, ct_name(sender).sin_port);
    CHECK(m.msg.dwFlags & MSG_TRUNC);
    ct_nonblock(s);
    ct_msg_init(&m);
    SOCKET_FAILS(WSAEWOULDBLOCK, ct_msg_recv(s, &m));
}

static void times_out(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct ct_msg m;
    ULONGLONG start;

    ct_option(s, SOL_SOCKET, SO_RCVTIMEO, 100);
    ct_msg_init(&m);
    start = GetTickCount64();
    SOCKET_FAILS(row->code, ct_msg_recv(s, &m));
    CHECK(GetTickCount64() - start >= 80);
}

static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct ct_msg m;

    (void)row;
    EQUAL(shutdown(s, SD_RECEIVE), 0);
    ct_msg_init(&m);
    SOCKET_FAILS(WSAESHUTDOWN, ct_msg_recv(s, &m));
}

static void not_a_socket(const struct ct_row *row)
{
    struct ct_msg m;

    (void)row;
    ct_msg_init(&m);
    SOCKET_FAILS(WSAENOTSOCK, ct_msg_recv(INVALID_SOCKET, &m));
    SOCKET_FAILS(WSAENOTSOCK, ct_msg_recv(ct_open(CT_STALE), &m));
    SOCKET_FAILS(WSAENOTSOCK, ct_msg_recv(ct_open(CT_EVENT), &m));
}

/* --- What works. */

static void receives(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    struct sockaddr_in *from;
    struct ct_msg m;

    (void)row;
    ct_msg_init(&m);
    EQUAL(ct_msg_recv(s, &m), 0);
    from = (struct sockaddr_in *)&m.name;
    EQUAL(m.count, 5);
    EQUAL(memcmp(m.data, "hello", 5), 0);
    EQUAL(m.msg.namelen, sizeof(*from));
    EQUAL(from->sin_port, ct_name(sender).sin_port);
    EQUAL(m.msg.Control.len, 0);
    EQUAL(m.msg.dwFlags, 0);
}

static void without_name(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    struct ct_msg m;

    (void)row;
    ct_msg_init(&m);
    m.msg.name = NULL;
    m.msg.namelen = 0;
    m.msg.Control.buf = NULL;
    m.msg.Control.len = 0;
    EQUAL(ct_msg_recv(s, &m), 0);
    EQUAL(m.count, 5);
}

static void peeks(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    struct ct_msg m;
    int i;

    (void)row;
    for (i = 0; i < 2; i++) {
        ct_msg_init(&m);
        m.msg.dwFlags = MSG_PEEK;
        EQUAL(ct_msg_recv(s, &m), 0);
        EQUAL(m.count, 5);
    }
    ct_msg_init(&m);
    EQUAL(ct_msg_recv(s, &m), 0);
    ct_nonblock(s);
    ct_msg_init(&m);
    SOCKET_FAILS(WSAEWOULDBLOCK, ct_msg_recv(s, &m));
}

static void scatters(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    char a[2], b[8] = "";
    WSABUF bufs[3] = {{sizeof(a), a}, {0, NULL}, {sizeof(b), b}};
    struct ct_msg m;

    (void)row;
    ct_msg_init(&m);
    m.msg.lpBuffers = bufs;
    m.msg.dwBufferCount = CT_COUNT(bufs);
    EQUAL(ct_msg_recv(s, &m), 0);
    EQUAL(m.count, 5);
    EQUAL(memcmp(a, "he", 2), 0);
    EQUAL(memcmp(b, "llo", 4), 0);
}

static void unknown_guid(const struct ct_row *row)
{
    GUID id = WSAID_WSARECVMSG;
    SOCKET s = ct_open(CT_UDP);
    void *fn = NULL;
    DWORD got = 0;

    (void)row;
    id.Data1 ^= 1;
    SOCKET_FAILS(WSAEINVAL,
                 WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                          sizeof(id), &fn, sizeof(fn), &got, NULL, NULL));
    id.Data1 ^= 1;
    SOCKET_FAILS(WSAEFAULT,
                 WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                          sizeof(id) - 1, &fn, sizeof(fn), &got, NULL, NULL));
    SOCKET_FAILS(WSAEFAULT,
                 WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                          sizeof(id), &fn, sizeof(fn) - 1, &got, NULL, NULL));
    CHECK(fn == NULL);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSARecvMsg, recvmsg_fails, CT_UDP_BOUND),
    RULE(WSARecvMsg, "unknown GUID, small buffers", unknown_guid),
    ROW(WSARecvMsg, WSAECONNRESET, "port unreachable", unreachable),
    ROW(WSARecvMsg, WSAEINVAL, "not bound", recvmsg_fails, .sock = CT_UDP),
    ROW(WSARecvMsg, WSAEMSGSIZE, "longer than the buffers", too_long),
    ROW(WSARecvMsg, WSAENOTCONN, "stream without a connection", recvmsg_fails,
        .sock = CT_TCP),
    ROW(WSARecvMsg, WSAEOPNOTSUPP, "MSG_PEEK on a stream", recvmsg_fails,
        .sock = CT_TCP_CLIENT, .arg = MSG_PEEK),
    ROW(WSARecvMsg, WSAEOPNOTSUPP, "stream", recvmsg_fails,
        .sock = CT_TCP_CLIENT),
    ROW(WSARecvMsg, WSAEOPNOTSUPP, "MSG_OOB", recvmsg_fails,
        .sock = CT_UDP_BOUND, .arg = MSG_OOB),
    ROW(WSARecvMsg, WSAEOPNOTSUPP, "MSG_WAITALL", recvmsg_fails,
        .sock = CT_UDP_BOUND, .arg = MSG_WAITALL),
    ROW(WSARecvMsg, WSAETIMEDOUT, "SO_RCVTIMEO", times_out),
    ROW(WSARecvMsg, WSAEWOULDBLOCK, "non-blocking, nothing there",
        recvmsg_fails, .sock = CT_UDP_BOUND, .flags = CT_NONBLOCK),
    ROW(WSARecvMsg, WSAEFAULT, "message NULL", bad_pointer, .arg = CT_NULL,
        .arg2 = MESSAGE),
    ROW(WSARecvMsg, WSAEFAULT, "message unmapped", bad_pointer,
        .arg = CT_UNMAPPED, .arg2 = MESSAGE),
    ROW(WSARecvMsg, WSAEFAULT, "count NULL", bad_pointer, .arg = CT_NULL,
        .arg2 = COUNT),
    ROW(WSARecvMsg, WSAEFAULT, "count read-only", bad_pointer,
        .arg = CT_READONLY, .arg2 = COUNT),
    ROW(WSARecvMsg, WSAEFAULT, "buffers unmapped", bad_pointer,
        .arg = CT_UNMAPPED, .arg2 = BUFFERS),
    ROW(WSARecvMsg, WSAEFAULT, "data unmapped", bad_pointer, .arg = CT_UNMAPPED,
        .arg2 = DATA),
    ROW(WSARecvMsg, WSAEFAULT, "name NULL, namelen not 0", bad_pointer,
        .arg = CT_NULL, .arg2 = NAME),
    ROW(WSARecvMsg, WSAEFAULT, "name read-only", bad_pointer,
        .arg = CT_READONLY, .arg2 = NAME),
    ROW(WSARecvMsg, WSAEFAULT, "name too small", name_too_small),
    ROW(WSARecvMsg, WSAEFAULT, "control NULL, its length not 0", bad_pointer,
        .arg = CT_NULL, .arg2 = CONTROL),
    ROW(WSARecvMsg, WSAEFAULT, "control read-only", bad_pointer,
        .arg = CT_READONLY, .arg2 = CONTROL),
    ROW(WSARecvMsg, WSAEFAULT, "control ends early", bad_pointer,
        .arg = CT_EDGE, .arg2 = CONTROL),
    RULE(WSARecvMsg, "no socket: WSAENOTSOCK", not_a_socket),
    RULE(WSARecvMsg, "after SD_RECEIVE WSAESHUTDOWN", after_shutdown),
    RULE(WSARecvMsg, "data, sender, no flags", receives),
    RULE(WSARecvMsg, "without name and control", without_name),
    RULE(WSARecvMsg, "MSG_PEEK leaves it", peeks),
    RULE(WSARecvMsg, "fills several buffers", scatters),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
