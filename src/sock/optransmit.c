/* SPDX-License-Identifier: MIT */
/* TransmitFile and TransmitPackets: what they ask for becomes a transmission
 * (transmit.h), which is run by the engine, or by a call that waits. Microsoft
 * Learn, "TransmitFile function" and "LPFN_TRANSMITPACKETS". */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "os/sendfile.h"
#include "sock/extension.h"
#include "sock/transmit.h"

#define MOST 2147483646u /* bytes of one call */
#define FLAGS                                                                  \
    (TF_DISCONNECT | TF_REUSE_SOCKET | TF_WRITE_BEHIND |                       \
     TF_USE_DEFAULT_WORKER | TF_USE_SYSTEM_THREAD | TF_USE_KERNEL_APC)

static void transmit_free(struct ws2_op *op)
{
    struct ws2_transmit *t = (struct ws2_transmit *)op;

    for (unsigned i = 0; i < t->n; i++)
        if (t->piece[i].file != NULL)
            ws2_obj_put(t->piece[i].file);
    free(t->piece);
    free(t->buffer);
}

static ws2_err end_if_asked(struct ws2_transmit *t, ws2_err err, bool sending)
{
    if (err != WS2_OK || (t->flags & TF_DISCONNECT) == 0)
        return err;
    return ws2_sock_end(t->op.sk, t->flags, sending);
}

static ws2_err transmit_attempt(struct ws2_op *op, bool *drained)
{
    struct ws2_transmit *t = (struct ws2_transmit *)op;

    (void)drained;
    return end_if_asked(t, ws2_transmit_run(t), true);
}

static const struct ws2_op_kind transmit_kind = {
    WS2_OP_IO,        WS2_IO_SEND,   sizeof(struct ws2_transmit),
    transmit_attempt, transmit_free, NULL};

/* Room for so many pieces; NULL without memory. */
static struct ws2_transmit *transmit_new(struct ws2_sock *sk, size_t pieces)
{
    struct ws2_transmit *t =
        (struct ws2_transmit *)ws2_op_new(sk, &transmit_kind);

    if (t == NULL)
        return NULL;
    t->n = t->at = 0;
    t->buffer = NULL;
    t->packed = 0;
    t->whole = false;
    t->piece = calloc(pieces != 0 ? pieces : 1, sizeof(*t->piece));
    if (t->piece != NULL)
        return t;
    ws2_op_free(&t->op);
    return NULL;
}

static ws2_err add_memory(struct ws2_transmit *t, const void *memory,
                          DWORD length)
{
    if (length != 0 && (uintptr_t)memory < WS2_MEM_LOWEST)
        return WSAEFAULT;
    t->piece[t->n].memory = memory;
    t->piece[t->n++].left = length;
    return WS2_OK;
}

/* What is sent of the file. length 0: all that is there from offset on. The
 * position, where it is the beginning, is behind that at once. */
static ws2_err extent_set(struct ws2_piece *p, int64_t offset, DWORD length)
{
    const bool here = offset == WS2_FILE_HERE;
    int64_t size = os_file_size(ws2_file_fd(p->file));

    if (here)
        offset = ws2_file_seek(p->file, 0, FILE_CURRENT);
    if (size < 0 || offset < 0)
        return ws2_err_from_res(WS2_OP_FILE, (int)(size < 0 ? size : offset));
    if (offset > size || (length == 0 && size - offset > MOST))
        return WSAEINVAL;
    p->offset = offset;
    p->left = length != 0 ? length : (uint32_t)(size - offset);
    if (here)
        ws2_file_seek(p->file,
                      p->left < size - offset ? offset + p->left : size,
                      FILE_BEGIN);
    return WS2_OK;
}

static ws2_err add_file(struct ws2_transmit *t, HANDLE file, int64_t offset,
                        DWORD length)
{
    struct ws2_piece *p = &t->piece[t->n];

    if (offset < 0 && offset != WS2_FILE_HERE)
        return WSAEINVAL;
    p->file = ws2_handle_get((ws2_handle)file, WS2_KIND_FILE);
    if (p->file == NULL)
        return WSA_INVALID_HANDLE;
    t->n++; /* its reference is kept from here on */
    if ((ws2_file_flags(p->file) & WS2_FILE_READ) == 0)
        return ERROR_ACCESS_DENIED;
    if ((ws2_file_flags(p->file) & WS2_FILE_SEEKABLE) == 0)
        return ERROR_NOT_SUPPORTED; /* a pipe: docs/differences.md */
    return extent_set(p, offset, length);
}

static ws2_err total_check(const struct ws2_transmit *t)
{
    uint64_t total = 0;

    for (unsigned i = 0; i < t->n; i++)
        total += t->piece[i].left;
    return total > MOST ? WSAEINVAL : WS2_OK;
}

static ws2_err state_check(struct ws2_sock *sk, DWORD flags)
{
    ws2_err err = ws2_sock_send_check(sk, 0);

    if (err == WS2_OK &&
        ((flags & ~(DWORD)FLAGS) != 0 ||
         (flags & (TF_REUSE_SOCKET | TF_DISCONNECT)) == TF_REUSE_SOCKET))
        err = WSAEINVAL;
    return err;
}

/* Waits in every mode of the socket. */
static ws2_err transmit_wait(struct ws2_transmit *t)
{
    struct ws2_wait wait = {0};
    ws2_err err;

    for (;;) {
        DWORD before = t->op.o.packet.bytes;

        err = ws2_transmit_run(t);
        if (err == WS2_YIELD)
            continue;
        if (err != WS2_AGAIN)
            return end_if_asked(t, err, false);
        if (t->op.o.packet.bytes != before)
            wait.start_ns = 0;
        err = ws2_sock_wait(t->op.sk, OS_OUT, 0, &wait);
        if (err == WS2_OK && sock_has(t->op.sk, SK_SHUT_WR))
            err = WSAESHUTDOWN;
        if (err != WS2_OK)
            return err == WSAEINTR ? WSA_OPERATION_ABORTED : err;
    }
}

static ws2_err transmit_start(struct ws2_transmit *t, LPOVERLAPPED ov)
{
    struct ws2_op_now now;
    ws2_err err;

    if (ov != NULL && sock_has(t->op.sk, SK_OVERLAPPED))
        return ws2_op_start(&t->op, ov, NULL, &now);
    err = transmit_wait(t);
    ws2_op_free(&t->op);
    return err;
}

static ws2_err around_in(const TRANSMIT_FILE_BUFFERS *around,
                         TRANSMIT_FILE_BUFFERS *out)
{
    memset(out, 0, sizeof(*out));
    if (around != NULL && os_mem_copy_in(out, around, sizeof(*out)) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

static ws2_err offset_in(LPOVERLAPPED ov, int64_t *offset)
{
    OVERLAPPED copy;

    *offset = WS2_FILE_HERE;
    if (ov == NULL)
        return WS2_OK;
    if (!os_mem_writable(ov, sizeof(*ov)) ||
        os_mem_copy_in(&copy, ov, sizeof(copy)) != 0)
        return WSAEFAULT;
    *offset = (int64_t)((uint64_t)copy.OffsetHigh << 32 | copy.Offset);
    return *offset < 0 ? WSAEINVAL : WS2_OK;
}

static ws2_err file_pieces(struct ws2_transmit *t,
                           const struct ws2_transmitfile_args *args,
                           const TRANSMIT_FILE_BUFFERS *around, int64_t offset)
{
    ws2_err err = add_memory(t, around->Head, around->HeadLength);

    if (err == WS2_OK && args->file != NULL)
        err = add_file(t, args->file, offset, args->length);
    if (err == WS2_OK)
        err = add_memory(t, around->Tail, around->TailLength);
    return err == WS2_OK ? total_check(t) : err;
}

ws2_err ws2_op_transmitfile(struct ws2_sock *sk,
                            const struct ws2_transmitfile_args *args)
{
    TRANSMIT_FILE_BUFFERS around;
    struct ws2_transmit *t;
    int64_t offset;
    ws2_err err = sock_is_stream(sk) ? state_check(sk, args->flags) : WSAEINVAL;

    if (err == WS2_OK && args->length > MOST)
        err = WSAEINVAL;
    if (err == WS2_OK)
        err = around_in(args->around, &around);
    if (err == WS2_OK)
        err = offset_in(args->ov, &offset);
    if (err != WS2_OK)
        return err;
    t = transmit_new(sk, 3);
    if (t == NULL)
        return WSAENOBUFS;
    t->flags = args->flags;
    t->block = args->block;
    err = file_pieces(t, args, &around, offset);
    if (err == WS2_OK)
        return transmit_start(t, args->ov);
    ws2_op_free(&t->op);
    return err;
}

static ws2_err add_element(struct ws2_transmit *t,
                           const TRANSMIT_PACKETS_ELEMENT *element)
{
    const ULONG what =
        element->dwElFlags & (TP_ELEMENT_MEMORY | TP_ELEMENT_FILE);
    unsigned at = t->n;
    ws2_err err = WSAEINVAL;

    if ((element->dwElFlags & ~(ULONG)TP_ELEMENT_EOP) != what)
        return err;
    if (what == TP_ELEMENT_MEMORY)
        err = add_memory(t, element->pBuffer, element->cLength);
    else if (what == TP_ELEMENT_FILE)
        err = add_file(t, element->hFile, element->nFileOffset.QuadPart,
                       element->cLength);
    if (err == WS2_OK)
        t->piece[at].ends = (element->dwElFlags & TP_ELEMENT_EOP) != 0;
    return err;
}

/* One after the other: the program's array may be long, and not all there. */
static ws2_err packet_pieces(struct ws2_transmit *t,
                             const struct ws2_transmitpackets_args *args)
{
    TRANSMIT_PACKETS_ELEMENT element;
    ws2_err err = WS2_OK;

    for (DWORD i = 0; err == WS2_OK && i < args->count; i++) {
        if (os_mem_copy_in(&element, &args->elements[i], sizeof(element)) != 0)
            return WSAEFAULT;
        err = add_element(t, &element);
    }
    return err == WS2_OK ? total_check(t) : err;
}

ws2_err ws2_op_transmitpackets(struct ws2_sock *sk,
                               const struct ws2_transmitpackets_args *args)
{
    const DWORD all_ones = 0x0FFFFFFF; /* as the page prints it */
    struct ws2_transmit *t;
    int64_t unused;
    ws2_err err = state_check(sk, args->flags);

    if (err == WS2_OK && !sock_is_stream(sk) &&
        (args->flags & TF_DISCONNECT) != 0)
        err = WSAEINVAL;
    if (err == WS2_OK)
        err = offset_in(args->ov, &unused);
    if (err == WS2_OK &&
        !os_mem_readable(args->elements,
                         (size_t)args->count * sizeof(*args->elements)))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return err;
    t = transmit_new(sk, args->count);
    if (t == NULL)
        return WSAENOBUFS;
    t->flags = args->flags;
    t->block = args->block < all_ones ? args->block : 0;
    err = packet_pieces(t, args);
    if (err == WS2_OK)
        return transmit_start(t, args->ov);
    ws2_op_free(&t->op);
    return err;
}
