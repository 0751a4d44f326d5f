/* SPDX-License-Identifier: MIT */
/* The layer without its trace: what every layer with real handles has to do.
 * Sockets are those of the provider below, passed on as our own. All other
 * procedures are the ones below, which Windows Sockets then calls directly. */
#ifndef TRACE_LAYER_H
#define TRACE_LAYER_H

#include <winsock2.h>
#include <ws2spi.h>

/* Constant from the first WSPStartup on. */
extern WSPPROC_TABLE layer;

/* The provider below has started. entry: any of ours. */
void layer_fill(const WSAPROTOCOL_INFOW *entry, LPWSPCLEANUP cleanup);

#endif
