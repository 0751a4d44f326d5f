/* SPDX-License-Identifier: MIT */
/* WSAStartup, WSACleanup and the per-thread last error: version negotiation,
 * counting, what the last WSACleanup takes with it. */
#include "harness.h"

/* Row: the version asked for is arg.arg2. */
static void startup_refused(const struct ct_row *row)
{
    WSADATA data;
    WORD version = MAKEWORD(row->arg, row->arg2);

    EQUAL(WSAStartup(version, &data), row->code);
    SOCKET_FAILS(WSANOTINITIALISED, WSACleanup()); /* it counts for nothing */
}

static void startup_fault(const struct ct_row *row)
{
    EQUAL(WSAStartup(MAKEWORD(2, 2), ct_bad(row->arg)), row->code);
    SOCKET_FAILS(WSANOTINITIALISED, WSACleanup());
}

/* Row: ask for arg.arg2, get arg3 (as MAKEWORD makes it). */
static void startup_negotiates(const struct ct_row *row)
{
    WSADATA data;

    memset(&data, 0x55, sizeof(data));
    NEED(WSAStartup(MAKEWORD(row->arg, row->arg2), &data), 0);
    EQUAL(data.wVersion, row->arg3);
    EQUAL(data.wHighVersion, MAKEWORD(2, 2));
}

static void startup_describes(const struct ct_row *row)
{
    WSADATA data;

    (void)row;
    memset(&data, 0x55, sizeof(data));
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    CHECK(data.szDescription[0] != '\0');
    CHECK(memchr(data.szDescription, '\0', WSADESCRIPTION_LEN + 1) != NULL);
    CHECK(memchr(data.szSystemStatus, '\0', WSASYS_STATUS_LEN + 1) != NULL);
}

static void startup_limits(const struct ct_row *row)
{
    WSADATA data;

    (void)row;
    memset(&data, 0, sizeof(data));
    NEED(WSAStartup(MAKEWORD(1, 1), &data), 0);
    CHECK(data.iMaxSockets > 0); /* 1.1 programs size their tables by it */
    CHECK(data.iMaxUdpDg > 0);
}

static void startup_last_error(const struct ct_row *row)
{
    WSADATA data;

    (void)row;
    WSASetLastError(CT_UNTOUCHED);
    NEED(WSAStartup(MAKEWORD(0, 0), &data), WSAVERNOTSUPPORTED);
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    SOCKET_FAILS(WSAENOTSOCK, closesocket(INVALID_SOCKET));
}

static void cleanup_counts(const struct ct_row *row)
{
    WSADATA data;
    SOCKET s;

    (void)row;
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    NEED(WSAStartup(MAKEWORD(1, 1), &data), 0);
    NEED(WSAStartup(MAKEWORD(2, 0), &data), 0);
    s = ct_open(CT_TCP);
    EQUAL(WSACleanup(), 0);
    EQUAL(WSACleanup(), 0);
    EQUAL(listen(s, 1) == SOCKET_ERROR ? WSAGetLastError() : 0, WSAEINVAL);
    EQUAL(WSACleanup(), 0);
    FAILS(INVALID_SOCKET, WSANOTINITIALISED, socket(AF_INET, SOCK_STREAM, 0));
    SOCKET_FAILS(WSANOTINITIALISED, WSACleanup());
}

static void cleanup_refused(const struct ct_row *row)
{
    if (row->flags & CT_CLEANED)
        EQUAL(WSACleanup(), 0);
    SOCKET_FAILS(row->code, WSACleanup());
}

static void cleanup_closes(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);
    struct sockaddr_in sin = ct_name(s), name;
    int len = sizeof(name);
    WSADATA data;

    (void)row;
    EQUAL(WSACleanup(), 0);
    NEED(WSAStartup(MAKEWORD(2, 2), &data), 0);
    SOCKET_FAILS(WSAENOTSOCK, getsockname(s, SA(&name), &len));
    s = ct_open(CT_TCP);
    EQUAL(bind(s, SA(&sin), sizeof(sin)), 0); /* the port is free again */
}

static void blocked_recv(struct ct_blocked *b)
{
    char byte;

    b->res = recv(b->s, &byte, 1, 0);
    b->err = WSAGetLastError();
}

static void cleanup_unblocks(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_open(CT_TCP_CLIENT), .run = blocked_recv};

    (void)row;
    ct_blocked_start(&b);
    EQUAL(WSACleanup(), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    CHECK(b.err != 0);
}

static DWORD WINAPI error_of_thread(void *arg)
{
    int *seen = arg;

    seen[0] = WSAGetLastError();
    WSASetLastError(WSAEDISCON);
    seen[1] = WSAGetLastError();
    return 0;
}

static void last_error_per_thread(const struct ct_row *row)
{
    int seen[2] = {-1, -1};

    (void)row;
    WSASetLastError(WSAEINVAL);
    ct_join(ct_thread(error_of_thread, seen));
    EQUAL(WSAGetLastError(), WSAEINVAL);
    EQUAL(seen[0], 0);
    EQUAL(seen[1], WSAEDISCON);
}

/* Also the row for its page's WSANOTINITIALISED, which cannot happen. */
static void last_error_unstarted(const struct ct_row *row)
{
    (void)row;
    WSASetLastError(WSAEALREADY);
    EQUAL(WSAGetLastError(), WSAEALREADY);
    EQUAL(GetLastError(), WSAEALREADY); /* one value behind both names */
    SetLastError(WSAEMSGSIZE);
    EQUAL(WSAGetLastError(), WSAEMSGSIZE);
}

#define NEGOTIATE(major, minor, got_major, got_minor)                          \
    RULE(WSAStartup,                                                           \
         "asked for " #major "." #minor ", gets " #got_major "." #got_minor,   \
         startup_negotiates, .flags = CT_UNSTARTED, .arg = major,              \
         .arg2 = minor, .arg3 = MAKEWORD(got_major, got_minor))
#define REFUSE(major, minor)                                                   \
    ROW(WSAStartup, WSAVERNOTSUPPORTED, "asked for " #major "." #minor,        \
        startup_refused, .flags = CT_UNSTARTED, .arg = major, .arg2 = minor)

static const struct ct_row rows[] = {
    ROW(WSACleanup, WSANOTINITIALISED, "before WSAStartup", cleanup_refused,
        .flags = CT_UNSTARTED),
    ROW(WSACleanup, WSANOTINITIALISED, "after WSACleanup", cleanup_refused,
        .flags = CT_CLEANED),
    REFUSE(0, 0),
    REFUSE(0, 1),
    REFUSE(0, 255),
    NEGOTIATE(1, 0, 1, 0),
    NEGOTIATE(1, 1, 1, 1),
    NEGOTIATE(1, 2, 1, 1),
    NEGOTIATE(2, 0, 2, 0),
    NEGOTIATE(2, 1, 2, 1),
    NEGOTIATE(2, 2, 2, 2),
    NEGOTIATE(2, 3, 2, 2),
    NEGOTIATE(3, 0, 2, 2),
    NEGOTIATE(255, 255, 2, 2),
    ROW(WSAStartup, WSAEFAULT, "NULL", startup_fault, .flags = CT_UNSTARTED),
    ROW(WSAStartup, WSAEFAULT, "unmapped", startup_fault, .flags = CT_UNSTARTED,
        .arg = CT_UNMAPPED),
    ROW(WSAStartup, WSAEFAULT, "read-only", startup_fault,
        .flags = CT_UNSTARTED, .arg = CT_READONLY),
    ROW(WSAStartup, WSAEFAULT, "only the first bytes mapped", startup_fault,
        .flags = CT_UNSTARTED, .arg = CT_EDGE),
    RULE(WSAStartup, "WSADATA describes the implementation", startup_describes,
         .flags = CT_UNSTARTED),
    RULE(WSAStartup, "a 1.1 program gets limits", startup_limits,
         .flags = CT_UNSTARTED),
    RULE(WSAStartup, "a refusal does not hinder the next", startup_last_error,
         .flags = CT_UNSTARTED),
    RULE(WSACleanup, "counts; versions may differ", cleanup_counts,
         .flags = CT_UNSTARTED),
    RULE(WSACleanup, "the last one closes sockets", cleanup_closes),
    RULE(WSACleanup, "the last one ends a blocked recv", cleanup_unblocks),
    RULE(WSAGetLastError, "every thread has its own", last_error_per_thread),
    RULE(WSAGetLastError, "works before WSAStartup", last_error_unstarted,
         .flags = CT_UNSTARTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
