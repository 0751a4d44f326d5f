/* SPDX-License-Identifier: MIT */
/* What the parts of own.c share: its sockets. */
#ifndef LSP_OWN_H
#define LSP_OWN_H

#include "below.h"
#include "layer.h"

#include <mswsock.h>

/* Behind a handle; kept until WSPCleanup, as a thread may still look at it. */
struct own {
    struct own *next;
    SOCKET s, lower;
    WSAPROTOCOL_INFOW info; /* the chain that it was made of */
    LONG running;           /* operations */
    LONG closing;
    HWND window; /* WSAAsyncSelect's */
    unsigned message;
};

extern WSPPROC_TABLE own_below;
extern WSPUPCALLTABLE layer_upcalls;

void own_count(int what);

/* NULL, and the code: it is none of ours. */
struct own *own_get(SOCKET s, LPINT err);

/* The one with that socket below. */
struct own *own_above(SOCKET lower);

/* The socket below, as a call's argument: INVALID_SOCKET is refused there. */
SOCKET own_lower(SOCKET s, LPINT err);

/* A handle over a socket of the provider below. */
SOCKET own_over(SOCKET lower, const WSAPROTOCOL_INFOW *info, LPINT err);

/* ownops.c: overlapped operations */
int WSPAPI own_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
                    LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                    LPWSATHREADID thread, LPINT err);
int WSPAPI own_sendto(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent,
                      DWORD flags, const struct sockaddr *to, int tolen,
                      LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                      LPWSATHREADID thread, LPINT err);
int WSPAPI own_recv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received,
                    LPDWORD flags, LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                    LPWSATHREADID thread, LPINT err);
int WSPAPI own_recvfrom(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received,
                        LPDWORD flags, struct sockaddr *from, LPINT fromlen,
                        LPWSAOVERLAPPED ov,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID thread, LPINT err);
BOOL WSPAPI own_getoverlappedresult(SOCKET s, LPWSAOVERLAPPED ov, LPDWORD moved,
                                    BOOL wait, LPDWORD flags, LPINT err);
BOOL PASCAL own_acceptex(SOCKET listener, SOCKET s, PVOID out, DWORD data,
                         DWORD local, DWORD remote, LPDWORD received,
                         LPOVERLAPPED ov);
void own_ops_end(struct own *o); /* until none is running */

/* ownwait.c: select, WSAPoll and window messages */
int WSPAPI own_select(int nfds, fd_set *reads, fd_set *writes, fd_set *excepts,
                      const struct timeval *timeout, LPINT err);
int own_poll(SOCKET s, WSAPOLLDATA *data, DWORD size, LPINT err);
int WSPAPI own_asyncselect(SOCKET s, HWND window, unsigned message, long events,
                           LPINT err);
void own_window_end(void);

#endif
