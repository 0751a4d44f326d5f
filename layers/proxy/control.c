/* SPDX-License-Identifier: MIT */
/* Naming, options and ioctls. Most are the socket's below; some name sockets,
 * or tell what only we know. */
#include <mswsock.h>
#include <limits.h>
#include <stddef.h>

#include "calls.h"
#include "events.h"
#include "extension.h"
#include "memory.h"
#include "request.h"
#include "select.h"

#ifndef SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER /* older headers */
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 36)
#endif

static const WSPPROC_TABLE *proc_of(const struct psocket *ps)
{
    return &ps->below->proc;
}

/* A procedure that has nothing to add. */
#define PASS(call)                                                             \
    struct psocket *ps = psocket_find(s, err);                                 \
    int res;                                                                   \
                                                                               \
    if (ps == NULL)                                                            \
        return SOCKET_ERROR;                                                   \
    res = proc_of(ps)->call;                                                   \
    psocket_put(ps);                                                           \
    return res

/* The same for one that needs a connection. */
#define PASS_CONNECTED(call)                                                   \
    struct psocket *ps = psocket_find(s, err);                                 \
    int res = SOCKET_ERROR;                                                    \
                                                                               \
    if (ps == NULL)                                                            \
        return res;                                                            \
    *err = psocket_connected(ps);                                              \
    if (*err == 0)                                                             \
        res = proc_of(ps)->call;                                               \
    psocket_put(ps);                                                           \
    return res

int WSPAPI proxy_bind(SOCKET s, const struct sockaddr *name, int length,
                      LPINT err)
{
    PASS(lpWSPBind(ps->lower, name, length, err));
}

int WSPAPI proxy_listen(SOCKET s, int backlog, LPINT err)
{
    PASS(lpWSPListen(ps->lower, backlog, err));
}

int WSPAPI proxy_getsockname(SOCKET s, struct sockaddr *name, LPINT length,
                             LPINT err)
{
    PASS(lpWSPGetSockName(ps->lower, name, length, err));
}

int WSPAPI proxy_shutdown(SOCKET s, int how, LPINT err)
{
    PASS_CONNECTED(lpWSPShutdown(ps->lower, how, err));
}

int WSPAPI proxy_senddisconnect(SOCKET s, LPWSABUF data, LPINT err)
{
    PASS_CONNECTED(lpWSPSendDisconnect(ps->lower, data, err));
}

int WSPAPI proxy_recvdisconnect(SOCKET s, LPWSABUF data, LPINT err)
{
    PASS_CONNECTED(lpWSPRecvDisconnect(ps->lower, data, err));
}

BOOL WSPAPI proxy_getqosbyname(SOCKET s, LPWSABUF name, LPQOS qos, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    BOOL res;

    if (ps == NULL)
        return FALSE;
    res = proc_of(ps)->lpWSPGetQOSByName(ps->lower, name, qos, err);
    psocket_put(ps);
    return res;
}

/* --- Options */

/* Why the proxy said no, once. */
static BOOL error_take(struct psocket *ps, int *error)
{
    BOOL failed;

    AcquireSRWLockExclusive(&ps->lock);
    failed = ps->route == ROUTE_FAILED;
    if (failed) {
        *error = ps->error;
        ps->error = 0;
    }
    ReleaseSRWLockExclusive(&ps->lock);
    return failed;
}

int WSPAPI proxy_getsockopt(SOCKET s, int level, int name, char *value,
                            LPINT length, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    BOOL good = TRUE;
    int error, res = 0;

    if (ps == NULL)
        return SOCKET_ERROR;
    if (level == SOL_SOCKET && name == SO_PROTOCOL_INFOW)
        good = memory_answer(value, length, &ps->entry, sizeof(ps->entry));
    else if (level == SOL_SOCKET && name == SO_ERROR && error_take(ps, &error))
        good = memory_answer(value, length, &error, sizeof(error));
    else
        res = proc_of(ps)->lpWSPGetSockOpt(ps->lower, level, name, value,
                                           length, err);
    psocket_put(ps);
    if (!good)
        *err = WSAEFAULT;
    return good ? res : SOCKET_ERROR;
}

/* The listener is one of the program's. */
static int accepted_update(struct psocket *ps, const char *value, int length,
                           LPINT err)
{
    struct psocket *listener;
    SOCKET s;
    int res;

    if (length < (int)sizeof(s) || !memory_read(value, &s, sizeof(s))) {
        *err = WSAEFAULT;
        return SOCKET_ERROR;
    }
    listener = psocket_find(s, err);
    if (listener == NULL)
        return SOCKET_ERROR;
    res = proc_of(ps)->lpWSPSetSockOpt(
        ps->lower, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
        (const char *)&listener->lower, sizeof(listener->lower), err);
    if (res == 0)
        events_inherit(ps, listener);
    psocket_put(listener);
    return res;
}

/* A connection through the proxy has its context already. */
int WSPAPI proxy_setsockopt(SOCKET s, int level, int name, const char *value,
                            int length, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    int res = 0;

    if (ps == NULL)
        return SOCKET_ERROR;
    if (level == SOL_SOCKET && name == SO_UPDATE_ACCEPT_CONTEXT)
        res = accepted_update(ps, value, length, err);
    else if (level != SOL_SOCKET || name != SO_UPDATE_CONNECT_CONTEXT ||
             psocket_route(ps) != ROUTE_PROXIED)
        res = proc_of(ps)->lpWSPSetSockOpt(ps->lower, level, name, value,
                                           length, err);
    psocket_put(ps);
    return res;
}

/* --- Ioctls */

static int ioctl_answer(const void *answer, DWORD size, void *out,
                        DWORD out_length, LPDWORD returned)
{
    return out_length >= size && memory_write(out, answer, (int)size) &&
                   memory_write(returned, &size, sizeof(size))
               ? 0
               : WSAEFAULT;
}

static int ioctl_extension(struct psocket *ps, const void *in, DWORD in_length,
                           void *out, DWORD out_length, LPDWORD returned)
{
    void (*function)(void);
    GUID id;
    int error;

    if (in_length < sizeof(id) || !memory_read(in, &id, sizeof(id)))
        return WSAEFAULT;
    error = extension_answer(ps, &id, &function);
    if (error != 0)
        return error;
    return ioctl_answer(&function, sizeof(function), out, out_length, returned);
}

/* WSAPoll's, with the program's sockets in it (SIO_BSP_HANDLE_POLL). The code
 * is told twice: in the answer, too. */
static int ioctl_poll(const WSAPOLLDATA *in, DWORD in_length, WSAPOLLDATA *out,
                      DWORD out_length, LPDWORD returned)
{
    const DWORD head = (DWORD)offsetof(WSAPOLLDATA, fdArray);
    WSAPOLLDATA call;

    if (in_length < head || in_length > INT_MAX || out_length < in_length ||
        !memory_read(in, &call, (int)head) ||
        call.fds > (in_length - head) / sizeof(in->fdArray[0]) ||
        !memory_write(out, in, (int)in_length))
        return WSAEFAULT;
    call.result = proxy_poll(out->fdArray, call.fds, call.timeout) >= 0
                      ? 0
                      : WSAGetLastError();
    if (!memory_write(out, &call, (int)head) ||
        !memory_write(returned, &in_length, sizeof(in_length)))
        return WSAEFAULT;
    return call.result;
}

/* What is not for the provider below. Which socket is to be given to functions
 * that have no procedure: ours, as the one below may not be known yet. FALSE:
 * it is another ioctl. */
static BOOL ioctl_own(struct psocket *ps, DWORD code, LPVOID in,
                      DWORD in_length, LPVOID out, DWORD out_length,
                      LPDWORD returned, int *error)
{
    switch (code) {
    case SIO_GET_EXTENSION_FUNCTION_POINTER:
        *error = ioctl_extension(ps, in, in_length, out, out_length, returned);
        return TRUE;
    case SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER:
        *error = WSAEOPNOTSUPP;
        return TRUE;
    case SIO_BSP_HANDLE:
    case SIO_BSP_HANDLE_SELECT:
    case SIO_BSP_HANDLE_POLL:
        *error = ioctl_answer(&ps->s, sizeof(ps->s), out, out_length, returned);
        return TRUE;
    case SIO_EXT_POLL:
        *error = ioctl_poll(in, in_length, out, out_length, returned);
        return TRUE;
    default:
        return FALSE;
    }
}

static void blocking_set(struct psocket *ps, BOOL blocking)
{
    AcquireSRWLockExclusive(&ps->lock);
    ps->blocking = blocking;
    ReleaseSRWLockExclusive(&ps->lock);
}

/* WSASendMsg comes as an ioctl whose arguments have the OVERLAPPED, too. */
static int ioctl_below(struct psocket *ps, DWORD code, LPVOID in,
                       DWORD in_length, LPVOID out, DWORD out_length,
                       LPDWORD returned, struct request *r, LPINT err)
{
    WSASENDMSG args;
    int res;

    if (code == SIO_EXT_SENDMSG && in_length >= sizeof(args)) {
        if (!memory_read(in, &args, sizeof(args)))
            return request_failed(r, WSAEFAULT, err);
        args.lpOverlapped = &r->op.ov;
        args.lpCompletionRoutine = NULL;
        in = &args;
    }
    res =
        proc_of(ps)->lpWSPIoctl(ps->lower, code, in, in_length, out, out_length,
                                returned, request_below(r), NULL, NULL, err);
    return request_begun(r, res, err);
}

static int ioctl_pass(struct psocket *ps, DWORD code, LPVOID in,
                      DWORD in_length, LPVOID out, DWORD out_length,
                      LPDWORD returned, LPINT err)
{
    int res =
        proc_of(ps)->lpWSPIoctl(ps->lower, code, in, in_length, out, out_length,
                                returned, NULL, NULL, NULL, err);

    if (res == 0 && code == (DWORD)FIONBIO)
        blocking_set(ps, *(const u_long *)in == 0);
    return res;
}

int WSPAPI proxy_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_length,
                       LPVOID out, DWORD out_length, LPDWORD returned,
                       LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                       LPWSATHREADID thread, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    struct request *r;
    int res = SOCKET_ERROR;

    if (ps == NULL)
        return res;
    if (ioctl_own(ps, code, in, in_length, out, out_length, returned, err)) {
        res = *err == 0 ? 0 : SOCKET_ERROR;
    } else if (ov == NULL || !ps->overlapped) {
        res =
            ioctl_pass(ps, code, in, in_length, out, out_length, returned, err);
    } else if ((r = request_new(ps, ov, routine, thread, err)) != NULL) {
        res = ioctl_below(ps, code, in, in_length, out, out_length, returned, r,
                          err);
    }
    psocket_put(ps);
    return res;
}
