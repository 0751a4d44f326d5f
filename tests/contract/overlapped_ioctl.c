/* SPDX-License-Identifier: MIT */
/* Overlapped ioctls: those that are done at once, and those that wait. */
#include "overlapped.h"

static struct ct_op op;

/* An ioctl that is done at once is told as any operation. */
static void ioctl_at_once(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    HANDLE port = ct_port();
    struct ct_packet p;
    DWORD pending = 7;

    (void)row;
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 3, 0) == port);
    ct_op_init(&op, ct_event());
    NEED(WSAIoctl(s, FIONREAD, NULL, 0, &pending, sizeof(pending), &op.count,
                  &op.ov, NULL),
         0);
    p = ct_take(port, INFINITE);
    EQUAL(p.err, 0);
    EQUAL(p.bytes, sizeof(pending));
    EQUAL(pending, 0);
    EQUAL(WaitForSingleObject(op.ov.hEvent, 0), WAIT_OBJECT_0);
}

static void ioctl_refused(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    HANDLE port = ct_port();

    CHECK(CreateIoCompletionPort((HANDLE)s, port, 3, 0) == port);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(row->code, WSAIoctl(s, FIONREAD, NULL, 0, NULL, 0, &op.count,
                                     &op.ov, NULL));
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

/* Row: the ioctl is arg. It waits for a change that does not come. */
static void ioctl_pends(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(0);
    SOCKET s = ct_open(CT_UDP_BOUND);

    ct_op_init(&op, ct_event());
    SOCKET_FAILS(row->code, WSAIoctl(s, (DWORD)row->arg, &to, sizeof(to), NULL,
                                     0, &op.count, &op.ov, NULL));
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
    EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
}

static void ioctl_closed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    HANDLE port = ct_port();

    CHECK(CreateIoCompletionPort((HANDLE)s, port, 3, 0) == port);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE, NULL, 0,
                                          NULL, 0, &op.count, &op.ov, NULL));
    EQUAL(closesocket(s), 0);
    EQUAL(ct_take(port, INFINITE).err, row->code);
}

static void change_nonblocking(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    DWORD n;

    SOCKET_FAILS(row->code, WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL,
                                     0, &n, NULL, NULL));
}

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "overlapped, done at once", ioctl_at_once),
    ROW(WSAIoctl, WSAEFAULT, "overlapped, no room: nothing is told",
        ioctl_refused),
    ROW(WSAIoctl, WSA_IO_PENDING, "SIO_ADDRESS_LIST_CHANGE", ioctl_pends,
        .arg = (int)SIO_ADDRESS_LIST_CHANGE, .name = "WSA_IO_PENDING"),
    ROW(WSAIoctl, WSA_IO_PENDING, "SIO_ROUTING_INTERFACE_CHANGE", ioctl_pends,
        .arg = (int)SIO_ROUTING_INTERFACE_CHANGE, .name = "WSA_IO_PENDING"),
    RULE(WSAIoctl, "closesocket while it is pending", ioctl_closed,
         .code = WSA_OPERATION_ABORTED),
    ROW(WSAIoctl, WSAEWOULDBLOCK, "SIO_ADDRESS_LIST_CHANGE without overlapped",
        change_nonblocking, .sock = CT_UDP_BOUND, .flags = CT_NONBLOCK),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
