/* SPDX-License-Identifier: MIT */
/* A Windows program for lsp-trace: it opens a socket. */
#include <winsock2.h>

int main(void)
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data) != 0 ||
           closesocket(socket(AF_INET, SOCK_STREAM, 0)) != 0;
}
