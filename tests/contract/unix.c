/* SPDX-License-Identifier: MIT */
/* AF_UNIX stream sockets, as Windows has had them since 2017: the same rules
 * as for TCP, with a path for an address. A bound path is a file that outlives
 * its socket. Skipped where the system has none (Wine, older Windows). */
#include "harness.h"
#include <afunix.h>
#include <stdlib.h>
#include "newer.h"

static struct sockaddr_un path_new(void)
{
    static int serial;
    const char *dir = getenv("TEMP");
    struct sockaddr_un un;

    if (dir == NULL)
        dir = getenv("TMPDIR");
    memset(&un, 0, sizeof(un));
    un.sun_family = AF_UNIX;
    snprintf(un.sun_path, sizeof(un.sun_path), "%s/ws2-%lu-%d.sock",
             dir != NULL ? dir : "/tmp", (unsigned long)GetCurrentProcessId(),
             serial++);
    return un;
}

static SOCKET unix_open(void)
{
    SOCKET s = ct_keep(socket(AF_UNIX, SOCK_STREAM, 0));

    if (s == INVALID_SOCKET && WSAGetLastError() == WSAEAFNOSUPPORT)
        ct_skip("no AF_UNIX here");
    else if (s == INVALID_SOCKET)
        ct_fail("socket gave %s", ct_err_name(WSAGetLastError()));
    return s;
}

static SOCKET unix_bound(const struct sockaddr_un *un)
{
    SOCKET s = unix_open();

    if (!ct_failed())
        EQUAL(bind(s, SA(un), sizeof(*un)), 0);
    return s;
}

static SOCKET unix_listening(const struct sockaddr_un *un)
{
    SOCKET s = unix_bound(un);

    if (!ct_failed())
        EQUAL(listen(s, 5), 0);
    return s;
}

struct ends {
    struct sockaddr_un un;
    SOCKET listener, client, server;
};

static struct ends unix_pair(void)
{
    struct ends e = {.un = path_new()};

    e.listener = unix_listening(&e.un);
    if (ct_failed())
        return e;
    e.client = unix_open();
    EQUAL(connect(e.client, SA(&e.un), sizeof(e.un)), 0);
    if (!ct_failed())
        e.server = ct_keep(accept(e.listener, NULL, NULL));
    remove(e.un.sun_path);
    return e;
}

static void peer_pid(const struct ct_row *row)
{
    struct ends e = unix_pair();
    ULONG pid = 0;
    DWORD n;

    (void)row;
    if (ct_failed())
        return;
    NEED(WSAIoctl(e.client, SIO_AF_UNIX_GETPEERPID, NULL, 0, &pid, sizeof(pid),
                  &n, NULL, NULL),
         0);
    EQUAL(pid, GetCurrentProcessId());
    SOCKET_FAILS(WSAENOTCONN, WSAIoctl(e.listener, SIO_AF_UNIX_GETPEERPID, NULL,
                                       0, &pid, sizeof(pid), &n, NULL, NULL));
}

/* The file is in the way, whether its socket is open (arg 0) or not. */
static void path_taken(const struct ct_row *row)
{
    struct sockaddr_un un = path_new();
    SOCKET s = unix_bound(&un), other;

    if (ct_failed())
        return;
    if (row->arg)
        EQUAL(closesocket(s), 0);
    other = unix_open();
    SOCKET_FAILS(row->code, bind(other, SA(&un), sizeof(un)));
    EQUAL(remove(un.sun_path), 0);
    EQUAL(bind(other, SA(&un), sizeof(un)), 0);
    remove(un.sun_path);
}

static void bound_already(const struct ct_row *row)
{
    struct sockaddr_un un = path_new(), second = path_new();
    SOCKET s = unix_bound(&un);

    if (ct_failed())
        return;
    SOCKET_FAILS(row->code, bind(s, SA(&second), sizeof(second)));
    remove(un.sun_path);
}

static void other_family(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(htons(9));
    SOCKET s = unix_open();

    if (ct_failed())
        return;
    if (row->function[0] == 'b')
        SOCKET_FAILS(row->code, bind(s, SA(&sin), sizeof(sin)));
    else
        SOCKET_FAILS(row->code, connect(s, SA(&sin), sizeof(sin)));
}

static void not_bound(const struct ct_row *row)
{
    SOCKET s = unix_open();

    if (!ct_failed())
        SOCKET_FAILS(row->code, listen(s, 1));
}

static void not_listening(const struct ct_row *row)
{
    SOCKET s = unix_open();

    if (!ct_failed())
        FAILS(INVALID_SOCKET, row->code, accept(s, NULL, NULL));
}

/* The path is there, but nobody listens: the socket behind it is closed. */
static void refused(const struct ct_row *row)
{
    struct sockaddr_un un = path_new();
    SOCKET s = unix_listening(&un), client;

    if (ct_failed())
        return;
    EQUAL(closesocket(s), 0);
    client = unix_open();
    SOCKET_FAILS(row->code, connect(client, SA(&un), sizeof(un)));
    remove(un.sun_path);
}

/* Nobody accepts: the queue is full after a few. Windows refuses then, and
 * does not wait. */
static void queue_full(const struct ct_row *row)
{
    struct sockaddr_un un = path_new();
    SOCKET s = unix_bound(&un), client;
    int tries = 0;

    if (ct_failed())
        return;
    EQUAL(listen(s, 1), 0);
    do
        client = unix_open();
    while (connect(client, SA(&un), sizeof(un)) == 0 && ++tries < 30);
    EQUAL(WSAGetLastError(), row->code);
    closesocket(ct_keep(accept(s, NULL, NULL)));
    EQUAL(connect(client, SA(&un), sizeof(un)), 0); /* now there is room */
    remove(un.sun_path);
}

/* A path that fills its field has no terminator. */
static void path_unterminated(const struct ct_row *row)
{
    struct sockaddr_un un = path_new(), name;
    size_t n = strlen(un.sun_path);
    int len = sizeof(name);
    SOCKET s, client;

    (void)row;
    memset(un.sun_path + n, 'x', sizeof(un.sun_path) - n);
    s = unix_listening(&un);
    if (ct_failed())
        return;
    client = unix_open();
    EQUAL(connect(client, SA(&un), sizeof(un)), 0);
    NEED(getpeername(client, SA(&name), &len), 0);
    EQUAL(len, sizeof(name));
    EQUAL(memcmp(&name, &un, sizeof(un)), 0);
    EQUAL(closesocket(ct_keep(accept(s, SA(&name), &len))), 0);
}

static void connected_twice(const struct ct_row *row)
{
    struct ends e = unix_pair();

    if (!ct_failed())
        SOCKET_FAILS(row->code, connect(e.client, SA(&e.un), sizeof(e.un)));
}

/* Urgent data is TCP's. */
static void no_urgent_data(const struct ct_row *row)
{
    struct ends e = unix_pair();
    char byte = 'x';

    if (ct_failed())
        return;
    if (row->function[0] == 's')
        SOCKET_FAILS(row->code, send(e.client, &byte, 1, MSG_OOB));
    else
        SOCKET_FAILS(row->code, recv(e.client, &byte, 1, MSG_OOB));
}

static void after_shutdown(const struct ct_row *row)
{
    struct ends e = unix_pair();
    char byte = 'x';

    if (ct_failed())
        return;
    EQUAL(shutdown(e.client, SD_BOTH), 0);
    if (row->function[0] == 's')
        SOCKET_FAILS(row->code, send(e.client, &byte, 1, 0));
    else
        SOCKET_FAILS(row->code, recv(e.client, &byte, 1, 0));
}

static void no_peer(const struct ct_row *row)
{
    struct sockaddr_un un;
    int len = sizeof(un);
    SOCKET s = unix_open();

    if (!ct_failed())
        SOCKET_FAILS(row->code, getpeername(s, SA(&un), &len));
}

static void moves_data(const struct ct_row *row)
{
    struct ends e = unix_pair();
    char buf[8];

    (void)row;
    if (ct_failed())
        return;
    EQUAL(send(e.client, "there", 5, 0), 5);
    EQUAL(recv(e.server, buf, 5, MSG_WAITALL), 5);
    EQUAL(memcmp(buf, "there", 5), 0);
    EQUAL(send(e.server, "back", 4, 0), 4);
    EQUAL(recv(e.client, buf, 4, MSG_WAITALL), 4);
    EQUAL(closesocket(e.client), 0);
    EQUAL(recv(e.server, buf, 1, 0), 0);
}

static void names(const struct ct_row *row)
{
    struct ends e = unix_pair();
    struct sockaddr_un un;
    int len = sizeof(un);

    (void)row;
    if (ct_failed())
        return;
    memset(&un, 0x55, sizeof(un));
    NEED(getsockname(e.server, SA(&un), &len), 0);
    EQUAL(un.sun_family, AF_UNIX);
    EQUAL(strcmp(un.sun_path, e.un.sun_path), 0);
    len = sizeof(un);
    memset(&un, 0x55, sizeof(un));
    NEED(getpeername(e.client, SA(&un), &len), 0);
    EQUAL(strcmp(un.sun_path, e.un.sun_path), 0);
}

static void readable(const struct ct_row *row)
{
    struct ends e = unix_pair();
    struct timeval limit = {10, 0};
    fd_set set;

    (void)row;
    if (ct_failed())
        return;
    EQUAL(send(e.client, "x", 1, 0), 1);
    FD_ZERO(&set);
    FD_SET(e.server, &set);
    EQUAL(select(0, &set, NULL, NULL, &limit), 1);
}

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_AF_UNIX_GETPEERPID", peer_pid),
    ROW(bind, WSAEADDRINUSE, "AF_UNIX, path of an open socket", path_taken),
    ROW(bind, WSAEADDRINUSE, "AF_UNIX, path of a closed socket", path_taken,
        .arg = 1),
    ROW(bind, WSAEINVAL, "AF_UNIX, bound already", bound_already),
    ROW(bind, WSAEFAULT, "AF_UNIX, IPv4 name", other_family),
    ROW(listen, WSAEINVAL, "AF_UNIX, never bound", not_bound),
    ROW(listen, WSAECONNREFUSED, "AF_UNIX client of a full queue", queue_full),
    ROW(accept, WSAEINVAL, "AF_UNIX, not listening", not_listening),
    ROW(connect, WSAEAFNOSUPPORT, "AF_UNIX, IPv4 name", other_family),
    ROW(connect, WSAECONNREFUSED, "AF_UNIX, nobody listens", refused),
    ROW(connect, WSAECONNREFUSED, "AF_UNIX, the queue is full", queue_full),
    RULE(connect, "AF_UNIX path without terminator", path_unterminated),
    ROW(connect, WSAEISCONN, "AF_UNIX, connected", connected_twice),
    ROW(getpeername, WSAENOTCONN, "AF_UNIX, fresh", no_peer),
    ROW(send, WSAEOPNOTSUPP, "AF_UNIX, MSG_OOB", no_urgent_data),
    ROW(recv, WSAEOPNOTSUPP, "AF_UNIX, MSG_OOB", no_urgent_data),
    ROW(send, WSAESHUTDOWN, "AF_UNIX, after SD_BOTH", after_shutdown),
    ROW(recv, WSAESHUTDOWN, "AF_UNIX, after SD_BOTH", after_shutdown),
    RULE(send, "AF_UNIX moves data and ends", moves_data),
    RULE(getsockname, "AF_UNIX gives the path", names),
    RULE(select, "AF_UNIX data makes readable", readable),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
