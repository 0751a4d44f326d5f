/* SPDX-License-Identifier: MIT */
/* Established connections that break without a word from the peer: what the
 * first call that meets it says, and that every later one says the same. The
 * choices are in README.md. */
#include "broken.h"

#include <mswsock.h>

enum moment {
    AFTER,  /* the call finds the connection broken */
    DURING, /* the call waits while it breaks */
    PENDING /* the call is overlapped, and pending meanwhile */
};

static bool is_broken(SOCKET s)
{
    struct timeval limit = {60, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, &set, NULL, NULL, &limit), 1);
    return !ct_failed();
}

/* --- The calls. */

static int call_send(SOCKET s)
{
    return send(s, "y", 1, 0);
}

static int call_sendto(SOCKET s)
{
    return sendto(s, "y", 1, 0, NULL, 0);
}

static int call_recv(SOCKET s)
{
    char byte;

    return recv(s, &byte, 1, 0);
}

static int call_recvfrom(SOCKET s)
{
    char byte;

    return recvfrom(s, &byte, 1, 0, NULL, NULL);
}

static int call_recvex(SOCKET s)
{
    char byte;
    int flags = 0;

    return WSARecvEx(s, &byte, 1, &flags);
}

static int call_wsasend(SOCKET s)
{
    char byte = 'y';
    WSABUF buf = {1, &byte};
    DWORD sent;

    return WSASend(s, &buf, 1, &sent, 0, NULL, NULL);
}

static int call_wsasendto(SOCKET s)
{
    char byte = 'y';
    WSABUF buf = {1, &byte};
    DWORD sent;

    return WSASendTo(s, &buf, 1, &sent, 0, NULL, 0, NULL, NULL);
}

static int call_wsarecv(SOCKET s)
{
    char byte;
    WSABUF buf = {1, &byte};
    DWORD received, flags = 0;

    return WSARecv(s, &buf, 1, &received, &flags, NULL, NULL);
}

static int call_wsarecvfrom(SOCKET s)
{
    char byte;
    WSABUF buf = {1, &byte};
    DWORD received, flags = 0;

    return WSARecvFrom(s, &buf, 1, &received, &flags, NULL, NULL, NULL, NULL);
}

static int call_shutdown(SOCKET s)
{
    return shutdown(s, SD_SEND);
}

static int call_senddisconnect(SOCKET s)
{
    return WSASendDisconnect(s, NULL);
}

static int call_recvdisconnect(SOCKET s)
{
    return WSARecvDisconnect(s, NULL);
}

static int call_setsockopt(SOCKET s)
{
    BOOL on = TRUE;

    return setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, sizeof(on));
}

/* The option's value as a call's outcome. */
static int call_so_error(SOCKET s)
{
    int err = 0, len = sizeof(err);

    if (getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len) != 0)
        return 0;
    WSASetLastError(err);
    return err != 0 ? SOCKET_ERROR : 0;
}

/* Sends more than fits anywhere, so that it has to wait. */
static int call_send_much(SOCKET s)
{
    static char much[16 << 20];

    return send(s, much, sizeof(much), 0);
}

static int call_overlapped(SOCKET s, bool sends)
{
    static char much[16 << 20];
    WSAOVERLAPPED ov;
    WSABUF buf = {sends ? sizeof(much) : 1, much};
    DWORD n, flags = 0;
    int res;

    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    res = sends ? WSASend(s, &buf, 1, NULL, 0, &ov, NULL)
                : WSARecv(s, &buf, 1, NULL, &flags, &ov, NULL);
    if (res == 0 || WSAGetLastError() != WSA_IO_PENDING) {
        ct_fail("does not wait: %d, %s", res, ct_err_name(WSAGetLastError()));
        return 0;
    }
    return WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags) ? 0 : SOCKET_ERROR;
}

static int call_overlapped_recv(SOCKET s)
{
    return call_overlapped(s, false);
}

static int call_overlapped_send(SOCKET s)
{
    return call_overlapped(s, true);
}

static int call_transmit_file(SOCKET s)
{
    char byte = 'y';
    TRANSMIT_FILE_BUFFERS head = {&byte, 1, NULL, 0};

    return TransmitFile(s, NULL, 0, 0, NULL, &head, 0) ? 0 : SOCKET_ERROR;
}

static int call_transmit_packets(SOCKET s)
{
    char byte = 'y';
    GUID guid = WSAID_TRANSMITPACKETS;
    TRANSMIT_PACKETS_ELEMENT element;
    LPFN_TRANSMITPACKETS fn;
    DWORD n;

    memset(&element, 0, sizeof(element));
    element.dwElFlags = TP_ELEMENT_MEMORY;
    element.cLength = 1;
    element.pBuffer = &byte;
    EQUAL(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof(guid),
                   &fn, sizeof(fn), &n, NULL, NULL),
          0);
    if (ct_failed())
        return 0;
    return fn(s, &element, 1, 0, NULL, 0) ? 0 : SOCKET_ERROR;
}

static const struct {
    const char *function;
    int moment;
    int (*call)(SOCKET s);
} calls[] = {
    {"send", AFTER, call_send},
    {"send", DURING, call_send_much},
    {"sendto", AFTER, call_sendto},
    {"recv", AFTER, call_recv},
    {"recv", DURING, call_recv},
    {"recvfrom", AFTER, call_recvfrom},
    {"WSARecvEx", AFTER, call_recvex},
    {"WSARecvEx", DURING, call_recvex},
    {"WSASend", AFTER, call_wsasend},
    {"WSASend", PENDING, call_overlapped_send},
    {"WSASendTo", AFTER, call_wsasendto},
    {"WSARecv", AFTER, call_wsarecv},
    {"WSARecv", DURING, call_wsarecv},
    {"WSARecv", PENDING, call_overlapped_recv},
    {"WSARecvFrom", AFTER, call_wsarecvfrom},
    {"TransmitFile", AFTER, call_transmit_file},
    {"TransmitPackets", AFTER, call_transmit_packets},
    {"shutdown", AFTER, call_shutdown},
    {"setsockopt", AFTER, call_setsockopt},
    {"getsockopt", AFTER, call_so_error},
    {"WSASendDisconnect", AFTER, call_senddisconnect},
    {"WSARecvDisconnect", AFTER, call_recvdisconnect},
    {"socket", AFTER, call_recv}, /* what it makes, as its page says */
};

static int call_of(const struct ct_row *row, SOCKET s)
{
    int i;

    for (i = 0; i < CT_COUNT(calls); i++)
        if (calls[i].moment == row->arg2 &&
            strcmp(row->function, calls[i].function) == 0)
            return calls[i].call(s);
    ct_fail("no such call");
    return 0;
}

/* Whoever comes later hears the same, and the keep-alive option has a code of
 * its own. */
static void stays_broken(SOCKET s, int code)
{
    SOCKET_FAILS(code, call_recv(s));
    SOCKET_FAILS(code, call_send(s));
    SOCKET_FAILS(code, call_wsarecv(s));
    SOCKET_FAILS(code, call_wsasend(s));
    SOCKET_FAILS(code, call_shutdown(s));
    SOCKET_FAILS(WSAENETRESET, call_setsockopt(s));
    SOCKET_FAILS(code, call_recv(s));
}

/* Row: how it breaks (arg), and when the call is made (arg2). */
static void breaks(const struct ct_row *row)
{
    SOCKET s;

    if (!far_ready())
        return;
    s = breaking(row->arg);
    if (s == INVALID_SOCKET || (row->arg2 == AFTER && !is_broken(s)))
        return;
    if (row->shows == CT_PAIR && strcmp(row->function, "socket") == 0)
        CHECK(call_of(row, s) == SOCKET_ERROR &&
              WSAGetLastError() == row->code);
    else
        SOCKET_FAILS(row->code, call_of(row, s));
    stays_broken(s, row->code);
}

/* Two calls wait, one in each direction: both hear of it. */
static void call_in_thread(struct ct_blocked *b)
{
    b->res = call_recv(b->s);
    b->err = WSAGetLastError();
}

static void two_wait(const struct ct_row *row)
{
    struct ct_blocked b = {0};
    SOCKET s;

    if (!far_ready())
        return;
    s = breaking(row->arg);
    if (s == INVALID_SOCKET)
        return;
    b.s = s;
    b.run = call_in_thread;
    ct_blocked_start(&b);
    SOCKET_FAILS(WSAECONNABORTED, call_send_much(s));
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    EQUAL(b.err, WSAECONNABORTED);
}

/* WSAPoll has it for broken, and select lets nobody wait. */
static void is_shown(const struct ct_row *row)
{
    WSAPOLLFD p;
    fd_set rd, wr;
    struct timeval now = {0, 0};
    SOCKET s;
    int i;

    if (!far_ready())
        return;
    s = breaking(row->arg);
    if (s == INVALID_SOCKET || !is_broken(s))
        return;
    for (i = 0; i < 2; i++) { /* not told yet, and told */
        p.fd = s;
        p.events = POLLRDNORM;
        EQUAL(WSAPoll(&p, 1, 0), 1);
        EQUAL(p.revents, POLLHUP | POLLERR);
        FD_ZERO(&rd);
        FD_SET(s, &rd);
        wr = rd;
        EQUAL(select(0, &rd, &wr, NULL, &now), 2);
        SOCKET_FAILS(WSAECONNABORTED, call_recv(s));
    }
}

#define BREAK(fn, err, what, how, when, ...)                                   \
    ROW(fn, err, what, breaks, .arg = how, .arg2 = when, __VA_ARGS__)

static const struct ct_row rows[] = {
    BREAK(recv, WSAECONNABORTED, "retransmissions run out", UNANSWERED, DURING),
    BREAK(recv, WSAECONNABORTED, "after that", UNANSWERED, AFTER),
    BREAK(send, WSAECONNABORTED, "retransmissions run out", UNANSWERED, DURING),
    BREAK(send, WSAECONNABORTED, "after that", UNANSWERED, AFTER),
    BREAK(sendto, WSAECONNABORTED, "after retransmissions", UNANSWERED, AFTER),
    BREAK(shutdown, WSAECONNABORTED, "after retransmissions", UNANSWERED,
          AFTER),
    BREAK(WSARecv, WSAECONNABORTED, "retransmissions run out, overlapped",
          UNANSWERED, PENDING),
    BREAK(WSARecv, WSAECONNABORTED, "after that", UNANSWERED, AFTER),
    BREAK(WSASend, WSAECONNABORTED, "retransmissions run out, overlapped",
          UNANSWERED, PENDING),
    BREAK(WSASend, WSAECONNABORTED, "after that", UNANSWERED, AFTER),
    BREAK(WSARecvEx, WSAECONNABORTED, "after retransmissions", UNANSWERED,
          AFTER),
    RULE(send, "two calls wait", two_wait, .arg = UNANSWERED),
    RULE(WSAPoll, "retransmissions ran out", is_shown, .arg = UNANSWERED),
    RULE(getsockopt, "SO_ERROR after retransmissions", breaks,
         .arg = UNANSWERED, .arg2 = AFTER, .code = WSAECONNABORTED),

    BREAK(recv, WSAETIMEDOUT, "TCP_MAXRTMS", LIMITED, DURING),
    BREAK(recvfrom, WSAETIMEDOUT, "after TCP_MAXRTMS", LIMITED, AFTER),
    BREAK(send, WSAETIMEDOUT, "after TCP_MAXRTMS", LIMITED, AFTER),
    BREAK(sendto, WSAETIMEDOUT, "after TCP_MAXRTMS", LIMITED, AFTER),
    BREAK(socket, WSAETIMEDOUT, "after TCP_MAXRTMS", LIMITED, AFTER),
    BREAK(WSARecv, WSAETIMEDOUT, "TCP_MAXRTMS, overlapped", LIMITED, PENDING),
    BREAK(WSARecvEx, WSAETIMEDOUT, "TCP_MAXRTMS", LIMITED, DURING),
    BREAK(recv, WSAETIMEDOUT, "a router knows no way", FAILED_NET, DURING),

    BREAK(recv, WSAENETRESET, "keep-alive", PROBED, DURING),
    BREAK(send, WSAENETRESET, "keep-alive", PROBED, AFTER),
    BREAK(sendto, WSAENETRESET, "keep-alive", PROBED, AFTER),
    BREAK(setsockopt, WSAENETRESET, "keep-alive", PROBED, AFTER),
    BREAK(WSARecv, WSAENETRESET, "keep-alive, overlapped", PROBED, PENDING),

    BREAK(TransmitFile, WSAENETRESET, "keep-alive", PROBED, AFTER),
    BREAK(TransmitPackets, WSAENETRESET, "keep-alive", PROBED, AFTER),

    BREAK(recv, WSAENETDOWN, "no interface is up", ALL_DOWN, DURING),
    BREAK(recvfrom, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(WSARecv, WSAENETDOWN, "no interface is up, overlapped", ALL_DOWN,
          PENDING),
    BREAK(WSARecvFrom, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(WSARecvEx, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(send, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(WSASend, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(shutdown, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(WSASendDisconnect, WSAENETDOWN, "no interface is up", ALL_DOWN,
          AFTER),
    BREAK(WSARecvDisconnect, WSAENETDOWN, "no interface is up", ALL_DOWN,
          AFTER),
    BREAK(TransmitFile, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
    BREAK(TransmitPackets, WSAENETDOWN, "no interface is up", ALL_DOWN, AFTER),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
