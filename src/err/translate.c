/* SPDX-License-Identifier: MIT */
/* ws2_err_from_res: (operation, errno) becomes a code, here and nowhere else,
 * over the rows of errno_map.def. The counter of unmapped pairs is atomic; no
 * lock. */
#include "err/err.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "err/codes.h"
#include "ws2/errors.h"

static atomic_uint unmapped;

#define ERRNO_MAX  4095 /* the kernel's own limit */
#define KEY(op, e) ((unsigned)(op) << 12 | (unsigned)(e))

/* A switch, so that two rows for one pair do not compile. */
static ws2_err map_find(enum ws2_opcode op, int e)
{
    switch (KEY(op, e)) {
#define MAP(op, e, code)                                                       \
    case KEY(WS2_OP_##op, e):                                                  \
        return code;
#include "err/errno_map.def"
#undef MAP
    default:
        return WS2_OK;
    }
}

static const char *const opcode_names[WS2_OP_COUNT] = {
    [WS2_OP_ANY] = "any",           [WS2_OP_SOCKET] = "socket",
    [WS2_OP_BIND] = "bind",         [WS2_OP_LISTEN] = "listen",
    [WS2_OP_ACCEPT] = "accept",     [WS2_OP_CONNECT] = "connect",
    [WS2_OP_SEND] = "send",         [WS2_OP_SENDTO] = "sendto",
    [WS2_OP_RECV] = "recv",         [WS2_OP_RECVFROM] = "recvfrom",
    [WS2_OP_SHUTDOWN] = "shutdown", [WS2_OP_CLOSE] = "close",
    [WS2_OP_GETNAME] = "getname",   [WS2_OP_SOCKOPT] = "sockopt",
    [WS2_OP_IOCTL] = "ioctl",       [WS2_OP_POLL] = "poll",
    [WS2_OP_FILE] = "file",         [WS2_OP_FILENAME] = "filename",
    [WS2_OP_JOIN] = "join",         [WS2_OP_OFFER] = "offer",
    [WS2_OP_THREAD] = "thread",     [WS2_OP_MEMORY] = "memory",
    [WS2_OP_CATALOG] = "catalog",
};

const char *ws2_opcode_name(enum ws2_opcode op)
{
    return (unsigned)op < WS2_OP_COUNT ? opcode_names[op] : NULL;
}

ws2_err ws2_err_lookup(enum ws2_opcode op, int e)
{
    ws2_err err = map_find(op, e);

    return err != WS2_OK ? err : map_find(WS2_OP_ANY, e);
}

static void unmapped_report(enum ws2_opcode op, int e)
{
    const char *debug = secure_getenv("WS2_DEBUG_UNMAPPED");
    const char *op_name = ws2_opcode_name(op);
    const char *name = ws2_errno_name(e);
    int saved = errno;

    atomic_fetch_add_explicit(&unmapped, 1, memory_order_relaxed);
    if (debug != NULL && debug[0] != '\0' && debug[0] != '0')
        fprintf(stderr, "ws2: no code for errno %d (%s) in %s\n", e,
                name != NULL ? name : "?", op_name != NULL ? op_name : "?");
    errno = saved;
}

ws2_err ws2_err_from_res(enum ws2_opcode op, int res)
{
    ws2_err err;
    int e;

    if (res >= 0)
        return WS2_OK;
    e = res >= -ERRNO_MAX ? -res : ERRNO_MAX;
    err = ws2_err_lookup(op, e);
    if (err != WS2_OK)
        return err;
    unmapped_report(op, e);
    return WSASYSCALLFAILURE;
}

unsigned ws2_err_unmapped_count(void)
{
    return atomic_load_explicit(&unmapped, memory_order_relaxed);
}
