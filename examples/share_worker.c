/* SPDX-License-Identifier: MIT */
/* Serves the connections that share_server accepts: each comes as a structure,
 * from which WSASocket makes a socket of this process. What a client sends
 * comes back.
 *
 *     share_worker HOST PORT
 */
#include "example.h"

static unsigned __stdcall echo(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    char buf[1024];
    int n;

    free(arg);
    while ((n = recv(s, buf, sizeof(buf), 0)) > 0 && send_all(s, buf, n) == 0)
        ;
    closesocket(s);
    return 0;
}

static int serve(WSAPROTOCOL_INFOW *info)
{
    SOCKET *s = malloc(sizeof(*s));

    if (s == NULL)
        return 1;
    *s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                    info, 0, WSA_FLAG_OVERLAPPED);
    if (*s == INVALID_SOCKET) {
        print_error("WSASocket", WSAGetLastError());
        free(s);
        return 1;
    }
    printf("a connection came\n");
    fflush(stdout);
    CloseHandle(start_thread(echo, s));
    return 0;
}

int main(int argc, char **argv)
{
    DWORD process = GetCurrentProcessId();
    WSAPROTOCOL_INFOW info;
    SOCKET server;
    int n;

    if (argc != 3) {
        fprintf(stderr, "usage: share_worker HOST PORT\n");
        return 2;
    }
    start_winsock();
    server = connect_to(argv[1], argv[2]);
    if (server == INVALID_SOCKET)
        return 1;
    if (send_all(server, (const char *)&process, sizeof(process)) != 0) {
        print_error("send", WSAGetLastError());
        return 1;
    }
    printf("at work\n");
    fflush(stdout);
    while ((n = recv(server, (char *)&info, sizeof(info), MSG_WAITALL)) ==
           sizeof(info))
        serve(&info);
    closesocket(server);
    WSACleanup();
    return n != 0;
}
