/* SPDX-License-Identifier: MIT */
/* Extension functions; see extension.h. Programs call these directly, so they
 * write the last error. Those of registered I/O are not among them: its buffers
 * and queues belong to sockets that the program has itself. */
#include "extension.h"

#include <mswsock.h>
#include <string.h>

#include "calls.h"
#include "request.h"
#include "select.h"

BOOL extension_get(struct psocket *ps, const GUID *id, void *function)
{
    GUID copy = *id;
    DWORD returned;
    INT err = 0;

    if (ps->below->proc.lpWSPIoctl(
            ps->lower, SIO_GET_EXTENSION_FUNCTION_POINTER, &copy, sizeof(copy),
            function, sizeof(void *), &returned, NULL, NULL, NULL, &err) == 0)
        return TRUE;
    WSASetLastError(err);
    return FALSE;
}

/* A call on one of our sockets, with an OVERLAPPED or without. */
struct ext {
    struct psocket *ps;
    struct request *r;
};

static BOOL failed(int error)
{
    WSASetLastError(error);
    return FALSE;
}

/* FALSE, and the last error. function: as in extension_get. */
static BOOL ext_begin(struct ext *x, SOCKET s, const GUID *id, void *function,
                      LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    INT err;

    x->r = NULL;
    x->ps = psocket_find(s, &err);
    if (x->ps == NULL)
        return failed(err);
    if (extension_get(x->ps, id, function)) {
        if (ov == NULL || !x->ps->overlapped)
            return TRUE;
        x->r = request_new(x->ps, ov, routine, NULL, &err);
        if (x->r != NULL)
            return TRUE;
        WSASetLastError(err);
    }
    psocket_put(x->ps);
    return FALSE;
}

static LPWSAOVERLAPPED ext_below(struct ext *x)
{
    return x->r != NULL ? request_below(x->r) : NULL;
}

/* res: of the function below, which has set the last error if FALSE. */
static BOOL ext_end(struct ext *x, BOOL res)
{
    INT err = WSAGetLastError();

    if (x->r != NULL)
        res = request_begun(x->r, res ? 0 : SOCKET_ERROR, &err) == 0;
    psocket_put(x->ps);
    return res || failed(err);
}

static BOOL PASCAL ext_acceptex(SOCKET listener, SOCKET s, PVOID out,
                                DWORD data_length, DWORD local_length,
                                DWORD remote_length, LPDWORD received,
                                LPOVERLAPPED ov)
{
    LPFN_ACCEPTEX below;
    struct psocket *ps;
    struct ext x;
    INT err;
    BOOL res;

    if (ov == NULL)
        return failed(WSA_INVALID_PARAMETER);
    ps = psocket_find(s, &err);
    if (ps == NULL)
        return failed(err);
    res = ext_begin(&x, listener, &(GUID)WSAID_ACCEPTEX, &below,
                    (LPWSAOVERLAPPED)ov, NULL);
    if (res) {
        res = below(x.ps->lower, ps->lower, out, data_length, local_length,
                    remote_length, received, (LPOVERLAPPED)ext_below(&x));
        res = ext_end(&x, res);
    }
    psocket_put(ps);
    return res;
}

static BOOL PASCAL ext_disconnectex(SOCKET s, LPOVERLAPPED ov, DWORD flags,
                                    DWORD reserved)
{
    LPFN_DISCONNECTEX below;
    struct ext x;

    if (!ext_begin(&x, s, &(GUID)WSAID_DISCONNECTEX, &below,
                   (LPWSAOVERLAPPED)ov, NULL))
        return FALSE;
    if ((flags & TF_REUSE_SOCKET) != 0)
        connect_forget(s);
    return ext_end(
        &x, below(x.ps->lower, (LPOVERLAPPED)ext_below(&x), flags, reserved));
}

static BOOL PASCAL ext_transmitfile(SOCKET s, HANDLE file, DWORD length,
                                    DWORD block, LPOVERLAPPED ov,
                                    LPTRANSMIT_FILE_BUFFERS around, DWORD flags)
{
    LPFN_TRANSMITFILE below;
    LPWSAOVERLAPPED lower_ov;
    struct ext x;
    BOOL res;

    if (!ext_begin(&x, s, &(GUID)WSAID_TRANSMITFILE, &below,
                   (LPWSAOVERLAPPED)ov, NULL))
        return FALSE;
    lower_ov = ext_below(&x);
    if (lower_ov != NULL) { /* where in the file it begins */
        lower_ov->Offset = ov->Offset;
        lower_ov->OffsetHigh = ov->OffsetHigh;
    }
    res = below(x.ps->lower, file, length, block, (LPOVERLAPPED)lower_ov,
                around, flags);
    if ((flags & TF_REUSE_SOCKET) != 0)
        connect_forget(s);
    return ext_end(&x, res);
}

static BOOL PASCAL ext_transmitpackets(SOCKET s,
                                       LPTRANSMIT_PACKETS_ELEMENT packets,
                                       DWORD count, DWORD block,
                                       LPOVERLAPPED ov, DWORD flags)
{
    LPFN_TRANSMITPACKETS below;
    struct ext x;
    BOOL res;

    if (!ext_begin(&x, s, &(GUID)WSAID_TRANSMITPACKETS, &below,
                   (LPWSAOVERLAPPED)ov, NULL))
        return FALSE;
    res = below(x.ps->lower, packets, count, block, (LPOVERLAPPED)ext_below(&x),
                flags);
    if ((flags & TF_REUSE_SOCKET) != 0)
        connect_forget(s);
    return ext_end(&x, res);
}

static INT PASCAL ext_recvmsg(SOCKET s, LPWSAMSG message, LPDWORD received,
                              LPWSAOVERLAPPED ov,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    LPFN_WSARECVMSG below;
    struct ext x;

    if (!ext_begin(&x, s, &(GUID)WSAID_WSARECVMSG, &below, ov, routine))
        return SOCKET_ERROR;
    return ext_end(&x, below(x.ps->lower, message, received, ext_below(&x),
                             NULL) == 0)
               ? 0
               : SOCKET_ERROR;
}

static INT PASCAL ext_sendmsg(SOCKET s, LPWSAMSG message, DWORD flags,
                              LPDWORD sent, LPWSAOVERLAPPED ov,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    LPFN_WSASENDMSG below;
    struct ext x;

    if (!ext_begin(&x, s, &(GUID)WSAID_WSASENDMSG, &below, ov, routine))
        return SOCKET_ERROR;
    return ext_end(&x, below(x.ps->lower, message, flags, sent, ext_below(&x),
                             NULL) == 0)
               ? 0
               : SOCKET_ERROR;
}

/* --- The table */

typedef void (*function_pointer)(void);

static const struct {
    GUID id;
    function_pointer function;
} table[] = {
    {WSAID_ACCEPTEX, (function_pointer)ext_acceptex},
    {WSAID_CONNECTEX, (function_pointer)proxy_connectex},
    {WSAID_DISCONNECTEX, (function_pointer)ext_disconnectex},
    {WSAID_TRANSMITFILE, (function_pointer)ext_transmitfile},
    {WSAID_TRANSMITPACKETS, (function_pointer)ext_transmitpackets},
    {WSAID_WSARECVMSG, (function_pointer)ext_recvmsg},
    {WSAID_WSASENDMSG, (function_pointer)ext_sendmsg},
    {WSAID_WSAPOLL, (function_pointer)proxy_poll},
};

/* Of GetAcceptExSockaddrs sockets are no part, so any will do. */
int extension_answer(struct psocket *ps, const GUID *id, void *function)
{
    static const GUID sockaddrs = WSAID_GETACCEPTEXSOCKADDRS;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (memcmp(&table[i].id, id, sizeof(*id)) == 0) {
            memcpy(function, &table[i].function, sizeof(function_pointer));
            return 0;
        }
    if (memcmp(&sockaddrs, id, sizeof(*id)) != 0)
        return WSAEINVAL;
    return extension_get(ps, id, function) ? 0 : WSAGetLastError();
}
