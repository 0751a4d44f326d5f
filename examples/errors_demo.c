/* SPDX-License-Identifier: MIT */
/* Makes Winsock calls fail on purpose and prints what the system says.
 *
 * Each row is a mistake that programs really make, with the code documented
 * for it. Exit status 1 when a call answers with another code. */
#include "example.h"

/* A loopback address; port in host order. */
static struct sockaddr_in loopback(unsigned short port)
{
    struct sockaddr_in addr;

    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(port);
    return addr;
}

static SOCKET open_bound(int type, struct sockaddr_in *addr)
{
    SOCKET s = socket(AF_INET, type, 0);
    int len = sizeof(*addr);

    *addr = loopback(0);
    if (s == INVALID_SOCKET || bind(s, (struct sockaddr *)addr, len) != 0 ||
        getsockname(s, (struct sockaddr *)addr, &len) != 0) {
        print_error("cannot set the scene", WSAGetLastError());
        exit(1);
    }
    return s;
}

/* Closes and keeps the error of the call before. */
static int close_keep(SOCKET s, int err)
{
    closesocket(s);
    return err;
}

static int socket_before_startup(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET ? WSAGetLastError()
                                                             : 0;
}

static int bind_taken_port(void)
{
    struct sockaddr_in addr;
    SOCKET first = open_bound(SOCK_STREAM, &addr);
    SOCKET second = socket(AF_INET, SOCK_STREAM, 0);
    int err = 0;

    if (bind(second, (struct sockaddr *)&addr, sizeof(addr)) == SOCKET_ERROR)
        err = WSAGetLastError();
    closesocket(first);
    return close_keep(second, err);
}

static int bind_foreign_address(void)
{
    struct sockaddr_in addr = loopback(0);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    int err = 0;

    addr.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1: documentation */
    if (bind(s, (struct sockaddr *)&addr, sizeof(addr)) == SOCKET_ERROR)
        err = WSAGetLastError();
    return close_keep(s, err);
}

static int listen_without_bind(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    int err = listen(s, 1) == SOCKET_ERROR ? WSAGetLastError() : 0;

    return close_keep(s, err);
}

static int connect_to_closed_port(void)
{
    struct sockaddr_in addr;
    SOCKET holder = open_bound(SOCK_STREAM, &addr); /* bound, not listening */
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    int err = 0;

    if (connect(s, (struct sockaddr *)&addr, sizeof(addr)) == SOCKET_ERROR)
        err = WSAGetLastError();
    closesocket(holder);
    return close_keep(s, err);
}

static int recv_without_peer(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    char byte;
    int err = recv(s, &byte, 1, 0) == SOCKET_ERROR ? WSAGetLastError() : 0;

    return close_keep(s, err);
}

static int recv_after_close(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    char byte;

    closesocket(s);
    return recv(s, &byte, 1, 0) == SOCKET_ERROR ? WSAGetLastError() : 0;
}

static int recv_nothing_there(void)
{
    struct sockaddr_in addr;
    SOCKET s = open_bound(SOCK_DGRAM, &addr);
    u_long on = 1;
    char byte;
    int err = 0;

    ioctlsocket(s, FIONBIO, &on);
    if (recv(s, &byte, 1, 0) == SOCKET_ERROR)
        err = WSAGetLastError();
    return close_keep(s, err);
}

static int recv_into_small_buffer(void)
{
    struct sockaddr_in addr;
    SOCKET s = open_bound(SOCK_DGRAM, &addr);
    char buf[4] = "";
    int err = 0;

    sendto(s, "too long", 8, 0, (struct sockaddr *)&addr, sizeof(addr));
    if (recv(s, buf, sizeof(buf), 0) == SOCKET_ERROR)
        err = WSAGetLastError();
    if (memcmp(buf, "too ", 4) != 0)
        err = 0; /* the part that fits has to be there */
    return close_keep(s, err);
}

static int recv_after_reset(void)
{
    struct linger hard = {1, 0}; /* closing resets the connection */
    struct sockaddr_in addr;
    SOCKET listener = open_bound(SOCK_STREAM, &addr);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET peer;
    char byte;
    int err = 0;

    listen(listener, 1);
    connect(s, (struct sockaddr *)&addr, sizeof(addr));
    peer = accept(listener, NULL, NULL);
    setsockopt(peer, SOL_SOCKET, SO_LINGER, (const char *)&hard, sizeof(hard));
    closesocket(peer);
    if (recv(s, &byte, 1, 0) == SOCKET_ERROR)
        err = WSAGetLastError();
    closesocket(listener);
    return close_keep(s, err);
}

#define ROW(call, code, run)                                                   \
    {                                                                          \
        call, #code, code, run                                                 \
    }

static const struct row {
    const char *call;
    const char *name;
    int code;
    int (*run)(void);
} rows[] = {
    ROW("bind: the port is taken", WSAEADDRINUSE, bind_taken_port),
    ROW("bind: an address of another machine", WSAEADDRNOTAVAIL,
        bind_foreign_address),
    ROW("listen: bind was forgotten", WSAEINVAL, listen_without_bind),
    ROW("connect: nobody listens there", WSAECONNREFUSED,
        connect_to_closed_port),
    ROW("recv: never connected", WSAENOTCONN, recv_without_peer),
    ROW("recv: the socket was closed", WSAENOTSOCK, recv_after_close),
    ROW("recv: non-blocking, nothing there", WSAEWOULDBLOCK,
        recv_nothing_there),
    ROW("recv: datagram longer than the buffer", WSAEMSGSIZE,
        recv_into_small_buffer),
    ROW("recv: the peer reset the connection", WSAECONNRESET, recv_after_reset),
};

/* Prints one row; 1 when the code is not the documented one. */
static int show(const char *call, const char *name, int want, int got)
{
    char text[256];

    printf("%-40s %5d %s\n", call, got, got == want ? name : "(unexpected)");
    printf("    %s\n", error_text(got, text, sizeof(text)));
    return got != want;
}

int main(void)
{
    int failed = show("socket: WSAStartup was forgotten", "WSANOTINITIALISED",
                      WSANOTINITIALISED, socket_before_startup());
    size_t i;

    start_winsock();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        failed += show(rows[i].call, rows[i].name, rows[i].code, rows[i].run());
    WSACleanup();
    return failed != 0;
}
