/* SPDX-License-Identifier: MIT */
/* Moving data. Overlapped operations are requests (request.h), also those that
 * the provider below could do at once; a socket without WSA_FLAG_OVERLAPPED has
 * none, as the pages say. */
#include "calls.h"
#include "request.h"

static const WSPPROC_TABLE *proc_of(const struct psocket *ps)
{
    return &ps->below->proc;
}

/* With a reference; NULL and *err. What is said to the proxy, and by it, is
 * not the program's. */
static struct psocket *ready_find(SOCKET s, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    int error = ps != NULL ? psocket_connected(ps) : 0;

    if (error == 0)
        return ps;
    psocket_put(ps);
    *err = error;
    return NULL;
}

static BOOL is_overlapped(const struct psocket *ps, LPWSAOVERLAPPED ov)
{
    return ov != NULL && ps->overlapped;
}

int WSPAPI proxy_send(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD sent,
                      DWORD flags, LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                      LPWSATHREADID thread, LPINT err)
{
    struct psocket *ps = ready_find(s, err);
    struct request *r;
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    if (!is_overlapped(ps, ov)) {
        res = proc_of(ps)->lpWSPSend(ps->lower, bufs, count, sent, flags, NULL,
                                     NULL, NULL, err);
    } else if ((r = request_new(ps, ov, routine, thread, err)) != NULL) {
        res = proc_of(ps)->lpWSPSend(ps->lower, bufs, count, NULL, flags,
                                     request_below(r), NULL, NULL, err);
        res = request_begun(r, res, err);
    }
    psocket_put(ps);
    return res;
}

int WSPAPI proxy_sendto(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD sent,
                        DWORD flags, const struct sockaddr *to, int to_length,
                        LPWSAOVERLAPPED ov,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID thread, LPINT err)
{
    struct psocket *ps = ready_find(s, err);
    struct request *r;
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    if (!is_overlapped(ps, ov)) {
        res = proc_of(ps)->lpWSPSendTo(ps->lower, bufs, count, sent, flags, to,
                                       to_length, NULL, NULL, NULL, err);
    } else if ((r = request_new(ps, ov, routine, thread, err)) != NULL) {
        res = proc_of(ps)->lpWSPSendTo(ps->lower, bufs, count, NULL, flags, to,
                                       to_length, request_below(r), NULL, NULL,
                                       err);
        res = request_begun(r, res, err);
    }
    psocket_put(ps);
    return res;
}

int WSPAPI proxy_recv(SOCKET s, LPWSABUF bufs, DWORD count, LPDWORD received,
                      LPDWORD flags, LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                      LPWSATHREADID thread, LPINT err)
{
    struct psocket *ps = ready_find(s, err);
    struct request *r;
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    if (!is_overlapped(ps, ov)) {
        res = proc_of(ps)->lpWSPRecv(ps->lower, bufs, count, received, flags,
                                     NULL, NULL, NULL, err);
    } else if ((r = request_new(ps, ov, routine, thread, err)) != NULL) {
        res = proc_of(ps)->lpWSPRecv(ps->lower, bufs, count, NULL, flags,
                                     request_below(r), NULL, NULL, err);
        res = request_begun(r, res, err);
    }
    psocket_put(ps);
    return res;
}

int WSPAPI proxy_recvfrom(SOCKET s, LPWSABUF bufs, DWORD count,
                          LPDWORD received, LPDWORD flags,
                          struct sockaddr *from, LPINT from_length,
                          LPWSAOVERLAPPED ov,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT err)
{
    struct psocket *ps = ready_find(s, err);
    struct request *r;
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    if (!is_overlapped(ps, ov)) {
        res = proc_of(ps)->lpWSPRecvFrom(ps->lower, bufs, count, received,
                                         flags, from, from_length, NULL, NULL,
                                         NULL, err);
    } else if ((r = request_new(ps, ov, routine, thread, err)) != NULL) {
        res = proc_of(ps)->lpWSPRecvFrom(ps->lower, bufs, count, NULL, flags,
                                         from, from_length, request_below(r),
                                         NULL, NULL, err);
        res = request_begun(r, res, err);
    }
    psocket_put(ps);
    return res;
}
