/* SPDX-License-Identifier: MIT */
/* Winsock timestamping: SIO_TIMESTAMPING, SO_TIMESTAMP with a datagram that
 * came, SIO_GET_TX_TIMESTAMP for one that was sent with SO_TIMESTAMP_ID. */
#include "message.h"

#ifndef SO_TIMESTAMP
#define SO_TIMESTAMP    0x300A
#define SO_TIMESTAMP_ID 0x300B
#endif
#define TIMESTAMPING     _WSAIOW(IOC_VENDOR, 235)
#define GET_TX_TIMESTAMP _WSAIOW(IOC_VENDOR, 234)

enum { RX = 1, TX = 2 };

struct config { /* TIMESTAMPING_CONFIG */
    ULONG flags;
    USHORT buffered;
};

static int configure(SOCKET s, ULONG flags, USHORT buffered)
{
    struct config config = {flags, buffered};
    DWORD n;

    return WSAIoctl(s, TIMESTAMPING, &config, sizeof(config), NULL, 0, &n, NULL,
                    NULL);
}

static uint64_t counter(void)
{
    LARGE_INTEGER now;

    QueryPerformanceCounter(&now);
    return (uint64_t)now.QuadPart;
}

/* The two clocks in it can be read with a pause between them. */
static bool is_between(uint64_t at, uint64_t before, uint64_t after)
{
    LARGE_INTEGER per_second;

    QueryPerformanceFrequency(&per_second);
    before -= (uint64_t)per_second.QuadPart / 4;
    after += (uint64_t)per_second.QuadPart / 4;
    return at >= before && at <= after;
}

static int stamp_get(SOCKET s, UINT32 id, uint64_t *stamp)
{
    DWORD n = 0;
    int res = WSAIoctl(s, GET_TX_TIMESTAMP, &id, sizeof(id), stamp,
                       sizeof(*stamp), &n, NULL, NULL);

    if (res == 0)
        EQUAL(n, sizeof(*stamp));
    return res;
}

static int send_as(SOCKET s, UINT32 id, const struct sockaddr_in *to)
{
    struct ct_msg m;

    ct_msg_text(&m, "x", to, sizeof(*to));
    ct_msg_add(&m, SOL_SOCKET, SO_TIMESTAMP_ID, &id, sizeof(id));
    return ct_msg_send(s, &m);
}

static void received(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), from = ct_open(CT_UDP);
    struct sockaddr_in to = ct_name(s);
    uint64_t before, stamp;
    const void *at;
    struct ct_msg m;

    (void)row;
    NEED(configure(s, RX, 0), 0);
    before = counter();
    EQUAL(sendto(from, "x", 1, 0, SA(&to), sizeof(to)), 1);
    ct_msg_init(&m);
    NEED(ct_msg_recv(s, &m), 0);
    at = ct_msg_find(&m, SOL_SOCKET, SO_TIMESTAMP, sizeof(stamp));
    CHECK(at != NULL);
    if (at == NULL)
        return;
    memcpy(&stamp, at, sizeof(stamp));
    CHECK(is_between(stamp, before, counter()));
    NEED(configure(s, 0, 0), 0);
    EQUAL(sendto(from, "x", 1, 0, SA(&to), sizeof(to)), 1);
    ct_msg_init(&m);
    NEED(ct_msg_recv(s, &m), 0);
    EQUAL(m.msg.Control.len, 0);
}

static void sent(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), peer = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(peer);
    uint64_t before, first = 0, second = 0;

    (void)row;
    NEED(configure(s, TX, 2), 0);
    before = counter();
    NEED(send_as(s, 7, &to), 0);
    NEED(send_as(s, 8, &to), 0);
    NEED(stamp_get(s, 8, &second), 0);
    NEED(stamp_get(s, 7, &first), 0);
    CHECK(is_between(first, before, counter()));
    CHECK(second >= first);
    SOCKET_FAILS(WSAEWOULDBLOCK, stamp_get(s, 7, &first));
}

/* A new stamp is dropped when there is no room. */
static void sent_full(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), peer = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(peer);
    uint64_t stamp;

    NEED(configure(s, TX, 1), 0);
    NEED(send_as(s, 1, &to), 0);
    NEED(send_as(s, 2, &to), 0);
    SOCKET_FAILS(row->code, stamp_get(s, 2, &stamp));
    NEED(stamp_get(s, 1, &stamp), 0);
    NEED(send_as(s, 3, &to), 0);
    NEED(stamp_get(s, 3, &stamp), 0);
}

/* Row: the flags are arg. */
static void not_sent(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), peer = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(peer);
    uint64_t stamp;

    NEED(configure(s, (ULONG)row->arg, 4), 0);
    NEED(send_as(s, 1, &to), 0);
    SOCKET_FAILS(row->code, stamp_get(s, 1, &stamp));
}

static void configure_fails(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, configure(ct_sock(row), (ULONG)row->arg, 0));
}

static void bad_room(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), peer = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(peer);
    uint64_t stamp;
    UINT32 id = 5;
    DWORD n;

    NEED(configure(s, TX, 1), 0);
    NEED(send_as(s, id, &to), 0);
    SOCKET_FAILS(row->code,
                 WSAIoctl(s, GET_TX_TIMESTAMP, &id, sizeof(id),
                          ct_bad(row->arg), sizeof(stamp), &n, NULL, NULL));
    NEED(stamp_get(s, id, &stamp), 0); /* it is still there */
}

static void id_of_another_size(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    UINT64 id = 1;
    struct ct_msg m;

    ct_msg_text(&m, "x", NULL, 0);
    ct_msg_add(&m, SOL_SOCKET, SO_TIMESTAMP_ID, &id, sizeof(id));
    SOCKET_FAILS(row->code, ct_msg_send(s, &m));
}

static const struct ct_row rows[] = {
    RULE(WSARecvMsg, "SO_TIMESTAMP", received),
    RULE(WSAIoctl, "SIO_GET_TX_TIMESTAMP", sent),
    RULE(WSAIoctl, "SIO_GET_TX_TIMESTAMP, buffer full", sent_full,
         .code = WSAEWOULDBLOCK),
    RULE(WSAIoctl, "SIO_GET_TX_TIMESTAMP, only receiving", not_sent,
         .code = WSAEWOULDBLOCK, .arg = RX),
    RULE(WSAIoctl, "SIO_GET_TX_TIMESTAMP, NULL", bad_room, .code = WSAEFAULT),
    RULE(WSAIoctl, "SIO_GET_TX_TIMESTAMP, read-only", bad_room,
         .code = WSAEFAULT, .arg = CT_READONLY),
    RULE(WSAIoctl, "SIO_TIMESTAMPING, unknown flag", configure_fails,
         .code = WSAEINVAL, .sock = CT_UDP, .arg = 4),
    RULE(WSAIoctl, "SIO_TIMESTAMPING on TCP", configure_fails,
         .code = WSAEOPNOTSUPP, .sock = CT_TCP, .arg = RX),
    RULE(WSASendMsg, "SO_TIMESTAMP_ID of 8 bytes", id_of_another_size,
         .code = WSAEINVAL),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
