/* SPDX-License-Identifier: MIT */
/* The base provider's data path: WSPSend, WSPSendTo, WSPRecv, WSPRecvFrom, and
 * the same for doors that have the socket pinned (direct.h). */
#include "sock/netevents.h"
#include "sock/op.h"
#include "sock/wsp.h"
#include "sock/wspcall.h"

static ws2_err direct_send(struct ws2_socket *so, LPWSABUF lpBuffers,
                           DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent,
                           DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_sock *sk = (struct ws2_sock *)so;
    bool async = wsp_is_overlapped(sk, lpOverlapped, routine);
    ws2_err err = wsp_count_check(lpNumberOfBytesSent, async);

    if (err != WS2_OK)
        return err;
    if (async && dwBufferCount == 1 && dwFlags == 0 &&
        ws2_op_send_one(sk, lpBuffers, lpNumberOfBytesSent, lpOverlapped,
                        routine, &err))
        return err;
    return async
               ? ws2_op_send(sk, lpBuffers, dwBufferCount, lpNumberOfBytesSent,
                             dwFlags, lpOverlapped, routine)
               : ws2_sock_send(sk, lpBuffers, dwBufferCount,
                               lpNumberOfBytesSent, dwFlags);
}

static ws2_err direct_sendto(struct ws2_socket *so, LPWSABUF lpBuffers,
                             DWORD dwBufferCount, LPDWORD lpNumberOfBytesSent,
                             DWORD dwFlags, const struct sockaddr *lpTo,
                             int iTolen, LPWSAOVERLAPPED lpOverlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_sock *sk = (struct ws2_sock *)so;
    bool async = wsp_is_overlapped(sk, lpOverlapped, routine);
    ws2_err err = wsp_count_check(lpNumberOfBytesSent, async);

    if (err != WS2_OK)
        return err;
    if (async && lpTo != NULL && dwBufferCount == 1 && dwFlags == 0 &&
        ws2_op_sendto_one(sk, lpBuffers, lpNumberOfBytesSent, lpTo, iTolen,
                          lpOverlapped, routine, &err))
        return err;
    return async ? ws2_op_sendto(sk, lpBuffers, dwBufferCount,
                                 lpNumberOfBytesSent, dwFlags, lpTo, iTolen,
                                 lpOverlapped, routine)
                 : ws2_sock_sendto(sk, lpBuffers, dwBufferCount,
                                   lpNumberOfBytesSent, dwFlags, lpTo, iTolen);
}

static ws2_err direct_recv(struct ws2_socket *so, LPWSABUF lpBuffers,
                           DWORD dwBufferCount, LPDWORD lpNumberOfBytesRecvd,
                           LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_sock *sk = (struct ws2_sock *)so;
    bool async = wsp_is_overlapped(sk, lpOverlapped, routine);
    ws2_err err = wsp_count_check(lpNumberOfBytesRecvd, async);

    if (err == WS2_OK)
        err = wsp_count_check(lpFlags, false);
    if (err != WS2_OK)
        goto out;
    if (!async || dwBufferCount != 1 || *lpFlags != 0 ||
        !ws2_op_recv_one(sk, lpBuffers, lpNumberOfBytesRecvd, lpFlags,
                         lpOverlapped, routine, &err))
        err = async ? ws2_op_recv(sk, lpBuffers, dwBufferCount,
                                  lpNumberOfBytesRecvd, lpFlags, lpOverlapped,
                                  routine)
                    : ws2_sock_recv(sk, lpBuffers, dwBufferCount,
                                    lpNumberOfBytesRecvd, lpFlags);
out:
    ws2_netevents_again(sk, FD_READ | FD_OOB);
    return err;
}

static ws2_err direct_recvfrom(struct ws2_socket *so, LPWSABUF lpBuffers,
                               DWORD dwBufferCount,
                               LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                               struct sockaddr *lpFrom, LPINT lpFromlen,
                               LPWSAOVERLAPPED lpOverlapped,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_sock *sk = (struct ws2_sock *)so;
    bool async = wsp_is_overlapped(sk, lpOverlapped, routine);
    ws2_err err = wsp_count_check(lpNumberOfBytesRecvd, async);

    if (err == WS2_OK)
        err = wsp_count_check(lpFlags, false);
    if (err == WS2_OK)
        err = async ? ws2_op_recvfrom(sk, lpBuffers, dwBufferCount,
                                      lpNumberOfBytesRecvd, lpFlags, lpFrom,
                                      lpFromlen, lpOverlapped, routine)
                    : ws2_sock_recvfrom(sk, lpBuffers, dwBufferCount,
                                        lpNumberOfBytesRecvd, lpFlags, lpFrom,
                                        lpFromlen);
    ws2_netevents_again(sk, FD_READ | FD_OOB);
    return err;
}

const struct ws2_direct ws2_wsp_direct = {.send = direct_send,
                                          .sendto = direct_sendto,
                                          .recv = direct_recv,
                                          .recvfrom = direct_recvfrom};

int WSPAPI ws2_wsp_send(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                        LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                        LPWSAOVERLAPPED lpOverlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    (void)lpThreadId;
    if (err == WS2_OK) {
        err = direct_send(&sk->so, lpBuffers, dwBufferCount,
                          lpNumberOfBytesSent, dwFlags, lpOverlapped, routine);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

int WSPAPI ws2_wsp_sendto(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                          LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                          const struct sockaddr *lpTo, int iTolen,
                          LPWSAOVERLAPPED lpOverlapped,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    (void)lpThreadId;
    if (err == WS2_OK) {
        err = direct_sendto(&sk->so, lpBuffers, dwBufferCount,
                            lpNumberOfBytesSent, dwFlags, lpTo, iTolen,
                            lpOverlapped, routine);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

int WSPAPI ws2_wsp_recv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                        LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                        LPWSAOVERLAPPED lpOverlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    (void)lpThreadId;
    if (err == WS2_OK) {
        err = direct_recv(&sk->so, lpBuffers, dwBufferCount,
                          lpNumberOfBytesRecvd, lpFlags, lpOverlapped, routine);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

int WSPAPI ws2_wsp_recvfrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                            LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                            struct sockaddr *lpFrom, LPINT lpFromlen,
                            LPWSAOVERLAPPED lpOverlapped,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    (void)lpThreadId;
    if (err == WS2_OK) {
        err = direct_recvfrom(&sk->so, lpBuffers, dwBufferCount,
                              lpNumberOfBytesRecvd, lpFlags, lpFrom, lpFromlen,
                              lpOverlapped, routine);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}
