/* SPDX-License-Identifier: MIT */
/* One process accepts, others serve: the connections go to a worker process
 * with WSADuplicateSocket. Who connects first is the worker and says which
 * process it is; everybody after it is a client.
 *
 *     share_server [PORT]
 */
#include "example.h"

static HANDLE stopped;

/* The structure is good for that one process, once. */
static int hand_over(SOCKET client, SOCKET worker, DWORD process)
{
    WSAPROTOCOL_INFOW info;

    if (WSADuplicateSocketW(client, process, &info) == SOCKET_ERROR) {
        print_error("WSADuplicateSocket", WSAGetLastError());
        return SOCKET_ERROR;
    }
    return send_all(worker, (const char *)&info, sizeof(info));
}

static SOCKET next_connection(SOCKET listener)
{
    SOCKET s = accept(listener, NULL, NULL);
    int err = WSAGetLastError();

    while (s == INVALID_SOCKET && err == WSAECONNRESET) {
        s = accept(listener, NULL, NULL); /* that one left again */
        err = WSAGetLastError();
    }
    if (s == INVALID_SOCKET && !is_set(stopped))
        print_error("accept", err);
    return s;
}

static unsigned __stdcall share(void *arg)
{
    SOCKET listener = *(SOCKET *)arg, worker, client;
    DWORD process = 0;

    worker = next_connection(listener);
    if (worker == INVALID_SOCKET)
        return 0;
    if (recv(worker, (char *)&process, sizeof(process), MSG_WAITALL) !=
        sizeof(process)) {
        fprintf(stderr, "the worker did not say who it is\n");
        return 1;
    }
    while ((client = next_connection(listener)) != INVALID_SOCKET) {
        hand_over(client, worker, process);
        closesocket(client); /* the worker's descriptor keeps it open */
    }
    closesocket(worker);
    return 0;
}

int main(int argc, char **argv)
{
    unsigned short port = argc > 1 ? parse_port(argv[1]) : 7007;
    SOCKET listener;
    HANDLE thread;
    DWORD code = 1;

    start_winsock();
    stopped = new_event();
    listener = bind_loopback(SOCK_STREAM, port);
    if (listener == INVALID_SOCKET)
        return 1;
    if (listen(listener, SOMAXCONN) == SOCKET_ERROR) {
        print_error("listen", WSAGetLastError());
        return 1;
    }
    thread = start_thread(share, &listener);
    wait_for_enter(stopped);
    closesocket(listener);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    CloseHandle(stopped);
    WSACleanup();
    printf("stopped\n");
    return (int)code;
}
