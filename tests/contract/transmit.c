/* SPDX-License-Identifier: MIT */
/* TransmitFile. */
#include "transmit.h"

#define LARGE   (8u << 20) /* more than fits between the two ends */
#define DISTANT (5ull << 30)

static struct ct_op op;

static BOOL transmit(SOCKET s, HANDLE file, DWORD n, LPOVERLAPPED ov,
                     LPTRANSMIT_FILE_BUFFERS around, DWORD flags)
{
    return TransmitFile(s, file, n, 0, ov, around, flags);
}

static void offset_set(unsigned long long at)
{
    op.ov.Offset = (DWORD)at;
    op.ov.OffsetHigh = (DWORD)(at >> 32);
}

/* Row: flags in arg, a length in arg2. With and without overlapped. */
static void fails(const struct ct_row *row)
{
    HANDLE file = ct_file(10);
    SOCKET s = ct_sock(row);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code,
          transmit(s, file, (DWORD)row->arg2, NULL, NULL, (DWORD)row->arg));
    FAILS(FALSE, row->code,
          transmit(s, file, (DWORD)row->arg2, &op.ov, NULL, (DWORD)row->arg));
}

static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    EQUAL(shutdown(s, row->arg), 0);
    FAILS(FALSE, row->code, transmit(s, ct_file(10), 0, NULL, NULL, 0));
}

static void peer_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    HANDLE file = ct_file(10);

    setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(ct_peer()), 0);
    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, transmit(s, file, 0, NULL, NULL, 0));
    FAILS(FALSE, row->code, transmit(s, file, 0, &op.ov, NULL, 0));
}

/* The first piece makes a peer that is gone reset the connection, while the
 * call is at the next: a code, and no signal of the system's. */
static void peer_gone(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE file = ct_file(1000000);

    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    FAILS(FALSE, row->code, transmit(s, file, 0, NULL, NULL, 0));
}

/* The local side gives up a connection whose data nobody will read. */
static void aborted_here(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_wait_readable(s);
    EQUAL(shutdown(s, SD_RECEIVE), 0);
    FAILS(FALSE, row->code, transmit(s, ct_file(10), 0, NULL, NULL, 0));
}

enum place { BUFFERS, OVERLAPPED_, HEAD, TAIL };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void bad_pointer(const struct ct_row *row)
{
    TRANSMIT_FILE_BUFFERS around = {0};
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE file = ct_file(10);
    void *bad = ct_bad(row->arg);

    ct_op_init(&op, NULL);
    if (row->arg2 == HEAD) {
        around.Head = bad;
        around.HeadLength = 4;
    }
    if (row->arg2 == TAIL) {
        around.Tail = bad;
        around.TailLength = 4;
    }
    FAILS(FALSE, row->code,
          transmit(s, row->arg2 == TAIL ? NULL : file, 0,
                   row->arg2 == OVERLAPPED_ ? bad : &op.ov,
                   row->arg2 == BUFFERS ? bad : &around, 0));
}

static void outside_file(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE file = ct_file(10);

    ct_op_init(&op, NULL);
    offset_set(11);
    FAILS(FALSE, row->code, transmit(s, file, 0, &op.ov, NULL, 0));
    offset_set(DISTANT);
    FAILS(FALSE, row->code, transmit(s, file, 1, &op.ov, NULL, 0));
    op.ov.OffsetHigh = 0x80000000;
    FAILS(FALSE, row->code, transmit(s, file, 1, &op.ov, NULL, 0));
}

static void bad_file(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    FAILS(FALSE, row->code,
          transmit(s, INVALID_HANDLE_VALUE, 0, NULL, NULL, 0));
    FAILS(FALSE, row->code, transmit(s, ct_event(), 0, NULL, NULL, 0));
}

static struct ct_reader reader_of(SOCKET s, unsigned long long at, size_t n)
{
    struct ct_reader r = {.s = s, .at = at, .n = n};

    return r;
}

/* Row: the file has arg bytes, arg2 of them are sent (0: all), in blocks of
 * arg3. Without overlapped the call returns when they are on their way, and
 * the file's position is behind them. */
static void waits(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    HANDLE file = ct_file((size_t)row->arg);
    struct ct_reader r = reader_of(
        ct_peer(), 3,
        (size_t)row->arg2 != 0 ? (size_t)row->arg2 : (size_t)row->arg - 3);
    LARGE_INTEGER zero = {.QuadPart = 0}, at;

    ct_file_seek(file, 3);
    ct_reader_start(&r);
    EQUAL(TransmitFile(s, file, (DWORD)row->arg2, (DWORD)row->arg3, NULL, NULL,
                       0),
          TRUE);
    ct_reader_check(&r);
    CHECK(SetFilePointerEx(file, zero, &at, FILE_CURRENT));
    EQUAL(at.QuadPart, 3 + (long long)r.n);
}

static void around_file(const struct ct_row *row)
{
    char head[] = "head", tail[] = "tail";
    TRANSMIT_FILE_BUFFERS around = {head, 4, tail, 4};
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = {.s = ct_peer(), .before = "head", .after = "tail"};
    HANDLE file = NULL;

    r.n = (size_t)row->arg;
    if (row->arg != 0)
        file = ct_file((size_t)row->arg);
    ct_reader_start(&r);
    EQUAL(transmit(s, file, 0, NULL, &around, 0), TRUE);
    ct_reader_check(&r);
}

/* Head only, tail only, neither. */
static void only_buffers(const struct ct_row *row)
{
    char text[] = "text";
    TRANSMIT_FILE_BUFFERS head = {text, 4, NULL, 0}, tail = {NULL, 0, text, 4};
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = {.s = ct_peer(), .before = "text", .after = "text"};

    (void)row;
    EQUAL(transmit(s, NULL, 0, NULL, &head, 0), TRUE);
    EQUAL(transmit(s, NULL, 0, NULL, NULL, 0), TRUE);
    EQUAL(transmit(s, NULL, 0, NULL, &tail, TF_WRITE_BEHIND), TRUE);
    ct_reader_start(&r);
    ct_reader_check(&r);
}

static void small_file_pending(const struct ct_row *row, SOCKET s, HANDLE event)
{
    ct_op_init(&op, event);
    FAILS(FALSE, row->code, transmit(s, ct_file(10), 0, &op.ov, NULL, 0));
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
}

static void pends(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE event = ct_event();
    DWORD count = 0;

    SetEvent(event);
    ct_fill(s);
    small_file_pending(row, s, event);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    ct_drain(ct_peer(), &op.ov);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 10);
    CHECK(GetOverlappedResult((HANDLE)s, &op.ov, &count, TRUE));
    EQUAL(count, 10);
}

/* Row: a large file, told by a port (arg 1) or an event. */
static void goes_on(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = reader_of(ct_peer(), 7, LARGE - 7);
    HANDLE file = ct_file(LARGE), port = ct_port();
    struct ct_packet p;

    ct_op_init(&op, row->arg == 1 ? NULL : ct_event());
    offset_set(7);
    if (row->arg == 1)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 5, 0) == port);
    FAILS(FALSE, WSA_IO_PENDING, transmit(s, file, 0, &op.ov, NULL, 0));
    ct_reader_start(&r);
    if (row->arg == 1) {
        p = ct_take(port, INFINITE);
        EQUAL(p.err, 0);
        EQUAL(p.bytes, LARGE - 7);
        EQUAL(p.key, 5);
        CHECK(p.ov == &op.ov);
    } else {
        EQUAL(ct_op_end(s, &op), 0);
        EQUAL(op.count, LARGE - 7);
    }
    ct_reader_check(&r);
}

/* The handle of the file is not needed any more. */
static void file_closed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = reader_of(ct_peer(), 0, LARGE);
    HANDLE file = ct_file(LARGE), again;

    (void)row;
    CHECK(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(),
                          &again, 0, FALSE, DUPLICATE_SAME_ACCESS));
    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSA_IO_PENDING, transmit(s, again, 0, &op.ov, NULL, 0));
    CHECK(CloseHandle(again));
    ct_reader_start(&r);
    EQUAL(ct_op_end(s, &op), 0);
    ct_reader_check(&r);
}

/* Sends before and after it keep their places. */
static void in_order(const struct ct_row *row)
{
    static struct ct_op first, last;
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = {
        .s = ct_peer(), .before = "first", .after = "last", .n = LARGE};
    HANDLE file = ct_file(LARGE);

    (void)row;
    ct_op_init(&first, ct_event());
    ct_op_init(&last, ct_event());
    ct_op_init(&op, ct_event());
    first.buf.len = 5;
    memcpy(first.data, "first", 5);
    last.buf.len = 4;
    memcpy(last.data, "last", 4);
    EQUAL(WSASend(s, &first.buf, 1, NULL, 0, &first.ov, NULL), 0);
    FAILS(FALSE, WSA_IO_PENDING, transmit(s, file, 0, &op.ov, NULL, 0));
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSASend(s, &last.buf, 1, NULL, 0, &last.ov, NULL));
    ct_reader_start(&r);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(ct_op_end(s, &last), 0);
    ct_reader_check(&r);
}

/* A part of a file that is larger than 32 bits can say. */
static void far_away(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = reader_of(ct_peer(), DISTANT, 1000);
    HANDLE file = ct_file_empty(0);

    (void)row;
    ct_file_fill(file, DISTANT, 1000);
    ct_op_init(&op, ct_event());
    offset_set(DISTANT);
    ct_reader_start(&r);
    if (!transmit(s, file, 0, &op.ov, NULL, 0))
        EQUAL(WSAGetLastError(), WSA_IO_PENDING);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 1000);
    ct_reader_check(&r);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSAEINVAL, transmit(s, file, 0, &op.ov, NULL, 0));
}

enum ending { CLOSE, CANCEL, CANCEL_ALL, PEER_RESET };

/* Row: what ends it is arg. Some of it is on its way. */
static void ended(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    HANDLE file = ct_file(LARGE), port = ct_port();
    char data[100];

    ct_op_init(&op, NULL);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 0, 0) == port);
    FAILS(FALSE, WSA_IO_PENDING, transmit(s, file, 0, &op.ov, NULL, 0));
    EQUAL(recv(ct_peer(), data, sizeof(data), 0), sizeof(data));
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
    switch (row->arg) {
    case CLOSE:
        EQUAL(closesocket(s), 0);
        break;
    case CANCEL:
        EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
        break;
    case CANCEL_ALL:
        EQUAL(CancelIoEx((HANDLE)s, NULL), TRUE);
        break;
    default:
        setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                   sizeof(hard));
        EQUAL(closesocket(ct_peer()), 0);
        break;
    }
    EQUAL(ct_take(port, INFINITE).err, row->code);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

static DWORD WINAPI begin_and_end(void *arg)
{
    HANDLE *both = arg;

    transmit((SOCKET)both[0], both[1], 0, &op.ov, NULL, 0);
    return 0;
}

static void thread_ends(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE both[2] = {(HANDLE)s, ct_file(LARGE)};

    ct_op_init(&op, ct_event());
    ct_join(ct_thread(begin_and_end, both));
    EQUAL(ct_op_end(s, &op), row->code);
}

static HANDLE blocked_file;

static void transmit_blocked(struct ct_blocked *b)
{
    b->res = transmit(b->s, blocked_file, 0, NULL, NULL, 0);
    b->err = WSAGetLastError();
}

static void blocked_closed(const struct ct_row *row)
{
    struct ct_blocked b = {.run = transmit_blocked,
                           .s = ct_open(CT_TCP_CLIENT)};
    char data[100];

    blocked_file = ct_file(LARGE);
    ct_blocked_start(&b);
    EQUAL(recv(ct_peer(), data, sizeof(data), 0), sizeof(data));
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, FALSE);
    EQUAL(b.err, row->code);
}

/* What is there goes, then it fails. */
static void file_shorter(const struct ct_row *row)
{
    char tail[] = "tail";
    TRANSMIT_FILE_BUFFERS around = {NULL, 0, tail, 4};
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = reader_of(ct_peer(), 0, 10);
    HANDLE file = ct_file(10);

    FAILS(FALSE, row->code, transmit(s, file, 20, NULL, &around, 0));
    ct_reader_start(&r);
    ct_reader_check(&r);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, row->code, transmit(s, file, 20, &op.ov, &around, 0));
}

static void file_truncated(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE file = ct_file(LARGE);

    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSA_IO_PENDING, transmit(s, file, 0, &op.ov, NULL, 0));
    ct_file_seek(file, 10);
    CHECK(SetEndOfFile(file));
    ct_drain(ct_peer(), &op.ov);
    EQUAL(ct_op_end(s, &op), row->code);
}

/* Row: flags in arg. The peer gets everything and then the end. */
static void disconnects(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = reader_of(ct_peer(), 0, 1000);
    HANDLE file = ct_file(1000);

    ct_op_init(&op, ct_event());
    if (!transmit(s, file, 0, row->arg2 ? &op.ov : NULL, NULL, (DWORD)row->arg))
        EQUAL(WSAGetLastError(), WSA_IO_PENDING);
    if (row->arg2)
        EQUAL(ct_op_end(s, &op), 0);
    ct_reader_start(&r);
    ct_reader_check(&r);
    r.n++; /* one more byte is not there */
    ct_reader_start(&r);
    ct_join(r.thread);
    CHECK(r.ended);
    if ((row->arg & TF_REUSE_SOCKET) == 0)
        SOCKET_FAILS(WSAESHUTDOWN, send(s, "x", 1, 0));
}

/* Row: with overlapped (arg). A socket of AcceptEx serves again. */
static void reused(const struct ct_row *row)
{
    static char room[2 * (sizeof(struct sockaddr_in) + 16)];
    const DWORD each = sizeof(room) / 2;
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);

    for (int i = 0; i < 3 && !ct_failed(); i++) {
        SOCKET client = ct_open(CT_TCP);
        struct ct_reader r = reader_of(client, 0, 1000);

        ct_op_init(&op, ct_event());
        FAILS(FALSE, ERROR_IO_PENDING,
              AcceptEx(listener, s, room, 0, each, each, &op.count, &op.ov));
        ct_connect(client, listener);
        NEED(ct_op_end(listener, &op), 0);
        EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                         (char *)&listener, sizeof(listener)),
              0);
        ct_reader_start(&r);
        ct_op_init(&op, ct_event());
        if (!transmit(s, ct_file(1000), 0, row->arg ? &op.ov : NULL, NULL,
                      TF_DISCONNECT | TF_REUSE_SOCKET))
            EQUAL(WSAGetLastError(), WSA_IO_PENDING);
        if (row->arg)
            EQUAL(ct_op_end(s, &op), 0);
        ct_reader_check(&r);
    }
}

/* By its GUID it is the same. */
static void by_guid(const struct ct_row *row)
{
    GUID id = WSAID_TRANSMITFILE;
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_reader r = reader_of(ct_peer(), 0, 10);
    LPFN_TRANSMITFILE fn = (LPFN_TRANSMITFILE)ct_extension(s, id);

    (void)row;
    if (fn == NULL)
        return;
    EQUAL(fn(s, ct_file(10), 0, 0, NULL, NULL, 0), TRUE);
    ct_reader_start(&r);
    ct_reader_check(&r);
}

#define TF(err, what, func, ...) ROW(TransmitFile, err, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(TransmitFile, fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(TransmitFile, fails),
    TF(WSAENOTCONN, "never connected", fails, .sock = CT_TCP),
    TF(WSAENOTCONN, "listening", fails, .sock = CT_TCP_LISTENING),
    TF(WSAEINVAL, "datagram socket", fails, .sock = CT_UDP_PAIR),
    TF(WSAEINVAL, "TF_REUSE_SOCKET alone", fails, .sock = CT_TCP_CLIENT,
       .arg = TF_REUSE_SOCKET),
    TF(WSAEINVAL, "2147483647 bytes", fails, .sock = CT_TCP_CLIENT,
       .arg2 = 2147483647),
    TF(WSAEINVAL, "an offset outside the file", outside_file),
    TF(WSAESHUTDOWN, "after SD_SEND", after_shutdown, .arg = SD_SEND),
    TF(WSAESHUTDOWN, "after SD_BOTH", after_shutdown, .arg = SD_BOTH),
    TF(WSAECONNRESET, "the peer has reset the connection", peer_reset),
    TF(WSAECONNABORTED, "a peer that has closed", peer_gone),
    TF(WSAECONNABORTED, "the connection was given up", aborted_here),
    TF(WSAEFAULT, "unmapped buffers", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = BUFFERS),
    TF(WSAEFAULT, "buffers at an edge", bad_pointer, .arg = CT_EDGE,
       .arg2 = BUFFERS),
    TF(WSAEFAULT, "unmapped OVERLAPPED", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = OVERLAPPED_),
    TF(WSAEFAULT, "read-only OVERLAPPED", bad_pointer, .arg = CT_READONLY,
       .arg2 = OVERLAPPED_),
    TF(WSAEFAULT, "NULL head", bad_pointer, .arg = CT_NULL, .arg2 = HEAD),
    TF(WSAEFAULT, "unmapped head", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = HEAD),
    TF(WSAEFAULT, "unmapped tail", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = TAIL),
    TF(WSA_IO_PENDING, "no room", pends, .name = "WSA_IO_PENDING"),
    TF(ERROR_IO_PENDING, "no room", pends, .name = "ERROR_IO_PENDING"),
    TF(WSA_OPERATION_ABORTED, "closesocket in flight", ended, .arg = CLOSE,
       .name = "WSA_OPERATION_ABORTED"),
    TF(WSA_OPERATION_ABORTED, "CancelIoEx in flight", ended, .arg = CANCEL,
       .name = "WSA_OPERATION_ABORTED"),
    TF(WSA_OPERATION_ABORTED, "CancelIoEx of all in flight", ended,
       .arg = CANCEL_ALL, .name = "WSA_OPERATION_ABORTED"),
    TF(WSA_OPERATION_ABORTED, "the thread that began it ends", thread_ends,
       .name = "WSA_OPERATION_ABORTED"),
    TF(WSA_OPERATION_ABORTED, "closesocket, without overlapped", blocked_closed,
       .name = "WSA_OPERATION_ABORTED"),
    RULE(TransmitFile, "the peer resets in flight", ended, .arg = PEER_RESET,
         .code = ERROR_NETNAME_DELETED),
    RULE(TransmitFile, "what is no file", bad_file,
         .code = ERROR_INVALID_HANDLE),
    RULE(TransmitFile, "a file shorter than asked", file_shorter,
         .code = ERROR_HANDLE_EOF),
    RULE(TransmitFile, "a file that is cut meanwhile", file_truncated,
         .code = ERROR_HANDLE_EOF),
    RULE(TransmitFile, "waits: all of a small file", waits, .arg = 1000,
         .sock = CT_TCP_CLIENT),
    RULE(TransmitFile, "waits: a part", waits, .arg = 1000, .arg2 = 100,
         .sock = CT_TCP_CLIENT),
    RULE(TransmitFile, "waits: a large file", waits, .arg = (int)LARGE,
         .sock = CT_TCP_CLIENT),
    RULE(TransmitFile, "waits: in blocks", waits, .arg = 100000, .arg3 = 777,
         .sock = CT_TCP_CLIENT),
    RULE(TransmitFile, "waits, on a non-blocking socket too", waits,
         .arg = (int)LARGE, .sock = CT_TCP_CLIENT, .flags = CT_NONBLOCK),
    RULE(TransmitFile, "head, file and tail", around_file, .arg = 100000),
    RULE(TransmitFile, "head and tail", around_file, .arg = 0),
    RULE(TransmitFile, "head or tail, or nothing", only_buffers),
    RULE(TransmitFile, "a large file, by event", goes_on, .arg = 0),
    RULE(TransmitFile, "a large file, by port", goes_on, .arg = 1),
    RULE(TransmitFile, "the file's handle is closed meanwhile", file_closed),
    RULE(TransmitFile, "sends around it keep their order", in_order),
    RULE(TransmitFile, "an offset beyond 4 GiB", far_away),
    RULE(TransmitFile, "TF_DISCONNECT", disconnects, .arg = TF_DISCONNECT),
    RULE(TransmitFile, "TF_DISCONNECT, overlapped", disconnects,
         .arg = TF_DISCONNECT, .arg2 = 1),
    RULE(TransmitFile, "TF_REUSE_SOCKET", disconnects,
         .arg = TF_DISCONNECT | TF_REUSE_SOCKET),
    RULE(TransmitFile, "TF_REUSE_SOCKET, overlapped", disconnects,
         .arg = TF_DISCONNECT | TF_REUSE_SOCKET, .arg2 = 1),
    RULE(TransmitFile, "TF_REUSE_SOCKET between AcceptEx", reused, .arg = 0),
    RULE(TransmitFile, "TF_REUSE_SOCKET between AcceptEx, overlapped", reused,
         .arg = 1),
    RULE(TransmitFile, "hints change nothing", disconnects,
         .arg = TF_DISCONNECT | TF_USE_KERNEL_APC | TF_USE_SYSTEM_THREAD),
    RULE(TransmitFile, "by its GUID", by_guid),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
