/* SPDX-License-Identifier: MIT */
/* Doors: the secure socket extensions, which are WSAIoctl with fewer arguments
 * (src/sock/ioctl_secure.c), and SetSocketMediaStreamingMode. Microsoft Learn,
 * "Winsock secure socket extensions". */
#include "api/door.h"

#include <mstcpip.h>
#include <socketapi.h>
#include <ws2tcpip.h>

#include "os/mem.h"
#include "sock/sock.h"

static INT control_in(SOCKET s, DWORD code, const void *in, ULONG len,
                      LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    DWORD returned = 0;

    return ws2_do_WSAIoctl(s, code, (void *)(uintptr_t)in, len, NULL, 0,
                           &returned, ov, routine);
}

INT WSAAPI ws2_do_WSASetSocketSecurity(
    SOCKET Socket, const SOCKET_SECURITY_SETTINGS *SecuritySettings,
    ULONG SecuritySettingsLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine)
{
    return control_in(Socket, SIO_SET_SECURITY, SecuritySettings,
                      SecuritySettingsLen, Overlapped, CompletionRoutine);
}

/* The length comes back from a failure too, where it is what would do. */
INT WSAAPI ws2_do_WSAQuerySocketSecurity(
    SOCKET Socket, const SOCKET_SECURITY_QUERY_TEMPLATE *SecurityQueryTemplate,
    ULONG SecurityQueryTemplateLen,
    SOCKET_SECURITY_QUERY_INFO *SecurityQueryInfo, ULONG *SecurityQueryInfoLen,
    LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine)
{
    const WSPPROC_TABLE *proc;
    ULONG room = 0;
    DWORD len = 0;
    INT err = ws2_door_open(Socket, &proc);
    int res = SOCKET_ERROR;

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (os_mem_copy_in(&room, SecurityQueryInfoLen, sizeof(room)) != 0 ||
        !os_mem_writable(SecurityQueryInfoLen, sizeof(room)))
        err = WSAEFAULT;
    else
        res =
            proc->lpWSPIoctl(Socket, SIO_QUERY_SECURITY,
                             (void *)(uintptr_t)SecurityQueryTemplate,
                             SecurityQueryTemplateLen, SecurityQueryInfo, room,
                             &len, Overlapped, CompletionRoutine, NULL, &err);
    ws2_door_close(Socket);
    if (len != 0)
        os_mem_copy_out(SecurityQueryInfoLen, &len, sizeof(len));
    return res != 0 ? ws2_door_fail(err) : 0;
}

INT WSAAPI ws2_do_WSASetSocketPeerTargetName(
    SOCKET Socket, const SOCKET_PEER_TARGET_NAME *PeerTargetName,
    ULONG PeerTargetNameLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine)
{
    return control_in(Socket, SIO_SET_PEER_TARGET_NAME, PeerTargetName,
                      PeerTargetNameLen, Overlapped, CompletionRoutine);
}

INT WSAAPI ws2_do_WSADeleteSocketPeerTargetName(
    SOCKET Socket, const struct sockaddr *PeerAddr, ULONG PeerAddrLen,
    LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine)
{
    return control_in(Socket, SIO_DELETE_PEER_TARGET_NAME, PeerAddr,
                      PeerAddrLen, Overlapped, CompletionRoutine);
}

/* No ioctl stands behind it: the base provider's sockets only. */
INT WSAAPI ws2_do_WSAImpersonateSocketPeer(SOCKET Socket,
                                           const struct sockaddr *PeerAddr,
                                           ULONG PeerAddrLen)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_sock_pin(Socket, &sk);
    if (err == WS2_OK) {
        err = ws2_sock_impersonate(sk, PeerAddr, PeerAddrLen);
        ws2_sock_unpin(Socket);
    }
    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

/* "If the thread is not currently impersonating a socket peer, no action is
 * taken": and no thread ever is. */
INT WSAAPI ws2_do_WSARevertImpersonation(void)
{
    ws2_err err = ws2_enter();

    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

/* Nothing here keeps a wireless interface from looking for other networks. */
HRESULT WINAPI ws2_do_SetSocketMediaStreamingMode(BOOL value)
{
    return value ? E_NOTIMPL : S_OK;
}
