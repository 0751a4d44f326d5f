/* SPDX-License-Identifier: MIT */
/* Sends each argument to the echo server and prints what comes back.
 *
 *     echo_client HOST PORT TEXT...
 */
#include "example.h"

/* Reads until len bytes are there or the connection ends. */
static int recv_all(SOCKET s, char *buf, int len)
{
    int got = 0;

    while (got < len) {
        int n = recv(s, buf + got, len - got, 0);

        if (n == SOCKET_ERROR)
            return SOCKET_ERROR;
        if (n == 0)
            break;
        got += n;
    }
    return got;
}

static int echo_once(SOCKET s, const char *text)
{
    char reply[1024];
    int len = (int)strlen(text);

    if (len > (int)sizeof(reply))
        len = sizeof(reply);
    if (send_all(s, text, len) == SOCKET_ERROR) {
        print_error("send", WSAGetLastError());
        return 1;
    }
    switch (recv_all(s, reply, len)) {
    case SOCKET_ERROR:
        print_error("recv", WSAGetLastError());
        return 1;
    case 0:
        fprintf(stderr, "the server closed the connection\n");
        return 1;
    default:
        printf("%.*s\n", len, reply);
        return memcmp(text, reply, (size_t)len) != 0;
    }
}

int main(int argc, char **argv)
{
    int i, status = 0;
    SOCKET s;

    if (argc < 4) {
        fprintf(stderr, "usage: echo_client HOST PORT TEXT...\n");
        return 2;
    }
    start_winsock();
    s = connect_to(argv[1], argv[2]);
    if (s == INVALID_SOCKET) {
        WSACleanup();
        return 1;
    }
    for (i = 3; i < argc && status == 0; i++)
        status = echo_once(s, argv[i]);
    shutdown(s, SD_SEND);
    closesocket(s);
    WSACleanup();
    return status;
}
