/* SPDX-License-Identifier: MIT */
/* The traced procedures: each says what the layer's own does. */
#ifndef TRACE_CALLS_H
#define TRACE_CALLS_H

#include <winsock2.h>
#include <ws2spi.h>

void calls_sockets(LPWSPPROC_TABLE table);  /* sockets.c */
void calls_transfer(LPWSPPROC_TABLE table); /* transfer.c */
void calls_control(LPWSPPROC_TABLE table);  /* control.c */
void calls_events(LPWSPPROC_TABLE table);   /* events.c */

#endif
