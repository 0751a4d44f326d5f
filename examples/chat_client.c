/* SPDX-License-Identifier: MIT */
/* Talks to chat_server: what is typed goes out, what others say comes in.
 *
 *     chat_client HOST PORT NAME
 *
 * select() on Windows takes sockets only, so a second thread reads the input.
 * The end of the input says goodbye with shutdown(). */
#include "example.h"

static unsigned __stdcall send_input(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    char line[512];

    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (send_all(s, line, (int)strlen(line)) == SOCKET_ERROR)
            break;
    }
    shutdown(s, SD_SEND);
    return 0;
}

static int print_replies(SOCKET s)
{
    char buf[512];
    int len;

    while ((len = recv(s, buf, sizeof(buf), 0)) > 0) {
        fwrite(buf, 1, (size_t)len, stdout);
        fflush(stdout);
    }
    if (len == SOCKET_ERROR) {
        print_error("recv", WSAGetLastError());
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    HANDLE sender;
    SOCKET s;
    int status;

    if (argc != 4) {
        fprintf(stderr, "usage: chat_client HOST PORT NAME\n");
        return 2;
    }
    start_winsock();
    s = connect_to(argv[1], argv[2]);
    if (s == INVALID_SOCKET)
        return 1;
    if (send_all(s, argv[3], (int)strlen(argv[3])) == SOCKET_ERROR ||
        send_all(s, "\n", 1) == SOCKET_ERROR) {
        print_error("send", WSAGetLastError());
        return 1;
    }
    sender = start_thread(send_input, &s);
    status = print_replies(s);
    CloseHandle(sender);
    closesocket(s);
    WSACleanup();
    return status;
}
