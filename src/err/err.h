/* SPDX-License-Identifier: MIT */
/* Error values inside ws2.
 *
 * Three kinds, told apart by type and place: `int res` in os and io (>= 0 or
 * -errno), `ws2_err` everywhere else (0 or a documented code), and the Windows
 * return value in the doors. (operation, errno) becomes a code in one function,
 * ws2_err_from_res(), over one table, errno_map.def. */
#ifndef WS2_ERR_ERR_H
#define WS2_ERR_ERR_H

typedef int ws2_err; /* 0, a WSA code or another Win32 code */
#define WS2_OK 0

/* What was attempted: the errno alone does not determine the code. */
enum ws2_opcode {
    WS2_OP_ANY,
    WS2_OP_SOCKET,
    WS2_OP_BIND,
    WS2_OP_LISTEN,
    WS2_OP_ACCEPT,
    WS2_OP_CONNECT,
    WS2_OP_SEND,   /* stream, or datagram on a connected socket */
    WS2_OP_SENDTO, /* datagram with a destination */
    WS2_OP_RECV,
    WS2_OP_RECVFROM, /* datagram */
    WS2_OP_SHUTDOWN,
    WS2_OP_CLOSE,
    WS2_OP_GETNAME, /* getsockname, getpeername */
    WS2_OP_SOCKOPT,
    WS2_OP_IOCTL,
    WS2_OP_POLL,
    WS2_OP_FILE,     /* reading and writing files */
    WS2_OP_FILENAME, /* opening, making, renaming and deleting them */
    WS2_OP_JOIN,     /* a multicast group */
    WS2_OP_OFFER,    /* a socket goes to another process, or comes */
    WS2_OP_THREAD,
    WS2_OP_MEMORY,
    WS2_OP_CATALOG, /* the file of providers */
    WS2_OP_COUNT
};

/* 0 when res >= 0; otherwise the code for -res in that operation. A pair that
 * the table does not know gives WSASYSCALLFAILURE, is counted, and (with
 * WS2_DEBUG_UNMAPPED set, as in the test suite) is written to stderr. */
ws2_err ws2_err_from_res(enum ws2_opcode op, int res);

/* The same without counting, for those who only ask: WS2_OK for a pair that the
 * table does not know. e is positive. */
ws2_err ws2_err_lookup(enum ws2_opcode op, int e);

/* "connect" for WS2_OP_CONNECT; NULL for a number that is no operation. */
const char *ws2_opcode_name(enum ws2_opcode op);

/* How many unmapped pairs were met since the start of the process. */
unsigned ws2_err_unmapped_count(void);

#endif
