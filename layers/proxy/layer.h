/* SPDX-License-Identifier: MIT */
/* What the whole provider knows of itself, from WSPStartup to WSPCleanup. */
#ifndef PROXY_LAYER_H
#define PROXY_LAYER_H

#include <winsock2.h>
#include <ws2spi.h>

struct layer {
    GUID id;                /* whose entries in the catalog are ours */
    WSPUPCALLTABLE upcalls; /* what Windows Sockets does for us */
};

extern struct layer layer;

#endif
