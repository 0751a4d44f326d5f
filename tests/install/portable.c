/* SPDX-License-Identifier: MIT */
/* A Linux program that uses the library without the flags of ws2-cc: the
 * Windows headers work beside libc's, and the portable catalog is there. */
#include <stdio.h>
#include <unistd.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <ws2/errors.h>

int main(void)
{
    WSADATA data;
    int err = WSAStartup(MAKEWORD(2, 2), &data);

    if (err == 0 && listen(INVALID_SOCKET, 1) == SOCKET_ERROR)
        err = WSAGetLastError();
    WSACleanup();
    if (err != WSAENOTSOCK)
        printf("error %d\n", err);
    return err == WSAENOTSOCK && sizeof(WCHAR) == 2 && getpid() > 0 ? 0 : 1;
}
