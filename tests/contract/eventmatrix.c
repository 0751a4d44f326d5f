/* SPDX-License-Identifier: MIT */
/* Which call enables which network event again: every event, as often as it can
 * come about, by every call. A cell of the table says two things: whether the
 * event is recorded once more when the call has been made, and whether it is
 * when what it stands for then happens again.
 *
 *     +  recorded    .  not    blank  it cannot happen twice
 *
 * Pages "WSAEventSelect function" and "WSAAsyncSelect function". */
#include "netevents.h"

#include <mswsock.h>
#include <stdlib.h>

#define FILLER 65536

/* What a cell has: the socket whose events are selected, and the other side. */
static struct world {
    struct ct_selected sel;
    SOCKET peer;
    SOCKET clients[2];
    u_short dead_port;
    bool changed; /* the namespace's addresses or routes */
    int times;
} w;

static char buf[FILLER];

/* --- How an event comes about. begin: until nothing more than the event is
 * missing; happen: it, perhaps several times. */

static void world_select(SOCKET s, LONG first)
{
    ct_select(&w.sel, s, FD_ALL_EVENTS);
    if (first != 0)
        EQUAL(ct_told(&w.sel, first), first);
}

static void begin_data(void)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);

    w.peer = ct_peer();
    world_select(s, FD_WRITE);
}

static void happen_data(void)
{
    EQUAL(send(w.peer, "data", 4, 0), 4);
}

static void begin_dgrams(void)
{
    SOCKET s = ct_open(CT_UDP_BOUND);

    w.peer = ct_open(CT_UDP_BOUND);
    world_select(s, FD_WRITE);
}

static void happen_dgrams(void)
{
    struct sockaddr_in to = ct_name(w.sel.s);

    EQUAL(sendto(w.peer, "one", 3, 0, SA(&to), sizeof(to)), 3);
    EQUAL(sendto(w.peer, "two", 3, 0, SA(&to), sizeof(to)), 3);
}

static void begin_urgent(void)
{
    begin_data();
}

static void happen_urgent(void)
{
    EQUAL(send(w.peer, "or", 2, 0), 2); /* ordinary data before it */
    EQUAL(send(w.peer, "u", 1, MSG_OOB), 1);
}

/* There is none; then the peer reads until the sender is told. */
static void happen_room(void)
{
    while (send(w.sel.s, buf, sizeof(buf), 0) > 0)
        ;
    EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    ct_nonblock(w.peer);
    while (WSAWaitForMultipleEvents(1, &w.sel.event, FALSE, 0, FALSE) ==
               WSA_WAIT_TIMEOUT &&
           !ct_failed())
        recv(w.peer, buf, sizeof(buf), 0);
}

static void begin_listener(void)
{
    w.peer = INVALID_SOCKET;
    world_select(ct_open(CT_TCP_LISTENING), 0);
}

static void happen_clients(void)
{
    int i;

    for (i = 0; i < 2; i++)
        ct_connect(w.clients[i] = ct_open(CT_TCP), w.sel.s);
}

static void begin_client(void)
{
    w.peer = ct_open(CT_TCP_LISTENING);
    world_select(ct_open(CT_TCP), 0);
}

static void happen_connection(void)
{
    struct sockaddr_in to = ct_name(w.peer);

    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.sel.s, SA(&to), sizeof(to)));
}

static void begin_refused(void)
{
    w.dead_port = ct_dead_port(SOCK_STREAM);
    world_select(ct_open(CT_TCP), 0);
}

static void happen_refused(void)
{
    struct sockaddr_in to = ct_loopback(w.dead_port);

    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.sel.s, SA(&to), sizeof(to)));
}

static void happen_end(void)
{
    EQUAL(shutdown(w.peer, SD_SEND), 0);
}

static void happen_reset(void)
{
    struct linger hard = {1, 0};

    EQUAL(
        setsockopt(w.peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
        0);
    EQUAL(closesocket(w.peer), 0);
    w.peer = INVALID_SOCKET;
}

static void configure(const char *command)
{
    EQUAL(system(command), 0);
}

static void call_list_change(void);
static void call_route_change(void);

/* The change that is to come is asked for. */
static void begin_change(void)
{
    if (getenv("CT_NETWORK") == NULL) {
        ct_skip("needs a network namespace of its own");
        return;
    }
    configure("ip route add 198.51.100.0/24 dev lo");
    w.changed = true;
    w.peer = INVALID_SOCKET;
    world_select(ct_open(CT_UDP_BOUND), FD_WRITE);
    call_list_change();
    call_route_change();
}

/* It comes, and goes the next time. */
static void happen_list_change(void)
{
    if (w.times++ == 0)
        configure("ip addr add 10.9.8.4/32 dev lo");
    else
        configure("ip addr del 10.9.8.4/32 dev lo");
}

static void happen_route_change(void)
{
    if (w.times++ == 0)
        configure("ip route del 198.51.100.0/24 dev lo");
    else
        configure("ip route add 198.51.100.0/24 dev lo");
}

static void changes_undo(void)
{
    if (w.changed)
        configure("{ ip route del 198.51.100.0/24 dev lo; "
                  "ip addr del 10.9.8.4/32 dev lo; } 2>/dev/null; true");
}

/* --- The calls, on the selected socket; how they end does not matter. */

static void call_nothing(void)
{
}

static void call_recv_part(void)
{
    recv(w.sel.s, buf, 2, 0);
}

static void call_recv_all(void)
{
    recv(w.sel.s, buf, sizeof(buf), 0);
    recv(w.sel.s, buf, sizeof(buf), 0);
}

static void call_recv_peek(void)
{
    recv(w.sel.s, buf, 2, MSG_PEEK);
}

static void call_recv_fails(void)
{
    recv(w.sel.s, buf, 2, 0x4000);
}

static void call_recv_oob(void)
{
    recv(w.sel.s, buf, 1, MSG_OOB);
}

static void call_recvfrom(void)
{
    recvfrom(w.sel.s, buf, 2, 0, NULL, NULL);
}

static void call_recvex(void)
{
    int flags = 0;

    WSARecvEx(w.sel.s, buf, 2, &flags);
}

static void call_wsarecv(void)
{
    WSABUF b = {2, buf};
    DWORD n, flags = 0;

    WSARecv(w.sel.s, &b, 1, &n, &flags, NULL, NULL);
}

static void call_wsarecvfrom(void)
{
    WSABUF b = {2, buf};
    DWORD n, flags = 0;

    WSARecvFrom(w.sel.s, &b, 1, &n, &flags, NULL, NULL, NULL, NULL);
}

/* Where there is nothing to receive it must not stay behind. */
static void call_overlapped(void)
{
    static WSAOVERLAPPED ov;
    WSABUF b = {2, buf};
    DWORD n, flags = 0;

    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    if (WSARecv(w.sel.s, &b, 1, NULL, &flags, &ov, NULL) == 0 ||
        WSAGetLastError() != WSA_IO_PENDING)
        return;
    CancelIoEx((HANDLE)w.sel.s, &ov);
    WSAGetOverlappedResult(w.sel.s, &ov, &n, TRUE, &flags);
}

static void call_send(void)
{
    send(w.sel.s, "x", 1, 0);
}

static void call_sendto(void)
{
    sendto(w.sel.s, "x", 1, 0, NULL, 0);
}

static void call_wsasend(void)
{
    WSABUF b = {1, buf};
    DWORD n;

    WSASend(w.sel.s, &b, 1, &n, 0, NULL, NULL);
}

static void call_accept(void)
{
    SOCKET s = accept(w.sel.s, NULL, NULL);

    if (s != INVALID_SOCKET)
        closesocket(s);
}

static int CALLBACK answer(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos,
                           LPQOS gqos, LPWSABUF callee, LPWSABUF callee_data,
                           GROUP *g, DWORD_PTR data)
{
    (void)caller, (void)caller_data, (void)sqos, (void)gqos, (void)callee;
    (void)callee_data, (void)g;
    return (int)data;
}

static void call_wsaaccept(void)
{
    SOCKET s = WSAAccept(w.sel.s, NULL, NULL, answer, CF_ACCEPT);

    if (s != INVALID_SOCKET)
        closesocket(s);
}

static void call_reject(void)
{
    WSAAccept(w.sel.s, NULL, NULL, answer, CF_REJECT);
}

static void call_defer(void)
{
    WSAAccept(w.sel.s, NULL, NULL, answer, CF_DEFER);
}

static void call_acceptex(void)
{
    static char room[2 * (sizeof(struct sockaddr_in) + 16)];
    static OVERLAPPED ov;
    DWORD n;

    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    if (AcceptEx(w.sel.s, ct_open(CT_TCP), room, 0, sizeof(room) / 2,
                 sizeof(room) / 2, &n, &ov) ||
        WSAGetLastError() != WSA_IO_PENDING)
        return;
    CancelIoEx((HANDLE)w.sel.s, &ov);
    GetOverlappedResult((HANDLE)w.sel.s, &ov, &n, TRUE);
}

static void call_connect(void)
{
    struct sockaddr_in to = ct_loopback(w.dead_port);

    if (w.dead_port == 0)
        to = ct_name(w.peer != INVALID_SOCKET ? w.peer : w.sel.s);
    connect(w.sel.s, SA(&to), sizeof(to));
}

static void call_fionread(void)
{
    u_long n;

    ioctlsocket(w.sel.s, FIONREAD, &n);
}

static void call_select(void)
{
    struct timeval none = {0, 0};
    fd_set r, x;

    FD_ZERO(&r);
    FD_SET(w.sel.s, &r);
    x = r;
    select(0, &r, NULL, &x, &none);
}

static void call_enum(void)
{
    WSANETWORKEVENTS now;

    WSAEnumNetworkEvents(w.sel.s, w.sel.event, &now);
}

static void call_error(void)
{
    int err, len = sizeof(err);

    getsockopt(w.sel.s, SOL_SOCKET, SO_ERROR, (char *)&err, &len);
}

static void call_list_change(void)
{
    DWORD n;

    WSAIoctl(w.sel.s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &n, NULL,
             NULL);
}

static void call_route_change(void)
{
    struct sockaddr_in to = ct_loopback(0);
    DWORD n;

    to.sin_addr.s_addr = htonl(0xc6336401); /* 198.51.100.1 */
    WSAIoctl(w.sel.s, SIO_ROUTING_INTERFACE_CHANGE, &to, sizeof(to), NULL, 0,
             &n, NULL, NULL);
}

static void call_again(void)
{
    EQUAL(WSAEventSelect(w.sel.s, w.sel.event, FD_ALL_EVENTS), 0);
}

/* --- The table. */

static const struct happening {
    const char *what;
    LONG event;
    int bit, code;
    void (*begin)(void), (*happen)(void);
} happenings[] = {
    {"data", FD_READ, FD_READ_BIT, 0, begin_data, happen_data},
    {"datagrams", FD_READ, FD_READ_BIT, 0, begin_dgrams, happen_dgrams},
    {"urgent data", FD_OOB, FD_OOB_BIT, 0, begin_urgent, happen_urgent},
    {"room to send", FD_WRITE, FD_WRITE_BIT, 0, begin_data, happen_room},
    {"requests", FD_ACCEPT, FD_ACCEPT_BIT, 0, begin_listener, happen_clients},
    {"a connection", FD_CONNECT, FD_CONNECT_BIT, 0, begin_client,
     happen_connection},
    {"a refusal", FD_CONNECT, FD_CONNECT_BIT, WSAECONNREFUSED, begin_refused,
     happen_refused},
    {"the peer's end", FD_CLOSE, FD_CLOSE_BIT, 0, begin_data, happen_end},
    {"a reset", FD_CLOSE, FD_CLOSE_BIT, WSAECONNRESET, begin_data,
     happen_reset},
    {"an address", FD_ADDRESS_LIST_CHANGE, FD_ADDRESS_LIST_CHANGE_BIT, 0,
     begin_change, happen_list_change},
    {"a route", FD_ROUTING_INTERFACE_CHANGE, FD_ROUTING_INTERFACE_CHANGE_BIT,
     WSAENETUNREACH, begin_change, happen_route_change},
};

#define HAPPENINGS CT_COUNT(happenings)

#define CALLS CT_COUNT(calls)

static const struct call {
    const char *what;
    void (*make)(void);
    const char *cells; /* three characters for each happening */
} calls[] = {
    /* clang-format off */
    /* data, datagrams, urgent data, room, requests, connection, refusal, end,
     * reset, address, route */
    {"nothing",                       call_nothing,        "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"recv of a part",                call_recv_part,      "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"recv until there is no more",   call_recv_all,       ".+|++|++|.+|..|. |.+|. |. |..|.."},
    {"recv, MSG_PEEK",                call_recv_peek,      "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"recv that fails",               call_recv_fails,     "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"recv, MSG_OOB",                 call_recv_oob,       "+.|+.|.+|.+|..|. |.+|. |. |..|.."},
    {"recvfrom",                      call_recvfrom,       "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"WSARecv",                       call_wsarecv,        "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"WSARecv, overlapped",           call_overlapped,     "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"WSARecvEx",                     call_recvex,         "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"WSARecvFrom",                   call_wsarecvfrom,    "+.|+.|+.|.+|..|. |.+|. |. |..|.."},
    {"send",                          call_send,           "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"sendto",                        call_sendto,         "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"WSASend",                       call_wsasend,        "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"accept",                        call_accept,         "..|..|..|.+|+.|. |.+|. |. |..|.."},
    {"WSAAccept",                     call_wsaaccept,      "..|..|..|.+|+.|. |.+|. |. |..|.."},
    {"WSAAccept, CF_REJECT",          call_reject,         "..|..|..|.+|+.|. |.+|. |. |..|.."},
    {"WSAAccept, CF_DEFER",           call_defer,          "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"AcceptEx",                      call_acceptex,       "..|..|..|.+|+.|. |.+|. |. |..|.."},
    {"connect",                       call_connect,        "..|..|..|.+|..|. |++|. |. |..|.."},
    {"ioctlsocket, FIONREAD",         call_fionread,       "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"select",                        call_select,         "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"WSAEnumNetworkEvents",          call_enum,           "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"getsockopt, SO_ERROR",          call_error,          "..|..|..|.+|..|. |.+|. |. |..|.."},
    {"SIO_ADDRESS_LIST_CHANGE",       call_list_change,    "..|..|..|.+|..|. |.+|. |. |.+|.."},
    {"SIO_ROUTING_INTERFACE_CHANGE",  call_route_change,   "..|..|..|.+|..|. |.+|. |. |..|.+"},
    {"WSAEventSelect",                call_again,          "+.|+.|+.|++|+.|. |.+|+ |+ |..|.."},
    /* clang-format on */
};

/* --- A cell. */

static const char *cell_of(int call, int happening)
{
    return calls[call].cells + 3 * happening;
}

/* Whether the event is recorded once more. */
static void expect(const struct happening *h, char once_more)
{
    if (ct_failed())
        return;
    if (once_more == '+')
        ct_told(&w.sel, h->event);
    else if (once_more == '.')
        EQUAL(ct_untold(&w.sel) & h->event, 0);
}

static void cell_run(const struct happening *h, const struct call *c,
                     const char *cell)
{
    h->begin();
    if (ct_failed())
        return;
    h->happen();
    ct_told(&w.sel, h->event);
    EQUAL(w.sel.code[h->bit], h->code);
    c->make();
    expect(h, cell[0]);
    if (cell[1] == ' ' || ct_failed())
        return;
    h->happen();
    expect(h, cell[1]);
}

static void cell(const struct ct_row *row)
{
    memset(&w, 0, sizeof(w));
    cell_run(&happenings[row->arg], &calls[row->arg2],
             cell_of(row->arg2, row->arg));
    changes_undo();
}

/* --- Events that never happen may be selected. */
static void never(const struct ct_row *row)
{
    struct ct_selected sel;

    ct_select(&sel, ct_open(CT_TCP_CLIENT), row->arg);
    EQUAL(ct_untold(&sel), 0);
}

static const struct ct_row others[] = {
    RULE(WSAEventSelect, "FD_QOS may be selected", never, .arg = FD_QOS),
    RULE(WSAEventSelect, "FD_GROUP_QOS may be selected", never,
         .arg = FD_GROUP_QOS),
};

static const char *told(char c)
{
    return c == '+' ? "recorded" : c == '.' ? "not" : "-";
}

int main(int argc, char **argv)
{
    static struct ct_row rows[HAPPENINGS * CALLS + CT_COUNT(others)];
    static char labels[HAPPENINGS * CALLS][96];
    int n = 0, h, c;

    for (h = 0; h < HAPPENINGS; h++)
        for (c = 0; c < CALLS; c++, n++) {
            const char *cells = cell_of(c, h);

            snprintf(labels[n], sizeof(labels[n]), "%s, %s: %s, then %s",
                     happenings[h].what, calls[c].what, told(cells[0]),
                     told(cells[1]));
            rows[n].function = "WSAEventSelect";
            rows[n].shows = CT_RULE;
            rows[n].label = labels[n];
            rows[n].run = cell;
            rows[n].arg = h;
            rows[n].arg2 = c;
        }
    memcpy(rows + n, others, sizeof(others));
    if (argc < 2 || strcmp(argv[1], "--list") != 0)
        printf("matrix: %d events in %d ways by %d calls, %d cells\n", 7,
               HAPPENINGS, CALLS, n);
    return ct_main(argc, argv, rows, n + CT_COUNT(others));
}
