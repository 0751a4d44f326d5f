/* SPDX-License-Identifier: MIT */
/* The base provider's service provider interface: each procedure finds its
 * socket, calls the function that does the work and reports through *lpErrno.
 * Microsoft Learn, "Winsock SPI Functions". */
#include "sock/wsp.h"

#include "err/ntstatus.h"
#include "handle/hook.h"
#include "os/mem.h"
#include "sock/duplicate.h"
#include "sock/ioctl.h"
#include "sock/join.h"
#include "sock/netevents.h"
#include "sock/op.h"
#include "sock/qos.h"
#include "sock/sock.h"
#include "sock/wspcall.h"

static SOCKET WSPAPI base_accept(SOCKET s, struct sockaddr *addr, LPINT addrlen,
                                 LPCONDITIONPROC lpfnCondition,
                                 DWORD_PTR dwCallbackData, LPINT lpErrno)
{
    struct ws2_accept_args args = {addr, addrlen, lpfnCondition,
                                   dwCallbackData};
    struct ws2_sock *sk;
    SOCKET out = INVALID_SOCKET;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_accept(sk, &args, &out);
        if (err != WSATRY_AGAIN) /* what was deferred is known already */
            ws2_netevents_again(sk, FD_ACCEPT);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno) == 0 ? out : INVALID_SOCKET;
}

static int WSPAPI base_bind(SOCKET s, const struct sockaddr *name, int namelen,
                            LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_bind(sk, name, namelen);
        if (err == WS2_OK)
            ws2_qos_moved(sk);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_cancelblockingcall(LPINT lpErrno)
{
    return wsp_finish(ws2_hook_cancel(), lpErrno);
}

static int WSPAPI base_cleanup(LPINT lpErrno)
{
    (void)lpErrno;
    return 0;
}

static int WSPAPI base_closesocket(SOCKET s, LPINT lpErrno)
{
    return wsp_finish(ws2_sock_close(s), lpErrno);
}

/* The arguments that TCP/IP has no use for. */
static ws2_err extras_check(const WSABUF *lpCallerData, const QOS *lpGQOS)
{
    if (lpGQOS != NULL)
        return WSAEINVAL; /* reserved for socket groups */
    return lpCallerData != NULL ? WSAEPROTONOSUPPORT /* it carries none */
                                : WS2_OK;
}

/* Nothing is asked for a connection that cannot begin; what is wrong with a
 * name the connect says. */
static ws2_err connect_quality(struct ws2_sock *sk, const QOS *lpSQOS,
                               const struct sockaddr *name, int namelen)
{
    struct ws2_qos_aim aim = {.connects = true};
    SOCKADDR_STORAGE ss;
    int len;

    if (lpSQOS == NULL ||
        (sock_is_stream(sk) &&
         sock_has(sk, SK_LISTENING | SK_CONNECTED | SK_CONNECTING)))
        return WS2_OK;
    if (ws2_addr_in(sk, name, namelen, WSAEAFNOSUPPORT, &ss, &len) == WS2_OK &&
        !ws2_addr_is_any(&ss))
        aim.to = &ss;
    return ws2_qos_call(sk, lpSQOS, &aim);
}

static void callee_none(LPWSABUF lpCalleeData)
{
    if (lpCalleeData != NULL &&
        os_mem_writable(lpCalleeData, sizeof(*lpCalleeData)))
        lpCalleeData->len = 0;
}

static int WSPAPI base_connect(SOCKET s, const struct sockaddr *name,
                               int namelen, LPWSABUF lpCallerData,
                               LPWSABUF lpCalleeData, LPQOS lpSQOS,
                               LPQOS lpGQOS, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err != WS2_OK)
        return wsp_finish(err, lpErrno);
    err = extras_check(lpCallerData, lpGQOS);
    if (err == WS2_OK)
        err = connect_quality(sk, lpSQOS, name, namelen);
    if (err == WS2_OK)
        err = ws2_sock_connect(sk, name, namelen);
    if (lpSQOS != NULL && err != WSAEWOULDBLOCK)
        ws2_qos_aimed(sk); /* else when the attempt ends */
    ws2_sock_unpin(s);
    if (err == WS2_OK)
        callee_none(lpCalleeData);
    return wsp_finish(err, lpErrno);
}

static SOCKET WSPAPI base_joinleaf(SOCKET s, const struct sockaddr *name,
                                   int namelen, LPWSABUF lpCallerData,
                                   LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                   LPQOS lpGQOS, DWORD dwFlags, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = extras_check(lpCallerData, lpGQOS);
        if (err == WS2_OK)
            err = ws2_sock_join(sk, name, namelen, dwFlags, lpSQOS);
        ws2_netevents_connecting(sk);
        ws2_netevents_connected(sk, err);
        ws2_sock_unpin(s);
    }
    if (wsp_finish(err, lpErrno) != 0)
        return INVALID_SOCKET;
    callee_none(lpCalleeData);
    return s; /* a leaf's own */
}

static int WSPAPI base_duplicatesocket(SOCKET s, DWORD dwProcessId,
                                       LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                       LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_duplicate(sk, s, dwProcessId, lpProtocolInfo);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static BOOL WSPAPI base_getoverlappedresult(SOCKET s,
                                            LPWSAOVERLAPPED lpOverlapped,
                                            LPDWORD lpcbTransfer, BOOL fWait,
                                            LPDWORD lpdwFlags, LPINT lpErrno)
{
    struct ws2_sock *sk;
    uint32_t status = 0;
    DWORD bytes = 0;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err != WS2_OK)
        return wsp_finish(err, lpErrno) == 0;
    err = wsp_count_check(lpcbTransfer, false);
    if (err == WS2_OK)
        err = wsp_count_check(lpdwFlags, false);
    if (err == WS2_OK)
        err = ws2_overlapped_result(&sk->so.obj, lpOverlapped, fWait, &status,
                                    &bytes);
    ws2_sock_unpin(s);
    if (err == WS2_OK) {
        *(ws2_user_dword *)lpdwFlags = lpOverlapped->Offset;
        err = ws2_err_from_status(status);
    }
    if (err == WS2_OK)
        *(ws2_user_dword *)lpcbTransfer = bytes;
    return wsp_finish(err, lpErrno) == 0;
}

static int WSPAPI base_getpeername(SOCKET s, struct sockaddr *name,
                                   LPINT namelen, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_peer(sk, name, namelen);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_getsockname(SOCKET s, struct sockaddr *name,
                                   LPINT namelen, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_name(sk, name, namelen);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_getsockopt(SOCKET s, int level, int optname,
                                  char *optval, LPINT optlen, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_getopt(sk, level, optname, optval, optlen);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_setsockopt(SOCKET s, int level, int optname,
                                  const char *optval, int optlen, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_setopt(sk, level, optname, optval, optlen);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_ioctl(SOCKET s, DWORD dwIoControlCode,
                             LPVOID lpvInBuffer, DWORD cbInBuffer,
                             LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                             LPDWORD lpcbBytesReturned,
                             LPWSAOVERLAPPED lpOverlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID lpThreadId, LPINT lpErrno)
{
    struct ioctl_call c = {
        s,           lpvInBuffer,       cbInBuffer, lpvOutBuffer,
        cbOutBuffer, lpcbBytesReturned, NULL,       NULL};
    struct ws2_sock *sk;
    DWORD unasked;
    ws2_err err = ws2_sock_pin(s, &sk);

    (void)lpThreadId;
    if (err != WS2_OK)
        return wsp_finish(err, lpErrno);
    if (wsp_is_overlapped(sk, lpOverlapped, routine)) {
        c.ov = lpOverlapped;
        c.routine = routine;
    }
    err = wsp_count_check(lpcbBytesReturned, c.ov != NULL || c.routine != NULL);
    if (lpcbBytesReturned == NULL)
        c.returned = &unasked;
    if (err == WS2_OK)
        err = ws2_sock_ioctl(sk, dwIoControlCode, &c);
    ws2_sock_unpin(s);
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_listen(SOCKET s, int backlog, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_listen(sk, backlog);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

int ws2_base_recvmsg(SOCKET s, LPWSAMSG lpMsg, LPDWORD lpNumberOfBytesRecvd,
                     LPWSAOVERLAPPED lpOverlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);
    bool async;

    if (err != WS2_OK)
        return wsp_finish(err, lpErrno);
    async = wsp_is_overlapped(sk, lpOverlapped, routine);
    err = wsp_count_check(lpNumberOfBytesRecvd, async);
    if (err == WS2_OK)
        err = async ? ws2_op_recvmsg(sk, lpMsg, lpNumberOfBytesRecvd,
                                     lpOverlapped, routine)
                    : ws2_sock_recvmsg(sk, lpMsg, lpNumberOfBytesRecvd);
    ws2_netevents_again(sk, FD_READ | FD_OOB);
    ws2_sock_unpin(s);
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_recvdisconnect(SOCKET s,
                                      LPWSABUF lpInboundDisconnectData,
                                      LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_disconnect(sk, SD_RECEIVE, lpInboundDisconnectData);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_senddisconnect(SOCKET s,
                                      LPWSABUF lpOutboundDisconnectData,
                                      LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_disconnect(sk, SD_SEND, lpOutboundDisconnectData);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

static int WSPAPI base_select(int nfds, fd_set *readfds, fd_set *writefds,
                              fd_set *exceptfds, const struct timeval *timeout,
                              LPINT lpErrno)
{
    int count = 0;
    ws2_err err =
        ws2_sock_select(readfds, writefds, exceptfds, timeout, &count);

    (void)nfds;
    return wsp_finish(err, lpErrno) == 0 ? count : SOCKET_ERROR;
}

static int WSPAPI base_shutdown(SOCKET s, int how, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = ws2_sock_shutdown(sk, how);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}

/* The first protocol entry has been chosen by the dispatcher, so lpProtocolInfo
 * is always there; its entry belongs to this provider. */

const WSPPROC_TABLE ws2_base_procs = {
    .lpWSPAccept = base_accept,
    .lpWSPAsyncSelect = ws2_wsp_asyncselect,
    .lpWSPBind = base_bind,
    .lpWSPCancelBlockingCall = base_cancelblockingcall,
    .lpWSPCleanup = base_cleanup,
    .lpWSPCloseSocket = base_closesocket,
    .lpWSPConnect = base_connect,
    .lpWSPDuplicateSocket = base_duplicatesocket,
    .lpWSPEnumNetworkEvents = ws2_wsp_enumnetworkevents,
    .lpWSPEventSelect = ws2_wsp_eventselect,
    .lpWSPGetOverlappedResult = base_getoverlappedresult,
    .lpWSPGetPeerName = base_getpeername,
    .lpWSPGetSockName = base_getsockname,
    .lpWSPGetSockOpt = base_getsockopt,
    .lpWSPIoctl = base_ioctl,
    .lpWSPJoinLeaf = base_joinleaf,
    .lpWSPListen = base_listen,
    .lpWSPRecv = ws2_wsp_recv,
    .lpWSPRecvDisconnect = base_recvdisconnect,
    .lpWSPRecvFrom = ws2_wsp_recvfrom,
    .lpWSPSelect = base_select,
    .lpWSPSend = ws2_wsp_send,
    .lpWSPSendDisconnect = base_senddisconnect,
    .lpWSPSendTo = ws2_wsp_sendto,
    .lpWSPSetSockOpt = base_setsockopt,
    .lpWSPShutdown = base_shutdown,
    .lpWSPSocket = ws2_wsp_socket,
};
