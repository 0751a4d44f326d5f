/* SPDX-License-Identifier: MIT */
/* Descriptors running out: who fails with WSAEMFILE, and that what was refused
 * is not lost. The test driver runs this with a low limit (ulimit -n); without
 * one, as on Windows, there is nothing to exhaust and the rows are skipped. */
#include "rio.h"

enum { ENOUGH = 2000 };

static SOCKET hoard[ENOUGH];
static int hoarded;

/* Takes every descriptor there is. False, and skipped, when there is no end. */
static bool exhaust(void)
{
    for (hoarded = 0; hoarded < ENOUGH; hoarded++) {
        hoard[hoarded] = socket(AF_INET, SOCK_DGRAM, 0);
        if (hoard[hoarded] == INVALID_SOCKET)
            return true;
    }
    ct_skip("no limit of descriptors below %d", ENOUGH);
    return false;
}

static void release(int leave)
{
    while (hoarded > leave)
        closesocket(hoard[--hoarded]);
}

static void socket_exhausted(const struct ct_row *row)
{
    if (exhaust())
        FAILS(INVALID_SOCKET, row->code, socket(AF_INET, SOCK_STREAM, 0));
    release(0);
}

static void wsasocket_exhausted(const struct ct_row *row)
{
    if (exhaust())
        FAILS(
            INVALID_SOCKET, row->code,
            WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED));
    release(0);
}

static void duplicate_exhausted(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    WSAPROTOCOL_INFOW info;

    if (exhaust())
        SOCKET_FAILS(row->code,
                     WSADuplicateSocketW(s, GetCurrentProcessId(), &info));
    release(0);
}

/* What is on offer waits until there is a descriptor for it. */
static void take_exhausted(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    WSAPROTOCOL_INFOW info;

    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    if (exhaust()) {
        release(hoarded - row->arg);
        FAILS(INVALID_SOCKET, row->code,
              WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &info, 0, 0));
        release(0);
        CHECK(ct_keep(WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &info, 0,
                                 0)) != INVALID_SOCKET);
    }
    release(0);
}

typedef SOCKET (*accept_fn)(SOCKET s);

static SOCKET plain(SOCKET s)
{
    return accept(s, NULL, NULL);
}

static SOCKET extended(SOCKET s)
{
    return WSAAccept(s, NULL, NULL, NULL, 0);
}

/* The connection waits until there is a descriptor for it. */
static void accept_exhausted(const struct ct_row *row)
{
    accept_fn take = row->function[0] == 'a' ? plain : extended;
    SOCKET s = ct_open(CT_TCP_LISTENING);

    ct_connect(ct_open(CT_TCP), s);
    ct_wait_readable(s);
    if (exhaust()) {
        FAILS(INVALID_SOCKET, row->code, take(s));
        release(hoarded - 2);
        CHECK(ct_keep(take(s)) != INVALID_SOCKET);
    }
    release(0);
}

static void recovers(const struct ct_row *row)
{
    int first;

    (void)row;
    if (exhaust()) {
        first = hoarded;
        release(0);
        CHECK(exhaust());
        EQUAL(hoarded, first); /* a refusal costs nothing */
    }
    release(0);
}

static void others_work(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;

    (void)row;
    if (exhaust()) {
        EQUAL(send(s, "x", 1, 0), 1);
        ct_wait_readable(ct_peer());
        EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
        EQUAL(byte, 'x');
    }
    release(0);
}

/* Each socket three times: more members than there can be descriptors. */
static void select_all_sets(const struct ct_row *row)
{
    struct timeval now = {0, 0};
    fd_set sets[3];

    (void)row;
    for (int k = 0; k < 3; k++)
        FD_ZERO(&sets[k]);
    if (exhaust()) {
        for (int i = 0; i < hoarded && i < FD_SETSIZE; i++)
            for (int k = 0; k < 3; k++)
                FD_SET(hoard[i], &sets[k]);
        EQUAL(select(0, &sets[0], &sets[1], &sets[2], &now),
              sets[1].fd_count); /* all can send, and that is all */
        EQUAL(sets[0].fd_count, 0);
        EQUAL(sets[2].fd_count, 0);
    }
    release(0);
}

/* A wait needs no descriptor of its own. */
static DWORD WINAPI timed_receive(void *arg)
{
    DWORD ms = 100;
    SOCKET s = (SOCKET)arg;
    char byte;

    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof(ms));
    return recv(s, &byte, 1, 0) < 0 ? (DWORD)WSAGetLastError() : 0;
}

static void waits(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    DWORD code = 0;
    HANDLE thread;

    if (exhaust()) {
        thread = ct_thread(timed_receive, (void *)s);
        WaitForSingleObject(thread, INFINITE);
        GetExitCodeThread(thread, &code);
        EQUAL(code, row->code);
    }
    release(0);
}

/* A queue that is polled has a descriptor of its own. */
static void cq_exhausted(const struct ct_row *row)
{
    RIO_CQ cq;

    if (!rio_begin())
        return;
    if (exhaust()) {
        FAILS(RIO_INVALID_CQ, row->code, rio.RIOCreateCompletionQueue(1, NULL));
        release(hoarded - 4);
        cq = rio_polled();
        rio.RIOCloseCompletionQueue(cq);
    }
    release(0);
}

static const struct ct_row rows[] = {
    ROW(socket, WSAEMFILE, "descriptors exhausted", socket_exhausted),
    ROW(WSASocket, WSAEMFILE, "descriptors exhausted", wsasocket_exhausted),
    ROW(WSADuplicateSocket, WSAEMFILE, "descriptors exhausted",
        duplicate_exhausted),
    ROW(WSASocket, WSAEMFILE, "descriptors exhausted, a duplicate",
        take_exhausted),
    ROW(WSASocket, WSAEMFILE, "one descriptor left, a duplicate",
        take_exhausted, .arg = 1),
    ROW(accept, WSAEMFILE, "descriptors exhausted, connection queued",
        accept_exhausted),
    ROW(WSAAccept, WSAEMFILE, "descriptors exhausted, connection queued",
        accept_exhausted),
    RULE(socket, "everything comes back after exhaustion", recovers),
    RULE(socket, "open sockets work during exhaustion", others_work),
    RULE(select, "every descriptor in every set", select_all_sets),
    RULE(recv, "a thread's first wait during exhaustion", waits,
         .code = WSAETIMEDOUT),
    ROW(RIOCreateCompletionQueue, WSAENOBUFS, "descriptors exhausted",
        cq_exhausted),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
