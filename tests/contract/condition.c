/* SPDX-License-Identifier: MIT */
/* WSAAccept with a condition function: what the function is given, what each
 * of its answers does to the connection, and what may happen meanwhile. */
#include "harness.h"

/* What the condition function saw, and what it is to do. */
struct question {
    int answer, calls;
    DWORD thread;
    struct sockaddr_in caller, callee;
    u_long caller_len, callee_len, data_len;
    bool absent; /* caller data and both qualities of service are NULL */
    GROUP group;
    SOCKET listener, client;
    void (*act)(struct question *q);
};

static int CALLBACK ask(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos,
                        LPQOS gqos, LPWSABUF callee, LPWSABUF callee_data,
                        GROUP *g, DWORD_PTR data)
{
    struct question *q = (struct question *)data;

    q->calls++;
    q->thread = GetCurrentThreadId();
    q->caller_len = caller->len;
    q->callee_len = callee->len;
    memcpy(&q->caller, caller->buf, sizeof(q->caller));
    memcpy(&q->callee, callee->buf, sizeof(q->callee));
    q->data_len = callee_data->len;
    q->absent = caller_data == NULL && sqos == NULL && gqos == NULL;
    q->group = *g;
    if (q->act != NULL)
        q->act(q);
    return q->answer;
}

static void question_begin(struct question *q, int answer)
{
    memset(q, 0, sizeof(*q));
    q->answer = answer;
    q->data_len = 77;
    q->listener = ct_open(CT_TCP_LISTENING);
    q->client = ct_open(CT_TCP);
    ct_connect(q->client, q->listener);
    if (!ct_failed())
        ct_wait_readable(q->listener);
}

static SOCKET put(struct question *q)
{
    return ct_keep(WSAAccept(q->listener, NULL, NULL, ask, (DWORD_PTR)q));
}

static void client_reset(struct question *q)
{
    struct linger hard = {1, 0};

    EQUAL(setsockopt(q->client, SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(q->client), 0);
}

static bool readable(SOCKET s)
{
    struct timeval none = {0, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, &set, NULL, NULL, &none) == 1 && FD_ISSET(s, &set);
}

/* A byte from the client arrives at the accepted socket. */
static void talks(SOCKET accepted, SOCKET client)
{
    char byte = 0;

    NEED(accepted != INVALID_SOCKET, 1);
    EQUAL(send(client, "x", 1, 0), 1);
    EQUAL(recv(accepted, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

/* Row: arg is the answer. */
static void answer_fails(const struct ct_row *row)
{
    struct question q;

    question_begin(&q, row->arg);
    FAILS(INVALID_SOCKET, row->code, put(&q));
    EQUAL(q.calls, 1);
}

/* Row: the bad address is arg, or ct_bad(arg2); the connection stays. */
static void bad_function(const struct ct_row *row)
{
    struct question q;
    void *at;
    LPCONDITIONPROC fn;

    question_begin(&q, CF_ACCEPT);
    at = row->arg != 0 ? (void *)(uintptr_t)row->arg : ct_bad(row->arg2);
    fn = (LPCONDITIONPROC)(uintptr_t)at;
    FAILS(INVALID_SOCKET, row->code, WSAAccept(q.listener, NULL, NULL, fn, 0));
    talks(put(&q), q.client);
}

static void peer_gone(const struct ct_row *row)
{
    struct question q;

    question_begin(&q, CF_ACCEPT);
    client_reset(&q);
    FAILS(INVALID_SOCKET, row->code, put(&q));
    EQUAL(q.calls, 0);
}

static void withdrawn_deferred(const struct ct_row *row)
{
    struct question q;

    question_begin(&q, CF_DEFER);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, put(&q));
    client_reset(&q);
    q.answer = CF_ACCEPT;
    FAILS(INVALID_SOCKET, row->code, put(&q));
    EQUAL(readable(q.listener), 0); /* and it is gone */
}

static void withdrawn_meanwhile(const struct ct_row *row)
{
    struct question q;

    question_begin(&q, CF_ACCEPT);
    q.act = client_reset;
    FAILS(INVALID_SOCKET, row->code, put(&q));
}

static void withdrawn_plain(const struct ct_row *row)
{
    struct question q;

    question_begin(&q, CF_DEFER);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, put(&q));
    client_reset(&q);
    FAILS(INVALID_SOCKET, row->code, accept(q.listener, NULL, NULL));
}

static void accepts(const struct ct_row *row)
{
    struct question q;

    (void)row;
    question_begin(&q, CF_ACCEPT);
    talks(put(&q), q.client);
    EQUAL(q.calls, 1);
    EQUAL(q.thread, GetCurrentThreadId());
}

static void arguments(const struct ct_row *row)
{
    struct sockaddr_in peer, name, local;
    struct question q;
    int len = sizeof(peer);

    (void)row;
    question_begin(&q, CF_ACCEPT);
    CHECK(ct_keep(WSAAccept(q.listener, SA(&peer), &len, ask, (DWORD_PTR)&q)) !=
          INVALID_SOCKET);
    name = ct_name(q.client);
    local = ct_name(q.listener);
    EQUAL(q.caller_len, sizeof(struct sockaddr_in));
    EQUAL(q.caller.sin_family, AF_INET);
    EQUAL(q.caller.sin_port, name.sin_port);
    EQUAL(q.caller.sin_addr.s_addr, name.sin_addr.s_addr);
    EQUAL(peer.sin_port, name.sin_port);
    EQUAL(q.callee_len, sizeof(struct sockaddr_in));
    EQUAL(q.callee.sin_family, AF_INET);
    EQUAL(q.callee.sin_port, local.sin_port);
    EQUAL(q.callee.sin_addr.s_addr, local.sin_addr.s_addr);
    EQUAL(q.data_len, 0);
    EQUAL(q.group, 0);
    CHECK(q.absent);
}

static void reject_resets(const struct ct_row *row)
{
    struct question q;
    char byte;

    (void)row;
    question_begin(&q, CF_REJECT);
    FAILS(INVALID_SOCKET, WSAECONNREFUSED, put(&q));
    SOCKET_FAILS(WSAECONNRESET, recv(q.client, &byte, 1, 0));
    EQUAL(readable(q.listener), 0);
}

/* Row: arg is what leaves the request in the queue. */
static void stays_first(const struct ct_row *row)
{
    struct question q;
    SOCKET second = ct_open(CT_TCP);
    int before = row->arg == CF_DEFER ? WSATRY_AGAIN : WSAEINVAL;

    question_begin(&q, row->arg);
    ct_connect(second, q.listener);
    FAILS(INVALID_SOCKET, before, put(&q));
    FAILS(INVALID_SOCKET, before, put(&q));
    q.answer = CF_ACCEPT;
    talks(put(&q), q.client);
    EQUAL(q.caller.sin_port, ct_name(q.client).sin_port);
    talks(put(&q), second);
    EQUAL(q.calls, 4);
}

static void deferred_plain(const struct ct_row *row)
{
    struct sockaddr_in peer;
    struct question q;
    int len = sizeof(peer);

    (void)row;
    question_begin(&q, CF_DEFER);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, put(&q));
    talks(ct_keep(accept(q.listener, SA(&peer), &len)), q.client);
    EQUAL(peer.sin_port, ct_name(q.client).sin_port);
}

static void deferred_readable(const struct ct_row *row)
{
    WSAPOLLFD poll = {INVALID_SOCKET, POLLRDNORM, 0};
    struct question q;

    (void)row;
    question_begin(&q, CF_DEFER);
    ct_nonblock(q.listener);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, put(&q));
    CHECK(readable(q.listener));
    poll.fd = q.listener;
    EQUAL(WSAPoll(&poll, 1, 0), 1);
    EQUAL(poll.revents, POLLRDNORM);
    q.answer = CF_ACCEPT;
    CHECK(put(&q) != INVALID_SOCKET);
    EQUAL(readable(q.listener), 0);
    FAILS(INVALID_SOCKET, WSAEWOULDBLOCK, put(&q));
}

static void deferred_closed(const struct ct_row *row)
{
    struct question q;
    char byte;

    (void)row;
    question_begin(&q, CF_DEFER);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, put(&q));
    EQUAL(closesocket(q.listener), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(q.client, &byte, 1, 0));
}

static void blocked_accept(struct ct_blocked *b)
{
    b->res = (long long)ct_keep(accept(b->s, NULL, NULL));
}

static void act_start_accept(struct question *q)
{
    static struct ct_blocked b;

    memset(&b, 0, sizeof(b));
    b.s = q->listener;
    b.run = blocked_accept;
    ct_blocked_start(&b);
    q->act = NULL;
    q->client = (SOCKET)(uintptr_t)&b;
}

/* Another thread sleeps in accept when the request comes back. */
static void deferred_wakes(const struct ct_row *row)
{
    struct question q;
    struct ct_blocked *b;

    (void)row;
    question_begin(&q, CF_DEFER);
    q.act = act_start_accept;
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, put(&q));
    b = (struct ct_blocked *)(uintptr_t)q.client;
    ct_blocked_end(b);
    CHECK(b->res != (long long)INVALID_SOCKET);
}

static void act_calls(struct question *q)
{
    BOOL on = TRUE;
    int len = sizeof(on);

    EQUAL(getsockopt(q->listener, SOL_SOCKET, SO_ACCEPTCONN, (char *)&on, &len),
          0);
    EQUAL(on, 1);
    EQUAL(send(q->client, "y", 1, 0), 1);
    CHECK(!readable(q->listener)); /* the request is in our hands */
}

static void may_call(const struct ct_row *row)
{
    struct question q;
    SOCKET s;
    char byte = 0;

    (void)row;
    question_begin(&q, CF_ACCEPT);
    q.act = act_calls;
    s = put(&q);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

static void act_close(struct question *q)
{
    EQUAL(closesocket(q->listener), 0);
}

/* Row: arg is the answer given after the listener was closed. */
static void may_close(const struct ct_row *row)
{
    struct question q;
    char byte;

    question_begin(&q, row->arg);
    q.act = act_close;
    FAILS(INVALID_SOCKET, WSAEINTR, put(&q));
    SOCKET_FAILS(WSAECONNRESET, recv(q.client, &byte, 1, 0));
    FAILS(INVALID_SOCKET, WSAENOTSOCK, put(&q));
}

static void conditional_option(const struct ct_row *row)
{
    struct question q;
    BOOL on = TRUE;

    (void)row;
    memset(&q, 0, sizeof(q));
    q.answer = CF_ACCEPT;
    q.listener = ct_open(CT_TCP_BOUND);
    EQUAL(setsockopt(q.listener, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, (char *)&on,
                     sizeof(on)),
          0);
    EQUAL(listen(q.listener, 5), 0);
    q.client = ct_open(CT_TCP);
    ct_connect(q.client, q.listener);
    talks(put(&q), q.client);
    EQUAL(q.calls, 1);
}

#define ANSWER(err, what, value)                                               \
    ROW(WSAAccept, err, what, answer_fails, .arg = (value))
#define DOES(what, func, ...) RULE(WSAAccept, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    ROW(WSAAccept, WSAEACCES, "the deferred request was withdrawn",
        withdrawn_deferred, .arg = 0),
    ROW(WSAAccept, WSAEACCES, "withdrawn while the function runs",
        withdrawn_meanwhile, .arg = 0),
    ANSWER(WSAECONNREFUSED, "CF_REJECT", CF_REJECT),
    ROW(WSAAccept, WSAECONNRESET, "reset before the function was asked",
        peer_gone, .arg = 0),
    ROW(accept, WSAECONNRESET, "a deferred request was withdrawn",
        withdrawn_plain, .arg = 0),
    ROW(WSAAccept, WSAEFAULT, "lpfnCondition is 1", bad_function, .arg = 1),
    ROW(WSAAccept, WSAEFAULT, "lpfnCondition is 0xffff", bad_function,
        .arg = 0xffff),
    ROW(WSAAccept, WSAEFAULT, "lpfnCondition unmapped", bad_function,
        .arg2 = CT_UNMAPPED),
    ANSWER(WSAEINVAL, "the function returns 3", 3),
    ANSWER(WSAEINVAL, "the function returns -1", -1),
    ANSWER(WSATRY_AGAIN, "CF_DEFER", CF_DEFER),
    DOES("CF_ACCEPT, on the calling thread", accepts, .arg = 0),
    DOES("what the function is given", arguments, .arg = 0),
    DOES("CF_REJECT resets the peer", reject_resets, .arg = 0),
    DOES("CF_DEFER leaves the request first in the queue", stays_first,
         .arg = CF_DEFER),
    DOES("so does an unknown answer", stays_first, .arg = 3),
    DOES("accept takes a deferred request", deferred_plain, .arg = 0),
    DOES("a deferred request is readable for select, WSAPoll",
         deferred_readable, .arg = 0),
    DOES("closing the listener resets a deferred request", deferred_closed,
         .arg = 0),
    DOES("a deferred request ends another thread's wait", deferred_wakes,
         .arg = 0),
    DOES("the function may call Windows Sockets", may_call, .arg = 0),
    DOES("the function may close the listener, CF_ACCEPT", may_close,
         .arg = CF_ACCEPT),
    DOES("the function may close the listener, CF_DEFER", may_close,
         .arg = CF_DEFER),
    DOES("with SO_CONDITIONAL_ACCEPT", conditional_option, .arg = 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
