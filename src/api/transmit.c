/* SPDX-License-Identifier: MIT */
/* Doors: TransmitFile, and TransmitPackets, whose address a program gets from
 * WSAIoctl (extension.c). Microsoft Learn, "mswsock.h header". */
#include "api/door.h"

#include "sock/extension.h"
#include "spi/extension.h"

static BOOL done(ws2_err err)
{
    return err == WS2_OK || ws2_door_fail(err) == 0;
}

static ws2_err begin(SOCKET s, struct ws2_sock **sk)
{
    ws2_err err = ws2_enter();

    return err == WS2_OK ? ws2_sock_pin(s, sk) : err;
}

BOOL PASCAL ws2_do_transmitfile(SOCKET hSocket, HANDLE hFile,
                                DWORD nNumberOfBytesToWrite,
                                DWORD nNumberOfBytesPerSend,
                                LPOVERLAPPED lpOverlapped,
                                LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers,
                                DWORD dwReserved)
{
    const struct ws2_transmitfile_args args = {hFile,
                                               nNumberOfBytesToWrite,
                                               nNumberOfBytesPerSend,
                                               lpTransmitBuffers,
                                               lpOverlapped,
                                               dwReserved};
    struct ws2_sock *sk;
    ws2_err err = begin(hSocket, &sk);

    if (err == WS2_OK) {
        err = ws2_op_transmitfile(sk, &args);
        ws2_sock_unpin(hSocket);
    }
    return done(err);
}

/* By name it is the socket's provider's, whoever that is. */
BOOL WINAPI ws2_do_TransmitFile(SOCKET hSocket, HANDLE hFile,
                                DWORD nNumberOfBytesToWrite,
                                DWORD nNumberOfBytesPerSend,
                                LPOVERLAPPED lpOverlapped,
                                LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers,
                                DWORD dwReserved)
{
    ws2_extension_fn function = (ws2_extension_fn)ws2_do_transmitfile;
    ws2_err err = ws2_spi_extension(hSocket, WS2_TRANSMITFILE, &function);

    if (err != WS2_OK)
        return done(err);
    return ((LPFN_TRANSMITFILE)function)(hSocket, hFile, nNumberOfBytesToWrite,
                                         nNumberOfBytesPerSend, lpOverlapped,
                                         lpTransmitBuffers, dwReserved);
}

BOOL PASCAL ws2_do_transmitpackets(SOCKET hSocket,
                                   LPTRANSMIT_PACKETS_ELEMENT lpPacketArray,
                                   DWORD nElementCount, DWORD nSendSize,
                                   LPOVERLAPPED lpOverlapped, DWORD dwFlags)
{
    const struct ws2_transmitpackets_args args = {
        lpPacketArray, nElementCount, nSendSize, lpOverlapped, dwFlags};
    struct ws2_sock *sk;
    ws2_err err = begin(hSocket, &sk);

    if (err == WS2_OK) {
        err = ws2_op_transmitpackets(sk, &args);
        ws2_sock_unpin(hSocket);
    }
    return done(err);
}
