/* SPDX-License-Identifier: MIT */
/* Registered I/O on streams: what requests do, and how they end. Datagrams are
 * in riodgram.c. */
#include "riodata.h"

static void give(SOCKET peer, const char *text)
{
    int len = (int)strlen(text);

    EQUAL(send(peer, text, len, 0), len);
}

static void receive_now(const struct ct_row *row)
{
    struct rio_talk t;

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    give(t.peer, "hello");
    ct_wait_readable(t.s);
    CHECK(rio_receive(t.rq, 3, 100, 0, 1));
    rio_expect(rio_one(t.cq), 0, 5, 1);
    EQUAL(memcmp(rio_room + 3, "hello", 6), 0);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* Three receives wait; each gets what it has room for, in order. */
static void receive_later(const struct ct_row *row)
{
    struct rio_talk t;
    RIORESULT results[3];

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    for (int i = 0; i < 3; i++)
        CHECK(rio_receive(t.rq, 10 * (size_t)i, 2, 0, i));
    EQUAL(rio.RIODequeueCompletion(t.cq, results, 3), 0);
    give(t.peer, "abcdef");
    rio_take(t.cq, results, 3);
    for (int i = 0; i < 3; i++) {
        rio_expect(results[i], 0, 2, (ULONGLONG)i);
        EQUAL(memcmp(rio_room + 10 * i, &"abcdef"[2 * i], 2), 0);
    }
    rio.RIOCloseCompletionQueue(t.cq);
}

static void send_some(const struct ct_row *row)
{
    struct rio_talk t;
    char text[8] = "";

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    memcpy(rio_room, "hello", 5);
    CHECK(rio_send(t.rq, 0, 5, 0, 3));
    rio_expect(rio_one(t.cq), 0, 5, 3);
    EQUAL(recv(t.peer, text, sizeof(text), 0), 5);
    EQUAL(memcmp(text, "hello", 5), 0);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* More than the connection takes: it ends when the peer has read. */
static void send_much(const struct ct_row *row)
{
    struct rio_talk t;
    enum { MUCH = 32 << 20 };
    static char big[MUCH], back[1 << 16];
    RIO_BUFFERID id;
    RIO_BUF part;
    RIORESULT result;
    long long got = 0;
    int n;

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    for (size_t i = 0; i < MUCH; i++)
        big[i] = (char)(i * 7 >> 3);
    id = rio.RIORegisterBuffer(big, MUCH);
    part.BufferId = id;
    part.Offset = 0;
    part.Length = MUCH;
    CHECK(rio.RIOSend(t.rq, &part, 1, 0, NULL));
    EQUAL(rio.RIODequeueCompletion(t.cq, &result, 1), 0);
    while (got < MUCH && (n = recv(t.peer, back, sizeof(back), 0)) > 0) {
        EQUAL(memcmp(back, big + got, (size_t)n), 0);
        got += n; /* nobody polls meanwhile */
    }
    EQUAL(got, MUCH);
    rio_expect(rio_one(t.cq), 0, MUCH, 0);
    rio.RIODeregisterBuffer(id);
    rio.RIOCloseCompletionQueue(t.cq);
}

static void wait_all(const struct ct_row *row)
{
    struct rio_talk t;
    RIORESULT result;

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    CHECK(rio_receive(t.rq, 0, 6, RIO_MSG_WAITALL, 1));
    give(t.peer, "abc");
    ct_wait_readable(t.s);
    EQUAL(rio.RIODequeueCompletion(t.cq, &result, 1), 0);
    give(t.peer, "def");
    rio_expect(rio_one(t.cq), 0, 6, 1);
    EQUAL(memcmp(rio_room, "abcdef", 6), 0);
    CHECK(rio_receive(t.rq, 0, 6, RIO_MSG_WAITALL, 2));
    give(t.peer, "gh");
    EQUAL(shutdown(t.peer, SD_SEND), 0);
    rio_expect(rio_one(t.cq), 0, 2, 2);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* The end of the peer's data, and a reset. */
static void peer_ends(const struct ct_row *row)
{
    struct rio_talk t;
    struct linger hard = {1, 0};

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    CHECK(rio_receive(t.rq, 0, 6, 0, 1));
    EQUAL(shutdown(t.peer, SD_SEND), 0);
    rio_expect(rio_one(t.cq), 0, 0, 1);
    CHECK(rio.RIOResizeCompletionQueue(t.cq, 14));
    t.rq = rio_queue(rio_tcp(&t.peer), t.cq, 2);
    CHECK(rio_receive(t.rq, 0, 6, 0, 2));
    EQUAL(
        setsockopt(t.peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
        0);
    EQUAL(closesocket(t.peer), 0);
    rio_expect(rio_one(t.cq), WSAECONNRESET, 0, 2);
    CHECK(rio_receive(t.rq, 0, 6, 0, 3));
    rio_expect(rio_one(t.cq), WSAECONNRESET, 0, 3);
    CHECK(rio_send(t.rq, 0, 6, 0, 4));
    rio_expect(rio_one(t.cq), WSAECONNRESET, 0, 4);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* What waits when the socket is closed, deferred or not. */
static void closed_while_pending(const struct ct_row *row)
{
    struct rio_talk t;
    bool ex = strstr(row->function, "Ex") != NULL;
    RIO_BUF part;

    if (!rio_talk_begin(&t, false))
        return;
    part = rio_part(0, 10);
    if (ex)
        CHECK(rio.RIOReceiveEx(t.rq, &part, 1, NOTHING, 0, (PVOID)1));
    else
        CHECK(rio_receive(t.rq, 0, 10, 0, 1));
    CHECK(rio_receive(t.rq, 0, 10, RIO_MSG_DEFER, 2));
    EQUAL(closesocket(t.s), 0);
    rio_expect(rio_one(t.cq), row->code, 0, 1);
    rio_expect(rio_one(t.cq), row->code, 0, 2);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* What is wrong with the socket, the request's end tells. */
static void socket_state(const struct ct_row *row)
{
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_polled();
    rq = rio_queue(rio_socket(SOCK_STREAM), cq, 1);
    CHECK(rio_receive(rq, 0, 10, 0, 1));
    rio_expect(rio_one(cq), WSAENOTCONN, 0, 1);
    CHECK(rio_send(rq, 0, 10, 0, 2));
    rio_expect(rio_one(cq), WSAENOTCONN, 0, 2);
    s = rio_tcp(&peer);
    rq = rio_queue(s, cq, 1);
    EQUAL(shutdown(s, SD_BOTH), 0);
    CHECK(rio_receive(rq, 0, 10, 0, 3));
    rio_expect(rio_one(cq), WSAESHUTDOWN, 0, 3);
    CHECK(rio_send(rq, 0, 10, 0, 4));
    rio_expect(rio_one(cq), WSAESHUTDOWN, 0, 4);
    rio.RIOCloseCompletionQueue(cq);
}

/* Deferred requests go with the next that is not, or when told. */
static void deferred(const struct ct_row *row)
{
    struct rio_talk t;
    char text[8];
    RIORESULT results[3];
    int got = 0;

    if (!rio_talk_begin(&t, false))
        return;
    memcpy(rio_room, "abcdef", 6);
    CHECK(rio_send(t.rq, 0, 2, RIO_MSG_DEFER, 0));
    CHECK(rio_send(t.rq, 2, 2, RIO_MSG_DEFER, 1));
    if (row->arg) {
        CHECK(rio_send(t.rq, 4, 2, RIO_MSG_DEFER, 2));
        CHECK(rio.RIOSend(t.rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    } else {
        CHECK(rio_send(t.rq, 4, 2, 0, 2));
    }
    rio_take(t.cq, results, 3);
    for (int i = 0; i < 3; i++)
        rio_expect(results[i], 0, 2, (ULONGLONG)i);
    while (got < 6)
        got += recv(t.peer, text + got, 6 - got, 0);
    EQUAL(memcmp(text, "abcdef", 6), 0);
    CHECK(rio_receive(t.rq, 100, 2, RIO_MSG_DEFER, 3));
    CHECK(rio_receive(t.rq, 200, 2, RIO_MSG_DEFER, 4));
    CHECK(rio.RIOReceive(t.rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    give(t.peer, "wxyz");
    rio_take(t.cq, results, 2);
    rio_expect(results[0], 0, 2, 3);
    rio_expect(results[1], 0, 2, 4);
    EQUAL(memcmp(rio_room + 100, "wx", 2), 0);
    EQUAL(memcmp(rio_room + 200, "yz", 2), 0);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* Several sockets, one queue. */
static void shared(const struct ct_row *row)
{
    bool seen[4] = {false, false, false, false};
    RIORESULT results[4];
    SOCKET peer[4];
    RIO_CQ cq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_polled();
    for (int i = 0; i < 4; i++) {
        RIO_RQ rq = rio.RIOCreateRequestQueue(rio_tcp(&peer[i]), 1, 1, 1, 1, cq,
                                              cq, (PVOID)(intptr_t)(50 + i));

        CHECK(rio_receive(rq, 10 * (size_t)i, 10, 0, i));
    }
    for (int i = 4; i-- > 0;)
        give(peer[i], &"abcdefgh"[2 * i]);
    rio_take(cq, results, 4);
    for (int i = 0; i < 4; i++) {
        ULONGLONG which = results[i].RequestContext;

        NEED(which < 4, 1);
        CHECK(!seen[which]);
        seen[which] = true;
        EQUAL(results[i].SocketContext, 50 + which);
        EQUAL(results[i].BytesTransferred, 8 - 2 * which);
    }
    rio.RIOCloseCompletionQueue(cq);
}

/* Completions of a queue that was closed are dropped; the socket works. */
static void queue_closed(const struct ct_row *row)
{
    struct rio_talk t;

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    CHECK(rio_send(t.rq, 0, 1, 0, 0));
    CHECK(rio_receive(t.rq, 0, 2, 0, 1));
    rio.RIOCloseCompletionQueue(t.cq);
    give(t.peer, "abcd");
    for (int i = 0; i < 20; i++) /* each is outstanding no more */
        CHECK(rio_send(t.rq, 0, 1, 0, 2));
    EQUAL(closesocket(t.s), 0);
}

/* The rings move while requests wait and ends lie in them. */
static void resized(const struct ct_row *row)
{
    struct rio_talk t;
    RIORESULT results[6];

    (void)row;
    if (!rio_talk_begin(&t, false))
        return;
    CHECK(rio_send(t.rq, 0, 1, 0, 9)); /* so that the rings are in use */
    rio_one(t.cq);
    for (int i = 0; i < 3; i++)
        CHECK(rio_receive(t.rq, 10 * (size_t)i, 2, 0, i));
    CHECK(rio_receive(t.rq, 30, 2, RIO_MSG_DEFER, 3));
    CHECK(rio_send(t.rq, 0, 1, 0, 8));
    CHECK(rio.RIOResizeCompletionQueue(t.cq, 100));
    CHECK(rio.RIOResizeRequestQueue(t.rq, 40, 1));
    CHECK(rio_receive(t.rq, 40, 2, 0, 4));
    give(t.peer, "abcdefghij");
    rio_take(t.cq, results, 6);
    rio_expect(results[0], 0, 1, 8);
    for (int i = 0; i < 5; i++) {
        rio_expect(results[i + 1], 0, 2, (ULONGLONG)i);
        EQUAL(memcmp(rio_room + 10 * i, &"abcdefghij"[2 * i], 2), 0);
    }
    rio.RIOCloseCompletionQueue(t.cq);
}

/* Deferred pieces of a stream, more than it takes at once. */
static void many_pieces(const struct ct_row *row)
{
    enum { PIECE = 400001, ALL = RIO_MANY * PIECE };
    static char out[ALL], in[1 << 16];
    RIORESULT results[RIO_MANY];
    SOCKET s, peer;
    RIO_BUFFERID id;
    RIO_BUF part;
    long long got = 0;
    RIO_CQ cq;
    RIO_RQ rq;
    int n;

    (void)row;
    if (!rio_begin())
        return;
    for (size_t i = 0; i < ALL; i++)
        out[i] = (char)(i * 13 >> 4);
    s = rio_tcp(&peer);
    rq = rio_many(s, &cq);
    id = rio.RIORegisterBuffer(out, ALL);
    for (int i = 0; i < RIO_MANY; i++) {
        part.BufferId = id;
        part.Offset = (ULONG)(i * PIECE);
        part.Length = PIECE;
        CHECK(rio.RIOSend(rq, &part, 1, i < RIO_MANY - 1 ? RIO_MSG_DEFER : 0,
                          (PVOID)(intptr_t)i));
    }
    while (got < ALL && (n = recv(peer, in, sizeof(in), 0)) > 0) {
        EQUAL(memcmp(in, out + got, (size_t)n), 0);
        got += n;
    }
    EQUAL(got, ALL);
    rio_take(cq, results, RIO_MANY);
    for (int i = 0; i < RIO_MANY && !ct_failed(); i++)
        rio_expect(results[i], 0, PIECE, (ULONGLONG)i);
    rio.RIODeregisterBuffer(id);
    rio.RIOCloseCompletionQueue(cq);
}

static const struct ct_row rows[] = {
    RULE(RIOReceive, "what is there", receive_now),
    RULE(RIOReceive, "several wait, and end in order", receive_later),
    RULE(RIOSend, "a few bytes", send_some),
    RULE(RIOSend, "more than the connection takes", send_much),
    RULE(RIOReceive, "RIO_MSG_WAITALL", wait_all),
    RULE(RIOReceive, "the peer ends", peer_ends),
    ROW(RIOReceive, WSA_OPERATION_ABORTED, "socket closed while pending",
        closed_while_pending),
    ROW(RIOReceiveEx, WSA_OPERATION_ABORTED, "socket closed while pending",
        closed_while_pending),
    RULE(RIOReceive, "the socket's state is told by the end", socket_state),
    RULE(RIOSend, "deferred, sent with the next", deferred),
    RULE(RIOSend, "deferred, RIO_MSG_COMMIT_ONLY", deferred, .arg = 1),
    RULE(RIODequeueCompletion, "queue of several sockets", shared),
    RULE(RIOCloseCompletionQueue, "completions are dropped", queue_closed),
    RULE(RIOResizeRequestQueue, "while requests wait", resized),
    RULE(RIOSend, "many pieces of a stream", many_pieces),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
