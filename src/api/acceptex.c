/* SPDX-License-Identifier: MIT */
/* Doors: AcceptEx, ConnectEx, DisconnectEx. A program gets the addresses of the
 * latter two from WSAIoctl (extension.c). Microsoft Learn, "mswsock.h
 * header". */
#include "api/door.h"

#include "os/mem.h"
#include "sock/extension.h"
#include "spi/extension.h"

/* Two sockets, both of the base provider. */
static ws2_err pair_pin(SOCKET a, SOCKET b, struct ws2_sock **ska,
                        struct ws2_sock **skb)
{
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_sock_pin(a, ska);
    if (err != WS2_OK)
        return err;
    err = ws2_sock_pin(b, skb);
    if (err != WS2_OK)
        ws2_sock_unpin(a);
    return err;
}

static BOOL done(ws2_err err)
{
    return err == WS2_OK || ws2_door_fail(err) == 0;
}

BOOL PASCAL ws2_do_acceptex(SOCKET sListenSocket, SOCKET sAcceptSocket,
                            PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                            DWORD dwLocalAddressLength,
                            DWORD dwRemoteAddressLength,
                            LPDWORD lpdwBytesReceived,
                            LPOVERLAPPED lpOverlapped)
{
    const struct ws2_acceptex_args args = {
        lpOutputBuffer,        dwReceiveDataLength, dwLocalAddressLength,
        dwRemoteAddressLength, lpdwBytesReceived,   lpOverlapped};
    struct ws2_sock *listener, *sk;
    ws2_err err = pair_pin(sListenSocket, sAcceptSocket, &listener, &sk);

    if (err != WS2_OK)
        return done(err);
    err = lpOverlapped == NULL ? WSA_INVALID_PARAMETER
                               : ws2_op_acceptex(listener, sk, &args);
    ws2_sock_unpin(sAcceptSocket);
    ws2_sock_unpin(sListenSocket);
    return done(err);
}

/* By name it is the socket's provider's, whoever that is. */
BOOL WINAPI ws2_do_AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket,
                            PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                            DWORD dwLocalAddressLength,
                            DWORD dwRemoteAddressLength,
                            LPDWORD lpdwBytesReceived,
                            LPOVERLAPPED lpOverlapped)
{
    ws2_extension_fn function = (ws2_extension_fn)ws2_do_acceptex;
    ws2_err err = ws2_spi_extension(sListenSocket, WS2_ACCEPTEX, &function);

    if (err != WS2_OK)
        return done(err);
    return ((LPFN_ACCEPTEX)function)(
        sListenSocket, sAcceptSocket, lpOutputBuffer, dwReceiveDataLength,
        dwLocalAddressLength, dwRemoteAddressLength, lpdwBytesReceived,
        lpOverlapped);
}

static int address_length(ADDRESS_FAMILY family)
{
    switch (family) {
    case AF_INET:
        return (int)sizeof(struct sockaddr_in);
    case AF_INET6:
        return (int)sizeof(struct sockaddr_in6);
    default:
        return (int)sizeof(SOCKADDR_STORAGE);
    }
}

/* There is no way to fail: what cannot be read or written is left out. */
static void address_find(char *at, struct sockaddr **found, LPINT length)
{
    ADDRESS_FAMILY family = AF_UNSPEC;
    int size;

    (void)os_mem_copy_in(&family, at, sizeof(family));
    size = address_length(family);
    (void)os_mem_copy_out(found, &at, sizeof(at));
    (void)os_mem_copy_out(length, &size, sizeof(size));
}

VOID WINAPI ws2_do_GetAcceptExSockaddrs(
    PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength, struct sockaddr **LocalSockaddr,
    LPINT LocalSockaddrLength, struct sockaddr **RemoteSockaddr,
    LPINT RemoteSockaddrLength)
{
    char *at = (char *)lpOutputBuffer + dwReceiveDataLength;

    (void)dwRemoteAddressLength;
    address_find(at, LocalSockaddr, LocalSockaddrLength);
    address_find(at + dwLocalAddressLength, RemoteSockaddr,
                 RemoteSockaddrLength);
}

BOOL PASCAL ws2_do_connectex(SOCKET s, const struct sockaddr *name, int namelen,
                             PVOID lpSendBuffer, DWORD dwSendDataLength,
                             LPDWORD lpdwBytesSent, LPOVERLAPPED lpOverlapped)
{
    WSABUF data = {.len = dwSendDataLength, .buf = lpSendBuffer};
    struct ws2_sock *sk;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_sock_pin(s, &sk);
    if (err != WS2_OK)
        return done(err);
    err = lpOverlapped == NULL
              ? WSA_INVALID_PARAMETER
              : ws2_op_connectex(sk, name, namelen,
                                 lpSendBuffer != NULL ? &data : NULL,
                                 lpdwBytesSent, lpOverlapped);
    ws2_sock_unpin(s);
    return done(err);
}

BOOL PASCAL ws2_do_disconnectex(SOCKET s, LPOVERLAPPED lpOverlapped,
                                DWORD dwFlags, DWORD dwReserved)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_sock_pin(s, &sk);
    if (err != WS2_OK)
        return done(err);
    err = dwReserved != 0 ? WSAEINVAL
                          : ws2_op_disconnectex(sk, lpOverlapped, dwFlags);
    ws2_sock_unpin(s);
    return done(err);
}
