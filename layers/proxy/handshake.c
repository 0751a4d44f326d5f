/* SPDX-License-Identifier: MIT */
/* Connections through the proxy; see handshake.h. Each has one operation under
 * way at any time, and but for the first call everything happens on the
 * engine's thread. lock guards the list of deadlines. */
#include "handshake.h"

#include <mswsock.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "events.h"
#include "extension.h"
#include "socks5.h"
#include "wake.h"

enum phase { CONNECTING, TALKING, SENDING, LEAVING };

struct handshake {
    struct op op;
    struct handshake *next, **self; /* the earliest deadline first */
    ULONGLONG deadline_ms;
    BOOL late;
    enum phase phase;
    struct psocket *ps; /* a reference */
    struct handshake_user user;
    struct socks5 talk;
    SOCKADDR_STORAGE target;
    int target_length;
    int error;
    DWORD sent;
};

/* --- Deadlines. All have the same time, so who comes last is the latest. */

static SRWLOCK lock = SRWLOCK_INIT;
static struct handshake *first, **last = &first;

static void deadline_set(struct handshake *h)
{
    BOOL alone;

    AcquireSRWLockExclusive(&lock);
    alone = first == NULL;
    h->deadline_ms = GetTickCount64() + config_timeout_ms();
    h->next = NULL;
    h->self = last;
    *last = h;
    last = &h->next;
    ReleaseSRWLockExclusive(&lock);
    if (alone)
        engine_look();
}

static void deadline_drop_locked(struct handshake *h)
{
    *h->self = h->next;
    if (h->next != NULL)
        h->next->self = h->self;
    else
        last = h->self;
    h->self = NULL;
}

static void deadline_drop(struct handshake *h)
{
    AcquireSRWLockExclusive(&lock);
    if (h->self != NULL)
        deadline_drop_locked(h);
    ReleaseSRWLockExclusive(&lock);
}

DWORD handshakes_expire(void)
{
    DWORD left = INFINITE;
    struct handshake *h;
    ULONGLONG now = GetTickCount64();

    AcquireSRWLockExclusive(&lock);
    while ((h = first) != NULL && h->deadline_ms <= now) {
        deadline_drop_locked(h);
        h->late = TRUE;
        CancelIoEx((HANDLE)h->ps->lower, (LPOVERLAPPED)&h->op.ov);
    }
    if (h != NULL)
        left = (DWORD)(h->deadline_ms - now);
    ReleaseSRWLockExclusive(&lock);
    return left;
}

/* --- The end */

static void route_set(struct handshake *h)
{
    struct psocket *ps = h->ps;

    AcquireSRWLockExclusive(&ps->lock);
    ps->route = h->error == 0 ? ROUTE_PROXIED : ROUTE_FAILED;
    ps->error = h->error;
    ps->peer = h->target;
    ps->peer_length = h->target_length;
    events_connected_locked(ps, h->error);
    ReleaseSRWLockExclusive(&ps->lock);
    wake_all();
}

static void finish(struct handshake *h)
{
    deadline_drop(h);
    route_set(h);
    if (h->user.request != NULL)
        request_end(h->user.request, h->error, h->sent, 0);
    if (h->user.waiter != NULL) {
        h->user.waiter->error = h->error;
        SetEvent(h->user.waiter->ended);
    }
    psocket_put(h->ps);
    free(h);
}

/* --- The steps. Each begins an operation, or fails with its code. */

static void step_done(struct op *op, int error, DWORD bytes, DWORD flags);

static int begin_connect(struct handshake *h, const struct sockaddr *proxy,
                         int length)
{
    LPFN_CONNECTEX connectex;
    BOOL res;

    if (!extension_get(h->ps, &(GUID)WSAID_CONNECTEX, &connectex))
        return WSAEOPNOTSUPP;
    h->phase = CONNECTING;
    op_begin(&h->op, h->ps, step_done);
    res = connectex(h->ps->lower, proxy, length, NULL, 0, NULL,
                    (LPOVERLAPPED)&h->op.ov);
    return op_begun(&h->op, res ? 0 : SOCKET_ERROR, WSAGetLastError());
}

static int begin_send(struct handshake *h, WSABUF *buf)
{
    INT err = 0;
    int res;

    op_begin(&h->op, h->ps, step_done);
    res = h->ps->below->proc.lpWSPSend(h->ps->lower, buf, 1, NULL, 0, &h->op.ov,
                                       NULL, NULL, &err);
    return op_begun(&h->op, res, err);
}

static int begin_receive(struct handshake *h, WSABUF *buf)
{
    DWORD flags = 0;
    INT err = 0;
    int res;

    op_begin(&h->op, h->ps, step_done);
    res = h->ps->below->proc.lpWSPRecv(h->ps->lower, buf, 1, NULL, &flags,
                                       &h->op.ov, NULL, NULL, &err);
    return op_begun(&h->op, res, err);
}

/* The socket below is unconnected again, so that the program may try once
 * more. A proxy that does not end its side is waited for no longer than any. */
static int begin_leave(struct handshake *h)
{
    LPFN_DISCONNECTEX disconnectex;
    BOOL res;

    if (!extension_get(h->ps, &(GUID)WSAID_DISCONNECTEX, &disconnectex))
        return WSAEOPNOTSUPP;
    h->phase = LEAVING;
    deadline_drop(h);
    deadline_set(h);
    op_begin(&h->op, h->ps, step_done);
    res =
        disconnectex(h->ps->lower, (LPOVERLAPPED)&h->op.ov, TF_REUSE_SOCKET, 0);
    return op_begun(&h->op, res ? 0 : SOCKET_ERROR, WSAGetLastError());
}

static void fail(struct handshake *h, int error)
{
    BOOL reached = h->phase != CONNECTING;

    /* the program has closed it between two steps */
    h->error = error != WSAENOTSOCK ? error : WSA_OPERATION_ABORTED;
    if (!reached || begin_leave(h) != 0)
        finish(h);
}

static int begin_data(struct handshake *h)
{
    h->phase = SENDING;
    return begin_send(h, &h->user.data);
}

/* A proxy that resets the connection has failed, like one that ends it. */
static int step_error(const struct handshake *h, int error)
{
    if (error == 0 || error == WSA_OPERATION_ABORTED || error == WSAENOTSOCK)
        return h->late && error != 0 ? WSAETIMEDOUT : error;
    return h->phase == TALKING ? WSAENETDOWN : error;
}

/* What the dialogue wants next. */
static void talk(struct handshake *h, enum socks5_want want)
{
    WSABUF buf = {h->talk.length - h->talk.have,
                  (CHAR *)h->talk.data + h->talk.have};
    int error = 0;

    /* the time was over when the step before had ended already */
    if (h->late && (want == SOCKS5_SEND || want == SOCKS5_RECEIVE)) {
        fail(h, WSAETIMEDOUT);
        return;
    }
    switch (want) {
    case SOCKS5_SEND:
        error = step_error(h, begin_send(h, &buf));
        break;
    case SOCKS5_RECEIVE:
        error = step_error(h, begin_receive(h, &buf));
        break;
    case SOCKS5_DONE:
        if (h->user.data.len == 0)
            finish(h);
        else
            error = begin_data(h);
        break;
    case SOCKS5_FAILED:
        error = h->talk.error;
        break;
    }
    if (error != 0)
        fail(h, error);
}

/* Without its context a socket of ConnectEx cannot be shut down. */
static void connected(struct handshake *h)
{
    INT ignored;

    (void)h->ps->below->proc.lpWSPSetSockOpt(
        h->ps->lower, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0, &ignored);
    h->phase = TALKING;
    socks5_begin(&h->talk, (const struct sockaddr *)&h->target, config_login());
    talk(h, SOCKS5_SEND);
}

static void step_done(struct op *op, int error, DWORD bytes, DWORD flags)
{
    struct handshake *h = CONTAINING_RECORD(op, struct handshake, op);

    (void)flags;
    if (h->phase == LEAVING) {
        finish(h);
    } else if (error != 0) {
        fail(h, step_error(h, error));
    } else if (h->phase == CONNECTING) {
        connected(h);
    } else if (h->phase == TALKING) {
        talk(h, socks5_next(&h->talk, bytes));
    } else {
        h->sent = bytes;
        finish(h);
    }
}

/* --- The beginning */

/* For a proxy of IPv4 an IPv6 socket has to take both. */
static void family_widen(struct psocket *ps, const struct sockaddr *proxy)
{
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)proxy;
    DWORD off = 0;
    INT ignored;

    if (proxy->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
        (void)ps->below->proc.lpWSPSetSockOpt(ps->lower, IPPROTO_IPV6,
                                              IPV6_V6ONLY, (const char *)&off,
                                              sizeof(off), &ignored);
}

/* ConnectEx wants a socket that is bound; one that is has said no. */
static int bind_any(struct psocket *ps)
{
    SOCKADDR_STORAGE any;
    INT err = 0;
    int length = ps->entry.iAddressFamily == AF_INET
                     ? (int)sizeof(struct sockaddr_in)
                     : (int)sizeof(struct sockaddr_in6);

    memset(&any, 0, sizeof(any));
    ((struct sockaddr *)&any)->sa_family = (u_short)ps->entry.iAddressFamily;
    if (ps->below->proc.lpWSPBind(ps->lower, (struct sockaddr *)&any, length,
                                  &err) == 0 ||
        err == WSAEINVAL)
        return 0;
    return err;
}

/* The socket, for one connection at a time. */
static int route_take(struct psocket *ps, enum route *before)
{
    int error = 0;

    AcquireSRWLockExclusive(&ps->lock);
    *before = ps->route;
    if (ps->route == ROUTE_OPENING)
        error = WSAEALREADY;
    else if (ps->route == ROUTE_PROXIED)
        error = WSAEISCONN;
    if (error == 0) {
        ps->route = ROUTE_OPENING;
        events_apply_locked(ps);
    }
    ReleaseSRWLockExclusive(&ps->lock);
    return error;
}

static void route_give_back(struct psocket *ps, enum route before)
{
    AcquireSRWLockExclusive(&ps->lock);
    ps->route = before;
    events_apply_locked(ps);
    ReleaseSRWLockExclusive(&ps->lock);
}

static int begin(struct handshake *h)
{
    SOCKADDR_STORAGE proxy;
    int error, length;

    if (!config_proxy(h->ps->entry.iAddressFamily, &proxy, &length))
        return WSAENETUNREACH;
    family_widen(h->ps, (const struct sockaddr *)&proxy);
    error = bind_any(h->ps);
    if (error != 0)
        return error;
    deadline_set(h);
    error = begin_connect(h, (const struct sockaddr *)&proxy, length);
    if (error != 0)
        deadline_drop(h);
    return error;
}

int handshake_begin(struct psocket *ps, const struct sockaddr *target,
                    int length, const struct handshake_user *user)
{
    struct handshake *h = calloc(1, sizeof(*h));
    enum route before;
    int error;

    if (h == NULL)
        return WSAENOBUFS;
    h->ps = ps;
    h->user = *user;
    memcpy(&h->target, target, (size_t)length);
    h->target_length = length;
    error = route_take(ps, &before);
    if (error != 0) {
        free(h);
        return error;
    }
    psocket_hold(ps);
    error = begin(h);
    if (error != 0) {
        route_give_back(ps, before);
        psocket_put(ps);
        free(h);
    }
    return error;
}
