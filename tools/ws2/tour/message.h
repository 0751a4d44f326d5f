/* SPDX-License-Identifier: MIT */
/* A base provider of connections that keep messages apart. */
#ifndef TOUR_MESSAGE_H
#define TOUR_MESSAGE_H

#include <winsock2.h>
#include <ws2spi.h>

/* As WSPStartup. */
int WSPAPI message_startup(WORD version, LPWSPDATA data,
                           LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                           LPWSPPROC_TABLE table);

#endif
