/* SPDX-License-Identifier: MIT */
/* The buffers of an overlapped operation: the one that nearly all have lies in
 * it, several in a block of their own. */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "sock/op.h"

static ws2_err buf_in(struct ws2_op *op, const WSABUF *buf)
{
    WSABUF b;

    if (os_mem_copy_in(&b, buf, sizeof(b)) != 0 ||
        (b.len != 0 && (uintptr_t)b.buf < WS2_MEM_LOWEST))
        return WSAEFAULT;
    op->base = b.buf;
    op->len = b.len;
    op->room = WS2_OP_BUF;
    return WS2_OK;
}

ws2_err ws2_op_bufs(struct ws2_op *op, const WSABUF *bufs, DWORD n)
{
    struct ws2_op_bufs *list;
    struct ws2_bufs b;
    ws2_err err;

    if (n == 1)
        return buf_in(op, bufs);
    err = ws2_bufs_in(&b, bufs, n);
    if (err != WS2_OK)
        return err;
    list = malloc(sizeof(*list) + b.n * sizeof(list->list[0]));
    if (list != NULL) {
        memcpy(list->list, b.at, b.n * sizeof(list->list[0]));
        list->at = list->list;
        list->n = b.n;
        op->bufs = list;
        op->room = WS2_OP_BUFS;
    }
    ws2_bufs_free(&b);
    return list != NULL ? WS2_OK : WSAENOBUFS;
}

static void bufs_get(struct ws2_op *op, struct ws2_bufs *b)
{
    if (op->room == WS2_OP_BUFS) {
        ws2_bufs_borrow(b, op->bufs->at, op->bufs->n);
        return;
    }
    b->few[0].base = op->base;
    b->few[0].len = op->len;
    ws2_bufs_borrow(b, b->few, 1);
}

/* Where they go on. */
static void bufs_keep(struct ws2_op *op, const struct ws2_bufs *b)
{
    if (op->room == WS2_OP_BUFS) {
        op->bufs->at = b->at;
        op->bufs->n = b->n;
        return;
    }
    op->base = b->few[0].base;
    op->len = b->few[0].len;
}

ws2_err ws2_op_transfer(struct ws2_op *op, struct os_msg *msg,
                        ws2_sock_try *once)
{
    struct ws2_bufs b;
    ws2_err err;

    bufs_get(op, &b);
    err = once(op->sk, &b, msg, &op->o.packet.bytes, op->flags);
    if (err == WS2_AGAIN)
        bufs_keep(op, &b);
    ws2_bufs_free(&b);
    return err;
}
