/* SPDX-License-Identifier: MIT */
/* TransmitPackets, found by its GUID. */
#include "transmit.h"

#define LARGE (8u << 20)

static struct ct_op op;

static LPFN_TRANSMITPACKETS function(void)
{
    GUID id = WSAID_TRANSMITPACKETS;

    return (LPFN_TRANSMITPACKETS)ct_extension_any(id);
}

static TRANSMIT_PACKETS_ELEMENT memory(const char *text, ULONG flags)
{
    TRANSMIT_PACKETS_ELEMENT e = {.dwElFlags = TP_ELEMENT_MEMORY | flags,
                                  .cLength = (ULONG)strlen(text)};

    e.pBuffer = (void *)(uintptr_t)text;
    return e;
}

static TRANSMIT_PACKETS_ELEMENT part(HANDLE file, long long at, ULONG n,
                                     ULONG flags)
{
    TRANSMIT_PACKETS_ELEMENT e = {.dwElFlags = TP_ELEMENT_FILE | flags,
                                  .cLength = n};

    e.nFileOffset.QuadPart = at;
    e.hFile = file;
    return e;
}

/* Row: flags in arg. With and without overlapped. */
static void fails(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("x", 0);
    SOCKET s = ct_sock(row);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, (DWORD)row->arg));
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, &op.ov, (DWORD)row->arg));
}

static void after_shutdown(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("x", 0);
    SOCKET s = ct_open(CT_TCP_CLIENT);

    EQUAL(shutdown(s, SD_SEND), 0);
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, 0));
}

static void peer_reset(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("x", 0);
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};

    setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(ct_peer()), 0);
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, 0));
}

static void aborted_here(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("x", 0);
    SOCKET s = ct_open(CT_TCP_CLIENT);

    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_wait_readable(s);
    EQUAL(shutdown(s, SD_RECEIVE), 0);
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, 0));
}

enum place { ELEMENTS, OVERLAPPED_, BUFFER };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void bad_pointer(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("text", 0);
    SOCKET s = ct_open(row->arg3 ? CT_UDP_PAIR : CT_TCP_CLIENT);
    void *bad = ct_bad(row->arg);

    ct_op_init(&op, NULL);
    if (row->arg2 == BUFFER)
        e.pBuffer = bad;
    FAILS(FALSE, row->code,
          fn(s, row->arg2 == ELEMENTS ? bad : &e, 1, 0,
             row->arg2 == OVERLAPPED_ ? bad : &op.ov, 0));
}

static void bad_element(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("text", 0);
    SOCKET s = ct_open(CT_TCP_CLIENT);

    e.dwElFlags = (ULONG)row->arg;
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, 0));
}

/* Row: the offset is arg, the length arg2; the file has 10 bytes. */
static void outside_file(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    TRANSMIT_PACKETS_ELEMENT e =
        part(ct_file(10), row->arg, (ULONG)row->arg2, 0);

    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, 0));
}

/* Together they are too much. */
static void too_much(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    TRANSMIT_PACKETS_ELEMENT e[3] = {memory("", 0), memory("", 0),
                                     memory("", 0)};

    for (int i = 0; i < 3; i++) {
        e[i].pBuffer = &op;
        e[i].cLength = 0x40000000;
    }
    FAILS(FALSE, row->code, fn(s, e, 3, 0, NULL, 0));
}

static void pends(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("text", 0);
    SOCKET s = ct_open(CT_TCP_CLIENT);

    ct_fill(s);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, row->code, fn(s, &e, 1, 0, &op.ov, 0));
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    ct_drain(ct_peer(), &op.ov);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 4);
}

/* Row: closesocket (arg 0) or CancelIoEx. */
static void ended(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    TRANSMIT_PACKETS_ELEMENT e = part(ct_file(LARGE), 0, 0, 0);
    HANDLE port = ct_port();

    ct_op_init(&op, NULL);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 0, 0) == port);
    FAILS(FALSE, WSA_IO_PENDING, fn(s, &e, 1, 0, &op.ov, 0));
    if (row->arg == 0)
        EQUAL(closesocket(s), 0);
    else
        EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
    EQUAL(ct_take(port, INFINITE).err, row->code);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

/* Row: with overlapped (arg). Memory and files in turn, on a stream. */
static void stream(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE file = ct_file(LARGE);
    struct ct_reader r = {.s = ct_peer(),
                          .before = "one,two,",
                          .at = 5,
                          .n = LARGE - 5,
                          .after = ",end"};
    TRANSMIT_PACKETS_ELEMENT e[] = {memory("one,", TP_ELEMENT_EOP),
                                    memory("two,", 0), part(file, 5, 1000, 0),
                                    part(file, 1005, 0, TP_ELEMENT_EOP),
                                    memory(",end", 0)};

    ct_op_init(&op, ct_event());
    ct_reader_start(&r);
    if (!fn(s, e, CT_COUNT(e), 0, row->arg ? &op.ov : NULL, 0))
        EQUAL(WSAGetLastError(), WSA_IO_PENDING);
    if (row->arg) {
        EQUAL(ct_op_end(s, &op), 0);
        EQUAL(op.count, ct_reader_wants(&r));
    }
    ct_reader_check(&r);
}

/* From where the file is, one after the other. */
static void from_position(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE file = ct_file(1000);
    struct ct_reader r = {.s = ct_peer(), .at = 3, .n = 997};
    TRANSMIT_PACKETS_ELEMENT e[] = {part(file, -1, 10, 0),
                                    part(file, -1, 0, 0)};

    (void)row;
    ct_file_seek(file, 3);
    EQUAL(fn(s, e, 2, 0, NULL, 0), TRUE);
    ct_reader_start(&r);
    ct_reader_check(&r);
}

static void receive(const char *text)
{
    char data[100];
    int n = recv(ct_peer(), data, sizeof(data), 0);

    EQUAL(n, strlen(text));
    CHECK(n == (int)strlen(text) && memcmp(data, text, strlen(text)) == 0);
}

/* Row: the block in arg, with overlapped (arg2). Datagrams end where the
 * elements say so. */
static void datagrams(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_UDP_PAIR);
    HANDLE file = ct_file_empty(0);
    TRANSMIT_PACKETS_ELEMENT e[] = {
        memory("one", TP_ELEMENT_EOP), memory("two", 0),
        part(file, 1, 3, TP_ELEMENT_EOP), memory("three", 0)};
    DWORD n;

    CHECK(WriteFile(file, "(file)", 6, &n, NULL));
    ct_op_init(&op, ct_event());
    EQUAL(fn(s, e, CT_COUNT(e), (DWORD)row->arg, row->arg2 ? &op.ov : NULL, 0),
          TRUE);
    if (row->arg2) {
        EQUAL(ct_op_end(s, &op), 0);
        EQUAL(op.count, 14);
    }
    receive("one");
    receive("twofil");
    receive("three");
}

/* In blocks, where the program asks for that. */
static void datagram_blocks(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_UDP_PAIR);
    TRANSMIT_PACKETS_ELEMENT e = memory("abcdefgh", 0);

    (void)row;
    EQUAL(fn(s, &e, 1, 3, NULL, 0), TRUE);
    receive("abc");
    receive("def");
    receive("gh");
}

static void datagram_too_long(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    SOCKET s = ct_open(CT_UDP_PAIR);
    TRANSMIT_PACKETS_ELEMENT e = part(ct_file(70000), 0, 0, 0);

    FAILS(FALSE, row->code, fn(s, &e, 1, 0, NULL, 0));
}

static void disconnects(const struct ct_row *row)
{
    LPFN_TRANSMITPACKETS fn = function();
    TRANSMIT_PACKETS_ELEMENT e = memory("text", 0);
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char data[8];

    EQUAL(fn(s, &e, row->arg ? 0 : 1, 0, NULL, TF_DISCONNECT), TRUE);
    if (!row->arg)
        receive("text");
    EQUAL(recv(ct_peer(), data, sizeof(data), 0), 0);
}

#define TP(err, what, func, ...)                                               \
    ROW(TransmitPackets, err, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(TransmitPackets, fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(TransmitPackets, fails),
    TP(WSAENOTCONN, "never connected", fails, .sock = CT_TCP),
    TP(WSAENOTCONN, "datagram socket without a peer", fails,
       .sock = CT_UDP_BOUND),
    TP(WSAEINVAL, "TF_REUSE_SOCKET alone", fails, .sock = CT_TCP_CLIENT,
       .arg = TF_REUSE_SOCKET),
    {.function = "TransmitPackets",
     .code = WSAEINVAL,
     .name = "-",
     .label = "TF_DISCONNECT of a datagram socket",
     .run = fails,
     .sock = CT_UDP_PAIR,
     .arg = TF_DISCONNECT},
    TP(WSAEINVAL, "an offset outside the file", outside_file, .arg = 11),
    TP(WSAEINVAL, "a negative offset", outside_file, .arg = -2),
    TP(WSAEINVAL, "more than 2147483646 bytes", too_much),
    TP(WSAEINVAL, "memory and file at once", bad_element,
       .arg = TP_ELEMENT_MEMORY | TP_ELEMENT_FILE),
    TP(WSAEINVAL, "neither memory nor file", bad_element,
       .arg = TP_ELEMENT_EOP),
    TP(WSAESHUTDOWN, "after SD_SEND", after_shutdown),
    TP(WSAECONNRESET, "the peer has reset the connection", peer_reset),
    TP(WSAECONNABORTED, "the connection was given up", aborted_here),
    TP(WSAEFAULT, "NULL elements", bad_pointer, .arg = CT_NULL,
       .arg2 = ELEMENTS),
    TP(WSAEFAULT, "unmapped elements", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = ELEMENTS),
    TP(WSAEFAULT, "elements at an edge", bad_pointer, .arg = CT_EDGE,
       .arg2 = ELEMENTS),
    TP(WSAEFAULT, "unmapped OVERLAPPED", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = OVERLAPPED_),
    TP(WSAEFAULT, "NULL memory", bad_pointer, .arg = CT_NULL, .arg2 = BUFFER),
    TP(WSAEFAULT, "unmapped memory", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = BUFFER),
    TP(WSAEFAULT, "unmapped memory, datagram", bad_pointer, .arg = CT_UNMAPPED,
       .arg2 = BUFFER, .arg3 = 1),
    TP(WSA_IO_PENDING, "no room", pends, .name = "WSA_IO_PENDING"),
    TP(ERROR_IO_PENDING, "no room", pends, .name = "ERROR_IO_PENDING"),
    TP(WSA_OPERATION_ABORTED, "closesocket in flight", ended, .arg = 0,
       .name = "WSA_OPERATION_ABORTED"),
    TP(WSA_OPERATION_ABORTED, "CancelIoEx in flight", ended, .arg = 1,
       .name = "WSA_OPERATION_ABORTED"),
    RULE(TransmitPackets, "memory and files on a stream", stream, .arg = 0),
    RULE(TransmitPackets, "memory and files on a stream, overlapped", stream,
         .arg = 1),
    RULE(TransmitPackets, "files from their position", from_position),
    RULE(TransmitPackets, "datagrams", datagrams, .arg = 0),
    RULE(TransmitPackets, "datagrams, overlapped", datagrams, .arg = 0,
         .arg2 = 1),
    RULE(TransmitPackets, "datagrams, all ones", datagrams, .arg = 0x0FFFFFFF),
    RULE(TransmitPackets, "datagrams in blocks", datagram_blocks),
    RULE(TransmitPackets, "a datagram that is too long", datagram_too_long,
         .code = WSAEMSGSIZE),
    RULE(TransmitPackets, "TF_DISCONNECT", disconnects),
    RULE(TransmitPackets, "TF_DISCONNECT and nothing else", disconnects,
         .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
