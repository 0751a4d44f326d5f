/* SPDX-License-Identifier: MIT */
/* MSG_ flags: every combination of what send and receive take, on TCP and UDP.
 * raw.c and unix.c have the other kinds. */
#include "harness.h"

#define ALL (MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_WAITALL | MSG_PARTIAL)

static const int each[] = {MSG_OOB, MSG_PEEK, MSG_DONTROUTE, MSG_WAITALL,
                           MSG_PARTIAL};

/* The n-th of the 32 combinations. */
static int combine(int n)
{
    int flags = 0, i;

    for (i = 0; i < CT_COUNT(each); i++)
        if (n & 1 << i)
            flags |= each[i];
    return flags;
}

/* What a send must answer; 0: it works. */
static int send_code(bool stream, int flags)
{
    if (flags & ~(MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL))
        return WSAEINVAL;
    if (flags & MSG_PARTIAL)
        return WSAEOPNOTSUPP;
    return flags & MSG_OOB && !stream ? WSAEOPNOTSUPP : 0;
}

/* What a receive must answer, with data of both kinds there. */
static int recv_code(bool stream, bool nonblock, int flags)
{
    if (flags & MSG_DONTROUTE)
        return WSAEINVAL;
    if (flags & MSG_WAITALL &&
        (!stream || nonblock || flags & (MSG_OOB | MSG_PEEK | MSG_PARTIAL)))
        return WSAEOPNOTSUPP;
    return flags & MSG_OOB && !stream ? WSAEOPNOTSUPP : 0;
}

static void compare(long long got, int err, int code, const char *call,
                    int flags)
{
    if (code == 0 && got != 1)
        ct_fail("%s with 0x%x gave %lld, %s", call, (unsigned)flags, got,
                ct_err_name(err));
    if (code != 0 && (got != SOCKET_ERROR || err != code))
        ct_fail("%s with 0x%x gave %lld, %s, not %s", call, (unsigned)flags,
                got, ct_err_name(err), ct_err_name(code));
}

/* Row: arg is whether the socket is a stream. */
static void sends(const struct ct_row *row)
{
    int n;

    for (n = 0; n < 32 && !ct_failed(); n++) {
        SOCKET s = ct_open(row->sock);
        int flags = combine(n), code = send_code(row->arg, flags);
        long long got;

        WSASetLastError(0);
        got = send(s, "x", 1, flags);
        compare(got, WSAGetLastError(), code, "send", flags);
        closesocket(s);
        closesocket(ct_peer());
    }
}

/* A peer sends an ordinary byte, and on a stream an urgent one. */
static SOCKET with_data(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    struct timeval limit = {10, 0};
    fd_set urgent;

    EQUAL(send(ct_peer(), "d", 1, 0), 1);
    if (row->arg) {
        EQUAL(send(ct_peer(), "u", 1, MSG_OOB), 1);
        FD_ZERO(&urgent);
        FD_SET(s, &urgent);
        EQUAL(select(0, NULL, NULL, &urgent, &limit), 1);
    }
    ct_wait_readable(s);
    if (row->flags & CT_NONBLOCK)
        ct_nonblock(s);
    return s;
}

/* ... and is there to be had again after MSG_PEEK. */
static void receives(const struct ct_row *row)
{
    int n;

    for (n = 0; n < 32 && !ct_failed(); n++) {
        int flags = combine(n);
        int code = recv_code(row->arg, row->flags & CT_NONBLOCK, flags);
        SOCKET s = with_data(row);
        char byte = 0, again = 0;
        long long got;

        if (ct_failed())
            return;
        WSASetLastError(0);
        got = recv(s, &byte, 1, flags);
        compare(got, WSAGetLastError(), code, "recv", flags);
        if (code == 0)
            EQUAL(byte, flags & MSG_OOB ? 'u' : 'd');
        if (code == 0 && flags & MSG_PEEK) {
            EQUAL(recv(s, &again, 1, flags & ~MSG_PEEK), 1);
            EQUAL(again, byte);
        }
        closesocket(s);
        closesocket(ct_peer());
        closesocket(ct_listener());
    }
}

/* Bits that nobody knows. */
static void unknown(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;
    int bit;

    for (bit = 6; bit < 31; bit++) { /* below are the known ones */
        int flags = 1 << bit;

        if (flags & ALL)
            continue;
        SOCKET_FAILS(WSAEINVAL, send(s, "x", 1, flags));
        SOCKET_FAILS(WSAEINVAL, recv(s, &byte, 1, flags));
    }
}

static const struct ct_row rows[] = {
    RULE(send, "TCP, every combination of flags", sends, .sock = CT_TCP_CLIENT,
         .arg = 1),
    RULE(send, "UDP, every combination of flags", sends, .sock = CT_UDP_PAIR),
    RULE(recv, "TCP, every combination of flags", receives,
         .sock = CT_TCP_CLIENT, .arg = 1),
    RULE(recv, "TCP, non-blocking, every combination of flags", receives,
         .sock = CT_TCP_CLIENT, .flags = CT_NONBLOCK, .arg = 1),
    RULE(recv, "UDP, every combination of flags", receives,
         .sock = CT_UDP_PAIR),
    RULE(recv, "UDP, non-blocking, every combination of flags", receives,
         .sock = CT_UDP_PAIR, .flags = CT_NONBLOCK),
    RULE(send, "TCP, unknown flags", unknown, .sock = CT_TCP_CLIENT),
    RULE(recv, "UDP, unknown flags", unknown, .sock = CT_UDP_PAIR),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
