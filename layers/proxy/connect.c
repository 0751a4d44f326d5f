/* SPDX-License-Identifier: MIT */
/* Connecting, through the proxy or directly, and where a connection leads. */
#include <mswsock.h>
#include <string.h>

#include "calls.h"
#include "config.h"
#include "events.h"
#include "extension.h"
#include "handshake.h"
#include "memory.h"

static const WSPPROC_TABLE *proc_of(const struct psocket *ps)
{
    return &ps->below->proc;
}

static BOOL is_any(const struct sockaddr *name)
{
    static const struct in6_addr any; /* of IPv4, too: its first bytes */
    const struct sockaddr_in *in = (const struct sockaddr_in *)name;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)name;

    return name->sa_family == AF_INET
               ? in->sin_port == 0 || in->sin_addr.s_addr == INADDR_ANY
               : in6->sin6_port == 0 ||
                     memcmp(&in6->sin6_addr, &any, sizeof(any)) == 0;
}

/* Where the proxy is to connect to. */
struct target {
    SOCKADDR_STORAGE address;
    int length;
};

/* A good address of the socket's family that is to be reached through the
 * proxy. The provider below says what is wrong with others. */
static BOOL goes_through(const struct psocket *ps, const struct sockaddr *name,
                         int length, struct target *out)
{
    const struct sockaddr *address = (const struct sockaddr *)&out->address;
    int family = ps->entry.iAddressFamily;

    out->length = family == AF_INET ? (int)sizeof(struct sockaddr_in)
                                    : (int)sizeof(struct sockaddr_in6);
    return ps->entry.iSocketType == SOCK_STREAM && length >= out->length &&
           memory_read(name, &out->address, out->length) &&
           address->sa_family == family && !is_any(address) &&
           config_is_proxied(address);
}

/* A connection of its own, also after the proxy has said no. */
static int route_direct(struct psocket *ps)
{
    int error = 0;

    AcquireSRWLockExclusive(&ps->lock);
    if (ps->route == ROUTE_OPENING)
        error = WSAEALREADY;
    else if (ps->route == ROUTE_PROXIED)
        error = WSAEISCONN;
    else if (ps->route == ROUTE_FAILED) {
        ps->route = ROUTE_DIRECT;
        events_apply_locked(ps);
    }
    ReleaseSRWLockExclusive(&ps->lock);
    return error;
}

void connect_forget(SOCKET s)
{
    INT ignored;
    struct psocket *ps = psocket_find(s, &ignored);

    if (ps == NULL)
        return;
    AcquireSRWLockExclusive(&ps->lock);
    if (ps->route == ROUTE_PROXIED) {
        ps->route = ROUTE_DIRECT;
        events_apply_locked(ps);
    }
    ReleaseSRWLockExclusive(&ps->lock);
    psocket_put(ps);
}

static int connect_waiting(struct psocket *ps, const struct target *to)
{
    struct waiter waiter = {CreateEventW(NULL, TRUE, FALSE, NULL), 0};
    struct handshake_user user = {&waiter, NULL, {0, NULL}};
    int error;

    if (waiter.ended == NULL)
        return WSAENOBUFS;
    error = handshake_begin(ps, (const struct sockaddr *)&to->address,
                            to->length, &user);
    if (error == 0) {
        WaitForSingleObject(waiter.ended, INFINITE);
        error = waiter.error;
    }
    CloseHandle(waiter.ended);
    return error == WSA_OPERATION_ABORTED ? WSAEINTR
                                          : error; /* it was closed */
}

static int connect_through(struct psocket *ps, const struct target *to)
{
    static const struct handshake_user nobody;
    BOOL blocking;
    int error;

    AcquireSRWLockShared(&ps->lock);
    blocking = ps->blocking;
    ReleaseSRWLockShared(&ps->lock);
    if (blocking)
        return connect_waiting(ps, to);
    error = handshake_begin(ps, (const struct sockaddr *)&to->address,
                            to->length, &nobody);
    return error == 0 ? WSAEWOULDBLOCK : error;
}

int WSPAPI proxy_connect(SOCKET s, const struct sockaddr *name, int length,
                         LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                         LPQOS gqos, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    struct target to;
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    if (goes_through(ps, name, length, &to)) {
        *err = connect_through(ps, &to);
        res = *err == 0 ? 0 : SOCKET_ERROR;
    } else {
        *err = route_direct(ps);
        if (*err == 0)
            res = proc_of(ps)->lpWSPConnect(ps->lower, name, length, caller,
                                            callee, sqos, gqos, err);
    }
    psocket_put(ps);
    return res;
}

/* --- ConnectEx */

static int ex_direct(struct psocket *ps, const struct sockaddr *name,
                     int length, PVOID data, DWORD data_length,
                     struct request *r, LPINT err)
{
    LPFN_CONNECTEX below;
    BOOL res;

    *err = route_direct(ps);
    if (*err == 0 && !extension_get(ps, &(GUID)WSAID_CONNECTEX, &below))
        *err = WSAGetLastError();
    if (*err != 0)
        return request_failed(r, *err, err);
    res = below(ps->lower, name, length, data, data_length, NULL,
                (LPOVERLAPPED)request_below(r));
    *err = WSAGetLastError();
    return request_begun(r, res ? 0 : SOCKET_ERROR, err);
}

static int ex_through(struct psocket *ps, const struct target *to, PVOID data,
                      DWORD data_length, struct request *r, LPINT err)
{
    struct handshake_user user = {NULL, r, {0, data}};

    user.data.len = data != NULL ? data_length : 0;
    *err = handshake_begin(ps, (const struct sockaddr *)&to->address,
                           to->length, &user);
    if (*err != 0)
        return request_failed(r, *err, err);
    *err = WSA_IO_PENDING;
    return SOCKET_ERROR;
}

static int ex_check(const struct psocket *ps, LPOVERLAPPED ov)
{
    SOCKADDR_STORAGE bound;
    int length = sizeof(bound);
    INT ignored;

    if (ov == NULL)
        return WSA_INVALID_PARAMETER;
    return proc_of(ps)->lpWSPGetSockName(ps->lower, (struct sockaddr *)&bound,
                                         &length, &ignored) == 0
               ? 0
               : WSAEINVAL; /* it is to be bound */
}

BOOL PASCAL proxy_connectex(SOCKET s, const struct sockaddr *name, int length,
                            PVOID data, DWORD data_length, LPDWORD sent,
                            LPOVERLAPPED ov)
{
    INT err;
    struct psocket *ps = psocket_find(s, &err);
    struct request *r = NULL;
    struct target to;

    (void)sent; /* it is always pending */
    if (ps != NULL) {
        err = ex_check(ps, ov);
        if (err == 0)
            r = request_new(ps, (LPWSAOVERLAPPED)ov, NULL, NULL, &err);
        if (r != NULL && goes_through(ps, name, length, &to))
            (void)ex_through(ps, &to, data, data_length, r, &err);
        else if (r != NULL)
            (void)ex_direct(ps, name, length, data, data_length, r, &err);
        psocket_put(ps);
    }
    WSASetLastError(err);
    return FALSE;
}

/* --- Names */

static int peer_copy(struct psocket *ps, struct sockaddr *name, LPINT length)
{
    SOCKADDR_STORAGE peer;
    int size;

    AcquireSRWLockShared(&ps->lock);
    peer = ps->peer;
    size = ps->peer_length;
    ReleaseSRWLockShared(&ps->lock);
    return memory_answer(name, length, &peer, size) ? 0 : WSAEFAULT;
}

/* The destination: of the proxy the program knows nothing. */
int WSPAPI proxy_getpeername(SOCKET s, struct sockaddr *name, LPINT length,
                             LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    *err = psocket_connected(ps);
    if (*err == 0 && psocket_route(ps) == ROUTE_PROXIED) {
        *err = peer_copy(ps, name, length);
        res = *err == 0 ? 0 : SOCKET_ERROR;
    } else if (*err == 0) {
        res = proc_of(ps)->lpWSPGetPeerName(ps->lower, name, length, err);
    }
    psocket_put(ps);
    return res;
}
