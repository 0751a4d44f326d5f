/* SPDX-License-Identifier: MIT */
/* A socket of this provider: a SOCKET that the program has, which is no real
 * handle, and one of the provider below, which the program never sees. */
#ifndef PROXY_SOCKET_H
#define PROXY_SOCKET_H

#include <winsock2.h>

#include <windows.h>

#include "below.h"

/* Where its connection leads. */
enum route {
    ROUTE_DIRECT,  /* the socket below is all there is to it */
    ROUTE_OPENING, /* the proxy is asked: the program sees no connection */
    ROUTE_PROXIED,
    ROUTE_FAILED /* the proxy said no; the socket may be connected again */
};

/* Who is told of network events, and of which; events.c. */
struct selection {
    long events;
    WSAEVENT event; /* the program's */
    HWND hwnd;      /* or its window, */
    UINT message;
    WSAEVENT signal; /* to which our own event leads, by */
    HANDLE wait;
    BOOL made; /* there was one, so that the socket does not block */
};

struct psocket {
    struct psocket *next, **self; /* all, under socket.c's lock */
    LONG references;
    BOOL closed; /* likewise: no call finds it any more */
    SOCKET s;    /* the program's */
    SOCKET lower;
    const struct below *below;
    WSAPROTOCOL_INFOW entry;
    BOOL overlapped; /* WSA_FLAG_OVERLAPPED */

    SRWLOCK lock; /* for what follows */
    enum route route;
    BOOL blocking;
    int error; /* ROUTE_FAILED: why */
    SOCKADDR_STORAGE peer;
    int peer_length;
    struct selection selection;
    BOOL connect_untold; /* FD_CONNECT, with the code */
    BOOL connect_recorded;
    int connect_error;
};

/* A new one for lower, which is closed if that fails; INVALID_SOCKET and *err.
 * The reference that is the program's goes with psocket_close. */
SOCKET psocket_new(const WSAPROTOCOL_INFOW *entry, const struct below *below,
                   SOCKET lower, DWORD flags, LPINT err);

/* With a reference; NULL and WSAENOTSOCK: it is none, or not ours. */
struct psocket *psocket_find(SOCKET s, LPINT err);
void psocket_hold(struct psocket *ps);
/* The last one takes the program's handle back. */
void psocket_put(struct psocket *ps);

/* It is found no more. What is under way ends by itself and has references. */
void psocket_close(struct psocket *ps);

/* WSPCleanup: for each that is still open, with a reference. */
void psocket_each(void (*visit)(struct psocket *ps));

enum route psocket_route(struct psocket *ps);

/* For who watches many: the socket below, and by whom it is; one that is not
 * ours, and *below, stay as they are. */
enum route psocket_view(SOCKET s, SOCKET *lower, const struct below **below);

/* 0, or WSAENOTCONN while no connection is there that the program may know. */
int psocket_connected(struct psocket *ps);

#endif
