/* SPDX-License-Identifier: MIT */
/* ConnectEx and DisconnectEx. netconnect.c has what a network says. */
#include "overlapped.h"

static struct ct_op op, other;

static BOOL connect_ex(SOCKET s, const struct sockaddr_in *to, const char *text,
                       struct ct_op *with)
{
    GUID id = WSAID_CONNECTEX;
    LPFN_CONNECTEX fn = (LPFN_CONNECTEX)ct_extension_any(id);

    return fn(s, SA(to), sizeof(*to), (void *)(uintptr_t)text,
              text != NULL ? (DWORD)strlen(text) : 0, &with->count, &with->ov);
}

/* How an attempt ended that may have ended at once. */
static int outcome(SOCKET s, const struct sockaddr_in *to, const char *text)
{
    ct_op_init(&op, ct_event());
    if (!connect_ex(s, to, text, &op) && WSAGetLastError() != WSA_IO_PENDING)
        return WSAGetLastError();
    return ct_op_end(s, &op);
}

static struct sockaddr_in wildcard(void)
{
    struct sockaddr_in sin = ct_loopback(htons(9));

    sin.sin_addr.s_addr = 0;
    return sin;
}

enum target { NOBODY, NOWHERE, FAMILY };

/* Row: the target is arg. */
static void connect_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct sockaddr_in to = ct_loopback(htons(9));

    if (row->arg == NOWHERE)
        to = wildcard();
    if (row->arg == FAMILY)
        to.sin_family = AF_INET6;
    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, connect_ex(s, &to, NULL, &op));
}

static void connects(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP_BOUND), a;
    struct sockaddr_in to = ct_name(listener);
    char data[8];

    (void)row;
    NEED(outcome(s, &to, "hello"), 0);
    EQUAL(op.count, 5);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
    a = ct_keep(accept(listener, NULL, NULL));
    EQUAL(recv(a, data, sizeof(data), 0), 5);
    ct_op_init(&op, NULL);
    FAILS(FALSE, WSAEISCONN, connect_ex(s, &to, NULL, &op));
}

static void connect_refused(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));

    EQUAL(outcome(s, &to, NULL), row->code);
    to = ct_name(ct_open(CT_TCP_LISTENING)); /* the same socket may retry */
    EQUAL(outcome(s, &to, NULL), 0);
}

/* Two sockets of one local address, bound to the wildcard, want the same
 * peer. */
static void same_pair_twice(const struct ct_row *row)
{
    struct sockaddr_in peer = ct_name(ct_open(CT_TCP_LISTENING)), local;
    SOCKET a = ct_open(CT_TCP), b = ct_open(CT_TCP);

    local = ct_loopback(0);
    local.sin_addr.s_addr = 0;
    ct_option(a, SOL_SOCKET, SO_REUSEADDR, TRUE);
    ct_option(b, SOL_SOCKET, SO_REUSEADDR, TRUE);
    EQUAL(bind(a, SA(&local), sizeof(local)), 0);
    local.sin_port = ct_name(a).sin_port;
    EQUAL(bind(b, SA(&local), sizeof(local)), 0);
    EQUAL(outcome(a, &peer, NULL), 0);
    EQUAL(outcome(b, &peer, NULL), row->code);
}

enum way { WITH_EX, WITH_CONNECT, WITH_WSACONNECT };

static int begin(SOCKET s, const struct sockaddr_in *to, enum way way,
                 struct ct_op *with)
{
    int res;

    if (way == WITH_EX)
        return connect_ex(s, to, NULL, with) ? 0 : WSAGetLastError();
    ct_nonblock(s);
    res = way == WITH_CONNECT
              ? connect(s, SA(to), sizeof(*to))
              : WSAConnect(s, SA(to), sizeof(*to), NULL, NULL, NULL, NULL);
    return res == 0 ? 0 : WSAGetLastError();
}

static void aborted_by_close(SOCKET s, HANDLE port, struct ct_op *with)
{
    struct ct_packet p;

    EQUAL(closesocket(s), 0);
    do /* those before it are connected */
        p = ct_take(port, INFINITE);
    while (p.ov != &with->ov);
    EQUAL(p.err, ERROR_OPERATION_ABORTED);
}

#define ATTEMPTS 400

/* A listener that nobody accepts from holds a few connections; the attempts
 * after that stay pending for seconds. Row: one that began in the way of arg
 * (with the code), and ConnectEx after it (with WSAEALREADY). */
static void under_way(const struct ct_row *row)
{
    static struct ct_op ops[ATTEMPTS];
    SOCKET listener = ct_open(CT_TCP_BOUND), s = INVALID_SOCKET;
    struct sockaddr_in to = ct_name(listener);
    HANDLE port = ct_port();
    int n = 0, first = 0, second = WSAEISCONN;

    EQUAL(listen(listener, 1), 0);
    for (; n < ATTEMPTS && second == WSAEISCONN && !ct_failed(); n++) {
        s = ct_open(CT_TCP_BOUND);
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 0, 0) == port);
        ct_op_init(&ops[n], NULL);
        first = begin(s, &to, (enum way)row->arg, &ops[n]);
        ct_op_init(&op, NULL);
        EQUAL(connect_ex(s, &to, NULL, &op), FALSE);
        second = WSAGetLastError();
    }
    EQUAL(second, WSAEALREADY);
    EQUAL(row->code == WSAEALREADY ? second : first, row->code);
    if (row->arg == WITH_EX && !ct_failed())
        aborted_by_close(s, port, &ops[n - 1]);
}

static void connect_bad_pointer(const struct ct_row *row)
{
    GUID id = WSAID_CONNECTEX;
    SOCKET s = ct_open(CT_TCP_BOUND);
    LPFN_CONNECTEX fn = (LPFN_CONNECTEX)ct_extension(s, id);
    struct sockaddr_in to = ct_loopback(htons(9));
    void *bad = ct_unmapped();

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, fn(s, bad, sizeof(to), NULL, 0, NULL, &op.ov));
    FAILS(FALSE, row->code, fn(s, SA(&to), 3, NULL, 0, NULL, &op.ov));
    FAILS(FALSE, row->code, fn(s, SA(&to), sizeof(to), bad, 5, NULL, &op.ov));
    FAILS(FALSE, row->code, fn(s, SA(&to), sizeof(to), NULL, 0, NULL, bad));
}

static BOOL disconnect_ex(SOCKET s, LPOVERLAPPED ov, DWORD flags, DWORD zero)
{
    static LPFN_DISCONNECTEX fn;
    GUID id = WSAID_DISCONNECTEX;

    if (fn == NULL)
        fn = (LPFN_DISCONNECTEX)ct_extension(ct_open(CT_TCP), id);
    return fn(s, ov, flags, zero);
}

/* Row: flags are arg, what is reserved arg2. */
static void disconnect_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    FAILS(FALSE, row->code,
          disconnect_ex(s, NULL, (DWORD)row->arg, (DWORD)row->arg2));
}

static void disconnect_bad_pointer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    FAILS(FALSE, row->code, disconnect_ex(s, ct_unmapped(), 0, 0));
}

/* Row: overlapped (arg). A receive that is pending is ended, and the socket
 * connects again. */
static void disconnect_reuses(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_BOUND), a;
    char data[8];

    for (int i = 0; i < 3 && !ct_failed(); i++) {
        SOCKET listener = ct_open(CT_TCP_LISTENING);
        struct sockaddr_in to = ct_name(listener);

        NEED(outcome(s, &to, NULL), 0);
        EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
        a = ct_keep(accept(listener, NULL, NULL));
        EQUAL(send(s, "x", 1, 0), 1);
        ct_op_init(&other, ct_event());
        SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &other.buf, 1, NULL,
                                             &other.flags, &other.ov, NULL));
        ct_op_init(&op, ct_event());
        if (!disconnect_ex(s, row->arg ? &op.ov : NULL, TF_REUSE_SOCKET, 0))
            EQUAL(WSAGetLastError(), WSA_IO_PENDING);
        if (row->arg)
            EQUAL(ct_op_end(s, &op), 0);
        EQUAL(ct_op_end(s, &other), WSA_OPERATION_ABORTED);
        EQUAL(recv(a, data, sizeof(data), 0), 1);
        EQUAL(recv(a, data, sizeof(data), 0), 0);
    }
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(ConnectEx, connect_fails, CT_TCP_BOUND),
    ROWS_NOTSOCK(ConnectEx, connect_fails),
    ROW(ConnectEx, WSAEINVAL, "not bound", connect_fails, .sock = CT_TCP),
    ROW(ConnectEx, WSAEINVAL, "listening", connect_fails,
        .sock = CT_TCP_LISTENING),
    ROW(ConnectEx, WSAEISCONN, "connected", connect_fails,
        .sock = CT_TCP_CLIENT),
    ROW(ConnectEx, WSAEADDRNOTAVAIL, "to the wildcard address", connect_fails,
        .sock = CT_TCP_BOUND, .arg = NOWHERE),
    ROW(ConnectEx, WSAEAFNOSUPPORT, "another family", connect_fails,
        .sock = CT_TCP_BOUND, .arg = FAMILY),
    ROW(ConnectEx, WSAECONNREFUSED, "nobody listens", connect_refused),
    ROW(ConnectEx, WSAEADDRINUSE, "local and remote address of a connection",
        same_pair_twice),
    ROW(ConnectEx, WSA_IO_PENDING, "no answer", under_way,
        .name = "WSA_IO_PENDING"),
    ROW(ConnectEx, ERROR_IO_PENDING, "no answer", under_way,
        .name = "ERROR_IO_PENDING"),
    ROW(ConnectEx, WSAEALREADY, "while ConnectEx is under way", under_way),
    ROW(ConnectEx, WSAEALREADY, "while connect is under way", under_way,
        .arg = WITH_CONNECT),
    ROW(ConnectEx, WSAEALREADY, "while WSAConnect is under way", under_way,
        .arg = WITH_WSACONNECT),
    ROW(ConnectEx, WSAEFAULT, "bad pointers", connect_bad_pointer),
    RULE(ConnectEx, "with first data", connects),
    ROW(DisconnectEx, WSAENOTCONN, "never connected", disconnect_fails,
        .sock = CT_TCP),
    ROW(DisconnectEx, WSAEINVAL, "an unknown flag", disconnect_fails,
        .sock = CT_TCP_CLIENT, .arg = TF_WRITE_BEHIND),
    ROW(DisconnectEx, WSAEINVAL, "reserved", disconnect_fails,
        .sock = CT_TCP_CLIENT, .arg2 = 1),
    ROW(DisconnectEx, WSAEFAULT, "unmapped OVERLAPPED", disconnect_bad_pointer),
    RULE(DisconnectEx, "TF_REUSE_SOCKET", disconnect_reuses, .arg = 0),
    RULE(DisconnectEx, "TF_REUSE_SOCKET, overlapped", disconnect_reuses,
         .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
