/* SPDX-License-Identifier: MIT */
/* Functions without a procedure in WSPPROC_TABLE on the sockets of layers: the
 * two layers hand out an AcceptEx of their own and leave the other pointers to
 * the base provider, which knows no handles but its own. own has WSAPoll's
 * calls come to itself; pass sees those of WSASendMsg, too, as its handles are
 * the base provider's. */
#include "lsp.h"
#include "rio.h"
#include "socknotify.h"

static void *function_of(SOCKET s, GUID id)
{
    void *function = NULL;
    DWORD n = 0;

    EQUAL(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                   &function, sizeof(function), &n, NULL, NULL),
          0);
    CHECK(function != NULL);
    return function;
}

/* --- AcceptEx. */

#define ROOM ((DWORD)sizeof(struct sockaddr_in) + 16)

static char addresses[2 * ROOM];

static void accept_start(LPFN_ACCEPTEX acceptex, SOCKET listener, SOCKET s,
                         OVERLAPPED *ov)
{
    DWORD n = 0;

    memset(ov, 0, sizeof(*ov));
    ov->hEvent = ct_event();
    ResetEvent(ov->hEvent);
    FAILS(FALSE, ERROR_IO_PENDING,
          acceptex(listener, s, addresses, 0, ROOM, ROOM, &n, ov));
}

static void accept_end(SOCKET listener, SOCKET s, OVERLAPPED *ov)
{
    DWORD n = 7, flags = 0;
    struct sockaddr_in name;
    int len = sizeof(name);
    SOCKET client = ct_keep(socket(AF_INET, SOCK_STREAM, 0));

    ct_connect(client, listener);
    EQUAL(WaitForSingleObject(ov->hEvent, 10000), WAIT_OBJECT_0);
    EQUAL(WSAGetOverlappedResult(listener, ov, &n, FALSE, &flags), TRUE);
    EQUAL(n, 0);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener,
                     sizeof(listener)),
          0);
    EQUAL(getpeername(s, SA(&name), &len), 0);
    EQUAL(name.sin_port, ct_name(client).sin_port);
}

static void accept_one(LPFN_ACCEPTEX acceptex, SOCKET listener)
{
    static OVERLAPPED ov; /* a row that fails leaves it pending */
    SOCKET s = ct_keep(socket(AF_INET, SOCK_STREAM, 0));

    accept_start(acceptex, listener, s, &ov);
    if (!ct_failed())
        accept_end(listener, s, &ov);
}

/* By name and by pointer; by name the layer is asked once. */
static void acceptex(const struct ct_row *row)
{
    LONG asked, accepts;
    SOCKET listener;

    lsp_begin(row);
    listener = ct_open(CT_TCP_LISTENING);
    asked = lsp_top_count(row, LAYER_ASKED);
    accepts = lsp_top_count(row, LAYER_ACCEPTS);
    accept_one(AcceptEx, listener);
    accept_one(AcceptEx, listener);
    EQUAL(lsp_top_count(row, LAYER_ASKED), asked + 1);
    EQUAL(lsp_top_count(row, LAYER_ACCEPTS), accepts + 2);
    if (!ct_failed())
        accept_one((LPFN_ACCEPTEX)function_of(listener, (GUID)WSAID_ACCEPTEX),
                   listener);
    EQUAL(lsp_top_count(row, LAYER_ASKED), asked + 2);
    EQUAL(lsp_top_count(row, LAYER_ACCEPTS), accepts + 3);
    lsp_restart(); /* and once more after it was started anew */
    accept_one(AcceptEx, ct_open(CT_TCP_LISTENING));
    EQUAL(lsp_top_count(row, LAYER_ASKED), asked + 3);
    lsp_remove();
}

/* A chain hands it down. */
static void acceptex_below(const struct ct_row *row)
{
    LONG accepts;
    SOCKET listener;

    lsp_begin(row);
    listener = ct_open(CT_TCP_LISTENING);
    accepts = lsp_below_count(row, LAYER_ACCEPTS);
    accept_one(AcceptEx, listener);
    EQUAL(lsp_below_count(row, LAYER_ACCEPTS), accepts + 1);
    lsp_remove();
}

/* A layer's socket where the accepted one is to be, and the other way round. */
static void acceptex_mixed(const struct ct_row *row)
{
    SOCKET theirs, ours;
    DWORD n = 0;
    OVERLAPPED ov;

    lsp_begin(row);
    theirs = ct_open(CT_TCP6_LISTENING); /* of no layer */
    ours = ct_open(CT_TCP);
    if (!ct_have_ipv6())
        return;
    memset(&ov, 0, sizeof(ov));
    FAILS(FALSE, lsp_is_ifs(row) ? WSAEINVAL : WSAENOTSOCK,
          AcceptEx(theirs, ours, addresses, 0, ROOM, ROOM, &n, &ov));
    lsp_remove();
}

/* --- Those that no layer here has taken. */

static void connectex(const struct ct_row *row)
{
    struct sockaddr_in any = ct_loopback(0), to;
    LPFN_CONNECTEX function;
    DWORD n = 0, flags = 0;
    OVERLAPPED ov;
    SOCKET s;

    lsp_begin(row);
    to = ct_name(ct_open(CT_TCP_LISTENING));
    s = ct_open(CT_TCP);
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    function = (LPFN_CONNECTEX)function_of(s, (GUID)WSAID_CONNECTEX);
    if (ct_failed())
        return;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    if (lsp_is_ifs(row)) {
        CHECK(function(s, SA(&to), sizeof(to), NULL, 0, &n, &ov) ||
              WSAGetLastError() == ERROR_IO_PENDING);
        EQUAL(WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags), TRUE);
    } else {
        FAILS(FALSE, WSAENOTSOCK,
              function(s, SA(&to), sizeof(to), NULL, 0, &n, &ov));
    }
    lsp_remove();
}

/* By name: what the provider's pointer says. */
static void transmitfile(const struct ct_row *row)
{
    TRANSMIT_FILE_BUFFERS around;
    char head[] = "head", in[8];
    SOCKET client;

    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    memset(&around, 0, sizeof(around));
    around.Head = head;
    around.HeadLength = 4;
    if (lsp_is_ifs(row)) {
        EQUAL(TransmitFile(client, NULL, 0, 0, NULL, &around, 0), TRUE);
        EQUAL(recv(ct_peer(), in, sizeof(in), 0), 4);
    } else {
        FAILS(FALSE, WSAENOTSOCK,
              TransmitFile(client, NULL, 0, 0, NULL, &around, 0));
    }
    lsp_remove();
}

static void recvmsg_pointer(const struct ct_row *row)
{
    char in[8];
    WSABUF buf = {sizeof(in), in};
    WSAMSG msg;
    LPFN_WSARECVMSG function;
    DWORD n = 0;
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_UDP_PAIR);
    function = (LPFN_WSARECVMSG)function_of(s, (GUID)WSAID_WSARECVMSG);
    if (ct_failed())
        return;
    memset(&msg, 0, sizeof(msg));
    msg.lpBuffers = &buf;
    msg.dwBufferCount = 1;
    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    if (lsp_is_ifs(row)) {
        EQUAL(function(s, &msg, &n, NULL, NULL), 0);
        EQUAL(n, 3);
    } else {
        SOCKET_FAILS(WSAENOTSOCK, function(s, &msg, &n, NULL, NULL));
    }
    lsp_remove();
}

/* Its queues are the base provider's. */
static void registered(const struct ct_row *row)
{
    GUID id = WSAID_MULTIPLE_RIO;
    DWORD n = 0;
    RIO_CQ cq;
    SOCKET s;

    lsp_begin(row);
    s = ct_keep(
        WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_REGISTERED_IO));
    NEED(WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                  sizeof(id), &rio, sizeof(rio), &n, NULL, NULL),
         0);
    cq = rio.RIOCreateCompletionQueue(4, NULL);
    CHECK(cq != RIO_INVALID_CQ);
    if (lsp_is_ifs(row))
        CHECK(rio.RIOCreateRequestQueue(s, 1, 1, 1, 1, cq, cq, NULL) !=
              RIO_INVALID_RQ);
    else
        FAILS(RIO_INVALID_RQ, WSAENOTSOCK,
              rio.RIOCreateRequestQueue(s, 1, 1, 1, 1, cq, cq, NULL));
    EQUAL(closesocket(s), 0);
    rio.RIOCloseCompletionQueue(cq);
    lsp_remove();
}

/* So is what a port is told of a socket. */
static void notified(const struct ct_row *row)
{
    HANDLE port = ct_keep_handle(sn_port());
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    if (lsp_is_ifs(row)) {
        sn_enable(port, s, SN_IN, SN_ONESHOT | SN_LEVEL);
        EQUAL(send(ct_peer(), "x", 1, 0), 1);
        EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    } else {
        EQUAL(sn_process(port, s, SN_ENABLE, SN_IN, SN_ONESHOT | SN_LEVEL),
              WSAENOTSOCK);
    }
    lsp_remove();
}

/* --- WSASendMsg. */

static void sendmsg(const struct ct_row *row)
{
    char out[] = "abc", in[8];
    WSABUF buf = {3, out};
    LONG messages;
    DWORD n = 0;
    WSAMSG msg;
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_UDP_PAIR);
    if (ct_failed())
        return;
    messages = lsp_top_count(row, LAYER_MESSAGES);
    memset(&msg, 0, sizeof(msg));
    msg.lpBuffers = &buf;
    msg.dwBufferCount = 1;
    EQUAL(WSASendMsg(s, &msg, 0, &n, NULL, NULL), 0);
    EQUAL(n, 3);
    EQUAL(recv(ct_peer(), in, sizeof(in), 0), 3);
    EQUAL(lsp_top_count(row, LAYER_MESSAGES), messages + lsp_is_ifs(row));
    SOCKET_FAILS(WSAEOPNOTSUPP, WSASendMsg(s, &msg, 0x4000, &n, NULL, NULL));
    SOCKET_FAILS(WSAEFAULT, WSASendMsg(s, &msg, 0, NULL, NULL, NULL));
    lsp_remove();
}

/* --- WSAPoll. */

static void polled(const struct ct_row *row)
{
    WSAPOLLFD fds[3];
    LONG polls, below;
    SOCKET client;

    lsp_begin(row);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed())
        return;
    memset(fds, 0, sizeof(fds));
    fds[0].fd = client;
    fds[0].events = POLLRDNORM;
    fds[1].fd = INVALID_SOCKET; /* is skipped */
    fds[2].fd = ct_peer();
    fds[2].events = POLLWRNORM | POLLRDNORM;
    polls = lsp_top_count(row, LAYER_POLLS);
    below = lsp_below_count(row, LAYER_POLLS);
    EQUAL(WSAPoll(fds, 1, 0), 0);
    EQUAL(fds[0].revents, 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(WSAPoll(fds, 1, -1), 1);
    EQUAL(fds[0].revents, POLLRDNORM);
    EQUAL(fds[0].fd, client);
    EQUAL(WSAPoll(fds, 3, 0), 2);
    EQUAL(fds[0].revents, POLLRDNORM);
    EQUAL(fds[1].revents, 0);
    EQUAL(fds[2].revents, POLLWRNORM);
    EQUAL(lsp_top_count(row, LAYER_POLLS), polls + 3);
    if (lsp_stacks[row->arg].below != NULL)
        EQUAL(lsp_below_count(row, LAYER_POLLS), below + 3);
    lsp_remove();
}

/* Beside sockets of no layer, and what is none. */
static void polled_mixed(const struct ct_row *row)
{
    WSAPOLLFD fds[3];
    SOCKET theirs, client;

    lsp_begin(row);
    theirs = ct_open(CT_UDP6_BOUND);
    client = ct_open(CT_TCP_CLIENT);
    if (ct_failed() || !ct_have_ipv6())
        return;
    memset(fds, 0, sizeof(fds));
    fds[0].fd = theirs;
    fds[0].events = POLLWRNORM;
    fds[1].fd = client;
    fds[1].events = POLLWRNORM;
    fds[2].fd = (SOCKET)0x7ffffff0;
    fds[2].events = POLLWRNORM;
    EQUAL(WSAPoll(fds, 3, -1), 3);
    EQUAL(fds[0].revents, POLLWRNORM);
    EQUAL(fds[1].revents, POLLWRNORM);
    EQUAL(fds[2].revents, POLLNVAL);
    EQUAL(closesocket(client), 0);
    EQUAL(WSAPoll(fds, 3, -1), 3);
    EQUAL(fds[1].revents, POLLNVAL);
    lsp_remove();
}

static void poll_refused(const struct ct_row *row)
{
    WSAPOLLFD fd;

    lsp_begin(row);
    memset(&fd, 0, sizeof(fd));
    fd.fd = ct_open(CT_TCP);
    fd.events = POLLPRI;
    SOCKET_FAILS(WSAEINVAL, WSAPoll(&fd, 1, 0));
    SOCKET_FAILS(WSAEINVAL, WSAPoll(&fd, 0, 0));
    SOCKET_FAILS(WSAEFAULT, WSAPoll(ct_unmapped(), 1, 0));
    SOCKET_FAILS(WSAEFAULT, WSAPoll(NULL, 1, 0));
    lsp_remove();
}

static const struct ct_row rows[] = {
    LSP_STACKS(AcceptEx, "is the layer's", acceptex),
    RULE(AcceptEx, "reaches the layer below, real handles", acceptex_below,
         .arg = LSP_IFS_IFS),
    RULE(AcceptEx, "reaches the layer below, its own", acceptex_below,
         .arg = LSP_OWN_OWN),
    LSP_STACKS(AcceptEx, "with a socket that is not the layer's",
               acceptex_mixed),
    LSP_STACKS(ConnectEx, "as the layer leaves it", connectex),
    LSP_STACKS(TransmitFile, "as the layer leaves it", transmitfile),
    LSP_STACKS(WSARecvMsg, "as the layer leaves it", recvmsg_pointer),
    LSP_STACKS(RIOCreateRequestQueue, "as the layer leaves it", registered),
    LSP_STACKS(ProcessSocketNotifications, "as the layer leaves it", notified),
    LSP_STACKS(WSASendMsg, "goes through a layer", sendmsg),
    LSP_STACKS(WSAPoll, "sees a layer's sockets", polled),
    LSP_STACKS(WSAPoll, "of a layer's sockets and others", polled_mixed),
    LSP_STACKS(WSAPoll, "refuses a layer's sockets as others", poll_refused),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
