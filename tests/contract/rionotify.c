/* SPDX-License-Identifier: MIT */
/* Registered I/O: how a completion queue tells that it is not empty. */
#include "riodata.h"

static bool is_set(HANDLE event)
{
    return WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
}

static HANDLE manual_event(void)
{
    HANDLE event = ct_event();

    ResetEvent(event);
    return event;
}

static void notify_invalid(const struct ct_row *row)
{
    RIO_CQ cq;

    if (!rio_begin())
        return;
    EQUAL(rio.RIONotify(RIO_INVALID_CQ), row->code);
    cq = rio_polled();
    EQUAL(rio.RIONotify(cq), row->code); /* has no notification */
    rio.RIOCloseCompletionQueue(cq);
    cq = rio_with_event(manual_event(), TRUE);
    rio.RIOCloseCompletionQueue(cq);
    EQUAL(rio.RIONotify(cq), row->code);
}

static void notify_twice(const struct ct_row *row)
{
    HANDLE event = manual_event();
    SOCKET peer;
    RIO_CQ cq;
    RIO_RQ rq;

    if (!rio_begin())
        return;
    cq = rio_with_event(event, TRUE);
    rq = rio_queue(rio_tcp(&peer), cq, 2);
    EQUAL(rio.RIONotify(cq), 0);
    EQUAL(rio.RIONotify(cq), row->code);
    CHECK(rio_send(rq, 0, 1, 0, 0));
    ct_await(event);
    EQUAL(rio.RIONotify(cq), 0);
    rio.RIOCloseCompletionQueue(cq);
}

/* Nobody polls: the event comes when the data does. */
static void event_later(const struct ct_row *row)
{
    HANDLE event = manual_event();
    RIORESULT result;
    SOCKET peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_with_event(event, TRUE);
    rq = rio_queue(rio_tcp(&peer), cq, 2);
    CHECK(rio_receive(rq, 0, 16, 0, 0));
    EQUAL(rio.RIONotify(cq), 0);
    CHECK(!is_set(event));
    EQUAL(send(peer, "hello", 5, 0), 5);
    ct_await(event);
    EQUAL(rio.RIODequeueCompletion(cq, &result, 1), 1);
    EQUAL(result.BytesTransferred, 5);
    rio.RIOCloseCompletionQueue(cq);
}

/* The queue is not empty: told at once, and once. */
static void event_now(const struct ct_row *row)
{
    HANDLE event = manual_event();
    RIORESULT results[3];
    SOCKET peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_with_event(event, TRUE);
    rq = rio_queue(rio_tcp(&peer), cq, 3);
    CHECK(rio_send(rq, 0, 1, 0, 0));
    CHECK(!is_set(event));
    EQUAL(rio.RIONotify(cq), 0);
    ct_await(event);
    ResetEvent(event);
    CHECK(rio_send(rq, 0, 1, 0, 0));
    CHECK(!is_set(event)); /* nobody asked again */
    EQUAL(rio.RIODequeueCompletion(cq, results, 3), 2);
    EQUAL(rio.RIONotify(cq), 0);
    CHECK(!is_set(event));
    rio.RIOCloseCompletionQueue(cq);
}

static void event_reset(const struct ct_row *row)
{
    HANDLE event = manual_event();
    RIO_CQ cq;

    if (!rio_begin())
        return;
    SetEvent(event);
    cq = rio_with_event(event, row->arg);
    EQUAL(rio.RIONotify(cq), 0);
    EQUAL(is_set(event), !row->arg);
    rio.RIOCloseCompletionQueue(cq);
}

/* What is flagged so does not count, and can be dequeued. */
static void dont_notify(const struct ct_row *row)
{
    HANDLE event = manual_event();
    RIORESULT results[3];
    SOCKET peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_with_event(event, FALSE);
    rq = rio_queue(rio_tcp(&peer), cq, 4);
    CHECK(rio_send(rq, 0, 1, RIO_MSG_DONT_NOTIFY, 0));
    EQUAL(rio.RIONotify(cq), 0);
    CHECK(!is_set(event));
    CHECK(rio_send(rq, 0, 1, RIO_MSG_DONT_NOTIFY, 0));
    CHECK(!is_set(event));
    CHECK(rio_send(rq, 0, 1, 0, 0));
    ct_await(event);
    EQUAL(rio.RIODequeueCompletion(cq, results, 3), 3);
    rio.RIOCloseCompletionQueue(cq);
}

struct port_queue {
    HANDLE port;
    OVERLAPPED ov;
    RIO_CQ cq;
    RIO_RQ rq;
    SOCKET s, peer;
};

static bool port_begin(struct port_queue *q)
{
    RIO_NOTIFICATION_COMPLETION n;

    if (!rio_begin())
        return false;
    memset(&n, 0, sizeof(n));
    q->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    n.Type = RIO_IOCP_COMPLETION;
    n.Iocp.IocpHandle = q->port;
    n.Iocp.CompletionKey = (PVOID)77;
    n.Iocp.Overlapped = &q->ov;
    q->cq = rio.RIOCreateCompletionQueue(10, &n);
    CHECK(q->cq != RIO_INVALID_CQ);
    q->s = rio_tcp(&q->peer);
    q->rq = rio_queue(q->s, q->cq, 4);
    return !ct_failed();
}

static void port_end(struct port_queue *q)
{
    rio.RIOCloseCompletionQueue(q->cq);
    CloseHandle(q->port);
}

/* Takes the queue's packet, and sees that there is no other. */
static void port_packet(struct port_queue *q, DWORD timeout_ms)
{
    OVERLAPPED *ov = NULL;
    ULONG_PTR key = 0;
    DWORD bytes;

    CHECK(GetQueuedCompletionStatus(q->port, &bytes, &key, &ov, timeout_ms));
    EQUAL(key, 77);
    CHECK(ov == &q->ov);
    FAILS(FALSE, WAIT_TIMEOUT,
          GetQueuedCompletionStatus(q->port, &bytes, &key, &ov, 0));
}

static void port_now(const struct ct_row *row)
{
    struct port_queue q;
    RIORESULT result;

    (void)row;
    if (!port_begin(&q))
        return;
    CHECK(rio_send(q.rq, 0, 1, 0, 0));
    EQUAL(rio.RIONotify(q.cq), 0);
    port_packet(&q, 0);
    EQUAL(rio.RIODequeueCompletion(q.cq, &result, 1), 1);
    port_end(&q);
}

static DWORD WINAPI sender(void *arg)
{
    struct port_queue *q = arg;

    return send(q->peer, "hello", 5, 0) == 5;
}

/* The thread that waits on the port receives. */
static void port_later(const struct ct_row *row)
{
    struct port_queue q;
    RIORESULT result;
    HANDLE thread;

    (void)row;
    if (!port_begin(&q))
        return;
    for (int i = 0; i < 50; i++) {
        CHECK(rio_receive(q.rq, 0, 16, 0, 0));
        EQUAL(rio.RIONotify(q.cq), 0);
        thread = ct_thread(sender, &q);
        port_packet(&q, INFINITE);
        EQUAL(rio.RIODequeueCompletion(q.cq, &result, 1), 1);
        EQUAL(result.BytesTransferred, 5);
        ct_join(thread);
    }
    port_end(&q);
}

/* Nobody waits on the port: polling finds it. */
static void port_polled(const struct ct_row *row)
{
    struct port_queue q;

    (void)row;
    if (!port_begin(&q))
        return;
    CHECK(rio_receive(q.rq, 0, 16, 0, 0));
    EQUAL(send(q.peer, "hello", 5, 0), 5);
    EQUAL(rio_one(q.cq).BytesTransferred, 5);
    port_end(&q);
}

/* The socket itself is attached to another port. */
static void other_port(const struct ct_row *row)
{
    HANDLE other = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    if (!rio_begin())
        return;
    s = rio_tcp(&peer);
    cq = rio_polled();
    if (row->arg) /* before, or after */
        CHECK(CreateIoCompletionPort((HANDLE)s, other, 0, 0) == other);
    rq = rio_queue(s, cq, 2);
    CHECK(rio_receive(rq, 0, 16, 0, 0));
    if (!row->arg)
        CHECK(CreateIoCompletionPort((HANDLE)s, other, 0, 0) == other);
    EQUAL(send(peer, "hello", 5, 0), 5);
    EQUAL(rio_one(cq).BytesTransferred, 5);
    rio.RIOCloseCompletionQueue(cq);
    CloseHandle(other);
}

/* An overlapped receive waits beside: each gets its own. */
static void beside_overlapped(const struct ct_row *row)
{
    char text[16];
    WSABUF buf = {5, text};
    OVERLAPPED ov;
    DWORD flags = 0, bytes = 0;
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    s = rio_tcp(&peer);
    SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &buf, 1, NULL, &flags, &ov, NULL));
    cq = rio_polled();
    rq = rio_queue(s, cq, 2);
    CHECK(rio_receive(rq, 0, 16, 0, 0));
    EQUAL(send(peer, "helloworld!", 11, 0), 11);
    EQUAL(rio_one(cq).BytesTransferred, 6);
    CHECK(WSAGetOverlappedResult(s, &ov, &bytes, TRUE, &flags));
    EQUAL(bytes, 5);
    CHECK(rio_receive(rq, 0, 16, 0, 0));
    FAILS(FALSE, ERROR_NOT_FOUND, CancelIoEx((HANDLE)s, NULL));
    EQUAL(send(peer, "more", 4, 0), 4);
    EQUAL(rio_one(cq).BytesTransferred, 4);
    rio.RIOCloseCompletionQueue(cq);
}

static const struct ct_row rows[] = {
    ROW(RIONotify, WSAEINVAL, "no such queue, or one without notification",
        notify_invalid),
    ROW(RIONotify, WSAEALREADY, "the last has not come", notify_twice),
    RULE(RIONotify, "event, when something comes", event_later),
    RULE(RIONotify, "event, as something is there", event_now),
    RULE(RIONotify, "the event is reset", event_reset, .arg = 1),
    RULE(RIONotify, "the event is not reset", event_reset),
    RULE(RIONotify, "RIO_MSG_DONT_NOTIFY", dont_notify),
    RULE(RIONotify, "port, as something is there", port_now),
    RULE(RIONotify, "port, when something comes", port_later),
    RULE(RIODequeueCompletion, "port that nobody waits on", port_polled),
    RULE(RIODequeueCompletion, "a socket with a port of its own", other_port),
    RULE(RIODequeueCompletion, "a socket that had a port", other_port,
         .arg = 1),
    RULE(RIOReceive, "beside an overlapped receive", beside_overlapped),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
