/* SPDX-License-Identifier: MIT */
/* WSASendMsg: its arguments and what it shares with WSASendTo. What its control
 * data does is in controldata.c. */
#include "message.h"

static void sendmsg_fails(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);
    struct ct_msg m;

    ct_msg_text(&m, "x", &to, sizeof(to));
    SOCKET_FAILS(row->code,
                 WSASendMsg(s, &m.msg, (DWORD)row->arg, &m.count, NULL, NULL));
    EQUAL(m.count, CT_UNTOUCHED);
}

static void no_peer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct ct_msg m;

    ct_msg_text(&m, "x", NULL, 0);
    SOCKET_FAILS(row->code, ct_msg_send(s, &m));
}

static void broadcast(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);
    struct ct_msg m;

    to.sin_addr.s_addr = INADDR_BROADCAST;
    ct_msg_text(&m, "x", &to, sizeof(to));
    SOCKET_FAILS(row->code, ct_msg_send(s, &m));
}

enum place { MESSAGE, COUNT, BUFFERS, DATA, NAME, CONTROL };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void bad_pointer(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);
    void *bad = ct_bad(row->arg);
    struct ct_msg m;
    DWORD ttl = 9;

    ct_msg_text(&m, "x", &to, sizeof(to));
    ct_msg_add(&m, IPPROTO_IP, IP_HOPLIMIT, &ttl, sizeof(ttl));
    if (row->arg2 == BUFFERS)
        m.msg.lpBuffers = bad;
    if (row->arg2 == DATA)
        m.buf.buf = bad;
    if (row->arg2 == NAME)
        m.msg.name = bad;
    if (row->arg2 == CONTROL)
        m.msg.Control.buf = bad;
    SOCKET_FAILS(row->code,
                 WSASendMsg(s, row->arg2 == MESSAGE ? bad : &m.msg, 0,
                            row->arg2 == COUNT ? bad : &m.count, NULL, NULL));
}

static void unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct ct_msg m;

    NEED(connect(s, SA(&to), sizeof(to)), 0);
    ct_msg_text(&m, "x", NULL, 0);
    EQUAL(ct_msg_send(s, &m), 0);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, ct_msg_send(s, &m));
    EQUAL(ct_msg_send(s, &m), 0); /* told once */
}

static void too_long(const struct ct_row *row)
{
    static char data[65508];
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    struct ct_msg m;

    ct_msg_text(&m, "", &to, sizeof(to));
    m.buf.len = sizeof(data);
    m.buf.buf = data;
    SOCKET_FAILS(row->code, ct_msg_send(s, &m));
    EQUAL(m.count, CT_UNTOUCHED);
}

static void after_shutdown(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct ct_msg m;

    EQUAL(shutdown(s, row->arg), 0);
    ct_msg_text(&m, "x", row->arg2 ? &to : NULL, row->arg2 ? sizeof(to) : 0);
    SOCKET_FAILS(row->code, ct_msg_send(s, &m));
}

/* --- What works. */

static void arrives(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other), from;
    int len = sizeof(from);
    struct ct_msg m;
    char buf[8];

    (void)row;
    ct_msg_text(&m, "hello", &to, sizeof(to));
    EQUAL(ct_msg_send(s, &m), 0);
    EQUAL(m.count, 5);
    EQUAL(recvfrom(other, buf, sizeof(buf), 0, SA(&from), &len), 5);
    EQUAL(memcmp(buf, "hello", 5), 0);
    EQUAL(ct_name(s).sin_port, from.sin_port); /* it is bound now */
}

static void to_the_peer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct ct_msg m;
    char buf[8];

    (void)row;
    ct_msg_text(&m, "peer", NULL, 0);
    EQUAL(ct_msg_send(s, &m), 0);
    EQUAL(m.count, 4);
    EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 4);
}

/* The member is ignored on input. */
static void flags_in_message(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct ct_msg m;
    char byte;

    (void)row;
    ct_msg_text(&m, "x", NULL, 0);
    m.msg.dwFlags = 0xffffffff;
    EQUAL(ct_msg_send(s, &m), 0);
    EQUAL(m.msg.dwFlags, 0xffffffff);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
}

static void by_guid(const struct ct_row *row)
{
    GUID id = WSAID_WSASENDMSG;
    LPFN_WSASENDMSG fn = NULL;
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct ct_msg m;
    DWORD got = 0;
    char byte;

    (void)row;
    NEED(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &fn,
                  sizeof(fn), &got, NULL, NULL),
         0);
    EQUAL(got, sizeof(fn));
    ct_msg_text(&m, "x", NULL, 0);
    EQUAL(fn(s, &m.msg, 0, &m.count, NULL, NULL), 0);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSASendMsg, sendmsg_fails, CT_UDP),
    ROWS_NOTSOCK(WSASendMsg, sendmsg_fails),
    ROW(WSASendMsg, WSAEACCES, "broadcast, SO_BROADCAST off", broadcast,
        .sock = CT_UDP),
    ROW(WSASendMsg, WSAECONNRESET, "port unreachable", unreachable),
    ROW(WSASendMsg, WSAEMSGSIZE, "one byte too long", too_long),
    ROW(WSASendMsg, WSAENOTCONN, "no name, no peer", no_peer, .sock = CT_UDP),
    ROW(WSASendMsg, WSAENOTCONN, "no name, no peer, bound", no_peer,
        .sock = CT_UDP_BOUND),
    ROW(WSASendMsg, WSAEOPNOTSUPP, "stream", sendmsg_fails,
        .sock = CT_TCP_CLIENT),
    ROW(WSASendMsg, WSAEOPNOTSUPP, "MSG_OOB", sendmsg_fails, .sock = CT_UDP,
        .arg = MSG_OOB),
    ROW(WSASendMsg, WSAEOPNOTSUPP, "MSG_PARTIAL", sendmsg_fails, .sock = CT_UDP,
        .arg = MSG_PARTIAL),
    ROW(WSASendMsg, WSAEOPNOTSUPP, "MSG_PEEK", sendmsg_fails, .sock = CT_UDP,
        .arg = MSG_PEEK),
    ROW(WSASendMsg, WSAESHUTDOWN, "SD_SEND, to the peer", after_shutdown,
        .arg = SD_SEND),
    ROW(WSASendMsg, WSAESHUTDOWN, "SD_BOTH, to an address", after_shutdown,
        .arg = SD_BOTH, .arg2 = 1),
    ROW(WSASendMsg, WSAEFAULT, "message NULL", bad_pointer, .sock = CT_UDP,
        .arg = CT_NULL, .arg2 = MESSAGE),
    ROW(WSASendMsg, WSAEFAULT, "message unmapped", bad_pointer, .sock = CT_UDP,
        .arg = CT_UNMAPPED, .arg2 = MESSAGE),
    ROW(WSASendMsg, WSAEFAULT, "message ends early", bad_pointer,
        .sock = CT_UDP, .arg = CT_EDGE, .arg2 = MESSAGE),
    ROW(WSASendMsg, WSAEFAULT, "count NULL", bad_pointer, .sock = CT_UDP,
        .arg = CT_NULL, .arg2 = COUNT),
    ROW(WSASendMsg, WSAEFAULT, "count read-only", bad_pointer, .sock = CT_UDP,
        .arg = CT_READONLY, .arg2 = COUNT),
    ROW(WSASendMsg, WSAEFAULT, "buffers unmapped", bad_pointer, .sock = CT_UDP,
        .arg = CT_UNMAPPED, .arg2 = BUFFERS),
    ROW(WSASendMsg, WSAEFAULT, "data unmapped", bad_pointer, .sock = CT_UDP,
        .arg = CT_UNMAPPED, .arg2 = DATA),
    ROW(WSASendMsg, WSAEFAULT, "name NULL, namelen not 0", bad_pointer,
        .sock = CT_UDP, .arg = CT_NULL, .arg2 = NAME),
    ROW(WSASendMsg, WSAEFAULT, "name unmapped", bad_pointer, .sock = CT_UDP,
        .arg = CT_UNMAPPED, .arg2 = NAME),
    ROW(WSASendMsg, WSAEFAULT, "control NULL, its length not 0", bad_pointer,
        .sock = CT_UDP, .arg = CT_NULL, .arg2 = CONTROL),
    ROW(WSASendMsg, WSAEFAULT, "control unmapped", bad_pointer, .sock = CT_UDP,
        .arg = CT_UNMAPPED, .arg2 = CONTROL),
    ROW(WSASendMsg, WSAEFAULT, "control ends early", bad_pointer,
        .sock = CT_UDP, .arg = CT_EDGE, .arg2 = CONTROL),
    RULE(WSASendMsg, "arrives, and binds", arrives),
    RULE(WSASendMsg, "without a name to the peer", to_the_peer),
    RULE(WSASendMsg, "flags in the message are ignored", flags_in_message),
    RULE(WSASendMsg, "reached by WSAID_WSASENDMSG", by_guid),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
