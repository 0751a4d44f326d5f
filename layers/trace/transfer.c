/* SPDX-License-Identifier: MIT */
/* Traced: data. Overlapped operations go straight down, and their ends to the
 * program: of one that is under way nothing is looked at any more, as its end
 * may have freed it. */
#include "calls.h"
#include "layer.h"
#include "line.h"

/* bytes is *moved, unless the program has not asked for it. */
static int ends_in_bytes(struct line *l, int res, const WSAOVERLAPPED *ov,
                         const DWORD *moved, const INT *err)
{
    DWORD bytes;

    if (line_succeeds(l, res == 0, err)) {
        line_add(l, "0");
        if (ov == NULL && line_peek(moved, &bytes, sizeof(bytes)))
            line_add(l, "%u bytes", (unsigned)bytes);
    }
    return res;
}

static void add_flags_in(struct line *l, const DWORD *flags)
{
    DWORD in;

    if (line_peek(flags, &in, sizeof(in)))
        line_flags(l, &names_message_flags, in);
}

static int WSPAPI trace_send(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD sent,
                             DWORD flags, LPWSAOVERLAPPED ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT err)
{
    struct line l;
    int res;

    line_begin_socket(&l, "WSPSend", s);
    line_buffers(&l, bufs, count);
    line_flags(&l, &names_message_flags, flags);
    line_overlapped(&l, ov, routine);
    res = ends_in_bytes(
        &l,
        layer.lpWSPSend(s, bufs, count, sent, flags, ov, routine, thread, err),
        ov, sent, err);
    line_write(&l);
    return res;
}

static int WSPAPI trace_sendto(SOCKET s, LPWSABUF bufs, DWORD count,
                               LPDWORD sent, DWORD flags,
                               const struct sockaddr *to, int to_length,
                               LPWSAOVERLAPPED ov,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                               LPWSATHREADID thread, LPINT err)
{
    struct line l;
    int res;

    line_begin_socket(&l, "WSPSendTo", s);
    line_buffers(&l, bufs, count);
    line_flags(&l, &names_message_flags, flags);
    line_address(&l, to, to_length);
    line_overlapped(&l, ov, routine);
    res = ends_in_bytes(&l,
                        layer.lpWSPSendTo(s, bufs, count, sent, flags, to,
                                          to_length, ov, routine, thread, err),
                        ov, sent, err);
    line_write(&l);
    return res;
}

static int WSPAPI trace_recv(SOCKET s, LPWSABUF bufs, DWORD count,
                             LPDWORD received, LPDWORD flags,
                             LPWSAOVERLAPPED ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT err)
{
    struct line l;
    int res;

    line_begin_socket(&l, "WSPRecv", s);
    line_buffers(&l, bufs, count);
    add_flags_in(&l, flags);
    line_overlapped(&l, ov, routine);
    res = ends_in_bytes(&l,
                        layer.lpWSPRecv(s, bufs, count, received, flags, ov,
                                        routine, thread, err),
                        ov, received, err);
    line_write(&l);
    return res;
}

static int WSPAPI trace_recvfrom(SOCKET s, LPWSABUF bufs, DWORD count,
                                 LPDWORD received, LPDWORD flags,
                                 struct sockaddr *from, LPINT from_length,
                                 LPWSAOVERLAPPED ov,
                                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                                 LPWSATHREADID thread, LPINT err)
{
    struct line l;
    int res;

    line_begin_socket(&l, "WSPRecvFrom", s);
    line_buffers(&l, bufs, count);
    add_flags_in(&l, flags);
    line_overlapped(&l, ov, routine);
    res = ends_in_bytes(&l,
                        layer.lpWSPRecvFrom(s, bufs, count, received, flags,
                                            from, from_length, ov, routine,
                                            thread, err),
                        ov, received, err);
    if (res == 0 && ov == NULL)
        line_result_address(&l, from, from_length);
    line_write(&l);
    return res;
}

static int WSPAPI trace_senddisconnect(SOCKET s, LPWSABUF data, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPSendDisconnect", s);
    return line_end(&l, layer.lpWSPSendDisconnect(s, data, err), err);
}

static int WSPAPI trace_recvdisconnect(SOCKET s, LPWSABUF data, LPINT err)
{
    struct line l;

    line_begin_socket(&l, "WSPRecvDisconnect", s);
    return line_end(&l, layer.lpWSPRecvDisconnect(s, data, err), err);
}

static BOOL WSPAPI trace_getoverlappedresult(SOCKET s, LPWSAOVERLAPPED ov,
                                             LPDWORD moved, BOOL wait,
                                             LPDWORD flags, LPINT err)
{
    struct line l;
    BOOL good;

    line_begin_socket(&l, "WSPGetOverlappedResult", s);
    line_overlapped(&l, ov, NULL);
    line_add(&l, "%s", wait ? "wait" : "poll");
    good = layer.lpWSPGetOverlappedResult(s, ov, moved, wait, flags, err);
    (void)ends_in_bytes(&l, good ? 0 : SOCKET_ERROR, NULL, moved, err);
    line_write(&l);
    return good;
}

void calls_transfer(LPWSPPROC_TABLE table)
{
    table->lpWSPGetOverlappedResult = trace_getoverlappedresult;
    table->lpWSPRecv = trace_recv;
    table->lpWSPRecvDisconnect = trace_recvdisconnect;
    table->lpWSPRecvFrom = trace_recvfrom;
    table->lpWSPSend = trace_send;
    table->lpWSPSendDisconnect = trace_senddisconnect;
    table->lpWSPSendTo = trace_sendto;
}
