/* SPDX-License-Identifier: MIT */
/* WSAEnumNetworkEvents: the record, and what it is taken into. */
#include "netevents.h"

/* A socket with FD_READ recorded and the event set. */
static void recorded(struct ct_selected *w)
{
    ct_select(w, ct_open(CT_TCP_ACCEPTED), FD_READ);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(WSAWaitForMultipleEvents(1, &w->event, FALSE, 10000, FALSE),
          WSA_WAIT_EVENT_0);
}

static bool is_set(WSAEVENT event)
{
    return WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE) ==
           WSA_WAIT_EVENT_0;
}

static void enum_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSANETWORKEVENTS now;

    SOCKET_FAILS(row->code,
                 WSAEnumNetworkEvents(s, NULL, row->arg ? NULL : &now));
}

/* Row: which bad memory. A failure takes nothing and resets nothing. */
static void bad_memory(const struct ct_row *row)
{
    struct ct_selected w;

    recorded(&w);
    SOCKET_FAILS(row->code,
                 WSAEnumNetworkEvents(w.s, w.event, ct_bad(row->arg)));
    CHECK(is_set(w.event));
    EQUAL(ct_told(&w, FD_READ), FD_READ);
}

/* Row: a closed event, or a socket. */
static void bad_event(const struct ct_row *row)
{
    struct ct_selected w;
    WSANETWORKEVENTS now;
    WSAEVENT event = (WSAEVENT)ct_open(CT_UDP);

    recorded(&w);
    if (row->arg != 0)
        CHECK(WSACloseEvent(event = WSACreateEvent()));
    SOCKET_FAILS(row->code, WSAEnumNetworkEvents(w.s, event, &now));
    CHECK(is_set(w.event));
    EQUAL(ct_told(&w, FD_READ), FD_READ);
}

static void taken_once(const struct ct_row *row)
{
    struct ct_selected w;

    (void)row;
    recorded(&w);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    CHECK(!is_set(w.event));
    EQUAL(ct_untold(&w), 0);
}

static void no_event(const struct ct_row *row)
{
    struct ct_selected w;
    WSANETWORKEVENTS now;

    (void)row;
    recorded(&w);
    EQUAL(WSAEnumNetworkEvents(w.s, NULL, &now), 0);
    EQUAL(now.lNetworkEvents, FD_READ);
    CHECK(is_set(w.event));
    EQUAL(WSAEnumNetworkEvents(w.s, NULL, &now), 0);
    EQUAL(now.lNetworkEvents, 0);
}

static void another_event(const struct ct_row *row)
{
    WSAEVENT other = ct_keep_handle(WSACreateEvent());
    struct ct_selected w;
    WSANETWORKEVENTS now;

    (void)row;
    recorded(&w);
    CHECK(WSASetEvent(other));
    EQUAL(WSAEnumNetworkEvents(w.s, other, &now), 0);
    EQUAL(now.lNetworkEvents, FD_READ);
    CHECK(!is_set(other));
    CHECK(is_set(w.event));
}

/* Codes are written of what is recorded only. */
static void rest_is_left(const struct ct_row *row)
{
    struct ct_selected w;
    WSANETWORKEVENTS now;
    int bit;

    (void)row;
    recorded(&w);
    memset(&now, 0x55, sizeof(now));
    EQUAL(WSAEnumNetworkEvents(w.s, w.event, &now), 0);
    EQUAL(now.lNetworkEvents, FD_READ);
    for (bit = 0; bit < FD_MAX_EVENTS; bit++)
        EQUAL(now.iErrorCode[bit], bit == FD_READ_BIT ? 0 : 0x55555555);
}

/* The structure may end where memory does, and stand at an odd address. */
static void odd_address(const struct ct_row *row)
{
    static char room[sizeof(WSANETWORKEVENTS) + 1];
    WSANETWORKEVENTS *edge = ct_edge(sizeof(*edge)), now;
    struct ct_selected w;

    (void)row;
    recorded(&w);
    EQUAL(WSAEnumNetworkEvents(w.s, w.event, (void *)(room + 1)), 0);
    memcpy(&now, room + 1, sizeof(now));
    EQUAL(now.lNetworkEvents, FD_READ);
    EQUAL(WSAEnumNetworkEvents(w.s, w.event, edge), 0);
    EQUAL(edge->lNetworkEvents, 0);
}

/* Row: never selected, or no more. An event is reset all the same. */
static void nothing_selected(const struct ct_row *row)
{
    WSAEVENT event = ct_keep_handle(WSACreateEvent());
    struct ct_selected w;
    WSANETWORKEVENTS now;

    recorded(&w);
    if (row->arg != 0)
        EQUAL(WSAEventSelect(w.s, NULL, 0), 0);
    else
        w.s = ct_open(CT_TCP_ACCEPTED);
    CHECK(WSASetEvent(event));
    memset(&now, 0x55, sizeof(now));
    EQUAL(WSAEnumNetworkEvents(w.s, event, &now), 0);
    EQUAL(now.lNetworkEvents, 0);
    CHECK(!is_set(event));
}

/* --- Codes. */

static void connect_fails(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));
    struct ct_selected w;
    int err = 0, len = sizeof(err);

    ct_select(&w, ct_open(CT_TCP), FD_ALL_EVENTS);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
    EQUAL(w.code[FD_CONNECT_BIT], row->code);
    EQUAL(getsockopt(w.s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, row->code);
    EQUAL(ct_untold(&w), 0);
    to = ct_name(ct_open(CT_TCP_LISTENING)); /* another attempt, another end */
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
    EQUAL(w.code[FD_CONNECT_BIT], 0);
}

/* What the call tells at once is told as an event, too. */
static void wrong_family(const struct ct_row *row)
{
    struct sockaddr_in6 to = ct_loopback6(htons(9));
    struct ct_selected w;

    ct_select(&w, ct_open(CT_TCP), FD_CONNECT);
    SOCKET_FAILS(row->code, connect(w.s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
    EQUAL(w.code[FD_CONNECT_BIT], row->code);
}

static void peer_resets(const struct ct_row *row)
{
    struct linger hard = {1, 0};
    struct ct_selected w;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ | FD_CLOSE);
    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], row->code);
}

/* Data that comes after shutdown(SD_RECEIVE) ends the connection. */
static void data_unwanted(const struct ct_row *row)
{
    struct ct_selected w;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ | FD_CLOSE);
    EQUAL(shutdown(w.s, SD_RECEIVE), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], row->code);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSAEnumNetworkEvents, enum_fails, CT_UDP),
    ROWS_NOTSOCK(WSAEnumNetworkEvents, enum_fails),
    FIRST(WSAEnumNetworkEvents, WSANOTINITIALISED, "WSAENOTSOCK", enum_fails,
          .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FIRST(WSAEnumNetworkEvents, WSAENOTSOCK, "WSAEFAULT", enum_fails,
          .sock = CT_INVALID, .arg = 1),
    ROW(WSAEnumNetworkEvents, WSAEFAULT, "NULL", bad_memory, .arg = CT_NULL),
    ROW(WSAEnumNetworkEvents, WSAEFAULT, "no memory", bad_memory,
        .arg = CT_UNMAPPED),
    ROW(WSAEnumNetworkEvents, WSAEFAULT, "read-only memory", bad_memory,
        .arg = CT_READONLY),
    ROW(WSAEnumNetworkEvents, WSAEFAULT, "memory ends", bad_memory,
        .arg = CT_EDGE),
    ROW(WSAEnumNetworkEvents, WSAEINVAL, "a socket for an event object",
        bad_event),
    ROW(WSAEnumNetworkEvents, WSAEINVAL, "a closed event object", bad_event,
        .arg = 1),

    RULE(WSAEnumNetworkEvents, "taken, and the event reset", taken_once),
    RULE(WSAEnumNetworkEvents, "no event object: none is reset", no_event),
    RULE(WSAEnumNetworkEvents, "another event object is reset", another_event),
    RULE(WSAEnumNetworkEvents, "other codes are left alone", rest_is_left),
    RULE(WSAEnumNetworkEvents, "an odd address, and the last one", odd_address),
    RULE(WSAEnumNetworkEvents, "nothing was selected", nothing_selected),
    RULE(WSAEnumNetworkEvents, "nothing is selected any more", nothing_selected,
         .arg = 1),

    ROW(WSAEnumNetworkEvents, WSAECONNREFUSED, "FD_CONNECT", connect_fails),
    ROW(WSAEnumNetworkEvents, WSAEAFNOSUPPORT, "FD_CONNECT", wrong_family),
    ROW(WSAEnumNetworkEvents, WSAECONNRESET, "FD_CLOSE", peer_resets),
    ROW(WSAEnumNetworkEvents, WSAECONNABORTED,
        "FD_CLOSE: data after SD_RECEIVE", data_unwanted),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
