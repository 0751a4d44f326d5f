/* SPDX-License-Identifier: MIT */
/* An echo server that says where it is: it registers itself under a name, with
 * the address it listens on, and takes that back when it ends. Nobody has to
 * know its port.
 *
 *     service_server [NAME]
 */
#include "example.h"

#include "service.h"

static HANDLE stopped;

/* Once for all services of the class; it stays when the program ends. */
static int install_class(void)
{
    WSASERVICECLASSINFOA info;

    memset(&info, 0, sizeof(info));
    info.lpServiceClassId = &service_class;
    info.lpszServiceClassName = SERVICE_CLASS_NAME;
    if (WSAInstallServiceClassA(&info) == 0 || WSAGetLastError() == WSAEALREADY)
        return 0;
    print_error("WSAInstallServiceClass", WSAGetLastError());
    return SOCKET_ERROR;
}

/* Registers the service at the listener's address, or deletes it. */
static int set_service(char *name, SOCKET listener, WSAESETSERVICEOP op)
{
    struct sockaddr_in at;
    int len = sizeof(at);
    CSADDR_INFO info;
    WSAQUERYSETA set;

    memset(&set, 0, sizeof(set));
    memset(&info, 0, sizeof(info));
    if (getsockname(listener, (struct sockaddr *)&at, &len) == SOCKET_ERROR)
        return SOCKET_ERROR;
    info.LocalAddr.lpSockaddr = (struct sockaddr *)&at;
    info.LocalAddr.iSockaddrLength = len;
    info.RemoteAddr = info.LocalAddr;
    info.iSocketType = SOCK_STREAM;
    info.iProtocol = IPPROTO_TCP;
    set.dwSize = sizeof(set);
    set.lpszServiceInstanceName = name;
    set.lpServiceClassId = &service_class;
    set.lpszComment = "sends back what it gets";
    set.dwNameSpace = NS_ALL;
    set.dwNumberOfCsAddrs = 1;
    set.lpcsaBuffer = &info;
    return WSASetServiceA(&set, op, 0);
}

static unsigned __stdcall serve(void *arg)
{
    SOCKET listener = *(SOCKET *)arg, s;
    char buf[1024];
    int n;

    while ((s = accept(listener, NULL, NULL)) != INVALID_SOCKET) {
        while ((n = recv(s, buf, sizeof(buf), 0)) > 0 &&
               send_all(s, buf, n) == 0)
            ;
        closesocket(s);
    }
    if (!is_set(stopped))
        print_error("accept", WSAGetLastError());
    return 0;
}

int main(int argc, char **argv)
{
    char *name = argc > 1 ? argv[1] : "echo";
    SOCKET listener;
    HANDLE thread;

    start_winsock();
    stopped = new_event();
    listener = bind_loopback(SOCK_STREAM, 0);
    if (listener == INVALID_SOCKET || install_class() != 0)
        return 1;
    if (listen(listener, SOMAXCONN) == SOCKET_ERROR) {
        print_error("listen", WSAGetLastError());
        return 1;
    }
    if (set_service(name, listener, RNRSERVICE_REGISTER) == SOCKET_ERROR) {
        print_error("WSASetService", WSAGetLastError());
        return 1;
    }
    printf("registered as %s\n", name);
    fflush(stdout);
    thread = start_thread(serve, &listener);
    wait_for_enter(stopped);
    if (set_service(name, listener, RNRSERVICE_DELETE) == SOCKET_ERROR)
        print_error("WSASetService", WSAGetLastError());
    closesocket(listener);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(stopped);
    WSACleanup();
    printf("stopped\n");
    return 0;
}
