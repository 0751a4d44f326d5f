/* SPDX-License-Identifier: MIT */
/* What rows about overlapped operations share. */
#ifndef CT_OVERLAPPED_H
#define CT_OVERLAPPED_H

#include "message.h"

/* One operation and all it needs. Rows keep theirs in static memory: a row that
 * failed may leave one pending. */
struct ct_op {
    WSAOVERLAPPED ov;
    WSABUF buf;
    char data[64];
    DWORD count, flags;
    struct sockaddr_in name;
    int namelen;
};

static inline void ct_op_init(struct ct_op *op, HANDLE event)
{
    memset(op, 0, sizeof(*op));
    op->ov.hEvent = event;
    op->buf.buf = op->data;
    op->buf.len = sizeof(op->data);
    op->namelen = sizeof(op->name);
    op->count = CT_UNTOUCHED;
}

/* The pending operation must end: how it did. */
static inline int ct_op_end(SOCKET s, struct ct_op *op)
{
    WSASetLastError(0);
    ct_await(op->ov.hEvent);
    return WSAGetOverlappedResult(s, &op->ov, &op->count, FALSE, &op->flags)
               ? 0
               : WSAGetLastError();
}

/* Whether s is ready within a moment, to be read or to be written: longer than
 * acknowledgements are delayed. */
static inline bool ct_moment(SOCKET s, bool read)
{
    struct timeval moment = {0, 100000};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, read ? &set : NULL, read ? NULL : &set, NULL, &moment) ==
           1;
}

/* Fills what is between a stream socket and its peer: a send has to wait. What
 * is on its way may make some room once more. */
static inline void ct_fill(SOCKET s)
{
    static char junk[65536];
    const int fixed = sizeof(junk);
    u_long on = 1, off = 0;

    /* of a size that does not grow afterwards, when the peer's answers come */
    EQUAL(setsockopt(s, SOL_SOCKET, SO_SNDBUF, (const char *)&fixed,
                     sizeof(fixed)),
          0);
    ioctlsocket(s, (long)FIONBIO, &on);
    do {
        while (send(s, junk, sizeof(junk), 0) > 0)
            ;
        EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    } while ((ct_moment(s, false) || send(s, junk, 1, 0) > 0) && !ct_failed());
    ioctlsocket(s, (long)FIONBIO, &off);
}

/* Reads at the peer until the pending operation has ended. */
static inline void ct_drain(SOCKET peer, LPWSAOVERLAPPED ov)
{
    static char junk[65536];
    u_long on = 1, off = 0;

    ioctlsocket(peer, (long)FIONBIO, &on);
    while (!HasOverlappedIoCompleted(ov))
        if (recv(peer, junk, sizeof(junk), 0) < 0)
            Sleep(1); /* a wait for data would run the routine */
    ioctlsocket(peer, (long)FIONBIO, &off);
}

static inline HANDLE ct_port(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    CHECK(port != NULL);
    return ct_keep_handle(port);
}

struct ct_packet {
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *ov;
    DWORD err;
};

/* The next packet; its error, or that of the call. */
static inline struct ct_packet ct_take(HANDLE port, DWORD timeout_ms)
{
    struct ct_packet p = {CT_UNTOUCHED, CT_UNTOUCHED, NULL, 0};

    if (!GetQueuedCompletionStatus(port, &p.bytes, &p.key, &p.ov, timeout_ms))
        p.err = GetLastError();
    return p;
}

#endif
