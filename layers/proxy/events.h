/* SPDX-License-Identifier: MIT */
/* Network events. The provider below tells the program's event object itself;
 * for a window it sets an event of ours, and we post, as its messages would
 * name its socket. While the proxy is asked it tells nothing, and FD_CONNECT is
 * ours to tell. */
#ifndef PROXY_EVENTS_H
#define PROXY_EVENTS_H

#include "socket.h"

int WSPAPI proxy_eventselect(SOCKET s, WSAEVENT event, long events, LPINT err);
int WSPAPI proxy_asyncselect(SOCKET s, HWND hwnd, unsigned int message,
                             long events, LPINT err);
int WSPAPI proxy_enumnetworkevents(SOCKET s, WSAEVENT event,
                                   LPWSANETWORKEVENTS out, LPINT err);

/* The socket's route is another one: what the provider below is to tell. */
int events_apply_locked(struct psocket *ps);

/* The connection through the proxy is there, or has failed. */
void events_connected_locked(struct psocket *ps, int error);

/* An accepted socket has its listener's selection, unless it has one. */
void events_inherit(struct psocket *ps, struct psocket *listener);

/* The socket below is closed: nobody is told any more. */
void events_end(struct psocket *ps);

#endif
