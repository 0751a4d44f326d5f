/* SPDX-License-Identifier: MIT */
/* Calls that the socket's state does not allow, or that end another way than
 * was hoped for. */
#include "scene.h"

#include <mswsock.h>

/* A blocking hook, as of Windows Sockets 1.1. */
static SOCKET hooked;
static int code_in_hook;

static BOOL CALLBACK hook_cancels(void)
{
    WSACancelBlockingCall();
    return FALSE;
}

static BOOL CALLBACK hook_sends(void)
{
    code_in_hook = CODE(send(hooked, "x", 1, 0));
    return hook_cancels();
}

SCENE(WSAEINTR, recv, PLACE_PLAIN,
      "WSACancelBlockingCall while it waits, from a blocking hook")
{
    char byte;

    start_version(1, 1);
    NEED(WSASetBlockingHook((FARPROC)(void (*)(void))hook_cancels) != NULL);
    return CODE(recv(open_bound(SOCK_DGRAM), &byte, 1, 0));
}

SCENE(WSAEINPROGRESS, send, PLACE_PLAIN,
      "from a blocking hook, while recv waits")
{
    char byte;

    start_version(1, 1);
    hooked = open_bound(SOCK_DGRAM);
    NEED(WSASetBlockingHook((FARPROC)(void (*)(void))hook_sends) != NULL);
    recv(hooked, &byte, 1, 0);
    return code_in_hook;
}

SCENE(WSAEBADF, sendto, PLACE_PLAIN,
      "the descriptor under the socket was closed by close()")
{
    int fd = stage->descriptor_next();
    SOCKET s = open_udp();
    struct sockaddr_in to = address_of("127.0.0.1", 9);

    stage->descriptor_close(fd);
    return CODE(sendto(s, "x", 1, 0, SA(&to), sizeof(to)));
}

SCENE(WSAEACCES, sendto, PLACE_PLAIN,
      "a broadcast, on a socket without SO_BROADCAST")
{
    struct sockaddr_in everybody = address_of("255.255.255.255", 9);

    return CODE(
        sendto(open_udp(), "x", 1, 0, SA(&everybody), sizeof(everybody)));
}

SCENE(WSAEWOULDBLOCK, recv, PLACE_PLAIN,
      "nothing has come, and the socket does not block")
{
    SOCKET s = open_bound(SOCK_DGRAM);
    char byte;

    does_not_block(s);
    return CODE(recv(s, &byte, 1, 0));
}

SCENE(WSAEALREADY, connect, PLACE_NETWORK,
      "the first attempt is still under way")
{
    struct sockaddr_in silent = address_of("198.18.2.1", 9);
    SOCKET s = open_tcp();

    does_not_block(s);
    connect(s, SA(&silent), sizeof(silent));
    return CODE(connect(s, SA(&silent), sizeof(silent)));
}

SCENE(WSAEMSGSIZE, recv, PLACE_PLAIN, "the datagram is longer than the buffer")
{
    SOCKET s = open_bound(SOCK_DGRAM);
    struct sockaddr_in name = name_of(s);
    char room[2];

    NEED(sendto(s, "long", 4, 0, SA(&name), sizeof(name)) == 4);
    return CODE(recv(s, room, sizeof(room), 0));
}

SCENE(WSAEADDRINUSE, bind, PLACE_PLAIN, "another socket has the port")
{
    struct sockaddr_in taken = name_of(open_listening());

    return CODE(bind(open_tcp(), SA(&taken), sizeof(taken)));
}

SCENE(WSAEADDRNOTAVAIL, bind, PLACE_PLAIN, "the address is another machine's")
{
    struct sockaddr_in other = address_of("192.0.2.1", 0);

    return CODE(bind(open_tcp(), SA(&other), sizeof(other)));
}

SCENE(WSAECONNRESET, recv, PLACE_PLAIN, "the peer reset the connection")
{
    SOCKET other, s = open_connected(&other);
    struct linger hard = {1, 0};
    char byte;

    setsockopt(other, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    closesocket(other);
    return CODE(recv(s, &byte, 1, 0));
}

SCENE(WSAEISCONN, connect, PLACE_PLAIN, "the socket is connected already")
{
    SOCKET other, s = open_connected(&other);
    struct sockaddr_in name = name_of(other);

    return CODE(connect(s, SA(&name), sizeof(name)));
}

SCENE(WSAENOTCONN, send, PLACE_PLAIN, "the socket has no peer")
{
    return CODE(send(open_tcp(), "x", 1, 0));
}

SCENE(WSAESHUTDOWN, send, PLACE_PLAIN, "after shutdown(SD_SEND)")
{
    SOCKET other, s = open_connected(&other);

    NEED(shutdown(s, SD_SEND) == 0);
    return CODE(send(s, "x", 1, 0));
}

SCENE(WSAETOOMANYREFS, RIOResizeRequestQueue, PLACE_PLAIN,
      "fewer than the requests that are outstanding")
{
    GUID id = WSAID_MULTIPLE_RIO;
    RIO_EXTENSION_FUNCTION_TABLE rio;
    RIO_BUF part = {NULL, 0, 10};
    static char room[10];
    DWORD bytes, flags = WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO;
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, flags);
    struct sockaddr_in any = address_of("127.0.0.1", 0);
    RIO_CQ cq;
    RIO_RQ rq;

    NEED(bind(s, SA(&any), sizeof(any)) == 0);
    NEED(WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                  sizeof(id), &rio, sizeof(rio), &bytes, NULL, NULL) == 0);
    part.BufferId = rio.RIORegisterBuffer(room, sizeof(room));
    cq = rio.RIOCreateCompletionQueue(10, NULL);
    rq = rio.RIOCreateRequestQueue(s, 2, 1, 2, 1, cq, cq, NULL);
    NEED(rio.RIOReceive(rq, &part, 1, 0, NULL));
    NEED(rio.RIOReceive(rq, &part, 1, 0, NULL));
    return CODE_IF_NOT(rio.RIOResizeRequestQueue(rq, 1, 1));
}

SCENE(WSAECONNREFUSED, connect, PLACE_PLAIN, "nobody listens on the port")
{
    struct sockaddr_in nobody = address_of("127.0.0.1", dead_port());

    return CODE(connect(open_tcp(), SA(&nobody), sizeof(nobody)));
}
