/* SPDX-License-Identifier: MIT */
/* SIO_GET_QOS, SIO_CHK_QOS and the calls for groups, where nothing comes from
 * the network: refusals, waits that are ended, and what is pending. */
#include "overlapped.h"
#include "quality.h"

static struct ct_op op;
static char room[1024];

static int get(SOCKET s, void *out, DWORD len)
{
    DWORD n;

    return WSAIoctl(s, SIO_GET_QOS, NULL, 0, out, len, &n, NULL, NULL);
}

static int chk(SOCKET s, ULONG question, ULONG *answer)
{
    DWORD n;

    return WSAIoctl(s, SIO_CHK_QOS, &question, sizeof(question), answer,
                    sizeof(*answer), &n, NULL, NULL);
}

/* A socket that was asked for something, and may be told of it. */
static SOCKET told(void)
{
    struct sockaddr_in name = ct_loopback(0), to = ct_loopback(htons(9));
    SOCKET s = qos_udp();
    QOS q = qos_good();

    if (s == INVALID_SOCKET)
        return s;
    EQUAL(bind(s, SA(&name), sizeof(name)), 0);
    EQUAL(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(qos_set(s, &q), 0);
    return ct_failed() ? INVALID_SOCKET : s;
}

/* --- Any command, on a socket without it. Row: the command is arg. */

static int any(SOCKET s, DWORD command)
{
    static union {
        QOS q;
        ULONG question;
    } in;
    DWORD n;

    in.q = qos_none();
    if (command == (DWORD)(SIO_CHK_QOS))
        in.question = LINE_RATE;
    return WSAIoctl(s, command, &in, sizeof(in), room, sizeof(room), &n, NULL,
                    NULL);
}

static void any_fails(const struct ct_row *row)
{
    SOCKET_FAILS(row->code, any(ct_sock(row), (DWORD)row->arg));
}

static void never_set(const struct ct_row *row)
{
    SOCKET s = qos_udp();

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code, any(s, (DWORD)row->arg));
}

/* --- SIO_SET_QOS: its memory. */

enum bad_set { SET_NULL, SET_UNMAPPED, SET_SHORT, SET_LIST, SET_COUNT };

static void set_memory(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good(), *at = &q;
    DWORD n, *count = &n, len = sizeof(q);

    if (s == INVALID_SOCKET)
        return;
    switch (row->arg) {
    case SET_NULL:
        at = NULL;
        break;
    case SET_UNMAPPED:
        at = ct_unmapped();
        break;
    case SET_SHORT:
        len--;
        break;
    case SET_LIST:
        q.ProviderSpecific.len = 100;
        q.ProviderSpecific.buf = ct_unmapped();
        break;
    default:
        count = NULL;
    }
    SOCKET_FAILS(row->code,
                 WSAIoctl(s, SIO_SET_QOS, at, len, NULL, 0, count, NULL, NULL));
}

/* The length may count objects that are elsewhere: Microsoft's samples do. */
static void set_longer(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();
    DWORD n;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    EQUAL(WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q) + 40, NULL, 0, &n, NULL, NULL),
          0);
}

static void set_overlapped(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();
    int res;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    ct_op_init(&op, ct_event());
    res = WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &op.count, &op.ov,
                   NULL);
    CHECK(res == 0 || WSAGetLastError() == WSA_IO_PENDING);
    EQUAL(ct_op_end(s, &op), 0);
}

/* Nothing is told where the call itself fails. */
static void set_overlapped_refused(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    HANDLE port = ct_port();
    QOS q = qos_good();

    if (s == INVALID_SOCKET)
        return;
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 3, 0) == port);
    ct_op_init(&op, NULL);
    q.SendingFlowspec.TokenRate = 0;
    SOCKET_FAILS(row->code, WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0,
                                     &op.count, &op.ov, NULL));
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

/* NOCHANGE leaves what is there: nothing, on a new socket. */
static void set_no_change(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = {qos_flow(SERVICETYPE_NOCHANGE),
             qos_flow(SERVICETYPE_NOCHANGE),
             {0, NULL}};

    (void)row;
    if (s != INVALID_SOCKET)
        EQUAL(qos_set(s, &q), 0);
}

/* --- SIO_GET_QOS. */

static void get_nonblocking(const struct ct_row *row)
{
    SOCKET s = told();

    if (s == INVALID_SOCKET)
        return;
    ct_nonblock(s);
    SOCKET_FAILS(row->code, get(s, room, sizeof(room)));
}

enum bad_get { GET_NULL, GET_UNMAPPED, GET_READONLY, GET_SHORT };

static void get_memory(const struct ct_row *row)
{
    SOCKET s = told();
    void *out = row->arg == GET_NULL       ? NULL
                : row->arg == GET_UNMAPPED ? ct_unmapped()
                : row->arg == GET_READONLY ? ct_readonly()
                                           : room;

    if (s == INVALID_SOCKET)
        return;
    ct_nonblock(s);
    SOCKET_FAILS(row->code, get(s, out, row->arg == GET_SHORT ? 3 : 256));
}

static void get_unconnected(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();

    if (s == INVALID_SOCKET)
        return;
    q.ReceivingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC);
    NEED(qos_set(s, &q), 0);
    SOCKET_FAILS(row->code, get(s, room, sizeof(room)));
}

static void get_unbound(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q = qos_good();

    if (s == INVALID_SOCKET)
        return;
    q.SendingFlowspec = qos_flow(SERVICETYPE_NOTRAFFIC);
    NEED(qos_set(s, &q), 0);
    SOCKET_FAILS(row->code, get(s, room, sizeof(room)));
}

static void run_get(struct ct_blocked *b)
{
    static char own[256];

    b->res = get(b->s, own, sizeof(own));
    b->err = WSAGetLastError();
}

static void get_closed(const struct ct_row *row)
{
    struct ct_blocked b = {.s = told(), .run = run_get};

    if (b.s == INVALID_SOCKET)
        return;
    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    if (b.err != WSAENOTSOCK) /* it had not begun */
        EQUAL(b.err, row->code);
}

static int get_pending(SOCKET s)
{
    ct_op_init(&op, ct_event());
    return WSAIoctl(s, SIO_GET_QOS, NULL, 0, room, sizeof(room), &op.count,
                    &op.ov, NULL);
}

static void get_pends(const struct ct_row *row)
{
    SOCKET s = told();

    if (s == INVALID_SOCKET)
        return;
    SOCKET_FAILS(row->code, get_pending(s));
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
    EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
}

static void get_incomplete(const struct ct_row *row)
{
    SOCKET s = told();

    if (s == INVALID_SOCKET)
        return;
    SOCKET_FAILS(WSA_IO_PENDING, get_pending(s));
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(s, &op.ov, &op.count, FALSE, &op.flags));
    EQUAL(CancelIo((HANDLE)s), TRUE);
    EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
}

static void get_aborted(const struct ct_row *row)
{
    SOCKET s = told();

    if (s == INVALID_SOCKET)
        return;
    SOCKET_FAILS(WSA_IO_PENDING, get_pending(s));
    EQUAL(CancelIo((HANDLE)s), TRUE);
    ct_await(op.ov.hEvent);
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(s, &op.ov, &op.count, FALSE, &op.flags));
}

/* Several wait, and one of them is cancelled. */
static void get_twice(const struct ct_row *row)
{
    static struct ct_op other;
    SOCKET s = told();

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    SOCKET_FAILS(WSA_IO_PENDING, get_pending(s));
    ct_op_init(&other, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSAIoctl(s, SIO_GET_QOS, NULL, 0, room, sizeof(room),
                          &other.count, &other.ov, NULL));
    EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
    EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
    EQUAL(HasOverlappedIoCompleted(&other.ov), FALSE);
    EQUAL(CancelIo((HANDLE)s), TRUE);
    EQUAL(ct_op_end(s, &other), WSA_OPERATION_ABORTED);
}

/* The event tells; the socket is gone. */
static void get_pending_closed(const struct ct_row *row)
{
    SOCKET s = told();
    HANDLE port = ct_port();

    if (s == INVALID_SOCKET)
        return;
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 3, 0) == port);
    SOCKET_FAILS(WSA_IO_PENDING, get_pending(s));
    EQUAL(closesocket(s), 0);
    EQUAL(ct_take(port, INFINITE).err, row->code);
    EQUAL(WaitForSingleObject(op.ov.hEvent, 0), WAIT_OBJECT_0);
}

/* As the pages have it: the association takes along what was asked for it. */
static void dissolved(const struct ct_row *row)
{
    struct sockaddr_in none = {0};
    SOCKET s = told();
    ULONG answer;

    if (s == INVALID_SOCKET)
        return;
    NEED(chk(s, LINE_RATE, &answer), 0);
    NEED(connect(s, SA(&none), sizeof(none)), 0);
    SOCKET_FAILS(row->code, chk(s, LINE_RATE, &answer));
}

/* --- SIO_CHK_QOS and groups. */

static void chk_answers(const struct ct_row *row)
{
    SOCKET s = told();
    ULONG answer;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    for (ULONG i = ALLOWED_TO_SEND_DATA; i <= END_TO_END_QOSABILITY; i++) {
        answer = 77;
        EQUAL(chk(s, i, &answer), 0);
        if (i != LINE_RATE)
            CHECK(answer <= 1 || answer == INFO_NOT_AVAILABLE);
    }
    EQUAL(chk(s, ALLOWED_TO_SEND_DATA, &answer), 0);
    EQUAL(answer, 1);
}

/* Row: the question is arg. */
static void chk_question(const struct ct_row *row)
{
    SOCKET s = told();
    ULONG answer;

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code, chk(s, (ULONG)row->arg, &answer));
}

/* Row: the input has arg bytes, the output arg2. */
static void chk_memory(const struct ct_row *row)
{
    SOCKET s = told();
    ULONG question = LINE_RATE, answer;
    DWORD n;

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code,
                     WSAIoctl(s, SIO_CHK_QOS, &question, (DWORD)row->arg,
                              &answer, (DWORD)row->arg2, &n, NULL, NULL));
}

static void group_get(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    QOS q;
    DWORD n = 0;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    memset(&q, 0xee, sizeof(q));
    EQUAL(
        WSAIoctl(s, SIO_GET_GROUP_QOS, NULL, 0, &q, sizeof(q), &n, NULL, NULL),
        0);
    EQUAL(n, sizeof(q));
    EQUAL(q.SendingFlowspec.TokenRate, 0);
    EQUAL(q.ReceivingFlowspec.MinimumPolicedSize, 0);
    EQUAL(q.ProviderSpecific.len, 0);
}

static void group_get_short(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    DWORD n;

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code, WSAIoctl(s, SIO_GET_GROUP_QOS, NULL, 0, room,
                                         sizeof(QOS) - 1, &n, NULL, NULL));
}

static void group_set(const struct ct_row *row)
{
    SOCKET s = qos_udp();

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code, any(s, SIO_SET_GROUP_QOS));
}

#define COMMANDS(err, what, func, ...)                                         \
    ROW(WSAIoctl, err, "SIO_GET_QOS " what, func, .arg = (int)SIO_GET_QOS,     \
        __VA_ARGS__),                                                          \
        ROW(WSAIoctl, err, "SIO_SET_QOS " what, func, .arg = (int)SIO_SET_QOS, \
            __VA_ARGS__),                                                      \
        ROW(WSAIoctl, err, "SIO_CHK_QOS " what, func,                          \
            .arg = (int)(SIO_CHK_QOS), __VA_ARGS__),                           \
        ROW(WSAIoctl, err, "SIO_GET_GROUP_QOS " what, func,                    \
            .arg = (int)SIO_GET_GROUP_QOS, __VA_ARGS__)

static const struct ct_row rows[] = {
    COMMANDS(WSANOTINITIALISED, "before WSAStartup", any_fails,
             .sock = CT_INVALID, .flags = CT_UNSTARTED),
    COMMANDS(WSAENOTSOCK, "of no socket", any_fails, .sock = CT_STALE),
    COMMANDS(WSAENOPROTOOPT, "without quality", any_fails, .sock = CT_UDP),
    COMMANDS(WSAENOPROTOOPT, "without quality, TCP", any_fails,
             .sock = CT_TCP_CLIENT),
    ROW(WSAIoctl, WSAEINVAL, "SIO_GET_QOS: never set", never_set,
        .arg = (int)SIO_GET_QOS),
    ROW(WSAIoctl, WSAEINVAL, "SIO_CHK_QOS: never set", never_set,
        .arg = (int)(SIO_CHK_QOS)),
    ROW(WSAIoctl, WSAEFAULT, "SIO_SET_QOS: NULL", set_memory, .arg = SET_NULL),
    ROW(WSAIoctl, WSAEFAULT, "SIO_SET_QOS: bad memory", set_memory,
        .arg = SET_UNMAPPED),
    ROW(WSAIoctl, WSAEFAULT, "SIO_SET_QOS: a byte too few", set_memory,
        .arg = SET_SHORT),
    ROW(WSAIoctl, WSAEFAULT, "SIO_SET_QOS: a bad list", set_memory,
        .arg = SET_LIST),
    ROW(WSAIoctl, WSAEFAULT, "SIO_SET_QOS: no count", set_memory,
        .arg = SET_COUNT),
    RULE(WSAIoctl, "SIO_SET_QOS: a length that counts the objects", set_longer),
    RULE(WSAIoctl, "SIO_SET_QOS, overlapped", set_overlapped),
    RULE(WSAIoctl, "SIO_SET_QOS, overlapped: a refusal is not told",
         set_overlapped_refused, .code = WSA_QOS_EFLOWSPEC),
    RULE(WSAIoctl, "SIO_SET_QOS: no change to nothing", set_no_change),
    ROW(WSAIoctl, WSAEWOULDBLOCK, "SIO_GET_QOS: nothing queued",
        get_nonblocking),
    ROW(WSAIoctl, WSAEFAULT, "SIO_GET_QOS: NULL", get_memory, .arg = GET_NULL),
    ROW(WSAIoctl, WSAEFAULT, "SIO_GET_QOS: bad memory", get_memory,
        .arg = GET_UNMAPPED),
    ROW(WSAIoctl, WSAEFAULT, "SIO_GET_QOS: memory to be read only", get_memory,
        .arg = GET_READONLY),
    ROW(WSAIoctl, WSAEFAULT, "SIO_GET_QOS: 3 bytes", get_memory,
        .arg = GET_SHORT),
    ROW(WSAIoctl, WSAENOTCONN, "SIO_GET_QOS: a sender without peer",
        get_unconnected),
    ROW(WSAIoctl, WSAEINVAL, "SIO_GET_QOS: a receiver without name",
        get_unbound),
    ROW(WSAIoctl, WSAEINTR, "SIO_GET_QOS that waits: closesocket", get_closed),
    ROW(WSAIoctl, WSA_IO_PENDING, "SIO_GET_QOS: nothing queued", get_pends,
        .name = "WSA_IO_PENDING"),
    ROW(WSAGetOverlappedResult, WSA_IO_INCOMPLETE, "SIO_GET_QOS is pending",
        get_incomplete, .name = "WSA_IO_INCOMPLETE"),
    ROW(WSAGetOverlappedResult, WSA_OPERATION_ABORTED,
        "SIO_GET_QOS was cancelled", get_aborted),
    RULE(WSAIoctl, "SIO_GET_QOS: two are pending", get_twice),
    ROW(closesocket, WSA_OPERATION_ABORTED, "SIO_GET_QOS is pending",
        get_pending_closed),
    ROW(WSAIoctl, WSAEINVAL, "SIO_CHK_QOS: its association is dissolved",
        dissolved),
    RULE(WSAIoctl, "SIO_CHK_QOS: its answers", chk_answers),
    ROW(WSAIoctl, WSAEINVAL, "SIO_CHK_QOS: 50000", chk_question, .arg = 50000),
    ROW(WSAIoctl, WSAEINVAL, "SIO_CHK_QOS: 50007", chk_question, .arg = 50007),
    ROW(WSAIoctl, WSAEFAULT, "SIO_CHK_QOS: 3 bytes in", chk_memory, .arg = 3,
        .arg2 = 4),
    ROW(WSAIoctl, WSAEFAULT, "SIO_CHK_QOS: 3 bytes out", chk_memory, .arg = 4,
        .arg2 = 3),
    RULE(WSAIoctl, "SIO_GET_GROUP_QOS: zeros", group_get),
    ROW(WSAIoctl, WSAEFAULT, "SIO_GET_GROUP_QOS: a byte too few",
        group_get_short),
    ROW(WSAIoctl, WSAEOPNOTSUPP, "SIO_SET_GROUP_QOS", group_set),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
