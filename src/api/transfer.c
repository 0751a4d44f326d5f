/* SPDX-License-Identifier: MIT */
/* Doors that move data: send, sendto, recv, recvfrom and their WSA forms. The
 * first four are the WSA forms with one buffer on the stack. */
#include "api/door.h"

#include "handle/socket.h"
#include "sock/direct.h"

/* How a procedure of the SPI ended, as a code. */
static ws2_err ended(int res, const INT *err)
{
    if (res == 0)
        return WS2_OK;
    return *err != WS2_OK ? *err : WSASYSCALLFAILURE;
}

static int leave(SOCKET s, ws2_err err)
{
    ws2_door_let_go(s);
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_WSASend(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesSent, DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct ws2_socket *so;
    INT err = ws2_door_hold(s, &so);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (ws2_socket_provider(so)->direct != NULL)
        err = ws2_socket_provider(so)->direct->send(
            so, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags,
            lpOverlapped, lpCompletionRoutine);
    else
        err = ended(ws2_socket_provider(so)->proc->lpWSPSend(
                        s, lpBuffers, dwBufferCount, lpNumberOfBytesSent,
                        dwFlags, lpOverlapped, lpCompletionRoutine, NULL, &err),
                    &err);
    return leave(s, err);
}

int WSAAPI ws2_do_WSASendTo(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesSent, DWORD dwFlags, const struct sockaddr *lpTo,
    int iTolen, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct ws2_socket *so;
    INT err = ws2_door_hold(s, &so);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (ws2_socket_provider(so)->direct != NULL)
        err = ws2_socket_provider(so)->direct->sendto(
            so, lpBuffers, dwBufferCount, lpNumberOfBytesSent, dwFlags, lpTo,
            iTolen, lpOverlapped, lpCompletionRoutine);
    else
        err = ended(ws2_socket_provider(so)->proc->lpWSPSendTo(
                        s, lpBuffers, dwBufferCount, lpNumberOfBytesSent,
                        dwFlags, lpTo, iTolen, lpOverlapped,
                        lpCompletionRoutine, NULL, &err),
                    &err);
    return leave(s, err);
}

int WSAAPI ws2_do_WSARecv(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct ws2_socket *so;
    INT err = ws2_door_hold(s, &so);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (ws2_socket_provider(so)->direct != NULL)
        err = ws2_socket_provider(so)->direct->recv(
            so, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags,
            lpOverlapped, lpCompletionRoutine);
    else
        err = ended(ws2_socket_provider(so)->proc->lpWSPRecv(
                        s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd,
                        lpFlags, lpOverlapped, lpCompletionRoutine, NULL, &err),
                    &err);
    return leave(s, err);
}

int WSAAPI ws2_do_WSARecvFrom(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, struct sockaddr *lpFrom,
    LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct ws2_socket *so;
    INT err = ws2_door_hold(s, &so);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (ws2_socket_provider(so)->direct != NULL)
        err = ws2_socket_provider(so)->direct->recvfrom(
            so, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd, lpFlags, lpFrom,
            lpFromlen, lpOverlapped, lpCompletionRoutine);
    else
        err = ended(ws2_socket_provider(so)->proc->lpWSPRecvFrom(
                        s, lpBuffers, dwBufferCount, lpNumberOfBytesRecvd,
                        lpFlags, lpFrom, lpFromlen, lpOverlapped,
                        lpCompletionRoutine, NULL, &err),
                    &err);
    return leave(s, err);
}

/* A negative length would be one of 4 GB: no program has that much behind its
 * buffer, and Linux would send what there is. */
static ws2_err send_len_check(SOCKET s, int len)
{
    const WSPPROC_TABLE *proc;
    INT err;

    if (len >= 0)
        return WS2_OK;
    err = ws2_door_open(s, &proc);
    if (err != WS2_OK)
        return err;
    ws2_door_close(s);
    return WSAEFAULT;
}

int WSAAPI ws2_do_send(SOCKET s, const char *buf, int len, int flags)
{
    WSABUF b = {(ULONG)len, (CHAR *)(uintptr_t)buf};
    DWORD sent = 0;
    ws2_err err = send_len_check(s, len);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    return ws2_do_WSASend(s, &b, 1, &sent, (DWORD)flags, NULL, NULL) == 0
               ? (int)sent
               : SOCKET_ERROR;
}

int WSAAPI ws2_do_sendto(SOCKET s, const char *buf, int len, int flags,
                         const struct sockaddr *to, int tolen)
{
    WSABUF b = {(ULONG)len, (CHAR *)(uintptr_t)buf};
    DWORD sent = 0;
    ws2_err err = send_len_check(s, len);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    return ws2_do_WSASendTo(s, &b, 1, &sent, (DWORD)flags, to, tolen, NULL,
                            NULL) == 0
               ? (int)sent
               : SOCKET_ERROR;
}

/* The pages of recv and recvfrom refuse a length of 0 on a byte stream as well;
 * Windows itself takes it as WSARecv takes an empty buffer: it waits for data
 * and returns 0. A negative length is refused. */
static ws2_err recv_len_check(SOCKET s, int len)
{
    const WSPPROC_TABLE *proc;
    INT err;

    if (len >= 0)
        return WS2_OK;
    err = ws2_door_open(s, &proc);
    if (err == WS2_OK) {
        ws2_door_close(s);
        err = WSAEINVAL;
    }
    return err;
}

int WSAAPI ws2_do_recv(SOCKET s, char *buf, int len, int flags)
{
    WSABUF b = {(ULONG)len, buf};
    DWORD got = 0, inout = (DWORD)flags;
    ws2_err err = recv_len_check(s, len);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    return ws2_do_WSARecv(s, &b, 1, &got, &inout, NULL, NULL) == 0
               ? (int)got
               : SOCKET_ERROR;
}

int WSAAPI ws2_do_recvfrom(SOCKET s, char *buf, int len, int flags,
                           struct sockaddr *from, int *fromlen)
{
    WSABUF b = {(ULONG)len, buf};
    DWORD got = 0, inout = (DWORD)flags;
    ws2_err err = recv_len_check(s, len);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    return ws2_do_WSARecvFrom(s, &b, 1, &got, &inout, from, fromlen, NULL,
                              NULL) == 0
               ? (int)got
               : SOCKET_ERROR;
}
