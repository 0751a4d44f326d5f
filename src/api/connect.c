/* SPDX-License-Identifier: MIT */
/* Doors that name and join sockets: bind, listen, accept, WSAAccept, connect,
 * WSAConnect, WSAJoinLeaf, getsockname, getpeername. */
#include "api/door.h"

int WSAAPI ws2_do_bind(SOCKET s, const struct sockaddr *name, int namelen)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPBind(s, name, namelen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_listen(SOCKET s, int backlog)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPListen(s, backlog, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

SOCKET WSAAPI ws2_do_WSAAccept(SOCKET s, struct sockaddr *addr, LPINT addrlen,
                               LPCONDITIONPROC lpfnCondition,
                               DWORD_PTR dwCallbackData)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    SOCKET out = INVALID_SOCKET;

    if (err == WS2_OK) {
        out = proc->lpWSPAccept(s, addr, addrlen, lpfnCondition, dwCallbackData,
                                &err);
        ws2_door_close(s);
    }
    if (out == INVALID_SOCKET)
        ws2_door_fail(err);
    return out;
}

SOCKET WSAAPI ws2_do_accept(SOCKET s, struct sockaddr *addr, int *addrlen)
{
    return ws2_do_WSAAccept(s, addr, addrlen, NULL, 0);
}

int WSAAPI ws2_do_WSAConnect(SOCKET s, const struct sockaddr *name, int namelen,
                             LPWSABUF lpCallerData, LPWSABUF lpCalleeData,
                             LPQOS lpSQOS, LPQOS lpGQOS)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPConnect(s, name, namelen, lpCallerData, lpCalleeData,
                                 lpSQOS, lpGQOS, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_connect(SOCKET s, const struct sockaddr *name, int namelen)
{
    return ws2_do_WSAConnect(s, name, namelen, NULL, NULL, NULL, NULL);
}

SOCKET WSAAPI ws2_do_WSAJoinLeaf(SOCKET s, const struct sockaddr *name,
                                 int namelen, LPWSABUF lpCallerData,
                                 LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                 LPQOS lpGQOS, DWORD dwFlags)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    SOCKET out = INVALID_SOCKET;

    if (err == WS2_OK) {
        out = proc->lpWSPJoinLeaf(s, name, namelen, lpCallerData, lpCalleeData,
                                  lpSQOS, lpGQOS, dwFlags, &err);
        ws2_door_close(s);
    }
    if (out == INVALID_SOCKET)
        ws2_door_fail(err);
    return out;
}

int WSAAPI ws2_do_getsockname(SOCKET s, struct sockaddr *name, int *namelen)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPGetSockName(s, name, namelen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_getpeername(SOCKET s, struct sockaddr *name, int *namelen)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPGetPeerName(s, name, namelen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}
