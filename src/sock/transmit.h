/* SPDX-License-Identifier: MIT */
/* A transmission: pieces of memory and of files that are sent in turn, on a
 * stream or as datagrams. TransmitFile and TransmitPackets make the pieces
 * (optransmit.c), transmit.c sends them. */
#ifndef WS2_SOCK_TRANSMIT_H
#define WS2_SOCK_TRANSMIT_H

#include "handle/file.h"
#include "sock/op.h"

struct ws2_piece {
    struct ws2_obj *file; /* a reference; NULL: memory */
    const char *memory;   /* the program's */
    int64_t offset;       /* in the file */
    uint32_t left;
    bool ends; /* a packet */
};

struct ws2_transmit {
    struct ws2_op op;
    DWORD flags;             /* TF_... */
    DWORD block;             /* the most that goes at once; 0: no limit */
    unsigned n, at;          /* pieces, and the one at hand */
    struct ws2_piece *piece; /* ours, as their files */
    char *buffer;            /* to read into, made when it is needed */
    uint32_t packed;         /* bytes of a datagram there */
    bool whole;              /* which waits to be sent */
};

/* Sends what goes now: WS2_OK when that was all; WS2_AGAIN, WS2_YIELD. */
ws2_err ws2_transmit_run(struct ws2_transmit *t);

#endif
