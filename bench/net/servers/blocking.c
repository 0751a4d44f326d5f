/* SPDX-License-Identifier: MIT */
/* TCP echo with blocking calls, a thread for each connection; plain Windows
 * source.
 *
 *   blocking PORT */
#include <winsock2.h>
#include <windows.h>

#include <stdlib.h>

#define BUFFER 65536

static int send_all(SOCKET s, const char *data, int len)
{
    while (len > 0) {
        int n = send(s, data, len, 0);

        if (n <= 0)
            return -1;
        data += n;
        len -= n;
    }
    return 0;
}

static DWORD WINAPI serve(void *arg)
{
    SOCKET s = (SOCKET)arg;
    char *buf = malloc(BUFFER);
    int n;

    while ((n = recv(s, buf, BUFFER, 0)) > 0)
        if (send_all(s, buf, n) != 0)
            break;
    closesocket(s);
    free(buf);
    return 0;
}

int main(int argc, char **argv)
{
    struct sockaddr_in a = {0};
    BOOL one = TRUE;
    WSADATA data;
    SOCKET l, s;

    if (argc < 2 || WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 2;
    l = socket(AF_INET, SOCK_STREAM, 0);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)atoi(argv[1]));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(l, (struct sockaddr *)&a, sizeof(a)) != 0 ||
        listen(l, SOMAXCONN) != 0)
        return 1;
    while ((s = accept(l, NULL, NULL)) != INVALID_SOCKET) {
        setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&one,
                   sizeof(one));
        CloseHandle(CreateThread(NULL, 128 * 1024, serve, (void *)s, 0, NULL));
    }
    return 1;
}
